# SPDX-License-Identifier: MIT
"""Money, rates and dates as a profile writes them. Integers come out, never a float.

As in values.py: each parser takes what YAML gave, and raises ValueError with a sentence that a
technician can act on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from posminder.profile.values import MIDNIGHT, Range, parse_range

RATE_PPM_MAX: Final = 30_000  # 3 %: no contract asks more, a slipped decimal point does (R30)

_MONEY: Final = re.compile(r"([0-9]{1,10})\.([0-9]{2})")
_RATE: Final = re.compile(r"(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,4}))? ?%")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The acquirer cannot be reached on `day`, local minutes `span`."""

    day: date
    span: Range


@dataclass(frozen=True, slots=True)
class Dates:
    """The days from `first` to `last`. `text` is the key as written."""

    text: str
    first: date
    last: date


def parse_money(value: object) -> int:
    """Return minor units of "80000.00": 0 .. 999,999,999,999, two decimals."""
    match = _MONEY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be an amount with two decimals in quotes, such as "80000.00"')
    return int(match[1]) * 100 + int(match[2])


def money_text(minor: int) -> str:
    """Return 8000000 as `80000.00`, the way a profile writes it."""
    return f"{minor // 100}.{minor % 100:02}"


def parse_rate_ppm(value: object) -> int:
    """Return parts per million of "0.60%": 0 .. 30,000."""
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a rate in quotes with its sign, such as "0.60%"')
    ppm = int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))
    if ppm > RATE_PPM_MAX:
        raise ValueError(f"{match[0]} is outside 0..3 %: is the decimal point in its place?")
    return ppm


def parse_date(value: object) -> date:
    """Return the day of 2027-01-31."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError("must be a date such as 2027-01-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is no day of the calendar") from None


def parse_dates(value: object) -> Dates:
    """Return the days of a key such as 2027-02-05 or 2027-02-05..2027-02-08."""
    first, dots, last = value.partition("..") if isinstance(value, str) else ("", "", "")
    try:
        dates = Dates(str(value), parse_date(first), parse_date(last if dots else first))
    except ValueError:
        raise ValueError("must be a date, or two such as 2027-02-05..2027-02-08") from None
    if dates.last < dates.first:
        raise ValueError("ends before it begins")
    return dates


def parse_maintenance(value: object) -> Maintenance:
    """Return day and hours of "2027-01-17 01:00-05:00"; they lie within one day."""
    day, _, hours = value.partition(" ") if isinstance(value, str) else ("", "", "")
    try:
        found = Maintenance(parse_date(day), parse_range(hours))
    except ValueError:
        raise ValueError('must be day and hours in quotes: "2027-01-17 01:00-05:00"') from None
    if not found.span.open_min < found.span.close_min <= MIDNIGHT:
        raise ValueError("must end after it begins, on the same day: write one entry a day")
    return found
