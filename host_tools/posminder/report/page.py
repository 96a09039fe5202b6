# SPDX-License-Identifier: MIT
"""A day of a board's records as one self-contained HTML page. The door of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from posminder.journal_file import Record
from posminder.report import frame, view
from posminder.report.day import Day, pick
from posminder.report.site import ReportSite
from posminder.store.notes import Note


def day_report(
    records: Iterable[Record],
    site: ReportSite,
    day: date,
    notes: Iterable[Note] = (),
    language: str = "en",
) -> str:
    """Return the HTML page of one business day, in `language`, one of messages.LANGUAGES.

    `records` are all there are of one board, ascending: what came before the day tells how it
    began, what came after how it ended.
    """
    return day_html(pick(records, site, day, notes), language)


def day_html(day: Day, language: str, rules: Sequence[str] = ()) -> str:
    """Return the page of a day that was picked already.

    `rules`: what each rule in force on that day does, a sentence each, in the same language.
    """
    return frame.html(view.page(day, language), rules)
