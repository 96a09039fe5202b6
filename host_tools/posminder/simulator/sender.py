# SPDX-License-Identifier: MIT
"""What one end of a line sends: one frame at a time, repeated until it is acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from posminder.simulator.scheduler import US_PER_MS, LineEnd, Scheduler, Timer

_ACK_US: Final = 2_000 * US_PER_MS  # what Transbank's SDKs wait for one
_SENDS_MAX: Final = 3


class Sender:
    """`on_sent(taken)` says what became of the frame that was sent.

    `acknowledged`: whether the other end answers each frame; else it counts as taken at once.
    """

    def __init__(self, scheduler: Scheduler, line: LineEnd, *, acknowledged: bool) -> None:
        self.on_sent: Callable[[bool], None] = ignore
        self.deaf = False  # switched off
        self._scheduler = scheduler
        self._line = line
        self._acknowledged = acknowledged
        self._out: bytes | None = None
        self._sends = 0
        self._timer: Timer | None = None

    def _begin(self, frame: bytes) -> None:
        """Send `frame`; there is at most one on its way."""
        self._out, self._sends = frame, 0
        self._again()

    def _answered(self, *, taken: bool) -> None:
        """Take the other end's ACK or NAK."""
        if self._out is None:
            return
        if taken:
            self._stop()
            self.on_sent(True)
        else:
            self._again()

    def _again(self) -> None:
        out = self._out
        if self._timer is not None:
            self._timer.cancel()
        if out is None:
            return
        if self._sends >= _SENDS_MAX:
            self._stop()
            self.on_sent(False)
            return
        self._sends += 1
        self._line.send(out)
        if self._acknowledged:
            self._timer = self._scheduler.after(_ACK_US, self._again)
        else:
            self._stop()
            self.on_sent(True)

    def _stop(self) -> None:
        self._out = None
        if self._timer is not None:
            self._timer.cancel()


def ignore(_: object) -> None:
    """Nobody is told."""
