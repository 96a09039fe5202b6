# SPDX-License-Identifier: MIT
"""The page of deposits: weeks with planted faults, their sums by somebody else's arithmetic."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES
from posminder.money_pages.deposit_rows import TABLE
from tests.host.technician import Ran, Run
from tests.host.test_export import validate
from tests.host.test_reconcile_shop import (
    MISSING,
    OLD,
    OWN,
    RETURNED,
    SHORT,
    SPLIT,
    Shop,
    Stored,
    reconciles,
    shop,
    take_acquirer,
    take_bank,
)
from tests.host.test_report_day import Walker

__all__ = ["reconciles", "shop"]  # fixtures


@pytest.fixture
def reports(run: Run, tmp_path: Path, reconciles: Stored, shop: Shop) -> Stored:
    """A store with journal, profile and both statements; returns the report over it."""
    take_bank(run, tmp_path, shop, (OWN, OLD))
    take_acquirer(run, tmp_path, shop)

    def command(*options: str) -> Ran:
        return run("report", "deposits", str(tmp_path / "shop.yaml"), *options)

    return command


def test_the_rows_are_those_of_reconcile_and_every_column_adds_up(
    run: Run,
    reports: Stored,
    reconciles: Stored,
    shop: Shop,
) -> None:
    found = [validate(TABLE, line) for line in reports("--json").out.splitlines()]
    (told,) = reconciles("--json").json()
    sums = {name: sum(row[f"{name}_minor"] for row in found) for name in ("expected", "credited")}
    assert sums == {
        "expected": sum(shop.net.values()),
        "credited": told["totals"]["credited_minor"],
    }
    for name in ("open", "difference"):
        assert sum(row[f"{name}_minor"] for row in found) == told["totals"][f"{name}_minor"]
    assert sum(row["gross_minor"] for row in found) == sum(minor for _, minor in shop.sold.values())
    fees = sum(row["fee_debit_minor"] + row["fee_credit_minor"] for row in found)
    sold = sum(minor for _, minor in shop.sold.values())
    assert fees == sold - sum(shop.net.values()) - 20 * len(shop.net)
    assert sum(row["charges_minor"] for row in found) == 20 * len(shop.net)
    split = [row for row in found if row["status"] == "split"]
    assert len(split) == 2, "one row a line of the statement"
    assert split[0]["match"] == split[1]["match"]
    assert (split[0]["first_day"], split[1]["expected_minor"]) == (str(shop.day(SPLIT)), 0)
    short = next(row for row in found if row["status"] == "short")
    assert (short["first_day"], short["difference_minor"]) == (str(shop.day(SHORT)), 123)
    assert csv_of(reports("--csv")) == csv_of(reconciles("--csv"))
    assert len(csv_of(reconciles("--csv"))) == len(found)


def csv_of(ran: Ran) -> list[dict[str, str]]:
    assert ran.out.startswith("\ufeff")
    return list(csv.DictReader(ran.out.removeprefix("\ufeff").splitlines()))


def test_months_part_the_rows_and_each_is_proved(
    reports: Stored,
    shop: Shop,
) -> None:
    found = []
    for month in ("2026-11", "2026-12"):
        lines = reports("--json", "--month", month).out.splitlines()
        rows = [validate(TABLE, line) for line in lines]
        found += rows
        nets = [net for day, net in shop.net.items() if f"{shop.day(day)}".startswith(month)]
        assert sum(row["expected_minor"] for row in rows) == sum(nets)
        for row in (rows,):
            parts = ("credited_minor", "open_minor", "difference_minor")
            assert sum(each[name] for each in row for name in parts) == sum(nets)
    assert len(found) == len(reports("--json").out.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_impact_waterfall_and_a_call_sheet_in_both_languages(
    tmp_path: Path,
    reports: Stored,
    shop: Shop,
    language: str,
) -> None:
    out = tmp_path / "page.html"
    ran = reports("--out", str(out), "--lang", language)
    assert ran.code == 1
    html = out.read_text(encoding="utf-8")
    walker = Walker(html)
    assert all(each.startswith(("#", "data:")) for each in walker.links)
    said = "".join(walker.text)
    open_minor = shop.net[MISSING] + shop.net[RETURNED]
    assert f"{open_minor // 100}.{open_minor % 100:02} EUR" in said
    for words in ("Ask: did this batch arrive", "请询问：该批次是否已收到", "Call: ", "致电："):
        assert words in said
    assert html.count('class="sheet"') == sum(
        each.startswith("call-") and each.endswith(language) for each in walker.ids
    )
    for name in ("flow", "statement", "ageing", "days"):
        assert name in walker.ids
    assert html.count('<rect class="off-day"') > 5, "weekends and holidays are shaded"


def test_a_month_without_money_is_empty_and_good(reports: Stored, tmp_path: Path) -> None:
    ran = reports("--month", "2027-05", "--out", str(tmp_path / "x.html"))
    assert ran.code == 0
    assert "All money that was due is on the account." in ran.err
    assert reports("--month", "May").code == 2


def test_the_schema_of_the_rows_is_printed_without_a_store(run: Run) -> None:
    (told,) = [json.loads(run("export", "deposit_lines", "--schema").out)]
    assert told["properties"]["schema"] == {"const": TABLE.id, "description": "table/version"}
    assert run("export", "deposit_lines").code == 2, "its rows need a profile"
