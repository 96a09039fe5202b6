# SPDX-License-Identifier: MIT
"""What a simulated board feels of itself: its case, its supply, its parts (boards/unix/felt.py)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_HEALTH: Final = struct.Struct("<Bhh5H")


@dataclass(frozen=True, slots=True)
class Health:
    """All is well by default; `clock` to `register` are how often that part failed."""

    case_open: bool = False
    supply_mv: int = 4_700
    chip_c: int = 31
    clock: int = 0
    panel: int = 0
    button: int = 0
    terminal: int = 0
    register: int = 0
    missing: tuple[str, ...] = ()

    def told(self) -> list[int | str]:
        """Return the list that the board is told at its start."""
        return [*_HEALTH.unpack(self.encode()), *self.missing]

    def encode(self) -> bytes:
        """Return what the board is told of a change."""
        parts = (self.clock, self.panel, self.button, self.terminal, self.register)
        return _HEALTH.pack(self.case_open, self.supply_mv, self.chip_c, *parts)
