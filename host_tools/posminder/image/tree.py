# SPDX-License-Identifier: MIT
"""Writes a board's prepared sources as files, for a MicroPython build to freeze.

`python -m posminder.image.tree boards/BOARD FOLDER`: the texts that an image is compiled of, and
the panel's font, which is made here out of the system's Unifont.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from posminder.image import font
from posminder.image.build import Sources, prepared

_FIRMWARE: Final = Path(__file__).resolve().parents[3] / "firmware"
_WORDS: Final = "agent/alerts/panel.py"
_FONT: Final = "chips/glyphs.py"


def write(board: Path, folder: Path, firmware: Path = _FIRMWARE) -> list[Path]:
    """Write the files of `board` into `folder`; return them, by name.

    Raises ImageFailed, and OSError where Unifont is not installed (font.PACKAGE).
    """
    words = (firmware / _WORDS).read_text("utf-8")
    glyphs = font.font_module(font.UNIFONT.read_text("ascii"), font.glyphs_of(words))
    sources = Sources.of(firmware, board)
    with tempfile.TemporaryDirectory(prefix="posminder-font-") as made:
        path = Path(made, "glyphs.py")
        path.write_text(glyphs, encoding="utf-8")
        texts, _ = prepared(Sources({**sources.files, _FONT: path}, sources.boot))
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(folder / name for name in texts)


if __name__ == "__main__":
    for written in write(*map(Path, sys.argv[1:3])):
        print(written)
