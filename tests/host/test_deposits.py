# SPDX-License-Identifier: MIT
"""Deposits on the host: what waits by a board's records, the list, and the shops not closed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from posminder.cli.deposits import NotAwaited, _pick
from posminder.deposits import Awaited, from_file, from_records
from posminder.errors import ProtocolError, UsageError
from posminder.messages import LANGUAGES
from posminder.profile.check import check
from posminder.profile.sentences import sentences
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import DAY, MONDAY, Book
from tests.host.site_text import checked
from tests.host.technician import Run

TUESDAY = MONDAY + timedelta(days=1)


def three_batches() -> Book:
    """Three batches; the first is credited, the second returned, the third waits."""
    book = Book()
    book.starts("07:30:00")
    for number, due in ((1, DAY + 1), (2, DAY + 1), (3, None)):
        book.add("20:10:00", r.R_EXPECTED, number, DAY, 4, 1_000 * number, due)
    book.add("+09:00:00", r.R_CREDIT, 1, DAY, 1, 990, None)
    book.add("+09:00:00", r.R_CREDIT, 2, DAY, 2, None, 3)
    book.add("+09:00:00", r.R_CREDIT, 9, DAY, 1, None, None)  # never expected: lost with a journal
    return book


def imported(run: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "book.pmj"
    file.write_bytes(export(*book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_records_say_what_still_waits() -> None:
    assert from_records(three_batches().records()) == (
        Awaited(2, MONDAY, 4, 2_000, TUESDAY, "account_class"),
        Awaited(3, MONDAY, 4, 3_000, None),
    )


def test_a_number_that_comes_again_is_another_batch() -> None:
    book = three_batches()
    book.add("+20:10:00", r.R_EXPECTED, 2, DAY + 1, 1, 500, DAY + 2)
    assert [each.business_day for each in from_records(book.records())] == [MONDAY, TUESDAY]


@pytest.mark.parametrize("data", [b"", b"{}x", b"[1]", b'[{"deposit": 1}]', b"3"])
def test_what_is_no_list_of_deposits_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        from_file(data)


def test_the_list_from_the_store_says_what_is_late_and_exits_1(run: Run, tmp_path: Path) -> None:
    imported(run, three_batches(), tmp_path)
    ran = run("deposits", "list", "--stored")
    assert ran.code == 1
    assert "returned: the account's class has a limit" in ran.out
    assert "due day not known" in ran.out
    assert "grade C" in ran.err
    rows = [
        json.loads(line)
        for line in run("deposits", "list", "--stored", "--json").out.split("\n")
        if line
    ]
    assert [(row["deposit"], row["state"]) for row in rows] == [(2, "returned"), (3, "unknown")]
    chinese = run("deposits", "list", "--stored", "--lang", "zh-CN")
    assert "划款失败" in chinese.out


def test_a_day_with_several_batches_needs_a_number() -> None:
    found = from_records(three_batches().records())
    assert _pick(found, MONDAY, 3).number == 3
    assert _pick(found[:1], MONDAY, None).number == 2
    with pytest.raises(UsageError, match="--number: 2, 3"):
        _pick(found, MONDAY, None)
    with pytest.raises(NotAwaited):
        _pick(found, TUESDAY, None)
    with pytest.raises(NotAwaited):
        _pick(found, MONDAY, 7)


def sold_on_two_days() -> Book:
    book = Book()
    book.starts("07:30:00")
    book.sale("12:00:00", 1_250)
    book.settles("20:10:00")
    book.sale("20:30:00", 790)
    book.sale("+12:00:00", 300)
    return book


@pytest.mark.parametrize(
    ("before", "code", "count", "total"),
    [("2026-11-23", 0, 0, 0), ("2026-11-24", 1, 1, 790), ("2026-11-25", 1, 2, 1_090)],
)
def test_shops_not_closed_before_a_day(
    run: Run, tmp_path: Path, before: str, code: int, count: int, total: int
) -> None:
    imported(run, sold_on_two_days(), tmp_path)
    ran = run("report", "not-closed", "--before", before, "--json")
    assert ran.code == code
    if code == 0:
        assert ran.out == ""
        return
    (row,) = ran.json()
    assert (row["board"], row["count"], row["total_minor"]) == (BOARD, count, total)
    assert (row["since"], row["until"]) == (str(MONDAY), str(TUESDAY))
    assert BOARD in run("report", "not-closed", "--before", before).out


def test_not_closed_says_so_when_all_are_and_when_asked_wrongly(run: Run, tmp_path: Path) -> None:
    assert run("report", "not-closed", "--before", "2026-11-24").code == 2  # an empty store
    imported(run, sold_on_two_days(), tmp_path)
    ran = run("report", "not-closed", "--before", "2026-11-23", "--lang", "zh-CN")
    assert "1 台守护盒" in ran.out
    assert run("report", "not-closed", "--before", "October").code == 2


# Sentences of check


def said(name: str, today: date, language: str = "en") -> str:
    found = check(Path(f"example/{name}"), {}, today)
    assert found.profile is not None
    return "\n".join(sentences(found.profile, language, today))


def test_check_says_when_the_money_comes() -> None:
    text = said("convenience", date(2026, 9, 28))
    assert "A batch settled on 2026-09-28 before 23:00 is credited on 2026-09-29." in text
    closure = "The bank is closed from 2026-10-01 to 2026-10-07: settled by 2026-09-29"
    assert closure in text
    assert "settled later, on 2026-10-08" in text
    assert "Bank days are known until 2026-12-31." in text
    assert "于 2026-09-29 到账" in said("convenience", date(2026, 9, 28), "zh-CN")


def test_check_does_not_guess_beyond_the_calendar() -> None:
    text = said("convenience", date(2026, 12, 31))
    assert "When a batch settled on 2026-12-31 before 23:00 is credited is not known." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendar_days_know_no_closure(tmp_path: Path, language: str) -> None:
    found = checked(tmp_path, "deposit: {cycle: D+1, watch: true}\n")
    assert found.profile is not None
    text = "\n".join(sentences(found.profile, language, date(2026, 12, 24)))
    assert "2026-12-25" in text
    assert "2026-12-27" not in text
    assert "{" not in text
