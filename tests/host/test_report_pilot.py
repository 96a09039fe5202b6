# SPDX-License-Identifier: MIT
"""A pilot's page: what the board would have done, what people did, and the difference in money."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from posminder.cli.view_table import page_path
from posminder.messages import LANGUAGES
from posminder.report.pilot import LATE, NEVER, NONE, SETTLED, Pilot, compare, to_json
from posminder.report.pilot_page import pilot_html
from posminder.report.settlements import RUNNING
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.technician import Run
from tests.host.test_report_day import HOSTILE, Walker

OBSERVE = replace(SITE, mode="observe")
SIGN_IN, SETTLE, NOT_SENT, DONE = 2, 4, 4, 0


def would(book: Book, at: str, command: int = SETTLE, reason: int = 2) -> None:
    """Write a command that mode observe kept back."""
    book.add(at, r.R_INTENT, command, reason)
    book.add(at, r.R_OUTCOME, command, NOT_SENT, DONE)


def seen(book: Book, at: str) -> None:
    """The register settles; the board sees it on the line."""
    book.settlement(at, "seen")
    book.sold.clear()


def week() -> Book:
    """Monday by people, Tuesday forgotten until Wednesday, Thursday nothing, Friday never."""
    book = Book()
    book.starts("07:30:00")
    book.sale("09:12:40", 1_250)
    book.sale("12:40:00", 300)
    seen(book, "20:02:00")
    book.sale("+10:00:00", 2_000)
    trace = book.sale("+11:00:00", 500, printed="refused")
    book.alert("+11:00:00", "receipt_missing", "raised", trace)
    book.alert("+11:05:00", "receipt_missing", "escalated", trace)
    book.prints("+11:30:00", trace, "duplicate")
    book.alert("+11:30:00", "receipt_missing", "cleared", trace)
    would(book, "+20:45:00")
    book.signs_in("++07:58:00", "needed")
    would(book, "++07:58:00", SIGN_IN, 4)
    book.alert("++07:58:00", "not_signed_in", "raised")
    book.sale("++08:30:00", 700)
    book.signs_in("++09:10:00")
    book.alert("++09:10:00", "not_signed_in", "cleared")
    seen(book, "++19:55:00")
    would(book, "+++20:45:00")
    book.add("++++09:00:00", r.R_BUTTON, 3)
    lost = book.sale("++++09:01:00", 900, printed="missing")
    book.alert("++++09:01:20", "receipt_missing", "raised", lost)
    would(book, "++++20:45:00")
    book.sale("+++++10:00:00", 50)
    return book


def piloted(book: Book, first: int = 0, last: int = 6) -> Pilot:
    whole = Whole.of(book.records(), OBSERVE)
    return compare(whole, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def test_each_day_says_what_people_did() -> None:
    days = piloted(week()).days
    assert [day.how for day in days] == [SETTLED, LATE, SETTLED, NONE, NEVER, RUNNING]
    assert [len(day.would) for day in days] == [0, 1, 0, 1, 1, 0]
    assert [len(day.did) for day in days] == [1, 0, 1, 0, 0, 0]


def test_the_money_that_waited_is_that_of_days_the_board_would_have_settled() -> None:
    pilot = piloted(week())
    assert [day.row.date.day for day in pilot.helped] == [24, 27]
    assert pilot.waited == (3, 2_000 + 500 + 900)
    assert pilot.longest == 1
    assert piloted(week(), 0, 0).waited == (0, 0)


def test_sign_ins_count_the_sales_in_between() -> None:
    (one,) = piloted(week()).sign_ins
    assert one.did is not None
    assert (one.sales, one.did.at_s - one.would.at_s) == (1, 72 * 60)


def test_receipts_and_sounds_there_would_have_been() -> None:
    """Muting is by two presses, and for half an hour: the last reminder would have been silent."""
    pilot = piloted(week())
    assert (pilot.receipts(), pilot.receipts("duplicate"), pilot.receipts("owed")) == (2, 1, 1)
    assert {a.alert: (a.raised, a.sounds) for a in pilot.alerts} == {
        "receipt_missing": (2, 2),
        "not_signed_in": (1, 1),
    }
    assert pilot.sounds == sum(day.sounds for day in pilot.days) == 3


def test_json_holds_the_same() -> None:
    said = to_json(piloted(week()))
    assert said["summary"]["waited"] == {"count": 3, "total_minor": 3_400, "days_max": 1}
    assert [day["how"] for day in said["days"]][:2] == [SETTLED, LATE]
    assert said["days"][1]["would"][0]["time"] == "2026-11-24 20:45:00 +01:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_loads_nothing(language: str) -> None:
    whole = Whole.of(week().records(), replace(OBSERVE, name=HOSTILE))
    page = Walker(pilot_html(compare(whole), language))
    text = " ".join(page.text)
    assert all(link.startswith(("#", "data:,")) for link in page.links)
    assert HOSTILE in text
    assert "{" not in text
    assert "20:45" in text
    assert "34.00 EUR" in text


def test_a_pilot_of_no_days_is_a_page_too() -> None:
    assert Walker(pilot_html(piloted(week(), 20, 21), "en")).text


def test_command_writes_the_page(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "week.pmj"
    file.write_bytes(export(*week().bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    out = tmp_path / "pilot.html"
    ran = run("report", "pilot", "--out", str(out))
    assert ran.code == 0
    assert "not at all" in ran.out
    assert "<!doctype html>" in out.read_text()
    assert json.loads(run("report", "pilot", "--json").out)["summary"]["sounds"] == 3


def test_pages_of_shops_whose_ids_a_file_cannot_bear_have_names_of_their_own() -> None:
    site = replace(SITE, site_id="北京路")
    assert page_path(site, "pilot") == Path(f"{SITE.board_id}-pilot.html")
    assert page_path(replace(SITE, site_id="kn/0001 "), "2026-12") == Path("kn_0001-2026-12.html")
