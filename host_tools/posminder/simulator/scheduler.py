# SPDX-License-Identifier: MIT
"""Virtual time for everything outside the board: a heap of (instant, number, callback).

Callbacks of one instant run in the order they were asked for, so one seed gives one history.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

US_PER_MS: Final = 1_000
US_PER_S: Final = 1_000_000


@dataclass(order=True, slots=True)
class Timer:
    """A callback to come. `cancel` takes it back; cancelling twice or too late does nothing."""

    at_us: int
    number: int
    callback: Callable[..., None] = field(compare=False)
    arguments: tuple[Any, ...] = field(compare=False, default=())
    cancelled: bool = field(compare=False, default=False)

    def cancel(self) -> None:
        """Take the callback back."""
        self.cancelled = True


class LineEnd(Protocol):
    """One end of a serial line, as a simulated terminal or register holds it."""

    received: Callable[[bytes], None]
    """Set by the holder: called at the virtual instant at which bytes arrive."""

    def send(self, data: bytes) -> None:
        """Queue bytes; the line paces them to its speed and applies its faults."""

    def lost_power(self) -> None:
        """Drop whatever has not left: the holder lost its power, perhaps amid a frame."""


class Scheduler:
    """The world's clock. Starts at 0 us; `epoch_s` says which wall time that is (UTC, s)."""

    def __init__(self, epoch_s: int) -> None:
        self.now_us = 0
        self.epoch_s = epoch_s
        self._timers: list[Timer] = []
        self._number = 0

    @property
    def wall_s(self) -> int:
        """Wall time now, whole seconds since 1970 UTC."""
        return self.epoch_s + self.now_us // US_PER_S

    def after(self, delay_us: int, callback: Callable[..., None], *arguments: Any) -> Timer:
        """Call `callback(*arguments)` in `delay_us` microseconds (0 or more)."""
        if delay_us < 0:
            raise ValueError(f"a timer {delay_us} us in the past")
        self._number += 1
        timer = Timer(self.now_us + delay_us, self._number, callback, arguments)
        heapq.heappush(self._timers, timer)
        return timer

    def next_us(self) -> int | None:
        """Return the instant of the next callback, or None when nothing is planned."""
        while self._timers and self._timers[0].cancelled:
            heapq.heappop(self._timers)
        return self._timers[0].at_us if self._timers else None

    def run_next(self) -> None:
        """Move the clock to the next callback and run it. Raises IndexError when there is none."""
        if self.next_us() is None:
            raise IndexError("no timer")
        timer = heapq.heappop(self._timers)
        self.now_us = timer.at_us
        timer.callback(*timer.arguments)
