# SPDX-License-Identifier: MIT
"""What the world plans to go wrong in the flash, and what is left behind when it does.

One plan at a time: a kind, a countdown, and how a program or an erase is torn. Random choices
come from the seed, so a torn page is the same page in every run.
"""

import struct

from micropython import const

from launch import LAUNCH, LOADED
from seeded import Seeded
from world_link import FLASH_FAULT, link

# Kinds
CUT = const(1)  # the operation is torn and the power goes
WEAK = const(2)  # the operation ends as usual, but one bit did not follow
FAIL = const(3)  # the part reports an error and does nothing
MISREAD = const(4)  # one bit of a read is wrong, once

# How a torn operation is left. Programs use the first column's words, erases the second's.
_NOTHING = const(0)
_HALF = const(1)
_PREFIX = const(2)  # erase: every bit cleared, as parts do before they set them
_RANDOM = const(3)
_NEARLY = const(4)  # all but the last byte; erase: all but eight bits

_random = Seeded("flash")


class Faults:
    """The plan, counted down by all regions together."""

    def __init__(self) -> None:
        # What the loader's run has left of it.
        self._kind, self._countdown, self.torn_program, self.torn_erase = LAUNCH[LOADED][3:]
        link.attach(FLASH_FAULT, self)

    def snapshot(self) -> "tuple[int, int, int, int]":
        """Return what of the plan has not struck: kind (0: nothing), countdown, two tears."""
        return self._kind, self._countdown, self.torn_program, self.torn_erase

    def take(self, data: bytearray, start: int, count: int) -> None:
        """Take a new plan (called by the link)."""
        plan = struct.unpack_from("<BIBB", data, start)
        self._kind, self._countdown, self.torn_program, self.torn_erase = plan

    def strikes_operation(self) -> int:
        """Return the fault that strikes this program or erase, 0 for none."""
        if self._kind == MISREAD:
            return 0
        return self._strikes()

    def strikes_read(self) -> int:
        """Return the fault that strikes this read, 0 for none."""
        if self._kind != MISREAD:
            return 0
        return self._strikes()

    def _strikes(self) -> int:
        if self._kind == 0:
            return 0
        self._countdown -= 1
        if self._countdown > 0:
            return 0
        kind = self._kind
        self._kind = 0
        return kind


def misread(buffer: "bytearray | memoryview") -> None:
    """Turn over one bit of `buffer`."""
    bit = _random.below(len(buffer) * 8)
    buffer[bit // 8] ^= 1 << bit % 8


def tear_program(
    plan: Faults, fault: int, page: bytearray, data: "bytes | bytearray | memoryview"
) -> None:
    """Program as much of `data` into `page` as `fault` lets through."""
    count = len(data)
    if fault == WEAK:
        _program_but_one_bit(page, data)
        return
    torn = plan.torn_program
    if torn == _RANDOM:
        noise = _random.take(count)
        for index in range(count):
            page[index] &= data[index] | noise[index]
        return
    if torn == _NOTHING:
        done = 0
    elif torn == _HALF:
        done = count // 2
    elif torn == _PREFIX:
        done = _random.below(count)
    else:
        done = count - 1
    for index in range(done):
        page[index] &= data[index]


def tear_erase(plan: Faults, fault: int, sector: bytearray) -> None:
    """Erase as much of `sector` as `fault` lets through."""
    size = len(sector)
    torn = _NEARLY if fault == WEAK else plan.torn_erase
    if torn == _NOTHING:
        return
    if torn == _PREFIX:
        sector[:] = bytes(size)
    elif torn == _RANDOM:
        noise = _random.take(size)
        for index in range(size):
            sector[index] |= noise[index]
    elif torn == _HALF:
        sector[: size // 2] = b"\xff" * (size // 2)
    else:
        sector[:] = b"\xff" * size
        for _ in range(1 if fault == WEAK else 8):
            bit = _random.below(size * 8)
            sector[bit // 8] &= ~(1 << bit % 8)


def _program_but_one_bit(page: bytearray, data: "bytes | bytearray | memoryview") -> None:
    stubborn = _random.below(len(data) * 8)
    for index in range(len(data)):
        before = page[index]
        page[index] &= data[index]
        if index >= stubborn // 8 and before != page[index]:
            falling = before ^ page[index]
            page[index] |= falling & -falling
            stubborn = len(data) * 8
