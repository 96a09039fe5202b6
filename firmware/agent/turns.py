# SPDX-License-Identifier: MIT
"""Places in App.turns: which task has taken how many turns since the start. The host line's counts
its own.
"""

from posminder_formats._const import const

HEART = const(0)
WATCHDOG = const(1)
BUTTON = const(2)
TERMINAL = const(3)
REGISTER = const(4)

TASKS = ("heart", "watchdog", "button", "terminal", "register")
