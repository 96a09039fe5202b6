# SPDX-License-Identifier: MIT
"""A NOR-flash region in RAM that fails on request: cut power, torn operations, bad reads.

Implements agent.contracts.Region. Every program and erase is one operation, counted from 0, so a
fault is named by its operation's number (and the seed of its torn bits) and can be replayed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Final

SECTOR_BYTES: Final = 4096
PAGE_BYTES: Final = 256
TORN_VARIANTS: Final = 5
"""How an operation is torn: 0 not begun, 1 half, 2 a random part (program: a random prefix;
erase: zeros everywhere, the part's own first step), 3 random bits left undone, 4 nearly done."""
DONE: Final = 5
"""The variant of an operation that is done, and of which an error is reported all the same."""


class PowerCut(Exception):
    """Power went away inside a flash operation; the region takes no more operations."""


class NorRegion:
    """`sector_count` sectors, erased. `image` carries on from another region's bytes."""

    def __init__(self, sector_count: int, image: bytes | None = None) -> None:
        self.sector_size = SECTOR_BYTES
        self.sector_count = sector_count
        self.page_size = PAGE_BYTES
        self.memory = bytearray(image if image is not None else b"\xff" * sector_count * 4096)
        self.operations = 0
        self.erases = 0
        self.reads = 0
        self.bytes_read = 0
        self.cut_at: int | None = None
        self.torn_variant = 0
        self.torn_seed = 0
        self.error: type[Exception] = OSError
        self.error_operations: frozenset[int] = frozenset()
        self.error_reads: frozenset[int] = frozenset()
        self.flipped_reads: frozenset[int] = frozenset()
        self.flipped_eighth = 1  # of the bytes read, where the wrong bit is
        self.stuck_high: frozenset[int] = frozenset()
        self.stuck_low: frozenset[int] = frozenset()
        self.frozen = False

    def read(self, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill `buffer`; `error` at `error_reads`, one bit wrong at `flipped_reads`."""
        self._check_range(offset, len(buffer))
        number = self.reads
        self.reads += 1
        self.bytes_read += len(buffer)
        if number in self.error_reads:
            raise self.error
        buffer[:] = self.memory[offset : offset + len(buffer)]
        if number in self.flipped_reads:
            buffer[len(buffer) * self.flipped_eighth // 8] ^= 1

    def program(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """AND `data` into flash, within one page; bytes in `stuck_high` do not take it."""
        self._check_range(offset, len(data))
        if offset // PAGE_BYTES != (offset + len(data) - 1) // PAGE_BYTES:
            raise ValueError("a program operation crosses a page")
        old = bytes(self.memory[offset : offset + len(data)])
        new = bytes(
            was if offset + i in self.stuck_high else was & byte
            for i, (was, byte) in enumerate(zip(old, bytes(data), strict=True))
        )
        self._operate(offset, old, new)

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`, save for one in each byte of `stuck_low`."""
        offset = sector * SECTOR_BYTES
        self._check_range(offset, SECTOR_BYTES)
        self.erases += 1
        old = bytes(self.memory[offset : offset + SECTOR_BYTES])
        new = bytearray(b"\xff" * SECTOR_BYTES)
        for place in self.stuck_low:
            if place // SECTOR_BYTES == sector:
                new[place % SECTOR_BYTES] = 0xFE
        self._operate(offset, old, bytes(new))

    def flip(self, bits: Iterable[int]) -> None:
        """Invert bits, named by their number in the region."""
        for bit in bits:
            self.memory[bit // 8] ^= 1 << bit % 8

    def _check_range(self, offset: int, count: int) -> None:
        if self.frozen:
            raise PowerCut
        if not (offset >= 0 and count > 0 and offset + count <= len(self.memory)):
            raise ValueError(f"{count} bytes at {offset} are not in the region")

    def torn(self, old: bytes, new: bytes) -> bytes:
        """Return what an operation that would make `new` of `old` leaves when it is torn."""
        return (self._torn_erase if len(old) == SECTOR_BYTES else self._torn_program)(old, new)

    def _operate(self, offset: int, old: bytes, new: bytes) -> None:
        number = self.operations
        self.operations += 1
        if number == self.cut_at or number in self.error_operations:
            self.memory[offset : offset + len(old)] = self.torn(old, new)
        if number == self.cut_at:
            self.frozen = True
            raise PowerCut
        if number in self.error_operations:
            raise self.error
        self.memory[offset : offset + len(old)] = new

    def _random(self) -> random.Random:
        return random.Random(f"{self.torn_seed}/{self.cut_at}/{self.torn_variant}")

    def _torn_program(self, old: bytes, new: bytes) -> bytes:
        size = len(old)
        if self.torn_variant == 3:
            return self._torn_bits(old, new)
        if self.torn_variant == DONE:
            return new
        done = (0, size // 2, self._random().randrange(size), 0, size - 1)[self.torn_variant]
        return new[:done] + old[done:]

    def _torn_erase(self, old: bytes, new: bytes) -> bytes:
        half = len(old) // 2
        if self.torn_variant == 0:
            return old
        if self.torn_variant == 1:
            return new[:half] + old[half:]
        if self.torn_variant == 2:
            return bytes(len(old))
        if self.torn_variant == 3:
            return self._torn_bits(old, new)
        if self.torn_variant == DONE:
            return new
        nearly = bytearray(new)
        for _ in range(3):
            nearly[self._random().randrange(len(new))] &= 0xFE
        return bytes(nearly)

    def _torn_bits(self, old: bytes, new: bytes) -> bytes:
        """Return `old` with a random half of the bits that differ from `new` changed."""
        chosen = self._random().randbytes(len(old))
        return bytes(
            was ^ ((was ^ will) & mask) for was, will, mask in zip(old, new, chosen, strict=True)
        )
