# SPDX-License-Identifier: MIT
"""The journal a scenario expects against the one that was found.

The answer is the journal as it would have to be written: what fits as it stands in the file, what
was found and not expected as a line of its own, what was expected and not found as a comment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.scenario import Expected

# The word that a record is mostly about: `settlement: begun` is short for {state: begun}.
MAIN_WORD: Final = {
    "boot": "reason",
    "button": "press",
    "gate": "state",
    "line": "state",
    "offline": "state",
    "intent": "command",
    "outcome": "outcome",
    "receipt": "state",
    "settlement": "state",
    "sign_in": "state",
    "slip": "state",
    "wishes": "wanted",
}
# What a line shows of a record that nobody expected: enough to know which one it is.
_SHOWN: Final = {
    "boot": ("reason", "torn_bytes"),
    "alert": ("alert", "state", "subject"),
    "clock": ("source",),
    "credit": ("state", "reason"),
    "expected": ("total_minor", "due_day"),
    "gate": ("state", "cause", "count"),
    "intent": ("command", "reason"),
    "outcome": ("command", "outcome", "code"),
    "offline": ("state", "count", "total_minor"),
    "sale": ("transaction", "amount_minor", "result", "acquirer_line"),
    "sale_started": ("transaction", "amount_minor"),
    "settlement": ("state", "cause"),
    "terminal": ("status", "tid"),
    "terminal_error": ("about", "code", "extended", "words"),
    "totals": ("count", "total_minor", "source"),
    "unseen": ("count", "total_minor"),
}
_PLAIN: Final = {
    "cause": ("none",),
    "code": (0,),
    "torn_bytes": (0,),
    "transaction": ("sale",),
    "result": (0,),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`lines` are the whole journal as YAML, `differences` how many of them did not fit."""

    lines: tuple[str, ...]
    differences: int


def compare(expected: Sequence[Expected], found: Sequence[Record]) -> Comparison:
    """Hold `found` against `expected`, one by one and in order."""
    lines: list[str] = []
    differences = 0
    for wanted, record in _align(expected, found):
        if wanted is not None and record is not None:
            lines.append(f"- {line_of(wanted.name, wanted.words)}")
            continue
        differences += 1
        if record is not None:
            lines.append(f"- {line_of(record.name, shown(record))}  # found, not expected")
        elif wanted is not None:
            place = "" if wanted.spot is None else f" (line {wanted.spot.line})"
            lines.append(f"# expected{place}: - {line_of(wanted.name, wanted.words)}")
    return Comparison(tuple(lines), differences)


def fits(wanted: Expected, record: Record) -> bool:
    """Return whether `record` is what `wanted` says; only the words given are compared."""
    words = record.words()
    return wanted.name == record.name and all(
        name in words and words[name] == value for name, value in wanted.words.items()
    )


def shown(record: Record) -> dict[str, Any]:
    """Return the telling words of a record, without those that say nothing special."""
    words = record.words()
    names = _SHOWN.get(record.name) or ((MAIN_WORD.get(record.name) or ""),)
    return {
        name: words[name] for name in names if words.get(name) not in (None, *_PLAIN.get(name, ()))
    }


def line_of(name: str, words: dict[str, Any]) -> str:
    """Return one record as a line of YAML, short where one word says it."""
    if not words:
        return name
    main = MAIN_WORD.get(name)
    if main is not None and list(words) == [main]:
        return f"{name}: {_scalar(words[main])}"
    inside = ", ".join(f"{key}: {_scalar(value)}" for key, value in words.items())
    return f"{name}: {{{inside}}}"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    plain = not isinstance(value, str) or (text.replace("_", "").isalpha() and text != "null")
    return text if plain else f'"{text}"'


def _align(
    expected: Sequence[Expected], found: Sequence[Record]
) -> list[tuple[Expected | None, Record | None]]:
    """Pair what fits, with as many pairs as can be in order (longest common subsequence)."""
    rows, columns = len(expected), len(found)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            one_less = max(best[row + 1][column], best[row][column + 1])
            pair = fits(expected[row], found[column]) and best[row + 1][column + 1] + 1
            best[row][column] = max(one_less, pair)
    pairs: list[tuple[Expected | None, Record | None]] = []
    row = column = 0
    while row < rows or column < columns:
        if row < rows and column < columns and fits(expected[row], found[column]):
            takes = best[row][column] == best[row + 1][column + 1] + 1
        else:
            takes = False
        if takes:
            pairs.append((expected[row], found[column]))
            row, column = row + 1, column + 1
        elif _is_changed(expected, found, row, column, best):
            pairs += [(expected[row], None), (None, found[column])]
            row, column = row + 1, column + 1
        elif row < rows and (column == columns or best[row + 1][column] >= best[row][column + 1]):
            pairs.append((expected[row], None))
            row += 1
        else:
            pairs.append((None, found[column]))
            column += 1
    return pairs


def _is_changed(
    expected: Sequence[Expected],
    found: Sequence[Record],
    row: int,
    column: int,
    best: list[list[int]],
) -> bool:
    """Return whether here the same kind of record has other words: shown side by side."""
    if row == len(expected) or column == len(found):
        return False
    same = expected[row].name == found[column].name
    return same and best[row][column] == best[row + 1][column + 1]
