# SPDX-License-Identifier: MIT
"""A settlement account's number, as typed or scanned, cut to its mask: nothing keeps more (R46).

A bank card has a check digit (ISO 7812, Luhn), an IBAN two (ISO 13616); a corporate account has
none. What is refused is never said back.
"""

from __future__ import annotations

import re
from typing import Final

from posminder.errors import UsageError
from posminder.profile.card_numbers import is_card_number
from posminder.profile.ibans import find_ibans

_GAPS: Final = re.compile(r"[\s.-]")
_CORPORATE: Final = re.compile(r"[0-9]{10,30}")
_FIRST: Final = 6
_LAST: Final = 4
_HIDDEN_MIN: Final = 4  # of a short number, so that its mask is none of a few


class NumberRefused(UsageError):
    """The account's number was not taken: {}. Nothing was kept."""


def mask(typed: str, *, corporate: bool) -> str:
    """Return such as 622202******1234. Raises NumberRefused, which never repeats a digit."""
    number = _GAPS.sub("", typed).upper()
    if number[:2].isalpha():
        if list(find_ibans(number)) != [(0, len(number))]:
            raise NumberRefused("it is no IBAN, or one with a wrong digit")
    elif corporate:
        if _CORPORATE.fullmatch(number) is None:
            raise NumberRefused("a corporate account has 10 to 30 digits")
    elif not is_card_number(number):
        raise NumberRefused(
            "a bank card has 13 to 19 digits and a check digit, which is wrong; "
            "a corporate account has none: add --corporate"
        )
    first = re.match(rf"[A-Z]{{0,2}}[0-9]{{2,{_FIRST}}}", number)
    shown = min(first.end() if first else 0, len(number) - _LAST - _HIDDEN_MIN)
    return number[:shown] + "*" * (len(number) - shown - _LAST) + number[-_LAST:]
