# SPDX-License-Identifier: MIT
"""A reconciliation's rows of one month, proved anew, and as the lines of a statement (R26, R48).

Knows no second way of matching: every row is one that `reconcile` found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posminder.reconcile.books import Age, Books, Impact, ageing, books, impact
from posminder.reconcile.expected import Expected
from posminder.reconcile.fees import FeeLine
from posminder.reconcile.reconciliation import Reconciliation
from posminder.reconcile.rows import Credit, Row


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the statement with what it brought, or a batch that has no line yet.

    Several lines may be of one row: what was expected, what is open and what differs stand on the
    first of them (`leads`) and nowhere else, so that every column adds up.
    """

    row: Row
    credit: Credit | None
    leads: bool

    @property
    def expected_minor(self) -> int:
        """What should have come."""
        return self.row.expected_minor if self.leads else 0

    @property
    def credited_minor(self) -> int:
        """What came with this line."""
        return 0 if self.credit is None else self.credit.amount_minor

    @property
    def open_minor(self) -> int:
        """What is still to come."""
        return self.row.open_minor if self.leads else 0

    @property
    def difference_minor(self) -> int:
        """What should have come and will not."""
        return self.row.difference_minor if self.leads else 0

    @property
    def deposits(self) -> tuple[Expected, ...]:
        """The deposits that it is of."""
        return deposits_of(self.row) if self.leads else ()


@dataclass(frozen=True, slots=True)
class Flow:
    """From what was sold to what is on the account. The first five add up to what was expected."""

    sold_minor: int  # refunds not taken off
    refunds_minor: int
    fees_minor: int
    other_minor: int  # charges a deposit and a month
    books: Books


@dataclass(frozen=True, slots=True)
class Deposits:
    """What came of one month's money; `first` None: of all that the statement spans."""

    found: Reconciliation
    first: date | None
    rows: tuple[Row, ...]
    books: Books
    ages: tuple[Age, ...]
    impact: Impact | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows as lines of the statement, and what has none."""
        return tuple(line for row in self.rows for line in _lines(row))

    @property
    def findings(self) -> tuple[Row, ...]:
        """The rows with something to look after."""
        return tuple(each for each in self.rows if not each.good)

    @property
    def flow(self) -> Flow:
        """The month from gross to credited."""
        every = [each for row in self.rows for each in deposits_of(row)]
        refunds = sum(each.refunds_minor for each in every)
        charges = sum(each.charge_minor for each in every)
        monthly = sum(
            item.net_minor for row in self.rows for item in row.items if item.deposit is None
        )
        return Flow(
            sum(each.gross_minor for each in every) + refunds,
            refunds,
            sum(each.fee_minor for each in every),
            charges - monthly,
            self.books,
        )


def of_month(found: Reconciliation, first: date | None) -> Deposits:
    """Return the rows whose first business day is in the month that begins on `first`.

    A credit that nobody expects is of the month in which it came. Raises BooksBroken.
    """
    rows = tuple(
        each for each in found.rows if first is None or month_of(each) == (first.year, first.month)
    )
    next_due = None if found.impact is None else found.impact.next_due
    items = [item for row in rows for item in row.items]
    credits = [credit for row in rows for credit in row.credits]
    return Deposits(
        found, first, rows, books(items, credits, rows), ageing(rows), impact(rows, next_due)
    )


def deposits_of(row: Row) -> tuple[Expected, ...]:
    """Return the deposits of a row; a month's charge is none."""
    return tuple(each.deposit for each in row.items if each.deposit is not None)


def days_of(row: Row) -> list[date]:
    """Return the business days of a row's deposits, ascending."""
    return sorted({day for each in deposits_of(row) for day in each.business_days})


def month_of(row: Row) -> tuple[int, int]:
    """Return year and month that a row belongs to."""
    days = days_of(row)
    if not days and row.due is not None:
        days = [row.due]  # a month's charge is of its month, whenever it was taken
    day = (days or [each.day for each in row.credits])[0]
    return day.year, day.month


def fee_lines(row: Row) -> Iterator[FeeLine]:
    """Yield what each rule takes of a row's deposits."""
    for each in deposits_of(row):
        yield from each.fees


def _lines(row: Row) -> Iterator[Line]:
    if not row.credits:
        yield Line(row, None, leads=True)
    for index, credit in enumerate(row.credits):
        yield Line(row, credit, leads=index == 0)
