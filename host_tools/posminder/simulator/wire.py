# SPDX-License-Identifier: MIT
"""A serial line in virtual time: paced to its speed, received as an RP2040 receives, with faults.

Bytes leave one character time after another and are handed over when the receiver's FIFO would
call: at four characters, or after 3.2 character times of silence. Faults are either rates, drawn
from a seed, or strike the next bytes of one direction.
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
    split: float = 0.0  # the line falls silent before the byte ...
    split_us: int = 150_000  # ... for so long; a ZVT frame stands 200 ms (T1)


@dataclass(slots=True)
class NextBytes:
    """What strikes the next bytes to leave on one wire, once; a scenario sets it, time uses it up.

    Each fault counts on its own: `lose` 2 and `double` 3 lose two bytes and double the third.
    """

    lose: int = 0
    flip: int = 0  # the lowest bit of so many bytes is turned over
    double: int = 0
    split_us: int = 0  # the line falls silent for so long before the next byte

    def strike(self, data: bytes) -> bytes:
        """Return what arrives of `data`."""
        if not (self.lose or self.flip or self.double):
            return data
        return b"".join(self._strike(byte) for byte in data)

    def _strike(self, byte: int) -> bytes:
        lost, flipped, doubled = self.lose > 0, self.flip > 0, self.double > 0
        self.lose -= lost
        self.flip -= flipped
        self.double -= doubled
        return b"" if lost else bytes((byte ^ flipped,)) * (1 + doubled)


class Wire:
    """One direction of a line. `distort` turns bytes sent into bytes received; `gap_us` says of
    each byte how long the line falls silent before it, usually 0.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        bits: int,
        distort: Callable[[bytes], bytes],
        deliver: Callable[[bytes], None],
        gap_us: Callable[[], int] = lambda: 0,
    ) -> None:
        self.baud = 9600
        self.next_bytes = NextBytes()
        self._scheduler = scheduler
        self._bits = bits  # of a character on the wire: start, data, parity, stop
        self._distort = distort
        self._deliver = deliver
        self._gap_us = gap_us
        self._next_gap_us = 0
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
        self._next_gap_us = 0
        self._queue.clear()
        self._fifo.clear()

    def _shift(self) -> None:
        """Send on, after the silence that a fault may have put before the next byte."""
        gap_us = self._next_gap_us or self._draw_gap()
        self._next_gap_us = 0
        if gap_us:
            self._await_silence()
            self._shifting = self._scheduler.after(gap_us, self._burst)
        else:
            self._burst()

    def _burst(self) -> None:
        """Send what fills the receiver's FIFO: nothing could be noticed in between."""
        if self._silence is not None and self._silence.at_us > self._scheduler.now_us + (
            self._bits * US_PER_S // self.baud
        ):
            self._silence.cancel()
            self._silence = None
        room = min(_FIFO_LEVEL - len(self._fifo), len(self._queue))
        count = 1
        while count < room:
            self._next_gap_us = self._draw_gap()
            if self._next_gap_us:
                break
            count += 1
        data = bytes(self._queue[:count])
        del self._queue[:count]
        time = count * self._bits * US_PER_S + self._remainder
        self._remainder = time % self.baud
        self._shifting = self._scheduler.after(time // self.baud, self._arrive, data)

    def _draw_gap(self) -> int:
        gap_us, self.next_bytes.split_us = self.next_bytes.split_us, 0
        return gap_us or self._gap_us()

    def _arrive(self, data: bytes) -> None:
        self._shifting = None
        self._fifo += self._distort(self.next_bytes.strike(data))
        if len(self._fifo) >= _FIFO_LEVEL:
            self._hand_over()
        if self._queue:
            self._shift()
        else:
            self._await_silence()

    def _await_silence(self) -> None:
        if self._fifo and self._silence is None:
            silence_us = _SILENCE_BITS * US_PER_S // self.baud
            self._silence = self._scheduler.after(silence_us, self._hand_over)

    def _hand_over(self) -> None:
        self._silence = None
        data = bytes(self._fifo)
        self._fifo.clear()
        if data:
            self._deliver(data)


class Line:
    """A line to the board, held by its far end: a scheduler.LineEnd with switches for a scenario.

    `unplugged`: nothing passes either way until it is False again. `faults`: rates, both ways.
    `to_board.next_bytes` and `from_board.next_bytes`: what strikes once, one way.
    """

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
        self.to_board = Wire(scheduler, bits, self._distort, to_board, self._gap_us)
        self.from_board = Wire(
            scheduler, bits, self._distort, lambda data: self.received(data), self._gap_us
        )
        self.baud = baud
        self.board_baud = baud

    @property
    def baud(self) -> int:
        """Speed of the far end, bit/s. Where the board's differs, noise arrives."""
        return self.to_board.baud

    @baud.setter
    def baud(self, baud: int) -> None:
        self.to_board.baud = baud

    @property
    def board_baud(self) -> int:
        """Speed the board has set, bit/s."""
        return self.from_board.baud

    @board_baud.setter
    def board_baud(self, baud: int) -> None:
        self.from_board.baud = baud

    def send(self, data: bytes) -> None:
        """Send `data` to the board."""
        self.to_board.send(data)

    def send_from_board(self, data: bytes) -> None:
        """Send `data` to the far end."""
        self.from_board.send(data)

    def lost_power(self) -> None:
        """Drop what the far end had not yet sent."""
        self.to_board.clear()

    def board_lost_power(self) -> None:
        """Drop what the board had not yet sent."""
        self.from_board.clear()

    def _gap_us(self) -> int:
        splits = self.faults.split and self._random.random() < self.faults.split
        return self.faults.split_us if splits else 0

    def _distort(self, data: bytes) -> bytes:
        if self.unplugged:
            return b""
        if self.baud != self.board_baud:
            return self._random.randbytes(len(data))
        if not (self.faults.lose or self.faults.flip or self.faults.double):
            return data
        return b"".join(self._distort_byte(byte) for byte in data)

    def _distort_byte(self, byte: int) -> bytes:
        draw = self._random.random
        if draw() < self.faults.lose:
            return b""
        if draw() < self.faults.flip:
            byte ^= 1 << self._random.randrange(8)
        return bytes([byte]) * (2 if draw() < self.faults.double else 1)


def _ignore(data: bytes) -> None:
    """Nobody listens at this end of the line."""
