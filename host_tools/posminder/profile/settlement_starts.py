# SPDX-License-Identifier: MIT
"""What a board cannot work out for itself: its share of the spread, and maintenance in UTC."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from posminder.profile.model import Profile
from posminder.profile.values import clock_text


def spread_s(profile: Profile) -> int:
    """Return this shop's share of `settle.spread`, 0 up to it: always the same for one site id."""
    digest = hashlib.sha256(profile.site.id.encode()).digest()
    return int.from_bytes(digest[:4]) % (profile.settle.spread + 1)


def start_text(profile: Profile, minute: int) -> str:
    """Return when this shop starts for `minute` of the day: `20:45`, or `20:49:12` when spread."""
    share_s = spread_s(profile)
    if share_s == 0:
        return clock_text(minute)
    seconds = (minute * 60 + share_s) % 86_400
    return f"{clock_text(seconds // 60)}:{seconds % 60:02}"


def maintenance_spans(profile: Profile) -> list[list[int]]:
    """Return the acquirer's maintenance windows as [begin, end], UTC s, ascending and apart."""
    zone = ZoneInfo(profile.site.timezone)
    windows = () if profile.calendar is None else profile.calendar.maintenance
    spans = []
    for window in windows:
        midnight = datetime(window.day.year, window.day.month, window.day.day)
        edges = (window.span.open_min, window.span.close_min)
        local = (midnight + timedelta(minutes=minute) for minute in edges)
        spans.append([int(each.replace(tzinfo=zone).timestamp()) for each in local])
    return _joined(sorted(spans))


def _joined(spans: list[list[int]]) -> list[list[int]]:
    """Join spans that touch: one entry a day is how a night is written."""
    for before, after in pairwise(spans):
        if after[0] <= before[1]:
            after[0], after[1] = before[0], max(before[1], after[1])
            before[1] = before[0]
    return [span for span in spans if span[0] < span[1]]
