# SPDX-License-Identifier: MIT
"""Duty: the money of every settled batch is expected on a day, and asked about until it is there.

A board sees no bank account. It reckons the day from the sheet's cycle, cut-over and bank days, and
a person or the host's reconciliation says what came of it: grade C, never more. It also looks
ahead: a long closure of the bank, and the end of the calendar itself. It raises alerts and sends
the terminal nothing, so mode observe changes nothing here.
"""

from agent import effects, events, limits
from agent.policy import calendar, outcome
from agent.policy.bank_days import add_bank_days
from agent.policy.duty import STAY, Duty
from agent.profile import local_s
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States
OFF = const(1)  # the profile names no cycle: nothing can be expected
ON = const(2)

# Inputs
PAID = const(1)  # a batch with money in it was settled
TOLD = const(2)  # the host says what came of one
TIME = const(4)

# An entry of `waiting`: a flat list, because it is the snapshot as it stands.
NUMBER = const(0)
BUSINESS_DAY = const(1)
COUNT = const(2)
TOTAL_MINOR = const(3)
DUE_DAY = const(4)  # None: beyond the calendar, or settled while the clock was unset
RETURNED = const(5)  # record credit's reason, 0 while it is awaited
WIDTH = const(6)

# Values of the record credit's field "state".
CREDITED = const(1)
SENT_BACK = const(2)
LET_GO = const(3)  # the list was full

_INPUTS = const(PAID | TOLD | TIME)
_DAY_S = const(86400)
_PAYING = (outcome.VERIFIED, outcome.MISMATCH, outcome.SEEN)


class Deposits(Duty):
    """`waiting` is the list of batches not credited yet, the oldest first; WIDTH values each."""

    RULE = "deposits"
    STATES = OFF | ON
    INPUTS = _INPUTS
    ROWS = (
        (OFF, _INPUTS, STAY, ""),
        (ON, PAID, STAY, "_expect"),
        (ON, TOLD, STAY, "_told"),
        (ON, TIME, STAY, "_look"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, ON if profile.deposit_cycle else OFF)
        self.waiting: list[int | None] = []
        self._last = 0  # the number of the newest batch expected
        # A settlement whose record is in the journal and its expectation is not: a power cut.
        self._owed: Event | None = None
        self._owed_s: int | None = None
        self._asked: int | None = None  # the business day that is asked about
        self._ahead: int | None = None  # the closure that is told

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.BATCH_CLOSED:
            return PAID if _pays(event) else None
        if kind == events.CREDIT_TOLD:
            return TOLD
        return TIME if kind in (events.BOOTED, events.DEADLINE, events.CLOCK_CHANGED) else None

    def look_again(self, now: "Now") -> None:
        """Nothing to plan anew: the next look is at most a day away."""

    def find(self, number: int) -> int | None:
        """Return where in `waiting` batch `number` begins, None if it is not awaited."""
        for at in range(0, len(self.waiting), WIDTH):
            if self.waiting[at] == number:
                return at
        return None

    def _expect(self, event: "Event", now: "Now") -> None:
        self._expect_of(event, now.local_s)
        self._look(event, now)

    def _expect_of(self, event: "Event", settled_s: "int | None") -> None:
        """Write down what is expected of the batch that was settled at a local second."""
        self._owed = None
        if not self.profile.deposit_watch:
            return
        due_day = None
        if settled_s is not None:
            due_day = due(self.profile, clearing_day(self.profile, settled_s))
        self._last += 1
        fields = [self._last, event[2], event[3], event[4], due_day]
        self._record(r.R_EXPECTED, *fields)
        if len(self.waiting) >= limits.DEPOSITS_WAITING_MAX * WIDTH:
            oldest, day = self.waiting[:COUNT]
            self._record(r.R_CREDIT, oldest, day, LET_GO, None, None)
            del self.waiting[:WIDTH]
        self.waiting += fields + [0]

    def _told(self, event: "Event", now: "Now") -> None:
        number, state, amount_minor, reason = event[1:]
        at = self.find(number)
        if at is None:
            return
        day = self.waiting[at + BUSINESS_DAY]
        self._record(r.R_CREDIT, number, day, state, amount_minor, reason)
        self._alert(effects.A_PAYOUT_RETURNED, effects.CLEARED, day)
        self._take(at, state, reason)
        self._look(event, now)

    def _take(self, at: int, state: int, reason: "int | None") -> None:
        if state == SENT_BACK:
            self.waiting[at + RETURNED] = reason
        else:
            del self.waiting[at : at + WIDTH]

    def _look(self, event: "Event", now: "Now") -> None:
        """Say what is so by now, and wake when that may change."""
        self.deadline_ms = None
        if self._owed is not None:
            self._expect_of(self._owed, self._owed_s)
        for at in range(0, len(self.waiting), WIDTH):
            if self.waiting[at + RETURNED]:
                day = self.waiting[at + BUSINESS_DAY]
                self._alert(effects.A_PAYOUT_RETURNED, effects.RAISED, day)
        at_s = now.local_s
        if at_s is None or not now.trusted:
            return
        today = calendar.business_day(self.profile, at_s)
        asks_day = (at_s - self.profile.deposit_overdue_s) // _DAY_S  # what is due by it is overdue
        self._ask(asks_day)
        self._look_ahead(today)
        next_s = min(
            (asks_day + 1) * _DAY_S + self.profile.deposit_overdue_s,
            calendar.at_minute(self.profile, today + 1, self.profile.day_starts_min),
        )
        self.deadline_ms = now.mono_ms + (next_s - at_s) * 1000

    def _ask(self, asks_day: int) -> None:
        """Ask about the oldest batch that is overdue: one alert, however many there are."""
        about = None
        for at in range(0, len(self.waiting), WIDTH):
            due_day = self.waiting[at + DUE_DAY]
            if due_day is not None and due_day <= asks_day and not self.waiting[at + RETURNED]:
                about = self.waiting[at + BUSINESS_DAY]
                break
        self._asked = self._stand(effects.A_DEPOSIT_OVERDUE, self._asked, about)

    def _stand(self, alert: int, before: "int | None", about: "int | None") -> "int | None":
        """Let `alert` stand for `about` alone, None: not at all; return `about`."""
        if about != before:
            self._alert(alert, effects.CLEARED)
            if about is not None:
                self._alert(alert, effects.RAISED, about)
        return about

    def _look_ahead(self, today: int) -> None:
        """Warn of a long closure on its last good day and the one before, and of the data's end."""
        if self.profile.deposit_cycle >= f.CYCLE_CALENDAR:
            return
        ends = self.profile.bank_last_day - today < limits.CALENDAR_WARN_DAYS
        self._alert(effects.A_CALENDAR_ENDING, effects.RAISED if ends else effects.CLEARED)
        ahead = closure_ahead(self.profile, today)
        self._ahead = self._stand(effects.A_HOLIDAY_AHEAD, self._ahead, ahead)

    def snapshot(self) -> "list[int | None]":
        """Return the newest number and the list."""
        return [self._last] + self.waiting

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._last = values[0]
        self.waiting = values[1:]

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SETTLEMENT and self.state == ON:
            closed = (events.BATCH_CLOSED, fields[0], fields[1], fields[2], fields[3])
            if _pays(closed):
                wall_s = record[r.WALL_S]
                self._owed = closed
                self._owed_s = None if wall_s is None else local_s(self.profile.utc_offsets, wall_s)
        elif kind == r.R_EXPECTED:
            self._owed = None
            self._last = fields[0]
            self.waiting += fields[:RETURNED] + [0]
        elif kind == r.R_CREDIT:
            at = self.find(fields[0])
            if at is not None:
                self._take(at, fields[2], fields[4])


def clearing_day(profile: "Profile", settled_s: int) -> int:
    """Return the day for which the acquirer clears a batch settled at a local second.

    After the cut-over it is the next one; a sheet that names none cuts at midnight.
    """
    day = calendar.business_day(profile, settled_s)
    return day + (settled_s >= calendar.at_minute(profile, day, profile.cut_over_min))


def due(profile: "Profile", day: int) -> "int | None":
    """Return the day on which what is cleared on `day` is credited, None beyond the calendar."""
    cycle = profile.deposit_cycle
    if cycle >= f.CYCLE_CALENDAR:
        return day + cycle - f.CYCLE_CALENDAR
    return add_bank_days(profile, day, cycle - f.CYCLE_BANK)


def closure_ahead(profile: "Profile", today: int) -> "int | None":
    """Return the closure of three days or more for which today or tomorrow is the last good day.

    As day * 100 + days: what is settled on `day` is credited before it, what is settled on the day
    after only `days` days after `day`.
    """
    for day in (today, today + 1):
        before, after = due(profile, day), due(profile, day + 1)
        if before is not None and after is not None and after - before > 3:
            return day * 100 + after - day
    return None


def _pays(closed: "Event") -> bool:
    return closed[1] in _PAYING and closed[3] != 0
