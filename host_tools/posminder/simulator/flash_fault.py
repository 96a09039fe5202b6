# SPDX-License-Identifier: MIT
"""A planned fault of the board's flash, and the bytes that tell the board of it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What goes wrong."""

    CUT = 1  # the operation is torn and the power goes
    WEAK = 2  # the operation ends as usual, but one bit did not follow
    FAIL = 3  # the part reports an error and does nothing
    MISREAD = 4  # one bit of a read is wrong, once


class TornProgram(IntEnum):
    """What a cut leaves of a program."""

    NOTHING = 0
    HALF = 1
    PREFIX = 2
    RANDOM_BITS = 3
    ALL_BUT_LAST_BYTE = 4


class TornErase(IntEnum):
    """What a cut leaves of an erase."""

    NOTHING = 0
    HALF = 1
    ALL_ZERO = 2
    RANDOM_BITS = 3
    NEARLY_DONE = 4


@dataclass(frozen=True, slots=True)
class FlashFault:
    """Strikes the `after`-th flash operation from now (programs and erases; MISREAD: reads)."""

    kind: Kind
    after: int = 1
    program: TornProgram = TornProgram.HALF
    erase: TornErase = TornErase.HALF

    def __post_init__(self) -> None:
        if self.after < 1:
            raise ValueError(f"after must be 1 or more, not {self.after}")

    def encode(self) -> bytes:
        """Return the plan as boards/unix takes it."""
        return struct.pack("<BIBB", self.kind, self.after, self.program, self.erase)
