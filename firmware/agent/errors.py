# SPDX-License-Identifier: MIT
"""Exceptions of the agent. Raised as classes without text; only host_line turns one into a code.

Misuse by our own code stays an ordinary Python error; these are what the world can do to us.
"""


class StorageFault(Exception):
    """Flash did not keep what was programmed, or the part reports an error."""


class Overtaken(Exception):
    """The ring has wrapped over what a reader was still reading: begin again at first_seq."""


class ProfileRefused(Exception):
    """A profile breaks profile_fields; args[0] is the name of the first field at fault."""


class Malformed(Exception):
    """Bytes from outside do not parse: counted, never raised past the room that reads them."""
