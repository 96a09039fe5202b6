# SPDX-License-Identifier: MIT
"""The whole life of one transaction, picked from a board's records (R69). Pure.

What belongs to a sale is told by order and by its numbers: those wrap at 999999, so only what
lies between this sale and the next one with the same trace counts. A refund names no sale at all:
it is put to the nearest earlier sale of the same amount to the same card, and called `alike`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from posminder.journal_file import Record
from posminder_formats import records as r

KINDS: Final = (
    r.R_SALE_STARTED,
    r.R_SALE,
    r.R_RECEIPT,
    r.R_ALERT,
    r.R_INTENT,
    r.R_OUTCOME,
    r.R_TOTALS,
    r.R_SETTLEMENT,
    r.R_SIGN_IN,
)
APPROVED: Final = 0
DOUBT: Final = "sale_unknown"
_SALE_ALERTS: Final = ("receipt_missing", "sale_not_signed_in", DOUBT)
_BATCH_ENDS: Final = ("verified", "mismatch", "seen")
_COUNTERS: Final = ("refund", "reversal")


@dataclass(frozen=True, slots=True)
class Counter:
    """A reversal or refund of a sale. `alike`: no number ties them, only card and amount do."""

    record: Record
    alike: bool


@dataclass(frozen=True, slots=True)
class Life:
    """One sale and what belongs to it, each in journal order; None and () where none was seen."""

    sale: Record
    sign_in: Record | None
    started: Record | None
    after: tuple[Record, ...]  # receipts, reminders, a doubt and the questions about it
    settlement: tuple[Record, ...]  # from the first attempt to its end; empty while none began
    before: tuple[Record, ...] = ()  # the doubt that made the board ask for this sale
    counters: tuple[Counter, ...] = ()

    def steps(self) -> tuple[Record, ...]:
        """Return every record of this life in journal order."""
        head = [each for each in (self.sign_in, self.started) if each is not None]
        counters = [each.record for each in self.counters]
        every = (*head, *self.before, self.sale, *self.after, *counters, *self.settlement)
        return tuple(sorted(every, key=lambda record: record.seq))


def find(found: Iterable[Record], wanted: int | str) -> list[Life]:
    """Return the sales that bear the number `wanted`, newest first.

    A trace or receipt number, or as text an authorisation as well. `found` are a board's records
    of KINDS, ascending. A reversal that names its sale is part of that sale's life.
    """
    ordered = list(found)
    return [
        _life(ordered, index)
        for index in range(len(ordered) - 1, -1, -1)
        if ordered[index].kind == r.R_SALE
        and _bears(ordered[index], wanted)
        and not _is_part(ordered, index)
    ]


def _bears(sale: Record, wanted: int | str) -> bool:
    fields = sale.fields
    if isinstance(wanted, str) and wanted.casefold() == str(fields.get("auth_id")).casefold():
        return True
    if isinstance(wanted, str) and not (wanted.isascii() and wanted.isdigit()):
        return False
    return int(wanted) in (fields.get("trace"), fields.get("receipt_no"))


def _is_part(ordered: Sequence[Record], index: int) -> bool:
    original = _original(ordered, index)
    return original is not None and not original[1]


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
        _doubt_before(sale, before),
        tuple(_counters(ordered, index)),
    )


def _started(before: Sequence[Record]) -> Record | None:
    """Return the start of this sale: the last one, unless a result stands between."""
    for record in reversed(before):
        if record.kind == r.R_SALE:
            return None
        if record.kind == r.R_SALE_STARTED:
            return record
    return None


def _doubt_before(sale: Record, before: Sequence[Record]) -> tuple[Record, ...]:
    """Return the doubt about a sale without a number yet, which ended when it was asked for."""
    if sale.words().get("seen") != "asked":
        return ()
    since: list[Record] = []
    for record in reversed(before):
        if record.kind == r.R_SALE:
            break
        since.insert(0, record)
    doubt = _Belonging(None)
    return tuple(each for each in since if doubt.takes(each))


def _belonging(sale: Record, after: Sequence[Record]) -> Iterator[Record]:
    trace, receipt_no = sale.fields.get("trace"), sale.fields.get("receipt_no")
    alerts = None if trace is None else _Belonging(trace)
    for record in after:
        fields = record.fields
        same_trace = trace is not None and fields.get("trace") == trace
        if record.kind == r.R_SALE and same_trace and not _takes_back(record, sale):
            return
        if record.kind == r.R_RECEIPT:
            untraced = fields.get("trace") is None and receipt_no is not None
            if same_trace or (untraced and fields.get("receipt_no") == receipt_no):
                yield record
        elif alerts is not None and alerts.takes(record):
            yield record


class _Belonging:
    """Follows the alerts about one sale, by its trace number, and what a doubt made the board ask.

    An alert that is cleared without a subject is cleared for every sale.
    """

    def __init__(self, trace: int | None) -> None:
        self._trace = trace
        self._standing: set[object] = set()
        self._asked = False

    def takes(self, record: Record) -> bool:
        """Return whether `record`, the next one in the journal, belongs to the sale."""
        words = record.words()
        if record.kind == r.R_ALERT:
            return self._takes_alert(words.get("alert"), words.get("state"), words.get("subject"))
        if DOUBT not in self._standing or words.get("command") != "query_last":
            return False
        if record.kind == r.R_INTENT:
            self._asked = words.get("reason") == "in_doubt"
            return self._asked
        return record.kind == r.R_OUTCOME and self._asked

    def _takes_alert(self, alert: object, state: object, subject: object) -> bool:
        if alert not in (_SALE_ALERTS if self._trace is not None else (DOUBT,)):
            return False
        for_all = subject is None and state == "cleared" and alert in self._standing
        if subject != self._trace and not for_all:
            return False
        if state == "raised":
            self._standing.add(alert)
        elif state == "cleared":
            self._standing.discard(alert)
        return True


def _counters(ordered: Sequence[Record], index: int) -> Iterator[Counter]:
    for later in range(index + 1, len(ordered)):
        original = _original(ordered, later)
        if original is not None and original[0] == index:
            yield Counter(ordered[later], original[1])


def _original(ordered: Sequence[Record], index: int) -> tuple[int, bool] | None:
    """Return which sale the record at `index` takes back, and whether it is only alike."""
    record = ordered[index]
    if record.kind != r.R_SALE or record.words().get("transaction") not in _COUNTERS:
        return None
    if record.fields.get("result") != APPROVED:
        return None
    alike = None
    for earlier in range(index - 1, -1, -1):
        sale = ordered[earlier]
        if sale.kind != r.R_SALE or sale.fields.get("result") != APPROVED:
            continue
        if _takes_back(record, sale):
            return earlier, False
        if alike is None and _is_alike(record, sale):
            alike = earlier, True
    return alike


def _takes_back(record: Record, sale: Record) -> bool:
    """Return whether `record` is a reversal that bears the sale's trace or receipt number."""
    kinds = record.words().get("transaction"), sale.words().get("transaction")
    if kinds[0] != "reversal" or kinds[1] == "reversal":
        return False
    return any(
        record.fields.get(number) is not None and record.fields[number] == sale.fields.get(number)
        for number in ("trace", "receipt_no")
    )


def _is_alike(record: Record, sale: Record) -> bool:
    names = ("amount_minor", "currency", "card_masked")
    known = sale.words().get("transaction") == "sale" and sale.fields.get("card_masked") is not None
    return known and all(record.fields.get(name) == sale.fields.get(name) for name in names)


def _settlement(after: Sequence[Record]) -> Iterator[Record]:
    begun = False
    for record in after:
        if record.kind == r.R_SETTLEMENT:
            begun = True
            yield record
            if record.words().get("state") in _BATCH_ENDS:
                return
        elif record.kind == r.R_TOTALS and begun:
            yield record
