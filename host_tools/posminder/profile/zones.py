# SPDX-License-Identifier: MIT
"""A time zone as the rows a board can use: it has no zone data of its own.

The rows cover whole calendar years, so that one profile compiles to the same bytes all year.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

YEARS: Final = 5
_DAY_S: Final = 86_400


def utc_offsets(timezone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Return (utc_s, offset_s) rows from the start of `year` until five whole years after it.

    The first row stands at 0 with the offset that holds when `year` begins, each other row at
    the UTC second from which its offset holds. Raises ZoneInfoNotFoundError or ValueError for a
    name that is no zone.
    """
    zone = ZoneInfo(timezone)
    start_s = _year_s(year)
    end_s = _year_s(year + YEARS + 1)
    rows = [(0, _offset_s(zone, start_s))]
    # No zone has ever changed twice within a day.
    for day_s in range(start_s, end_s, _DAY_S):
        if _offset_s(zone, day_s + _DAY_S) != rows[-1][1]:
            at_s = _change_s(zone, day_s, day_s + _DAY_S)
            rows.append((at_s, _offset_s(zone, at_s)))
    return tuple(rows)


def _change_s(zone: ZoneInfo, before_s: int, after_s: int) -> int:
    """Return the first second in (before_s, after_s] at which the offset is no longer the old."""
    old = _offset_s(zone, before_s)
    while after_s - before_s > 1:
        middle_s = (before_s + after_s) // 2
        if _offset_s(zone, middle_s) == old:
            before_s = middle_s
        else:
            after_s = middle_s
    return after_s


def _offset_s(zone: ZoneInfo, utc_s: int) -> int:
    offset = datetime.fromtimestamp(utc_s, zone).utcoffset()
    return 0 if offset is None else offset.days * _DAY_S + offset.seconds


def _year_s(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
