# SPDX-License-Identifier: MIT
"""The month's figures against sums made while its journal was written, and its page and rows."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from posminder.export.tables.month import TABLE
from posminder.messages import LANGUAGES
from posminder.report.month import Month, Rate, month_before, month_of, trend
from posminder.report.month_page import month_html, shops_html
from posminder.report.settlements import (
    CLOSED,
    EMPTY,
    GAP,
    HELD,
    LATE,
    ON_TIME,
    RUNNING,
)
from posminder.report.site import ReportSite
from posminder.report.verdict import MISMATCH, NO_RECORDS
from posminder.report.whole import Whole
from tests.host import month_days as days
from tests.host.journal_bytes import BOARD, export
from tests.host.month_days import CUT_OVER, Truth
from tests.host.report_days import MONDAY, SITE, Book, three_sales
from tests.host.technician import Run
from tests.host.test_export import validate
from tests.host.test_report_day import Walker

DECEMBER = date(2026, 12, 1)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(scope="module")
def written() -> tuple[Book, Truth]:
    return days.month()


def picked(book: Book, *without: int, site: ReportSite = CUT_OVER) -> Month:
    return month_of(Whole.of(book.records(*without), site), DECEMBER)


def test_the_four_rates_are_what_was_written(written: tuple[Book, Truth]) -> None:
    book, truth = written
    rates = picked(book).rates
    assert (rates.settled.good, rates.settled.of) == (truth.on_time, truth.days)
    assert (rates.signed_in.good, rates.signed_in.of) == (truth.signed_in, truth.sold)
    assert (rates.printed.good, rates.printed.of) == (truth.printed, truth.owed)
    assert (rates.resolved.good, rates.resolved.of) == (truth.resolved, truth.raised)
    assert truth.days - truth.on_time == 5
    assert rates.settled.unknown == 2, "the day the board was off, and a holiday nobody entered"


def test_each_day_is_of_its_kind(written: tuple[Book, Truth]) -> None:
    found = {each.date.day: each.kind for each in picked(written[0]).days}
    said = {
        days.LATE: LATE,
        days.AFTER_CUT_OVER: LATE,
        days.HELD: HELD,
        days.MISSED: GAP,  # and no cause is known
        days.UNBALANCED: MISMATCH,
        days.OFF: NO_RECORDS,
        25: NO_RECORDS,
    }
    assert {day: kind for day, kind in found.items() if day in said} == said
    sundays = {day for day in found if date(2026, 12, day).weekday() == 6}
    rest = {kind for day, kind in found.items() if day not in said and day not in sundays}
    assert {found[day] for day in sundays} == {CLOSED}
    assert rest == {ON_TIME}


def test_totals_by_business_day_and_by_clearing_date(written: tuple[Book, Truth]) -> None:
    book, truth = written
    month = picked(book)
    totals: Counter[date] = Counter()
    clearing: Counter[date | None] = Counter()
    for line in month.lines:
        totals[line.day] += line.total_minor
        clearing[line.clearing] += line.total_minor
        assert line.total_minor == line.sales_minor - line.refunds_minor
    assert totals == truth.totals
    assert clearing == truth.clearing
    assert len([each for each in month.lines if each.day.day == days.EXTRA]) == 2


def test_without_a_cut_over_late_in_the_evening_is_on_time(written: tuple[Book, Truth]) -> None:
    found = {each.date.day: each.kind for each in picked(written[0], site=SITE).days}
    assert found[days.AFTER_CUT_OVER] == ON_TIME


def test_without_a_profile_no_clearing_date_is_guessed(written: tuple[Book, Truth]) -> None:
    bare = replace(SITE, hours=None, latest_min=None)
    month = picked(written[0], site=bare)
    assert {each.clearing for each in month.lines} == {None}
    assert not month.of(CLOSED), "who knows no hours does not know that a shop was closed"


def test_what_is_missing_is_named_and_never_counted_as_nought(
    written: tuple[Book, Truth],
) -> None:
    book = written[0]
    on_eighth = next(each for each in picked(book).days if each.date.day == 8)
    assert on_eighth.row is not None
    gone = [each.seq for each in on_eighth.row.closing.placed][2:5]
    holed = picked(book, *gone)
    (gap,) = holed.gaps
    assert (gap.first, gap.last) == (gone[0], gone[-1])
    assert gap.after == gap.before == date(2026, 12, 8)
    assert next(each for each in holed.days if each.date.day == 8).missing == 3
    assert not holed.good
    assert "3" in month_html(holed, (), "en").split("Records missing from the journal: ")[1][:2]
    outside = month_of(Whole.of(book.records(), CUT_OVER), NOVEMBER)
    before = [each for each in outside.days if each.date < MONDAY]
    assert {each.kind for each in before} == {NO_RECORDS}
    assert {each.on_time for each in before} == {None}
    assert outside.rates.settled == Rate(7, 7), "days before the board came are nobody's failure"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(9999, 12, 1), date.max),
        (date.min, date(1, 1, 31)),
    ],
)
def test_a_month_ends_with_its_last_day(first: date, last: date) -> None:
    month = month_of(Whole.of(three_sales().records(), SITE), first)
    assert (month.last, len(month.days)) == (last, last.day)


def test_months_before_stop_where_the_calendar_does() -> None:
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)
    assert month_before(date(2026, 3, 1), 5) == date(2025, 10, 1)
    assert month_before(date(1, 2, 1), 5) == date.min


def test_a_month_without_a_sale_has_no_rates() -> None:
    empty = month_of(Whole.of(three_sales().records(), SITE), DECEMBER)
    assert empty.rates.settled.permille is None
    html = month_html(empty, (), "en")
    assert "nothing to count" in html
    assert "Settling was due on no business day" in html


def test_a_rate_never_rounds_up_to_all() -> None:
    assert Rate(9_999, 10_000).permille == 999
    assert Rate.count([True, None, False]) == Rate(1, 2, 1)


def test_today_is_not_judged_before_its_time() -> None:
    book = three_sales()
    book.sale("+09:00:00", 500)
    found = month_of(Whole.of(book.records(), SITE), NOVEMBER)
    assert [each.kind for each in found.days if each.date >= MONDAY][:2] == [ON_TIME, RUNNING]
    assert found.good


def test_a_holiday_with_nothing_sold_is_no_failure() -> None:
    book = Book()
    book.starts("07:30:00")
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "nothing_to_settle")
    found = month_of(Whole.of(book.records(), SITE), NOVEMBER)
    assert next(each for each in found.days if each.date == MONDAY).kind == EMPTY
    assert found.rates.settled == Rate(0, 0)


def test_the_trend_has_the_months_before(written: tuple[Book, Truth]) -> None:
    whole = Whole.of(written[0].records(), CUT_OVER)
    ((first, rates),) = trend(whole, DECEMBER, 5)
    assert (first, rates.settled) == (NOVEMBER, Rate(7, 7))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_each_language(written: tuple[Book, Truth], language: str) -> None:
    month = picked(written[0], site=replace(CUT_OVER, name="<script>alert(1)</script>"))
    for html in (
        month_html(month, trend(month.whole, DECEMBER, 5), language),
        shops_html([month, picked(written[0])], language),
    ):
        walker = Walker(html)
        assert "script" not in walker.tags
        assert all(each.startswith(("#", "data:")) for each in walker.links)
        assert "{" not in html.split("</style>")[1]
        assert f'lang="{language}"' in html
    squares = month_html(month, (), language).count('class="cell cell-')
    assert squares >= 31


def test_the_command_writes_the_page_and_says_what_is_open(
    run: Run, tmp_path: Path, written: tuple[Book, Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*written[0].bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    ran = run("report", "month", "2026-12", "--out", "month.html")
    assert ran.code == 1
    assert "business days on which settling was due" in ran.err
    page = (tmp_path / "month.html").read_text(encoding="utf-8")
    assert "2026-12-31" in page
    newest = run("report", "month", "--board", "all", "--lang", "zh-CN")
    assert newest.code == 0, newest.err
    assert list(tmp_path.glob("*-2027-01.html")), (
        "the newest record is of January, and nothing was due in it"
    )
    assert run("report", "month", "2026-13").code == 2
    assert run("report", "month", "december").code == 2


def test_the_rows_add_up_and_fit_their_schema(
    run: Run, tmp_path: Path, written: tuple[Book, Truth]
) -> None:
    book, truth = written
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    lines = run("report", "month", "2026-12", "--json").out.splitlines()
    found = [validate(TABLE, line) for line in lines]
    assert len({row["day"] for row in found}) == 31
    assert sum(row["total_minor"] or 0 for row in found) == sum(truth.totals.values())
    assert sum(row["signed_in"] for row in found) == truth.signed_in
    assert sum(row["printed"] for row in found) == truth.printed
    unknown = {
        row["day"] for row in found if row["total_minor"] is None and row["outcome"] == NO_RECORDS
    }
    assert {"2026-12-22", "2026-12-25"} < unknown, "not known is not nought"
    ran = run("report", "month", "2026-12", "--csv")
    assert ran.code == 1
    assert ran.out.startswith("\ufeffschema,")
    rows = list(csv.DictReader(ran.out.removeprefix("\ufeff").splitlines()))
    assert [row["total_minor"] for row in rows] == [
        "" if row["total_minor"] is None else str(row["total_minor"]) for row in found
    ]
    assert all(
        Decimal(row["total"]) * 100 == int(row["total_minor"]) for row in rows if row["total"]
    )


def test_days_add_up_over_shops(written: tuple[Book, Truth]) -> None:
    one = picked(written[0])
    html = shops_html([one, one], "en")
    both = one.rates.settled
    assert f"{2 * both.good} of {2 * both.of} days" in html
    assert one.last - one.first == timedelta(days=30)
