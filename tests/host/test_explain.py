# SPDX-License-Identifier: MIT
"""Why something happened or did not: the answer is right, and rests on records that are there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from posminder.explain.alert import explain_alert
from posminder.explain.day import explain_day
from posminder.explain.finding import Finding
from posminder.explain.telling import is_other, told
from posminder.explain.transaction import explain_transaction
from posminder.messages import LANGUAGES, MESSAGES
from posminder.report.placing import Placed
from posminder.report.speech import Speech
from posminder.report.whole import Whole
from posminder.store.notes import Note, Subject
from posminder.transaction import find
from posminder_formats import record_words
from posminder_formats import records as r
from posminder_formats.record_types import FIELD_TYPES
from tests.host import report_days, test_report_settlements
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MIDNIGHT_S, MONDAY, SITE, Book
from tests.host.technician import Run

# What a Chinese sentence may hold in Latin letters: currencies, hashes, versions, card names.
_LATIN = re.compile(r"EUR|CNY|TID|[0-9a-f]{4,}|0\.3\.0|text")


def whole(book: Book, *without: int) -> Whole:
    return Whole.of(book.records(*without), SITE)


def day(book: Book, *without: int, notes: tuple[Note, ...] = ()) -> tuple[Finding, ...]:
    return explain_day(whole(book, *without), MONDAY, notes, "en")


def texts(findings: tuple[Finding, ...], topic: str) -> list[str]:
    return [each.text for each in findings if each.topic == topic]


def alert(book: Book, name: str, language: str = "en") -> tuple[Finding, ...]:
    it = whole(book)
    return explain_alert(it, next(each for each in it.alerts if each.alert == name), language)


def of_kind(kind: int, **fields: int) -> Placed:
    """Return a record of `kind` whose other fields are not known."""
    book = Book()
    names = record_words.KINDS[kind][1]
    letters = zip(names, FIELD_TYPES[kind], strict=True)
    values = [fields.get(name, _plain(letter)) for name, letter in letters]
    book.add("12:00:00", kind, *values)
    return Placed(book.records()[0], 0, exact=True)


def _plain(letter: str) -> Any:
    return None if letter.isupper() else {"n": 0, "t": "text", "b": b"\xff", "p": [1]}[letter]


@pytest.mark.parametrize("kind", sorted(record_words.KINDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_record_is_told_in_words(kind: int, language: str) -> None:
    """Whatever a board may write, no coded word is left as it is, in either language."""
    assert not is_other(of_kind(kind)), f"no sentence for {record_words.KINDS[kind][0]}"
    coded = [(f, n) for f in record_words.KINDS[kind][1] for n in record_words.words_of(kind, f)]
    for fields in ({}, *({field: number} for field, number in coded)):
        said = told(of_kind(kind, **fields), Speech(language, SITE, MONDAY))
        assert "_" not in said, said
        if language == "zh-CN":
            assert not re.search(r"[A-Za-z]{3,}", _LATIN.sub("", said)), said


def test_a_newer_boards_kind_is_told_by_its_fields() -> None:
    book = report_days.three_sales()
    book.add("18:00:00", 99, 7, "news")
    (other,) = [each for each in day(book) if "kind_99" in each.text]
    assert other.topic == "journal"
    assert other.records == (len(book.bodies),)


@pytest.mark.parametrize("name", [each for each in r.ALERT_WORDS if each])
def test_every_alert_says_why_it_is_raised(name: str) -> None:
    assert f"why.{name}" in MESSAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_rests_on_records_that_are_there(language: str) -> None:
    for make in (report_days.hard_day, report_days.three_sales, report_days.no_sales):
        it = whole(make())
        findings = [*explain_day(it, MONDAY, (), language)]
        findings += [f for each in it.alerts for f in explain_alert(it, each, language)]
        seqs = {each.seq for each in it.placed}
        for each in findings:
            assert f"topic.{each.topic}" in MESSAGES
            assert set(each.records) <= seqs
            assert each.grade in ("B", "C", "D", None)
            assert each.records or each.grade in ("D", None), each.text


# Days


def test_a_good_day_was_not_forgotten_and_says_by_whom() -> None:
    findings = day(report_days.three_sales())
    assert texts(findings, "cause") == [
        "It was not forgotten: the day's batch was settled on the day itself."
    ]
    begun = next(each for each in findings if each.topic == "settlement")
    assert "closing button" in begun.text
    assert begun.grade == "C"
    assert "held the button at 20:04:58" in texts(findings, "button")[0]
    assert texts(findings, "receipt") == [
        "Every receipt that was owed was printed at first print: 3."
    ]
    chain = [each.records[0] for each in findings if each.topic == "chain"]
    assert chain == sorted(chain)
    assert len(chain) == 8, "from the button to the proof"


def test_a_day_without_sales_had_nothing_to_forget() -> None:
    assert texts(day(report_days.no_sales()), "cause") == ["There was nothing to settle."]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (test_report_settlements.deferred, "below the minimum"),
        (test_report_settlements.switched_off, "board was off"),
        (test_report_settlements.clock_unset, "clock not trusted"),
        (test_report_settlements.line_silent, "line down"),
        (test_report_settlements.would_have, "operator"),
        (test_report_settlements.nothing_shown, "unknown"),
    ],
)
def test_a_day_that_waited_says_why_and_how_much(make: Any, word: str) -> None:
    cause, waiting = [each for each in day(make()) if each.topic == "cause"]
    assert cause.text.startswith(f"Cause: {word}.")
    assert "1 transaction, 12.50 EUR wait, for 1 d" in waiting.text
    assert waiting.grade == "D"


def test_a_hard_day_names_its_power_line_receipts_and_alerts() -> None:
    findings = day(report_days.hard_day())
    assert len(texts(findings, "power")) == 2
    assert "silent from" in texts(findings, "line")[0]
    assert len(texts(findings, "receipt")) == 2
    assert "still missing" in texts(findings, "receipt")[1]
    seen = next(each for each in findings if each.text.startswith("batch is not settled"))
    assert "seen 20:13:30, escalated 20:12:00" in seen.text
    assert seen.grade == "C"
    assert len(texts(findings, "clock")) == 1


def test_missing_records_and_corrected_notes_are_said() -> None:
    about = Subject(day=MONDAY.isoformat())
    notes = (
        Note(1, 0, "Li", "Paper was out", about, corrected_by=2),
        Note(2, 0, "Li", "Paper was in", about, corrects=1),
    )
    findings = day(report_days.three_sales(), 5, notes=notes)
    assert "1 records of the day are missing" in texts(findings, "journal")[0]
    assert texts(findings, "note") == [
        "Li: Paper was out (corrected by note 2)",
        "Li: Paper was in",
    ]


# Transactions


def explained(book: Book, number: int) -> tuple[Finding, ...]:
    it = whole(book)
    (life,) = find((each.record for each in it.placed), number)
    return explain_transaction(it, life, (), "en")


def test_a_sale_that_waited_names_its_days_cause() -> None:
    book = test_report_settlements.deferred()
    book.settles("+20:05:00")
    findings = explained(book, 1)
    assert any("waited 1 d" in text for text in texts(findings, "settlement"))
    assert texts(findings, "cause")[0].startswith("Cause: below the minimum.")
    assert not texts(explained(book, 2), "cause"), "settled on its own day"


def test_a_sale_while_not_signed_in_says_so() -> None:
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09", "needed")
    book.sale("12:00:00", 1_250)
    assert "not signed in" in " ".join(texts(explained(book, 1), "sign_in"))


def test_a_declined_sale_waits_for_nothing() -> None:
    book = report_days.three_sales()
    book.sale("19:00:00", 100, result=0x6C)
    assert "not part" in texts(explained(book, 4), "settlement")[0]


# Alerts


def test_an_alert_tells_its_ground_and_its_end() -> None:
    first, sale, receipt, seen, end = alert(report_days.hard_day(), "receipt_missing")
    assert "raised at" in first.text
    assert (sale.topic, receipt.topic) == ("chain", "chain")
    assert "refused by the register's printer" in receipt.text
    assert (seen.topic, seen.grade) == ("after", "C")
    assert "printed later as a duplicate" in end.text


@pytest.mark.parametrize("by_itself", [False, True])
def test_two_settlers_rest_on_what_showed_them_and_on_nothing_else(by_itself: bool) -> None:
    book = report_days.three_sales()
    book.add("20:30:00", r.R_LINE, 1, 3 if by_itself else 1)
    book.add("20:30:00", r.R_SETTLEMENT, 2 if by_itself else 12, report_days.DAY, 2, 990, 0)
    book.alert("20:30:00", "two_settlers", "raised")
    (ground,) = texts(alert(book, "two_settlers"), "chain")
    assert ("settles by itself" if by_itself else "settled unseen") in ground


def test_off_line_sales_are_explained_by_what_the_terminal_said_and_what_was_tried() -> None:
    book = report_days.three_sales()
    book.add("10:00:00", r.R_SALE, 1, 0, 990, 978, 90, 190, 6, "VISA", None, 1123, 0, 1, None, 1)
    book.add("10:05:00", r.R_OUTCOME, 7, 2, 250)
    book.add("11:00:00", r.R_OUTCOME, 4, 1, 0)
    book.sale("11:30:00", 100)
    book.alert("12:00:00", "offline_waiting", "raised")
    book.add("12:30:00", r.R_OFFLINE, 1, 1, 990, MIDNIGHT_S)
    book.alert("12:30:00", "offline_waiting", "cleared")
    found = alert(book, "offline_waiting")
    sale, tried = texts(found, "chain")
    assert "trace 90" in sale
    assert "have off-line sales sent: refused" in tried
    assert "Off-line sales sent, as the board asked" in found[-1].text
    approved, sent = texts(explained(book, 90), "offline")
    assert "Approved off-line" in approved
    assert "12:30:00" in sent


def test_an_incomplete_sale_is_explained_by_what_its_record_lacks() -> None:
    book = report_days.three_sales()
    book.add(
        "10:00:00", r.R_SALE, 1, 0, None, 978, 90, 190, 6, "VISA", None, 1123, None, 1, "611804", 2
    )
    book.alert("10:00:00", "sale_incomplete", "raised", 90)
    sale, lacks = texts(alert(book, "sale_incomplete"), "chain")
    assert "trace 90" in sale
    assert lacks == "Its record lacks: amount, terminal's time."


def test_an_alert_that_stands_names_its_next_step() -> None:
    book = report_days.three_sales()
    book.sale("21:00:00", 100, printed="refused")
    book.alert("21:00:00", "receipt_missing", "raised", 4)
    findings = alert(book, "receipt_missing")
    assert "still stands" in findings[-2].text
    assert findings[-1].topic == "step"


def test_an_alert_ended_by_a_restart_says_so() -> None:
    book = report_days.three_sales()
    book.alert("20:30:00", "terminal_silent", "raised")
    book.starts("20:31:00")
    assert "restart at 20:31:00" in alert(book, "terminal_silent")[-1].text


def test_an_alert_seen_by_somebody_with_a_name_says_whose() -> None:
    number = r.ALERT_WORDS.index("terminal_silent")
    for value, outcome, expected in (
        (number, 0, "by cleo"),
        (1, 0, "press"),
        (number, 21, "press"),
    ):
        book = report_days.three_sales()
        book.alert("20:30:00", "terminal_silent", "raised")
        book.add("20:31:00", r.R_APPROVAL, "cleo", 2, 1, value, bytes(32), outcome, None)
        book.alert("20:31:00", "terminal_silent", "seen")
        told_ = " ".join(texts(alert(book, "terminal_silent"), "after"))
        assert expected in told_
        assert ("cleo" in told_) == (expected == "by cleo")


# The command


def imported(run: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "book.pmj"
    file.write_bytes(export(*book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_command_explains_days_transactions_and_alerts(run: Run, tmp_path: Path) -> None:
    imported(run, report_days.hard_day(), tmp_path)
    for what, kind in (
        (MONDAY.isoformat(), "day"),
        ("12", "transaction"),
        ("receipt_missing", "alert"),
    ):
        ran = run("explain", what, "--json")
        assert ran.code == 0
        said = json.loads(ran.out)
        assert said["kind"] == kind
        assert set(said["findings"][0]) == {"topic", "text", "records", "grade"}
        shown = run("explain", what, "--lang", "zh-CN")
        assert shown.code == 0
        assert "#" in shown.out
    every = [run("explain", "receipt_missing", *more).out for more in ((), ("--seq", "31"))]
    assert every[0] != every[1] or "31" in every[0]


@pytest.mark.parametrize("what", ["2026-11-30", "999999", "above_maximum"])
def test_what_never_was_is_a_finding(run: Run, tmp_path: Path, what: str) -> None:
    imported(run, report_days.three_sales(), tmp_path)
    ran = run("explain", what)
    assert ran.code == 1
    assert ran.err


def test_why_it_was_not_settled_in_the_terminals_own_words() -> None:
    """Of the terminal's reasons only the settlement's: a declined sale's is another matter."""
    book = Book()
    sale, settle = 0, 4
    book.add("20:44:00", r.R_TERMINAL_ERROR, settle, 0x77, 300, "Key expired", None, None)
    book.add("20:44:30", r.R_TERMINAL_ERROR, sale, 5, 301, "Card lost", 17, 17)
    book.alert("20:45:00", "settlement_open", "raised")
    said = " ".join(each.text for each in alert(book, "settlement_open"))
    assert "The terminal's own reason (settling): Key expired; its code 300, with" in said
    assert "Card lost" not in said
