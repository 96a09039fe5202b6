# SPDX-License-Identifier: MIT
"""Lamp and sound patterns by number. How one looks or sounds is the driver's work."""

from posminder_formats._const import const

LAMP_OFF = const(0)
LAMP_GREEN = const(1)  # all is well
LAMP_GREEN_BLINK = const(2)  # settled: you may switch off
LAMP_YELLOW = const(3)  # something waits for you, and has been seen
LAMP_YELLOW_BLINK = const(4)  # something waits for you
LAMP_RED_BLINK = const(5)  # money or sign-in at stake
LAMP_BLUE = const(6)  # at work: settling or signing in

SOUND_REMINDER = const(1)  # two short
SOUND_ALARM = const(2)  # one long
