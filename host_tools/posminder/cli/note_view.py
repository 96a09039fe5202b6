# SPDX-License-Identifier: MIT
"""How a note is shown, to people and to programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from posminder.journal_file import Record
from posminder.messages import sentence
from posminder.record_view import View
from posminder.store.notes import Note


def notes_about(notes: Iterable[Note], found: Iterable[Record]) -> list[Note]:
    """Return the notes whose subject is one of these records."""
    seqs = {record.seq for record in found}
    return [note for note in notes if note.subject.seq in seqs]


def note_sentence(note: Note, view: View, language: str) -> str:
    """Return a note in one line, with what corrected it."""
    by = note.corrected_by
    corrected = "" if by is None else sentence(language, "tx.note_corrected", id=by)
    return sentence(
        language,
        "tx.note",
        id=note.id,
        by=note.by,
        time=view.local(note.at_s),
        text=note.text,
        corrected=corrected,
    )


def note_json(note: Note) -> dict[str, Any]:
    """Return a note as every `--json` prints it. Keys are only ever added."""
    return {
        "id": note.id,
        "at_s": note.at_s,
        "by": note.by,
        "text": note.text,
        "seq": note.subject.seq,
        "day": note.subject.day,
        "corrects": note.corrects,
        "corrected_by": note.corrected_by,
    }
