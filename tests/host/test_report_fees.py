# SPDX-License-Identifier: MIT
"""Fees by class of cards against the decimal module: caps, promotions, no rate, rounding."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

import pytest

from posminder import home
from posminder.messages import LANGUAGES
from posminder.money_pages.fee_rows import TABLE
from posminder.money_pages.fees import Basis, Fees, Kept, fees_of
from posminder.money_pages.fees_page import fees_html
from posminder.profile.compile import compile_profile
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import reconcile
from posminder.report.whole import Whole
from posminder.store.statements import BankLine
from posminder.store.store import Store
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.site_text import checked
from tests.host.technician import Run
from tests.host.test_export import validate
from tests.host.test_report_day import Walker

FEES: Final = """\
deposit: {cycle: T+1}
fees:
  per_deposit: "0.20"
  per_month: "9.90"
  rates: [{card: debit, rate: "0.5%", cap: "0.25"}, {card: credit, rate: "0.6%"}]
  promos: [{card: credit, rate: "0.3%", from: 2026-11-24, to: 2026-11-25}]
  card_names: [{name: girocard, card: debit}, {name: VISA, card: credit}]
"""
# day, card, minor: 0.5 % of 49.99 is 0.24995, half up 0.25 and no cap; of 50.01 the cap takes it
SOLD: Final = (
    (0, "girocard", 4_999),
    (0, "girocard", 5_001),
    (0, "girocard", 100_000),
    (0, "VISA", 10_000),
    (1, "VISA", 1_250),
    (1, "VISA", 1_250),
    (2, "VISA", 333),
    (3, "VISA", 12_345),
    (3, "AMEX", 7_700),
    (3, "JCB", 100),
)
HALF: Final = Decimal(1)


def euros(minor: int, rate: str, cap: int | None = None) -> int:
    fee = minor * Decimal(rate) / 100
    return int((min(fee, Decimal(cap)) if cap is not None else fee).quantize(HALF, ROUND_HALF_UP))


def book(*, refund: bool = False) -> Book:
    found = Book()
    found.starts("07:30:00")
    for day in range(4):
        at = "+" * day
        for number, (on, card, minor) in enumerate(SOLD):
            if on == day:
                found.sale(f"{at}{9 + number:02}:00:00", minor, card=card)
        if refund and day == 0:
            found.sale(f"{at}19:30:00", 1_000, "refund", card="VISA")
        found.settles(f"{at}20:05:00")
    return found


def terms(path: Path, text: str = FEES) -> Terms:
    found = checked(path, text)
    assert found.profile is not None, [each.render() for each in found.findings]
    return Terms.of(found.profile, found.layer)


def whole(**said: bool) -> Whole:
    return Whole.of(book(**said).records(), SITE)


def of(fees: Fees, card: str | None, *, promo: bool = False) -> Kept:
    (found,) = [
        each
        for each in fees.kept
        if each.card == card and (each.rule is not None and each.rule.until is not None) is promo
    ]
    return found


def test_each_class_costs_what_the_decimal_module_says(tmp_path: Path) -> None:
    fees = fees_of(whole(), terms(tmp_path), None)
    debit = of(fees, "debit")
    assert (debit.count, debit.gross_minor) == (3, 110_000)
    assert debit.fee_minor == 25 + 25 + 25
    assert debit.capped == 2, "24.995 cents round up to the cap and are not capped"
    assert debit.cap_minor == euros(5_001, "0.5") + euros(100_000, "0.5") - 50
    credit = of(fees, "credit")
    assert credit.fee_minor == euros(10_000, "0.6") + euros(12_345, "0.6")
    promo = of(fees, "credit", promo=True)
    sold = [minor for day, card, minor in SOLD if card == "VISA" and day in (1, 2)]
    assert promo.fee_minor == sum(euros(each, "0.3") for each in sold)
    assert promo.contract_minor == sum(euros(each, "0.6") for each in sold)
    effective = Decimal(debit.fee_minor * 1_000_000) / debit.gross_minor
    assert debit.effective_ppm == int(effective.quantize(HALF, ROUND_HALF_UP))
    assert fees.charges_minor == 4 * 20 + 990


def test_what_has_no_rate_is_named_and_is_not_nought(tmp_path: Path) -> None:
    fees = fees_of(whole(), terms(tmp_path), None)
    (unpriced,) = fees.unpriced
    assert (unpriced.count, unpriced.gross_minor, unpriced.effective_ppm) == (2, 7_800, None)
    assert fees.names == {"AMEX": 1, "JCB": 1}
    assert not fees.good
    assert sum(each.gross_minor for each in fees.kept) == fees.gross_minor
    assert sum(each.fee_minor for each in fees.kept) == fees.fee_minor


def test_a_refund_gives_its_fee_back(tmp_path: Path) -> None:
    by = terms(tmp_path)
    without, with_it = (
        of(fees_of(whole(refund=each), by, None), "credit") for each in (False, True)
    )
    assert with_it.fee_minor == without.fee_minor - euros(1_000, "0.6")
    assert with_it.gross_minor == without.gross_minor - 1_000


@pytest.mark.parametrize(
    ("rounded", "basis"), [("transaction", Basis(1, 0, 3)), ("batch", Basis(0, 1, 3))]
)
def test_the_rounding_is_found_by_the_credits(tmp_path: Path, rounded: str, basis: Basis) -> None:
    """Tuesday's two of 12.50 at 0.3 %: 0.04 each, 0.08 together; rounded once 0.075, 0.08.

    So Tuesday tells nothing; nor do days of one sale a class. Two sales of 2.50 do: 0.01 and 0.01,
    together 0.015, 0.02; three of them 0.03 against 0.0225, 0.02.
    """
    by = terms(tmp_path)
    found = Book()
    found.starts("07:30:00")
    for day, amounts in enumerate(((10_000,), (1_250, 1_250), (250, 250, 250), (12_345,))):
        for number, minor in enumerate(amounts):
            found.sale(f"{'+' * day}{9 + number:02}:00:00", minor, card="VISA")
        found.settles(f"{'+' * day}20:05:00")
    journal = Whole.of(found.records(), SITE)
    each_fee = {0: 60, 1: 8, 2: 3 if rounded == "transaction" else 2, 3: 74}
    sums = {0: 10_000, 1: 2_500, 2: 750, 3: 12_345}
    lines = [
        BankLine(
            "", MONDAY + timedelta(days=day + 1), sums[day] - fee - 20, "EUR", "", "", "", 0, "", 1
        )
        for day, fee in each_fee.items()
    ]
    fees = fees_of(journal, by, None, reconcile(journal, by, lines, []))
    assert fees.basis == basis
    assert fees.good is (rounded == "transaction")


def test_a_month_is_of_its_business_days(tmp_path: Path) -> None:
    by = terms(tmp_path)
    assert fees_of(whole(), by, date(2026, 11, 1)).gross_minor == sum(each[2] for each in SOLD)
    empty = fees_of(whole(), by, date(2026, 12, 1))
    assert (empty.gross_minor, empty.kept, empty.good) == (0, (), True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole(tmp_path: Path, language: str) -> None:
    by = terms(tmp_path)
    for first in (None, date(2026, 12, 1)):
        html = fees_html(fees_of(whole(), by, first), by, SITE, language)
        walker = Walker(html)
        assert all(each.startswith(("#", "data:")) for each in walker.links)
    said = "".join(Walker(fees_html(fees_of(whole(), by, None), by, SITE, language)).text)
    for words in ("AMEX × 1", "0.50%, cap 0.25", "2026-11-24"):
        assert words in said


@pytest.fixture
def fees_report(run: Run, tmp_path: Path) -> Callable[..., object]:
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*book().bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    found = checked(tmp_path, FEES)
    assert found.profile is not None
    compiled = compile_profile(found.profile, found.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
    return lambda *options: run("report", "fees", str(tmp_path / "shop.yaml"), *options)


def test_the_command_writes_page_and_rows(
    run: Run, tmp_path: Path, fees_report: Callable[..., object]
) -> None:
    out = tmp_path / "fees.html"
    ran = run("report", "fees", str(tmp_path / "shop.yaml"), "--out", str(out))
    assert ran.code == 1, ran.err
    assert "the acquirer keeps" in ran.err
    assert "No statement is in the store" in out.read_text(encoding="utf-8")
    lines = run("report", "fees", str(tmp_path / "shop.yaml"), "--json").out.splitlines()
    rows = [validate(TABLE, line) for line in lines]
    assert sum(row["gross_minor"] for row in rows) == sum(each[2] for each in SOLD)
    assert [row["fee_minor"] for row in rows if row["setting"] is None] == [None]
    csv = run("report", "fees", str(tmp_path / "shop.yaml"), "--csv").out
    assert csv.startswith("\ufeffschema,")
    assert len(csv.splitlines()) == len(rows) + 1
    told = json.loads(run("export", "fee_lines", "--schema").out)
    assert told["properties"]["schema"]["const"] == TABLE.id
