# SPDX-License-Identifier: MIT
"""What is unusual at a counter: each rule finds what was planted, with figures counted apart."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES, MESSAGES
from posminder.report.anomalies import RULES, Finding, judge
from posminder.report.anomalies_page import anomalies_html, findings, limit_text, told
from posminder.report.counter import HISTORY_MAX, CounterDay, counter_days, median, usual
from posminder.report.speech import Speech
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host import report_month
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import Book
from tests.host.report_month import SHOP, at, day
from tests.host.technician import Run
from tests.host.test_report_day import HOSTILE, Walker

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(28, 34)  # of the fifth week


def usual_total(weekday: int) -> int:
    """Return the median of the four weeks before, by hand."""
    _, sold = report_month.month()
    totals = sorted(sum(sold[weekday - 7 * weeks]) for weeks in range(1, 5))
    return -(-(totals[1] + totals[2]) // 2)


def odd(book: Book, index: int) -> bool:
    """Sell on a day of the fifth week so that its rule has something to find."""
    if index == MONDAY:
        book.sale(at(index, "08:20"), 3 * usual_total(index))
        hourly(book, index, [])
    elif index == TUESDAY:
        book.sale(at(index, "08:20"), usual_total(index) // 2)
        book.sale(at(index, "18:40"), usual_total(index) // 2)
    elif index == WEDNESDAY:
        hourly(book, index, ["08:20", "10:20"], usual_total(index) // 16)
        for minute in range(12):
            minor = usual_total(index) // 16 + minute
            book.sale(at(index, f"12:{minute:02}"), minor, masked=f"476173******{minute:04}")
        hourly(book, index, ["14:20", "16:20", "18:20"], usual_total(index) // 16)
    elif index == THURSDAY:
        book.sale(at(index, "09:00"), 1_234)
        book.sale(at(index, "09:03"), 1_234)
        book.sale(at(index, "09:20"), 1_234, masked="476173******9999")
        hourly(book, index, ["10:20", "12:20"], usual_total(index) // 8)
        book.sale(at(index, "13:00"), 777)
        twice = book.sale(at(index, "13:01"), 777)
        book.sale(at(index, "13:02"), 777, "reversal", trace=twice)
        hourly(book, index, ["14:20", "16:20", "18:20"], usual_total(index) // 8)
    elif index == FRIDAY:
        hourly(book, index, ["08:20", "10:20"], usual_total(index) // 7)
        for minute in range(0, 40, 8):
            book.sale(at(index, f"11:{minute:02}"), 100 + minute, masked="512345******1111")
        for minute in range(0, 50, 10):
            masked = f"412345******{minute:04}"
            book.sale(at(index, f"12:{minute:02}"), 500, result=0x6C, masked=masked)
        hourly(book, index, ["13:20", "14:20", "16:20", "18:20"], usual_total(index) // 7)
    elif index == SATURDAY:
        hourly(book, index, ["08:20", "10:20", "12:20", "14:20", "16:20"], usual_total(index) // 5)
        book.settles(at(index, "20:05"))
        book.sale(at(index, "20:15"), 450, "refund")
        book.sale(at(index, "22:00"), 690)
    else:
        return False
    return True


def hourly(book: Book, index: int, clocks: list[str], minor: int = 0) -> None:
    """Sell so much at each of some hours, to other cards; of none at the month's own."""
    for number, clock in enumerate(clocks or report_month.SOLD_AT[1:]):
        masked = f"400000******{10 * index + number:04}"
        book.sale(at(index, clock), minor or 100 + number, masked=masked)


def an_odd_month() -> Whole:
    book, _ = report_month.month(odd)
    book.sale("+" * 35 + "09:00:00", 100)  # so that the Saturday is over
    return Whole.of(book.records(), SHOP)


def found_in(whole: Whole) -> list[Finding]:
    return findings(judge(whole))


def test_each_rule_finds_what_was_planted_and_nothing_else() -> None:
    found = [(each.rule, each.date) for each in found_in(an_odd_month()) if each.rule != "total"]
    assert found == [
        ("silence", day(TUESDAY)),
        ("burst", day(WEDNESDAY)),
        ("duplicate", day(THURSDAY)),
        ("card", day(FRIDAY)),
        ("declined", day(FRIDAY)),
        ("void", day(SATURDAY)),
        ("outside", day(SATURDAY)),
    ]


def test_the_figures_are_those_counted_by_hand() -> None:
    by_rule = {(each.rule, each.date): each for each in found_in(an_odd_month())}
    total = by_rule["total", day(MONDAY)].values
    assert total["usual_minor"] == usual_total(MONDAY)
    assert total["total_minor"] == 3 * usual_total(MONDAY) + sum(range(100, 108))
    assert total["days"] == 4
    silence = by_rule["silence", day(TUESDAY)].values
    assert (silence["pause_s"], silence["usual_s"]) == (37_200, 8_100)  # 10 h 20, 2 h 15 min
    assert by_rule["burst", day(WEDNESDAY)].values["count"] == 12
    assert by_rule["duplicate", day(THURSDAY)].values["apart_s"] == 180
    assert by_rule["card", day(FRIDAY)].values["count"] == 5
    assert by_rule["void", day(SATURDAY)].values["amount_minor"] == 450
    assert by_rule["outside", day(SATURDAY)].values["total_minor"] == 690
    assert {each.date for each in found_in(an_odd_month()) if each.rule == "total"} >= {day(MONDAY)}


def test_findings_name_the_records_they_rest_on() -> None:
    for each in found_in(an_odd_month()):
        assert each.records
        assert all(record.kind in (r.R_SALE, r.R_SETTLEMENT) for record in each.records)


def test_a_plain_month_has_nothing_but_its_empty_day() -> None:
    """Four weeks are not enough to call anything usual; in the fifth all is as before."""
    found = found_in(Whole.of(report_month.month()[0].records(), SHOP))
    assert [each.rule for each in found] == []
    judged = judge(Whole.of(report_month.month()[0].records(), SHOP))
    counts = {each.rule.name: (each.days, each.not_judged) for each in judged}
    assert counts["total"] == (5, 24)  # Monday to Friday of the fifth week
    assert counts["duplicate"] == (29, 0)


def test_without_opening_hours_nothing_is_outside_them() -> None:
    whole = Whole.of(report_month.month(odd)[0].records(), replace(SHOP, hours=None))
    judged = {each.rule.name: each for each in judge(whole)}
    assert judged["outside"].findings == ()
    assert judged["outside"].days == 0
    assert judged["silence"].days == 0


def test_a_pause_that_nobody_could_see_is_no_silence() -> None:
    def away(book: Book, index: int) -> bool:
        if index != TUESDAY:
            return False
        book.sale(at(index, "08:20"), usual_total(index) // 2)
        book.add(at(index, "11:00"), r.R_LINE, 1, 2)
        book.add(at(index, "15:00"), r.R_LINE, 1, 1)
        book.sale(at(index, "18:40"), usual_total(index) // 2)
        return True

    whole = Whole.of(report_month.month(away)[0].records(), SHOP)
    assert [each.rule for each in found_in(whole)] == []


def test_a_day_with_missing_records_is_not_judged_by_its_total() -> None:
    book, _ = report_month.month(odd)
    whole = Whole.of(book.records(), SHOP)
    sale = next(each for each in whole.days[day(MONDAY)] if each.kind == r.R_SALE)
    holed = Whole.of(book.records(sale.seq + 2), SHOP)
    assert ("total", day(MONDAY)) not in {(each.rule, each.date) for each in found_in(holed)}


@pytest.mark.parametrize(("values", "middle"), [([3], 3), ([1, 2], 2), ([9, 1, 5], 5), ([1, 4], 3)])
def test_a_median_is_an_integer(values: list[int], middle: int) -> None:
    assert median(values) == middle


def test_what_is_usual_reads_no_more_days_than_it_tells_of() -> None:
    """A journal of years has hundreds of Mondays."""
    (day_,) = counter_days(Whole.of(report_month.month()[0].records(), SHOP))[:1]
    read: list[int] = []

    def measure(each: CounterDay) -> int:
        read.append(each.total_minor)
        return each.total_minor

    assert usual([day_] * 100, 99, measure) == (day_.total_minor, HISTORY_MAX)
    assert len(read) == HISTORY_MAX


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_finding_is_a_sentence_with_its_figures(language: str) -> None:
    say = Speech(language, SHOP)
    for rule in RULES:
        text = limit_text(rule, say)
        assert "{" not in text
        assert f"word.anomaly.{rule.name}" in MESSAGES
    for each in found_in(an_odd_month()):
        text = told(each, say)
        assert "{" not in text
        assert any(character.isdigit() for character in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed(language: str) -> None:
    whole = replace(an_odd_month(), site=replace(SHOP, name=HOSTILE))
    html = anomalies_html(judge(whole), whole.site, (day(0), day(34)), language)
    text = " ".join(Walker(html).text)
    assert HOSTILE in text
    assert "{" not in text
    assert "512345******1111" in text
    assert Walker(anomalies_html([], replace(SHOP, attended=True), None, language)).text


def test_counter_days_are_those_that_are_over() -> None:
    book, sold = report_month.month()
    days = counter_days(Whole.of(book.records(), SHOP))
    assert len(days) == len(sold) - 1  # the last is still running
    assert all(each.whole for each in days)


def test_command_lists_them_and_exits_1(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "month.pmj"
    file.write_bytes(export(*report_month.month(odd)[0].bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    out = tmp_path / "anomalies.html"
    ran = run("report", "anomalies", "--out", str(out))
    assert ran.code == 1
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
    listed = [json.loads(line) for line in run("report", "anomalies", "--json").out.splitlines()]
    table = list(csv.DictReader(io.StringIO(run("report", "anomalies", "--csv").out)))
    assert sorted(each["rule"] for each in listed) == sorted(each["rule"] for each in table)
    exported = run("export", "anomalies", "--format", "csv", "--bom")
    assert exported.out == run("report", "anomalies", "--csv").out  # by all days before
    assert run("report", "anomalies", "--to", day(5).isoformat()).code == 0
    assert run("report", "anomalies", "--from", "monday").code == 2
