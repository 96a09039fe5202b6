# SPDX-License-Identifier: MIT
"""What the acquirer keeps of some business days, class by class, and by which rows of its sheet.

Integers only: money in minor units, rates in parts per million (R30-R33).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from posminder.reconcile import causes
from posminder.reconcile.expected import Expected, Portion, Terms, expected, monthly, portions
from posminder.reconcile.fees import PPM, Lot, Rule, Tariff, half_up
from posminder.reconcile.reconciliation import Reconciliation
from posminder.report.whole import Whole


@dataclass(frozen=True, slots=True)
class Kept:
    """What one row of the sheet takes of one class of cards; `rule` None: unpriced.

    `capped`: sales whose fee the cap limits, and `cap_minor` what they would have cost more.
    `contract_minor`: the fee at the contract's own rate, where a promotion went before it.
    """

    card: str | None
    rule: Rule | None
    rate_ppm: int | None
    count: int
    gross_minor: int
    fee_minor: int
    capped: int
    cap_minor: int
    contract_minor: int | None

    @property
    def effective_ppm(self) -> int | None:
        """What share of the amount the fee is; None where there is no amount or no rule."""
        return None if self.rule is None else share_ppm(self.fee_minor, self.gross_minor)


@dataclass(frozen=True, slots=True)
class Basis:
    """How many credits bear out what is rounded: the sheet's word, the other, or tell nothing."""

    sheet: int
    other: int
    silent: int


@dataclass(frozen=True, slots=True)
class Fees:
    """All that is kept. `names`: what the terminal called cards without a rate, how often."""

    first: date | None
    kept: tuple[Kept, ...]
    deposits: tuple[Expected, ...]
    months: tuple[tuple[str, int, Rule], ...]
    names: Mapping[str, int]
    rounding: str
    basis: Basis | None

    @property
    def gross_minor(self) -> int:
        """What was sold, refunds taken off."""
        return sum(each.gross_minor for each in self.deposits)

    @property
    def fee_minor(self) -> int:
        """What the rates take."""
        return sum(each.fee_minor for each in self.deposits)

    @property
    def charges_minor(self) -> int:
        """Fixed charges, a deposit and a month."""
        charged = sum(each.charge_minor for each in self.deposits)
        return charged + sum(minor for _, minor, _ in self.months)

    @property
    def unpriced(self) -> tuple[Kept, ...]:
        """What has no rate."""
        return tuple(each for each in self.kept if each.rule is None)

    @property
    def good(self) -> bool:
        """Whether everything has a rate, and no credit speaks for another rounding."""
        return not self.unpriced and (self.basis is None or not self.basis.other)


def fees_of(
    whole: Whole, terms: Terms, first: date | None, found: Reconciliation | None = None
) -> Fees:
    """Return the fees of the month that begins on `first`, by default of all that was settled.

    `found`: what came of it, where there is a statement.
    """
    parts = [each for each in portions(whole, terms) if first is None or _is_of(each, first)]
    deposits = expected(parts, terms)
    kept = tuple(_merged(_kept(parts, terms)))
    return Fees(
        first,
        kept,
        deposits,
        monthly(deposits, terms),
        _names(whole, parts, terms),
        terms.tariff.basis,
        None if found is None else _basis(found, terms, first),
    )


def share_ppm(part: int, whole: int) -> int | None:
    """Return a part in parts per million of the whole, None of nothing."""
    return half_up(part * PPM, whole) if whole > 0 else None


def _is_of(part: Portion, first: date) -> bool:
    day = part.business_days[0]
    return (day.year, day.month) == (first.year, first.month)


def _kept(parts: Iterable[Portion], terms: Terms) -> Iterator[Kept]:
    """Yield what is kept batch by batch, as it is rounded."""
    tariff = terms.tariff
    for part in parts:
        for lot in tariff.lots(part.sales):
            yield _of_lot(lot, terms)
        if part.unseen != (0, 0):
            yield Kept(None, None, None, *part.unseen, 0, 0, 0, None)


def _of_lot(lot: Lot, terms: Terms) -> Kept:
    tariff, row = terms.tariff, lot.row
    gross = sum(each.amount_minor for each in lot.sales)
    if row is None or lot.rule is None:
        return Kept(lot.card, None, None, len(lot.sales), gross, 0, 0, 0, None)
    fee = tariff.of_row(row, lot.sales)
    capped = tariff.capped(lot)
    plain = tariff.of_row(row.model_copy(update={"cap": None}), lot.sales)
    contract = None if lot.rule.until is None else _contract(lot, terms)
    return Kept(
        lot.card,
        lot.rule,
        row.rate,
        len(lot.sales),
        gross,
        fee,
        len(capped),
        plain - fee if capped else 0,
        contract,
    )


def _contract(lot: Lot, terms: Terms) -> int | None:
    """Return what a promotion's sales would have cost; None where the contract has no rate."""
    if terms.profile.fees is None:
        return None
    fees = terms.profile.fees.model_copy(update={"promos": ()})
    plain = Tariff(terms.profile.model_copy(update={"fees": fees}), terms.layer, terms.tariff.basis)
    lines = plain.charged(lot.sales)
    return sum(each.fee_minor for each in lines) if all(each.rule for each in lines) else None


def _merged(found: Iterable[Kept]) -> Iterator[Kept]:
    """Yield what one row takes of one class over all batches, the unpriced last."""
    groups: dict[tuple[str | None, Rule | None], list[Kept]] = {}
    for each in found:
        groups.setdefault((each.card, each.rule), []).append(each)
    order = sorted(groups.items(), key=lambda g: (g[0][1] is None, g[0][0] or "", str(g[0][1])))
    for (card, rule), lot in order:
        contracts = [each.contract_minor for each in lot]
        yield Kept(
            card,
            rule,
            lot[0].rate_ppm,
            sum(each.count for each in lot),
            sum(each.gross_minor for each in lot),
            sum(each.fee_minor for each in lot),
            sum(each.capped for each in lot),
            sum(each.cap_minor for each in lot),
            None if None in contracts else sum(each or 0 for each in contracts),
        )


def _names(whole: Whole, parts: Iterable[Portion], terms: Terms) -> Mapping[str, int]:
    """Return what the terminal called the cards that no rate is for."""
    bare = {
        sale.number
        for part in parts
        for lot in terms.tariff.lots(part.sales)
        if lot.row is None
        for sale in lot.sales
    }
    names = (
        str(each.record.words().get("card_name") or "?")
        for each in whole.placed
        if each.seq in bare
    )
    return dict(Counter(names).most_common())


def _basis(found: Reconciliation, terms: Terms, first: date | None) -> Basis:
    """Return what the credits of single deposits say of the rounding."""
    counted = Counter[str]()
    for row in found.rows:
        deposit = row.items[0].deposit if len(row.items) == 1 else None
        if deposit is None or len(row.credits) != 1 or not deposit.fee_minor:
            continue
        if first is not None and not _is_of(deposit.portions[0], first):
            continue
        others = dict(causes.other_nets(deposit, terms))
        credited, other = row.credited_minor, others.get(causes.ROUNDING)
        if other is None:
            counted["silent"] += 1
        elif credited == deposit.net_minor:
            counted["sheet"] += 1
        else:
            counted["other" if credited == other else "silent"] += 1
    return Basis(counted["sheet"], counted["other"], counted["silent"])
