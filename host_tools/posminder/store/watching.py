# SPDX-License-Identifier: MIT
"""The watch's tables: what stands, what is to be said of it, and messages, before and after.

Each method that changes something is one step: a crash between two leaves what the next run goes
on from. Several in one transaction are the caller's, with `Watching.together`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

_WAITING: Final = "message IS NULL AND dropped_s IS NULL"
_STANDING: Final = (
    "watched.id, source, board_id, kind, subject, severity, mark, told, began_s, seen_s, seen_by,"
    " ended_s"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that was found and stands, or has ended. `told` fills its sentence.

    `source`: what kind of look finds it, and finds that it has ended. `mark`: what makes another
    message of it when it changes.
    """

    id: int
    source: str
    board_id: str
    kind: str
    subject: str
    severity: str
    mark: str
    told: dict[str, Any]
    began_s: int
    seen_s: int | None
    seen_by: str | None
    ended_s: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be said of what is watched on a route: `what` new, changed, ended, passed_on."""

    id: int
    route: str
    what: str
    due_s: int
    message: str | None
    watched: Watched


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, fixed before it is: `id` stays the same however often it is tried."""

    id: str
    route: str
    made_s: int
    urgent: bool
    title: str
    body: str
    tries: int = 0
    next_s: int = 0
    problem: str = ""
    sent_s: int | None = None


class Watching:
    """The watch's part of an open store."""

    def __init__(
        self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db = db
        self.together = transaction

    # What stands -----------------------------------------------------------------------------

    def standing(self) -> list[Watched]:
        """Return what stands, the oldest first."""
        sql = f"SELECT {_STANDING} FROM watched WHERE ended_s IS NULL ORDER BY began_s, id"
        return [_watched(row) for row in self._db.execute(sql)]

    def begin(self, each: Watched) -> int:
        """Keep something new, whatever id it bears; return the id it was given."""
        told = json.dumps(each.told, ensure_ascii=False, sort_keys=True)
        row = (each.source, each.board_id, each.kind, each.subject, each.severity, each.mark, told)
        sql = (
            "INSERT INTO watched (source, board_id, kind, subject, severity, mark, told, began_s)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        return self._db.execute(sql, (*row, each.began_s)).lastrowid or 0

    def tell(self, id_: int, severity: str, mark: str, told: dict[str, Any]) -> None:
        """Keep what is now known of something that stands."""
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        sql = "UPDATE watched SET severity = ?, mark = ?, told = ? WHERE id = ?"
        self._db.execute(sql, (severity, mark, text, id_))

    def end(self, id_: int, now_s: int) -> None:
        """Keep that something stands no more."""
        self._db.execute("UPDATE watched SET ended_s = ? WHERE id = ?", (now_s, id_))

    def see(self, id_: int, by: str, now_s: int) -> bool:
        """Keep who has seen something that stands; False where nothing unseen stands there."""
        sql = (
            "UPDATE watched SET seen_s = ?, seen_by = ?"
            " WHERE id = ? AND ended_s IS NULL AND seen_s IS NULL"
        )
        return self._db.execute(sql, (now_s, by, id_)).rowcount == 1

    # What is to be said ----------------------------------------------------------------------

    def note(self, watched: int, route: str, what: str, due_s: int) -> None:
        """Keep that something is to be said on a route, from `due_s` on."""
        sql = "INSERT INTO notice (watched, route, what, due_s) VALUES (?, ?, ?, ?)"
        self._db.execute(sql, (watched, route, what, due_s))

    def notices(self, watched: int) -> list[Notice]:
        """Return all notices of something but for dropped ones, in the order they were made."""
        return self._notices("watched = ? AND dropped_s IS NULL", (watched,))

    def waiting(self, route: str, now_s: int) -> list[Notice]:
        """Return what is to be said on a route by now and is in no message yet."""
        return self._notices(f"route = ? AND due_s <= ? AND {_WAITING}", (route, now_s))

    def drop(self, notices: Iterable[Notice], now_s: int) -> None:
        """Let go what was never said and need not be any more."""
        sql = f"UPDATE notice SET dropped_s = ? WHERE id = ? AND {_WAITING}"
        self._db.executemany(sql, [(now_s, each.id) for each in notices])

    def _notices(self, where: str, values: tuple[object, ...]) -> list[Notice]:
        sql = (
            f"SELECT notice.id, route, what, due_s, message, {_STANDING}"
            f" FROM notice JOIN watched ON watched.id = watched WHERE {where} ORDER BY notice.id"
        )
        return [Notice(*[*row[:5], _watched(row[5:])]) for row in self._db.execute(sql, values)]

    # Messages --------------------------------------------------------------------------------

    def write(self, message: Message, notices: Iterable[Notice]) -> None:
        """Keep a message that is to be sent, and which notices it is made of."""
        row = (message.id, message.route, message.made_s, message.urgent, message.title)
        sql = (
            "INSERT INTO message (id, route, made_s, urgent, title, body, next_s)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        self._db.execute(sql, (*row, message.body, message.next_s))
        sql = f"UPDATE notice SET message = ? WHERE id = ? AND {_WAITING}"
        self._db.executemany(sql, [(message.id, each.id) for each in notices])

    def unsent(self, routes: Collection[str] | None = None) -> list[Message]:
        """Return messages that no server has taken yet, the oldest first."""
        sql = "SELECT * FROM message WHERE sent_s IS NULL ORDER BY rowid"
        found = [_message(row) for row in self._db.execute(sql)]
        return [each for each in found if routes is None or each.route in routes]

    def trying(self, id_: str, next_s: int) -> None:
        """Keep, before a message is sent, that it is tried, and when next if that fails."""
        with self.together():
            sql = "UPDATE message SET tries = tries + 1, next_s = ? WHERE id = ?"
            self._db.execute(sql, (next_s, id_))

    def took(self, id_: str, now_s: int) -> None:
        """Keep that a server has taken a message."""
        with self.together():
            sql = "UPDATE message SET sent_s = ?, problem = '' WHERE id = ?"
            self._db.execute(sql, (now_s, id_))

    def failed(self, id_: str, problem: str) -> None:
        """Keep why a message was not taken."""
        with self.together():
            self._db.execute("UPDATE message SET problem = ? WHERE id = ?", (problem, id_))

    # When things were done -------------------------------------------------------------------

    def done_s(self, what: str) -> int | None:
        """Return when something was last done, None: never."""
        sql = "SELECT at_s FROM watch_done WHERE what = ?"
        row = self._db.execute(sql, (what,)).fetchone()
        return None if row is None else int(row[0])

    def done(self, what: str, at_s: int) -> None:
        """Keep that something was done."""
        sql = "INSERT OR REPLACE INTO watch_done VALUES (?, ?)"
        self._db.execute(sql, (what, at_s))


def _watched(row: tuple[Any, ...]) -> Watched:
    values = [*row]
    values[7] = json.loads(row[7])
    return Watched(*values)


def _message(row: tuple[Any, ...]) -> Message:
    values = [*row]
    values[3] = bool(row[3])
    return Message(*values)
