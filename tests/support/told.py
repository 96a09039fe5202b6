# SPDX-License-Identifier: MIT
"""Journal records made of words, for tests that need a journal nobody lived through."""

from __future__ import annotations

from typing import Any

from posminder.journal_file import Record
from posminder_formats import record_words

_CODES = range(32)


def told(
    name: str, at_ms: int = 0, *, boot: int = 1, wall_s: int | None = None, **words: Any
) -> Record:
    """Return a record called `name` with these words, the other fields None; no number yet."""
    kind, fields = next((k, row[1]) for k, row in record_words.KINDS.items() if row[0] == name)
    assert words.keys() <= set(fields), f"{name} has only {fields}"
    values = tuple(_number(kind, field, words.get(field)) for field in fields)
    return Record(0, b"", kind, boot, at_ms, wall_s, values)


def numbered(*records: Record) -> list[Record]:
    """Return the records with sequence numbers from 1 on."""
    return [
        Record(seq, r.body, r.kind, r.boot, r.mono_ms, r.wall_s, r.values)
        for seq, r in enumerate(records, 1)
    ]


def _number(kind: int, field: str, word: Any) -> Any:
    """Return the number that a coded field's `word` stands for, or the word itself."""
    if not isinstance(word, str):
        return word
    return next((n for n in _CODES if record_words.word(kind, field, n) == word), word)
