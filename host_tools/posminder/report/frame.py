# SPDX-License-Identifier: MIT
"""The frame that every report has: verdict, figures, sections, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from posminder import templates
from posminder.messages import sentence
from posminder.report.view_tables import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One number worth a glance, with what stands under it."""

    name: str
    value: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, a chart with its legend of (shape, text), a table, small print.

    `quiet` stands beside the heading. `sheet`: it begins a new sheet of paper. `language`: where it
    is not the page's.
    """

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    small: tuple[str, ...] = ()
    chart: Markup | None = None
    legend: tuple[tuple[str, str], ...] = ()
    quiet: str = ""
    sheet: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template prints: texts in one language, nothing left to decide."""

    language: str
    title: str
    site: str
    date: str
    good: bool
    verdict: str
    facts: tuple[tuple[str, str], ...] = ()
    grade: str | None = None
    more: tuple[str, ...] = ()  # what else the reader must know at once
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    proof: tuple[str, ...] = ()


def html(page: Page, rules: Sequence[str] = (), rules_title: str = "report.rules") -> str:
    """Return a report as one self-contained HTML page.

    `rules`: what held, a sentence each; `rules_title`: the message that stands above them.
    """
    words = {
        "grade": sentence(page.language, "settlement.evidence"),
        "rules": sentence(page.language, rules_title),
        "proof": sentence(page.language, "proof.title"),
    }
    return render("report.html.j2", language=page.language, page=page, words=words, rules=rules)


def render(template: str, **values: object) -> str:
    """Return a template of this room filled with `values`."""
    return templates.render("report", "page.css", template, **values)
