# SPDX-License-Identifier: MIT
"""How a command says no: the one exception that becomes a return code on the host line."""

from posminder_formats._const import const
from posminder_formats.commands import (
    FS_RC_INVALID_NAME,
    FS_RC_NOT_FOUND,
    GROUP_FS,
    RC_INVALID,
    RC_NO_ENTRY,
    RC_UNKNOWN,
)

NO_GROUP = const(-1)  # the code is the protocol's own

# A version 1 client knows the protocol's codes only: group, the group's code, the nearest of them.
_VERSION_1 = (
    (GROUP_FS, FS_RC_INVALID_NAME, RC_INVALID),
    (GROUP_FS, FS_RC_NOT_FOUND, RC_NO_ENTRY),
)


class Refusal(Exception):
    """A request is not carried out: the protocol's code, or a group's own code.

    No keyword arguments: MicroPython takes none where a class derives from a built-in one.
    """

    def __init__(self, code: int, group: int = NO_GROUP, reason: str | None = None) -> None:
        self.code = code
        self.group = group
        self.reason = reason  # for people; only beside the protocol's own codes

    def reply(self, version: int) -> dict[str, object]:
        """Return the map to answer with to a client of SMP `version` 0 (v1) or 1 (v2)."""
        if self.group == NO_GROUP:
            if self.reason is None:
                return {"rc": self.code}
            return {"rc": self.code, "rsn": self.reason}
        if version:
            return {"err": {"group": self.group, "rc": self.code}}
        for group, code, nearest in _VERSION_1:
            if group == self.group and code == self.code:
                return {"rc": nearest}
        return {"rc": RC_UNKNOWN}
