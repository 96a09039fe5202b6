# SPDX-License-Identifier: MIT
"""Keeps a board's code image and its unsigned bundle, built once for each state of the sources.

The image lies under a name made of the sources' hash, so a thousand starts compile nothing.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Final

from posminder import bundle
from posminder.image.build import BOOT, Sources, build, missing_tools, romfs
from posminder.image.errors import ImageFailed
from posminder.image.link import Starts
from posminder.image.release import packed, version_of
from posminder.simulator.errors import SimulatorUnavailable

REPOSITORY: Final = Path(__file__).resolve().parents[3]
FIRMWARE: Final = REPOSITORY / "firmware"
BOARD: Final = REPOSITORY / "boards" / "unix"
BUILD: Final = REPOSITORY / "build"

_NO_VERSION: Final = "0.0.0"  # of a firmware that names none
_LOADER_PARTS: Final = ("faults.py", "flash.py", "launch.py", "seeded.py", "world_link.py")


def require_tools() -> None:
    """Raise SimulatorUnavailable with the cure, unless everything the board needs is there."""
    if missing := missing_tools():
        raise SimulatorUnavailable(
            f"{', '.join(missing)} not installed; on Linux x86-64 and macOS arm64 the cure is "
            "pip install 'posminder[simulator]', on other machines there is no MicroPython to "
            "install, and all but simulate works"
        )
    if not (BOARD / BOOT).is_file():
        raise SimulatorUnavailable(f"{BOARD} is missing; run from a checkout of the project")


def build_image(firmware: Path = FIRMWARE, board: Path = BOARD) -> Path:
    """Return the image of `firmware` with the modules of `board`, building it if need be.

    Raises SimulatorUnavailable without the tools, or with the reason if a file does not fold or
    compile.
    """
    require_tools()
    sources = Sources.of(firmware, board)
    image = BUILD / f"{board.name}-{sources.digest()[:16]}.romfs"
    if not image.exists():
        BUILD.mkdir(exist_ok=True)
        try:
            made = build(sources)
        except ImageFailed as error:
            raise SimulatorUnavailable(str(error)) from error
        # The image last: who finds it relies on the other.
        _move_into_place(_starts_of(image), json.dumps(made.starts).encode())
        _move_into_place(image, made.data)
    return image


def build_bundle(firmware: Path = FIRMWARE, board: Path = BOARD) -> bytes:
    """Return the unsigned bundle of `firmware` for `board`.

    Raises as build_image does, and ImageFailed where `firmware` names no version.
    """
    return packed(build_image(firmware, board).read_bytes(), firmware, board)


def build_factory(firmware: Path = FIRMWARE) -> Path:
    """Return the file of the unsigned bundle that a simulated board is made with."""
    image = build_image(firmware)
    made = image.with_suffix(".bundle")
    if not made.exists():
        named = (firmware / "posminder_formats" / "version.py").exists()
        version = version_of(firmware) if named else _NO_VERSION
        _move_into_place(made, bundle.pack(image.read_bytes(), version, BOARD.name))
    return made


@functools.cache
def build_loader() -> Path:
    """Return the image of what runs before any code slot: the loader, and the board's flash."""
    require_tools()
    sources = {name: BOARD / name for name in _LOADER_PARTS}
    sources["loader.py"] = FIRMWARE / "loader.py"
    texts = {name: path.read_text("utf-8") for name, path in sources.items()}
    digest = hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]
    image = BUILD / f"{BOARD.name}-loader-{digest}.romfs"
    if not image.exists():
        BUILD.mkdir(exist_ok=True)
        _move_into_place(image, romfs(texts))
    return image


def in_sources(image: Path, traceback: str) -> str:
    """Return what a board running `image` printed, with the places that its sources know."""
    starts: Starts = json.loads(_starts_of(image).read_text())

    def place(match: re.Match[str]) -> str:
        file, line = match[1], int(match[2])
        for first, name in reversed(starts.get(file.removesuffix(".py"), [])):
            if first <= line:
                return f'File "{name}", line {line - first + 1}'
        return match[0]

    return re.sub(r'File "([^"]+)", line (\d+)', place, traceback)


def _move_into_place(target: Path, data: bytes) -> None:
    """Write a file whole and then name it: another process may be building the same."""
    finished = target.with_suffix(f"{target.suffix}.{os.getpid()}")
    finished.write_bytes(data)
    shutil.move(finished, target)


def _starts_of(image: Path) -> Path:
    """Return where is written which line of the image is which source's."""
    return image.with_suffix(".json")
