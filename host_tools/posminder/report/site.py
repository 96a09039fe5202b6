# SPDX-License-Identifier: MIT
"""What a report must know of a shop beside its records, and how the shop counts its days.

Local seconds are seconds since 1970 as the shop's wall clock would count them: UTC plus offset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from posminder.store.site import Site, SpecialDays
from posminder.wall_time import UTC_ONLY, Offsets, offset_at

DAY_S: Final = 86_400
_EPOCH: Final = date(1970, 1, 1)
WALL_MAX_S: Final = 253_000_000_000  # in the year 9987: later is no clock of a shop

Hours = Sequence[Sequence[tuple[int, int]]]
"""Seven days, Monday first, each with its (open, close) in local minutes of the day."""


@dataclass(frozen=True, slots=True)
class ReportSite:
    """One board's shop. None: not known here, and then the page says so or leaves it out."""

    board_id: str
    site_id: str
    name: str
    currency: int | None
    utc_offsets: Offsets = UTC_ONLY
    profile_hash: str | None = None
    terminal_id: str | None = None
    mode: str | None = None  # observe or enforce
    hours: Hours | None = None
    latest_min: int | None = None  # local minute by which the board settles
    day_starts_min: int = 240
    attended: bool = False  # the terminal speaks nothing: no sale or total is ever seen
    special_days: SpecialDays = ()
    cut_over_min: int | None = None  # later settlements clear a day later

    @classmethod
    def of(cls, board_id: str, site: Site) -> ReportSite:
        """Return the shop that a board's profile tells of."""
        return cls(
            board_id,
            site.site_id,
            site.name,
            site.currency,
            site.utc_offsets,
            site.profile_hash,
            site.terminal_id,
            site.mode,
            site.hours,
            site.latest_min,
            site.day_starts_min,
            site.attended,
            site.special_days,
            site.cut_over_min,
        )

    def local_s(self, wall_s: int | None) -> int | None:
        """Return local seconds, None for a wall time that is unset or out of any calendar."""
        if wall_s is None or wall_s > WALL_MAX_S:
            return None
        return wall_s + offset_at(wall_s, self.utc_offsets)

    def business_day(self, local_s: int) -> date:
        """Return the day that `local_s` belongs to: it begins at `day_starts_min`."""
        return _EPOCH + timedelta(days=(local_s - self.day_starts_min * 60) // DAY_S)

    def clearing(self, at_s: int) -> date | None:
        """Return the clearing date of what was settled at a local second; None: not known here."""
        return None if self.hours is None else self.cleared(at_s, self.cut_over_min)

    def cleared(self, at_s: int, cut_over_min: int | None) -> date:
        """Return the clearing date of a local second by that cut-over; None: it cuts at midnight.

        After the cut-over it is the next business day's.
        """
        day = self.business_day(at_s)
        cut_s = self.at_minute(day, DAY_S // 60 if cut_over_min is None else cut_over_min)
        return day + timedelta(days=at_s >= cut_s)

    def opening(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the (open, close) spans of `day` in local seconds; empty: closed or not known.

        Single days stand before the week's hours.
        """
        if self.hours is None:
            return ()
        number = (day - _EPOCH).days
        special = (spans for first, last, spans in self.special_days if first <= number <= last)
        spans = next(special, self.hours[day.weekday()])
        return tuple((self.at_minute(day, a), self.at_minute(day, b)) for a, b in spans)

    def at_minute(self, day: date, minute: int) -> int:
        """Return the local second at which `minute` comes within business day `day`."""
        after_midnight = minute < self.day_starts_min
        return ((day - _EPOCH).days + after_midnight) * DAY_S + minute * 60


def within(day: date, first: date | None, last: date | None) -> bool:
    """Tell whether `day` is from `first` to `last`, both included; None: no end."""
    return (first is None or first <= day) and (last is None or day <= last)


def day_of(number: object) -> date | None:
    """Return the date of a business day's number (days since 1970); None where it is none."""
    if not isinstance(number, int) or not 0 <= number <= WALL_MAX_S // DAY_S:
        return None
    return _EPOCH + timedelta(days=number)


def clock_text(local_s: int) -> str:
    """Return `20:05:07`."""
    minutes, seconds = divmod(local_s % DAY_S, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def moment_text(local_s: int) -> str:
    """Return `2026-12-01 20:05`."""
    return f"{date_of(local_s)} {clock_text(local_s)[:5]}"


def days_text(days: Sequence[date]) -> str:
    """Return one day, or the first and the last of several, ascending."""
    return str(days[0]) if days[0] == days[-1] else f"{days[0]}..{days[-1]}"


def date_of(local_s: int) -> date:
    """Return the calendar date of a local second."""
    return datetime.fromtimestamp(local_s, UTC).date()
