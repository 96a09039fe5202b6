# SPDX-License-Identifier: MIT
"""Duty: every approved sale leaves a receipt while the customer is still at the counter (R57, R58).

The proof of a receipt is what the register answered to the terminal's print lines, copy by copy:
one copy refused is a receipt not delivered. A refusal reminds at once; no print at all reminds
after the profile's seconds. A duplicate printed later ends the reminder, and the journal says
that it was a duplicate: weaker evidence.
"""

from agent import effects, events, limits
from agent.policy import outcome
from agent.policy.duty import STAY, Duty, find
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Effect, Event, Plan
    from agent.profile import Profile

# States of one receipt
OWED = const(1)
REMINDED = const(2)
PRINTED = const(4)  # at least one copy, and none refused: no longer owed

# Inputs
DELIVERED = const(1)
REFUSED = const(2)
LATE = const(4)
NOT_VISIBLE = const(8)  # this wiring cannot see the print path
DROPPED = const(16)  # more receipts owed than we can hold
CLOSED = const(32)  # the shop has closed its batch, or left it open on purpose

_STATES = const(OWED | REMINDED | PRINTED)
_INPUTS = const(DELIVERED | REFUSED | LATE | NOT_VISIBLE | DROPPED | CLOSED)


class _Owed:
    """One approved sale without a delivered receipt."""

    def __init__(self, trace: int | None, receipt_no: int | None, state: int, due_ms: int) -> None:
        self.trace = trace
        self.receipt_no = receipt_no
        self.state = state
        self.due_ms = due_ms
        self.lines = 0

    def is_of(self, trace: int | None, receipt_no: int | None) -> bool:
        """Tell whether it is of the sale with this number, whichever of the two is known."""
        if trace is not None:
            return self.trace == trace
        return receipt_no is not None and self.receipt_no == receipt_no


class Receipts(Duty):
    """All receipts owed; each goes through ROWS by itself, so `state` of the duty is not used."""

    RULE = "receipts"
    STATES = _STATES
    INPUTS = _INPUTS
    ROWS = (
        (OWED, DELIVERED, PRINTED, "_delivered"),
        (OWED, REFUSED, REMINDED, "_refused"),
        (OWED, LATE, REMINDED, "_missing"),
        (OWED, NOT_VISIBLE, PRINTED, "_not_visible"),
        (REMINDED, DELIVERED, PRINTED, "_duplicate"),
        (REMINDED, REFUSED | LATE | NOT_VISIBLE, STAY, ""),
        (OWED, DROPPED, PRINTED, "_missing"),
        (OWED, CLOSED, STAY, ""),  # sold while we settled: the customer is still there
        (REMINDED, DROPPED | CLOSED, PRINTED, "_dropped"),
        (PRINTED, REFUSED, REMINDED, "_refused"),  # the second copy
        (PRINTED, DELIVERED | LATE | NOT_VISIBLE | DROPPED | CLOSED, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, OWED)
        self.owed: list[_Owed] = []
        self._newest: _Owed | None = None

    def step(self, event: "Event", now: "Now", out: "list[Effect]") -> None:
        """Take one event; append the effects it calls for to `out`."""
        self._out = out
        kind = event[0]
        if kind in (events.SALE_ENDED, events.SALE_FOUND) and _takes_back(event[1]):
            self._forget(event[1][events.T_TRACE], None)
        elif kind == events.SALE_REVERSED:
            self._forget(None, event[1])
        elif kind == events.SALE_ENDED and _owes(event[1]):
            self._approved(event[1], now)
        elif kind == events.SALE_FOUND and _owes(event[1]):
            self._approved(event[1], now)
            self._move(self.owed[-1], NOT_VISIBLE)
        elif kind == events.RECEIPT_ENDED and self._newest is not None:
            self._newest.lines = event[2]
            self._move(self._newest, _READINGS[event[1]])
        elif kind == events.BOOTED:
            for owed in self.owed:  # what stood before the power went must be said again
                if owed.state == REMINDED:
                    self._alert(effects.A_RECEIPT_MISSING, effects.RAISED, owed.trace)
        elif kind == events.BATCH_CLOSED:
            for owed in list(self.owed):
                self._move(owed, CLOSED)
        elif kind == events.DEADLINE and self._due(now):
            for owed in list(self.owed):
                if owed.state == OWED and now.mono_ms >= owed.due_ms:
                    self._move(owed, LATE)
        self._plan()

    def _approved(self, transaction: "tuple[Any, ...]", now: "Now") -> None:
        if len(self.owed) == limits.RECEIPTS_OPEN_MAX:
            self._move(self.owed[0], DROPPED)
        due_ms = now.mono_ms + self.profile.receipt_missing_s * 1000
        trace, number = transaction[events.T_TRACE], transaction[events.T_RECEIPT_NO]
        self._newest = _Owed(trace, number, OWED, due_ms)
        self.owed.append(self._newest)

    def _forget(self, trace: int | None, receipt_no: int | None) -> None:
        """A sale that was taken back owes no receipt, and what still comes of its slip is none."""
        for owed in list(self.owed):
            if owed.is_of(trace, receipt_no):
                self.owed.remove(owed)
                self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)
        if self._newest is not None and self._newest.is_of(trace, receipt_no):
            self._newest = None

    def _move(self, owed: _Owed, reading: int) -> None:
        before = owed.state
        owed.state, action = find(self.ROWS, before, reading)
        if action:
            getattr(self, action)(owed)
        if before == PRINTED and owed.state == REMINDED:
            self.owed.append(owed)
        elif before != PRINTED and owed.state == PRINTED:
            self.owed.remove(owed)

    def _note(self, owed: _Owed, state: int) -> None:
        self._record(r.R_RECEIPT, owed.trace, owed.receipt_no, state, owed.lines)

    def _delivered(self, owed: _Owed) -> None:
        self._note(owed, events.RECEIPT_DELIVERED)

    def _refused(self, owed: _Owed) -> None:
        self._note(owed, events.RECEIPT_REFUSED)
        self._alert(effects.A_RECEIPT_MISSING, effects.RAISED, owed.trace)

    def _missing(self, owed: _Owed) -> None:
        self._note(owed, events.RECEIPT_MISSING)
        self._alert(effects.A_RECEIPT_MISSING, effects.RAISED, owed.trace)

    def _dropped(self, owed: _Owed) -> None:
        """Nobody can follow it any more: the journal keeps that it was missing."""
        self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)

    def _not_visible(self, owed: _Owed) -> None:
        self._note(owed, events.RECEIPT_NOT_VISIBLE)

    def _duplicate(self, owed: _Owed) -> None:
        self._note(owed, events.RECEIPT_DUPLICATE)
        self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)

    def _plan(self) -> None:
        self.deadline_ms = None
        for owed in self.owed:
            if owed.state == OWED and (self.deadline_ms is None or owed.due_ms < self.deadline_ms):
                self.deadline_ms = owed.due_ms

    def plans(self) -> "Plan":
        """Return what it does next; the reason is in its name."""
        return (None if self.deadline_ms is None else "remind"), 0

    def snapshot(self) -> "list[int | None]":
        """Return (trace, receipt number, state) of every receipt owed."""
        values: list[int | None] = []
        for owed in self.owed:
            values += [owed.trace, owed.receipt_no, owed.state]
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. The time to remind begins anew with the restart."""
        due_ms = self.profile.receipt_missing_s * 1000
        for start in range(0, len(values), 3):
            trace, number, state = values[start : start + 3]
            self._newest = _Owed(trace, number, state, due_ms)
            self.owed.append(self._newest)
        self._plan()

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE and _owes(fields):
            self.restore([fields[events.T_TRACE], fields[events.T_RECEIPT_NO], OWED])
            self.owed = self.owed[-limits.RECEIPTS_OPEN_MAX :]
        elif kind == r.R_SALE and _takes_back(fields):
            self._forget(fields[events.T_TRACE], None)
        elif kind == r.R_ALERT and tuple(fields[:2]) == _CLEARED:
            self._forget(fields[2], None)  # a reversal's record does not name what it reversed
        elif kind == r.R_RECEIPT:
            kept = []
            for owed in self.owed:
                if owed.trace == fields[0] and owed.receipt_no == fields[1]:
                    owed.state = _REPLAYED.get(fields[2], PRINTED)
                if owed.state != PRINTED:
                    kept.append(owed)
            self.owed = kept
        elif kind == r.R_SETTLEMENT and outcome.closes(fields[0]):
            self.owed = [owed for owed in self.owed if owed.state == OWED]
        self._plan()


def _owes(transaction: "Sequence[Any]") -> bool:
    """Tell whether a Transaction, or the fields of its record, should leave a receipt."""
    approved = transaction[events.T_RESULT] == 0
    return approved and transaction[events.T_TYPE] in (events.TYPE_SALE, events.TYPE_REFUND)


def _takes_back(transaction: "Sequence[Any]") -> bool:
    approved = transaction[events.T_RESULT] == 0
    return approved and transaction[events.T_TYPE] == events.TYPE_REVERSAL


_READINGS = {
    events.RECEIPT_DELIVERED: DELIVERED,
    events.RECEIPT_REFUSED: REFUSED,
    events.RECEIPT_NOT_VISIBLE: NOT_VISIBLE,
}
_CLEARED = (effects.A_RECEIPT_MISSING, effects.CLEARED)
_REPLAYED = {events.RECEIPT_REFUSED: REMINDED, events.RECEIPT_MISSING: REMINDED}
