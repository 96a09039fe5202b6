# SPDX-License-Identifier: MIT
"""Bank days: pure arithmetic on day numbers (days since 1970) over the profile's calendar.

Weekdays are bank days and weekends are not, but for the days that the profile turns the other
way. What lies outside the days it knows is not guessed: the answer is None.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile


def is_bank_day(profile: "Profile", day: int) -> "bool | None":
    """Tell whether the bank credits money on `day`; None where the calendar does not know it."""
    if not profile.bank_first_day <= day <= profile.bank_last_day:
        return None
    return is_weekday(day) != (day in profile.bank_turned)


def is_weekday(day: int) -> bool:
    """Tell whether `day` is Monday to Friday: 1970-01-01 was a Thursday."""
    return (day + 3) % 7 < 5


def add_bank_days(profile: "Profile", day: int, count: int) -> "int | None":
    """Return the `count`-th bank day after `day`; 0: `day` itself, or the first one after it.

    None where that lies beyond the calendar.
    """
    if count == 0:
        day, count = day - 1, 1
    while count > 0:
        day += 1
        is_open = is_bank_day(profile, day)
        if is_open is None:
            return None
        count -= is_open
    return day
