# SPDX-License-Identifier: MIT
"""Whole card and account numbers in a file's text, blotted out before anything else reads it.

What is found never reaches a message, a source line, JSON or a store: only its place does.
"""

from __future__ import annotations

import re
from typing import Final

# Digits in groups, as people copy them; a telephone number begins with a plus sign.
_DIGITS: Final = re.compile(r"(?<![\d+])\d(?:[ -]?\d){6,}")
_MERCHANT: Final = re.compile(r"\bmid[\"']?\s*:\s*[\"']?$")
_ACCOUNT: Final = re.compile(r"\bmasked[\"']?\s*:\s*[\"']?[A-Z]{0,2}$")
_MERCHANT_DIGITS_MAX: Final = 15
_CARD_DIGITS_MIN: Final = 13
_CARD_DIGITS_MAX: Final = 19


def blot(text: str) -> tuple[str, tuple[int, ...]]:
    """Return `text` with an x for each digit of a whole number, and the offset of each number.

    The length stays. Found are numbers that a card could have (13..19 digits, Luhn), and any
    seven digits in a row where the settlement account's mask belongs.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _DIGITS.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _is_whole(match[0], line):
            offsets.append(match.start())
            pieces += [text[done : match.start()], re.sub(r"\d", "x", match[0])]
            done = match.end()
    return "".join([*pieces, text[done:]]), tuple(offsets)


def _is_whole(found: str, before: str) -> bool:
    digits = re.sub(r"\D", "", found)
    if _ACCOUNT.search(before):
        return True
    if _MERCHANT.search(before) and len(digits) <= _MERCHANT_DIGITS_MAX:
        return False
    return any(_is_card(each) for each in (digits, *re.split("[ -]", found)))


def _is_card(digits: str) -> bool:
    if not _CARD_DIGITS_MIN <= len(digits) <= _CARD_DIGITS_MAX:
        return False
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(n // 10 + n % 10 for n in doubled)
    return total % 10 == 0
