# SPDX-License-Identifier: MIT
"""What the world told this start of the board: a JSON list, the file named by the third argument.

Nothing but the modules of this folder may read it. It is a list because each name would take its
place in the agent's heap, and a file because MicroPython aborts on an argument of more than 255
bytes. How the loader's run ended comes as a fourth argument, numbers with spaces between; noughts
in that run itself.
"""

import json
import sys

from micropython import const

# Places
DESCRIPTOR = const(0)  # the inherited socket of the hand-over
SEED = const(1)  # what `entropy` and torn flash are drawn from: same seed and boot, same bytes
BOOT = const(2)
REASON = const(3)  # 0 power, 1 reset, 2 watchdog
UNIQUE_ID = const(4)  # 16 hexadecimal digits
RTC = const(5)  # is a clock chip fitted
WALL_S = const(6)  # what it says at the start, null if it forgot
JOURNAL = const(7)  # flash: a raw file, and its sectors
CONFIG = const(8)
CODE = const(9)  # the same, and the bundle that slot 0 holds as long as there is no such file
HEALTH = const(10)  # what the board tells of itself at the start (health.py), null: nothing
LOADED = const(11)  # slot, standing, us gone by, and four numbers of the fault plan's rest

with open(sys.argv[3]) as _file:
    LAUNCH = json.load(_file)
LAUNCH.append([int(number) for number in sys.argv[4].split()])
