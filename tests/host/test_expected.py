# SPDX-License-Identifier: MIT
"""Expected deposits of written shop days, held against numbers worked by hand (R26, R49)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posminder import home
from posminder.profile.compile import compile_profile
from posminder.reconcile.expected import Expected, Terms, expected, portions
from posminder.report.whole import Whole
from posminder.store.store import Store
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.site_text import checked
from tests.host.technician import Run

FEES = """\
fees:
  per_deposit: "0.20"
  rates: [{card: debit, rate: "0.25%"}, {card: credit, rate: "0.95%"}]
  card_names: [{name: GIROCARD, card: debit}, {name: Visa, card: credit}]
"""
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
FRIDAY = date(2026, 11, 27)
NEXT_MONDAY = date(2026, 11, 30)


def shop_days() -> Book:
    """Monday: 100.00 girocard, 50.00 Visa less a refund of 10.00, settled at 20:05; two after it.

    Tuesday: settled at 23:30, after the cut-over of 23:00. Friday's is settled at 20:05.
    """
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 10_000, card="girocard")
    book.sale("10:00:00", 5_000, card="VISA")
    book.sale("11:00:00", 1_000, "refund", card="VISA")
    book.settles("20:05:00")
    book.sale("+09:00:00", 2_000, card="girocard")
    book.settles("+23:30:00")
    book.sale("++++09:00:00", 4_000, card="girocard")
    book.settles("++++20:05:00")
    book.sale("++++21:00:00", 700, card="girocard")
    return book


def terms(tmp_path: Path, text: str = FEES) -> Terms:
    found = checked(tmp_path, text)
    assert found.profile is not None, [each.render() for each in found.findings]
    return Terms.of(found.profile, found.layer)


def of(book: Book, by: Terms) -> tuple[Expected, ...]:
    return expected(portions(Whole.of(book.records(), SITE), by), by)


def test_each_batch_has_its_days_its_fees_and_its_due_day(tmp_path: Path) -> None:
    monday, tuesday, friday = of(shop_days(), terms(tmp_path))
    # 100.00 at 0.25 % is 0.25; (50.00 - 10.00) at 0.95 % is 0.475 less 0.095, each rounded: 0.38.
    assert (monday.count, monday.gross_minor, monday.refunds_minor) == (3, 14_000, 1_000)
    assert (monday.fee_minor, monday.charge_minor) == (25 + 48 - 10, 20)
    assert monday.net_minor == 14_000 - 63 - 20
    # T+2: Monday clears on Monday and is due on Wednesday; Tuesday's came after the cut-over.
    assert (monday.business_days, monday.clearing_days) == ((MONDAY,), (MONDAY,))
    assert monday.due == WEDNESDAY
    assert (tuesday.business_days, tuesday.clearing_days) == ((TUESDAY,), (WEDNESDAY,))
    assert (tuesday.due, tuesday.net_minor) == (FRIDAY, 2_000 - 5 - 20)
    assert friday.due == date(2026, 12, 1)  # over the weekend


def test_every_expectation_names_the_rules_it_used(tmp_path: Path) -> None:
    monday = of(shop_days(), terms(tmp_path))[0]
    rules = {rule.setting: rule for rule in monday.rules}
    assert list(rules) == [
        "fees.rates[0].rate",
        "fees.rates[1].rate",
        "deposit.cycle",
        "cut_over",
        "calendar.bank_days",
        "deposit.per",
        "fees.rounding.per",
        "fees.refunds",
        "fees.per_deposit",
    ]
    assert rules["fees.rates[0].rate"].value == "debit 0.25%"
    assert rules["fees.rates[0].rate"].place.endswith("shop.yaml:8:31")
    cycle = rules["deposit.cycle"]
    assert (cycle.value, cycle.sheet) == ("T+2", "acquirer/example-de 2026-1")
    assert cycle.place == "acquirer/example-de.yaml:12:18"
    assert cycle.since == date(2026, 1, 1)


def test_below_the_minimum_it_goes_with_what_comes_after_it(tmp_path: Path) -> None:
    """Monday 139.17 net of its own, Tuesday 19.75, Friday 39.70; one charge of 0.20 a credit."""

    def by(minimum: str) -> Terms:
        return terms(tmp_path, f'{FEES}deposit: {{cycle: T+2, min_payout: "{minimum}"}}\n')

    at = of(shop_days(), by("139.17"))
    assert (at[0].net_minor, at[0].business_days, at[0].waits) == (13_917, (MONDAY,), False)
    (rest,) = at[1:]
    assert (rest.due, rest.waits, rest.charge_minor) == (None, True, 20)
    assert rest.net_minor == 2_000 - 5 + 4_000 - 10 - 20
    both, friday = of(shop_days(), by("139.18"))
    assert (both.business_days, both.due) == ((MONDAY, TUESDAY), FRIDAY), "when the last is due"
    assert both.net_minor == 14_000 - 63 + 2_000 - 5 - 20
    assert friday.waits
    rule = next(each for each in both.rules if each.setting == "deposit.min_payout")
    assert rule.value == "139.18"
    assert not any(each.waits for each in of(shop_days(), by("0.00")))
    (every,) = of(shop_days(), by("200.00"))
    assert (every.waits, len(every.portions)) == (True, 3)


def test_what_the_settlement_has_and_no_record_tells_is_unpriced(tmp_path: Path) -> None:
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 10_000, card="girocard")
    book.settlement("20:05:00", "seen", books=(3, 15_000))
    (batch,) = of(book, terms(tmp_path))
    assert (batch.count, batch.gross_minor, batch.unpriced_minor) == (3, 15_000, 5_000)
    assert batch.net_minor == 15_000 - 25 - 20
    assert [(each.card, each.count, each.gross_minor) for each in batch.fees] == [
        ("debit", 1, 10_000),
        (None, 2, 5_000),
    ]


def per(tmp_path: Path, how: str) -> list[tuple[str, int]]:
    text = f"{FEES}deposit: {{cycle: T+2, per: {how}}}\n"
    return [(str(each.due), each.net_minor) for each in of(shop_days(), terms(tmp_path, text))]


def test_deposits_of_transactions_days_and_due_days(tmp_path: Path) -> None:
    (single, merged) = (per(tmp_path, "transaction"), per(tmp_path, "merged"))
    assert single == [
        ("2026-11-25", 10_000 - 25 - 20),
        ("2026-11-25", 5_000 - 48 - 20),
        ("2026-11-25", -1_000 + 10 - 20),
        ("2026-11-27", 2_000 - 5 - 20),
        ("2026-12-01", 4_000 - 10 - 20),
    ]
    assert per(tmp_path, "day") == per(tmp_path, "batch") == merged


def test_what_is_due_on_one_day_is_one_credit_where_it_is_merged(tmp_path: Path) -> None:
    book = Book()
    book.starts("07:30:00")
    for days in range(4, 7):  # Friday, Saturday, Sunday: all due on Tuesday
        at = "+" * days
        book.sale(f"{at}09:00:00", 10_000, card="girocard")
        book.settles(f"{at}20:05:00")
    text = f"{FEES}deposit: {{cycle: T+2, per: merged}}\n"
    (found,) = of(book, terms(tmp_path, text))
    assert (found.due, found.count, found.net_minor) == (date(2026, 12, 1), 3, 30_000 - 75 - 20)
    assert found.clearing_days == (FRIDAY, date(2026, 11, 28), date(2026, 11, 29))


def test_where_the_acquirer_captures_each_sale_clears_by_its_own_time(tmp_path: Path) -> None:
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 10_000, card="girocard")
    book.sale("23:10:00", 6_000, card="girocard")
    book.settles("++20:05:00")
    first, second = of(book, terms(tmp_path, f"{FEES}capture: acquirer\n"))
    assert (first.clearing_days, first.gross_minor) == ((MONDAY,), 10_000)
    assert (second.clearing_days, second.gross_minor) == ((TUESDAY,), 6_000)


def test_a_due_day_beyond_the_calendar_is_not_guessed(tmp_path: Path) -> None:
    text = f"{FEES}calendar: {{bank_days: CN}}\n"
    book = Book()
    book.starts("++++++++++++++++++++++++++++++++++++07:30:00")
    book.sale("++++++++++++++++++++++++++++++++++++++09:00:00", 10_000)
    book.settles("++++++++++++++++++++++++++++++++++++++20:05:00")  # Thursday, 31 December
    (found,) = of(book, terms(tmp_path, text))
    assert (found.clearing_days, found.due) == ((date(2026, 12, 31),), None)


@pytest.fixture
def shop(run: Run, tmp_path: Path) -> Any:
    """The written days in a store, with the profile; returns a command's run."""
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*shop_days().bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    text = f'{FEES}  per_month: "12.00"\n'
    found = checked(tmp_path, text)
    assert found.profile is not None
    compiled = compile_profile(found.profile, found.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())

    def deposits(*options: str) -> Any:
        return run("deposits", "expected", str(tmp_path / "shop.yaml"), *options)

    return deposits


def test_the_command_prints_amounts_days_and_rules(shop: Any) -> None:
    ran = shop()
    assert ran.code == 0
    row = next(line for line in ran.out.splitlines() if "2026-11-23" in line)
    assert row.split()[0] == "2026-11-23"
    assert "140.00 EUR" in row
    assert "139.17 EUR" in row
    assert "gross 200.00 EUR, fees 0.78 EUR, charges 0.60 EUR, expected 198.62 EUR" in ran.out
    assert "2026-12: monthly charge 12.00 EUR, a line of its own." in ran.out
    assert "Not settled: 1 transactions, 7.00 EUR." in ran.out
    assert "deposit.cycle = T+2 [acquirer/example-de 2026-1, from 2026-01-01; " in ran.out
    chinese = shop("--lang", "zh-CN").out
    assert "应到账净额" in chinese
    assert "所用规则" in chinese


def test_the_command_as_json_and_by_days(shop: Any) -> None:
    found = shop("--json").json()
    assert [each["net_minor"] for each in found if "deposit" in each] == [13_917, 1_975, 3_970]
    assert [each["charge_minor"] for each in found if "month" in each] == [1_200, 1_200]
    (only,) = [
        each
        for each in shop("--from", "2026-11-24", "--to", "2026-11-24", "--json").json()
        if "deposit" in each
    ]
    assert (only["clearing_days"], only["due"]) == (["2026-11-25"], "2026-11-27")


def test_a_profile_without_a_sheet_is_told_what_it_lacks(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(
        "schema: 1\nextends: template/kiosk-de\nsite: {id: kn-0001, name: Kiosk}\n"
        'terminal: {tid: "29001234"}\n'
    )
    ran = run("deposits", "expected", str(path))
    assert ran.code == 2
    assert "names no deposit.cycle" in ran.err
