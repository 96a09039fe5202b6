# SPDX-License-Identifier: MIT
"""Four weeks of a shop against statements that know nothing of our code.

The statements' amounts come from the decimal module and a calendar of weekdays, the faults are
planted day by day, and `posminder reconcile` must name each of them and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from posminder import home
from posminder.profile.compile import compile_profile
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import DAY, MONDAY, Book
from tests.host.site_text import checked
from tests.host.technician import Ran, Run

DAYS: Final = 24
RATES: Final = {"girocard": Decimal("0.0025"), "VISA": Decimal("0.0095")}
SITE: Final = """\
deposit: {cycle: T+2, shown_as: [PAYONE]}
fees:
  per_deposit: "0.20"
  rates: [{card: debit, rate: "0.25%"}, {card: credit, rate: "0.95%"}]
  card_names: [{name: girocard, card: debit}, {name: VISA, card: credit}]
account: {masked: "DE8937************3000", bank: Sparkasse}
"""
OWN, OLD = "DE8937************3000", "DE1250************7777"
LATE, MISSING, SPLIT, BUNDLED, SHORT, OLD_CARD, RETURNED = 2, 4, 7, (8, 9), 11, 14, 16


class Shop:
    """What was sold, drawn from a seed, and what it should have brought by somebody else's sums."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.book = Book()
        self.book.starts("07:30:00")
        self.sold: dict[int, tuple[int, int]] = {}
        self.net: dict[int, int] = {}
        for day in range(DAYS):
            if self.day(day).weekday() == 6:
                continue
            sales = [
                (rng.choice(list(RATES)), rng.randint(100, 20_000), f"{9 + n:02}:00:00")
                for n in range(rng.randint(1, 8))
            ]
            for card, minor, at in sales:
                self.book.sale("+" * day + at, minor, card=card)
            self.sold[day] = (len(sales), sum(minor for _, minor, _ in sales))
            self.book.settles("+" * day + "20:05:00")
            self.net[day] = self.sold[day][1] - sum(self.fee(c, m) for c, m, _ in sales) - 20
        self.book.sale("+" * (DAYS - 1) + "20:30:00", 500)  # today's: not a finding

    @staticmethod
    def day(number: int) -> date:
        return MONDAY + timedelta(days=number)

    @staticmethod
    def fee(card: str, minor: int) -> int:
        return int((minor * RATES[card]).quantize(Decimal(1), ROUND_HALF_UP))

    def due(self, number: int) -> date:
        day, left = self.day(number), 2
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day

    def bank(self) -> dict[str, list[tuple[date, int, str]]]:
        """Return the bookings of both accounts, faults planted."""
        own: list[tuple[date, int, str]] = []
        old: list[tuple[date, int, str]] = [(self.day(1), 4_200, "PAYONE other shop")]
        for day, net in self.net.items():
            on = self.due(day)
            if day == LATE:
                own.append((on + timedelta(days=4), net, "PAYONE"))
            elif day == SPLIT:
                own += [(on, net - 50, "PAYONE a"), (on + timedelta(days=1), 50, "PAYONE b")]
            elif day == BUNDLED[0]:
                both = self.net[BUNDLED[1]] + net
                own.append((self.due(BUNDLED[1]), both, "PAYONE"))
            elif day == SHORT:
                own.append((on, net - 123, "PAYONE"))
            elif day == OLD_CARD:
                old.append((on, net, "PAYONE"))
            elif day not in (MISSING, RETURNED, BUNDLED[1]):
                own.append((on, net, "PAYONE"))
        own += [(self.day(9), 77_777, "PAYONE"), (self.day(9), -5_000, "Miete")]
        own += [(self.day(10), 12_345, "Bareinzahlung"), (self.day(26), -1, "Ende")]
        return {OWN: own, OLD: old}

    def acquirer(self) -> str:
        rows = ["Umsatzdatum;Umsatz;TID;Anzahl;Status;Grund;Ausgezahlt am;Auszahlung"]
        for day, (count, minor) in self.sold.items():
            status = "zurückgewiesen" if day == RETURNED else "ausgezahlt"
            if day == 3:
                continue
            shown = minor + 10 if day == 5 else minor
            net = self.net[day] + (10 if day == 5 else 0)
            why = "Konto gesperrt" if day == RETURNED else ""
            rows.append(
                f"{self.day(day):%d.%m.%Y};{euro(shown)};29001234;{count};{status};{why};"
                f"{self.due(day):%d.%m.%Y};{euro(net)}"
            )
        return "\n".join(rows) + "\n"


def euro(minor: int) -> str:
    sign, (whole, part) = "-" if minor < 0 else "", divmod(abs(minor), 100)
    return f"{sign}{whole:,}".replace(",", ".") + f",{part:02}"


Stored = Callable[..., Ran]


@pytest.fixture
def shop() -> Shop:
    return Shop(9)


@pytest.fixture
def reconciles(run: Run, tmp_path: Path, shop: Shop) -> Stored:
    """A store with the journal and the profile; returns the command over it."""
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*shop.book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    found = checked(tmp_path, SITE)
    assert found.profile is not None, [each.render() for each in found.findings]
    compiled = compile_profile(found.profile, found.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())

    def command(*options: str) -> Ran:
        return run("reconcile", str(tmp_path / "shop.yaml"), *options)

    return command


def take_bank(run: Run, tmp_path: Path, shop: Shop, accounts: tuple[str, ...] = (OWN, OLD)) -> None:
    for account in accounts:
        rows = ["Buchungstag;Betrag;Verwendungszweck"]
        rows += [
            f"{day:%d.%m.%Y};{euro(minor)};{text}" for day, minor, text in shop.bank()[account]
        ]
        path = tmp_path / "bank.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        options = ("--layout", "layout/bank-de", "--account", account)
        assert run("statements", "take", str(path), *options).code == 0


def take_acquirer(run: Run, tmp_path: Path, shop: Shop) -> None:
    path = tmp_path / "acquirer.csv"
    path.write_text(shop.acquirer(), encoding="utf-8")
    ran = run("statements", "take", str(path), "--layout", "layout/acquirer-de")
    assert ran.code == 0, ran.err


def statuses(told: Any) -> dict[str, list[str]]:
    """Return by status the business days of its deposits."""
    found: dict[str, list[str]] = {}
    for row in told["rows"]:
        days = [day for each in row["deposits"] for day in each["business_days"]]
        found.setdefault(row["status"], []).extend(days or ["-"])
    return found


def test_three_ways_name_every_planted_fault_and_no_other(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    take_bank(run, tmp_path, shop)
    take_acquirer(run, tmp_path, shop)
    ran = reconciles("--json")
    assert ran.code == 1
    (told,) = ran.json()
    assert told["ways"] == ["board", "acquirer", "bank"]
    found = statuses(told)

    def day(number: int) -> str:
        return str(shop.day(number))

    assert {status: days for status, days in found.items() if status != "matched"} == {
        "late": [day(LATE)],
        "overdue": [day(MISSING)],
        "split": [day(SPLIT)],
        "bundled": [day(each) for each in BUNDLED],
        "short": [day(SHORT)],
        "wrong_account": [day(OLD_CARD)],
        "returned": [day(RETURNED)],
        "unexplained": ["-"],
    }
    assert {
        each["day"]: each["state"] for each in told["acquirer"] if each["state"] != "agrees"
    } == {
        day(3): "missing",
        day(5): "differs",
    }
    sums = told["totals"]
    came = sum(
        minor
        for each in shop.bank().values()
        for _, minor, text in each
        if text.startswith("PAYONE") and "other shop" not in text
    )
    assert sums["expected_minor"] == sum(shop.net.values())
    assert sums["credited_minor"] == came
    assert sums["open_minor"] == shop.net[MISSING] + shop.net[RETURNED]
    assert sums["difference_minor"] == 123 - 77_777
    assert told["impact"]["count"] == shop.sold[MISSING][0] + shop.sold[RETURNED][0]
    assert told["impact"]["gross_minor"] == shop.sold[MISSING][1] + shop.sold[RETURNED][1]
    assert told["impact"]["net_minor"] == sums["open_minor"]
    assert told["passed_over"] == 3
    assert told["not_settled"] == {"count": 1, "gross_minor": 500}


def test_without_the_acquirer_it_says_that_it_is_two_way(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    take_bank(run, tmp_path, shop, (OWN,))
    ran = reconciles()
    assert ran.code == 1
    assert ran.out.startswith("Two-way only: board and bank, 2026-11-25 to 2026-12-19.")
    (told,) = reconciles("--json").json()
    found = statuses(told)
    assert found["overdue"] == [str(shop.day(each)) for each in (MISSING, OLD_CARD, RETURNED)]
    assert {"wrong_account", "returned"}.isdisjoint(found)


def test_without_the_bank_the_acquirer_s_word_of_its_payouts_is_held_against_the_board(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    take_acquirer(run, tmp_path, shop)
    ran = reconciles()
    assert "Two-way only: board and acquirer" in ran.out
    (told,) = reconciles("--json").json()
    found = statuses(told)
    assert found["returned"] == [str(shop.day(RETURNED))]
    assert found["overdue"] == [str(shop.day(3))]
    assert set(found) == {"matched", "returned", "overdue", "over"}


def test_nothing_to_hold_against_is_said_with_the_next_step(reconciles: Stored) -> None:
    ran = reconciles()
    assert ran.code == 1
    assert "Next: posminder statements take" in ran.err


def test_what_the_board_was_told_came_back_is_returned(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    count, minor = shop.sold[MISSING]
    day = DAY + MISSING
    shop.book.add("+" * 23 + "21:00:00", r.R_EXPECTED, 5, day, count, minor, day + 2)
    shop.book.add("+" * 23 + "21:01:00", r.R_CREDIT, 5, day, 2, None, 2)
    file = tmp_path / "more.pmj"
    file.write_bytes(export(*shop.book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    take_bank(run, tmp_path, shop)
    (told,) = reconciles("--json").json()
    (row,) = [each for each in told["rows"] if each["status"] == "returned"]
    assert row["cause"] == "account_frozen"


def test_the_page_and_the_call_sheets_in_both_languages(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    take_bank(run, tmp_path, shop)
    take_acquirer(run, tmp_path, shop)
    ran = reconciles("--call-sheets", "--rules")
    row = next(line for line in ran.out.splitlines() if line.startswith(str(shop.day(MISSING))))
    assert "overdue, 18 days late" in row
    sheet = ran.out[ran.out.index("Call sheet: overdue") :]
    assert "Shop: Kiosk am Markt (kn-0001)" in sheet
    assert "MID not known here, TID 29001234, batch #" in sheet
    assert f"settled {shop.day(MISSING)} 20:05, clearing date {shop.day(MISSING)}" in sheet
    count, minor = shop.sold[MISSING]
    assert f"{count} transactions, gross {minor // 100}.{minor % 100:02} EUR" in sheet
    assert "Rule: deposit.cycle = T+2 [acquirer/example-de 2026-1" in sheet
    assert "account DE8937************3000" in sheet
    assert "Ask: did this batch arrive" in sheet
    assert "Ask: which account is on file" in sheet
    assert "Expected " in ran.out
    assert "31 days late or more" not in ran.out
    chinese = reconciles("--call-sheets", "--lang", "zh-CN").out
    for words in ("三方核对", "致电单：逾期未到账", "请询问：划款为何失败", "应到账"):
        assert words in chinese


def test_the_last_day_judged_can_be_said(
    run: Run, tmp_path: Path, shop: Shop, reconciles: Stored
) -> None:
    take_bank(run, tmp_path, shop)
    (told,) = reconciles("--json", "--until", "2026-11-27").json()
    assert "overdue" not in statuses(told)
    assert told["last"] == "2026-11-27"
    (told,) = reconciles("--json", "--until", "2026-11-28").json()
    assert statuses(told)["overdue"] == [str(shop.day(LATE))]
    assert reconciles("--until", "30.11.").code == 2
