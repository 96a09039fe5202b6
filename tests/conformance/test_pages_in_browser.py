# SPDX-License-Identifier: MIT
"""Every page that the product writes, in both languages, before a browser nobody here wrote.

A new page is one line in PAGES; what is asked of it stands in tests/support/browser.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from posminder.evidence.extract import extract
from posminder.evidence.pack import make_pack
from posminder.messages import LANGUAGES, sentence
from posminder.money_pages.deposits import of_month
from posminder.money_pages.deposits_page import deposits_html
from posminder.money_pages.fees import fees_of
from posminder.money_pages.fees_page import fees_html
from posminder.report.anomalies import judge as judge_counter
from posminder.report.anomalies_page import anomalies_html
from posminder.report.card import Card, card_html
from posminder.report.handbook import handbook
from posminder.report.labels import Label, labels_html
from posminder.report.month import Month, month_of, trend
from posminder.report.month_page import month_html, shops_html
from posminder.report.page import day_report
from posminder.report.pilot_page import pilot_html
from posminder.report.receipts import shift_receipts
from posminder.report.receipts_page import receipts_html
from posminder.report.settlements import rows
from posminder.report.settlements_page import settlements_html
from posminder.report.sign_in import sign_in_days
from posminder.report.sign_in_page import sign_in_html
from posminder.report.whole import Whole
from tests.emulator.scene import Scene
from tests.host import (
    deposit_days,
    evidence_days,
    month_days,
    report_days,
    report_month,
    test_report_fees,
)
from tests.host.report_month import SHOP, counter_week
from tests.host.test_report_anomalies import an_odd_month
from tests.host.test_report_pilot import piloted, week
from tests.support.board_on_pty import require_board
from tests.support.browser import Judge, judge

pytestmark = pytest.mark.xdist_group("browser")  # one for all


def a_day(language: str) -> str:
    found = report_days.hard_day().records()
    return day_report(found, report_days.SITE, report_days.MONDAY, (), language)


def a_month() -> Whole:
    return Whole.of(report_month.month()[0].records(), report_month.SHOP)


def december() -> Month:
    book, _ = month_days.month()
    return month_of(Whole.of(book.records(), month_days.CUT_OVER), date(2026, 12, 1))


def the_month(language: str) -> str:
    found = december()
    return month_html(found, trend(found.whole, found.first, 5), language)


def a_pack(language: str) -> str:
    it = evidence_days.material(evidence_days.voided(), "3", language)
    return make_pack(it)["pack.html"].decode()


def deposits(language: str) -> str:
    with TemporaryDirectory() as folder:
        found, terms = deposit_days.reconciled(Path(folder))
    return deposits_html(of_month(found, None), terms, report_days.SITE, language)


def fees(language: str) -> str:
    with TemporaryDirectory() as folder:
        by = test_report_fees.terms(Path(folder))
        found = fees_of(test_report_fees.whole(), by, None)
        return fees_html(found, by, report_days.SITE, language)


def anomalies(language: str) -> str:
    whole = an_odd_month()
    return anomalies_html(judge_counter(whole), SHOP, (min(whole.days), max(whole.days)), language)


def sign_ins(language: str) -> str:
    whole = Whole.of(counter_week().records(), SHOP)
    return sign_in_html(sign_in_days(whole), whole, language)


def receipts(language: str) -> str:
    found = shift_receipts(Whole.of(counter_week().records(), SHOP))
    return receipts_html(found, SHOP, (report_days.MONDAY, report_days.MONDAY), language)


def an_extract(language: str) -> str:
    page, _ = extract(evidence_days.material(evidence_days.voided(), "3", language))
    return page


def a_card(language: str) -> str:
    people = (("owner", "A. Beispiel"), ("supervisor", "王芳"))
    return card_html(Card("Kiosk am Markt", "kn-0001", "29001234", language, "+49 30 1234", people))


def labels(language: str) -> str:
    names = ("Kiosk am Markt", "北京路便利店", "A shop with a name that is longer than its label")
    rows = ("00a1b2c3d4e5f607", "29001234", "0.1.0", "2026-11-30", language)
    return labels_html([Label(f"kn-000{at}", name, *rows) for at, name in enumerate(names)])


PAGES: Final[dict[str, Callable[[str], str]]] = {
    "day": a_day,
    "pilot": lambda language: pilot_html(piloted(week()), language),
    "month": the_month,
    "shops": lambda language: shops_html([december(), december()], language),
    "deposits": deposits,
    "fees": fees,
    "handbook": handbook,
    "sign-in": sign_ins,
    "receipts": receipts,
    "anomalies": anomalies,
    "settlements": lambda language: settlements_html(list(rows(a_month())), SHOP, language),
    "pack": a_pack,
    "extract": an_extract,
    "card": a_card,
    "labels": labels,
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with judge(tmp_path_factory.mktemp("browser")) as judging:
        yield judging


SOUND: Final = """<!doctype html><html lang="en"><head><title>x</title><style>
@page {{ size: A4 }} body {{ background: #fff; color: #000 }}</style></head>
<body><main><h1>x</h1>{}</main></body></html>"""
WIDE: Final = '<div style="overflow-x: auto"{}><p style="width: 3000px">x</p></div>'
RED: Final = '<svg class="icon" width="15" height="15"><circle r="7" fill="{}"/></svg>'


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<script>console.info('loud')</script>", "console: loud"),
        ("<script>throw Error('broken')</script>", "error: broken"),
        ('<img alt="" src="http://127.0.0.1:9/x.png">', "asks for http://127.0.0.1:9/x.png"),
        ("<style>@page { size: A5 }</style>", "paper: a page of (420, 595)"),
        ('<p style="width: 800px">x</p>', "paper: <p>"),
        ('<p style="width: 400px">x</p>', "phone: the page is"),
        ('<svg role="img" aria-label="x" height="1100"></svg>', "px high"),
        ('<p style="width: 9px; overflow: hidden; white-space: nowrap">x y z</p>', "is cut"),
        (WIDE.format(""), "no keyboard gets there by a name"),
        (WIDE.format(' tabindex="0" role="region" aria-label="x" style="outline: 0"'), "paper:"),
        ('<a href="#" style="outline: 0">x</a>', "nothing shows the focus"),
        ('<a href="#y" tabindex="2">x</a><a href="#y" tabindex="1">z</a>', "keyboard: goes to"),
        ("<h3>x</h3>", "follows h1"),
        ("<h1>x</h1>", "2 h1"),
        ("<table aria-label='x'><tr><th>x</th></tr></table>", "has no scope"),
        ("<table><tr><th scope='col'>x</th></tr></table>", "has no name"),
        ("<svg width='9' height='9'></svg>", "is not named"),
        ('<p id="y"></p><p id="y"></p>', "id y is there twice"),
        ('<p style="color: #888">x</p>', "contrast: <p>"),
        (
            '<svg role="img" aria-label="x"><rect width="90" height="90" fill="#555"/>'
            '<text x="20" y="40">x</text></svg>',
            "contrast: <text>",
        ),
        (
            '<svg role="img" aria-label="x"><text y="9">here</text><text y="9">there</text></svg>',
            'lies on "there"',
        ),
        (
            f"<ul class='legend'><li>{RED.format('#d00')} good</li>"
            f"<li>{RED.format('#060')} bad</li></ul>",
            "the marks of good and bad look alike",
        ),
    ],
)
def test_the_judge_finds_what_is_wrong(browser: Judge, planted: str, found: str) -> None:
    assert found in "\n".join(browser.findings(SOUND.format(planted), "en"))


def test_the_judge_is_content_with_a_sound_page(browser: Judge) -> None:
    assert browser.findings(SOUND.format("<p>x</p>"), "en") == []
    assert browser.findings(SOUND.format("<p>x</p>"), "zh-CN") == ['screen reader: lang is "en"']


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_to_be_found(browser: Judge, name: str, language: str) -> None:
    found = browser.findings(PAGES[name](language), language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hard_day_is_read_and_printed(browser: Judge, language: str) -> None:
    html = PAGES["day"](language)
    read = browser.text(html)
    books = sentence(language, "report.books", count=55, total="3114.64 EUR")
    assert sentence(language, "verdict.verified", time="20:20", books=books) in read
    for number in ("476173******0119", "251.86 EUR", "-45.00 EUR", "20:13:30"):
        assert number in read
    assert browser.pages(html) in (4, 5)


def test_a_day_of_the_real_firmware_is_read(browser: Judge) -> None:
    require_board()
    with Scene(61, "19:30") as scene:
        for amount_minor in (1_250, 990, 8_760):
            scene.sell(amount_minor)
        scene.until("20:05")
        scene.close()
        journal = scene.journal()
    html = day_report(journal, report_days.SITE, report_days.MONDAY)
    assert browser.findings(html, "en") == []
    assert "3 transactions, 110.00 EUR." in browser.text(html)
