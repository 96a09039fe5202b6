# SPDX-License-Identifier: MIT
"""First thing to run: makes the code image the only place modules come from, then runs main.py.

Arguments: address and length of the image in memory, the launch file, and how the loader's run
ended (launch.py). The image is the slot that the loader chose.
"""

import sys

from uctypes import bytearray_at
from vfs import VfsRom, mount

image = bytearray_at(int(sys.argv[1]), int(sys.argv[2]))
mount(VfsRom(image), "/rom")  # type: ignore[abstract] # its stub wants a block device
# The image stands before the frozen modules, so that asyncio too finds our time and select.
sys.path[:] = ["/rom", ".frozen"]

import asyncio  # noqa: E402, F401 - only reachable once the path is set; takes the long ticks
import time  # noqa: E402 - the same, and ours

from launch import LAUNCH  # noqa: E402 - the same
from world_link import link  # noqa: E402 - the same

time.begin()
link.begin(8000000)  # as parts.Watchdog's time
try:
    # False makes the module `__main__`, as the start code of other boards does.
    __import__("main", None, None, False)  # type: ignore[arg-type] # as `micropython -m` does
except Exception as error:
    if not LAUNCH[-1][1]:  # settled: nobody expects that, and whoever plays the world is to see it
        raise
    sys.print_exception(error)  # a version on trial may; a chip then stands at its prompt
    link.stall(1 << 60)
