# SPDX-License-Identifier: MIT
"""What a chip's start code does before any slot is mounted: asks the loader which one runs.

A run of the interpreter of its own, for on a board the loader is frozen and its names and objects
are none of the agent's. Arguments: address and length of the loader's image, the launch file, and
(fifth) the address of seven numbers of 64 bits that tell the next run how this one ended.
"""

import struct
import sys

from uctypes import bytearray_at
from vfs import VfsRom, mount

image = bytearray_at(int(sys.argv[1]), int(sys.argv[2]))
mount(VfsRom(image), "/rom")  # type: ignore[abstract] # its stub wants a block device
sys.path[:] = ["/rom", ".frozen"]

import loader  # noqa: E402 - only reachable once the path is set
from faults import Faults  # noqa: E402 - the same
from flash import CodeSlots, Region  # noqa: E402 - the same
from launch import CODE, CONFIG, LAUNCH  # noqa: E402 - the same
from world_link import link  # noqa: E402 - the same

_NUMBERS = "<7q"
_NOTHING_RUNS = 77  # exit status


class Marked(Region):
    """The configuration, which speaks to the world only if a mark is to be programmed."""

    _spoke = False

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits, as planned by the world, which is heard first."""
        if not self._spoke:
            self._spoke = True
            link.wait(0)
        super().program(offset, data)


plan = Faults()
config = Marked(LAUNCH[CONFIG], plan)
code = CodeSlots(LAUNCH[CODE], plan)
chosen = loader.choose(config, code)
if chosen is None:
    raise SystemExit(_NOTHING_RUNS)
told = bytearray_at(int(sys.argv[5]), struct.calcsize(_NUMBERS))
struct.pack_into(_NUMBERS, told, 0, *chosen, link.now_us, *plan.snapshot())
