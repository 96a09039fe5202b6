# SPDX-License-Identifier: MIT
"""Which deposits are expected of settled batches: when, how much, and by which rules (R26, R49).

A batch settled before the cut-over clears on its business day, a later one on the next; where the
acquirer captures, each sale clears by its own time. Knows no statement: what came of it is said by
`match`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from posminder.errors import UsageError
from posminder.profile.amounts import money_text
from posminder.profile.bank_days import BankDays, due_day, table
from posminder.profile.layer import Layer
from posminder.profile.model import Profile
from posminder.profile.values import clock_text
from posminder.reconcile.fees import FeeLine, Rule, Sale, Tariff
from posminder.report.batches import net
from posminder.report.placing import Placed
from posminder.report.site import ReportSite, date_of, day_of
from posminder.report.whole import Batch, Whole

_PAYING: Final = ("verified", "mismatch", "seen", "attested")  # as the board's duty has it
_LOWERS: Final = ("refund", "reversal")


@dataclass(frozen=True, slots=True)
class Portion:
    """What of one batch clears on one day. `batch`: its number, or `#` and its record's.

    `settled_s` is local. `unseen`: count and amount that the settlement has and no record tells.
    """

    batch: str
    business_days: tuple[date, ...]
    clearing: date
    settled_s: int
    sales: tuple[Sale, ...]
    unseen: tuple[int, int] = (0, 0)

    @property
    def books(self) -> tuple[int, int]:
        """Count, as a terminal counts, and amount."""
        signs = [-1 if each.kind == "reversal" else 1 for each in self.sales]
        amount = sum(each.amount_minor for each in self.sales)
        return sum(signs) + self.unseen[0], amount + self.unseen[1]


@dataclass(frozen=True, slots=True)
class Expected:
    """One credit that should come. Amounts in minor units; `due` None: beyond the known calendar.

    `gross_minor` is what was sold less `refunds_minor` (positive); `charge_minor` is fixed, for the
    credit itself. `waits`: below the acquirer's minimum, due with what comes after it. Unpriced
    amounts are in gross and net and have no fee, so the net is the most that can come.
    """

    name: str
    portions: tuple[Portion, ...]
    due: date | None
    fees: tuple[FeeLine, ...]
    charge_minor: int
    rules: tuple[Rule, ...]
    waits: bool = False

    @property
    def batches(self) -> tuple[str, ...]:
        """Its batches, each once."""
        return tuple(dict.fromkeys(each.batch for each in self.portions))

    @property
    def business_days(self) -> tuple[date, ...]:
        """The business days it is of, ascending."""
        return tuple(sorted({day for each in self.portions for day in each.business_days}))

    @property
    def clearing_days(self) -> tuple[date, ...]:
        """The clearing dates it is of, ascending."""
        return tuple(sorted({each.clearing for each in self.portions}))

    @property
    def sales(self) -> tuple[Sale, ...]:
        """All its transactions."""
        return tuple(sale for each in self.portions for sale in each.sales)

    @property
    def count(self) -> int:
        """Transactions as a terminal counts them."""
        return sum(each.books[0] for each in self.portions)

    @property
    def gross_minor(self) -> int:
        """What was sold, less what was given back."""
        return sum(each.books[1] for each in self.portions)

    @property
    def refunds_minor(self) -> int:
        """What was given back, positive."""
        return -sum(each.amount_minor for each in self.sales if each.kind == "refund")

    @property
    def fee_minor(self) -> int:
        """What the rates take."""
        return sum(each.fee_minor for each in self.fees)

    @property
    def unpriced_minor(self) -> int:
        """What has no rate."""
        return sum(each.gross_minor for each in self.fees if each.rule is None)

    @property
    def net_minor(self) -> int:
        """What should be credited."""
        return self.gross_minor - self.fee_minor - self.charge_minor


@dataclass(frozen=True, slots=True)
class Terms:
    """How one acquirer pays one shop, from the sheet of its profile."""

    profile: Profile
    layer: Layer
    tariff: Tariff
    bank: BankDays | None

    @classmethod
    def of(cls, profile: Profile, layer: Layer) -> Terms:
        """Return the terms. Raises UsageError where the sheet says nothing of deposits."""
        if profile.deposit is None:
            raise UsageError(
                "The profile names no deposit.cycle: put the acquirer's sheet under `extends`"
            )
        bank = None if profile.calendar is None else BankDays.of(profile.calendar)
        return cls(profile, layer, Tariff(profile, layer), bank)

    @property
    def cycle(self) -> str:
        """T+n or D+n."""
        return "" if self.profile.deposit is None else self.profile.deposit.cycle

    def due(self, clearing: date) -> date | None:
        """Return the day on which what clears on `clearing` is credited, None where not known."""
        return due_day(self.cycle, self.bank, clearing)

    def clearing(self, at_s: int, site: ReportSite) -> date:
        """Return the clearing date of a local second; without a cut-over it cuts at midnight."""
        return site.cleared(at_s, self.profile.cut_over)

    def rules(self, charged: bool) -> tuple[Rule, ...]:
        """Return the rules of every deposit of these terms; `charged`: one costs by itself."""
        rule, profile = self.tariff.rule, self.profile
        found = [rule(("deposit", "cycle"), self.cycle)]
        cut = "24:00" if profile.cut_over is None else clock_text(profile.cut_over)
        found.append(rule(("cut_over",), cut))
        if profile.calendar is not None and self.bank is not None:
            source = table(profile.calendar.bank_days)[-1]
            text = f"{profile.calendar.bank_days} ({source.source}, {source.published})"
            found.append(rule(("calendar", "bank_days"), text))
        per = "" if profile.deposit is None else profile.deposit.per
        found.append(rule(("deposit", "per"), per))
        if profile.deposit is not None and profile.deposit.min_payout:
            minimum = money_text(profile.deposit.min_payout)
            found.append(rule(("deposit", "min_payout"), minimum))
        if profile.fees is not None:
            found.append(rule(("fees", "rounding", "per"), profile.fees.rounding.per))
            found.append(rule(("fees", "refunds"), profile.fees.refunds))
            if charged:
                found.append(rule(("fees", "per_deposit"), money_text(profile.fees.per_deposit)))
        return tuple(found)


def portions(whole: Whole, terms: Terms) -> Iterator[Portion]:
    """Yield what every settled batch of a journal brings, by clearing date, in its order."""
    for batch in whole.batches:
        if batch.state in _PAYING or (batch.took and batch.state == "nothing_to_settle"):
            yield from _portions(batch, whole, terms)


def unsettled(whole: Whole, terms: Terms) -> tuple[Sale, ...]:
    """Return the approved transactions that no settlement took, whose money waits for one."""
    return tuple(_sale(each, terms) for each in whole.open)


def expected(found: Iterable[Portion], terms: Terms) -> tuple[Expected, ...]:
    """Return the deposits that `found` should bring, as the sheet's `deposit.per` groups them."""
    ordered = sorted(found, key=lambda each: (each.clearing, each.settled_s))
    return tuple(_paid_out(_groups(ordered, terms), terms))


def _groups(ordered: Sequence[Portion], terms: Terms) -> Iterator[tuple[str, list[Portion]]]:
    """Yield what is paid by itself, by name, in the order in which it clears."""
    per = "batch" if terms.profile.deposit is None else terms.profile.deposit.per
    if per == "transaction":
        for portion in ordered:
            for each in _single(portion):
                yield f"{each.batch}/{each.sales[0].label}", [each]
        return
    keys: dict[str, Callable[[Portion], str]] = {
        "batch": lambda each: f"{each.clearing}/{each.batch}",
        "day": lambda each: str(each.clearing),
        "merged": lambda each: f"due {terms.due(each.clearing) or each.clearing}",
    }
    if per == "merged":  # what is due on one day lies side by side: due dates ascend too
        yield from ((name, list(group)) for name, group in groupby(ordered, keys[per]))
        return
    groups: dict[str, list[Portion]] = {}
    for each in ordered:
        groups.setdefault(keys[per](each), []).append(each)
    yield from groups.items()


def _paid_out(groups: Iterable[tuple[str, list[Portion]]], terms: Terms) -> Iterator[Expected]:
    """Yield a deposit a group; what is below the minimum goes with the groups after it."""
    deposit = terms.profile.deposit
    minimum = 0 if deposit is None else terms.tariff.minor(deposit.min_payout)
    waiting: list[Portion] = []
    for name, group in groups:
        waiting += group
        found = _expected(name, waiting, terms)
        if not minimum or found.net_minor >= minimum:
            yield found
            waiting = []
    if waiting:
        yield replace(_expected(waiting[-1].batch, waiting, terms), due=None, waits=True)


def monthly(found: Iterable[Expected], terms: Terms) -> tuple[tuple[str, int, Rule], ...]:
    """Return the monthly charges: month, minor units, rule; of each month something is due in."""
    fees = terms.profile.fees
    if fees is None or not fees.per_month:
        return ()
    rule = terms.tariff.rule(("fees", "per_month"), money_text(fees.per_month))
    months = sorted({str(each.due)[:7] for each in found if each.due is not None})
    return tuple((month, terms.tariff.minor(fees.per_month), rule) for month in months)


def _expected(name: str, group: Sequence[Portion], terms: Terms) -> Expected:
    lines: list[FeeLine] = []
    for each in group:
        lines += terms.tariff.charged(each.sales)
        if each.unseen != (0, 0):
            lines.append(FeeLine(None, *each.unseen, 0, None))
    fees = terms.profile.fees
    charge = 0 if fees is None else terms.tariff.minor(fees.per_deposit)
    merged = tuple(_merged(lines))
    rules = tuple(dict.fromkeys(line.rule for line in merged if line.rule is not None))
    due = terms.due(group[-1].clearing)
    return Expected(name, tuple(group), due, merged, charge, (*rules, *terms.rules(charge > 0)))


def _merged(lines: Iterable[FeeLine]) -> Iterator[FeeLine]:
    """Yield the lines of several batches, those of one rule as one: each was rounded before."""
    found: dict[tuple[str | None, Rule | None], FeeLine] = {}
    for line in lines:
        key = (line.card, line.rule)
        was = found.get(key)
        found[key] = (
            line
            if was is None
            else FeeLine(
                line.card,
                was.count + line.count,
                was.gross_minor + line.gross_minor,
                was.fee_minor + line.fee_minor,
                line.rule,
            )
        )
    yield from found.values()


def _single(portion: Portion) -> Iterator[Portion]:
    """Yield a portion for each transaction; a reversal goes with the sale it took back."""
    left: list[Sale] = []
    for sale in portion.sales:
        back = -sale.amount_minor if sale.kind == "reversal" else None
        fits = [at for at, each in enumerate(left) if each.amount_minor == back]
        if fits:
            del left[fits[-1]]
        else:
            left.append(sale)
    for sale in left:
        yield replace(portion, sales=(sale,), unseen=(0, 0))
    if portion.unseen != (0, 0):
        unseen = Sale(0, portion.settled_s, portion.clearing, portion.unseen[1], None, label="?")
        yield replace(portion, sales=(unseen,), unseen=(portion.unseen[0] - 1, 0))


def _portions(batch: Batch, whole: Whole, terms: Terms) -> Iterator[Portion]:
    site, end = whole.site, batch.end
    sales = [_sale(each, terms) for each in batch.took]
    unseen = _unseen(batch, whole)
    own = day_of(end.record.fields.get("business_day")) or site.business_day(end.at_s)
    settles = terms.clearing(end.at_s, site)
    captured = terms.profile.capture == "acquirer"
    by_day: dict[date, list[Sale]] = {}
    for sale in sales:
        day = terms.clearing(sale.at_s, site) if captured else settles
        by_day.setdefault(day, []).append(sale)
    if unseen != (0, 0):
        by_day.setdefault(settles, [])
    for clearing, group in sorted(by_day.items()):
        days = sorted({site.business_day(each.at_s) for each in group}) or [own]
        rest = unseen if clearing == settles else (0, 0)
        yield Portion(batch.number, tuple(days), clearing, end.at_s, tuple(group), rest)


def _unseen(batch: Batch, whole: Whole) -> tuple[int, int]:
    """Return what the settlement has beyond the transactions seen; of an attested one the file's.

    Where nobody knows a total it is what was seen.
    """
    count, minor = batch.end.record.fields.get("count"), batch.end.record.fields.get("total_minor")
    if batch.state == "attested":
        day = day_of(batch.end.record.fields.get("business_day"))
        said = [each for each in whole.totals if each.day == day]
        count, minor = sum(each.count for each in said), sum(each.total_minor for each in said)
    if batch.state == "nothing_to_settle" or not isinstance(minor, int):
        return 0, 0
    saw_count, saw_minor = net(batch.took)
    return (count if isinstance(count, int) else saw_count) - saw_count, minor - saw_minor


def _sale(each: Placed, terms: Terms) -> Sale:
    words = each.record.words()
    kind = str(words.get("transaction"))
    amount = words.get("amount_minor")
    minor = amount if isinstance(amount, int) else 0
    name = words.get("card_name")
    return Sale(
        each.seq,
        each.at_s,
        date_of(each.at_s),
        -minor if kind in _LOWERS else minor,
        terms.tariff.card_of(name if isinstance(name, str) else None),
        kind,
        str(words.get("trace") if words.get("trace") is not None else f"#{each.seq}"),
    )
