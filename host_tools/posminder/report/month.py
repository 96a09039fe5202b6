# SPDX-License-Identifier: MIT
"""A calendar month of one board: how each business day went, and the four rates of it (R16).

Facts only. What is not known is counted apart: it is in no numerator and in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from posminder.report import settlements, verdict
from posminder.report.batches import amounts_unknown, lowers_the_sum, net
from posminder.report.placing import Placed
from posminder.report.sales import DELIVERED, NONE_OWED, NOT_VISIBLE, Transaction, transactions
from posminder.report.settlements import (
    CLOSED,
    EMPTY,
    GAP,
    HELD,
    LATE,
    MISSED,
    ON_TIME,
    RUNNING,
    SAID,
    Row,
)
from posminder.report.sign_in import SignIns
from posminder.report.spans import AlertSpan
from posminder.report.verdict import MISMATCH, NO_RECORDS
from posminder.report.whole import Batch, Whole
from posminder_formats import records as r

KINDS: Final = (
    *(ON_TIME, SAID, LATE, HELD, MISSED, GAP, MISMATCH),
    *(EMPTY, CLOSED, RUNNING, NO_RECORDS),
)
"""How a business day went: the outcomes of `settlements`, but that after the cut-over is late."""

_UNKNOWN: Final = (NO_RECORDS, verdict.ELSEWHERE, verdict.STRANDED)
_NOT_DUE: Final = (EMPTY, CLOSED, RUNNING)
_NOT_COUNTED: Final = ("drill", "no_profile", "uncommissioned")  # practice, and every new board's
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """`good` of `of`; `unknown` more are in neither."""

    good: int
    of: int
    unknown: int = 0

    @classmethod
    def count(cls, found: Iterable[bool | None]) -> Rate:
        """Return the rate of answers; None is not known."""
        answers = list(found)
        known = [each for each in answers if each is not None]
        return cls(sum(known), len(known), len(answers) - len(known))

    @classmethod
    def together(cls, found: Iterable[Rate]) -> Rate:
        """Return the rate of several lots as one."""
        every = list(found)
        return cls(
            sum(each.good for each in every),
            sum(each.of for each in every),
            sum(each.unknown for each in every),
        )

    @property
    def permille(self) -> int | None:
        """Return it in thousandths, never rounded up to a whole; None where nothing is known."""
        return None if self.of == 0 else self.good * 1_000 // self.of


@dataclass(frozen=True, slots=True)
class Rates:
    """Days settled on time; sales made while signed in; receipts printed at once; alerts solved."""

    settled: Rate
    signed_in: Rate
    printed: Rate
    resolved: Rate

    @classmethod
    def together(cls, found: Iterable[Rates]) -> Rates:
        """Return the rates of several months or shops as one."""
        every = list(found)
        return cls(
            Rate.together(each.settled for each in every),
            Rate.together(each.signed_in for each in every),
            Rate.together(each.printed for each in every),
            Rate.together(each.resolved for each in every),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What of one business day clears on one date. `clearing` None: not settled, or not known.

    `refunds_minor` is what refunds and reversals took back, positive. `amounts_unknown` of its
    transactions have no amount, and no part in the sums. The two rates are of its transactions.
    """

    day: date
    clearing: date | None
    batch: Batch | None
    count: int
    sales_minor: int
    refunds_minor: int
    amounts_unknown: int
    signed_in: Rate
    printed: Rate

    @property
    def total_minor(self) -> int:
        """What the terminal's batch has of it."""
        return self.sales_minor - self.refunds_minor


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One business day. `row` None: outside what the journal reaches.

    `settled`: what was settled on the day, of whatever day's sales. `missing`: how many records of
    the day may be missing.
    """

    date: date
    kind: str
    row: Row | None
    lines: tuple[Line, ...]
    settled: tuple[Batch, ...]
    missing: int

    @property
    def known(self) -> bool:
        """Whether the journal tells how the day went."""
        return self.row is not None and self.row.state not in _UNKNOWN

    @property
    def on_time(self) -> bool | None:
        """Whether it was settled on time; None where nothing was due, or nobody knows."""
        if not self.known or self.kind in _NOT_DUE:
            return None
        return self.kind in (ON_TIME, SAID)


@dataclass(frozen=True, slots=True)
class Gap:
    """Records that are not in the store, and the business days before and after them."""

    first: int
    last: int
    after: date
    before: date


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one board. `reaches`: the first and the last day of its journal."""

    whole: Whole
    first: date
    last: date
    reaches: tuple[date, date] | None
    days: tuple[MonthDay, ...]
    alerts: tuple[AlertSpan, ...]
    gaps: tuple[Gap, ...]
    lost: tuple[Placed, ...]  # the board's own word of what it could not keep
    unseen: tuple[Placed, ...]  # and of transactions that have no record of their own
    rates: Rates

    @property
    def lines(self) -> tuple[Line, ...]:
        """The totals of all its days."""
        return tuple(line for day in self.days for line in day.lines)

    def of(self, *kinds: str) -> tuple[MonthDay, ...]:
        """Return its days of some kinds that are known."""
        return tuple(each for each in self.days if each.known and each.kind in kinds)

    @property
    def unknown(self) -> tuple[MonthDay, ...]:
        """Return its days that the journal should tell of and does not."""
        return tuple(each for each in self.days if not each.known and each.row is not None)

    @property
    def good(self) -> bool:
        """Whether there is nothing to look after."""
        standing = any(each.ended is None for each in self.alerts)
        bad = any(self.of(MISSED, GAP, MISMATCH)) or self.unknown
        return not standing and not self.gaps and not bad


def month_before(first: date, months: int = 1) -> date:
    """Return the first day of the month so many months before that of `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1) if year >= date.min.year else date.min


def month_ends(first: date) -> date:
    """Return the last day of the month that `first` is in."""
    behind = month_before(first, -1) if first.replace(day=1) < date.max.replace(day=1) else None
    return date.max if behind is None else behind - _ONE_DAY


def month_of(whole: Whole, first: date) -> Month:
    """Return the month that begins on `first`."""
    last = month_ends(first)
    reaches = (min(whole.days), max(whole.days)) if whole.days else None
    holes = tuple(_gaps(whole))
    days = tuple(days_of(whole, first, last, holes))
    alerts = tuple(_alerts(whole, first, last))
    rates = Rates(
        _settled(days),
        Rate.together(line.signed_in for each in days for line in each.lines),
        Rate.together(line.printed for each in days for line in each.lines),
        Rate.count(is_resolved(each) for each in alerts),
    )
    within = tuple(each for each in holes if each.after <= last and first <= each.before)
    placed = [each for day in days for each in whole.days.get(day.date, ())]
    lost = tuple(each for each in placed if each.kind in (r.R_LOSS, r.R_DAMAGE))
    unseen = tuple(each for each in placed if each.kind in (r.R_LEFT_OUT, r.R_UNSEEN))
    return Month(whole, first, last, reaches, days, alerts, within, lost, unseen, rates)


def days_of(
    whole: Whole, first: date, last: date, holes: Sequence[Gap] | None = None
) -> Iterator[MonthDay]:
    """Yield every business day from `first` to `last`; `holes`: where the journal's are known."""
    found = {each.date: each for each in settlements.rows(whole, first, last)}
    missing = tuple(_gaps(whole)) if holes is None else holes
    signs = SignIns(whole)
    for number in range((last - first).days + 1):
        day = first + number * _ONE_DAY
        yield _day(whole, day, found.get(day), missing, signs)


def trend(whole: Whole, first: date, months: int) -> tuple[tuple[date, Rates], ...]:
    """Return the rates of up to `months` months before `first` that the journal reaches."""
    found: list[tuple[date, Rates]] = []
    begins = min(whole.days, default=first)
    while len(found) < months and begins < first:
        first = month_before(first)
        found.append((first, month_of(whole, first).rates))
    return tuple(reversed(found))


def is_resolved(alert: AlertSpan) -> bool | None:
    """Tell whether what an alert told of was put right; None where a restart ended it."""
    if alert.ended is None:
        return False
    return True if alert.ended_by == "cleared" else None


def seconds(first: Placed, then: Placed | None) -> int | None:
    """Return how long it took; None where it did not, or a clock was not set."""
    if then is None or not (first.exact and then.exact):
        return None
    return then.at_s - first.at_s


def _settled(days: Sequence[MonthDay]) -> Rate:
    """Return the days settled on time; unknown are only days that the journal should tell of."""
    known = Rate.count(each.on_time for each in days if each.on_time is not None)
    unknown = sum(not each.known and each.row is not None for each in days)
    return Rate(known.good, known.of, unknown)


def _day(
    whole: Whole, day: date, row: Row | None, holes: Sequence[Gap], signs: SignIns
) -> MonthDay:
    missing = sum(each.last - each.first + 1 for each in holes if each.after <= day <= each.before)
    if row is None:
        return MonthDay(day, NO_RECORDS, None, (), (), missing)
    placed = row.closing.placed
    sales = [each for each in placed if each.kind == r.R_SALE]
    near = [*placed, *whole.days.get(day + _ONE_DAY, ())]  # a receipt may come after midnight
    of_day = [each for each in transactions(sales, near, whole.ends) if each.approved]
    lines = tuple(_lines(whole, row, of_day, signs))
    numbers = {each.seq for each in placed}
    settled = tuple(each for each in row.settlements if each.end.seq in numbers)
    return MonthDay(day, _kind(row, lines), row, lines, settled, missing)


def _lines(whole: Whole, row: Row, sold: Sequence[Transaction], signs: SignIns) -> Iterator[Line]:
    """Yield the day's approved transactions, a line for each batch that took some of them."""
    if row.closing.attended and row.closing.totals:
        yield _by_the_acquirer(whole, row)
    found: dict[int | None, list[Transaction]] = {}
    for each in sold:
        found.setdefault(None if each.batch is None else each.batch.seq, []).append(each)
    for seq, group in found.items():
        placed = [each.placed for each in group]
        count, total = net(placed)
        taken_back = -net(each for each in placed if lowers_the_sum(each))[1]
        batch = None if seq is None else whole.batch_of[seq]
        yield Line(
            row.date,
            _clearing(whole, batch),
            batch,
            count,
            total + taken_back,
            taken_back,
            amounts_unknown(placed),
            Rate.count(signs.at(each) for each in placed),
            Rate.count(_printed(each) for each in group if each.receipt.state != NONE_OWED),
        )


def _by_the_acquirer(whole: Whole, row: Row) -> Line:
    """Return a day whose sales nobody here saw, as the acquirer's file has it."""
    totals = row.closing.totals
    count, minor = sum(each.count for each in totals), sum(each.total_minor for each in totals)
    batch = row.settlements[-1] if row.settlements else None
    clearing = _clearing(whole, batch)
    return Line(row.date, clearing, batch, count, minor, 0, 0, Rate(0, 0), Rate(0, 0))


def _clearing(whole: Whole, batch: Batch | None) -> date | None:
    """Return when a batch clears; of one that was settled elsewhere nobody here knows."""
    return None if batch is None or batch.elsewhere else whole.site.clearing(batch.end.at_s)


def _printed(sold: Transaction) -> bool | None:
    """Tell whether a receipt came with the first print; None where nobody could see it."""
    if sold.receipt.state == NOT_VISIBLE:
        return None
    return sold.receipt.state == DELIVERED and sold.receipt.at_first_print


def _kind(row: Row, lines: Sequence[Line]) -> str:
    """Return how a day went that the journal reaches."""
    if row.state == NO_RECORDS:
        return NO_RECORDS  # whatever it was: not known
    own = row.waiting != (0, 0) or not row.closing.open_before
    if row.state == verdict.OPEN and not own:  # only earlier days' sales are open
        return EMPTY if row.sold == (0, 0) else LATE if _cleared_late(lines) else ON_TIME
    late = row.outcome == LATE or (row.outcome in (ON_TIME, SAID) and _cleared_late(lines))
    if late:
        return HELD if row.held else LATE
    return row.outcome


def _cleared_late(lines: Sequence[Line]) -> bool:
    return any(each.clearing is not None and each.clearing > each.day for each in lines)


def _alerts(whole: Whole, first: date, last: date) -> Iterator[AlertSpan]:
    for each in whole.alerts:
        day = whole.site.business_day(each.raised.at_s)
        if first <= day <= last and each.alert not in _NOT_COUNTED:
            yield each


def _gaps(whole: Whole) -> Iterator[Gap]:
    """Yield what is missing between the store's first record of the board and its last."""
    for before, after in whole.missing:
        days = [whole.site.business_day(each.at_s) for each in (before, after)]
        yield Gap(before.seq + 1, after.seq - 1, days[0], days[1])
