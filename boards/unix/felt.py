# SPDX-License-Identifier: MIT
"""What the board tells of itself: the world says it at the start, and whenever it changes.

A list: is the case open, supply in mV, the chip's temperature in degrees, failures of clock, panel,
button, terminal and register; then, at the start only, the names of parts that gave no answer.
"""

import struct

from micropython import const

from world_link import HEALTH, link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent import contracts

_FORMAT = "<Bhh5H"
_FIRST_FAULT = const(3)
_MISSING = const(8)
_PARTS = ("clock", "panel", "button", "terminal", "register")


class Case:
    """The switch under the lid."""

    def __init__(self, is_open: bool) -> None:
        self.is_open = self._changed = is_open

    def readable(self) -> bool:
        """Return whether it was opened or closed since the last look (for select)."""
        return self._changed

    def opened(self) -> bool:
        """Return `is_open`, and be readable again only after the next change."""
        self._changed = False
        return self.is_open

    def put(self, is_open: bool) -> None:
        """Open or close it."""
        self._changed = self._changed or is_open != self.is_open
        self.is_open = is_open


class Health:
    """A Health (agent.contracts). `told` is the world's list."""

    def __init__(self, told: "list[Any]") -> None:
        self._told = told
        self._lid = Case(bool(told[0]))
        self.case: "contracts.Case | None" = self._lid
        self.silent: "tuple[str, ...]" = tuple(told[_MISSING:])
        link.attach(HEALTH, self)

    def supply_mv(self) -> int:
        """Return the voltage that the board runs on."""
        return int(self._told[1])

    def chip_c(self) -> int:
        """Return the processor's temperature."""
        return int(self._told[2])

    def faults(self) -> "dict[str, int]":
        """Return how often each part failed."""
        return {name: int(self._told[_FIRST_FAULT + at]) for at, name in enumerate(_PARTS)}

    def take(self, data: bytearray, start: int, count: int) -> None:
        """Note what is so now (called by the link)."""
        self._told = list(struct.unpack_from(_FORMAT, data, start))
        self._lid.put(bool(self._told[0]))
