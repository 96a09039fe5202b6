# SPDX-License-Identifier: MIT
"""Wall time as SMP writes it, "yyyy-MM-ddTHH:mm:ss" in UTC, to and from seconds since 1970.

The years 2000 to 2099: within them every fourth year is a leap year, and nothing else is needed.
"""

from posminder_formats._const import const

_EPOCH_S = const(946684800)  # 2000-01-01T00:00:00
_DAY_S = const(86400)
_FOUR_YEARS_DAYS = const(1461)
_YEAR_MIN = const(2000)
_YEAR_MAX = const(2099)

_MONTH_DAYS = b"\x1f\x1d\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"  # of a leap year

# begin, end, separator behind it; a fraction of a second may follow and is dropped
_PARTS = ((0, 4, "-"), (5, 7, "-"), (8, 10, "T"), (11, 13, ":"), (14, 16, ":"), (17, 19, ""))
_WHOLE = const(19)


def to_text(wall_s: int) -> str:
    """Return `wall_s` as text. Before 2000 or after 2099 the text is of no use to anybody."""
    days, rest_s = divmod(wall_s - _EPOCH_S, _DAY_S)
    fours, day = divmod(days, _FOUR_YEARS_DAYS)
    year = _YEAR_MIN + 4 * fours
    month = 1
    while day >= _month_days(year, month):
        day -= _month_days(year, month)
        month += 1
        if month > 12:
            month = 1
            year += 1
    hour, rest_s = divmod(rest_s, 3600)
    minute, second = divmod(rest_s, 60)
    return "%04d-%02d-%02dT%02d:%02d:%02d" % (year, month, day + 1, hour, minute, second)


def from_text(text: str) -> int | None:
    """Return the seconds that `text` stands for, or None if it is no such time."""
    numbers = []
    for begin, end, separator in _PARTS:
        digits = text[begin:end]
        if not digits.isdigit() or len(digits) != end - begin:
            return None
        if separator and text[end : end + 1] != separator:
            return None
        numbers.append(int(digits))
    if not _is_fraction(text[_WHOLE:]):
        return None
    year, month, day, hour, minute, second = numbers
    if not (_YEAR_MIN <= year <= _YEAR_MAX and 1 <= month <= 12):
        return None
    if not (1 <= day <= _month_days(year, month) and hour < 24 and minute < 60 and second < 60):
        return None
    days = (year - _YEAR_MIN) * 365 + (year - _YEAR_MIN + 3) // 4 + day - 1
    for earlier in range(1, month):
        days += _month_days(year, earlier)
    return _EPOCH_S + days * _DAY_S + hour * 3600 + minute * 60 + second


def _is_fraction(text: str) -> bool:
    return text == "" or (text[0] == "." and text[1:].isdigit())


def _month_days(year: int, month: int) -> int:
    return _MONTH_DAYS[month - 1] - (1 if month == 2 and year & 3 else 0)
