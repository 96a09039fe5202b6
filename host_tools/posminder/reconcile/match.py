# SPDX-License-Identifier: MIT
"""Finds the money: expected deposits against the credits of bank statements.

Tried in this order, each on what the one before left: the exact amount on its due day; within the
sheet's tolerance on that day; the exact amount on another day; sums of several within a week; the
causes that `causes` can compute to the cent; the only two that are left of a day; the exact amount
on another account. The order of the input changes nothing, and no search grows without bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from posminder.reconcile import causes
from posminder.reconcile.expected import Expected, Terms
from posminder.reconcile.rows import (
    BUNDLED,
    EARLY,
    LATE,
    MATCHED,
    NOT_CHARGED,
    NOT_DUE,
    OVER,
    OVERDUE,
    RETURNED,
    SHORT,
    SPLIT,
    TOLERATED,
    UNEXPLAINED,
    WRONG_ACCOUNT,
    Credit,
    Item,
    Row,
)
from posminder.reconcile.sums import Budget, subset

_NEAR: Final = 7  # days within which several make one
_EARLY_MAX: Final = 3
_LATE_MAX: Final = 60
_CAUSE_LATE_MAX: Final = 14
_PAIR_OFF: Final = 4  # the only two of a day differ by a quarter at most
_CANDIDATES_MAX: Final = 16
_MONTH: Final = 31
_FAR: Final = -100_000
STEPS_MAX: Final = 500_000  # of all searches together: a second or so
SEARCH_MAX: Final = 20_000


@dataclass(slots=True)
class _Pool:
    """What is left to be matched by its place in one fixed order, and the rows found."""

    terms: Terms
    items: dict[int, Item]
    credits: dict[int, Credit]
    rows: list[Row] = field(default_factory=list)

    def take(self, items: Sequence[int], found: Sequence[int], **said: Any) -> None:
        """Make a row of what stands at these places."""
        taken = tuple(self.items.pop(at) for at in items)
        came = tuple(self.credits.pop(at) for at in found)
        self.rows.append(Row(taken, came, **said))

    def deposits(self) -> Iterator[tuple[int, Item, Expected]]:
        """Yield the deposits that are left."""
        for at, item in list(self.items.items()):
            if item.deposit is not None:
                yield at, item, item.deposit

    def near(self, item: Item, first: int, last: int) -> list[int]:
        """Return the credits from `first` to `last` days after an item's due day, nearest first."""
        fits = [at for at, each in self.credits.items() if first <= _days(item, each) <= last]
        return sorted(fits, key=lambda at: (abs(_days(item, self.credits[at])), at))


@dataclass(frozen=True, slots=True)
class Found:
    """All rows. `exhausted`: a search for sums ended at its bound, so that a sum may be unseen."""

    rows: tuple[Row, ...]
    exhausted: bool

    @property
    def credits(self) -> tuple[Credit, ...]:
        """The credits in its rows."""
        return tuple(credit for row in self.rows for credit in row.credits)


def match(
    items: Iterable[Item],
    credits: Iterable[Credit],
    terms: Terms,
    today: date,
    elsewhere: Iterable[Credit] = (),
) -> Found:
    """Return what came of `items` by `credits`, as of `today`.

    `elsewhere` are credits of accounts that are not the shop's: only an exact amount is looked for
    among them (R45), and what is left of them is nobody's affair here.
    """
    pool = _Pool(
        terms, dict(enumerate(sorted(items, key=_order))), dict(enumerate(sorted(credits)))
    )
    before = dict(zip(pool.items, (None, *pool.items.values()), strict=False))
    budget = Budget(STEPS_MAX, SEARCH_MAX)
    _exact(pool, 0, 0)
    _tolerated(pool)
    _charges(pool)
    _exact(pool, 1, _LATE_MAX)
    _exact(pool, -_EARLY_MAX, -1)
    _bundles(pool, budget)
    _splits(pool, budget)
    _caused(pool, before)
    _only_two(pool, before)
    own, pool.credits = pool.credits, dict(enumerate(sorted(elsewhere)))
    _exact(pool, -_EARLY_MAX, _LATE_MAX, elsewhere=True)
    pool.credits = own
    _leftovers(pool, today)
    rows = (_explained(row, terms) for row in pool.rows)
    return Found(tuple(sorted(rows, key=_row_order)), budget.exhausted)


def _order(item: Item) -> tuple[date, str, int]:
    return item.due or date.max, item.name, item.net_minor


def _row_order(row: Row) -> tuple[date, str, date]:
    first = row.credits[0].day if row.credits else date.max
    return row.due or first, row.items[0].name if row.items else "~", first


def _days(item: Item, credit: Credit) -> int:
    """Return how many days after the due day it came; of an item without one never near."""
    return _FAR if item.due is None else (credit.day - item.due).days


def _exact(pool: _Pool, first: int, last: int, *, elsewhere: bool = False) -> None:
    """Take one item with one credit of its amount, the earliest due with the earliest."""
    by_amount: dict[int, list[int]] = {}
    for at, credit in pool.credits.items():
        by_amount.setdefault(credit.amount_minor, []).append(at)
    for at, item, _ in pool.deposits():
        places = by_amount.get(item.net_minor, [])
        fits = (each for each in places if first <= _days(item, pool.credits[each]) <= last)
        found = next(fits, None)
        if found is not None:
            places.remove(found)
            days = _days(item, pool.credits[found])
            status = LATE if days > 0 else EARLY if days < 0 else MATCHED
            pool.take([at], [found], status=WRONG_ACCOUNT if elsewhere else status, days=days)


def _tolerated(pool: _Pool) -> None:
    """Take one item with the nearest credit of its due day that differs by no more than agreed."""
    deposit = pool.terms.profile.deposit
    tolerance = 0 if deposit is None else pool.terms.tariff.minor(deposit.tolerance)
    if not tolerance:
        return
    for at, item, _ in pool.deposits():
        off = [
            (abs(item.net_minor - pool.credits[each].amount_minor), each)
            for each in pool.near(item, 0, 0)
        ]
        if off and min(off)[0] <= tolerance:
            pool.take([at], [min(off)[1]], status=TOLERATED, days=0)


def _charges(pool: _Pool) -> None:
    """Take a month's charge with the debit of its amount in that month or the next."""
    for at, item in [each for each in pool.items.items() if each[1].deposit is None]:
        for place in pool.near(item, -_MONTH, _MONTH):
            if pool.credits[place].amount_minor == item.net_minor:
                pool.take([at], [place], status=MATCHED, days=0)
                break


def _bundles(pool: _Pool, budget: Budget) -> None:
    """Take one credit for several items."""
    for place, credit in list(pool.credits.items()):
        near = [at for at, each in pool.items.items() if _bundles_with(each, credit)]
        near.sort(key=lambda at: (abs(_days(pool.items[at], credit)), at))
        del near[_CANDIDATES_MAX:]
        found = subset([pool.items[at].net_minor for at in near], credit.amount_minor, budget)
        if found is not None:
            places = sorted(near[at] for at in found.places)
            of = [pool.items[at] for at in places]
            days = max([0, *(_days(each, credit) for each in of if each.deposit is not None)])
            pool.take(places, [place], status=BUNDLED, days=days, several=found.several)


def _bundles_with(item: Item, credit: Credit) -> bool:
    if item.due is None:
        return False
    if item.deposit is None:  # a charge may be taken off any credit of its month
        return (item.due.year, item.due.month) == (credit.day.year, credit.day.month)
    return abs(_days(item, credit)) <= _NEAR


def _splits(pool: _Pool, budget: Budget) -> None:
    """Take several credits for one item."""
    for at, item, _ in pool.deposits():
        near = pool.near(item, -_EARLY_MAX, _NEAR)[:_CANDIDATES_MAX]
        found = subset([pool.credits[each].amount_minor for each in near], item.net_minor, budget)
        if found is not None:
            places = sorted(near[each] for each in found.places)
            parts = [pool.credits[each] for each in places]
            said = {"days": _days(item, parts[-1]), "several": found.several}
            pool.take([at], places, status=SPLIT, cause=_limited(pool.terms, parts), **said)


def _limited(terms: Terms, parts: Sequence[Credit]) -> str | None:
    """Return the cause of a class II account's limit a day, each part on a day of its own.

    All but the last are the limit; where the profile does not tell it, all but the last are alike.
    """
    own = terms.profile.account
    if own is None or own.account_class != "II":
        return None
    days = {each.day for each in parts}
    alike = {each.amount_minor for each in parts[:-1]}
    known = own.daily_limit is None or alike == {terms.tariff.minor(own.daily_limit)}
    full = len(alike) == 1 and known and parts[-1].amount_minor <= max(alike)
    fits = len(days) == len(parts) and full
    return causes.CLASS_LIMIT if fits else None


def _caused(pool: _Pool, before: Mapping[int, Item | None]) -> None:
    """Take an item with a credit of another amount that a cause makes to the cent."""
    for at, item, deposit in pool.deposits():
        near = pool.near(item, -_EARLY_MAX, _CAUSE_LATE_MAX)
        nets = _other_nets(item, deposit, pool, before[at]) if near else []
        for place in near:
            amount = pool.credits[place].amount_minor
            if any(net == amount for _, net in nets):
                _differing(pool, at, place, nets)
                break


def _other_nets(
    item: Item, deposit: Expected, pool: _Pool, before: Item | None
) -> list[tuple[str, int]]:
    """Return what other causes would bring; the acquirer's own word stands first."""
    told = item.acquirer_net_minor
    said = [] if told in (None, item.net_minor) else [(causes.ACQUIRER, told or 0)]
    return [
        *said,
        *causes.other_nets(deposit, pool.terms, None if before is None else before.deposit),
    ]


def _only_two(pool: _Pool, before: Mapping[int, Item | None]) -> None:
    """Take the only item and the only credit that are left of one day, without a cause."""
    for day in sorted({each.day for each in pool.credits.values()}):
        items = [(at, item, of) for at, item, of in pool.deposits() if item.due == day]
        places = [at for at, each in pool.credits.items() if each.day == day]
        if len(items) != 1 or len(places) != 1:
            continue
        at, item, deposit = items[0]
        amount = pool.credits[places[0]].amount_minor
        if amount > 0 and abs(item.net_minor - amount) * _PAIR_OFF <= item.net_minor:
            nets = _other_nets(item, deposit, pool, before[at])
            _differing(pool, at, places[0], nets)


def _differing(pool: _Pool, at: int, place: int, nets: Sequence[tuple[str, int]]) -> None:
    item, credit = pool.items[at], pool.credits[place]
    status = SHORT if credit.amount_minor < item.net_minor else OVER
    fits = causes.names((name, net) for name, net in nets if net == credit.amount_minor)
    said = {"cause": next(iter(fits), None), "also": fits[1:], "tested": causes.names(nets)}
    pool.take([at], [place], status=status, days=_days(item, credit), **said)


def _leftovers(pool: _Pool, today: date) -> None:
    """Say of what is left why nothing came, or that nobody expects it."""
    for at, item in list(pool.items.items()):
        late = None if item.due is None else (today - item.due).days
        if item.deposit is None:
            status = NOT_CHARGED
        elif item.returned is not None:
            status = RETURNED
        else:
            status = OVERDUE if late is not None and late > 0 else NOT_DUE
        days = late if status in (RETURNED, OVERDUE) else None
        pool.take([at], [], status=status, days=days, cause=item.returned)
    for place in list(pool.credits):
        pool.take([], [place], status=UNEXPLAINED)


def _explained(row: Row, terms: Terms) -> Row:
    """Add why the exact amount came on another day, where a cause gives that very day."""
    if row.status not in (LATE, EARLY) or len(row.items) != 1 or row.items[0].deposit is None:
        return row
    days = causes.other_days(row.items[0].deposit, terms)
    fits = causes.names((name, day) for name, day in days if day == row.credits[0].day)
    return replace(row, cause=next(iter(fits), None), also=fits[1:], tested=causes.names(days))
