# SPDX-License-Identifier: MIT
"""A day as a page: the facts are right, whatever came in is escaped, and nothing is loaded."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from posminder.journal_file import Record
from posminder.messages import LANGUAGES, MESSAGES
from posminder.report import verdict, view_incidents
from posminder.report.day import Day, newest, pick
from posminder.report.facts import to_json
from posminder.report.page import day_report
from posminder.report.site import ReportSite
from posminder.report.view_tables import Say
from posminder.store.notes import Note, Subject
from posminder.transaction import find
from posminder_formats import record_words
from posminder_formats import records as r
from tests.host import report_days
from tests.host.journal_bytes import BOARD, export, record
from tests.host.report_days import MIDNIGHT_S, MONDAY, SITE, Book
from tests.host.technician import Run

HOSTILE = '<script>alert("1")</script>&\'"'
VOID = frozenset({"meta", "link"})


class Walker(HTMLParser):
    """Walks a page: every element is closed in its order, and what loads is collected."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.heads: list[int] = []  # heads of each table
        self.cells: list[int] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.heads += [0] if tag == "table" else []
        if tag == "th":
            self.heads[-1] += 1
        for name, value in attrs:
            if name in ("href", "src", "srcset", "action", "data") and value is not None:
                self.links.append(value)
            if name == "id" and value is not None:
                self.ids.append(value)
            assert not name.startswith("on"), f"{tag} has a handler"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def picked(book: Book, *without: int) -> Day:
    return pick(book.records(*without), SITE, MONDAY)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", "".join(Walker(page).text))


def page_of(book: Book, language: str = "en") -> str:
    return text_of(day_report(book.records(), SITE, MONDAY, (), language))


# Verdicts ----------------------------------------------------------------------------------------


def test_a_good_day_is_settled_and_verified() -> None:
    judged = verdict.judge(picked(report_days.three_sales()))
    assert (judged.state, judged.settled, judged.grade) == ("verified", True, "B")
    assert (judged.count, judged.total_minor) == (3, 10_660)
    page = page_of(report_days.three_sales())
    assert "Settled and verified at 20:05: 3 transactions, 106.60 EUR." in page
    assert "Both agree." in page
    assert "Every receipt was printed at the first try." in page


def test_a_day_without_sales_says_so() -> None:
    judged = verdict.judge(picked(report_days.no_sales()))
    assert (judged.state, judged.settled) == ("nothing_sold", True)
    assert "the terminal's batch was empty at 20:45" in page_of(report_days.no_sales())


def test_a_day_without_records_claims_nothing() -> None:
    judged = verdict.judge(pick((), SITE, MONDAY))
    assert (judged.state, judged.settled) == ("no_records", False)
    page = text_of(day_report((), SITE, MONDAY))
    assert "nothing is known of it" in page
    assert "Nothing was sold" not in page


def test_an_open_day_says_why() -> None:
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 500)
    assert "No settlement was begun" in page_of(book)
    book.settlement("20:45:00", "begun")
    book.refuses("20:45:10")
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.settled, judged.count) == ("open", False, 1)
    page = page_of(book)
    assert "Not settled: 1 transaction, 5.00 EUR." in page
    assert "Last try at 20:45: not settled (declined by the acquirer)." in page
    assert "terminal's code 0xA1" in page


@pytest.mark.parametrize(
    ("state", "expected", "settled"),
    [
        ("seen", "seen", True),
        ("mismatch", "mismatch", False),
        ("nothing_to_settle", "elsewhere", False),
        ("unknown", "open", False),
        ("deferred", "open", False),
        ("held", "open", False),
    ],
)
def test_what_is_not_proved_is_not_called_verified(
    state: str, expected: str, settled: bool
) -> None:
    book = Book()
    book.sale("09:00:00", 500)
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:05", state)
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.settled) == (expected, settled)
    assert "Settled and verified" not in page_of(book)


def test_a_batch_settled_the_next_morning_is_settled_and_dated() -> None:
    book = Book()
    book.sale("19:00:00", 500)
    book.settles("+08:01:00", "latest_time")
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.total_minor) == ("verified", 500)
    assert "Settled and verified at 08:01, 2026-11-24" in page_of(book)
    tuesday = pick(book.records(), SITE, MONDAY.replace(day=24))
    assert verdict.judge(tuesday).state == "nothing_sold"


def test_a_sale_after_the_command_was_answered_stays_open() -> None:
    book = Book()
    book.sale("19:00:00", 500)
    before = book.books()
    book.settlement("20:05:00", "begun")
    book.add("20:05:00", r.R_TOTALS, *before, 1)
    book.add("20:05:00", r.R_INTENT, 4, 1)
    book.add("20:05:02", r.R_OUTCOME, 4, 1, 0)
    book.sale("20:05:04", 777)
    book.settlement("20:05:09", "verified", books=before)
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.count, judged.total_minor) == ("open", 1, 777)


def test_a_doubt_that_the_register_ended_leaves_nothing_open() -> None:
    book = Book()
    book.sale("19:00:00", 500)
    book.add("20:05:00", r.R_INTENT, 4, 1)
    book.add("20:05:02", r.R_OUTCOME, 4, 3, 0)
    book.settlement("20:05:02", "unknown")
    book.sale("20:10:00", 777)
    book.settlement("20:15:00", "seen")
    assert verdict.judge(picked(book)).state == "seen"


def test_open_sales_of_an_earlier_day_are_not_forgotten() -> None:
    book = Book()
    book.sale("19:00:00", 500)
    book.starts("+07:30:00")
    judged = verdict.judge(pick(book.records(), SITE, MONDAY.replace(day=24)))
    assert (judged.state, judged.count, judged.total_minor) == ("open", 1, 500)


def test_refunds_and_reversals_count_as_the_terminal_counts_them() -> None:
    book = Book()
    trace = book.sale("09:00:00", 1_000)
    book.sale("10:00:00", 300, "refund")
    book.sale("11:00:00", 1_000, "reversal", trace=trace)
    assert book.books() == (1, -300)
    book.settles("20:05:00")
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.count, judged.total_minor) == ("verified", 1, -300)
    assert "Both agree." in page_of(book)


def test_a_settlement_of_sales_that_the_board_never_saw_is_told() -> None:
    book = Book()
    book.starts("07:30:00")
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "verified", books=(2, 3_000))
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.settled, judged.saw) == ("verified", True, (0, 0))
    assert (judged.count, judged.total_minor) == (2, 3_000)
    page = page_of(book)
    assert "at 20:45: 2 transactions, 30.00 EUR. The board saw none of these sales." in page
    assert "Nothing was sold" not in page
    assert to_json(picked(book))["verdict"]["saw"] == [0, 0]


@pytest.mark.parametrize(("books", "settled"), [((2, 3_000), "mismatch"), ((None, None), "seen")])
def test_no_settlement_of_unseen_sales_is_called_nothing(
    books: tuple[int | None, ...], settled: str
) -> None:
    book = Book()
    book.add("20:45:02", r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index(settled), 20_780, *books, 0)
    assert verdict.judge(picked(book)).state == settled
    assert "The board saw none of these sales." in page_of(book)


def test_a_mismatch_is_told_even_of_an_empty_batch() -> None:
    book = Book()
    book.settlement("20:45:02", "mismatch", books=(0, 0))
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.settled, judged.saw) == ("mismatch", False, None)


def test_a_settlement_of_more_than_the_board_saw_says_what_it_saw() -> None:
    book = report_days.three_sales()
    assert verdict.judge(picked(book)).saw is None
    judged = verdict.judge(picked(book, 7))
    assert (judged.count, judged.saw) == (3, (2, 10_240))
    page = text_of(day_report(book.records(7), SITE, MONDAY))
    assert "own records of it hold 2 transactions, 102.40 EUR." in page


def test_another_transaction_is_counted_as_the_amount_it_is() -> None:
    book = Book()
    book.sale("09:00:00", 500)
    book.sale("10:00:00", 700, "other")
    judged = verdict.judge(picked(book))
    assert (judged.count, judged.total_minor) == (2, 1_200)


@pytest.mark.parametrize(
    ("back", "state", "total"), [(300, "elsewhere", 700), (1_000, "nothing_sold", 0)]
)
def test_only_what_was_taken_back_whole_was_not_sold(back: int, state: str, total: int) -> None:
    book = Book()
    trace = book.sale("09:00:00", 1_000)
    book.sale("10:00:00", back, "reversal", trace=trace)
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "nothing_to_settle")
    judged = verdict.judge(picked(book))
    assert (judged.state, judged.total_minor) == (state, total)
    assert ("Nothing was sold" in page_of(book)) == (total == 0)


def test_the_report_and_tx_know_one_rule_for_the_batch_of_a_sale() -> None:
    book = Book()
    trace = book.sale("19:00:00", 500)
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "nothing_to_settle")
    book.sale("+09:00:00", 700)
    book.settles("+20:05:00")
    (life,) = find(book.records(), trace)
    (sold,) = picked(book).transactions
    assert sold.batch is not None
    assert sold.batch.seq == life.settlement[-1].seq
    assert verdict.judge(picked(book)).state == "elsewhere"
    tuesday = verdict.judge(pick(book.records(), SITE, MONDAY.replace(day=24)))
    assert (tuesday.state, tuesday.count) == ("verified", 2)


def test_a_settlement_is_compared_with_all_it_took_of_whatever_day() -> None:
    book = Book()
    book.sale("19:00:00", 500)
    book.settles("+08:01:00", "latest_time")
    tuesday = text_of(day_report(book.records(), SITE, MONDAY.replace(day=24)))
    assert "Nothing was sold, and nothing is open." in tuesday
    assert "The board saw 1 transaction, 5.00 EUR" in tuesday


def test_missing_records_are_counted_where_a_record_of_the_day_could_have_stood() -> None:
    book = report_days.three_sales()
    assert picked(book).missing == ()
    assert picked(book, 4, 5).missing == ((4, 5),)
    page = text_of(day_report(book.records(4, 5), SITE, MONDAY))
    assert "Records missing: 2." in page
    assert "Records 4 to 5 are missing" in page


# What else a day holds ---------------------------------------------------------------------------


def test_the_receipts_of_a_hard_day() -> None:
    day = picked(report_days.hard_day())
    late = [each for each in day.transactions if not each.receipt.at_first_print]
    assert [each.receipt.state for each in late] == ["duplicate", "owed"]
    assert all(each.receipt.first == "refused" for each in late)
    assert all(each.receipt.reminded is not None for each in late)
    page = page_of(report_days.hard_day())
    assert "Receipts still missing: 1." in page
    assert "53 of 55" in page


def test_the_tries_of_a_hard_day() -> None:
    day = picked(report_days.hard_day())
    assert [each.state for each in day.tries] == ["refused", "refused", "refused", "verified"]
    assert [each.given_up for each in day.tries] == [False, False, True, False]
    assert {each.reason for each in day.tries} == {"closing_button"}
    assert day.tries[-1].totals == {
        "before_settlement": (55, 311_464),
        "settlement": (55, 311_464),
        "after_settlement": (0, 0),
    }


def test_alerts_last_from_raised_to_cleared_and_over_a_restart_that_raises_them_again() -> None:
    book = Book()
    book.starts("08:00:00")
    book.alert("09:00:00", "receipt_missing", "raised", 7)
    book.alert("09:00:00", "terminal_silent", "raised")
    book.starts("09:10:00")
    book.alert("09:10:01", "receipt_missing", "raised", 7)
    book.alert("09:20:00", "receipt_missing", "escalated", 7)
    book.alert("09:21:00", "receipt_missing", "seen", 7)
    book.alert("09:30:00", "receipt_missing", "cleared")
    receipt, silent = picked(book).alerts
    assert (receipt.raised.seq, receipt.ended_by) == (2, "cleared")
    assert receipt.seen is not None
    assert receipt.escalated is not None
    assert (silent.ended_by, silent.ended.seq if silent.ended else 0) == ("restart", 4)


def test_commissioning_is_one_quiet_row_and_no_alarm() -> None:
    book = Book()
    book.starts("07:00:00")
    for alert in ("no_profile", "uncommissioned"):
        book.alert("07:00:00", alert, "raised")
    book.alert("07:00:01", "uncommissioned", "cleared")
    book.add("07:00:01", r.R_CLOCK, MIDNIGHT_S + 25_201, MIDNIGHT_S + 25_190, 2)
    book.add("07:00:02", r.R_PROFILE, None, b"\x5f\x0c" * 4, 1)
    book.alert("07:00:02", "no_profile", "cleared")
    book.add("09:00:00", r.R_CLOCK, MIDNIGHT_S + 32_400, MIDNIGHT_S + 32_400, 2)
    book.alert("09:30:00", "clock_unset", "raised")
    day = picked(book)
    assert [each.alert for each in day.alarms] == ["clock_unset"]
    assert len(day.alerts) == 3, "the facts keep them"
    table = view_incidents.incidents(day, Say("en", day))
    assert table is not None
    assert [row[1].text for row in table.rows] == [
        "Board commissioned (technician), with profile 5f0c5f0c5f0c5f0c",
        "clock is not set, or not trusted",
    ]


def test_what_became_of_off_line_sales_is_a_row() -> None:
    book = report_days.three_sales()
    book.add("12:00:00", r.R_OFFLINE, 1, 2, 1_990, MIDNIGHT_S + 39_600)
    table = view_incidents.incidents(picked(book), Say("en", picked(book)))
    assert table is not None
    told = "Off-line sales sent, as the board asked: 2 transactions, 19.90 EUR."
    assert told in [row[1].text for row in table.rows]


def test_records_without_wall_time_are_placed_and_marked() -> None:
    book = report_days.hard_day()
    day = picked(book)
    assert (day.inferred, day.placed[0].seq) == (1, 1)
    assert "unset" in day.clock_sources
    page = page_of(book)
    assert "≈ 07:00:00" in page
    assert "1 records have no time of their own" in page


def test_a_boot_whose_clock_was_never_set_comes_after_what_was_before() -> None:
    book = Book()
    book.sale("09:00:00", 500)
    book.boot = 2
    book.add(None, r.R_BOOT, 0, "0.3.0", None, 0)
    book.starts("10:00:00")
    assert [each.exact for each in picked(book).placed] == [True, True, False, True]
    moments = [each.at_s for each in picked(book).placed]
    assert moments == sorted(moments)


def test_a_running_time_that_no_board_can_have_moves_no_record() -> None:
    book = Book()
    book.sale("09:00:00", 500)
    book.boot = 2
    book.bodies.append(record(r.R_BOOT, 0, "0.3.0", None, 0, boot=2, mono_ms=2**60))
    book.bodies.append(record(r.R_BUTTON, 1, boot=3, mono_ms=5_000))
    book.bodies.append(record(r.R_BUTTON, 1, boot=3, mono_ms=2**60, wall_s=MIDNIGHT_S + 40_000))
    assert newest(book.records(), SITE) == MONDAY
    assert len(picked(book).placed) == len(book.bodies)


def test_a_sale_that_was_asked_for_is_marked() -> None:
    book = Book()
    book.sale("09:00:00", 500, printed="unknown", seen=2)
    page = page_of(book)
    assert "09:00:00 †" in page
    assert "the terminal was asked for it later" in page
    assert "cannot see the print path" in page


def test_a_day_begins_when_the_shop_says() -> None:
    book = Book()
    book.sale("23:50:00", 500)
    book.sale("+00:20:00", 700)
    book.settles("+00:30:00")
    assert len(picked(book).transactions) == 2
    assert newest(book.records(), SITE) == MONDAY


def test_single_days_have_their_own_hours() -> None:
    number = (MONDAY - date(1970, 1, 1)).days
    closed = replace(SITE, special_days=((number, number + 1, ()),))
    short = replace(SITE, special_days=((number, number, ((600, 720),)),))
    midnight_s = number * 86_400
    assert closed.opening(MONDAY) == ()
    assert short.opening(MONDAY) == ((midnight_s + 36_000, midnight_s + 43_200),)
    assert short.opening(MONDAY + timedelta(days=1)) == SITE.opening(MONDAY + timedelta(days=1))


def test_what_still_stands_says_whose_it_is_and_what_to_do() -> None:
    text = page_of(report_days.hard_day(), "en")
    (told,) = re.findall(r"What to do next(.*?)Sign-in", text, re.DOTALL)
    assert "(cashier, while the customer is there): " in told
    assert "What to do next" not in page_of(report_days.three_sales(), "en")


def test_notes_stand_on_the_day_they_are_about() -> None:
    notes = (
        Note(1, MIDNIGHT_S + 9 * 86_400, "Anna", "about the day", Subject(day="2026-11-23")),
        Note(2, MIDNIGHT_S + 9 * 86_400, "Anna", "about a record", Subject(seq=3)),
        Note(3, MIDNIGHT_S + 60_000, "Anna", "about the board", Subject(), None, 1),
        Note(4, MIDNIGHT_S + 9 * 86_400, "Anna", "much later", Subject()),
        Note(5, MIDNIGHT_S + 60_000, "Anna", "another day", Subject(day="2026-11-22")),
    )
    day = pick(report_days.three_sales().records(), SITE, MONDAY, notes)
    assert [note.id for note in day.notes] == [1, 2, 3]
    page = text_of(day_report(report_days.three_sales().records(), SITE, MONDAY, notes))
    assert "corrected by note 1" in page
    assert "(grade C)" in page


# The page ----------------------------------------------------------------------------------------


DAYS = {
    "no_records": (),
    "no_sales": report_days.no_sales().records(),
    "three_sales": report_days.three_sales().records(),
    "hard_day": report_days.hard_day().records(),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DAYS)
def test_the_page_is_well_formed_and_loads_nothing(name: str, language: str) -> None:
    page = day_report(DAYS[name], SITE, MONDAY, (), language)
    walker = Walker(page)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page)
    assert all(link.startswith("#") or link == "data:," for link in walker.links)
    assert {link[1:] for link in walker.links if link.startswith("#")} <= set(walker.ids)
    assert len(walker.ids) == len(set(walker.ids))
    assert not walker.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert all(heads >= 3 for heads in walker.heads)
    assert "@page" in page
    assert "default-src 'none'" in page


def test_what_came_from_outside_is_escaped_wherever_it_stands() -> None:
    site = replace(SITE, name=HOSTILE, site_id=HOSTILE, terminal_id=HOSTILE, mode=HOSTILE)
    book = Book()
    book.sale("09:00:00", 500, card=HOSTILE)
    book.add("09:01:00", r.R_ALERT, 99, 1, None, None, None, HOSTILE)
    book.add("09:02:00", 77, HOSTILE)  # a kind and a field of a newer board
    notes = (Note(1, MIDNIGHT_S + 40_000, HOSTILE, HOSTILE, Subject()),)
    for language in LANGUAGES:
        page = day_report(book.records(), site, MONDAY, notes, language)
        walker = Walker(page)
        assert "script" not in walker.tags
        assert "<script" not in page
        assert "".join(walker.text).count(HOSTILE) >= 6


def test_values_of_a_newer_board_are_shown_and_break_nothing() -> None:
    book = Book()
    book.add("09:00:00", r.R_SETTLEMENT, 99, None, None, None, 99)
    book.add("09:00:01", r.R_SIGN_IN, 99, None)
    book.add("09:00:02", r.R_ALERT, 99, 1, None)
    book.add("09:00:03", r.R_SALE, 9, 0, None, None, *[None] * 9)
    book.add("09:00:04", r.R_RECEIPT, None, None, 99, None)
    for language in LANGUAGES:
        assert "99" in page_of(book, language)


def test_every_coded_word_of_the_page_exists_in_both_languages() -> None:
    groups = {
        "settlement": record_words.STATES[(r.R_SETTLEMENT, "state")],
        "cause": record_words.STATES[(r.R_SETTLEMENT, "cause")],
        "receipt": record_words.STATES[(r.R_RECEIPT, "state")],
        "sign_in": record_words.STATES[(r.R_SIGN_IN, "state")],
        "boot": record_words.STATES[(r.R_BOOT, "reason")],
        "clock": record_words.STATES[(r.R_CLOCK, "source")],
        "role": record_words.VALUES["role"],
        "transaction": record_words.VALUES["transaction"],
    }
    names = [f"word.{group}.{word}" for group, table in groups.items() for word in table.values()]
    names += [f"word.cause.{word}" for word in record_words.STATES[(r.R_INTENT, "reason")].values()]
    names += [f"alert.{word}" for word in r.ALERT_WORDS if word]
    missing = [name for name in names if name not in MESSAGES and name != "word.cause.none"]
    assert missing == []


def test_the_chinese_page_has_no_english_sentence() -> None:
    text = page_of(report_days.hard_day(), "zh-CN")
    for known in ("Posminder", "SHA-256", "TID", "EUR", "VISA", "MASTERCARD", "girocard", "AMEX"):
        text = text.replace(known, "")
    text = text.replace(SITE.name, "").replace(SITE.site_id, "").replace(BOARD, "")
    assert re.findall(r"[A-Za-z]{4,}", re.sub(r"\b[0-9a-f]{16,}", "", text)) == []


def test_no_whole_card_number_comes_out() -> None:
    page = day_report(report_days.hard_day().records(), SITE, MONDAY)
    assert "476173******0119" in page
    assert not re.search(r"(?<![\w#])\d{13,19}(?!\w)", text_of(page))


# The command -------------------------------------------------------------------------------------


def stored(run: Run, tmp_path: Path, found: tuple[Record, ...]) -> None:
    file = tmp_path / "day.pmj"
    file.write_bytes(export(*(each.body for each in found)))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_the_command_writes_the_newest_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stored(run, tmp_path, report_days.three_sales().records())
    ran = run("report", "day")
    name = f"{BOARD}-2026-11-23.html"
    assert ran.code == 0
    assert ran.out.splitlines()[0] == name
    assert "3 transactions" in ran.out.splitlines()[1]
    assert "Settled and verified at 19:05" in text_of((tmp_path / name).read_text("utf-8"))


def test_a_finding_is_an_exit_code(run: Run, tmp_path: Path) -> None:
    book = Book()
    book.sale("09:00:00", 500)
    stored(run, tmp_path, book.records())
    out = tmp_path / "open.html"
    ran = run("report", "day", "2026-11-23", "--out", str(out), "--lang", "zh-CN")
    assert ran.code == 1
    assert "未结算" in ran.out
    assert out.is_file()
    assert run("report", "day", "2026-11-22").code == 1
    assert run("report", "day", "tomorrow").code == 2


def test_a_board_whose_clock_was_never_set_has_no_business_day(run: Run, tmp_path: Path) -> None:
    book = Book()
    book.bodies.append(record(r.R_BOOT, 0, "0.3.0", None, 0, mono_ms=2**60))
    book.sale(None, 500)
    stored(run, tmp_path, book.records())
    for arguments in ((), ("1969-12-31",), ("--json",)):
        ran = run("report", "day", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert "No business day is known" in ran.err
        assert "Next: posminder apply PROFILE" in ran.err


def test_json_has_the_page_s_facts(run: Run, tmp_path: Path) -> None:
    found = report_days.hard_day().records()
    stored(run, tmp_path, found)
    said = json.loads(run("report", "day", "--json").out)
    site = ReportSite(BOARD, BOARD, BOARD, None)
    assert said == json.loads(json.dumps(to_json(pick(found, site, MONDAY))))
    assert said["verdict"]["state"] == "verified"
    assert said["verdict"]["total_minor"] == 311_464
    assert len(said["transactions"]) == 58
    assert said["records"]["missing"] == []
