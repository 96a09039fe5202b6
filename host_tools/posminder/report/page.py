# SPDX-License-Identifier: MIT
"""A day of a board's records as one self-contained HTML page. The door of this room.

The page loads nothing, runs no script, and everything that came from a board, a profile or a
person is escaped by the template engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from posminder.journal_file import Record
from posminder.messages import sentence
from posminder.report import view
from posminder.report.day import Day, pick
from posminder.report.legend import legend
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
    words = {
        "grade": sentence(language, "settlement.evidence"),
        "timeline": sentence(language, "chart.title"),
        "zone": sentence(language, "chart.zone", zone=view.zone_text(day)),
        "proof": sentence(language, "proof.title"),
        "rules": sentence(language, "report.rules"),
    }
    return render(
        "day.html.j2",
        language=language,
        page=view.page(day, language),
        words=words,
        legend_rows=legend(day, language),
        rules=rules,
    )


def render(template: str, **values: object) -> str:
    """Return a template of this room filled with `values`; all of them are escaped."""
    css = Markup(_text("page.css"))  # ours, and no place for anybody's text
    page = _environment().get_template(template)
    return page.render(css=css, **values) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return files("posminder").joinpath("report", "templates", name).read_text("utf-8")
