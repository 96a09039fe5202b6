# SPDX-License-Identifier: MIT
"""One direction of a MIS line cut into frames: STX, length of four BCD digits, body, ETX, LRC."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Final

ACK: Final = 0x06
NAK: Final = 0x15
_STX: Final = 0x02
_ETX: Final = 0x03
_AROUND: Final = 5


class Cutter:
    """Takes a direction's bytes as they come; keeps no more of them than one frame."""

    def __init__(self) -> None:
        self.acknowledgements = 0
        self.stray = 0  # bytes that belonged to no frame
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the bodies that `data` completes."""
        self._rest += data
        while self._rest:
            if self._rest[0] != _STX:
                if self._rest[0] in (ACK, NAK):
                    self.acknowledgements += 1
                else:
                    self.stray += 1
                del self._rest[0]
                continue
            if len(self._rest) < 3:
                return
            length = self._rest[1:3].hex()
            size = int(length) + _AROUND if length.isdecimal() else 0
            if size and len(self._rest) < size:
                return
            whole = bytes(self._rest[:size])
            if not size or whole[-2] != _ETX or reduce(xor, whole[1:-1]) != whole[-1]:
                self.stray += 1
                del self._rest[0]
                continue
            del self._rest[:size]
            yield whole[3:-2]
