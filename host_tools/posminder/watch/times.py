# SPDX-License-Identifier: MIT
"""When somebody may be told: quiet hours, a digest's hour, the next try. Time is an argument."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from posminder.watch.model import Route

_FIRST_WAIT_S: Final = 30
_LONGEST_WAIT_S: Final = 3_600
_DAY_MIN: Final = 1_440


def due_s(route: Route, severity: str, zone: str, now_s: int) -> int:
    """Return when a route may be told of something: now, or when its quiet hours end."""
    quiet = route.quiet
    if quiet is None or severity in quiet.but:
        return now_s
    local = datetime.fromtimestamp(now_s, ZoneInfo(zone))
    begins, ends = quiet.hours.open_min, quiet.hours.close_min % _DAY_MIN
    minute = local.hour * 60 + local.minute
    over_midnight = begins >= ends
    within = (minute >= begins or minute < ends) if over_midnight else begins <= minute < ends
    if not within:
        return now_s
    later = over_midnight and minute >= begins
    return max(now_s, _at(local, ends, 1 if later else 0))


def digest_due_s(minute: int, zone: str, now_s: int) -> int:
    """Return when a digest of that minute of the day was due last."""
    local = datetime.fromtimestamp(now_s, ZoneInfo(zone))
    today_s = _at(local, minute, 0)
    return today_s if today_s <= now_s else _at(local, minute, -1)


def next_try_s(tries: int, now_s: int) -> int:
    """Return when a message is tried again that was tried `tries` times: 30 s, 1, 2 min .. 1 h."""
    return now_s + min(_LONGEST_WAIT_S, _FIRST_WAIT_S << min(tries, 10))


def day(at_s: int, zone: str) -> date:
    """Return the day it is in the zone."""
    return datetime.fromtimestamp(at_s, ZoneInfo(zone)).date()


def text(at_s: int, zone: str) -> str:
    """Return `2026-11-22 22:40`."""
    return f"{datetime.fromtimestamp(at_s, ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _at(local: datetime, minute: int, days: int) -> int:
    """Return the instant of a minute of the day `days` after `local`, whatever clocks do."""
    day = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0, fold=0)
    return int((day + timedelta(days=days)).timestamp())
