# SPDX-License-Identifier: MIT
"""Why another amount or another day could have come: each cause computed, none guessed.

A cause is named only where it gives the very amount or the very day; it is what fits, and the
acquirer's answer may be another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeVar

from posminder.profile.bank_days import BankDays, due_day
from posminder.reconcile.expected import Expected, Terms
from posminder.reconcile.fees import BATCH, TRANSACTION, FeeLine, Sale, Tariff

ACQUIRER: Final = "acquirer_net"
CUT_OVER: Final = "cut_over"
ROUNDING: Final = "rounding"
FEE_ROW: Final = "fee_row"
PER_DEPOSIT: Final = "per_deposit"
REFUND: Final = "refund"
REFUND_FEE: Final = "refund_fee"
CLASS_LIMIT: Final = "class_limit"
CALENDAR: Final = "calendar"
NO_FEE: Final = "no_fee"
_MOVED_MAX: Final = 10  # transactions near the cut-over
_DAY: Final = timedelta(days=1)
_T = TypeVar("_T")


def names(found: Iterable[tuple[str, _T]]) -> tuple[str, ...]:
    """Return the causes that were computed, each once, in order."""
    return tuple(dict.fromkeys(name for name, _ in found))


def other_nets(
    deposit: Expected, terms: Terms, before: Expected | None = None
) -> list[tuple[str, int]]:
    """Return (cause, net amount) for every cause that would make another amount.

    `before` is the deposit of the clearing date before, whose last sales may have come with this.
    """
    found = [
        *_cut_over(deposit, terms, before),
        *_rounding(deposit, terms),
        *_fee_rows(deposit, terms),
        *_charge(deposit),
        *_refunds(deposit, terms),
    ]
    return [(name, net) for name, net in found if net != deposit.net_minor]


def other_days(deposit: Expected, terms: Terms) -> list[tuple[str, date]]:
    """Return (cause, day) for every cause that would make another day."""
    clearing = deposit.clearing_days[-1]
    found: list[tuple[str, date | None]] = [
        (CUT_OVER, terms.due(clearing + _DAY)),
        (CUT_OVER, terms.due(clearing - _DAY)),
    ]
    if terms.bank is not None and terms.cycle.startswith("T"):
        plain = replace(terms.bank, turned=frozenset())
        found += [(CALENDAR, due_day(terms.cycle, plain, clearing))]
        calendar = terms.profile.calendar
        if calendar is not None:
            turned = not calendar.working_weekends_are_bank_days
            other = calendar.model_copy(update={"working_weekends_are_bank_days": turned})
            found += [(CALENDAR, due_day(terms.cycle, BankDays.of(other), clearing))]
    return [(name, day) for name, day in found if day is not None and day != deposit.due]


def _net(deposit: Expected, sales: Sequence[Sale], tariff: Tariff) -> int:
    """Return the net of one batch's `sales` and what nobody saw of it, under `tariff`."""
    gross = sum(each.amount_minor for each in sales)
    gross += sum(each.unseen[1] for each in deposit.portions)
    return gross - _fee(tariff.charged(sales)) - deposit.charge_minor


def _fee(lines: Iterable[FeeLine]) -> int:
    return sum(each.fee_minor for each in lines)


def _cut_over(
    deposit: Expected, terms: Terms, before: Expected | None
) -> Iterator[tuple[str, int]]:
    """The last sales fell into the next clearing date, or the last of the one before into this."""
    if len(deposit.portions) != 1:
        return
    sales = _in_order(deposit)
    for moved in range(1, min(_MOVED_MAX, len(sales) - 1) + 1):
        yield CUT_OVER, _net(deposit, sales[:-moved], terms.tariff)
    earlier = [] if before is None else _in_order(before)
    for moved in range(1, min(_MOVED_MAX, len(earlier) - 1) + 1):
        yield CUT_OVER, _net(deposit, [*earlier[-moved:], *sales], terms.tariff)


def _in_order(deposit: Expected) -> list[Sale]:
    return sorted(deposit.sales, key=lambda each: (each.at_s, each.number))


def _rounding(deposit: Expected, terms: Terms) -> Iterator[tuple[str, int]]:
    other = TRANSACTION if terms.tariff.basis == BATCH else BATCH
    tariff = Tariff(terms.profile, terms.layer, other)
    fee = sum(_fee(tariff.charged(each.sales)) for each in deposit.portions)
    yield ROUNDING, deposit.gross_minor - fee - deposit.charge_minor


def _fee_rows(deposit: Expected, terms: Terms) -> Iterator[tuple[str, int]]:
    """One class of cards was priced as another, or without its promotion; or had no fee at all."""
    fees = terms.profile.fees
    if fees is None:
        return
    for line in deposit.fees:
        of_class = [each for each in deposit.sales if each.card == line.card]
        left = deposit.net_minor + line.fee_minor
        for row in (*fees.rates, *fees.promos):
            if of_class:
                yield FEE_ROW, left - terms.tariff.of_row(row, of_class)
            if line.card is None and line.rule is None:
                whole = Sale(0, 0, deposit.clearing_days[0], line.gross_minor, row.card)
                uncapped = row.model_copy(update={"cap": None})
                yield FEE_ROW, left - terms.tariff.of_row(uncapped, [whole])
        if line.fee_minor:
            yield NO_FEE, left


def _charge(deposit: Expected) -> Iterator[tuple[str, int]]:
    """The charge for a credit was not taken, or once for every batch of it."""
    if deposit.charge_minor:
        yield PER_DEPOSIT, deposit.net_minor + deposit.charge_minor
        extra = len(deposit.batches) if len(deposit.batches) > 1 else 2
        yield PER_DEPOSIT, deposit.net_minor - deposit.charge_minor * (extra - 1)


def _refunds(deposit: Expected, terms: Terms) -> Iterator[tuple[str, int]]:
    """A refund was not netted, or netted twice; or its fee kept, or given back, unlike agreed."""
    if not deposit.refunds_minor or terms.profile.fees is None:
        return
    without = [each for each in deposit.sales if each.kind != "refund"]
    plain = _net(deposit, without, terms.tariff)
    yield REFUND, plain
    yield REFUND, 2 * deposit.net_minor - plain
    how = "kept" if terms.profile.fees.refunds == "returned" else "returned"
    fees = terms.profile.fees.model_copy(update={"refunds": how})
    other = Tariff(terms.profile.model_copy(update={"fees": fees}), terms.layer, terms.tariff.basis)
    fee = sum(_fee(other.charged(each.sales)) for each in deposit.portions)
    yield REFUND_FEE, deposit.gross_minor - fee - deposit.charge_minor
