# SPDX-License-Identifier: MIT
"""Text lines as the memory of a 128x64 panel such as an SSD1306: 8 pages of 128 columns.

Pure: knows no bus. A driver sends `frame` as it is (horizontal addressing). A line is 16 pixels
high, two pages; ASCII is set by its ink, any other character of the font is 16 pixels wide. The
font is the module that posminder.image.font makes: NARROW, ADVANCE, WIDE, CODES.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Font(Protocol):
        """Glyphs as columns of eight pixels, the upper halves first."""

        NARROW: bytes  # 16 bytes each, from the space to the tilde
        ADVANCE: bytes  # how many pixels each of them moves on
        WIDE: bytes  # 32 bytes each, in the order of CODES
        CODES: bytes  # two bytes each, ascending


WIDTH = const(128)
LINES = const(4)
FRAME_BYTES = const(1024)

_LINE_BYTES = const(256)
_FIRST = const(0x20)
_LAST = const(0x7E)
_UNKNOWN = const(0x3F)  # a question mark


class PanelFrame:
    """The panel's memory, 1,024 bytes, kept from picture to picture."""

    def __init__(self, font: "Font") -> None:
        self._font = font
        self.frame = bytearray(FRAME_BYTES)

    def draw(self, lines: "tuple[str, ...]") -> None:
        """Draw `lines` instead of what was there, each cut at the right edge."""
        frame = self.frame
        for index in range(FRAME_BYTES):
            frame[index] = 0
        at = 0
        for line in lines[:LINES]:
            x = 0
            for character in line:
                data, start, width, advance = self._glyph(ord(character))
                shown = min(width, WIDTH - x)
                for half in (0, 1):
                    to, come = at + half * WIDTH + x, start + half * width
                    frame[to : to + shown] = data[come : come + shown]
                x += advance
                if x >= WIDTH:
                    break
            at += _LINE_BYTES

    def width(self, line: str) -> int:
        """Return how many pixels `line` takes, the gap after its last character included."""
        return sum(self._glyph(ord(character))[3] for character in line)

    def knows(self, character: str) -> bool:
        """Tell whether the font has a glyph for `character`."""
        code = ord(character)
        return _FIRST <= code <= _LAST or self._wide(code) >= 0

    def _glyph(self, code: int) -> "tuple[bytes, int, int, int]":
        """Return (data, where the glyph begins in it, its columns, how far it moves on)."""
        font = self._font
        wide = -1 if _FIRST <= code <= _LAST else self._wide(code)
        if wide >= 0:
            return font.WIDE, wide * 32, 16, 16
        index = (code if _FIRST <= code <= _LAST else _UNKNOWN) - _FIRST
        return font.NARROW, index * 16, 8, font.ADVANCE[index]

    def _wide(self, code: int) -> int:
        """Return the place of a wide character, -1 if the font has none."""
        codes = self._font.CODES
        low, high = 0, len(codes) // 2
        while low < high:
            middle = (low + high) // 2
            found = codes[2 * middle] << 8 | codes[2 * middle + 1]
            if found == code:
                return middle
            if found < code:
                low = middle + 1
            else:
                high = middle
        return -1
