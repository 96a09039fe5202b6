# SPDX-License-Identifier: MIT
"""Which values a scenario's journal may expect of a record's field: those a board could write."""

from __future__ import annotations

from typing import Any, Final

from posminder.profile.values import did_you_mean
from posminder_formats import record_types, record_words

_KINDS: Final = {str(row[0]): kind for kind, row in record_words.KINDS.items()}
_TYPES: Final[dict[str, tuple[type, str]]] = {
    "n": (int, "a whole number"),
    "t": (str, "a text in quotes"),
    "b": (str, "hexadecimal text in quotes"),
    "p": (list, "a list"),
}


def why_not(name: str, field: str, value: Any) -> str | None:
    """Return why no record called `name` can hold `value` in its `field`; None: it can."""
    kind = _KINDS[name]
    letter = record_types.FIELD_TYPES[kind][record_words.KINDS[kind][1].index(field)]
    if value is None:
        return None if letter.isupper() else "is never null"
    words = record_words.words_of(kind, field)
    if words:
        # A number without a word is a newer board's; one with a word is never shown as a number.
        known = [word for word in words.values() if isinstance(word, str)]
        if value in known or (type(value) is int and value not in words):
            return None
        return f"must be one of {', '.join(known)}{did_you_mean(value, known)}"
    wanted, told = _TYPES[letter.lower()]
    return None if type(value) is wanted else f"must be {told}"
