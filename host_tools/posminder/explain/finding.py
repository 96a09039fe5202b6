# SPDX-License-Identifier: MIT
"""One sentence of an explanation, the records it rests on, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from posminder.report.placing import Placed
from posminder_formats import records as r

SEEN: Final = "B"  # the board saw it
ATTESTED: Final = "C"  # a person said so, with the button
INFERRED: Final = "D"  # concluded, or from what is not there
_SAID: Final = (r.R_BUTTON, r.R_ATTESTED, r.R_APPROVAL, r.R_CREDIT, r.R_OPERATOR)


@dataclass(frozen=True, slots=True)
class Finding:
    """`topic`: what it is about, a key of `topic.<topic>`. `grade` None: nothing to grade."""

    topic: str
    text: str
    records: tuple[int, ...] = ()
    grade: str | None = SEEN

    def to_json(self) -> dict[str, Any]:
        """Return it as `explain --json` prints it. Keys are only ever added."""
        return {
            "topic": self.topic,
            "text": self.text,
            "records": list(self.records),
            "grade": self.grade,
        }


def found(
    topic: str, text: str, records: Iterable[Placed | None] = (), grade: str | None = SEEN
) -> Finding:
    """Return a finding that rests on these records, as many as there are."""
    seqs = dict.fromkeys(each.seq for each in records if each is not None)
    return Finding(topic, text, tuple(seqs), grade)


def grade_of(each: Placed) -> str:
    """Return how well a record's content is known: what a person says or presses is his word."""
    return ATTESTED if each.kind in _SAID else SEEN
