# SPDX-License-Identifier: MIT
"""SMP's OS group (0): echo, tasks, heap, clock, restart, buffer sizes, who am I.

Access is checked before.
"""

import sys

from agent.errors import ClockBack
from agent.host_line.refusal import NO_GROUP, Refusal
from agent.host_line.request import natural, optional, required
from agent.limits import SMP_PAYLOAD_BYTES_MAX
from posminder_formats.commands import (
    GROUP_OS,
    OP_READ,
    OS_BOOTLOADER,
    OS_DATETIME,
    OS_ECHO,
    OS_INFO,
    OS_MEMORY,
    OS_PARAMETERS,
    OS_RC_CLOCK_NOT_SET,
    OS_RC_INVALID_FORMAT,
    OS_RC_QUERY_YIELDS_NO_ANSWER,
    OS_RESET,
    OS_TASKS,
    RC_ACCESS_DENIED,
    RC_INVALID,
    RC_NOT_SUPPORTED,
)
from posminder_formats.version import FIRMWARE
from posminder_formats.wall_text import from_text, to_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services

# What the standard's format letters ask for, in the order in which they are answered. There is
# no "b": a build date would make two builds of one source differ.
_INFO_LETTERS = "snrvmpio"
_INFO_DEFAULT = "s"
_INFO_ALL = "a"

_BACK = "only the key's holder sets the clock back"


class OsGroup:
    """Answers one request at a time."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self.turns = 0  # of the host line's task

    def handle(self, command: int, operation: int, request: "Request") -> "Reply":
        """Return the reply's map. Raises Refusal."""
        if command == OS_ECHO:
            return {"r": required(request, "d", str)}
        if command in (OS_TASKS, OS_MEMORY):
            # Imported here: who never asks has no memory for it to spare.
            from agent.host_line.statistics import memory, tasks

            if command == OS_MEMORY:
                return memory(self._services)
            return tasks(self._services, self.turns)
        if command == OS_DATETIME:
            return self._read_clock() if operation == OP_READ else self._set_clock(request)
        if command == OS_RESET:
            return self._reset(request)
        if command == OS_PARAMETERS:
            return {"buf_size": SMP_PAYLOAD_BYTES_MAX, "buf_count": 1}
        if command == OS_INFO:
            return {"output": self._info(optional(request, "format", str, _INFO_DEFAULT))}
        if command == OS_BOOTLOADER:
            return _bootloader(request)
        raise Refusal(RC_NOT_SUPPORTED)

    def _read_clock(self) -> "Reply":
        wall_s = self._services.wall_s()
        if wall_s is None:
            raise Refusal(OS_RC_CLOCK_NOT_SET, GROUP_OS)
        return {"datetime": to_text(wall_s)}

    def _set_clock(self, request: "Request") -> "Reply":
        wall_s = from_text(required(request, "datetime", str))
        if wall_s is None:
            raise Refusal(RC_INVALID)
        try:
            self._services.set_wall(wall_s)
        except ClockBack:
            raise Refusal(RC_ACCESS_DENIED, NO_GROUP, _BACK) from None
        return {}

    def _reset(self, request: "Request") -> "Reply":
        # 1 would mean "stay in the bootloader", which this one cannot be told.
        if natural(request, "boot_mode", 0) != 0:
            raise Refusal(RC_INVALID)
        self._services.request_reset()
        return {}

    def _info(self, letters: str) -> str:
        if _INFO_ALL in letters:
            letters = _INFO_LETTERS
        for letter in letters:
            if letter not in _INFO_LETTERS:
                raise Refusal(OS_RC_INVALID_FORMAT, GROUP_OS)
        return " ".join(self._info_word(letter) for letter in _INFO_LETTERS if letter in letters)

    def _info_word(self, letter: str) -> str:
        if letter == "s":
            return "Posminder"
        if letter == "n":
            return self._services.unique_id.hex()
        if letter == "r":
            return FIRMWARE
        if letter == "v":
            return ".".join(str(number) for number in sys.implementation.version[:3])
        if letter == "o":
            return sys.implementation.name
        return self._services.board_name  # machine, processor, platform: all we know


def _bootloader(request: "Request") -> "Reply":
    if "query" in request:
        raise Refusal(OS_RC_QUERY_YIELDS_NO_ANSWER, GROUP_OS)
    return {"bootloader": "none"}
