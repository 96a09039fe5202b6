# SPDX-License-Identifier: MIT
"""The totals of a reconciliation, proved: expected = credited + open + differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from posminder.errors import PosminderError
from posminder.reconcile.rows import OVERDUE, RETURNED, Credit, Item, Row

AGES: Final = ((1, 1), (2, 7), (8, 30), (31, None))
"""Days late, first and last, of the classes that open money is put in."""


class BooksBroken(PosminderError):
    """The totals of the reconciliation do not add up ({}): this is a fault of the program. Nothing
    it printed is to be relied on; report it with: posminder --version"""


@dataclass(frozen=True, slots=True)
class Books:
    """Sums in minor units."""

    expected_minor: int
    credited_minor: int
    open_minor: int
    difference_minor: int


def books(items: Iterable[Item], credits: Iterable[Credit], rows: Sequence[Row]) -> Books:
    """Return the sums: expected and credited of the input, open and differences of the rows.

    Raises BooksBroken where an item or a credit is in no row or in two, or the sums disagree.
    """
    whole, came = list(items), list(credits)
    if Counter(item for row in rows for item in row.items) != Counter(whole):
        raise BooksBroken("an expected deposit is in no row, or in two")
    if Counter(credit for row in rows for credit in row.credits) != Counter(came):
        raise BooksBroken("a credit is in no row, or in two")
    found = Books(
        sum(each.net_minor for each in whole),
        sum(each.amount_minor for each in came),
        sum(row.open_minor for row in rows),
        sum(row.difference_minor for row in rows),
    )
    right = found.credited_minor + found.open_minor + found.difference_minor
    if found.expected_minor != right:
        raise BooksBroken(f"{found.expected_minor} expected, {right} accounted for")
    return found


@dataclass(frozen=True, slots=True)
class Age:
    """Open money so many days late, `last` None: or more."""

    first: int
    last: int | None
    count: int
    open_minor: int


def ageing(rows: Iterable[Row]) -> tuple[Age, ...]:
    """Return what is overdue or came back by how late it is, classes without any left out."""
    late = [each for each in rows if each.status in (OVERDUE, RETURNED) and (each.days or 0) > 0]
    found = []
    for first, last in AGES:
        of = [each for each in late if first <= (each.days or 0) <= (last or each.days or 0)]
        if of:
            found.append(Age(first, last, len(of), sum(each.open_minor for each in of)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Impact:
    """What is not where it should be (R6). `days`: the latest; `next_due`: when money comes."""

    count: int
    gross_minor: int
    net_minor: int
    days: int
    next_due: date | None


def impact(rows: Sequence[Row], next_due: date | None) -> Impact | None:
    """Return the impact of what is overdue or came back, None where there is none."""
    open_ = [each for each in rows if each.status in (OVERDUE, RETURNED)]
    if not open_:
        return None
    deposits = [item.deposit for row in open_ for item in row.items if item.deposit is not None]
    return Impact(
        sum(each.count for each in deposits),
        sum(each.gross_minor for each in deposits),
        sum(each.open_minor for each in open_),
        max(each.days or 0 for each in open_),
        next_due,
    )
