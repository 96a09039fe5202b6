# SPDX-License-Identifier: MIT
"""What people add to the records (R15): notes on a sale, a day or a board. Only ever added.

A correction is a new note that points at the old one (R28); it is about what the old one is about.
Text that holds a whole card number is refused: a note is read by more people than a slip.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

from posminder.errors import EXIT_FINDING, UsageError

TEXT_CHARACTERS_MAX: Final = 1000

# In one piece, or in the groups that are printed on cards.
_CARD: Final = re.compile(
    r"(?<!\d)(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{5})(?!\d)"
)
_COLUMNS: Final = "id, at_s, by, text, seq, day, corrects"


class NoteUnknown(UsageError):
    """The board has no note {}. Next: posminder note list"""

    exit_code = EXIT_FINDING


class NoteCorrected(UsageError):
    """Note {} was corrected by note {} already: correct that one."""


class NoteRefused(UsageError):
    """The note was not kept: {}."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note is about: record `seq`, or `day` (ISO 8601), or with neither the board."""

    seq: int | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `at_s`: when it was written, by the clock of the computer it was written on.

    `corrects`: the note it stands in for. `corrected_by`: the one that stands in for it.
    """

    id: int
    at_s: int
    by: str
    text: str
    subject: Subject
    corrects: int | None = None
    corrected_by: int | None = None


def insert(db: sqlite3.Connection, board_id: str, note: Note) -> int:
    """Add `note`, whose id is not used; return the id it was given.

    With `corrects` the subject is the corrected note's.
    Raises NoteRefused, NoteUnknown, NoteCorrected.
    """
    text, by = _checked(note.text), _as_text(note.by)
    subject = note.subject if note.corrects is None else _open_subject(db, board_id, note.corrects)
    sql = (
        "INSERT INTO note (board_id, at_s, by, text, seq, day, corrects)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    values = (note.at_s, by, text, subject.seq, subject.day, note.corrects)
    return int(db.execute(sql, (board_id, *values)).lastrowid or 0)


def select(db: sqlite3.Connection, board_id: str) -> list[Note]:
    """Return a board's notes in the order they were written, the corrected ones too."""
    sql = (
        f"SELECT {_COLUMNS}, (SELECT later.id FROM note AS later WHERE later.corrects = note.id)"
        " FROM note WHERE board_id = ? ORDER BY id"
    )
    return [
        Note(id_, at_s, by, text, Subject(seq, day), corrects, corrected_by)
        for id_, at_s, by, text, seq, day, corrects, corrected_by in db.execute(sql, (board_id,))
    ]


def _checked(text: str) -> str:
    text = _as_text(text).strip()
    if not text:
        raise NoteRefused("it is empty")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise NoteRefused(f"it has {len(text)} characters, {TEXT_CHARACTERS_MAX} at most")
    if any(_is_card(found) for found in _CARD.findall(text)):
        raise NoteRefused("it holds a whole card number; write the first 6 and last 4 digits only")
    return text


def _as_text(text: str) -> str:
    """Return `text`; bytes on a command line that are no text have come as surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NoteRefused("it is not UTF-8 text") from None
    return text


def _open_subject(db: sqlite3.Connection, board_id: str, corrects: int) -> Subject:
    old = next((each for each in select(db, board_id) if each.id == corrects), None)
    if old is None:
        raise NoteUnknown(corrects)
    if old.corrected_by is not None:
        raise NoteCorrected(corrects, old.corrected_by)
    return old.subject


def _is_card(text: str) -> bool:
    """Return whether the digits of `text` are 13 to 19 with a right Luhn check digit (ISO 7812)."""
    digits = [int(each) for each in reversed(text) if each.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
