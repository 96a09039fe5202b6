# SPDX-License-Identifier: MIT
"""Wall time for people, in the shop's zone as its board knows it: rows of (utc_s, offset_s)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

Offsets = Sequence[tuple[int, int]]
UTC_ONLY: Offsets = ((0, 0),)
_EPOCH = date(1970, 1, 1)


def local_text(wall_s: int | None, offsets: Offsets) -> str:
    """Return `2026-11-22 09:00:05 +01:00`, or `unknown`; out of Python's years: `@seconds`."""
    if wall_s is None:
        return "unknown"
    offset_s = max((row for row in offsets if row[0] <= wall_s), default=offsets[0])[1]
    try:
        zone = timezone(timedelta(seconds=offset_s)) if offset_s else UTC
        text = datetime.fromtimestamp(wall_s, zone).isoformat(" ", "seconds")
        return f"{text[:19]} {text[19:]}"
    except (ValueError, OverflowError, OSError):
        return f"@{wall_s}"


def day_text(day: int | None) -> str:
    """Return a day number (days since 1970-01-01) as `2026-11-22`."""
    if day is None:
        return "unknown"
    try:
        return (_EPOCH + timedelta(days=day)).isoformat()
    except OverflowError:
        return f"day {day}"


def span_text(seconds: int) -> str:
    """Return a length of time in its two largest units: `3 d 4 h`, `5 min 0 s`."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
