# SPDX-License-Identifier: MIT
"""Duty: a sale whose end nobody saw is asked about, and neither believed nor dropped.

A payment is final for the terminal only when its status information and every print line were
answered; if the line breaks before that, it may have been taken back (specification, 2.2.8). The
same after a power cut of ours in the middle of a sale. The terminal remembers its last payment:
while that is still the doubtful one, the question has an answer.
"""

from agent import effects, events
from agent.policy import outcome
from agent.policy.duty import STAY, Duty
from agent.policy.identity import goes_back
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
CERTAIN = const(1)
ASKING = const(2)
DOUBTFUL = const(4)  # no answer yet: asks again later

# Inputs
BROKE = const(1)  # a sale ended without its end, or we came back in the middle of one
DUE = const(2)
STANDS = const(4)  # the terminal's last payment is this sale, approved
TAKEN_BACK = const(8)  # it is this sale or refund, and not approved (any more)
MISSED = const(16)  # it is a payment we never saw the result of: this sale, approved
NEVER = const(32)  # it is an older one: this sale came to nothing
SILENT = const(64)
OVERTAKEN = const(128)  # for a person: it is a later one, a reversal that did not stand, or the
# terminal must be settled before it answers
CLOSED = const(256)  # the shop has closed its batch, or left it open on purpose

_STATES = const(CERTAIN | ASKING | DOUBTFUL)
_INPUTS = const(BROKE | DUE | STANDS | TAKEN_BACK | MISSED | NEVER | SILENT | OVERTAKEN | CLOSED)
_ANSWERS = const(STANDS | TAKEN_BACK | MISSED | NEVER | SILENT | OVERTAKEN)

_RETRY_MS = const(30000)

# How far the newest transaction has come
_OVER = const(0)
_STARTED = const(1)
_APPROVED = const(2)  # final only once its slip is through (ZVT, chapter 2.2.8)
_ANSWERED = const(3)  # the register answered its slip: whether the terminal heard it, nobody said


# Words about a receipt that no slip's end brought.
_WITHOUT_SLIP = (
    events.RECEIPT_MISSING,
    events.RECEIPT_STOPPED,
    events.RECEIPT_NOT_WANTED,
    events.RECEIPT_NOT_NEEDED,
    events.RECEIPT_ELECTRONIC,
    events.RECEIPT_NONE_GIVEN,
)


class Doubt(Duty):
    """One doubtful sale, known by its trace number once that was seen. A newer one replaces it."""

    RULE = "doubt"
    STATES = _STATES
    INPUTS = _INPUTS
    BUSY = ASKING
    ROWS = (
        (CERTAIN | DOUBTFUL, BROKE, ASKING, "_ask"),
        (ASKING, BROKE, STAY, ""),
        (DOUBTFUL, DUE, ASKING, "_ask"),
        (CERTAIN | ASKING, DUE, STAY, ""),
        (ASKING, STANDS | NEVER, CERTAIN, "_resolved"),
        (ASKING, TAKEN_BACK, CERTAIN, "_taken_back"),
        (ASKING, MISSED, CERTAIN, "_missed"),
        (ASKING, SILENT, DOUBTFUL, "_later"),
        (ASKING, OVERTAKEN, CERTAIN, "_overtaken"),
        (CERTAIN | DOUBTFUL, _ANSWERS, STAY, ""),
        (CERTAIN, CLOSED, STAY, "_forget"),
        (ASKING | DOUBTFUL, CLOSED, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, CERTAIN)
        self._type = events.TYPE_SALE  # of the doubtful transaction
        self._trace: int | None = None  # of it
        self._last_trace: int | None = None  # of the newest one that we know was approved
        self._last_type = events.TYPE_SALE  # of the newest one that was started
        self._stage = _OVER  # of that one
        self._attempts = 0
        self._names_all = profile.can & c.TAKEN_BACK

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.SALE_STARTED:
            self._starts(event[1])
        elif kind in (events.SALE_ENDED, events.SALE_FOUND):
            self._ends(event[1], kind == events.SALE_ENDED)
        elif kind == events.RECEIPT_ENDED:
            self._slip_ends(event[1])
        elif kind == events.SALE_UNKNOWN:
            self._type = self._last_type
            return self._broke(None if event[1] is None else event[1][events.T_TRACE])
        elif kind == events.BOOTED:
            if self._stage == _ANSWERED and self.state == CERTAIN and self._may_ask():
                # Almost surely final: ask, and alarm nobody.
                self._type, self._trace = self._last_type, self._last_trace
                return BROKE
            if self._stage in (_STARTED, _APPROVED):
                self._type = self._last_type
                return self._broke(self._last_trace if self._stage == _APPROVED else None)
            # Of one that is asked about the answer is still to come: an exchange was confirmed.
            if self.state == DOUBTFUL:
                return self._broke(self._trace)
        elif kind == events.COMMAND_ENDED:
            return self._read_answer(event[2], event[3], event[4])
        elif kind == events.DEADLINE or _demands(event):
            return DUE
        elif kind == events.BATCH_CLOSED:
            self._batch_closed(event[1])
            return CLOSED
        return None

    def _batch_closed(self, state: int) -> None:
        self._stage = _OVER
        if state in outcome.SETTLED and not self._names_all:
            self._last_trace = None  # any number that it names now is of the new batch

    def _starts(self, kind: int) -> None:
        self._last_type, self._stage = kind, _STARTED

    def _ends(self, transaction: "Sequence[Any]", on_line: bool) -> None:
        """Take a result: what was approved on the line is open until its slip has ended."""
        trace = transaction[events.T_TRACE]
        approved = transaction[events.T_RESULT] == 0 and trace is not None
        named = self._names_all or transaction[events.T_TYPE] != events.TYPE_REVERSAL
        # What was declined is no terminal's last payment, though it may have a number.
        if approved and named:
            self._last_trace = trace
        leaves_slip = transaction[events.T_TYPE] in (events.TYPE_SALE, events.TYPE_REFUND)
        self._stage = _APPROVED if on_line and approved and leaves_slip else _OVER

    def _slip_ends(self, state: int) -> None:
        answered = state in (events.RECEIPT_DELIVERED, events.RECEIPT_REFUSED)
        if self._stage != _OVER:
            self._stage = _ANSWERED if answered else _OVER

    def _broke(self, trace: int | None) -> int | None:
        self._stage = _OVER
        self._trace = trace
        self._alert(effects.A_SALE_UNKNOWN, effects.RAISED, trace)
        return BROKE if self._may_ask() else None

    def _may_ask(self) -> bool:
        """Tell whether the terminal may be asked, and can tell its newest payment."""
        return self.profile.enforce and bool(self.profile.can & c.NEWEST_SALE)

    def _read_answer(self, outcome: int, code: int, last: "tuple[Any, ...] | None") -> int:
        if outcome == events.REFUSED and code in events.DEMANDS_SETTLEMENT:
            return OVERTAKEN  # nothing is gained by waiting: it sells no more until it is settled
        reversal = self._type == events.TYPE_REVERSAL
        if outcome == events.DONE and not self._names_all:
            if reversal:
                return OVERTAKEN  # that its sale stands is seen of the newest one only
            if self._trace is None and (last is None or self._is_old(last[events.T_TRACE])):
                return NEVER
        if outcome != events.DONE or last is None:
            return SILENT
        trace = last[events.T_TRACE]
        stands = last[events.T_RESULT] == 0
        stands = stands and (last[events.T_TYPE] == events.TYPE_REVERSAL) == reversal
        if self._trace is None:
            return MISSED if stands and trace != self._last_trace else NEVER
        if trace == self._trace and stands:
            return STANDS
        return OVERTAKEN if trace != self._trace or reversal else TAKEN_BACK

    def _is_old(self, trace: int) -> bool:
        """Tell whether the newest sale that stands is one we know: a later one was taken back."""
        return self._last_trace is not None and goes_back(self._last_trace, trace)

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.QUERY_LAST, effects.WHY_IN_DOUBT)

    def _resolved(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._alert(effects.A_SALE_UNKNOWN, effects.CLEARED, self._trace)
        self._trace = None

    def _taken_back(self, event: "Event", now: "Now") -> None:
        """The reversal is a transaction of its own, with result 0 and the sale's fields.

        A refund counts against the batch, so its reversal has the amount with a minus.
        """
        amount, rest = event[4][events.T_AMOUNT_MINOR], event[4][events.T_CURRENCY :]
        if self._type == events.TYPE_REFUND and amount is not None:
            amount = -amount
        self.news = (events.SALE_FOUND, (events.TYPE_REVERSAL, 0, amount) + rest)
        self._resolved(event, now)

    def _missed(self, event: "Event", now: "Now") -> None:
        self.news = (events.SALE_FOUND, (self._type,) + event[4][events.T_RESULT :])
        self._resolved(event, now)

    def _overtaken(self, event: "Event", now: "Now") -> None:
        """Nobody can tell any more: the alert stays for a person until the shop has closed."""
        self._attempts = 0
        self._trace = None

    def _forget(self, event: "Event", now: "Now") -> None:
        """Doubts that were overtaken end with the day; the journal keeps that they were."""
        self._alert(effects.A_SALE_UNKNOWN, effects.CLEARED)

    def _later(self, event: "Event", now: "Now") -> None:
        self._try_later(now, _RETRY_MS, self._attempts)
        self._attempts += 1

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.state == CERTAIN else ("ask_last", effects.WHY_IN_DOUBT)

    def snapshot(self) -> "list[int | None]":
        """Return the doubt and what the terminal's answer will be compared with."""
        state = DOUBTFUL if self.state == ASKING else self.state
        newest: list[int | None] = [self._last_trace, self._last_type, self._stage]
        return [state, self._type, self._trace] + newest

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        self.state, self._type, self._trace = values[:3]
        self._last_trace, self._last_type, self._stage = values[3:]

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE_STARTED:
            self._starts(fields[0])
        elif kind == r.R_SALE:
            self._ends(fields, True)  # a receipt's record follows at once if it was asked for
        elif kind == r.R_RECEIPT:
            if fields[2] not in _WITHOUT_SLIP:
                self._slip_ends(fields[2])
        elif kind == r.R_SETTLEMENT:
            if outcome.closes(fields[0]):
                self._batch_closed(fields[0])
        elif kind == r.R_ALERT and fields[0] == effects.A_SALE_UNKNOWN:
            if fields[1] in (effects.SEEN, effects.ESCALATED):
                return  # it is as doubtful as before
            raised = fields[1] == effects.RAISED
            if raised and (self.state, self._trace) != (DOUBTFUL, fields[2]):
                self._type = self._last_type
            self._stage = _OVER
            self._trace = fields[2] if raised else None
            self.state = DOUBTFUL if raised else CERTAIN


def _demands(event: "Event") -> bool:
    """Tell whether the terminal says that it must be settled now: the last moment to ask."""
    return event[0] == events.TERMINAL_STATUS and event[1] in events.DEMANDS_SETTLEMENT
