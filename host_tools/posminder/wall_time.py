# SPDX-License-Identifier: MIT
"""Wall time for people, in the shop's zone as its board knows it: rows of (utc_s, offset_s)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from posminder.messages import sentence

Offsets = Sequence[tuple[int, int]]
UTC_ONLY: Offsets = ((0, 0),)
FOREVER_S: Final = 2**63 - 1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one second to another, both included; seconds since 1970-01-01 UTC."""

    first_s: int = 0
    last_s: int = FOREVER_S


def local_text(wall_s: int | None, offsets: Offsets) -> str:
    """Return `2026-11-22 09:00:05 +01:00`, or `unknown`; out of Python's years: `@seconds`."""
    if wall_s is None:
        return "unknown"
    offset_s = offset_at(wall_s, offsets)
    try:
        zone = timezone(timedelta(seconds=offset_s)) if offset_s else UTC
        text = datetime.fromtimestamp(wall_s, zone).isoformat(" ", "seconds")
        return f"{text[:19]} {text[19:]}"
    except (ValueError, OverflowError, OSError):
        return f"@{wall_s}"


def instant(wall_s: int | None, offsets: Offsets) -> datetime | None:
    """Return the same as a datetime in the shop's zone, None where it is none of Python's years."""
    if wall_s is None:
        return None
    try:
        zone = timezone(timedelta(seconds=offset_at(wall_s, offsets)))
        return datetime.fromtimestamp(wall_s, zone)
    except (ValueError, OverflowError, OSError):
        return None


def offset_at(wall_s: int, offsets: Offsets) -> int:
    """Return the shop's distance from UTC at `wall_s`, seconds."""
    return max((row for row in offsets if row[0] <= wall_s), default=offsets[0])[1]


def utc_span(local: datetime, offsets: Offsets) -> Span:
    """Return the seconds that the shop's clock may mean by `local`, which bears no zone.

    One second, but for the hour that comes twice in autumn, and the one that never comes in
    spring: then both readings, so that who asks for a time is shown too much and never too little.
    """
    local_s = int((local - datetime(1970, 1, 1)).total_seconds())  # in no zone
    readings = {local_s - offset_s for _, offset_s in offsets}
    right = [each for each in readings if each + offset_at(each, offsets) == local_s]
    return Span(min(right or readings), max(right or readings))


def day_text(day: int | None) -> str:
    """Return a day number (days since 1970-01-01) as `2026-11-22`."""
    if day is None:
        return "unknown"
    try:
        return (_EPOCH + timedelta(days=day)).isoformat()
    except OverflowError:
        return f"day {day}"


def span_text(seconds: int, language: str = "en") -> str:
    """Return a length of time in its two largest units: `3 d 4 h`, `5 min 0 s`."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return sentence(language, "span.days", days=days, hours=hours)
    if hours:
        return sentence(language, "span.hours", hours=hours, minutes=minutes)
    return sentence(language, "span.minutes", minutes=minutes, seconds=seconds)
