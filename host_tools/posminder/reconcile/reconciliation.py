# SPDX-License-Identifier: MIT
"""One shop's money, followed from its journal to its account: board, acquirer, bank.

Without a bank's lines the acquirer's word of its payouts stands for them, and without the
acquirer's the board and the bank are compared alone: `ways` says which it was. Judged are the days
that the statement spans: what did not come before it begins, or after it ends, it cannot tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from posminder.errors import EXIT_FINDING, PosminderError
from posminder.old_account import OldAccount, Waiting
from posminder.reconcile.books import Age, Books, Impact, ageing, books, impact
from posminder.reconcile.change import on_either
from posminder.reconcile.expected import (
    Expected,
    Terms,
    expected,
    monthly,
    portions,
    unsettled,
)
from posminder.reconcile.fees import Sale
from posminder.reconcile.match import match
from posminder.reconcile.rows import NOT_CHARGED, NOT_DUE, OVERDUE, Credit, Item, Row, same_account
from posminder.reconcile.three_way import AGREES, Compared, compare
from posminder.report.whole import Whole
from posminder.store.statements import PAID, AcquirerLine, BankLine

BOARD: Final = "board"
ACQUIRER: Final = "acquirer"
BANK: Final = "bank"
_BEFORE: Final = timedelta(days=3)  # money comes so much early at most
_MONTH_END: Final = timedelta(days=31)


class NothingToHoldAgainst(PosminderError):
    """The store has no line of a bank or an acquirer for this shop.
    Next: posminder statements take FILE --layout LAYOUT"""

    exit_code = EXIT_FINDING


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody said on the board that the payout of a batch came back."""

    business_day: date | None
    total_minor: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of a shop's deposits. `first` and `last`: the days that the statement spans.

    `before`: deposits due before it that it does not show. `passed_over`: bookings of its account
    that are not the acquirer's, or of days that the journal does not reach. `waiting`: sold on
    earlier days and not settled. `old`: the account before a change, and what may still go there.
    """

    ways: tuple[str, ...]
    first: date
    last: date
    rows: tuple[Row, ...]
    books: Books
    ages: tuple[Age, ...]
    impact: Impact | None
    compared: tuple[Compared, ...]
    waiting: tuple[Sale, ...]
    before: int
    passed_over: int
    exhausted: bool
    old: OldAccount | None

    @property
    def good(self) -> bool:
        """Whether there is nothing to look after."""
        if self.old is not None and self.old.closed_early(self.last):
            return False
        agrees = all(each.state == AGREES for each in self.compared)
        return agrees and not self.waiting and all(each.good for each in self.rows)


def reconcile(
    whole: Whole,
    terms: Terms,
    bank: Iterable[BankLine],
    acquirer: Iterable[AcquirerLine],
    *,
    tids: Collection[str] = (),
    returned: Sequence[Returned] = (),
    today: date | None = None,
    old: OldAccount | None = None,
) -> Reconciliation:
    """Return what came of the money of `whole`. Raises NothingToHoldAgainst, BooksBroken.

    `tids`: every terminal the shop had. `today` is the last day that is judged, by default the
    statement's last.
    """
    parts = tuple(portions(whole, terms))
    compared = compare(parts, acquirer, {terms.profile.terminal.tid, *tids})
    lines, others = _own(bank, terms)
    payouts = [] if lines else [line for each in compared for line in each.lines]
    credits = _credits(lines) if lines else _payouts(payouts)
    spans = [each.day for each in lines] + [each.paid or each.day for each in payouts]
    if not spans:
        raise NothingToHoldAgainst
    first, last = min(spans), today or max(spans)
    items = _items(expected(parts, terms), terms, compared, returned)
    mine = list(_judged(credits, items, terms, (first, last), filtered=bool(lines)))
    others = [each for each in others if each.day <= last]
    found = match(items, mine, terms, last, _credits(others))
    before = None if old is None else old.as_of(last)
    rows = tuple(on_either(each, before) for each in found.rows if not _is_before(each, first))
    judged = _of(items, rows)
    known = set(mine)
    elsewhere = [each for row in rows for each in row.credits if each not in known]
    due = min((row.due for row in rows if row.status == NOT_DUE and row.due), default=None)
    return Reconciliation(
        (BOARD, *([ACQUIRER] if compared else []), *([BANK] if lines else [])),
        first,
        last,
        rows,
        books(judged, [*mine, *elsewhere], rows),
        ageing(rows),
        impact(rows, due),
        compared,
        tuple(_of_earlier_days(whole, terms, last)),
        len(items) - len(judged),
        len(credits) - len(mine),
        found.exhausted,
        None if before is None else before.of(_not_credited(rows)),
    )


def _of_earlier_days(whole: Whole, terms: Terms, last: date) -> Iterator[Sale]:
    """Yield what was sold before `last` and not settled."""
    for each in unsettled(whole, terms):
        if whole.site.business_day(each.at_s) < last:
            yield each


def _not_credited(rows: Iterable[Row]) -> Iterator[Waiting]:
    """Yield the deposits for which nothing came yet."""
    for row in rows:
        for item in row.items:
            if item.deposit is not None and not row.credits:
                yield Waiting(item.deposit.business_days[0], item.net_minor, item.due)


def _judged(
    credits: Iterable[Credit],
    items: Sequence[Item],
    terms: Terms,
    days: tuple[date, date],
    *,
    filtered: bool,
) -> Iterator[Credit]:
    """Yield the credits that are judged: of days that journal and statement both reach.

    `filtered`: those of a bank, whose other bookings are passed over.
    """
    first = min((each.due for each in items if each.due is not None), default=days[0]) - _BEFORE
    wanted = {each.net_minor for each in items}
    for credit in credits:
        if first <= credit.day <= days[1] and (not filtered or _is_mine(credit, wanted, terms)):
            yield credit


def _own(bank: Iterable[BankLine], terms: Terms) -> tuple[list[BankLine], list[BankLine]]:
    """Return the bookings of the shop's account, and of others that bear an account."""
    own = terms.profile.account
    mine: list[BankLine] = []
    others: list[BankLine] = []
    for line in bank:
        is_mine = own is None or not line.account or same_account(line.account, own.masked)
        (mine if is_mine else others).append(line)
    return mine, others


def _credits(lines: Iterable[BankLine]) -> list[Credit]:
    return [
        Credit(each.day, each.amount_minor, each.account, _text(each), each.nth) for each in lines
    ]


def _text(line: BankLine) -> str:
    return " ".join(each for each in (line.payer, line.text, line.reference) if each)


def _payouts(lines: Iterable[AcquirerLine]) -> list[Credit]:
    """Return the payouts that the acquirer says it made, as if they were credits."""
    paid = [each for each in lines if each.status in ("", PAID) and each.paid is not None]
    return [
        Credit(
            each.paid or each.day,
            each.gross_minor - (each.fee_minor or 0) if each.net_minor is None else each.net_minor,
            each.account,
            f"{each.terminal} {each.batch} {each.day}",
            number,
        )
        for number, each in enumerate(paid)
    ]


def _is_mine(credit: Credit, wanted: Collection[int], terms: Terms) -> bool:
    """Tell whether a booking is the acquirer's: by its words, or as money that came at all.

    What went is its only where its words say so, or where just that should go.
    """
    words = () if terms.profile.deposit is None else terms.profile.deposit.shown_as
    if words and credit.text:
        return any(each.casefold() in credit.text.casefold() for each in words)
    return credit.amount_minor > 0 or credit.amount_minor in wanted


def _items(
    deposits: Sequence[Expected],
    terms: Terms,
    compared: Sequence[Compared],
    returned: Sequence[Returned],
) -> list[Item]:
    """Return what should move."""
    judged = [each for each in deposits if (each.net_minor, each.gross_minor) != (0, 0)]
    by_batch = {batch: each for each in compared for batch in each.batches}
    items = []
    for each in judged:
        of = [by_batch[batch] for batch in each.batches if batch in by_batch]
        alone = len(of) == 1 and of[0].board == (each.count, each.gross_minor)
        back = next((one.returned for one in of if one.returned is not None), None)
        net = of[0].net_minor if alone else None
        items.append(
            Item(
                each.name, each.net_minor, each.due, each, back or _said(each, returned, back), net
            )
        )
    for month, minor, _ in monthly(judged, terms):
        end = date(int(month[:4]), int(month[5:]), 1) + _MONTH_END
        items.append(Item(f"month {month}", -minor, end.replace(day=1) - timedelta(days=1)))
    return items


def _of(items: Iterable[Item], rows: Iterable[Row]) -> list[Item]:
    """Return those of `items` that are in `rows`."""
    names = {item.name for row in rows for item in row.items}
    return [each for each in items if each.name in names]


def _is_before(row: Row, first: date) -> bool:
    """Tell whether a statement that begins on `first` cannot tell what came of `row`."""
    return row.status in (OVERDUE, NOT_CHARGED) and row.due is not None and row.due < first


def _said(each: Expected, returned: Sequence[Returned], back: str | None) -> str | None:
    """Return the reason that somebody told the board, else the empty one of the acquirer."""
    for one in returned:
        if one.business_day in each.business_days and one.total_minor == each.gross_minor:
            return one.reason
    return back
