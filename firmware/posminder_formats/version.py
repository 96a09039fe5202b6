# SPDX-License-Identifier: MIT
"""Version numbers of everything that outlives one release, and the rule for reading old data.

Rule: a reader accepts its own number and every smaller one; a larger number is refused by name.
Within one number, fields are only ever added at the end of a record or under a new profile key.
"""

from posminder_formats._const import const

FIRMWARE = "0.1.0"
JOURNAL = const(1)
PROFILE = const(1)
HOST_LINE = const(1)
