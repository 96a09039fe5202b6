# SPDX-License-Identifier: MIT
"""`posminder receipts`: which sales left no receipt, by the journal in the store."""

from __future__ import annotations

import json
from pathlib import Path

from posminder.report.placing import place
from posminder.report.unprinted import unprinted
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.technician import Run


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
    ran = run("receipts")
    assert ran.code == 1
    assert "Sales without a receipt: 1." in ran.out
    (row,) = (json.loads(line) for line in run("receipts", "--json").out.splitlines())
    assert (row["day"], row["amount_minor"], row["state"]) == (MONDAY.isoformat(), 200, "refused")
    chinese = run("receipts", "--day", MONDAY.isoformat(), "--lang", "zh-CN")
    assert (chinese.code, "未出签购单的交易：1 笔" in chinese.out) == (1, True)


def test_command_is_content_with_a_day_that_lacks_none(run: Run, tmp_path: Path) -> None:
    imported(run, a_day(), tmp_path)
    ran = run("receipts", "--day", "2020-01-01")
    assert (ran.code, "Sales without a receipt: 0." in ran.out) == (0, True)
    assert run("receipts", "--day", "monday").code == 2
