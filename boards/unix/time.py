# SPDX-License-Identifier: MIT
"""Shadows the built-in `time`: the same functions on the world's clock.

Ticks start at 1 << 50: asyncio's queue in C still reads the real millisecond counter for a task
that is due at once, and from there a key taken from the real clock always lies in the past.
"""

import utime
from micropython import const

from world_link import link

_TICKS_START_MS = const(1 << 50)
_START_S = const(1609459200)  # 2021-01-01, what an RP2040 believes after every reset


def ticks_ms() -> int:
    """Return milliseconds on a counter that wraps at 1 << 62."""
    link.look()
    return _TICKS_START_MS + link.now_us // 1000


def ticks_us() -> int:
    """Return microseconds on a counter that wraps at 1 << 62."""
    link.look()
    return _TICKS_START_MS * 1000 + link.now_us


ticks_cpu = ticks_us


def ticks_add(ticks: int, delta: int) -> int:
    """Return `ticks` moved by `delta`, wrapped."""
    return utime.ticks_add(ticks, delta)


def ticks_diff(later: int, earlier: int) -> int:
    """Return how far `later` lies after `earlier`, negative if before."""
    return utime.ticks_diff(later, earlier)


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
