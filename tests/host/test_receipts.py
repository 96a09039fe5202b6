# SPDX-License-Identifier: MIT
"""`posminder report receipts`: which sales left no receipt, in whose shift, at what hour."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES
from posminder.report.placing import place
from posminder.report.receipts import FIRST, LATER, MISSING, UNSEEN, shift_receipts
from posminder.report.receipts_page import receipts_html
from posminder.report.unprinted import unprinted
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.report_month import counter_week
from tests.host.technician import Run
from tests.host.test_report_day import Walker


def a_day() -> Book:
    """One sale for each way in which a receipt can end, and one that lacks its own."""
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 100)
    book.sale("09:10:00", 200, printed="refused")
    repeated = book.sale("09:20:00", 300, printed="refused")
    book.prints("09:21:00", repeated, "duplicate")
    book.sale("09:30:00", 400, printed="missing")
    book.sale("09:31:00", 400, "reversal")
    book.sale("09:40:00", 500, printed="unknown")
    book.sale("09:50:00", 600, printed="not_wanted")
    book.sale("10:00:00", 700, result=5)
    return book


def lacking(book: Book) -> list[tuple[int, str, str]]:
    """Return (amount, state, copy) of each sale without its receipt."""
    found = unprinted(place(book.records(), SITE))
    return [(e.sale.record.fields["amount_minor"], e.state, e.copy) for e in found]


def test_only_what_was_neither_printed_nor_excused_nor_taken_back() -> None:
    assert lacking(a_day()) == [(200, "refused", "unknown")]


def test_a_sale_of_which_nothing_was_seen_lacks_its_receipt_too() -> None:
    book = a_day()
    book.sale("11:00:00", 900, printed=None)
    assert lacking(book)[1:] == [(900, "nothing_seen", "unknown")]


def test_the_last_word_counts_and_says_which_copy() -> None:
    book = Book()
    book.starts("07:30:00")
    trace = book.sale("09:00:00", 100)
    book.add("09:00:09", r.R_RECEIPT, trace, 100 + trace, 2, 3, 2)
    assert lacking(book) == [(100, "refused", "customer")]


def imported(run: Run, book: Book, tmp_path: Path) -> None:
    """Put `book` into the store."""
    file = tmp_path / "book.pmj"
    file.write_bytes(export(*book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_command_lists_them_and_exits_1(run: Run, tmp_path: Path) -> None:
    imported(run, a_day(), tmp_path)
    ran = run("report", "receipts")
    assert ran.code == 1
    assert "Sales without a receipt: 1." in ran.out
    (row,) = (json.loads(line) for line in run("report", "receipts", "--json").out.splitlines())
    assert (row["day"], row["amount_minor"], row["state"]) == (MONDAY.isoformat(), 200, "refused")
    chinese = run("report", "receipts", "--lang", "zh-CN")
    assert (chinese.code, "未出签购单的交易：1 笔" in chinese.out) == (1, True)


def test_command_is_content_with_a_day_that_lacks_none(run: Run, tmp_path: Path) -> None:
    imported(run, a_day(), tmp_path)
    ran = run("report", "receipts", "--to", "2020-01-01")
    assert (ran.code, "Sales without a receipt: 0." in ran.out) == (0, True)
    assert run("report", "receipts", "--from", "monday").code == 2


def counted(book: Book) -> list[tuple[str | None, Counter[str]]]:
    """Return each shift's operator, as said, and what became of its receipts."""
    found = shift_receipts(Whole.of(book.records(), SITE))
    return [(each.shift.person, each.counts) for each in found]


def test_receipts_are_counted_in_the_shift_that_sold() -> None:
    assert counted(counter_week()) == [
        ("li", Counter({FIRST: 1, LATER: 1, MISSING: 1})),
        (None, Counter({MISSING: 1})),  # the other one was not wanted
        (None, Counter({FIRST: 1, MISSING: 1})),
        ("wang", Counter({FIRST: 1})),
        (None, Counter({FIRST: 2})),
        (None, Counter({FIRST: 1})),
    ]


def test_each_way_a_receipt_can_end_is_one_outcome_or_none() -> None:
    total: Counter[str] = Counter()
    for _, counts in counted(a_day()):
        total += counts
    assert total == Counter({FIRST: 1, LATER: 1, MISSING: 1, UNSEEN: 1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_draws_operators_by_hour(language: str) -> None:
    whole = Whole.of(counter_week().records(), SITE)
    html = receipts_html(shift_receipts(whole), SITE, (MONDAY, MONDAY), language)
    text = " ".join(Walker(html).text)
    assert "{" not in text
    # li at 9 (later) and 13 (never), the button at 15 (never), nobody on Tuesday at 8 (never)
    assert (html.count('<rect class="span-said"'), html.count('<rect class="span-bad"')) == (1, 3)
    assert Walker(receipts_html((), SITE, None, language)).text


def test_the_csv_is_every_receipt_owed(run: Run, tmp_path: Path) -> None:
    imported(run, counter_week(), tmp_path)
    table = list(csv.DictReader(io.StringIO(run("report", "receipts", "--csv").out)))
    outcomes = Counter(each["outcome"] for each in table)
    assert outcomes == Counter({FIRST: 6, LATER: 1, MISSING: 3})
    assert {each["person"] for each in table if each["outcome"] == LATER} == {"li"}
    shown = run("report", "receipts", "--out", str(tmp_path / "receipts.html"))
    assert (shown.code, "Sales without a receipt: 3." in shown.out) == (1, True)
