# SPDX-License-Identifier: MIT
"""The board's two clocks: monotonic milliseconds that never wrap, and wall time with its source.

Ticks come from the port and wrap; here they are added up. Wall time is a claim: it has a source
(unset, rtc, host, terminal), and every change of it is reported so that it can be journaled. It is
trusted once it is set, unless it is doubted, which policy/clock_check.py judges: only a chip's or a
terminal's time is ever doubted, never what a host has set since boot. Local time comes from the
profile's table of offsets, compiled by the host: the board has no zone data.
"""

import time

from agent.events import Now
from agent.profile import local_s
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.contracts import Rtc

SOURCE_UNSET = const(0)
SOURCE_RTC = const(1)
SOURCE_HOST = const(2)
SOURCE_TERMINAL = const(3)

_UTC = ((0, 0),)


class Clock:
    """Monotonic and wall time. `mono_ms` must be read at least once per half tick period."""

    def __init__(self, rtc: "Rtc | None") -> None:
        self._rtc = rtc
        self._ticks = time.ticks_ms()
        self._mono_ms = 0
        self._wall_at_zero_ms: int | None = None  # wall milliseconds at mono 0
        self._offsets: tuple[tuple[int, int], ...] = _UTC
        self.source = SOURCE_UNSET
        self.doubted = False
        wall_s = None if rtc is None else rtc.read()
        if wall_s is not None:
            self._wall_at_zero_ms = wall_s * 1000
            self.source = SOURCE_RTC

    def mono_ms(self) -> int:
        """Return milliseconds since boot."""
        ticks = time.ticks_ms()
        self._mono_ms += time.ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._mono_ms

    def wall_s(self) -> int | None:
        """Return seconds since 1970 UTC, or None while the clock is unset."""
        if self._wall_at_zero_ms is None:
            return None
        return (self._wall_at_zero_ms + self.mono_ms()) // 1000

    def set_wall(self, wall_s: int, source: int) -> None:
        """Take the word of `source` for the time, and pass it on to the clock chip."""
        self._wall_at_zero_ms = wall_s * 1000 - self.mono_ms()
        self.source = source
        if self._rtc is not None:
            self._rtc.set(wall_s)

    def use_offsets(self, offsets: tuple[tuple[int, int], ...]) -> None:
        """Use a profile's (utc_s, offset_s) rows, ascending, for local time."""
        self._offsets = offsets

    def now(self) -> Now:
        """Return this instant as the policies see it."""
        mono_ms, wall_s = self.mono_ms(), self.wall_s()
        if wall_s is None:
            return Now(mono_ms, None, None, False)
        from_host = self.source == SOURCE_HOST
        here_s = local_s(self._offsets, wall_s)
        from_terminal = self.source == SOURCE_TERMINAL
        return Now(mono_ms, wall_s, here_s, not self.doubted, from_host, from_terminal)
