# SPDX-License-Identifier: MIT
"""Beside a locally operated terminal nothing is reported: ask while it is idle.

For the newest sale every half minute, for the status every minute, which also lets a terminal run
what it does by the clock, and for the totals every five minutes and after a gap in the receipt
numbers. Only the newest sale can be asked for: of those made between two questions the totals tell
how many there were and what they came to, and no more (books.py writes that down). They are held
against the batch only where the newest sale was the same before and after; else a sale in between
would count twice. Whether a slip was printed is not known at all. Where the line shows each sale
this duty sleeps for ever.
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
_STATUS_EVERY = const(2)  # rounds
_TOTALS_EVERY = const(10)
_NONE_YET = const(0)  # as a last receipt number


class Polling(Duty):
    """Asks every 30 s; a new receipt number is a sale, of which the newest is known in full.

    `_next` is what is asked next; `_counted` are totals that the newest sale's number, asked once
    more, must still hold for.
    """

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
        active = profile.can & (c.SALES | c.STATUS) == c.STATUS and profile.enforce
        super().__init__(profile, IDLE if active else OFF)
        self._last_receipt_no: int | None = None
        self._forgot = False  # since it last named a payment
        self._next = self._first = self._question()
        self._round = _TOTALS_EVERY - 1  # the first totals come soon: what was sold before us?
        self._counted: tuple[int | None, int | None] | None = None

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
                refused = event[1] == events.QUERY_LAST and event[2] == events.REFUSED
                forgot = refused and self._last_receipt_no and not self._forgot
                return FORGOT if forgot else FAILED
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
        self._command(self._next, effects.WHY_POLL)
        self._next = self._first

    def _question(self) -> int:
        """Return what a round begins with: the best that this terminal can tell."""
        can = self.profile.can
        if can & c.NEWEST_SALE:
            return events.QUERY_LAST
        return events.READ_TOTALS if can & c.TOTALS else events.CHECK_STATUS

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = now.mono_ms + _EVERY_MS

    def _unanswered(self, event: "Event", now: "Now") -> None:
        """A terminal that refuses to name its last payment has none: the next one is new."""
        self._rest(event, now)
        self._counted = None
        no_payment = event[1] == events.QUERY_LAST and event[2] == events.REFUSED
        if not no_payment:
            return
        if self._last_receipt_no is None:
            self._last_receipt_no = _NONE_YET
        self._go_on(now)  # what keeps it from telling may stand in its status

    def _answered(self, event: "Event", now: "Now") -> None:
        self._rest(event, now)
        if event[1] == events.READ_TOTALS and self._first == events.READ_TOTALS:
            self.news = (events.TOTALS_SEEN,) + event[4]  # no sale of it is ever told: none twice
            self._go_on(now)
        elif event[1] == events.READ_TOTALS:
            self._counted = event[4]
            self.deadline_ms = now.mono_ms  # is the newest sale still the same?
        elif event[1] == events.QUERY_LAST:
            counted, self._counted = self._counted, None
            found = self._found(event[4])
            if found is not None:
                self.news = found
            elif counted is not None:
                self.news = (events.TOTALS_SEEN,) + counted
            else:
                self._go_on(now)

    def _found(self, transaction: "tuple[Any, ...] | None") -> "Event | None":
        """Return a sale that is new as an event; one of before our time is only remembered."""
        self._forgot = False
        last = self._last_receipt_no
        if transaction is None or transaction[events.T_RECEIPT_NO] == last:
            return None
        number = self._last_receipt_no = transaction[events.T_RECEIPT_NO]
        if last is None:
            return None
        if number is None or number != last + 1:
            self._round = _TOTALS_EVERY - 1  # there was more: count as soon as nobody sells
        return (events.SALE_FOUND, transaction)

    def _go_on(self, now: "Now") -> None:
        """Nothing is new: ask for what else is due, at once."""
        self._round += 1
        tells = self._first == events.QUERY_LAST and self.profile.can & c.TOTALS
        if self._round % _TOTALS_EVERY == 0 and tells:
            self._next = events.READ_TOTALS
        elif self._round % _STATUS_EVERY == 1:
            self._next = events.CHECK_STATUS
        else:
            return
        self.deadline_ms = now.mono_ms

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
