# SPDX-License-Identifier: MIT
"""Writes down what the terminal's line showed: one record per change, never one per poll.

It decides nothing. It runs first among the duties, so that what was seen is in the journal
before anything that follows from it.
"""

from agent import effects, events
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Effect, Event
    from agent.profile import Profile

_TERMINAL_LINE = const(1)
_ANSWERING = const(1)
_SILENT = const(2)
_SETTLING_ITSELF = const(3)
# Of the capabilities' key fields, those that a Transaction has.
_KEY_FIELDS = (
    (c.AMOUNT, events.T_AMOUNT_MINOR),
    (c.TRACE, events.T_TRACE),
    (c.TERMINAL_CLOCK, events.T_TERMINAL_TIME),
    (c.AUTHORISATION, events.T_AUTH_ID),
    (c.BATCH, events.T_BATCH),
)
# Values of the record sale's field "seen". It stands before the Transaction's last items, because
# fields are only ever added at the end of a record, and those are younger.
_SEEN_ON_LINE = const(1)
_SEEN_ASKED = const(2)


# Status codes that a duty acts on (sign-in, diagnosis, settlement, printer), or that pass by
# themselves: busy, a card in the reader, maintenance under way. Any other is for people, one that
# no table knows too: full or defective logs, low voltage, out of order, not activated, tampered,
# and one that wants its acquirer's traffic passed on.
_NOT_FOR_PEOPLE = (
    None,
    events.STATUS_READY,
    events.STATUS_INITIALISE,
    events.STATUS_KEYLESS,
    events.STATUS_UNTOLD,
    events.STATUS_CLOCK,
    events.STATUS_DIAGNOSE,
    events.STATUS_PRINTER,
    events.STATUS_SETTLE,
    0x9C,
    0xB1,
    0xDC,
    0xE1,
)


class Ledger:
    """Remembers the last status and line state, to write changes only."""

    def __init__(self, profile: "Profile") -> None:
        self._profile = profile
        self._status: int | None = None
        self._incomplete = False  # the alert stands
        self.tid: str | None = None
        self.currency: int | None = None  # as the terminal told it with its registration
        self.acquirer_line: int | None = None  # as told of the sale under way
        self._numbers: tuple[Any, ...] = (None, None)  # of the last payment: trace, receipt
        # As last written: it is said with the result, and again at the end.
        self._error: Event | None = None

    def step(self, event: "Event", now: "Now", out: "list[Effect]") -> None:
        """Append the records that `event` is worth."""
        kind = event[0]
        if kind == events.SALE_STARTED:
            self.acquirer_line = self._error = None
            self._numbers = (None, None)
            out.append((effects.RECORD, r.R_SALE_STARTED, event[1:]))
        elif kind == events.ACQUIRER_LINE:
            self.acquirer_line = event[1]
        elif kind == events.SALE_ENDED:
            out.append(
                (effects.RECORD, r.R_SALE, _sale(event[1], _SEEN_ON_LINE, self.acquirer_line))
            )
            self._numbers = (event[1][events.T_TRACE], event[1][events.T_RECEIPT_NO])
            self._check(event[1], out)
        elif kind == events.TERMINAL_ERROR and event != self._error:
            self._error = event
            numbers = self._numbers if event[1] == 0 else (None, None)
            out.append((effects.RECORD, r.R_TERMINAL_ERROR, event[1:] + numbers))
        elif kind == events.BATCH_CLOSED and self._incomplete:
            self._incomplete = False
            out.append((effects.ALERT, effects.A_SALE_INCOMPLETE, effects.CLEARED, None))
        elif kind == events.SALE_FOUND:
            out.append((effects.RECORD, r.R_SALE, _sale(event[1], _SEEN_ASKED, None)))
            self._check(event[1], out)
        elif kind == events.LINE_SILENT:
            out.append((effects.RECORD, r.R_LINE, (_TERMINAL_LINE, _SILENT)))
            out.append((effects.ALERT, effects.A_TERMINAL_SILENT, effects.RAISED, None))
        elif kind == events.LINE_ANSWERING:
            out.append((effects.RECORD, r.R_LINE, (_TERMINAL_LINE, _ANSWERING)))
            out.append((effects.ALERT, effects.A_TERMINAL_SILENT, effects.CLEARED, None))
        elif kind == events.SETTLES_ITSELF:
            # Which of its sales went the next totals tell (books.py): a second witness to this one.
            out.append((effects.RECORD, r.R_LINE, (_TERMINAL_LINE, _SETTLING_ITSELF)))
            out.append((effects.ALERT, effects.A_TWO_SETTLERS, effects.RAISED, None))
        elif kind == events.TERMINAL_STEP:
            out.append((effects.RECORD, r.R_LINE, (_TERMINAL_LINE, event[1])))
        elif kind == events.REGISTERED:
            self.currency = event[3] or self.currency
            self._note(self._status, event[2] or self.tid, out)
        elif kind == events.TERMINAL_STATUS:
            self._note(event[1], self.tid, out)

    def _check(self, transaction: "tuple[Any, ...]", out: "list[Effect]") -> None:
        """An approved one lacks a key field that this link tells of every one: an alert (R25)."""
        if transaction[events.T_RESULT] != 0:
            return
        reversal = transaction[events.T_TYPE] == events.TYPE_REVERSAL
        told = self._profile.of_reversal if reversal else self._profile.of_sale
        for bit, field in _KEY_FIELDS:
            if told & bit and transaction[field] is None:
                self._incomplete = True
                number = transaction[events.T_TRACE] or transaction[events.T_RECEIPT_NO]
                out.append((effects.ALERT, effects.A_SALE_INCOMPLETE, effects.RAISED, number))
                return

    def _note(self, status: int | None, tid: str | None, out: "list[Effect]") -> None:
        if (status, tid) != (self._status, self.tid):
            for code, state in ((self._status, effects.CLEARED), (status, effects.RAISED)):
                if code not in _NOT_FOR_PEOPLE and status != self._status:
                    out.append((effects.ALERT, effects.A_TERMINAL_NOT_READY, state, code))
            self._status = status
            self.tid = tid
            out.append((effects.RECORD, r.R_TERMINAL, (status, tid)))


def _sale(transaction: "tuple[Any, ...]", seen: int, line: int | None) -> "tuple[Any, ...]":
    batch = transaction[events.T_BATCH] if len(transaction) > events.T_BATCH else None
    end = events.T_AUTH_ID
    return transaction[:end] + (seen, transaction[end], line, batch)
