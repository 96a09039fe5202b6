# SPDX-License-Identifier: MIT
"""Whole card and account numbers in a file's text, blotted out before anything else reads it.

What is found never reaches a message, a source line, JSON or a store: only its place does. Every
search is linear: a hostile file costs no more than its size.
"""

from __future__ import annotations

import re
from typing import Final

from posminder.profile.ibans import find_ibans

WHOLE_NUMBER: Final = (
    "holds a whole card or account number: keep the first six and the last four digits, such as "
    "622202******1234, and nothing else anywhere"
)
# What people put between groups; quotes, brackets and letters end a number.
_GAP: Final = r"(?:[^\w\n\"'{}\[\]#*+]|_){0,4}"
_RUN: Final = re.compile(rf"\+?\d(?:{_GAP}\d)*")
_GROUP: Final = re.compile(r"\d+")
# Dates and clock times have digits enough for a card number, and stand side by side in lists.
_MOMENT: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<![\d:])(?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])"
)
_MERCHANT: Final = re.compile(r"\bmid[\"']?\s*:\s*[\"']?$")
_ACCOUNT: Final = re.compile(r"\bmasked[\"']?\s*:\s*[\"']?[A-Z]{0,2}$")
_CONTEXT: Final = 40  # characters before a number that may hold its key
_MERCHANT_DIGITS_MAX: Final = 15
_TELEPHONE_DIGITS_MAX: Final = 14
_ACCOUNT_DIGITS_MIN: Final = 7
_CARD_DIGITS_MIN: Final = 13
_CARD_DIGITS_MAX: Final = 19


def blot(text: str, key: str = "") -> tuple[str, tuple[int, ...]]:
    """Return `text` with an x for each sign of a whole number, and where each begins, ascending.

    The length stays. Found are IBANs; runs of digits, in groups or not, that hold a number a card
    could have (13..19 digits, Luhn); and seven digits or more where the settlement account's mask
    belongs. `key` is the setting that `text` is the value of, empty where `text` names its own.
    """
    blotted = text
    offsets: list[int] = []
    for start, end in find_ibans(text):
        offsets.append(start)
        blotted = blotted[:start] + re.sub(r"[^\W_]", "x", text[start:end]) + blotted[end:]
    searched = _MOMENT.sub(lambda moment: "t" * len(moment[0]), blotted)
    lead = f"{key}: " if key else ""
    pieces: list[str] = []
    done = 0
    for run in _RUN.finditer(searched):
        before = lead + searched[max(0, run.start() - _CONTEXT) : run.start()]
        if (at := _whole_at(run[0], before)) is not None:
            offsets.append(run.start() + at)
            pieces += [blotted[done : run.start()], re.sub(r"\d", "x", run[0])]
            done = run.end()
    return "".join([*pieces, blotted[done:]]), tuple(sorted(offsets))


def is_card_number(number: str) -> bool:
    """Tell whether `number` is what a card can have: 13..19 digits, the last one right (Luhn)."""
    digits = [int(each) for each in number if each in "0123456789"]
    count = len(digits)
    if count != len(number) or not _CARD_DIGITS_MIN <= count <= _CARD_DIGITS_MAX:
        return False
    return _luhn_sums(digits)[count % 2][count] % 10 == 0


def _whole_at(run: str, before: str) -> int | None:
    """Return where in `run` a whole number begins, None where there is none."""
    digits = re.sub(r"\D", "", run)
    if len(digits) >= _ACCOUNT_DIGITS_MIN and _ACCOUNT.search(before):
        return 0
    if len(digits) < _CARD_DIGITS_MIN:
        return None
    if len(digits) <= _MERCHANT_DIGITS_MAX and _MERCHANT.search(before):
        return None
    if run[0] == "+" and len(digits) <= _TELEPHONE_DIGITS_MAX:
        return None
    return _card_at(run, [int(digit) for digit in digits])


def _card_at(run: str, digits: list[int]) -> int | None:
    """Return where the first card number in `run` begins: within a group, or of whole groups."""
    places: list[int] = []  # of each digit
    group: list[int] = []  # that each digit is in
    for number, match in enumerate(_GROUP.finditer(run)):
        places.extend(range(match.start(), match.end()))
        group.extend([number] * len(match[0]))
    sums = _luhn_sums(digits)
    count = len(digits)
    for start in range(count - _CARD_DIGITS_MIN + 1):
        first = start == 0 or group[start - 1] != group[start]
        for end in range(start + _CARD_DIGITS_MIN, min(count, start + _CARD_DIGITS_MAX) + 1):
            last = end == count or group[end] != group[end - 1]
            if not (first and last) and group[start] != group[end - 1]:
                continue
            doubled = sums[end % 2]
            if digits[start] and (doubled[end] - doubled[start]) % 10 == 0:
                return places[start]
    return None


def _luhn_sums(digits: list[int]) -> tuple[list[int], list[int]]:
    """Return running sums for numbers that end before an even place, and before an odd one."""
    sums: tuple[list[int], list[int]] = ([0], [0])
    for place, digit in enumerate(digits):
        doubled = digit * 2 - 9 * (digit > 4)
        for parity in (0, 1):
            sums[parity].append(sums[parity][-1] + (doubled if place % 2 == parity else digit))
    return sums
