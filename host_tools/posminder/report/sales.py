# SPDX-License-Identifier: MIT
"""Transactions and what became of their receipts, each with the batch that took it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder.report.placing import Placed
from posminder.transaction import APPROVED, KINDS, Life, find
from posminder_formats import records as r

# How a receipt stands at the end. The first three are the journal's own words.
DELIVERED: Final = "delivered"
DUPLICATE: Final = "duplicate"
NOT_VISIBLE: Final = "unknown"
TAKEN_BACK: Final = "taken_back"  # reversed: no receipt is owed any more
OWED: Final = "owed"
NONE_OWED: Final = "none_owed"
_ENDED: Final = (DELIVERED, DUPLICATE, NOT_VISIBLE)
EXCUSED: Final = ("not_wanted", "not_needed", "electronic", "none_given")
_REMINDED: Final = ("refused", "missing", "stopped")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt. `first`: how its first print ended, None when the journal says nothing."""

    state: str
    first: str | None = None
    first_at: Placed | None = None
    reminded: Placed | None = None
    ended: Placed | None = None

    @property
    def at_first_print(self) -> bool:
        """Whether there is nothing to tell: printed at once, or none was owed."""
        return self.state in (NONE_OWED, DELIVERED) and self.first in (None, DELIVERED)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction. `words` are its record's; `batch` the settlement that took it."""

    placed: Placed
    words: Mapping[str, Any]
    receipt: Receipt
    batch: Placed | None

    @property
    def approved(self) -> bool:
        """Whether the terminal's result code says so."""
        return bool(self.words["result"] == APPROVED)


def transactions(
    sales: Sequence[Placed], placed: Sequence[Placed], ends: Mapping[int, Placed]
) -> tuple[Transaction, ...]:
    """Return `sales`, records of kind SALE, with their lives in `placed` and batch ends."""
    if not sales:
        return ()
    rows = [p.record for p in placed if p.seq >= sales[0].seq and p.kind in KINDS]
    at = {each.seq: each for each in placed}
    lives: dict[int, Life] = {}
    for number in {_number_of(sale.record) for sale in sales} - {None}:
        lives |= {life.sale.seq: life for life in find(rows, int(number or 0))}
    return tuple(
        Transaction(
            sale,
            _whole(sale.record.words()),
            _receipt(sale, lives.get(sale.seq), at),
            ends.get(sale.seq),
        )
        for sale in sales
    )


def _number_of(sale: Record) -> int | None:
    for field in ("trace", "receipt_no"):
        if isinstance(sale.fields.get(field), int):
            return int(sale.fields[field])
    return None


def _whole(words: dict[str, Any]) -> dict[str, Any]:
    """Add the fields that an older board did not write, as not known."""
    names = ("transaction", "result", "amount_minor", "currency", "trace", "receipt_no")
    more = ("card_type", "card_name", "card_masked", "terminal_date", "terminal_time", "seen")
    return {**dict.fromkeys((*names, *more, "auth_id", "acquirer_line", "batch_no")), **words}


def _receipt(sale: Placed, life: Life | None, at: Mapping[int, Placed]) -> Receipt:
    words = sale.record.words()
    owes = words.get("result") == APPROVED and words.get("transaction") in ("sale", "refund")
    if not owes:
        return Receipt(NONE_OWED)
    after = life.after if life is not None else ()
    prints = [record for record in after if record.kind == r.R_RECEIPT]
    if any(each.words()["state"] in EXCUSED for each in prints):
        return Receipt(NONE_OWED)
    reminders = [record for record in after if record.words().get("alert") == "receipt_missing"]
    raised = next((each for each in reminders if each.words()["state"] == "raised"), None)
    cleared = next((each for each in reminders if each.words()["state"] == "cleared"), None)
    first = prints[0] if prints else None
    ended = next((each for each in prints if each.words()["state"] in _ENDED), None)
    if ended is not None and _refused_after(prints, ended):
        ended = None  # one copy was printed, the next was not
    state = str(ended.words()["state"]) if ended is not None else OWED
    if ended is None and cleared is not None and _reversed(life):
        state, ended = (
            TAKEN_BACK,
            cleared,
        )  # else closing ended the reminder, and nothing was printed
    return Receipt(
        state,
        None if first is None else str(first.words()["state"]),
        None if first is None else at[first.seq],
        None if raised is None else at[raised.seq],
        None if ended is None else at[ended.seq],
    )


def _refused_after(prints: Sequence[Record], ended: Record) -> bool:
    later = prints[prints.index(ended) + 1 :]
    return any(each.words()["state"] in _REMINDED for each in later[-1:])


def _reversed(life: Life | None) -> bool:
    counters = () if life is None else life.counters
    return any(each.record.words().get("transaction") == "reversal" for each in counters)
