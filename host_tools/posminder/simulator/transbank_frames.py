# SPDX-License-Identifier: MIT
"""Frames of Transbank POS Integrado for the simulated terminal and register: 02 text 03 LRC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import xor
from typing import Final

from posminder.simulator.scheduler import US_PER_MS, LineEnd, Scheduler
from posminder.simulator.sender import Sender, ignore

STX: Final = b"\x02"
ETX: Final = b"\x03"
ACK: Final = b"\x06"
NAK: Final = b"\x15"
# From hearing a message to dealing with it. Transbank's npm SDK tells messages apart by pauses of
# 100 ms alone: a reply that followed its ACK sooner would be lost on it, so no terminal's does.
_THINK_US: Final = 150 * US_PER_MS


def frame(text: str) -> bytes:
    """Return `text` as it goes on the line."""
    body = text.encode("utf-8") + ETX
    return STX + body + bytes((reduce(xor, body),))


class Reader:
    """Cuts what arrives into texts and lone control bytes; the LRC may be any byte."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[str | bytes]:
        """Yield each text, ACK or NAK that `data` completes; NAK's stand-in b"" for a bad frame."""
        self._rest += data
        while self._rest:
            first = self._rest[:1]
            if first != STX:
                self._rest = self._rest[1:]
                if first in (ACK, NAK):
                    yield first
                continue
            end = self._rest.find(ETX)
            again = self._rest.find(STX, 1, end if end > 0 else None)
            if again > 0:  # the end of the first was lost
                self._rest = self._rest[again:]
                continue
            if end < 0 or len(self._rest) < end + 2:
                return
            body, lrc = self._rest[1 : end + 1], self._rest[end + 1]
            self._rest = self._rest[end + 2 :]
            yield body[:-1].decode("ascii", "replace") if reduce(xor, body) == lrc else b""

    def clear(self) -> None:
        """Forget half a frame."""
        self._rest = b""


class Partner(Sender):
    """One end of the line: sends one text at a time, repeats it twice, hands on what it hears.

    `on_text` gets every new text, after its ACK; `on_sent(taken)` says whether the text that was
    sent was acknowledged.
    """

    def __init__(self, scheduler: Scheduler, line: LineEnd) -> None:
        super().__init__(scheduler, line, acknowledged=True)
        self.on_text: Callable[[str], None] = ignore
        self._reader = Reader()
        self._last_text: str | None = None
        line.received = self._received

    def send(self, text: str) -> None:
        """Send `text`; there is at most one on its way."""
        self._begin(frame(text))

    def off(self) -> None:
        """Lose the power: what is on its way is cut off. `deaf` is to be taken back."""
        self.deaf = True
        self._stop()
        self._reader.clear()
        self._last_text = None
        self._line.lost_power()

    def _received(self, data: bytes) -> None:
        if self.deaf:
            return
        for heard in self._reader.feed(data):
            if heard == ACK:
                self._last_text = None
                self._answered(taken=True)
            elif heard == NAK:
                self._answered(taken=False)
            elif isinstance(heard, str):
                self._line.send(ACK)
                if heard != self._last_text:
                    self._last_text = heard
                    self._scheduler.after(_THINK_US, self._hand_on, heard)
            else:
                self._line.send(NAK)

    def _hand_on(self, text: str) -> None:
        if not self.deaf:
            self.on_text(text)
