# SPDX-License-Identifier: MIT
"""Every business day has a settlement or a cause from the fixed list; what has neither is a gap."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES, MESSAGES
from posminder.report.cause import Cause
from posminder.report.settlements import (
    CLOSED,
    EMPTY,
    GAP,
    HELD,
    LATE,
    MISMATCH,
    MISSED,
    ON_TIME,
    RUNNING,
    SAID,
    Row,
    rows,
)
from posminder.report.settlements_page import settlements_html
from posminder.report.site import ReportSite
from posminder.report.speech import Speech
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host import report_days, report_month
from tests.host.journal_bytes import BOARD, export, record
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.technician import Run
from tests.host.test_report_day import Walker

TUESDAY = MONDAY + timedelta(days=1)
BELOW_MIN, HELD_BY_MAX, DECLINED = 7, 6, 5  # of CAUSE_WORDS


def of(book: Book, site: ReportSite = SITE) -> dict[date, Row]:
    return {each.date: each for each in rows(Whole.of(book.records(), site))}


def open_evening() -> Book:
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    book.sale("12:00:00", 1_250)
    return book


def next_morning(book: Book) -> Book:
    book.sale("+09:00:00", 300)
    return book


def deferred() -> Book:
    book = open_evening()
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "deferred", BELOW_MIN)
    return next_morning(book)


def held() -> Book:
    book = open_evening()
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "held", HELD_BY_MAX)
    return next_morning(book)


def declined() -> Book:
    book = open_evening()
    book.settlement("20:45:00", "begun")
    book.refuses("20:45:10", DECLINED)
    return next_morning(book)


def switched_off() -> Book:
    book = open_evening()
    book.starts("+07:30:00")
    return next_morning(book)


def cut_off() -> Book:
    book = open_evening()
    book.settlement("20:45:00", "begun")
    book.starts("+07:30:00")
    return next_morning(book)


def clock_unset() -> Book:
    book = open_evening()
    book.alert("13:00:00", "clock_unset", "raised")
    return next_morning(book)


def line_silent() -> Book:
    book = open_evening()
    book.add("13:00:00", r.R_LINE, 1, 2)
    return next_morning(book)


def would_have() -> Book:
    book = open_evening()
    book.add("20:45:00", r.R_INTENT, 4, 2)
    book.add("20:45:00", r.R_OUTCOME, 4, 4, 0)
    return next_morning(book)


def nothing_shown() -> Book:
    return next_morning(open_evening())


@pytest.mark.parametrize(
    ("make", "word", "how", "grade"),
    [
        (deferred, "below_min", "tried", "B"),
        (held, "held_by_max", "tried", "B"),
        (declined, "acquirer_declined", "tried", "B"),
        (switched_off, "device_off", "off", "D"),
        (cut_off, "device_off", "broken_off", "D"),
        (clock_unset, "clock_untrusted", "clock", "B"),
        (line_silent, "link_down", "silent", "B"),
        (would_have, "operator", "observed", "D"),
        (nothing_shown, "unknown", "unknown", "D"),
    ],
)
def test_each_cause_has_its_evidence(
    make: Callable[[], Book], word: str, how: str, grade: str
) -> None:
    row = of(make())[MONDAY]
    assert row.cause is not None
    assert (row.cause.word, row.cause.how, row.cause.grade) == (word, how, grade)
    assert row.waiting == (1, 1_250)
    assert row.is_gap == (word == "unknown")
    assert word in r.CAUSE_WORDS


def test_what_the_board_wrote_of_a_missed_day_is_its_cause() -> None:
    """It is written when the day is over: a record of the next day, and no try of it."""
    book = open_evening()
    book.settlement("+07:30:00", "missed", r.CAUSE_WORDS.index("operator"))
    found = of(next_morning(book))
    cause = found[MONDAY].cause
    assert cause is not None
    assert (cause.word, cause.how, cause.grade) == ("operator", "missed", "B")
    assert found[TUESDAY].closing.tries == ()


def test_the_mode_speaks_where_nothing_else_does() -> None:
    row = of(nothing_shown(), replace(SITE, mode="observe"))[MONDAY]
    assert row.cause is not None
    assert (row.cause.word, row.cause.how) == ("operator", "watched")


def test_a_good_day_and_a_day_without_sales_are_no_gaps() -> None:
    for make in (report_days.three_sales, report_days.no_sales, report_days.hard_day):
        row = of(make())[MONDAY]
        assert row.cause is None
        assert row.in_order


def test_a_day_that_does_not_balance_is_not_in_order() -> None:
    book = open_evening()
    book.settles("20:05:00", off_by=100)
    row = of(book)[MONDAY]
    assert not row.is_gap
    assert not row.in_order


def test_sold_after_the_days_settlement_is_no_gap() -> None:
    book = report_days.three_sales()
    book.sale("20:30:00", 700)
    book.settles("+20:05:00")
    row = of(book)[MONDAY]
    assert row.cause is not None
    assert (row.cause.word, row.cause.how) == ("none", "sold_after")
    assert (row.days_late, row.waiting) == (1, (0, 0))
    assert row.in_order


def test_a_day_under_way_waits_for_its_latest_time() -> None:
    row = of(open_evening())[MONDAY]
    assert (row.state, row.cause) == (RUNNING, None)


def test_days_without_a_record() -> None:
    """Closed by the week's hours, or a board without power: told apart."""
    book = report_days.three_sales()
    midnight_s = report_days.MIDNIGHT_S
    for days in (5, 8):  # Saturday, and Tuesday of the next week
        at_s = midnight_s + days * 86_400 + 9 * 3_600
        book.bodies.append(record(r.R_BOOT, 0, "0.3.0", None, 0, boot=days, wall_s=at_s))
    found = of(book)
    assert len(found) == 9
    assert found[MONDAY + timedelta(days=6)].state == CLOSED
    tuesday = found[TUESDAY]
    assert tuesday.cause is not None
    assert (tuesday.state, tuesday.cause.word) == ("no_records", "device_off")


def test_what_was_sold_is_settled_or_waits() -> None:
    """The sums of the days are the sums of the records, in whatever batch they went."""
    book = deferred()
    book.settles("+20:05:00")
    book.sale("+20:30:00", 50)
    found = list(of(book).values())
    assert sum(row.sold[1] for row in found) == 1_250 + 300 + 50
    assert sum(row.waiting[1] for row in found) == 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_is_a_sentence(language: str) -> None:
    hows = [name.removeprefix("cause.") for name in MESSAGES if name.startswith("cause.")]
    assert len(hows) == 13
    say = Speech(language, SITE, MONDAY)
    begun = of(deferred())[MONDAY].cause
    assert begun is not None
    for how in hows:
        text = say.why(Cause("unknown", how, "D", begun.began, begun.ended, "refused"))
        assert "{" not in text
        assert text.endswith(("。", "."))


def imported(run: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "book.pmj"
    file.write_bytes(export(*book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_command_lists_days_and_exits_1_on_a_gap(run: Run, tmp_path: Path) -> None:
    imported(run, nothing_shown(), tmp_path)
    ran = run("report", "settlements")
    assert ran.code == 1
    assert "GAP" in ran.out
    assert "1 gaps" in ran.out
    (monday, tuesday) = (
        json.loads(line) for line in run("report", "settlements", "--json").out.splitlines()
    )
    assert (monday["gap"], monday["cause"], monday["waiting"]["total_minor"]) == (
        True,
        "unknown",
        1_250,
    )
    assert tuesday["day"] == TUESDAY.isoformat()
    only = run("report", "settlements", "--from", TUESDAY.isoformat(), "--json").out
    assert json.loads(only)["day"] == TUESDAY.isoformat()


def test_command_is_content_with_a_good_day(run: Run, tmp_path: Path) -> None:
    imported(run, report_days.three_sales(), tmp_path)
    ran = run("report", "settlements", "--lang", "zh-CN")
    assert ran.code == 0
    assert "0 个缺口" in ran.out
    assert run("report", "settlements", "--from", "monday").code == 2


def a_month() -> tuple[list[Row], dict[int, list[int]]]:
    book, sold = report_month.month()
    whole = Whole.of(book.records(), report_month.SHOP)
    return list(rows(whole)), sold


def test_a_months_outcomes_are_those_that_were_written() -> None:
    found, sold = a_month()
    by_day = {each.date: each for each in found}
    said = {
        report_month.FORGOTTEN: GAP,
        report_month.HELD: LATE,
        report_month.UNBALANCED: MISMATCH,
        report_month.SEEN: SAID,
        report_month.EMPTY: EMPTY,
    }
    for index in range(report_month.DAYS - 2):
        day = report_month.day(index)
        otherwise = CLOSED if day.weekday() == 6 else ON_TIME
        assert by_day[day].outcome == said.get(index, otherwise), day
    assert {each.date: each.sold for each in found if each.sold[0]} == {
        report_month.day(index): (len(of), sum(of)) for index, of in sold.items() if of
    }


def test_a_rule_that_holds_a_day_is_no_miss() -> None:
    assert of(held())[MONDAY].outcome == HELD
    assert of(declined())[MONDAY].outcome == MISSED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_outcome_and_cause(language: str) -> None:
    found, _ = a_month()
    html = settlements_html(found, report_month.SHOP, language)
    page = Walker(html)
    text = " ".join(page.text)
    for outcome in {each.outcome for each in found}:
        assert MESSAGES[f"word.outcome.{outcome}"][LANGUAGES.index(language)] in text
    assert html.count('class="day-box"') == len(found)
    assert "{" not in text
    assert Walker(settlements_html([], report_month.SHOP, language)).text


def test_a_long_journal_has_a_calendar_of_bands_and_dots() -> None:
    """Fifteen months: two bands of weeks, and each settlement is a dot."""
    book = Book()
    book.starts("07:30:00")
    for week in range(65):
        book.sale("+" * (7 * week) + "09:00:00", 100)
        book.settles("+" * (7 * week) + "20:05:00")
    found = list(of(book).values())
    html = settlements_html(found, SITE, "en")
    assert html.count('class="day-box"') == len(found) == 64 * 7 + 1
    assert html.count('class="mark mark-dot"') == 65


def test_csv_has_the_days_and_their_money(run: Run, tmp_path: Path) -> None:
    book, sold = report_month.month()
    imported(run, book, tmp_path)
    out = tmp_path / "settlements.html"
    ran = run("report", "settlements", "--csv", "--out", str(out))
    table = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    assert sum(int(each["total_minor"]) for each in table) == sum(map(sum, sold.values()))
    assert {each["outcome"] for each in table} >= {GAP, LATE, MISMATCH, SAID, EMPTY}
    assert run("export", "days", "--format", "csv", "--bom").out == ran.out
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
