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
    """Return the next local second after `local_s` at which the shop opens for the day, or None."""
    before_s = profile.sign_in_before_min * 60
    check_s = next_sign_in_check_s(profile, local_s - before_s)
    return None if check_s is None else check_s + before_s


def opening_s(profile: "Profile", day: int) -> int | None:
    """Return the local second at which business day `day` first opens; None: it does not."""
    hours = spans(profile, day)
    return at_minute(profile, day, hours[0][0]) if hours else None


def next_sign_in_check_s(profile: "Profile", local_s: int) -> "int | None":
    """Return the next local second after `local_s` that lies sign_in_before_min before an opening.

    None for a shop that does not open within two months.
    """
    day = business_day(profile, local_s)
    for ahead in range(_AHEAD_DAYS):
        opens_s = opening_s(profile, day + ahead)
        if opens_s is not None and opens_s - profile.sign_in_before_min * 60 > local_s:
            return opens_s - profile.sign_in_before_min * 60
    return None
