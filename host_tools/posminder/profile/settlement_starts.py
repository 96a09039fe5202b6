# SPDX-License-Identifier: MIT
"""What a board cannot work out for itself: its share of the spread, maintenance in UTC, and
whether there is anybody who may be asked about a total.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal
from zoneinfo import ZoneInfo

from posminder.profile.amounts import Maintenance
from posminder.profile.model import Profile
from posminder.profile.values import Range, clock_text
from posminder_formats import people

SPREAD_MAX_S: Final = 3_600
_DAY_S: Final = 86_400
_EPOCH: Final = date(1970, 1, 1)
ROLES = {
    "technician": people.TECHNICIAN,
    "cashier": people.CASHIER,
    "supervisor": people.SUPERVISOR,
    "owner": people.OWNER,
}


def spread_s(profile: Profile) -> int:
    """Return this shop's share of `settle.spread`, 0 up to it: always the same for one site id."""
    return _hash(profile.site.id) % (profile.settle.spread + 1)


def spread_of(site_id: str, share_s: int) -> int:
    """Return a spread that gives this shop `share_s`: a board knows its share and no more.

    Raises LookupError when none does.
    """
    for spread_s in range(share_s, SPREAD_MAX_S + 1):
        if _hash(site_id) % (spread_s + 1) == share_s:
            return spread_s
    raise LookupError(share_s)


def _hash(site_id: str) -> int:
    return int.from_bytes(hashlib.sha256(site_id.encode()).digest()[:4])


def above_max(profile: Profile) -> Literal["hold", "settle_and_alert"]:
    """Return what the board does above the maximum: it holds only where somebody may release."""
    everybody = profile.people.everybody()
    asks = any(people.may(ROLES[each.role], people.SETTLE_ABOVE_MAX) for each in everybody)
    settle = profile.settle
    return settle.above_max if asks or settle.max is None else "settle_and_alert"


def start_text(profile: Profile, minute: int) -> str:
    """Return when this shop starts for `minute` of the day: `20:45`, or `20:49:12` when spread."""
    share_s = spread_s(profile)
    if share_s == 0:
        return clock_text(minute)
    seconds = (minute * 60 + share_s) % 86_400
    return f"{clock_text(seconds // 60)}:{seconds % 60:02}"


def maintenance_windows(
    spans: Sequence[Sequence[int]], offsets: Sequence[Sequence[int]]
) -> tuple[Maintenance, ...]:
    """Return [begin, end] in UTC s as windows of local days, by the board's rows of a zone."""
    windows = []
    for span in spans:
        first_s, last_s = (at_s + _offset_s(at_s, offsets) for at_s in span)
        while first_s < last_s:
            day = first_s // _DAY_S
            ends_s = min(last_s, (day + 1) * _DAY_S)
            minutes = ((at_s - day * _DAY_S) // 60 for at_s in (first_s, ends_s))
            windows.append(Maintenance(_EPOCH + timedelta(days=day), Range(*minutes)))
            first_s = ends_s
    return tuple(windows)


def _offset_s(at_s: int, offsets: Sequence[Sequence[int]]) -> int:
    return max((tuple(row) for row in offsets if row[0] <= at_s), default=offsets[0])[1]


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
