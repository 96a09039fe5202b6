# SPDX-License-Identifier: MIT
"""Becomes the board: asks its loader which code slot runs, maps that, and runs MicroPython over it.

Run as a program of its own, isolated and without site packages (13 ms instead of 40):
    launcher.py PACKAGE_FOLDER LOADER_IMAGE FACTORY_BUNDLE CODE_FILE SLOT_BYTES HEAP_KIB
    BOARD_FOLDER LAUNCH_FILE DESCRIPTOR
"""

import ctypes
import mmap
import os
import sys
from pathlib import Path

_LOADER_HEAP = "heapsize=64k"
_IMAGE_AT = 4096  # in a slot: posminder_formats/BUNDLE.md
_NUMBERS = 7  # by which load.py tells how it ended; the first is the slot


def main() -> int:
    """Return MicroPython's exit status."""
    package_folder, loader, factory, code, slot_bytes, heap_kib, board, launch, line = sys.argv[1:]
    sys.path.append(package_folder)
    import micropython_run  # a compiled module, findable only now

    told = (ctypes.c_int64 * _NUMBERS)()
    loader_image = _mapped(loader)
    # The interpreter closes what it opened when it ends, the line to the world too.
    descriptor = int(line)
    kept = os.dup(descriptor)
    arguments = [
        str(_address(loader_image)),
        str(len(loader_image)),
        launch,
        " ".join("0" * _NUMBERS),
    ]
    start = ["micropython", "-X", _LOADER_HEAP, f"{board}/load.py"]
    status = int(micropython_run.run_main([*start, *arguments, str(ctypes.addressof(told))]))
    if status:
        return status
    os.dup2(kept, descriptor)
    os.close(kept)
    slots = _mapped(code if Path(code).exists() else factory)
    begin = told[0] * int(slot_bytes) + _IMAGE_AT
    length = min(int(slot_bytes) - _IMAGE_AT, len(slots) - begin)
    arguments = [str(_address(slots) + begin), str(length), launch, " ".join(map(str, told))]
    start = ["micropython", "-X", f"heapsize={heap_kib}k", f"{board}/boot.py"]
    return int(micropython_run.run_main([*start, *arguments]))


def _mapped(path: str) -> mmap.mmap:
    """Return a private copy in memory: it lies outside MicroPython's heap, as frozen code does."""
    with Path(path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


def _address(mapped: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(mapped))


if __name__ == "__main__":
    sys.exit(main())
