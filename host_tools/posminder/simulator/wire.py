# SPDX-License-Identifier: MIT
"""A serial line in virtual time: paced to its speed, received as an RP2040 receives, with faults.

Bytes leave one character time after another and are handed over when the receiver's FIFO would
call: at four characters, or after 3.2 character times of silence. Faults are drawn from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from posminder.simulator.scheduler import US_PER_S, Scheduler, Timer

_FIFO_LEVEL: Final = 4  # characters
_SILENCE_BITS: Final = 32  # what the PL011 waits before it hands over a part-filled FIFO


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities, 0 to 1, for each byte on a line."""

    lose: float = 0.0
    flip: float = 0.0  # one bit of the byte is turned over
    double: float = 0.0


class Wire:
    """One direction of a line."""

    def __init__(
        self,
        scheduler: Scheduler,
        bits: int,
        distort: Callable[[bytes], bytes],
        deliver: Callable[[bytes], None],
    ) -> None:
        self.baud = 9600
        self._scheduler = scheduler
        self._bits = bits  # of a character on the wire: start, data, parity, stop
        self._distort = distort
        self._deliver = deliver
        self._queue = bytearray()
        self._fifo = bytearray()
        self._shifting: Timer | None = None
        self._silence: Timer | None = None
        self._remainder = 0  # of the division into us, so that long bursts keep exact time

    def send(self, data: bytes) -> None:
        """Queue `data` behind whatever is still leaving."""
        self._queue += data
        if self._shifting is None and self._queue:
            self._remainder = 0
            self._shift()

    def clear(self) -> None:
        """Forget whatever has not arrived: the sender lost its power."""
        for timer in (self._shifting, self._silence):
            if timer is not None:
                timer.cancel()
        self._shifting = self._silence = None
        self._queue.clear()
        self._fifo.clear()

    def _shift(self) -> None:
        """Send what fills the receiver's FIFO: nothing could be noticed in between."""
        if self._silence is not None and self._silence.at_us > self._scheduler.now_us + (
            self._bits * US_PER_S // self.baud
        ):
            self._silence.cancel()
            self._silence = None
        count = min(_FIFO_LEVEL - len(self._fifo), len(self._queue))
        data = bytes(self._queue[:count])
        del self._queue[:count]
        time = count * self._bits * US_PER_S + self._remainder
        self._remainder = time % self.baud
        self._shifting = self._scheduler.after(time // self.baud, self._arrive, data)

    def _arrive(self, data: bytes) -> None:
        self._shifting = None
        self._fifo += self._distort(data)
        if len(self._fifo) >= _FIFO_LEVEL:
            self._hand_over()
        if self._queue:
            self._shift()
        elif self._fifo:
            silence_us = _SILENCE_BITS * US_PER_S // self.baud
            self._silence = self._scheduler.after(silence_us, self._hand_over)

    def _hand_over(self) -> None:
        self._silence = None
        data = bytes(self._fifo)
        self._fifo.clear()
        if data:
            self._deliver(data)


class Line:
    """A line to the board, held by its far end: a scheduler.LineEnd with switches for a test."""

    def __init__(
        self,
        scheduler: Scheduler,
        seed: str,
        baud: int,
        bits: int,
        to_board: Callable[[bytes], None],
    ) -> None:
        self.received: Callable[[bytes], None] = _ignore
        self.faults = Faults()
        self.unplugged = False
        self._random = random.Random(seed)
        self._to_board = Wire(scheduler, bits, self._distort, to_board)
        self._from_board = Wire(scheduler, bits, self._distort, lambda data: self.received(data))
        self.baud = baud
        self.board_baud = baud

    @property
    def baud(self) -> int:
        """Speed of the far end, bit/s. Where the board's differs, noise arrives."""
        return self._to_board.baud

    @baud.setter
    def baud(self, baud: int) -> None:
        self._to_board.baud = baud

    @property
    def board_baud(self) -> int:
        """Speed the board has set, bit/s."""
        return self._from_board.baud

    @board_baud.setter
    def board_baud(self, baud: int) -> None:
        self._from_board.baud = baud

    def send(self, data: bytes) -> None:
        """Send `data` to the board."""
        self._to_board.send(data)

    def send_from_board(self, data: bytes) -> None:
        """Send `data` to the far end."""
        self._from_board.send(data)

    def board_lost_power(self) -> None:
        """Drop what the board had not yet sent."""
        self._from_board.clear()

    def _distort(self, data: bytes) -> bytes:
        if self.unplugged:
            return b""
        if self.baud != self.board_baud:
            return self._random.randbytes(len(data))
        if self.faults == _NO_FAULTS:
            return data
        return b"".join(self._distort_byte(byte) for byte in data)

    def _distort_byte(self, byte: int) -> bytes:
        draw = self._random.random
        if draw() < self.faults.lose:
            return b""
        if draw() < self.faults.flip:
            byte ^= 1 << self._random.randrange(8)
        return bytes([byte]) * (2 if draw() < self.faults.double else 1)


_NO_FAULTS: Final = Faults()


def _ignore(data: bytes) -> None:
    """Nobody listens at this end of the line."""
