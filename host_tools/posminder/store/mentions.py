# SPDX-License-Identifier: MIT
"""Which numbers a record bears that somebody may look it up by. A pure function of the record.

The table `mention` keeps them; it is filled on ingest and can be made anew at any time. Every
record that is imported passes here, hence fields by their place and not by name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from posminder.journal_file import Record, decode
from posminder_formats import record_words
from posminder_formats import records as r

# What a record bears: a transaction's own numbers, ...
SALE_TRACE: Final = 1
SALE_RECEIPT: Final = 2
SALE_AUTH: Final = 3  # text, casefolded
# ... those of what is about one: by trace, and where it names none by receipt number,
ABOUT_TRACE: Final = 4
ABOUT_RECEIPT: Final = 5
# the trace and receipt numbers that an approved reversal names, the amount of one or a refund,
REVERSAL: Final = 6
COUNTER: Final = 7
# the business day of a settlement, and which alert it is.
DAY: Final = 8
ALERT: Final = 9

Number = int | str
_APPROVED: Final = 0
_NUMBER_END: Final = 2**63  # what SQLite holds


def _at(kind: int, field: str) -> int:
    return tuple(record_words.KINDS[kind][1]).index(field)


_WORDS: Final = record_words.VALUES["transaction"]
_REVERSALS: Final = frozenset(each for each, word in _WORDS.items() if word == "reversal")
_COUNTERS: Final = _REVERSALS | {each for each, word in _WORDS.items() if word == "refund"}
_SALE: Final = tuple(
    _at(r.R_SALE, name)
    for name in ("transaction", "result", "amount_minor", "trace", "receipt_no", "auth_id")
)
# Kind: where its trace and its receipt number are.
_ABOUT: Final = {
    kind: (_at(kind, "trace"), _at(kind, "receipt_no"))
    for kind in (r.R_RECEIPT, r.R_SLIP, r.R_TERMINAL_ERROR)
}
_ALERT: Final = (_at(r.R_ALERT, "alert"), _at(r.R_ALERT, "subject"))
_DAY: Final = _at(r.R_SETTLEMENT, "business_day")
KINDS: Final = (r.R_SALE, *_ABOUT, r.R_ALERT, r.R_SETTLEMENT)


def mentions(record: Record) -> Iterator[tuple[int, Number]]:
    """Yield (what, number) of everything that the record bears, some of it perhaps twice."""
    values, kind = record.values, record.kind
    if kind == r.R_SALE:
        found = _of_sale(values)
    elif kind in _ABOUT:
        trace, receipt_no = (values[at] for at in _ABOUT[kind])
        found = ((ABOUT_RECEIPT, receipt_no) if trace is None else (ABOUT_TRACE, trace),)
    elif kind == r.R_ALERT:
        found = (ALERT, values[_ALERT[0]]), (ABOUT_TRACE, values[_ALERT[1]])
    elif kind == r.R_SETTLEMENT:
        found = ((DAY, values[_DAY]),)
    else:
        return
    for what, number in found:
        if type(number) is str or (type(number) is int and -_NUMBER_END <= number < _NUMBER_END):
            yield what, number


def _of_sale(values: tuple[Any, ...]) -> tuple[tuple[int, Any], ...]:
    transaction, result, amount, trace, receipt_no, auth = (
        values[at] if at < len(values) else None for at in _SALE
    )
    found: tuple[tuple[int, Any], ...] = (SALE_TRACE, trace), (SALE_RECEIPT, receipt_no)
    if auth is not None:
        found += ((SALE_AUTH, auth.casefold()),)
    if result == _APPROVED and transaction in _COUNTERS:
        found += ((COUNTER, amount),)
        if transaction in _REVERSALS:
            found += (REVERSAL, trace), (REVERSAL, receipt_no)
    return found


def insert(db: sqlite3.Connection, board_id: str, found: Iterable[Record]) -> None:
    """Add what records bear, one at a time."""
    rows = (
        (board_id, what, number, record.seq)
        for record in found
        for what, number in mentions(record)
    )
    db.executemany("INSERT INTO mention VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)


def rebuild(db: sqlite3.Connection) -> None:
    """Make the whole table anew of the records, one at a time."""
    db.execute("DELETE FROM mention")
    marks = ", ".join("?" * len(KINDS))
    sql = f"SELECT seq, body FROM record WHERE board_id = ? AND kind IN ({marks})"
    for (board_id,) in db.execute("SELECT DISTINCT board_id FROM record").fetchall():
        found = db.execute(sql, (board_id, *KINDS))
        insert(db, board_id, (decode(seq, body) for seq, body in found))
