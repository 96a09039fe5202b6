# SPDX-License-Identifier: MIT
"""Who was signed in when something was sold: terminal and operator apart, each with its grade."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES
from posminder.report.sign_in import Shift, sign_in_days, to_json
from posminder.report.sign_in_page import sign_in_html
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.report_month import counter_week, says_operator
from tests.host.technician import Run
from tests.host.test_report_day import HOSTILE, Walker

TUESDAY = MONDAY + timedelta(days=1)


def whole_of(book: Book) -> Whole:
    return Whole.of(book.records(), SITE)


def shifts(book: Book) -> list[tuple[str | None, str | None, int]]:
    """Return who said so, how, and how many were sold, of each shift."""
    found: list[Shift] = [s for day in sign_in_days(whole_of(book)) for s in day.shifts]
    return [(each.person, each.by, len(each.sold)) for each in found]


def test_what_was_sold_while_not_signed_in_is_told_from_what_nobody_knows() -> None:
    monday, tuesday, wednesday = sign_in_days(whole_of(counter_week()))
    assert (len(monday.sold), monday.unsigned, monday.unknown) == (5, (), ())
    assert [each.record.fields["amount_minor"] for each in tuesday.unsigned] == [600, 800]
    assert [each.record.fields["amount_minor"] for each in tuesday.unknown] == [1_100]
    assert [signed for _, signed in tuesday.sold] == [False, False, True, None, True]
    assert [signed for _, signed in wednesday.sold] == [True]


def test_a_shift_lasts_to_the_next_word_the_days_end_or_a_restart() -> None:
    assert shifts(counter_week()) == [
        ("li", "person", 3),
        (None, "button", 2),
        (None, None, 2),
        ("wang", "person", 1),
        (None, None, 2),
        (None, None, 1),
    ]


def test_every_sale_is_in_one_shift() -> None:
    for day in sign_in_days(whole_of(counter_week())):
        assert sum(len(each.sold) for each in day.shifts) == len(day.sold)


def test_a_terminal_that_was_away_ends_a_shift() -> None:
    book = Book()
    book.starts("07:30:00")
    says_operator(book, "07:50:00", "li", 0)
    book.add("08:00:00", r.R_LINE, 1, 2)
    book.sale("09:00:00", 100)
    assert shifts(book) == [("li", "person", 0), (None, None, 1)]


def test_the_registers_silence_ends_none() -> None:
    book = Book()
    book.starts("07:30:00")
    says_operator(book, "07:50:00", "li", 0)
    book.add("08:00:00", r.R_LINE, 2, 2)
    book.sale("09:00:00", 100)
    assert shifts(book) == [("li", "person", 1)]


def test_json_keeps_terminal_and_operator_apart_with_their_grades() -> None:
    whole = whole_of(counter_week())
    _, tuesday, _ = (to_json(day, whole) for day in sign_in_days(whole))
    grades = [(each["state"], each["grade"]) for each in tuesday["terminal"]]
    assert ("needed", "B") in grades
    assert ("attested", "C") in grades
    assert ("unknown", None) in grades
    named = [(each["person"], each["grade"]) for each in tuesday["operator"]]
    assert named == [(None, None), ("wang", "C"), (None, None)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_says_who(language: str) -> None:
    whole = replace(whole_of(counter_week()), site=replace(SITE, name=HOSTILE))
    html = sign_in_html(sign_in_days(whole), whole, language)
    text = " ".join(Walker(html).text)
    for told in (HOSTILE, "wang", "14.00 EUR", "08:30:00", "07:40"):
        assert told in text
    assert "{" not in text
    assert html.count('class="mark mark-cross"') == 2
    assert Walker(sign_in_html((), replace(whole, site=replace(SITE, attended=True)), language))


def test_command_exits_1_for_what_was_sold_unsigned(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "week.pmj"
    file.write_bytes(export(*counter_week().bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    out = tmp_path / "sign-in.html"
    ran = run("report", "sign-in", "--out", str(out))
    assert ran.code == 1
    assert "2 transactions" in ran.out
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
    assert run("report", "sign-in", "--to", MONDAY.isoformat()).code == 0
    table = list(csv.DictReader(io.StringIO(run("report", "sign-in", "--csv").out)))
    assert [each["person"] for each in table] == ["li", "", "", "wang", "", ""]
    assert sum(int(each["total_minor"]) for each in table) == 16_400
    assert sum(int(each["not_signed_in"]) for each in table) == 2
    days = [json.loads(line) for line in run("report", "sign-in", "--json").out.splitlines()]
    assert [each["day"] for each in days][:2] == [MONDAY.isoformat(), TUESDAY.isoformat()]
    for report in ("sign-in", "receipts"):  # a part of the journal is told as by all of it
        every = run("report", report, "--json").out.splitlines()
        some = run("report", report, "--json", "--from", TUESDAY.isoformat()).out.splitlines()
        assert some == [line for line in every if json.loads(line)["day"] >= TUESDAY.isoformat()]
    chinese = run("report", "sign-in", "--lang", "zh-CN")
    assert "终端未签到时的成功交易" in chinese.out
