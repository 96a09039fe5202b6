# SPDX-License-Identifier: MIT
"""Looks into one board's records by number, kind, time and what they bear. Each reads little."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from posminder.journal_file import Record, decode
from posminder.store.mentions import Number

FOREVER: Final = 2**63 - 1

Head = tuple[int, int, int, int, int | None]
"""Number, kind, boot, mono_ms and wall_s of a record."""


class Reader:
    """One board's records, each decoded when it is asked for."""

    def __init__(self, db: sqlite3.Connection, board_id: str) -> None:
        self._db = db
        self._board_id = board_id

    def between(self, first: int, last: int) -> Iterator[Record]:
        """Yield the records with these numbers, both included, ascending."""
        sql = "SELECT seq, body FROM record WHERE board_id = ? AND seq BETWEEN ? AND ? ORDER BY seq"
        return self._decoded(sql, first, last)

    def before(self, seq: int, kind: int, above: int = 0) -> Iterator[Record]:
        """Yield the records of a kind below `seq`, the nearest first; none up to `above`."""
        return self._decoded(_OF_KIND + " ORDER BY seq DESC", kind, above, seq)

    def behind(self, seq: int, kind: int, below: int = FOREVER) -> Iterator[Record]:
        """Yield the records of a kind above `seq`, the nearest first; none from `below` on."""
        return self._decoded(_OF_KIND + " ORDER BY seq", kind, seq, below)

    def bearing(
        self, what: int, number: Number, above: int = 0, below: int = FOREVER
    ) -> Iterator[Record]:
        """Yield the records between that bear a number, ascending."""
        return self._decoded(_BEARING + " ORDER BY mention.seq", what, number, above, below)

    def bearing_before(self, what: int, number: Number, below: int) -> Iterator[Record]:
        """Yield the records below that bear a number, the nearest first."""
        return self._decoded(_BEARING + " ORDER BY mention.seq DESC", what, number, 0, below)

    def numbers(self, what: int) -> list[Number]:
        """Return which numbers of this sort there are."""
        sql = "SELECT DISTINCT number FROM mention WHERE board_id = ? AND what = ?"
        return [number for (number,) in self._db.execute(sql, (self._board_id, what))]

    def edges(self, first: int = 1, last: int = FOREVER) -> tuple[int, int] | None:
        """Return the lowest and the highest number there is between, None for none."""
        of = "FROM record WHERE board_id = ?1 AND seq BETWEEN ?2 AND ?3"
        sql = (
            f"SELECT (SELECT min(seq) {of}), (SELECT max(seq) {of})"  # both at once would read all
        )
        low, high = self._db.execute(sql, (self._board_id, first, last)).fetchone()
        return None if low is None else (low, high)

    def neighbour(self, seq: int) -> int | None:
        """Return the number of the record before `seq`, None where that is the first."""
        sql = "SELECT seq FROM record WHERE board_id = ? AND seq < ? ORDER BY seq DESC LIMIT 1"
        return self._number(sql, seq)

    def of_time(self, first_s: int, last_s: int) -> tuple[int, int] | None:
        """Return the lowest and the highest number of a record of this time, None for none."""
        sql = (
            "SELECT min(seq), max(seq) FROM record INDEXED BY record_by_time"
            " WHERE board_id = ? AND wall_s BETWEEN ? AND ?"
        )
        low, high = self._db.execute(sql, (self._board_id, first_s, last_s)).fetchone()
        return None if low is None else (low, high)

    def at_time(self, wall_s: int, *, last: bool, until_s: int) -> int | None:
        """Return a record of the nearest time: the last one up to `wall_s`, else the first from it.

        Of times over `until_s` none is looked at.
        """
        order, sign = ("DESC", "<=") if last else ("ASC", ">=")
        sql = (
            "SELECT seq FROM record INDEXED BY record_by_time WHERE board_id = ?"
            f" AND wall_s {sign} ? AND wall_s <= ? ORDER BY wall_s {order}, seq {order} LIMIT 1"
        )
        return self._number(sql, wall_s, until_s)

    def undated(self, until_s: int) -> Iterator[int]:
        """Yield the numbers of records without a wall time up to `until_s`, ascending."""
        sql = (
            "SELECT seq FROM (SELECT seq FROM record WHERE board_id = ?1 AND wall_s IS NULL"
            " UNION ALL SELECT seq FROM record WHERE board_id = ?1 AND wall_s > ?2) ORDER BY seq"
        )
        return (seq for (seq,) in self._db.execute(sql, (self._board_id, until_s)))

    def dated_before(self, seq: int, until_s: int) -> int | None:
        """Return the last number up to `seq` whose record has a wall time up to `until_s`."""
        sql = (
            "SELECT seq FROM record WHERE board_id = ? AND seq <= ? AND +wall_s <= ?"
            " ORDER BY seq DESC LIMIT 1"
        )
        return self._number(sql, seq, until_s)

    def dated_behind(self, seq: int, until_s: int) -> int | None:
        """Return the first number from `seq` on whose record has a wall time up to `until_s`."""
        sql = (
            "SELECT seq FROM record WHERE board_id = ? AND seq >= ? AND +wall_s <= ?"
            " ORDER BY seq LIMIT 1"
        )
        return self._number(sql, seq, until_s)

    def heads(self, first: int, last: int) -> list[Head]:
        """Return the heads of the records with these numbers, ascending, without decoding any."""
        sql = (
            "SELECT seq, kind, boot, mono_ms, wall_s FROM record WHERE board_id = ?"
            " AND seq BETWEEN ? AND ? ORDER BY seq"
        )
        return self._db.execute(sql, (self._board_id, first, last)).fetchall()

    def _number(self, sql: str, *arguments: int) -> int | None:
        """Return the number that a query for one record found, None for none."""
        row = self._db.execute(sql, (self._board_id, *arguments)).fetchone()
        return None if row is None else int(row[0])

    def _decoded(self, sql: str, *arguments: Number) -> Iterator[Record]:
        for seq, body in self._db.execute(sql, (self._board_id, *arguments)):
            yield decode(seq, body)


_OF_KIND: Final = (
    "SELECT seq, body FROM record WHERE board_id = ? AND kind = ? AND seq > ? AND seq < ?"
)
_BEARING: Final = (
    "SELECT record.seq, body FROM mention JOIN record USING (board_id, seq)"
    " WHERE board_id = ? AND what = ? AND number = ? AND mention.seq > ? AND mention.seq < ?"
)
