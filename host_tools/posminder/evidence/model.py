# SPDX-License-Identifier: MIT
"""A pack as data: every statement with its grade and its records, nothing left to decide.

Grades as everywhere: A board and acquirer agree, B the board saw the protocol, C a person attested,
D inferred. No grade: nothing is claimed, because it is not available or only names whom the pack is
about. HTML, PDF and JSON are three printings of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

AGREED: Final = "A"
SEEN: Final = "B"
ATTESTED: Final = "C"
INFERRED: Final = "D"
UNGRADED: Final = ""
ON_PAGE_1: Final = (AGREED, SEEN, UNGRADED)
_WORST: Final = (INFERRED, ATTESTED, SEEN, AGREED)

FORMAT: Final = "posminder evidence pack 1"

Both = tuple[str, str]
"""One text in the pack's language and in the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. `available` False: `value` is the reason why there is none.

    `source`: where it is from, if from no record.
    """

    key: str
    label: Both
    value: str
    grade: str = UNGRADED
    records: tuple[int, ...] = ()
    source: str = ""
    available: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[str, ...]
    grade: str = UNGRADED
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, each in both languages, and rows."""

    heads: tuple[Both, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the annex; `id` is what other pages refer to."""

    id: str
    title: Both
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    sentences: tuple[Row, ...] = ()  # one cell each
    small: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines of the form under one heading."""

    title: Both
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Page 1. `limits`: each in English and in Chinese, whatever the pack's language."""

    id: str
    title: Both
    basis: str
    groups: tuple[Group, ...]
    ticks: tuple[tuple[bool, str], ...]
    notice: str  # what the reader must know before anything else; empty: nothing
    limits: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class SlipText:
    """A slip as it was captured. `heading` says which copy, which print, and what of it lacks."""

    heading: str
    text: tuple[str, ...]
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and in which part it stands; empty: nowhere."""

    what: Both
    answer: str
    part: str


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is printed. `facts`: the transaction's own record and who holds it, for programs."""

    language: str
    title: str
    form: Form
    prints: Part
    slips: tuple[SlipText, ...]
    timeline: Part
    claim: str
    asked: tuple[Asked, ...]
    parts: tuple[Part, ...]
    checklist: tuple[tuple[bool, str], ...]
    glossary: tuple[Both, ...]
    titles: dict[str, Both]  # of checklist and glossary
    rows_sha256: str
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as pack.json has it. Keys are only ever added."""
        whole = asdict(self)
        return {"format": FORMAT, **whole.pop("facts"), **whole}


def worst(grades: Iterable[str]) -> str:
    """Return the grade of what rests on several: that of the weakest."""
    known = set(grades)
    return next((each for each in _WORST if each in known), UNGRADED)
