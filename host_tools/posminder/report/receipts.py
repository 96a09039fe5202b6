# SPDX-License-Identifier: MIT
"""What became of every receipt that was owed, by shift and by hour (R16, R57, R58). Facts only.

A receipt that nobody wanted or needed, or whose sale was taken back, is not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from posminder.report.sales import DELIVERED, DUPLICATE, NOT_VISIBLE, Transaction, transactions
from posminder.report.sign_in import Shift, sign_in_days
from posminder.report.unprinted import Unprinted, unprinted
from posminder.report.whole import Whole

FIRST: Final = "first"  # printed at the first try
LATER: Final = "later"  # refused or missing first, then printed
MISSING: Final = "unprinted"
UNSEEN: Final = "not_visible"
_ONE_DAY: Final = timedelta(days=1)
_HOUR_S: Final = 3_600


@dataclass(frozen=True, slots=True)
class Owed:
    """One receipt that was owed. `lacks` tells what is missing where it was never printed."""

    sold: Transaction
    outcome: str
    lacks: Unprinted | None

    @property
    def hour(self) -> int:
        """The local hour in which it was sold."""
        return self.sold.placed.at_s // _HOUR_S % 24


@dataclass(frozen=True, slots=True)
class ShiftReceipts:
    """One shift and the receipts owed in it."""

    shift: Shift
    owed: tuple[Owed, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each outcome."""
        return Counter(each.outcome for each in self.owed)


def shift_receipts(
    whole: Whole, first: date | None = None, last: date | None = None
) -> tuple[ShiftReceipts, ...]:
    """Return the shifts of the days from `first` to `last`, ascending, with their receipts."""
    lacking = {each.sale.seq: each for each in unprinted(whole.placed)}
    found: list[ShiftReceipts] = []
    for day in sign_in_days(whole, first, last):
        near = [*day.placed, *whole.days.get(day.date + _ONE_DAY, ())]  # printed after midnight
        sold = transactions([each for each, _ in day.sold], near, whole.ends)
        owed = {each.sold.placed.seq: each for each in _owed(sold, lacking)}
        for shift in day.shifts:
            numbers = [each.seq for each in shift.sold if each.seq in owed]
            found.append(ShiftReceipts(shift, tuple(owed[seq] for seq in numbers)))
    return tuple(found)


def _owed(sold: Sequence[Transaction], lacking: dict[int, Unprinted]) -> Iterator[Owed]:
    for each in sold:
        lacks, receipt = lacking.get(each.placed.seq), each.receipt
        if lacks is not None:
            yield Owed(each, MISSING, lacks)
        elif receipt.state == NOT_VISIBLE:
            yield Owed(each, UNSEEN, None)
        elif receipt.state == DUPLICATE:
            yield Owed(each, LATER, None)
        elif receipt.state == DELIVERED:
            yield Owed(each, FIRST if receipt.at_first_print else LATER, None)


def not_at_once(found: Sequence[ShiftReceipts]) -> Iterator[tuple[ShiftReceipts, Owed]]:
    """Yield what was not printed at the first try, never or later."""
    for shift in found:
        yield from ((shift, each) for each in shift.owed if each.outcome in (LATER, MISSING))
