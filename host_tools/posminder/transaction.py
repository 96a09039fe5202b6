# SPDX-License-Identifier: MIT
"""The whole life of one transaction, picked from a board's records (R69). Pure.

What belongs to a sale is told by order and trace number: numbers wrap at 999999, so only what
lies between this sale and the next one with the same trace counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from posminder.journal_file import Record
from posminder_formats import records as r

KINDS: Final = (
    r.R_SALE_STARTED,
    r.R_SALE,
    r.R_RECEIPT,
    r.R_ALERT,
    r.R_TOTALS,
    r.R_SETTLEMENT,
    r.R_SIGN_IN,
)
APPROVED: Final = 0
_SALE_ALERTS: Final = ("receipt_missing", "sale_not_signed_in", "sale_unknown")
_BATCH_ENDS: Final = ("verified", "mismatch", "seen")


@dataclass(frozen=True, slots=True)
class Life:
    """One sale and what belongs to it, each in journal order; None and () where none was seen."""

    sale: Record
    sign_in: Record | None
    started: Record | None
    after: tuple[Record, ...]  # receipts and reminders
    settlement: tuple[Record, ...]  # from the first attempt to its end; empty while none began

    def steps(self) -> tuple[Record, ...]:
        """Return every record of this life in journal order."""
        head = (each for each in (self.sign_in, self.started) if each is not None)
        rest = sorted((*self.after, *self.settlement), key=lambda record: record.seq)
        return (*head, self.sale, *rest)


def find(found: Iterable[Record], number: int) -> list[Life]:
    """Return the sales whose trace or receipt number is `number`, newest first.

    `found` are a board's records of KINDS, ascending.
    """
    ordered = list(found)
    return [
        _life(ordered, index)
        for index in range(len(ordered) - 1, -1, -1)
        if ordered[index].kind == r.R_SALE
        and number in (ordered[index].fields.get("trace"), ordered[index].fields.get("receipt_no"))
    ]


def _life(ordered: Sequence[Record], index: int) -> Life:
    sale = ordered[index]
    before, after = ordered[:index], ordered[index + 1 :]
    settled = sale.fields.get("result") == APPROVED
    return Life(
        sale,
        next((each for each in reversed(before) if each.kind == r.R_SIGN_IN), None),
        _started(before),
        tuple(_belonging(sale, after)),
        tuple(_settlement(after)) if settled else (),
    )


def _started(before: Sequence[Record]) -> Record | None:
    """Return the start of this sale: the last one, unless a result stands between."""
    for record in reversed(before):
        if record.kind == r.R_SALE:
            return None
        if record.kind == r.R_SALE_STARTED:
            return record
    return None


def _belonging(sale: Record, after: Sequence[Record]) -> Iterable[Record]:
    trace, receipt_no = sale.fields.get("trace"), sale.fields.get("receipt_no")
    for record in after:
        fields = record.fields
        same_trace = trace is not None and fields.get("trace") == trace
        if record.kind == r.R_SALE and same_trace:
            return
        if record.kind == r.R_RECEIPT:
            untraced = fields.get("trace") is None and receipt_no is not None
            if same_trace or (untraced and fields.get("receipt_no") == receipt_no):
                yield record
        elif record.kind == r.R_ALERT and _is_about(record, trace):
            yield record


def _is_about(alert: Record, trace: object) -> bool:
    about_sales = alert.words().get("alert") in _SALE_ALERTS
    return about_sales and trace is not None and alert.fields.get("subject") == trace


def _settlement(after: Sequence[Record]) -> Iterable[Record]:
    begun = False
    for record in after:
        if record.kind == r.R_SETTLEMENT:
            begun = True
            yield record
            if record.words()["state"] in _BATCH_ENDS:
                return
        elif record.kind == r.R_TOTALS and begun:
            yield record
