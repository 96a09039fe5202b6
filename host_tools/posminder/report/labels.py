# SPDX-License-Identifier: MIT
"""What is stuck onto a board before it leaves the office: as text, and as a page to print.

No secret stands on it: whose it is, who it is, and since when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posminder.messages import LANGUAGES, sentence
from posminder.report.frame import render


@dataclass(frozen=True, slots=True)
class Label:
    """One board's; `language` is its shop's."""

    site: str
    name: str
    board: str
    terminal: str
    version: str
    day: str
    language: str

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return name and value of each line below the shop."""
        named = ("board", "terminal", "version", "day")
        return tuple(
            (sentence(self.language, f"label.{name}"), str(getattr(self, name)) or "-")
            for name in named
        )


def label_text(label: Label) -> str:
    """Return the label for a printer that takes plain text."""
    rows = "".join(f"{name} {value}\n" for name, value in label.rows())
    return f"POSMINDER {label.site}\n{label.name}\n{rows}"


def labels_html(labels: Sequence[Label]) -> str:
    """Return a page of labels to print and cut: three in a row of A4."""
    language = labels[0].language if labels else LANGUAGES[0]
    title = sentence(language, "label.title")
    return render("labels.html.j2", language=language, title=title, labels=labels)
