# SPDX-License-Identifier: MIT
"""Beside a locally operated terminal nothing is reported: ask for the last sale while idle.

Only the newest sale can be asked for, so sales made between two questions are known by the gap
in receipt numbers alone, and whether a slip was printed is not known at all. Both are written
down as what they are. Where the line shows each sale this duty sleeps for ever.
"""

from agent import effects, events
from agent.policy.duty import STAY, Duty
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
OFF = const(1)  # the line itself tells of every sale
IDLE = const(2)
ENROLLING = const(4)  # registration asked: the terminal answers nobody who is not registered
ASKING = const(8)

# Inputs
START = const(1)
DUE = const(2)
REGISTERED = const(4)
ANSWER = const(8)
FAILED = const(16)
FORGOT = const(32)  # it knew a last payment, and has none now: it may be another terminal

_STATES = const(OFF | IDLE | ENROLLING | ASKING)
_INPUTS = const(START | DUE | REGISTERED | ANSWER | FAILED | FORGOT)

_EVERY_MS = const(30000)
_NONE_YET = const(0)  # as a last receipt number


class Polling(Duty):
    """Asks every 30 s; a new receipt number is a sale, of which the newest is known in full."""

    RULE = "polling"
    STATES = _STATES
    INPUTS = _INPUTS
    BUSY = ENROLLING | ASKING
    ROWS = (
        (OFF, _INPUTS, STAY, ""),
        (IDLE, START, ENROLLING, "_enrol"),
        (IDLE, DUE, ASKING, "_ask"),
        (IDLE, REGISTERED | ANSWER | FAILED | FORGOT, STAY, ""),
        (ENROLLING, REGISTERED, IDLE, "_rest"),
        (ENROLLING, FAILED | FORGOT, IDLE, "_rest"),
        (ENROLLING, START | DUE | ANSWER, STAY, ""),
        (ASKING, ANSWER, IDLE, "_answered"),
        (ASKING, FAILED, IDLE, "_unanswered"),
        (ASKING, FORGOT, ENROLLING, "_enrol_again"),
        (ASKING, START | DUE | REGISTERED, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        seen = profile.can & (c.SALES | c.NEWEST_SALE)
        active = seen == c.NEWEST_SALE and profile.enforce
        super().__init__(profile, IDLE if active else OFF)
        self._last_receipt_no: int | None = None
        self._forgot = False  # since it last named a payment

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind in (events.BOOTED, events.LINE_ANSWERING):
            return START
        if kind == events.TERMINAL_CHANGED:
            self._last_receipt_no = None  # the old one's number says nothing of the new one's
        if kind == events.DEADLINE:
            return DUE
        if kind == events.COMMAND_ENDED:
            if event[2] != events.DONE:
                forgot = event[2] == events.REFUSED and self._last_receipt_no
                return FORGOT if forgot and not self._forgot else FAILED
            return REGISTERED if event[1] == events.REGISTER else ANSWER
        return None

    def _enrol(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.REGISTER, effects.WHY_POWER_UP)

    def _enrol_again(self, event: "Event", now: "Now") -> None:
        """Ask who it is, once: only the answer to a registration has its TID."""
        self._forgot = True
        self._enrol(event, now)

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.QUERY_LAST, effects.WHY_POLL)

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = now.mono_ms + _EVERY_MS

    def _unanswered(self, event: "Event", now: "Now") -> None:
        """A terminal that refuses to name its last payment has none: the next one is new."""
        self._rest(event, now)
        if event[2] == events.REFUSED and self._last_receipt_no is None:
            self._last_receipt_no = _NONE_YET

    def _answered(self, event: "Event", now: "Now") -> None:
        self._rest(event, now)
        self._forgot = False
        transaction = event[4]
        if transaction is None or transaction[events.T_RECEIPT_NO] == self._last_receipt_no:
            return
        first_question = self._last_receipt_no is None
        self._last_receipt_no = transaction[events.T_RECEIPT_NO]
        if first_question:
            return  # a sale of before our time
        self.news = (events.SALE_FOUND, transaction)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.state == OFF else ("ask_last", effects.WHY_POLL)

    def snapshot(self) -> "list[int | None]":
        """Return the last receipt number seen."""
        return [self._last_receipt_no]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._last_receipt_no = values[0]

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        if record[r.KIND] == r.R_SALE:
            self._last_receipt_no = record[r.HEAD + events.T_RECEIPT_NO]
