# SPDX-License-Identifier: MIT
"""The panel's font out of Unifont: every line of the panel, in both languages, fits 128x64."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent.alerts import panel
from chips import panel_frame
from posminder.image import font
from tests.support.system_programs import require

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "firmware/agent/alerts/panel.py"
WIDEST = "888888"  # a trace number has six digits
ASCII = "".join(f"{code:04X}:{'00' * 15}{code:02X}\n" for code in range(0x20, 0x7F))
ON_MICROPYTHON = """
import hashlib, glyphs
from agent.alerts import panel
from chips.panel_frame import PanelFrame
screen = PanelFrame(glyphs)
seen = hashlib.sha256()
for row in panel.WORDS:
    for first in (1, 3):
        screen.draw(row[first : first + 2])
        seen.update(screen.frame)
print("".join("%02x" % each for each in seen.digest()))
"""


@pytest.fixture(scope="module")
def module() -> str:
    """Return the module with the glyphs that the panel needs."""
    unifont = Path(require(str(font.UNIFONT), font.PACKAGE)).read_text("ascii")
    return font.font_module(unifont, font.glyphs_of(WORDS.read_text("utf-8")))


@pytest.fixture(scope="module")
def screen(module: str) -> Any:
    return panel_frame.PanelFrame(loaded(module))


def loaded(module: str) -> Any:
    names: dict[str, Any] = {}
    exec(module, names)
    return SimpleNamespace(**names)


def pictures() -> Iterator[tuple[str, ...]]:
    """Yield every pair of lines the panel may show, with the widest number."""
    for row in panel.WORDS:
        for first in (1, 3):
            yield tuple(filled(line) for line in row[first : first + 2])


def filled(line: str) -> str:
    """Return a line of the panel with the widest number and date."""
    line = line.replace("%s", WIDEST)
    for mark in ("%d", "%m", "%n"):
        line = line.replace(mark, "08-08")
    return line


def test_every_line_fits_and_no_glyph_is_missing(screen: Any) -> None:
    for lines in pictures():
        for line in lines:
            assert all(map(screen.knows, line)), line
            gap = 1 if line and ord(line[-1]) < 0x7F else 0  # nothing comes after it
            assert screen.width(line) - gap <= panel_frame.WIDTH, line


def test_it_is_a_small_module(module: str) -> None:
    parts = loaded(module)
    size = sum(len(part) for part in (parts.NARROW, parts.WIDE, parts.ADVANCE, parts.CODES))
    assert size < 9_000


def test_micropython_draws_the_same(module: str, screen: Any, tmp_path: Path) -> None:
    (tmp_path / "glyphs.py").write_text(module, "utf-8")
    seen = hashlib.sha256()
    for row in panel.WORDS:
        for first in (1, 3):
            screen.draw(row[first : first + 2])
            seen.update(screen.frame)
    micropython = Path(sys.executable).with_name("micropython")
    path = os.pathsep.join([".frozen", str(ROOT / "firmware"), str(tmp_path)])
    done = subprocess.run(
        [micropython, "-X", "heapsize=192k", "-c", ON_MICROPYTHON],
        env={"MICROPYPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == seen.hexdigest(), done.stderr


def test_a_picture_of_it_for_people(screen: Any) -> None:
    """Nothing but an eye judges it: build/panel.png has every picture, three times as large."""
    shown = []
    for lines in pictures():
        screen.draw(lines)
        shown.append(bytes(screen.frame))
    data = png(shown, across=4, scale=2)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/panel.png").write_bytes(data)
    assert data.startswith(b"\x89PNG")


def test_glyphs_are_turned_and_set_by_their_ink() -> None:
    blank = "0020:" + "00" * 16
    rows = ["18" if row in (0, 15) else "10" for row in range(16)]  # two columns, a foot and a head
    plain = ASCII.replace(f"0020:{'00' * 15}20", blank)
    parts = loaded(
        font.font_module(plain.replace(f"0041:{'00' * 15}41", "0041:" + "".join(rows)), "")
    )
    at = (ord("A") - 0x20) * 16
    assert parts.NARROW[at : at + 16] == bytes([0xFF, 0x01, *[0] * 6, 0xFF, 0x80, *[0] * 6])
    assert parts.ADVANCE[ord("A") - 0x20] == 3
    assert (parts.ADVANCE[0], parts.CODES) == (3, b"")


def test_a_character_without_a_glyph_of_its_width_ends_the_build() -> None:
    for line in ("", "5B89:" + "00" * 16):
        with pytest.raises(font.GlyphMissing):
            font.font_module(ASCII + line, "安")


def test_only_what_the_words_use_is_taken() -> None:
    assert font.glyphs_of("# 安安 a\n'国'") == "国安"


def png(frames: list[bytes], across: int, scale: int) -> bytes:
    """Return the frames as one grey picture, `across` in a row, each with a rim."""
    wide, high = (128 + 4) * across, (64 + 4) * -(-len(frames) // across)
    grey = [bytearray(b"\x60" * wide) for _ in range(high)]
    for number, frame in enumerate(frames):
        left, top = number % across * 132 + 2, number // across * 68 + 2
        for y in range(64):
            for x in range(128):
                lit = frame[y // 8 * 128 + x] >> y % 8 & 1
                grey[top + y][left + x] = 255 if lit else 0
    rows = b"".join(
        (b"\0" + b"".join(bytes([pixel]) * scale for pixel in line)) * scale for line in grey
    )
    head = struct.pack(">IIBBBBB", wide * scale, high * scale, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
