# SPDX-License-Identifier: MIT
"""A browser nobody here wrote opens the pages: the numbers are in its DOM, it has no complaint, it
asks the network for nothing, and it prints them to PDF.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES, sentence
from posminder.report.handbook import handbook
from posminder.report.page import day_report
from posminder.report.pilot_page import pilot_html
from tests.emulator.scene import Scene
from tests.host import report_days
from tests.host.test_report_pilot import piloted, week
from tests.support.board_on_pty import require_board
from tests.support.system_programs import require

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
)
TIMEOUT_S = 120


class Browser:
    """Chromium with a profile of its own for each look."""

    def __init__(self, folder: Path) -> None:
        self._program = require("chromium", "chromium")
        self._folder = folder
        self.page = folder / "page.html"

    def open(self, html: str, *flags: str) -> str:
        """Load a page; return what the browser prints. Fails on any word on its console."""
        self.page.write_text(html, encoding="utf-8")
        data = self._folder / f"profile-{len(list(self._folder.iterdir()))}"
        done = subprocess.run(
            [self._program, *FLAGS, f"--user-data-dir={data}", *flags, self.page.as_uri()],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            check=True,
        )
        console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
        assert console == []
        return done.stdout

    def dom(self, html: str) -> str:
        """Return the page as the browser understood it, as text between tags."""
        dom = self.open(html, "--dump-dom")
        return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", "", dom, flags=re.DOTALL))

    def pdf(self, html: str) -> bytes:
        """Return the page as printed."""
        paper = self._folder / "page.pdf"
        self.open(html, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        return paper.read_bytes()


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def test_the_harness_hears_the_console(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="CONSOLE"):
        browser.dom("<!doctype html><title>x</title><script>console.error('loud')</script>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hard_day_is_shown_and_printed(browser: Browser, language: str) -> None:
    found = report_days.hard_day().records()
    html = day_report(found, report_days.SITE, report_days.MONDAY, (), language)
    dom = browser.dom(html)
    books = sentence(language, "report.books", count=55, total="3114.64 EUR")
    assert sentence(language, "verdict.verified", time="20:20", books=books) in dom
    for number in ("476173******0119", "251.86 EUR", "-45.00 EUR", "20:13:30"):
        assert number in dom
    paper = browser.pdf(html)
    assert paper.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) in (3, 4)


def test_a_day_of_the_real_firmware_is_shown(browser: Browser) -> None:
    require_board()
    with Scene(61, "19:30") as scene:
        for amount_minor in (1_250, 990, 8_760):
            scene.sell(amount_minor)
        scene.until("20:05")
        scene.close()
        journal = scene.journal()
    html = day_report(journal, report_days.SITE, report_days.MONDAY)
    assert "3 transactions, 110.00 EUR." in browser.dom(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_is_shown_and_printed(browser: Browser, language: str) -> None:
    html = handbook(language)
    assert sentence(language, "handbook.title") in browser.dom(html)
    assert browser.pdf(html).startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pilot_is_shown_and_printed(browser: Browser, language: str) -> None:
    html = pilot_html(piloted(week()), language)
    dom = browser.dom(html)
    for told in (sentence(language, "pilot.never"), "34.00 EUR", "2026-11-27"):
        assert told in dom
    assert browser.pdf(html).startswith(b"%PDF-")
