# SPDX-License-Identifier: MIT
"""Wall time as clock chips keep it: binary-coded decimals, of the years 2000 to 2099."""

from posminder_formats import wall_text

_CENTURY = "20"


def to_bcd(wall_s: int) -> "tuple[int, int, int, int, int, int]":
    """Return year of the century, month, day, hour, minute and second of `wall_s`, each as BCD."""
    text = wall_text.to_text(wall_s)
    year, month, day, hour, minute, second = [int(text[at : at + 2], 16) for at in range(2, 20, 3)]
    return year, month, day, hour, minute, second


def from_bcd(year: int, month: int, day: int, hour: int, minute: int, second: int) -> "int | None":
    """Return seconds since 1970, or None if these BCD values are no time of the calendar."""
    numbers = (year, month, day, hour, minute, second)
    # A digit above 9 shows as a letter, which wall_text refuses.
    text = _CENTURY + "%02x-%02x-%02xT%02x:%02x:%02x" % numbers
    return wall_text.from_text(text)
