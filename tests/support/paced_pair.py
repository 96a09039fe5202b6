# SPDX-License-Identifier: MIT
"""Two line ends joined directly, paced to their speed, with faults a test can plant."""

from __future__ import annotations

from collections.abc import Callable

from posminder.simulator.scheduler import US_PER_S, Scheduler, Timer

_BITS_PER_BYTE = 11


class PacedEnd:
    """One end. `fault` sees each byte this end sends and returns what arrives instead."""

    def __init__(self, scheduler: Scheduler, baud: int) -> None:
        self.received: Callable[[bytes], None] = lambda _data: None
        self.peer: PacedEnd = self
        self.fault: Callable[[int], bytes] = lambda byte: bytes((byte,))
        self.sent = bytearray()
        self._scheduler = scheduler
        self._byte_us = _BITS_PER_BYTE * US_PER_S // baud
        self._free_us = 0
        self._leaving: list[Timer] = []

    def send(self, data: bytes) -> None:
        """Queue bytes behind those still on the wire."""
        for byte in data:
            self._free_us = max(self._free_us, self._scheduler.now_us) + self._byte_us
            delay_us = self._free_us - self._scheduler.now_us
            self._leaving.append(self._scheduler.after(delay_us, self._arrive, byte))

    def lost_power(self) -> None:
        """Drop what is still on the wire."""
        for timer in self._leaving:
            timer.cancel()
        self._leaving.clear()
        self._free_us = 0

    def cut(self) -> None:
        """Let nothing through any more."""
        self.fault = lambda _byte: b""

    def mend(self) -> None:
        """Let everything through again."""
        self.fault = lambda byte: bytes((byte,))

    def lose_next(self, wanted: int) -> None:
        """Lose the next byte of this value, one time."""

        def fault(byte: int) -> bytes:
            if byte != wanted:
                return bytes((byte,))
            self.mend()
            return b""

        self.fault = fault

    def cut_after(self, count: int) -> None:
        """Let `count` more bytes through, then nothing."""
        left = count

        def fault(byte: int) -> bytes:
            nonlocal left
            left -= 1
            return bytes((byte,)) if left >= 0 else b""

        self.fault = fault

    def _arrive(self, byte: int) -> None:
        del self._leaving[0]  # bytes arrive in the order they left
        self.sent.append(byte)
        arrived = self.fault(byte)
        if arrived:
            self.peer.received(arrived)


def paced_pair(scheduler: Scheduler, baud: int = 9600) -> tuple[PacedEnd, PacedEnd]:
    """Return two ends of one line."""
    one, other = PacedEnd(scheduler, baud), PacedEnd(scheduler, baud)
    one.peer, other.peer = other, one
    return one, other


def run_for(scheduler: Scheduler, seconds: float) -> None:
    """Run everything due within `seconds` of virtual time."""
    end_us = scheduler.now_us + int(seconds * US_PER_S)
    while (next_us := scheduler.next_us()) is not None and next_us <= end_us:
        scheduler.run_next()
    scheduler.now_us = end_us
