# SPDX-License-Identifier: MIT
"""Shadows the built-in `time`: the same functions on the world's clock.

Ticks wrap at 1 << 30 milliseconds, twelve days, as on a chip, and begin ten minutes before that:
no run is without a wrap. But asyncio's queue in C compares with this port's period, so asyncio is
imported before `begin` and keeps a long counter. That one is a day and a half ahead of the real
millisecond counter: the queue still reads that for a task that is due at once, and so a key taken
from it always lies in the past.
"""

import utime
from micropython import const

from world_link import link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_LEAD_MS = const(1 << 27)  # a quarter of what ticks of 32-bit words can lie apart
_PERIOD = const(1 << 30)  # of ticks on a processor of 32 bits, MicroPython's MP_SMALL_INT_POSITIVE
_START_MS = const(_PERIOD - 600000)
_START_S = const(1609459200)  # 2021-01-01, what an RP2040 believes after every reset

_LONG_START_MS = utime.ticks_add(utime.ticks_ms(), _LEAD_MS)


def _long_ms() -> int:
    link.look()
    return utime.ticks_add(_LONG_START_MS, link.now_us // 1000)


def _long_add(ticks: int, delta: int) -> int:
    return utime.ticks_add(ticks, delta)


def _long_diff(later: int, earlier: int) -> int:
    return utime.ticks_diff(later, earlier)


def _short_ms() -> int:
    link.look()
    return (_START_MS + link.now_us // 1000) % _PERIOD


def _short_add(ticks: int, delta: int) -> int:
    return (ticks + delta) % _PERIOD


def _short_diff(later: int, earlier: int) -> int:
    half = _PERIOD // 2
    return (later - earlier + half) % _PERIOD - half


# Milliseconds on a counter that wraps; ticks moved by a delta; how far one lies after another.
ticks_ms: "Callable[[], int]" = _long_ms
ticks_add: "Callable[[int, int], int]" = _long_add
ticks_diff: "Callable[[int, int], int]" = _long_diff


def begin() -> None:
    """Let ticks wrap as a chip's do, for whoever has not taken the long ones yet."""
    global ticks_ms, ticks_add, ticks_diff
    ticks_ms, ticks_add, ticks_diff = _short_ms, _short_add, _short_diff


def ticks_us() -> int:
    """Return microseconds on a counter that wraps at 1 << 30, a quarter of an hour."""
    link.look()
    return link.now_us % _PERIOD


ticks_cpu = ticks_us


def time() -> int:
    """Return what a chip without battery takes for seconds since 1970."""
    return _START_S + link.now_us // 1000000


def time_ns() -> int:
    """Return `time` in nanoseconds."""
    return _START_S * 1000000000 + link.now_us * 1000


def gmtime(seconds: int | None = None) -> "tuple[int, ...]":
    """Return `seconds` since 1970 (default: now) as a calendar tuple."""
    return utime.gmtime(time() if seconds is None else seconds)


localtime = gmtime


def mktime(calendar: "tuple[int, ...]") -> int:
    """Return seconds since 1970 of a calendar tuple."""
    return utime.mktime(calendar)


def sleep_us(duration_us: int) -> None:
    """Do nothing for `duration_us`."""
    link.stall(duration_us)


def sleep_ms(duration_ms: int) -> None:
    """Do nothing for `duration_ms`."""
    link.stall(duration_ms * 1000)


def sleep(duration_s: int) -> None:
    """Do nothing for `duration_s`."""
    link.stall(int(duration_s * 1000000))
