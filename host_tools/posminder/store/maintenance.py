# SPDX-License-Identifier: MIT
"""Maintenance of a terminal, kept as notes on the board (R65): what was done, parts, next date.

A note of maintenance begins with a mark, by which it is told from others; people can read it as it
stands. It is withdrawn as any note is: by a note that corrects it. The same work done again answers
the date that was set for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from posminder.store.notes import Note, NoteRefused

OVERDUE: Final = "overdue"
DUE: Final = "due"  # within SOON
LATER: Final = "later"
ANSWERED: Final = "answered"  # the same work was done again since
NO_DATE: Final = "no_date"
SOON: Final = timedelta(days=14)

_TEXT: Final = re.compile(
    r"\[maintenance\] (?P<what>[^\[\]]+)"
    r"(?: \[parts: (?P<parts>[^\[\]]+)\])?(?: \[next: (?P<next>\d{4}-\d\d-\d\d)\])?"
)


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of maintenance. `next`: when it is due again; None: nobody said."""

    id: int  # of its note
    day: date
    by: str
    what: str
    parts: str | None = None
    next: date | None = None
    answered: bool = False

    def state(self, today: date) -> str:
        """Return whether it is due again on `today`: one of the words above."""
        if self.next is None:
            return NO_DATE
        if self.answered:
            return ANSWERED
        if self.next < today:
            return OVERDUE
        return DUE if self.next <= today + SOON else LATER


def text_of(what: str, parts: str | None, next_day: date | None) -> str:
    """Return the text of a note of maintenance. Raises NoteRefused."""
    text = f"[maintenance] {' '.join(what.split())}"
    if parts is not None:
        text += f" [parts: {' '.join(parts.split())}]"
    if next_day is not None:
        text += f" [next: {next_day.isoformat()}]"
    if _TEXT.fullmatch(text) is None:
        raise NoteRefused("what was done, or its parts, is empty or holds [ or ]")
    return text


def works(notes: Iterable[Note]) -> tuple[Work, ...]:
    """Return the maintenance among a board's notes that none corrected, by day."""
    found = sorted(
        (work for each in notes if (work := _work(each)) is not None),
        key=lambda each: (each.day, each.id),
    )
    newest = {each.what.casefold(): each.id for each in found}
    return tuple(replace(each, answered=newest[each.what.casefold()] != each.id) for each in found)


def _work(note: Note) -> Work | None:
    match = _TEXT.fullmatch(note.text)
    if match is None or note.subject.day is None or note.corrected_by is not None:
        return None
    try:
        next_day = date.fromisoformat(match["next"]) if match["next"] else None
    except ValueError:
        return None  # somebody wrote the mark by hand, and no date
    day = date.fromisoformat(note.subject.day)
    return Work(note.id, day, note.by, match["what"], match["parts"], next_day)
