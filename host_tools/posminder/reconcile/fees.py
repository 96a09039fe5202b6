# SPDX-License-Identifier: MIT
"""What the acquirer keeps of transactions, in integer minor units, and by which rule of the sheet.

A rate is of a class of cards and holds for every day; a promotion goes before it on its days, and a
row for the shop's merchant category before one for all (R29, R33). A class without a rate is
unpriced: its transactions are counted apart and cost nothing that could be named (R32).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from posminder.profile.amounts import money_text
from posminder.profile.compile import HUNDREDTHS, WITHOUT_CENTS
from posminder.profile.findings import KeyPath, dotted
from posminder.profile.layer import Layer
from posminder.profile.model import Profile
from posminder.profile.model_sheet import FeePromo, FeeRate, Fees

PPM: Final = 1_000_000
TRANSACTION: Final = "transaction"
BATCH: Final = "batch"


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of the sheet, where it stands, and from when to when it holds (R49).

    `place` is `default` where nobody wrote it; `sheet` is `id version`, empty without a sheet.
    """

    setting: str
    value: str
    place: str
    sheet: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """One approved transaction. `amount_minor`: negative for a refund and a reversal.

    `day` is its calendar day, `card` its class, None where that is not known; `at_s` its local
    second. A reversal takes the sale back as if it had never been, so its fee always comes back.
    """

    number: int
    at_s: int
    day: date
    amount_minor: int
    card: str | None
    kind: str = "sale"
    label: str = ""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """What one rule takes. `gross_minor` counts sales up and refunds down. Unpriced: no rule."""

    card: str | None
    count: int
    gross_minor: int
    fee_minor: int
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Lot:
    """Sales of one class of cards that one row of the sheet prices. Unpriced: no row, no rule."""

    card: str | None
    row: FeeRate | None
    rule: Rule | None
    sales: tuple[Sale, ...]


def half_up(value: int, divisor: int) -> int:
    """Return `value` / `divisor` (positive), half a unit away from zero: -2.5 is -3.

    So a refund gives back what its sale had cost.
    """
    rounded = (2 * abs(value) + divisor) // (2 * divisor)
    return -rounded if value < 0 else rounded


class Tariff:
    """The sheet's fees for one shop. `basis`: transaction or batch, what is rounded."""

    def __init__(self, profile: Profile, layer: Layer, basis: str | None = None) -> None:
        self._layer = layer
        self._sheet = "" if profile.sheet is None else f"{profile.sheet.id} {profile.sheet.version}"
        self._since = None if profile.sheet is None else profile.sheet.valid_from
        self._mcc = profile.terminal.mcc
        self._unit = HUNDREDTHS if profile.site.currency in WITHOUT_CENTS else 1
        self.fees: Fees | None = profile.fees
        self.basis = basis or (profile.fees.rounding.per if profile.fees else TRANSACTION)
        names = () if self.fees is None else self.fees.card_names
        self._classes = {each.name.casefold(): each.card for each in names}

    def card_of(self, name: str | None) -> str | None:
        """Return the class of cards of a name on the terminal's line, None for an unknown one."""
        return None if name is None else self._classes.get(name.strip().casefold())

    def minor(self, money: int) -> int:
        """Return an amount of the sheet, which writes two decimals, in the shop's minor units."""
        return money // self._unit

    def rule(self, path: KeyPath, value: object) -> Rule:
        """Return a setting in force as a rule, with its place."""
        written = self._layer.places.get(path)
        place = "default" if written is None else str(written.value)
        return Rule(dotted(path), str(value), place, self._sheet, self._since)

    def charged(self, sales: Iterable[Sale]) -> tuple[FeeLine, ...]:
        """Return the fees of one batch's `sales`, a line for each rule, the unpriced ones last."""
        return tuple(self._line(lot) for lot in self.lots(sales))

    def lots(self, sales: Iterable[Sale]) -> Iterator[Lot]:
        """Yield `sales` by the row that prices them and their class, the unpriced ones last."""
        found = [(self._row(each), each) for each in sales]
        found.sort(key=lambda pair: (pair[0] is None, pair[0] or (), pair[1].card or ""))
        for (path, card), group in groupby(found, lambda pair: (pair[0], pair[1].card)):
            row = None if path is None else self._at(path)
            rule = None if path is None or row is None else self._rule_of(path, row)
            yield Lot(card, row, rule, tuple(each for _, each in group))

    def _line(self, lot: Lot) -> FeeLine:
        gross = sum(each.amount_minor for each in lot.sales)
        fee = 0 if lot.row is None else self.of_row(lot.row, lot.sales)
        return FeeLine(lot.card, len(lot.sales), gross, fee, lot.rule)

    def capped(self, lot: Lot) -> tuple[Sale, ...]:
        """Return the sales of a lot whose fee the cap of its row limits."""
        if lot.row is None or lot.row.cap is None:
            return ()
        most, rate = self.minor(lot.row.cap) * PPM, lot.row.rate
        return tuple(each for each in lot.sales if abs(each.amount_minor) * rate > most)

    def of_row(self, row: FeeRate, sales: Iterable[Sale]) -> int:
        """Return what `row` takes of `sales`, rounded by this tariff's basis."""
        products = [self._product(row, each) for each in sales if not self._keeps(each)]
        if self.basis == BATCH:
            return half_up(sum(products), PPM)
        return sum(half_up(each, PPM) for each in products)

    def _product(self, row: FeeRate, sale: Sale) -> int:
        """Return the fee in millionths of a minor unit, capped, with the amount's sign."""
        product = abs(sale.amount_minor) * row.rate
        if row.cap is not None:
            product = min(product, self.minor(row.cap) * PPM)
        return -product if sale.amount_minor < 0 else product

    def _keeps(self, sale: Sale) -> bool:
        return sale.kind == "refund" and self.fees is not None and self.fees.refunds == "kept"

    def _row(self, sale: Sale) -> KeyPath | None:
        """Return the path of the row that prices `sale`: the most special one."""
        if self.fees is None:
            return None
        promos = [
            ("fees", "promos", index)
            for index, row in enumerate(self.fees.promos)
            if self._fits(row, sale) and row.from_ <= sale.day <= row.to
        ]
        rates = [
            ("fees", "rates", index)
            for index, row in enumerate(self.fees.rates)
            if self._fits(row, sale)
        ]
        for rows in (promos, rates):
            if rows:
                return max(rows, key=lambda path: (self._at(path).mcc is not None, -int(path[2])))
        return None

    def _fits(self, row: FeeRate, sale: Sale) -> bool:
        return row.card == sale.card and row.mcc in (None, self._mcc)

    def _at(self, path: KeyPath) -> FeeRate:
        if self.fees is None:
            raise LookupError(path)
        rows: Sequence[FeeRate] = self.fees.promos if path[1] == "promos" else self.fees.rates
        return rows[int(path[2])]

    def _rule_of(self, path: KeyPath, row: FeeRate) -> Rule:
        text = f"{row.card} {ppm_text(row.rate)}"
        text += "" if row.cap is None else f", cap {money_text(row.cap)}"
        text += "" if row.mcc is None else f", mcc {row.mcc}"
        rule = self.rule((*path, "rate"), text)
        if isinstance(row, FeePromo):
            return Rule(rule.setting, rule.value, rule.place, rule.sheet, row.from_, row.to)
        return rule


def ppm_text(ppm: int) -> str:
    """Return 6000 parts per million as `0.60%`, with as many places as it takes, two at least."""
    whole, part = divmod(ppm, 10_000)
    places = f"{part:04}".rstrip("0").ljust(2, "0")
    return f"{whole}.{places}%"
