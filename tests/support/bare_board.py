# SPDX-License-Identifier: MIT
"""`python -m tests.support.bare_board SEED`: a fresh unix board alone, its lines pseudo terminals.

In real time, in a process of its own, so that whoever tests it holds serial ports and no more.
Prints the paths of host, terminal and register line as JSON and runs until its standard input ends.
As on a wire, whoever opens a line at another speed than the board's gets noise.
"""

from __future__ import annotations

import json
import os
import select
import sys
import termios
import time
from typing import Final

from posminder.simulator.bridge import Bridge
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.wire import Line
from posminder.simulator.world import World

_SPEEDS: Final = {termios.B9600: 9_600, termios.B19200: 19_200, termios.B115200: 115_200}
_LOOK_S: Final = 0.002


def main() -> None:
    """Serve until standard input ends."""
    with World(int(time.time()), seed=int(sys.argv[1])) as world:
        lines = [world.host_line, world.terminal_line, world.register_line]
        bridges = [Bridge(world, line) for line in lines]
        print(json.dumps([bridge.path for bridge in bridges]), flush=True)
        speeds = [os.open(bridge.path, os.O_RDWR | os.O_NOCTTY) for bridge in bridges[1:]]
        began_s = time.monotonic()
        while not select.select([sys.stdin], [], [], 0)[0]:
            world.run_until(int((time.monotonic() - began_s) * US_PER_S))
            for line, opened in zip(lines[1:], speeds, strict=True):
                _take_speed(line, opened)
            for bridge in bridges:
                bridge.carry(_LOOK_S / len(bridges))


def _take_speed(line: Line, opened: int) -> None:
    line.baud = _SPEEDS.get(termios.tcgetattr(opened)[5], 9_600)


if __name__ == "__main__":
    main()
