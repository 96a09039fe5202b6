# SPDX-License-Identifier: MIT
"""Duty: a sale whose end nobody saw is asked about, and neither believed nor dropped.

A payment is final for the terminal only when its status information and every print line were
answered; if the line breaks before that, it may have been taken back (specification, 2.2.8). The
same after a power cut of ours in the middle of a sale. The terminal remembers its last payment:
while that is still the doubtful one, the question has an answer.
"""

from agent import effects, events
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
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
TAKEN_BACK = const(8)  # it is this sale, and not approved (any more)
MISSED = const(16)  # it is a payment we never saw the result of: this sale, approved
NEVER = const(32)  # it is an older one: this sale came to nothing
SILENT = const(64)
OVERTAKEN = const(128)  # it is a later one: the question has no answer any more
CLOSED = const(256)  # the shop has closed its batch, or left it open on purpose

_STATES = const(CERTAIN | ASKING | DOUBTFUL)
_INPUTS = const(BROKE | DUE | STANDS | TAKEN_BACK | MISSED | NEVER | SILENT | OVERTAKEN | CLOSED)
_ANSWERS = const(STANDS | TAKEN_BACK | MISSED | NEVER | SILENT | OVERTAKEN)

_RETRY_MS = const(30000)


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
        self._trace: int | None = None  # of the doubtful sale
        self._last_trace: int | None = None  # of the newest sale whose result we know
        self._started = False  # a sale is under way
        self._attempts = 0

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.SALE_STARTED:
            self._started = True
        elif kind in (events.SALE_ENDED, events.SALE_FOUND):
            self._started = False
            self._last_trace = event[1][events.T_TRACE] or self._last_trace
        elif kind == events.SALE_UNKNOWN:
            self._started = False
            return self._broke(None if event[1] is None else event[1][events.T_TRACE])
        elif kind == events.BOOTED:
            if self._started or self.state != CERTAIN:
                self._started = False
                return self._broke(self._trace)
        elif kind == events.COMMAND_ENDED:
            return self._read_answer(event[2], event[4])
        elif kind == events.DEADLINE:
            return DUE
        elif kind == events.BATCH_CLOSED:
            return CLOSED
        return None

    def _broke(self, trace: int | None) -> int | None:
        self._trace = trace
        self._alert(effects.A_SALE_UNKNOWN, effects.RAISED, trace)
        return BROKE if self.profile.enforce else None

    def _read_answer(self, outcome: int, last: "tuple[Any, ...] | None") -> int:
        if outcome != events.DONE or last is None:
            return SILENT
        trace = last[events.T_TRACE]
        approved = last[events.T_RESULT] == 0 and last[events.T_TYPE] != events.TYPE_REVERSAL
        if self._trace is None:
            if trace == self._last_trace or not approved:
                return NEVER
            return MISSED
        if trace != self._trace:
            return OVERTAKEN
        return STANDS if approved else TAKEN_BACK

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.QUERY_LAST, effects.WHY_IN_DOUBT)

    def _resolved(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._alert(effects.A_SALE_UNKNOWN, effects.CLEARED, self._trace)
        self._trace = None

    def _taken_back(self, event: "Event", now: "Now") -> None:
        """The reversal is a transaction of its own, with result 0 and the sale's fields."""
        sale = event[4]
        reversal = (events.TYPE_REVERSAL, 0) + sale[events.T_AMOUNT_MINOR :]
        self.news = (events.SALE_FOUND, reversal)
        self._resolved(event, now)

    def _missed(self, event: "Event", now: "Now") -> None:
        self.news = (events.SALE_FOUND, event[4])
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
        return [state, self._trace, self._last_trace, int(self._started)]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        self.state, self._trace, self._last_trace, started = values
        self._started = bool(started)

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE_STARTED:
            self._started = True
        elif kind == r.R_SALE:
            self._started = False
            self._last_trace = fields[events.T_TRACE] or self._last_trace
        elif kind == r.R_ALERT and fields[0] == effects.A_SALE_UNKNOWN:
            if fields[1] in (effects.SEEN, effects.ESCALATED):
                return  # it is as doubtful as before
            raised = fields[1] == effects.RAISED
            self._started = False
            self._trace = fields[2] if raised else None
            self.state = DOUBTFUL if raised else CERTAIN
