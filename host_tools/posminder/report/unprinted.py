# SPDX-License-Identifier: MIT
"""Which approved sales and refunds left no receipt, by the journal alone (R57, R58). Facts only.

A receipt that nobody could see (the terminal printed it itself) and one that nobody wanted or
needed are not among them; nor is that of a sale that was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder.report.placing import Placed
from posminder.report.sales import EXCUSED
from posminder.transaction import APPROVED
from posminder_formats import records as r

NOTHING_SEEN: Final = "nothing_seen"  # no word about its receipt: the board was off, or is waiting
_ENDED: Final = ("delivered", "duplicate", "unknown", *EXCUSED)
_OWES: Final = ("sale", "refund")


@dataclass(slots=True)
class Unprinted:
    """One sale without its receipt. `state`: the last word about it; `copy`: what is missing."""

    sale: Placed
    state: str = NOTHING_SEEN
    copy: str = "unknown"


def unprinted(placed: Iterable[Placed]) -> list[Unprinted]:
    """Return what lacks its receipt at the end of `placed`, a board's records ascending."""
    found: list[Unprinted] = []
    by_numbers: dict[tuple[Any, Any], Unprinted] = {}  # the newest with these numbers
    for each in placed:
        record = each.record
        fields = record.fields
        numbers = fields.get("trace"), fields.get("receipt_no")
        if record.kind == r.R_SALE and fields.get("result") == APPROVED:
            if record.words().get("transaction") in _OWES:
                by_numbers[numbers] = Unprinted(each)
                found.append(by_numbers[numbers])
            else:
                _take_back(found, record)
        elif record.kind == r.R_RECEIPT and numbers in by_numbers:
            known, words = by_numbers[numbers], record.words()
            known.state, known.copy = str(words["state"]), str(words.get("copy", "unknown"))
    return [each for each in found if each.state not in _ENDED]


def _take_back(found: list[Unprinted], reversal: Record) -> None:
    """Leave out what `reversal` takes back: of its trace, else the newest of amount and card."""
    for names in (("trace",), ("amount_minor", "card_masked")):
        for each in reversed(found):
            fields = each.sale.record.fields
            if all(fields.get(name) == reversal.fields.get(name) for name in names):
                found.remove(each)
                return
