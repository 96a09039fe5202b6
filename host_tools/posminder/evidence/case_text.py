# SPDX-License-Identifier: MIT
"""What people type or attach, looked through for whole card numbers before it is kept anywhere."""

from __future__ import annotations

import re
from typing import Final

from posminder.errors import UsageError
from posminder.evidence.case import TEXT_MAX
from posminder.profile.card_numbers import blot

# A merchant's number has digits enough for a card's; blot knows it by this key.
_MERCHANT: Final = re.compile(
    r"(?:商户(?:编号|代码|号)|merchant (?:id|no\.?|number|code))[\s:：]*", re.I
)


class HoldsCardNumber(UsageError):
    """{} holds a whole card number: keep the first six and the last four digits, such as
    622202******1234, and try again. Nothing was kept"""


class TextRefused(UsageError):
    """{} was not kept: {}."""


def must_hold_no_card(text: str, where: str) -> None:
    """Return for text without a whole card number. Raises HoldsCardNumber, which repeats no digit.

    Digits that a card could have count as one; a merchant's number is known by its name before it.
    """
    if blot(_MERCHANT.sub("mid: ", text))[1]:
        raise HoldsCardNumber(where)


def kept(text: str | None, where: str) -> str:
    """Return text as it may be kept. Raises HoldsCardNumber, TextRefused."""
    text = (text or "").strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TextRefused(where, "it is not UTF-8 text") from None
    if len(text) > TEXT_MAX:
        raise TextRefused(where, f"it has {len(text)} characters, {TEXT_MAX} at most")
    must_hold_no_card(text, where)
    return text
