# SPDX-License-Identifier: MIT
"""First thing that runs: mounts the file system's slice. A mount error never formats anything.

MicroPython's own `_boot.py` formats whatever does not mount, and so would wipe a slice that one bad
page spoilt. Here only a slice whose first blocks were never written is formatted. The agent is
frozen and needs no file: it runs without one.
"""

import vfs
from layout import FILES_SECTORS, SECTOR_BYTES
from micropython import const
from rp2 import Flash

_PROGRAM_BYTES = const(256)
_FIRST_BLOCKS = const(2)  # littlefs has its superblock in these


def _blank(flash: Flash) -> bool:
    block = bytearray(SECTOR_BYTES)
    for number in range(_FIRST_BLOCKS):
        flash.readblocks(number, block)
        if block != b"\xff" * SECTOR_BYTES:
            return False
    return True


_flash = Flash(start=0, len=FILES_SECTORS * SECTOR_BYTES)
if _blank(_flash):
    vfs.VfsLfs2.mkfs(_flash, progsize=_PROGRAM_BYTES)
try:
    _files = vfs.VfsLfs2(_flash, progsize=_PROGRAM_BYTES)  # type: ignore[abstract] # its stub
    vfs.mount(_files, "/")
except OSError as error:
    print("no file system:", error, "- left as it is; the agent runs without one")
    print("文件系统无法挂载，已原样保留；固件不依赖它，照常运行")
