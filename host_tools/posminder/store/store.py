# SPDX-License-Identifier: MIT
"""The SQLite file: records in and out, each board by itself. Knows no line and no command.

Inserting is idempotent and all or nothing. The same sequence number with other bytes is refused
loudly: two boards would be sharing an id, or one of the two copies is forged or broken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from posminder.checkpoints import Checkpoint
from posminder.errors import PosminderError
from posminder.journal_file import Record, decode, gaps
from posminder.store import mentions, notes, statements, totals
from posminder.store.notes import Note
from posminder.store.reader import Reader
from posminder.store.site import Site, site_of, without_password
from posminder.store.statements import AcquirerLine, BankLine, StatementFile, StatementLine, Taken
from posminder.store.totals import Kept, Total
from posminder.store.watching import Watching
from posminder.wall_time import Span

# Applied in order; the schema's version is how many of them a file has had.
_SCRIPTS: Final = (
    "schema.sql",
    "notes.sql",
    "site.sql",
    "account.sql",
    "totals.sql",
    "seals.sql",
    "damaged.sql",
    "tokens.sql",
    "statements.sql",
    "watch.sql",
    "mention.sql",
)
SCHEMA_VERSION: Final = len(_SCRIPTS)
_MENTIONS_SINCE: Final = 11  # the version that began to keep what records bear
_APPLICATION_ID: Final = 0x504D4A31  # "PMJ1"
_BUSY_S: Final = 5
SEQ_MAX: Final = 2**63 - 1  # what SQLite holds


class StoreConflict(PosminderError):
    """Record {1} of board {0} is in the store with other bytes; nothing was imported. One of the
    two copies does not come from this board: keep both and find out which."""


class StoreUnusable(PosminderError):
    """{} cannot be used as the store: {}."""


class Store:
    """An open store. Use as a context manager; made with its folder when missing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(path, error) from error
        try:
            self._open()
        except sqlite3.Error as error:
            self._db.close()
            raise StoreUnusable(path, error) from error
        except StoreUnusable:
            self._db.close()
            raise

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            if found > SCHEMA_VERSION:
                raise StoreUnusable(self._path, f"a newer posminder wrote it (schema {found})")
            for script in _SCRIPTS[found:]:
                text = files("posminder").joinpath("store", script).read_text("utf-8")
                for statement in _statements(text):
                    self._db.execute(statement)
            if found < _MENTIONS_SINCE:
                mentions.rebuild(self._db)
            if found < SCHEMA_VERSION:
                self._db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close. Raises StoreUnusable for an error of SQLite: pages behind the first may be bad."""
        self._db.close()
        if isinstance(error, sqlite3.Error):
            raise StoreUnusable(self._path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def insert(self, board_id: str, found: Iterable[Record], damaged: Iterable[int] = ()) -> int:
        """Add records of one board, and numbers that came damaged; return how many are new.

        All or nothing. Raises StoreConflict for a known number with other bytes.
        """
        with self._transaction():
            new = [record for record in found if self._is_new(board_id, record)]
            mentions.insert(self._db, board_id, new)
            for seq in damaged:
                sql = "INSERT INTO damaged VALUES (?, ?) ON CONFLICT DO NOTHING"
                self._db.execute(sql, (board_id, seq))
        return len(new)

    def _is_new(self, board_id: str, record: Record) -> bool:
        """Insert `record`; tell whether it was not known yet. Raises StoreConflict."""
        head = (board_id, record.seq, record.kind, record.boot, record.mono_ms, record.wall_s)
        sql = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        if self._db.execute(sql, (*head, record.body, record.version)).rowcount:
            return True
        if self._body(board_id, record.seq) != record.body:
            raise StoreConflict(board_id, record.seq)
        return False

    def damaged(self, board_id: str) -> set[int]:
        """Return the numbers that once came damaged; another copy may have brought them since."""
        sql = "SELECT seq FROM damaged WHERE board_id = ?"
        return {seq for (seq,) in self._db.execute(sql, (board_id,))}

    def _body(self, board_id: str, seq: int) -> bytes:
        sql = "SELECT body FROM record WHERE board_id = ? AND seq = ?"
        (body,) = self._db.execute(sql, (board_id, seq)).fetchone()
        return bytes(body)

    def boards(self) -> list[str]:
        """Return the ids of every board with a record, ascending."""
        sql = "SELECT DISTINCT board_id FROM record ORDER BY board_id"
        return [board_id for (board_id,) in self._db.execute(sql)]

    def boards_at(self, terminal_id: str) -> list[str]:
        """Return the boards whose newest profile seen here names this terminal's id, ascending.

        More than one: a spare stands in for another (`swap board`; notes on both say which), or
        two mind one terminal. A board that has moved to another terminal is that one's.
        """
        sql = "SELECT board_id, profile, profile_hash FROM site ORDER BY board_id"
        rows = self._db.execute(sql).fetchall()
        return [
            board_id
            for board_id, profile, profile_hash in rows
            if site_of(bytes(profile), str(profile_hash)).terminal_id == terminal_id
        ]

    def last_seq(self, board_id: str) -> int:
        """Return the newest sequence number held, 0 for none."""
        sql = "SELECT coalesce(max(seq), 0) FROM record WHERE board_id = ?"
        (seq,) = self._db.execute(sql, (board_id,)).fetchone()
        return int(seq)

    def records(
        self,
        board_id: str,
        since: int = 0,
        kind: int | None = None,
        *,
        kinds: Collection[int] = (),
        span: Span | None = None,
    ) -> Iterator[Record]:
        """Yield a board's records with a number above `since`, ascending.

        Of one `kind`, of several `kinds`, or all; with `span` only those of that time. A record
        without wall time was written at some time between its nearest neighbours that have one,
        and is left out only if that cannot have been in the span.
        """
        wanted = (kind,) if kind is not None else tuple(kinds)
        sql = "SELECT seq, body FROM record WHERE board_id = ? AND seq > ?"
        arguments: list[str | int] = [board_id, since]
        if wanted:
            sql += f" AND kind IN ({', '.join('?' * len(wanted))})"
            arguments += wanted
        if span is not None:
            sql += _IN_SPAN
            arguments += (span.first_s, span.last_s, span.last_s, span.first_s)
        with closing(self._db.execute(sql + " ORDER BY seq", arguments)) as rows:
            for seq, body in rows:
                yield decode(seq, body)

    def reader(self, board_id: str) -> Reader:
        """Return what looks into one board's records; it serves as long as the store is open."""
        return Reader(self._db, board_id)

    def stored(
        self, board_id: str, first: int = 1, last: int = SEQ_MAX
    ) -> Iterator[tuple[int, int, bytes]]:
        """Yield (number, version of its frame, body) of a board's records, ascending."""
        sql = (
            "SELECT seq, version, body FROM record WHERE board_id = ? AND seq BETWEEN ? AND ?"
            " ORDER BY seq"
        )
        with closing(self._db.execute(sql, (board_id, first, last))) as rows:
            yield from rows

    def numbers(self, board_id: str, kind: int) -> list[int]:
        """Return the numbers of a board's records of one kind, ascending."""
        sql = "SELECT seq FROM record WHERE board_id = ? AND kind = ? ORDER BY seq"
        return [seq for (seq,) in self._db.execute(sql, (board_id, kind))]

    def add_checkpoint(self, point: Checkpoint) -> None:
        """Keep a seal as it was seen; the first word on its number holds."""
        head = (point.board_id, point.seq, point.at_s, point.nonce, point.link)
        row = (*head, point.previous, point.signer, point.signature)
        with self._transaction():
            sql = "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            self._db.execute(sql, row)

    def add_token(self, board_id: str, seq: int, reply: bytes) -> None:
        """Keep an authority's token over the checkpoint of seal `seq`; the first one holds."""
        with self._transaction():
            sql = "INSERT INTO token VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            self._db.execute(sql, (board_id, seq, reply))

    def checkpoints(self, board_id: str) -> tuple[Checkpoint, ...]:
        """Return a board's seals as this computer saw them, by number."""
        sql = (
            "SELECT board_id, seq, at_s, nonce, link, previous, signer, signature, reply"
            " FROM checkpoint LEFT JOIN token USING (board_id, seq)"
            " WHERE board_id = ? ORDER BY seq"
        )
        return tuple(Checkpoint(*row) for row in self._db.execute(sql, (board_id,)))

    def gaps(self, board_id: str) -> list[tuple[int, int]]:
        """Return the runs (first, last) of numbers missing from 1 to the newest record."""
        sql = "SELECT count(*), coalesce(max(seq), 0) FROM record WHERE board_id = ?"
        count, last = self._db.execute(sql, (board_id,)).fetchone()
        if count == last:  # numbers are of 1 or more, and each is there once
            return []
        sql = "SELECT seq FROM record WHERE board_id = ? ORDER BY seq"
        with closing(self._db.execute(sql, (board_id,))) as rows:
            return list(gaps((seq for (seq,) in rows), first=1))

    def add_note(self, board_id: str, note: Note) -> int:
        """Keep `note` on a board, whatever id it bears; return the id it was given.

        Raises NoteRefused, NoteUnknown and NoteCorrected (of what it corrects).
        """
        with self._transaction():
            return notes.insert(self._db, board_id, note)

    def notes(self, board_id: str) -> list[Note]:
        """Return a board's notes in the order they were written, corrected ones included."""
        return notes.select(self._db, board_id)

    def add_totals(self, found: Mapping[str, Iterable[Total]]) -> Kept:
        """Keep what an acquirer's file says, by board; of all boards or of none."""
        kept = Kept()
        with self._transaction():
            for board_id, each in found.items():
                totals.insert(self._db, board_id, each, kept)
        return kept

    def totals(self, board_id: str) -> tuple[Total, ...]:
        """Return what acquirers' files say of a board's days, the newest word on each."""
        return totals.select(self._db, board_id)

    def add_statement(self, file: StatementFile, lines: Iterable[StatementLine]) -> Taken:
        """Keep a bank's or acquirer's file, all its lines or none; known ones change nothing."""
        with self._transaction():
            return statements.insert(self._db, file, lines)

    def bank_lines(self) -> list[BankLine]:
        """Return every booking held, by account and day."""
        return statements.bank_lines(self._db)

    def acquirer_lines(self) -> list[AcquirerLine]:
        """Return what acquirers' files say, by day: of each batch the newest word."""
        return statements.acquirer_lines(self._db)

    @property
    def watching(self) -> Watching:
        """What the watch knows, and has to say."""
        return Watching(self._db, self._transaction)

    def add_account_text(self, board_id: str, text: bytes, at_s: int) -> None:
        """Keep what people read of a change of account; the same text again changes nothing."""
        row = (board_id, sha256(text).hexdigest(), at_s, text.decode())
        with self._transaction():
            sql = "INSERT INTO account_text VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            self._db.execute(sql, row)

    def account_text(self, board_id: str, digest: str) -> bytes | None:
        """Return the text with this SHA-256, in hexadecimal; None where it was never read here."""
        sql = "SELECT text FROM account_text WHERE board_id = ? AND sha256 = ?"
        row = self._db.execute(sql, (board_id, digest)).fetchone()
        return None if row is None else str(row[0]).encode()

    def set_site(self, board_id: str, profile: bytes, profile_hash: str) -> None:
        """Remember the profile now on a board, but for its password. Raises ProtocolError."""
        kept = without_password(profile)
        site_of(kept, profile_hash)
        with self._transaction():
            row = (board_id, profile_hash, kept)
            self._db.execute("INSERT OR REPLACE INTO site VALUES (?, ?, ?)", row)

    def site(self, board_id: str) -> Site | None:
        """Return what is known of the board's site, None if no profile of it was ever seen."""
        known = self.profile(board_id)
        return None if known is None else site_of(*known)

    def profile(self, board_id: str) -> tuple[bytes, str] | None:
        """Return the newest profile seen on the board without its password, and its hash."""
        sql = "SELECT profile, profile_hash FROM site WHERE board_id = ?"
        row = self._db.execute(sql, (board_id,)).fetchone()
        return None if row is None else (bytes(row[0]), str(row[1]))


# The neighbours of a record without wall time: the nearest that have one, else the end of time.
_BEFORE: Final = (
    "coalesce((SELECT wall_s FROM record AS near WHERE near.board_id = record.board_id"
    " AND near.seq < record.seq AND near.wall_s IS NOT NULL ORDER BY near.seq DESC LIMIT 1), 0)"
)
_BEHIND: Final = (
    "coalesce((SELECT wall_s FROM record AS near WHERE near.board_id = record.board_id"
    " AND near.seq > record.seq AND near.wall_s IS NOT NULL ORDER BY near.seq LIMIT 1),"
    " 9223372036854775807)"
)
# A clock set back makes the later neighbour the earlier one, hence min and max.
_IN_SPAN: Final = (
    " AND (wall_s BETWEEN ? AND ? OR wall_s IS NULL"
    f" AND min({_BEFORE}, {_BEHIND}) <= ? AND max({_BEFORE}, {_BEHIND}) >= ?)"
)


def _statements(script: str) -> Iterator[str]:
    """Split a script: executescript would commit the transaction it should be part of."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
