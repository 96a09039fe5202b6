# SPDX-License-Identifier: MIT
"""Lines of bank statements and acquirers' files in the store. Only ever added.

A bank's line that is known is left as it is; an acquirer's that differs from what is held of the
same batch is kept as its correction (R28).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Final

PAID: Final = "paid"
RETURNED: Final = "returned"
PENDING: Final = "pending"


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file that was read: its bytes' SHA-256, its name, the layout's id, who read it when."""

    sha256: str
    name: str
    layout: str
    kind: str
    at_s: int
    by: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """One booking. `amount_minor`: positive for money that came. `account` is a mask.

    `nth` counts, from 0 on, bookings of one file that are alike.
    """

    account: str
    day: date
    amount_minor: int
    currency: str
    text: str
    payer: str
    reference: str
    nth: int
    file: str
    line: int

    @property
    def like(self) -> tuple[object, ...]:
        """What it shares with a line that is alike."""
        return astuple(self)[:7]


@dataclass(frozen=True, slots=True)
class AcquirerLine:
    """What an acquirer says of one batch, or of one transaction. None and empty: it does not say.

    `day` is the business day; `settled` an ISO date, or date and time; `account` a mask.
    """

    acquirer: str
    merchant: str
    terminal: str
    day: date
    batch: str
    reference: str
    nth: int
    currency: str
    count: int
    gross_minor: int
    fee_minor: int | None
    net_minor: int | None
    settled: str | None
    clearing: date | None
    paid: date | None
    status: str
    reason: str
    account: str
    file: str
    line: int

    @property
    def like(self) -> tuple[object, ...]:
        """What it is about: what a later word on the same has too."""
        return astuple(self)[:6]

    @property
    def said(self) -> tuple[object, ...]:
        """What it says of that."""
        return astuple(self)[7:-2]


StatementLine = BankLine | AcquirerLine


@dataclass(slots=True)
class Taken:
    """What became of a file's lines."""

    new: int = 0
    known: int = 0
    corrected: int = 0


_BANK: Final = "account, day, amount_minor, currency, text, payer, reference, nth, file, line"
_ACQUIRER: Final = (
    "acquirer, merchant, terminal, day, batch, reference, nth, currency, count, gross_minor,"
    " fee_minor, net_minor, settled, clearing, paid, status, reason, account, file, line"
)


def insert(db: sqlite3.Connection, file: StatementFile, lines: Iterable[StatementLine]) -> Taken:
    """Add a file and what is new in its lines."""
    taken = Taken()
    sql = "INSERT INTO statement_file VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    db.execute(sql, astuple(file))
    for line in lines:
        if isinstance(line, BankLine):
            _insert_bank(db, line, taken)
        else:
            _insert_acquirer(db, line, taken)
    return taken


def _insert_bank(db: sqlite3.Connection, line: BankLine, taken: Taken) -> None:
    sql = f"INSERT INTO bank_line ({_BANK}) VALUES ({_marks(_BANK)}) ON CONFLICT DO NOTHING"
    new = db.execute(sql, _row(line)).rowcount
    taken.new += new
    taken.known += 1 - new


def _insert_acquirer(db: sqlite3.Connection, line: AcquirerLine, taken: Taken) -> None:
    sql = (
        f"SELECT id, {_ACQUIRER} FROM acquirer_line AS held WHERE acquirer = ? AND merchant = ?"
        " AND terminal = ? AND day = ? AND batch = ? AND reference = ? AND nth = ? AND NOT EXISTS"
        " (SELECT 1 FROM acquirer_line AS later WHERE later.corrects = held.id)"
    )
    found = db.execute(sql, _row(line)[:7]).fetchone()
    was = None if found is None else _acquirer_line(found[1:])
    if was is not None and was.said == line.said:
        taken.known += 1
        return
    taken.new += was is None
    taken.corrected += was is not None
    sql = f"INSERT INTO acquirer_line (corrects, {_ACQUIRER}) VALUES (?, {_marks(_ACQUIRER)})"
    db.execute(sql, (None if found is None else found[0], *_row(line)))


def bank_lines(db: sqlite3.Connection) -> list[BankLine]:
    """Return every booking held, by account and day, in the order they stood."""
    sql = f"SELECT {_BANK} FROM bank_line ORDER BY account, day, id"
    return [
        BankLine(account, date.fromisoformat(day), *rest) for account, day, *rest in db.execute(sql)
    ]


def acquirer_lines(db: sqlite3.Connection) -> list[AcquirerLine]:
    """Return what holds of acquirers' files, by day: of each batch the newest word."""
    sql = (
        f"SELECT {_ACQUIRER} FROM acquirer_line AS held WHERE NOT EXISTS"
        " (SELECT 1 FROM acquirer_line AS later WHERE later.corrects = held.id) ORDER BY day, id"
    )
    return [_acquirer_line(row) for row in db.execute(sql)]


def numbered(lines: Iterable[StatementLine]) -> list[StatementLine]:
    """Return `lines` of one file with `nth` counted among those that are alike."""
    seen: dict[tuple[object, ...], int] = {}
    found: list[StatementLine] = []
    for line in lines:
        nth = seen.get(line.like, 0)
        seen[line.like] = nth + 1
        found.append(replace(line, nth=nth))
    return found


def _acquirer_line(row: tuple[object, ...]) -> AcquirerLine:
    values = list(row)
    for at in (3, 13, 14):
        values[at] = None if values[at] is None else date.fromisoformat(str(values[at]))
    return AcquirerLine(*values)  # type: ignore[arg-type]


def _row(line: StatementLine) -> tuple[object, ...]:
    return tuple(v.isoformat() if isinstance(v, date) else v for v in astuple(line))


def _marks(columns: str) -> str:
    return ", ".join("?" * (columns.count(",") + 1))
