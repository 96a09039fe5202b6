# SPDX-License-Identifier: MIT
"""The whole life of one transaction, picked from a board's records (R69). Pure.

What belongs to a sale is told by order and by its numbers: those wrap at 999999, so only what
lies between this sale and the next one with the same trace counts. A refund names no sale at all:
it is put to the nearest earlier sale of the same amount to the same card, and called `alike`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder_formats import record_words
from posminder_formats import records as r

KINDS: Final = (
    r.R_SALE_STARTED,
    r.R_SALE,
    r.R_TERMINAL_ERROR,
    r.R_RECEIPT,
    r.R_SLIP,
    r.R_ALERT,
    r.R_INTENT,
    r.R_OUTCOME,
    r.R_TOTALS,
    r.R_SETTLEMENT,
    r.R_SIGN_IN,
    r.R_OPERATOR,
    r.R_TERMINAL_CHANGED,
)
APPROVED: Final = 0
RRN: Final = re.compile(r"[0-9A-Za-z]{12}")  # ISO 8583, field 37: the acquirer's number
DOUBT: Final = "sale_unknown"
_SALE_ALERTS: Final = ("receipt_missing", "sale_not_signed_in", "operator_missing", DOUBT)
TAKES_THE_BATCH: Final = ("verified", "mismatch", "seen", "nothing_to_settle", "attested")
_WITHOUT_COMMAND: Final = ("seen", "nothing_to_settle", "attested")
_COUNTERS: Final = ("refund", "reversal")
_TRANSACTIONS: Final[dict[Any, str]] = record_words.VALUES["transaction"]


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
    settlement: tuple[Record, ...]  # of its own batch: from the first try to its end, or so far
    before: tuple[Record, ...] = ()  # the doubt that made the board ask for this sale
    counters: tuple[Counter, ...] = ()
    operator: Record | None = None  # the last word since the board started on who signed in

    def steps(self) -> tuple[Record, ...]:
        """Return every record of this life in journal order."""
        head = [each for each in (self.sign_in, self.operator, self.started) if each is not None]
        counters = [each.record for each in self.counters]
        every = (*head, *self.before, self.sale, *self.after, *counters, *self.settlement)
        return tuple(sorted(every, key=lambda record: record.seq))


def find(found: Iterable[Record], wanted: int | str) -> list[Life]:
    """Return the sales that bear the number `wanted`, newest first.

    A trace or receipt number, or as text an authorisation as well. `found` are a board's records
    of KINDS, ascending. A reversal that names its sale is part of that sale's life.
    """
    ordered = list(found)
    ends = batch_ends(ordered)
    return [
        _life(ordered, index, ends)
        for index in range(len(ordered) - 1, -1, -1)
        if ordered[index].kind == r.R_SALE
        and _bears(ordered[index], wanted)
        and not _is_part(ordered, index)
    ]


def batch_ends(found: Iterable[Record]) -> dict[int, Record]:
    """Return, by a transaction's sequence number, the SETTLEMENT record that took its batch.

    What was approved after the terminal's answer to the command falls into the next batch. A
    batch that was found empty holds nothing any more of what was approved before. What went with
    an exchanged terminal is taken by the record of what a person says became of it. An approved
    transaction of `found`, ascending, that is not among the keys is still open.
    """
    ends: dict[int, Record] = {}
    waiting: list[int] = []
    stranded: list[int] = []
    answered_seq: int | None = None
    for each in found:
        if each.kind == r.R_SALE and each.fields.get("result") == APPROVED:
            waiting.append(each.seq)
        elif each.kind == r.R_OUTCOME and _moves_the_batch(each):
            answered_seq = each.seq
        elif begins_epoch(each):
            stranded, waiting, answered_seq = stranded + waiting, [], None
        elif each.kind == r.R_TERMINAL_CHANGED:
            ends.update(dict.fromkeys(stranded, each))  # a person has said what became of them
            stranded = []
        elif each.kind == r.R_SETTLEMENT:
            state = each.words().get("state")
            if state in TAKES_THE_BATCH:
                by_itself = state in _WITHOUT_COMMAND or answered_seq is None
                boundary = each.seq if by_itself else answered_seq or 0
                ends.update({seq: each for seq in waiting if seq < boundary})
                waiting = [seq for seq in waiting if seq >= boundary]
            if state in (*TAKES_THE_BATCH, "refused"):
                answered_seq = None  # a doubt, if there was one, is over
    return ends


def begins_epoch(record: Record) -> bool:
    """Return whether another terminal begins with `record`: its numbers are not the old one's."""
    return record.kind == r.R_TERMINAL_CHANGED and record.words().get("state") == "noticed"


def _moves_the_batch(outcome: Record) -> bool:
    words = outcome.words()
    return words.get("command") == "settle" and words.get("outcome") in ("done", "unknown")


def _bears(sale: Record, wanted: int | str) -> bool:
    fields = sale.fields
    auth = fields.get("auth_id")
    if isinstance(wanted, str) and auth is not None and wanted.casefold() == auth.casefold():
        return True
    if isinstance(wanted, str) and not (wanted.isascii() and wanted.isdigit()):
        return False
    digits = str(wanted).lstrip("0") or "0"  # as text: it may have any length
    return digits in (str(fields.get("trace")), str(fields.get("receipt_no")))


def _is_part(ordered: Sequence[Record], index: int) -> bool:
    original = _original(ordered, index)
    return original is not None and not original[1]


def _life(ordered: Sequence[Record], index: int, ends: Mapping[int, Record]) -> Life:
    sale = ordered[index]
    before, after = ordered[:index], ordered[index + 1 :]
    settled = sale.fields.get("result") == APPROVED
    return Life(
        sale,
        next((each for each in reversed(before) if each.kind == r.R_SIGN_IN), None),
        _started(before),
        tuple(_belonging(sale, after)),
        tuple(_settlement(after, ends.get(sale.seq))) if settled else (),
        _doubt_before(sale, before),
        tuple(_counters(ordered, index)),
        _operator(sale, before),
    )


def _operator(sale: Record, before: Sequence[Record]) -> Record | None:
    said = (each for each in reversed(before) if each.kind == r.R_OPERATOR)
    last = next(said, None)
    return last if last is not None and last.boot == sale.boot else None


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
        if begins_epoch(record):
            return
        fields = record.fields
        same_trace = trace is not None and fields.get("trace") == trace
        if record.kind == r.R_SALE and same_trace and not takes_back(record, sale):
            return
        if record.kind in (r.R_RECEIPT, r.R_SLIP, r.R_TERMINAL_ERROR):
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
    if record.kind != r.R_SALE or _transaction(record) not in _COUNTERS:
        return None
    if record.fields.get("result") != APPROVED:
        return None
    alike = None
    for earlier in range(index - 1, -1, -1):
        sale = ordered[earlier]
        if begins_epoch(sale):
            break
        if sale.kind != r.R_SALE or sale.fields.get("result") != APPROVED:
            continue
        if takes_back(record, sale):
            return earlier, False
        if alike is None and is_alike(record, sale):
            alike = earlier, True
    return alike


def _transaction(sale: Record) -> str | None:
    """Return the word of the one field, without making those of all."""
    return _TRANSACTIONS.get(sale.fields.get("transaction"))


def takes_back(record: Record, sale: Record) -> bool:
    """Return whether `record` is a reversal that bears the sale's trace or receipt number."""
    if _transaction(record) != "reversal" or _transaction(sale) == "reversal":
        return False
    return any(
        record.fields.get(number) is not None and record.fields[number] == sale.fields.get(number)
        for number in ("trace", "receipt_no")
    )


def is_alike(record: Record, sale: Record) -> bool:
    """Return whether `record` is of the amount and the card of a sale, if both are known."""
    names = ("amount_minor", "currency", "card_masked")
    known = _transaction(sale) == "sale" and None not in map(sale.fields.get, names[::2])
    return known and all(record.fields.get(name) == sale.fields.get(name) for name in names)


def _settlement(after: Sequence[Record], end: Record | None) -> Iterator[Record]:
    """Yield the tries to settle the sale's own batch, up to `end`, which took it.

    A batch that went with an exchanged terminal ends with the exchange, and what was said of it.
    """
    begun = False
    for record in _since_batch_before(after, end):
        if begins_epoch(record):
            yield record
            if end is not None:
                yield end
            return
        if record.kind == r.R_SETTLEMENT:
            begun = True
            yield record
            if record is end:
                return
        elif record.kind == r.R_TOTALS and begun:
            yield record


def _since_batch_before(after: Sequence[Record], end: Record | None) -> Sequence[Record]:
    """Leave out the rest of a settlement that was answered before the sale: not its own."""
    for index, record in enumerate(after):
        if record is end or begins_epoch(record):
            break
        if record.kind == r.R_SETTLEMENT and record.words().get("state") in TAKES_THE_BATCH:
            return after[index + 1 :]
    return after
