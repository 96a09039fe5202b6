# SPDX-License-Identifier: MIT
"""Days and minutes of a shop: pure arithmetic on local seconds (Now.local_s).

A business day is numbered by the local date it belongs to (days since 1970) and begins at the
profile's day_starts_min, so that a sale at half past midnight belongs to the evening before.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile

_DAY_S = const(86400)
_AHEAD_DAYS = const(62)  # no shop is closed for longer and still told when to sign in
_MONTH_DAYS = b"\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"
_YEAR_S = const(31556952)  # on average
_EPOCH_WEEKDAY = const(3)  # 1970-01-01 was a Thursday; Monday is 0


def business_day(profile: "Profile", local_s: int) -> int:
    """Return the number (days since 1970) of the business day that `local_s` falls into."""
    return (local_s - profile.day_starts_min * 60) // _DAY_S


def at_minute(profile: "Profile", day: int, minute: int) -> int:
    """Return the local second at which `minute` of the day comes within business day `day`."""
    after_midnight = minute < profile.day_starts_min
    return (day + after_midnight) * _DAY_S + minute * 60


def closing_s(profile: "Profile", day: int) -> "int | None":
    """Return the local second at which business day `day` closes; None for a day that is closed."""
    hours = spans(profile, day)
    return at_minute(profile, day, hours[-1][1]) if hours else None


def spans(profile: "Profile", day: int) -> "tuple[tuple[int, int], ...]":
    """Return the opening hours of business day `day` as (open_min, close_min); none: closed."""
    for first, last, hours in profile.special_days:
        if first <= day <= last:
            return hours
    return profile.hours[(day + _EPOCH_WEEKDAY) % 7]


def next_day_s(profile: "Profile", local_s: int) -> int:
    """Return the local second at which the business day after that of `local_s` begins."""
    day = business_day(profile, local_s) + 1
    return day * _DAY_S + profile.day_starts_min * 60


def next_opening_s(profile: "Profile", local_s: int) -> "int | None":
    """Return the next local second after `local_s` at which the shop opens for the day.

    None for a shop that does not open within two months.
    """
    day = business_day(profile, local_s)
    for ahead in range(_AHEAD_DAYS):
        opens_s = opening_s(profile, day + ahead)
        if opens_s is not None and opens_s > local_s:
            return opens_s
    return None


def opening_s(profile: "Profile", day: int) -> int | None:
    """Return the local second at which business day `day` first opens; None: it does not."""
    hours = spans(profile, day)
    return at_minute(profile, day, hours[0][0]) if hours else None


def is_open(profile: "Profile", local_s: int, grace_s: int) -> bool:
    """Tell whether the shop is open at `local_s`, or within `grace_s` before or after it is."""
    day = business_day(profile, local_s)
    for near in (day - 1, day, day + 1):
        for open_min, close_min in spans(profile, near):
            begin_s = at_minute(profile, near, open_min) - grace_s
            if begin_s <= local_s <= at_minute(profile, near, close_min) + grace_s:
                return True
    return False


def next_sign_in_check_s(profile: "Profile", local_s: int) -> "int | None":
    """Return the next local second after `local_s` that lies sign_in_before_min before an opening.

    None for a shop that does not open within two months.
    """
    before_s = profile.sign_in_before_min * 60
    opens_s = next_opening_s(profile, local_s + before_s)
    return None if opens_s is None else opens_s - before_s


def nearest_s(month_day: int, clock: int, local_s: int) -> "int | None":
    """Return the local second of MMDD and HHMMSS, in the year that brings it nearest to `local_s`.

    Terminals tell no year (ZVT BMP 0D). None for what is no date or time, such as 0229 when no leap
    year is near. Years 1971 to 2098.
    """
    nearest = None
    this_year = 1970 + local_s // _YEAR_S
    for year in (this_year - 1, this_year, this_year + 1):
        at_s = date_s(year, month_day, clock)
        if at_s is not None and (nearest is None or abs(at_s - local_s) < abs(nearest - local_s)):
            nearest = at_s
    return nearest


def date_s(year: int, month_day: int, clock: int) -> "int | None":
    """Return the local second of MMDD and HHMMSS in `year`, 1970 to 2099; None: no such instant."""
    month, day = divmod(month_day, 100)
    hour, rest = divmod(clock, 10000)
    minute, second = divmod(rest, 100)
    if not 1 <= month <= 12 or not 1 <= day <= _month_days(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    days = (year - 1970) * 365 + (year - 1969) // 4 + day - 1
    for earlier in range(1, month):
        days += _month_days(year, earlier)
    return days * _DAY_S + hour * 3600 + minute * 60 + second


def _month_days(year: int, month: int) -> int:
    return _MONTH_DAYS[month - 1] + (month == 2 and year % 4 == 0)
