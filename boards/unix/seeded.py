# SPDX-License-Identifier: MIT
"""Bytes that look random and are the same in every run with one seed: SHA-256 over a counter."""

import hashlib
import struct

from launch import BOOT, LAUNCH, SEED


class Seeded:
    """One stream of bytes, named so that two streams of one start differ."""

    def __init__(self, name: str) -> None:
        self._key = ("%s/%d/%s/" % (LAUNCH[SEED], LAUNCH[BOOT], name)).encode()
        self._counter = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        blocks = b""
        while len(blocks) < count:
            blocks += hashlib.sha256(self._key + struct.pack("<q", self._counter)).digest()
            self._counter += 1
        return blocks[:count]

    def below(self, bound: int) -> int:
        """Return a number from 0 to `bound` - 1."""
        return int.from_bytes(self.take(8), "little") % bound
