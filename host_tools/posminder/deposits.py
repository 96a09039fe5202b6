# SPDX-License-Identifier: MIT
"""Settled batches whose money is awaited: from a board's own list, or from its records.

Whatever is said of a credit here, somebody said it: no board sees a bank account (grade C).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from posminder.errors import ProtocolError
from posminder.journal_file import Record
from posminder_formats import record_words as w
from posminder_formats import records as r

CREDITED: Final = 1
RETURNED: Final = 2
REASONS: Final = w.STATES[r.R_CREDIT, "reason"]
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Awaited:
    """One batch. None: not known. `returned`: why its payout came back, a word of REASONS."""

    number: int
    business_day: date | None
    count: int | None
    total_minor: int | None
    due: date | None
    returned: str | None = None


def from_file(data: bytes) -> tuple[Awaited, ...]:
    """Return what a board's file /deposits holds, the oldest first. Raises ProtocolError."""
    try:
        return tuple(_row(each) for each in json.loads(data))
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError) as error:
        raise ProtocolError("/deposits is no list of deposits") from error


def from_records(found: Iterable[Record]) -> tuple[Awaited, ...]:
    """Return what still waits after a board's records, ascending, the oldest first."""
    waiting: dict[int, Awaited] = {}
    for record in found:
        fields = record.fields
        if record.kind == r.R_EXPECTED:
            waiting.pop(fields["deposit"], None)  # a board that lost its journal counts anew
            waiting[fields["deposit"]] = _row(fields)
        elif record.kind == r.R_CREDIT and fields["deposit"] in waiting:
            if fields["state"] == RETURNED:
                back = replace(waiting[fields["deposit"]], returned=REASONS.get(fields["reason"]))
                waiting[fields["deposit"]] = back
            else:
                del waiting[fields["deposit"]]
    return tuple(waiting.values())


def _row(fields: Any) -> Awaited:
    return Awaited(
        int(fields["deposit"]),
        _date(fields["business_day"]),
        fields["count"],
        fields["total_minor"],
        _date(fields["due_day"]),
        REASONS.get(fields.get("returned") or 0),
    )


def _date(day: int | None) -> date | None:
    return None if day is None else _EPOCH + timedelta(days=day)
