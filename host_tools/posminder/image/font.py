# SPDX-License-Identifier: MIT
"""Makes the panel's font at build time: only the glyphs it needs, out of GNU Unifont.

The font is the system's (Debian: package unifont) and not kept here. Unifont's file is text, a line
a character: `5B89:` and its 16 rows in hexadecimal, 8 or 16 pixels wide. A panel's memory holds
columns of eight pixels, the lowest bit on top (framebuf's MONO_VLSB), so glyphs are turned once
here and copied as they are on the board.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

UNIFONT: Final = Path("/usr/share/unifont/unifont.hex")
PACKAGE: Final = "unifont"  # of Debian and Ubuntu
_ROWS: Final = 16
_NARROW: Final = 8
_WIDE: Final = 16
_FIRST, _LAST = 0x20, 0x7E  # ASCII is there whole: numbers and names may come from anywhere
_SPACE_PX: Final = 3
_HEAD: Final = '"""The panel\'s glyphs: GNU Unifont, turned by posminder.image.font."""\n\n'


class GlyphMissing(Exception):
    """Unifont has no glyph of the right width for {}."""


def glyphs_of(source: str) -> str:
    """Return the characters beyond ASCII that a module of words uses, ascending, each once."""
    return "".join(sorted({each for each in source if ord(each) > _LAST}))


def font_module(unifont: str, characters: Iterable[str]) -> str:
    """Return the source of the module `chips.glyphs` with ASCII and these wide `characters`.

    Raises GlyphMissing.
    """
    rows = dict(line.split(":") for line in unifont.split())
    ascii_ = [_narrow(rows, chr(code)) for code in range(_FIRST, _LAST + 1)]
    wide = sorted(characters)
    parts = {
        "NARROW": b"".join(columns for _, columns in ascii_),
        "ADVANCE": bytes(advance for advance, _ in ascii_),
        "WIDE": b"".join(_turned(_glyph(rows, each, _WIDE), _WIDE) for each in wide),
        "CODES": b"".join(ord(each).to_bytes(2, "big") for each in wide),
    }
    return _HEAD + "".join(f"{name} = {value!r}\n" for name, value in parts.items())


def _glyph(rows: dict[str, str], character: str, width: int) -> list[int]:
    """Return a glyph's rows as numbers, the leftmost pixel the highest bit."""
    digits = rows.get(f"{ord(character):04X}", "")
    if len(digits) != _ROWS * width // 4:
        raise GlyphMissing(character)
    step = width // 4
    return [int(digits[at : at + step], 16) for at in range(0, len(digits), step)]


def _narrow(rows: dict[str, str], character: str) -> tuple[int, bytes]:
    """Return how far an ASCII glyph moves on, and its columns with its ink at the left edge.

    Unifont is monospaced; set by its ink, five letters go where four would.
    """
    glyph = _glyph(rows, character, _NARROW)
    ink = 0
    for row in glyph:
        ink |= row
    if not ink:
        return _SPACE_PX, bytes(2 * _NARROW)
    left = _NARROW - ink.bit_length()
    right = (ink & -ink).bit_length() - 1
    shifted = [row << left & 0xFF for row in glyph]
    return _NARROW - left - right + 1, _turned(shifted, _NARROW)


def _turned(glyph: list[int], width: int) -> bytes:
    """Return rows as columns of eight pixels: the upper half from left to right, then the lower."""
    half = _ROWS // 2
    return bytes(
        sum((glyph[top + bit] >> width - 1 - x & 1) << bit for bit in range(half))
        for top in (0, half)
        for x in range(width)
    )
