# SPDX-License-Identifier: MIT
"""Exceptions of the agent. Raised as classes without text; only host_line turns one into a code.

Misuse by our own code stays an ordinary Python error; these are what the world can do to us.
"""


class StorageFault(Exception):
    """Flash did not keep what was programmed, or the part reports an error."""


class Busy(Exception):
    """A dialog with the terminal is under way, and this must not come in between: try again."""


class ProfileRefused(Exception):
    """A profile breaks profile_fields; args[0] is the name of the first field at fault."""


class Waits(Exception):
    """It takes a yes on the board first; args are what is asked, and for how many ms more."""


class ClockBack(Exception):
    """Whose ticket ends may not set a trusted clock back: it would not end."""
