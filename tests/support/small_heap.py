# SPDX-License-Identifier: MIT
"""Starts a journal's life (micropython/small_heap.py) in heaps of a few sizes: its own program.

    small_heap.py PACKAGE_FOLDER IMAGE BOARD_ID RESTARTS HEAP_BYTES:LEFT_BLOCKS...

Both regions' flash comes by standard input. The code image lies outside the heap, as frozen code
does. For each heap the memory that the life left goes to standard output, SHARED_BYTES of it.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from pathlib import Path
from typing import Final

SHARED_BYTES: Final = 96 * 1024
"""Flash, what was told, and room for a download: small_heap.py on the board's side says where."""
_BOOT: Final = """\
import sys
from uctypes import bytearray_at
from vfs import VfsRom, mount
image, size, memory, shared, board, restarts, left = sys.argv[1:]
mount(VfsRom(bytearray_at(int(image), int(size))), "/rom")
sys.path[:] = ["/rom", ".frozen"]
from binascii import unhexlify
from small_heap import live
live(bytearray_at(int(memory), int(shared)), unhexlify(board), restarts == "1", int(left))
"""


def main() -> None:
    """Live once for each heap."""
    package_folder, image_path, board, restarts, *heaps = sys.argv[1:]
    sys.path.append(package_folder)
    import micropython_run  # a compiled module, findable only now

    flash = sys.stdin.buffer.read()
    with Path(image_path).open("rb") as file:
        image = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    boot = Path(image_path).with_name("boot.py")
    boot.write_text(_BOOT)
    for heap, left in (each.split(":") for each in heaps):
        memory = mmap.mmap(-1, SHARED_BYTES)  # shared with the child
        memory[: len(flash)] = flash
        places = (_address(image), len(image), _address(memory), SHARED_BYTES)
        arguments = [*map(str, places), board, restarts, left]
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)
            options = ["micropython", "-X", f"heapsize={heap}"]
            os._exit(micropython_run.run_main([*options, str(boot), *arguments]))
        os.waitpid(child, 0)
        sys.stdout.buffer.write(memory[:])


def _address(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


if __name__ == "__main__":
    main()
