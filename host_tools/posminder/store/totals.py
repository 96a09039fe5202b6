# SPDX-License-Identifier: MIT
"""What an acquirer's file says of a board's days, kept beside its records. Only ever added.

A figure that differs from the one held is a correction: a new row that points at the old one (R28).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import date
from typing import Final

_COLUMNS: Final = "day, batch, count, total_minor, source, sha256, at_s, by"


@dataclass(frozen=True, slots=True)
class Total:
    """What the acquirer says of a day's batch; `batch` is empty where its file names none.

    `source` is the file's name, `sha256` that of its bytes in hexadecimal; `by` read it at `at_s`,
    by the clock of the computer it was read on.
    """

    day: date
    batch: str
    count: int
    total_minor: int
    source: str
    sha256: str
    at_s: int
    by: str

    @property
    def books(self) -> tuple[int, int]:
        """Count and minor units."""
        return self.count, self.total_minor


@dataclass(slots=True)
class Kept:
    """What became of a file's totals. `corrected`: board id, what was held, what holds now."""

    new: int = 0
    known: int = 0
    corrected: list[tuple[str, Total, Total]] = field(default_factory=list)


def insert(db: sqlite3.Connection, board_id: str, totals: Iterable[Total], kept: Kept) -> None:
    """Add what is new in `totals`, and what differs from what is held as its correction."""
    held = {(total.day, total.batch): (id_, total) for id_, total in _select(db, board_id)}
    for total in totals:
        id_, was = held.get((total.day, total.batch), (None, None))
        if was is not None and was.books == total.books:
            kept.known += 1
            continue
        if was is None:
            kept.new += 1
        else:
            kept.corrected.append((board_id, was, total))
        sql = (
            f"INSERT INTO acquirer_total (board_id, corrects, {_COLUMNS})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        day, *rest = astuple(total)
        db.execute(sql, (board_id, id_, day.isoformat(), *rest))


def select(db: sqlite3.Connection, board_id: str) -> tuple[Total, ...]:
    """Return what holds: of each day and batch the newest figure, by day and batch."""
    return tuple(total for _, total in _select(db, board_id))


def _select(db: sqlite3.Connection, board_id: str) -> list[tuple[int, Total]]:
    sql = (
        f"SELECT id, {_COLUMNS} FROM acquirer_total AS held WHERE board_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM acquirer_total AS later WHERE later.corrects = held.id)"
        " ORDER BY day, batch"
    )
    rows = db.execute(sql, (board_id,))
    return [(id_, Total(date.fromisoformat(day), *rest)) for id_, day, *rest in rows]
