# SPDX-License-Identifier: MIT
"""A browser nobody here wrote as the judge of a page: Debian's Chromium, driven by Playwright.

What is asked of every page stands in `Judge.findings`; an empty list is a page that has no
complaint, loads nothing, prints to A4, fits a phone, and can be used by keyboard, by a screen
reader and in black and white. page_judge.js looks; this file opens, turns and counts.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.system_programs import require

DESK: Final = (1280, 800)  # CSS pixels
PHONE: Final = (360, 740)
PAPER: Final = (695, 1009)  # A4 less page.css's margins, at 96 pixels an inch
A4_POINTS: Final = (595, 842)
STOPS_MAX: Final = 60
_ALIKE: Final = 12  # per mille of a mark's pixels that must differ by a quarter of the grey scale
_LOOKS: Final = Path(__file__).with_name("page_judge.js").read_text(encoding="utf-8")


class Judge:
    """One browser for all pages. Each page gets a context of its own, without a network."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._file = folder / "page.html"

    @contextmanager
    def opened(self, html: str) -> Iterator[tuple[Page, list[str]]]:
        """Yield the page, and the list of what it says on its console and asks the network for."""
        self._file.write_text(html, encoding="utf-8")
        context = self._browser.new_context(offline=True, device_scale_factor=3)
        heard: list[str] = []
        page = context.new_page()
        page.on("console", lambda said: heard.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("request", lambda asked: heard.append(f"asks for {asked.url}"))
        page.goto(self._file.as_uri())
        heard.remove(f"asks for {self._file.as_uri()}")
        try:
            yield page, heard
        finally:
            context.close()

    def findings(self, html: str, language: str) -> list[str]:
        """Return everything that is wrong with a page in `language`, a sentence each."""
        with self.opened(html) as (page, heard):
            found = [f"screen reader: {each}" for each in _look(page, "structure", language)]
            found += [f"legend: {each}" for each in _look(page, "unexplained")]
            found += [f"black and white: {each}" for each in _alike_in_grey(page)]
            _turn(page, DESK)
            found += [f"desk: {each}" for each in _look(page, "width", DESK[0])]
            found += [f"desk: {each}" for each in _look(page, "crowded")]
            found += [f"contrast: {each}" for each in _look(page, "contrast")]
            found += [f"keyboard: {each}" for each in _by_keyboard(page)]
            _turn(page, PHONE)
            found += [f"phone: {each}" for each in _look(page, "width", PHONE[0])]
            found += [f"phone: {each}" for each in _look(page, "unreachable")]
            found += [f"phone, keyboard: {each}" for each in _by_keyboard(page)]
            found += [f"phone, screen reader: {each}" for each in _unheard(page)]
            _turn(page, PAPER)
            page.emulate_media(media="print")
            found += [f"paper: {each}" for each in _look(page, "width", PAPER[0])]
            found += [f"paper: {each}" for each in _look(page, "height", PAPER[1])]
            found += [f"paper: {each}" for each in _look(page, "crowded")]
            found += [f"paper, contrast: {each}" for each in _look(page, "contrast")]
            found += [f"paper: a page of {size}" for size in sizes(printed(page)) - {A4_POINTS}]
            return found + heard

    def text(self, html: str) -> str:
        """Return what a reader sees of a page, each run of blanks as one."""
        with self.opened(html) as (page, _):
            return re.sub(r"\s+", " ", page.inner_text("body"))

    def pages(self, html: str) -> int:
        """Return how many sheets a page is on paper."""
        with self.opened(html) as (page, _):
            return len(re.findall(rb"/Type\s*/Page\b", printed(page)))


@contextmanager
def judge(folder: Path) -> Iterator[Judge]:
    """Start the browser; skip or fail where there is none."""
    program = require("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield Judge(browser, folder)
        browser.close()


def printed(page: Page) -> bytes:
    """Return the page as PDF, of the size its own style names."""
    return page.pdf(prefer_css_page_size=True, print_background=True)


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of a PDF's pages in whole points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return {(round(float(width)), round(float(height))) for width, height in boxes}


def _look(page: Page, name: str, *arguments: object) -> Any:
    """Ask page_judge.js."""
    return page.evaluate(f"([name, given]) => ({_LOOKS})[name](...given)", [name, arguments])


def _turn(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _by_keyboard(page: Page) -> Iterator[str]:
    """Walk a page by the tab key, and yield what it misses or does not show."""
    page.evaluate("document.activeElement.blur()")
    stops, walked = _look(page, "stops"), []
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        focus = _look(page, "focus")
        if focus is None:
            break
        walked.append(focus["place"])
        if not focus["shown"]:
            yield f"nothing shows the focus of {focus['place']}"
    if walked != stops:
        yield f"goes to {walked}, and should to {stops}"


def _unheard(page: Page) -> Iterator[str]:
    """Yield of which parts of tables the browser tells a screen reader fewer than there are."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    told = Counter(each["role"]["value"] for each in nodes if not each["ignored"])
    for role, selector in (("table", "table"), ("columnheader", "th[scope=col]"), ("row", "tr")):
        there = page.locator(selector).count()
        if told[role] < there:
            yield f"hears of {told[role]} {role}s of {there}"


def _alike_in_grey(page: Page) -> Iterator[str]:
    """Yield the marks of one legend that look alike without colour."""
    for legend in page.locator("ul.legend").all():
        frame = legend.bounding_box()
        names = [each.inner_text().strip() for each in legend.locator("li").all()]
        boxes = [each.bounding_box() for each in legend.locator("svg.icon").all()]
        if frame is None:
            continue
        places = [
            [round(3 * value) for value in (b["x"] - frame["x"], b["y"] - frame["y"])] + [45, 45]
            for b in boxes
            if b is not None
        ]
        png = base64.b64encode(legend.screenshot()).decode()
        marks = dict(zip(names, _look(page, "grey", png, places), strict=True))
        for (name, mark), (other, another) in combinations(marks.items(), 2):
            differ = sum(abs(a - b) >= 64 for a, b in zip(mark, another, strict=True))
            if 1000 * differ < _ALIKE * len(mark):
                yield f"the marks of {name} and {other} look alike"
