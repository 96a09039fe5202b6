# SPDX-License-Identifier: MIT
"""One end of a MIS line for the simulated terminal and register: frames, and ACK and NAK if any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import xor
from typing import Final

from posminder.simulator.mis_speech import ACK, NAK, STX, Speech, frame
from posminder.simulator.scheduler import US_PER_MS, LineEnd, Scheduler
from posminder.simulator.sender import Sender, ignore

_THINK_US: Final = 20 * US_PER_MS
_HEAD: Final = 3  # STX and the length
_TAIL: Final = 2  # ETX and LRC


class Partner(Sender):
    """Sends one body at a time and hands on what it hears; repeats where its dialect acknowledges.

    `on_body` gets every new body, `on_sent(taken)` what became of the one that was sent.
    """

    def __init__(self, scheduler: Scheduler, line: LineEnd, speech: Speech) -> None:
        super().__init__(scheduler, line, acknowledged=speech.acknowledges)
        self.on_body: Callable[[bytes], None] = ignore
        self._speech = speech
        self._rest = b""
        self._heard_us = 0
        self._last: bytes | None = None
        line.received = self._received

    def send(self, body: bytes) -> None:
        """Send `body`; there is at most one on its way."""
        self._begin(frame(body))

    def off(self) -> None:
        """Lose the power: what is on its way is cut off."""
        self.deaf = True
        self._stop()
        self._rest, self._last = b"", None
        self._line.lost_power()

    def _received(self, data: bytes) -> None:
        if self.deaf:
            return
        now_us = self._scheduler.now_us
        if now_us - self._heard_us > self._speech.gap_ms * US_PER_MS:
            self._rest = b""
        self._heard_us = now_us
        self._rest += data
        for body in self._cut():
            self._take(body)

    def _take(self, body: bytes | None) -> None:
        if body is None:
            if self._speech.acknowledges:
                self._line.send(NAK)
            return
        if not self._speech.acknowledges:
            self._scheduler.after(_THINK_US, self._hand_on, body)
            return
        self._line.send(ACK)
        if body != self._last:
            self._last = body
            self._scheduler.after(_THINK_US, self._hand_on, body)

    def _cut(self) -> Iterator[bytes | None]:
        """Yield each body that has come whole, None for a frame that is damaged."""
        while self._rest:
            first = self._rest[:1]
            if first != STX:
                self._rest = self._rest[1:]
                self._control(first)
                continue
            if len(self._rest) < _HEAD:
                return
            length = self._rest[1:_HEAD].hex()
            size = _HEAD + int(length) + _TAIL if length.isdecimal() else 0
            if not size:
                self._rest = self._rest[1:]
                yield None
                continue
            if len(self._rest) < size:
                return
            whole, self._rest = self._rest[:size], self._rest[size:]
            good = whole[-2] == 0x03 and reduce(xor, whole[1:-1]) == whole[-1]
            yield whole[_HEAD:-_TAIL] if good else None

    def _control(self, byte: bytes) -> None:
        if not self._speech.acknowledges:
            return
        if byte == ACK:
            self._last = None
        if byte in (ACK, NAK):
            self._answered(taken=byte == ACK)

    def _hand_on(self, body: bytes) -> None:
        if not self.deaf:
            self.on_body(body)
