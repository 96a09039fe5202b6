# SPDX-License-Identifier: MIT
"""Duty: beside a terminal that speaks nothing, people are asked by the clock and believed.

Three questions: is it signed in (before opening), is it settled (at closing, and once more before
the latest time), is the receipt printed (after a sale that a press announced). The button is the
answer. What it says is written down as attested by a person, never as seen or verified. Nobody
answers: the day ends with its cause, and the question stays open until somebody does.
"""

from agent import effects, events
from agent.policy import calendar, cause, outcome
from agent.policy.duty import STAY, Duty, find
from agent.profile import local_s as local_time
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Effect, Event, Plan
    from agent.profile import Profile

# States of one question
RESTING = const(1)  # not asked, or answered
ASKED = const(2)
OVERDUE = const(4)  # its time is over, and nobody answered

# Inputs
DUE = const(1)
LATE = const(2)
ANSWER = const(4)
GONE = const(8)  # the answer would be worth nothing any more
AGAIN = const(16)  # power is back, or the profile is new: what was asked must be asked again

_STATES = const(RESTING | ASKED | OVERDUE)
_INPUTS = const(DUE | LATE | ANSWER | GONE | AGAIN)

# What is attested: values of the record attested's field "what".
SIGN_IN = const(1)
SETTLEMENT = const(2)
RECEIPT = const(3)
SALE = const(4)  # announced: what follows it is the question for its receipt
_BY_BUTTON = const(1)

# Values of the record sign_in's field "state".
_SIGN_IN_UNKNOWN = const(5)
_SIGN_IN_ATTESTED = const(10)

_AGAIN_S = const(600)  # before the latest time the closing is asked for once more
_EARLY_S = const(3600)  # a hold this long before closing is the day's end, an earlier one a shift's
_CAUGHT_UP_DAYS = const(7)  # of a board that was away: older days are told by its silence
_AHEAD_DAYS = const(9)


class _Question:
    """One question. `day`: the business day it was last asked about or answered for."""

    def __init__(self, what: int, alert: int, late: int) -> None:
        self.what = what
        self.alert = alert  # while it is asked; 0: only the panel asks
        self.late = late  # once it is overdue
        self.state = RESTING
        self.day: int | None = None


class Attended(Duty):
    """All questions; each goes through ROWS by itself, so `state` of the duty is not used."""

    RULE = "attended"
    STATES = _STATES
    INPUTS = _INPUTS
    ROWS = (
        (RESTING | OVERDUE, DUE, ASKED, "_ask"),
        (ASKED, DUE, STAY, "_ask_again"),
        (_STATES, LATE, OVERDUE, "_late"),
        (_STATES, ANSWER, RESTING, "_attest"),
        (ASKED | OVERDUE, GONE, RESTING, "_gone"),
        (ASKED | OVERDUE, AGAIN, STAY, "_say_again"),
        (RESTING, GONE | AGAIN, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, RESTING)
        self.sign_in = _Question(SIGN_IN, effects.A_SIGN_IN_DUE, 0)
        self.closing = _Question(SETTLEMENT, effects.A_CLOSING_DUE, effects.A_SETTLEMENT_OPEN)
        self.receipt = _Question(RECEIPT, 0, effects.A_RECEIPT_MISSING)
        self._questions = (self.sign_in, self.closing, self.receipt)
        self.outcome = 0  # of the last SETTLEMENT record
        self.cause = 0
        self.day: int | None = None
        self.last_s: int | None = None
        self._signed_in_day: int | None = None
        self._seen = False  # somebody pressed while the closing was asked for, and said nothing
        self._repeated = False  # the closing was asked for once more
        self._blind = False  # until now the clock was not set
        self._receipt_due_ms = 0
        self._planned: tuple[str, int] = ("ask_close", effects.WHY_CLOSING_TIME)

    # What it knows -----------------------------------------------------------------------

    def signed_in(self, local_s: int | None) -> bool:
        """Tell whether a person has attested today's sign-in."""
        return local_s is not None and self._signed_in_day == self._today(local_s)

    def closed(self, local_s: int | None) -> bool | None:
        """Tell whether somebody said today that it is settled: True for the day, False for less.

        None where nobody said anything.
        """
        if self.outcome != outcome.ATTESTED:
            return None
        if local_s is None or self.last_s is None:  # said with a clock, it was another day's
            return True if local_s is self.last_s else None
        today = self._today(local_s)
        said_s = local_time(self.profile.utc_offsets, self.last_s)
        return today == self.day == self.closing.day if self._today(said_s) == today else None

    def _today(self, local_s: int) -> int:
        return calendar.business_day(self.profile, local_s)

    # What happens ------------------------------------------------------------------------

    def step(self, event: "Event", now: "Now", out: "list[Effect]") -> None:
        """Take one event; append the effects it calls for to `out`."""
        self._out = out
        kind = event[0]
        if kind == events.BUTTON_HELD:
            self._move(self.closing, ANSWER, now)
            self._move(self.receipt, GONE, now)
        elif kind == events.BUTTON_SHORT:
            self._pressed(event[1], now)
        elif kind == events.BOOTED:
            self._move(self.receipt, AGAIN, now)
        if self.receipt.state == ASKED and now.mono_ms >= self._receipt_due_ms:
            self._move(self.receipt, LATE, now)
        if now.local_s is not None:
            self._look_at_clock(now.local_s, now)
        if kind == events.BOOTED:  # only now: what is over by the clock is not asked again
            self._move(self.sign_in, AGAIN, now)
            self._move(self.closing, AGAIN, now)
        self._blind = now.local_s is None
        self._plan(now)

    def _pressed(self, shown: int | None, now: "Now") -> None:
        """Take a short press as the answer to what the panel showed, or as a sale announced."""
        if shown == effects.A_SIGN_IN_DUE:
            self._move(self.sign_in, ANSWER, now)
        elif shown in (effects.A_CLOSING_DUE, effects.A_SETTLEMENT_OPEN):
            self._seen = True
        elif shown == effects.A_RECEIPT_MISSING or (shown is None and self.receipt.state == ASKED):
            self._move(self.receipt, ANSWER, now)
        elif shown is None and self.profile.announces:
            self._move(self.receipt, DUE, now)

    def _look_at_clock(self, local_s: int, now: "Now") -> None:
        today = self._today(local_s)
        if self.closing.day is not None and self.closing.day > today:
            self._move(self.closing, GONE, now)
        self._begin(local_s)
        sign_in, opens_s = self.sign_in, calendar.opening_s(self.profile, today)
        closes_s = calendar.closing_s(self.profile, today)
        is_open = closes_s is not None and local_s < closes_s
        if sign_in.day != today or not is_open:
            self._move(sign_in, GONE, now)
        before_s = self.profile.sign_in_before_min * 60
        if sign_in.day != today and is_open and local_s >= (opens_s or 0) - before_s:
            sign_in.day = today
            self._move(sign_in, DUE, now)
        day = self._closing_day()
        while day is not None and local_s >= self._latest_s(day):
            self.closing.day = day
            self._move(self.closing, LATE, now)
            day = self._closing_day()
        if day is not None and local_s >= self._asks_s(day):
            self.closing.day = day
            self._move(self.closing, DUE, now)

    def _begin(self, local_s: int) -> None:
        """Begin with the day a fresh board finds; one that was away catches up a week.

        A day that is yet to come was a wrong clock's.
        """
        today = self._today(local_s)
        opens_s = calendar.opening_s(self.profile, today)
        if self.sign_in.day is None or self.sign_in.day > today:
            opened = opens_s is not None and local_s >= opens_s
            self.sign_in.day = today if opened else today - 1
        if self.closing.day is None or self.closing.day > today:
            over = local_s >= self._latest_s(today)
            self.closing.day = today if over else today - 1
        self.closing.day = max(self.closing.day, today - 1 - _CAUGHT_UP_DAYS)

    def _latest_s(self, day: int) -> int:
        return calendar.at_minute(self.profile, day, self.profile.settle_latest_min)

    def _closing_day(self) -> int | None:
        """Return the day whose closing is asked for now, or next; None for a shop never open."""
        first = self.closing.day or 0
        if self.closing.state == ASKED:
            return first
        for day in range(first + 1, first + 1 + _AHEAD_DAYS):
            if calendar.closing_s(self.profile, day) is not None:
                return day
        return None

    def _asks_s(self, day: int) -> int:
        """Return the local second at which `day`'s closing is to be asked for, or once more."""
        latest_s = self._latest_s(day)
        if self.closing.state != ASKED:
            return calendar.closing_s(self.profile, day) or latest_s
        return latest_s if self._repeated else latest_s - _AGAIN_S

    def _move(self, question: _Question, reading: int, now: "Now") -> None:
        state, action = find(self.ROWS, question.state, reading)
        if action:
            getattr(self, action)(question, now)
        question.state = state

    # Actions -----------------------------------------------------------------------------

    def _ask(self, question: _Question, now: "Now") -> None:
        if question is self.receipt:
            self._record(r.R_ATTESTED, SALE, _BY_BUTTON, self._day_of(now))
            self._receipt_due_ms = now.mono_ms + self.profile.receipt_missing_s * 1000
            return
        self._alert(question.alert, effects.RAISED)
        if question is self.closing and now.local_s is not None:
            latest_s = self._latest_s(self.closing.day or 0)
            self._seen, self._repeated = False, now.local_s >= latest_s - _AGAIN_S

    def _ask_again(self, question: _Question, now: "Now") -> None:
        self._repeated = True
        self._alert(question.alert, effects.CLEARED)
        self._alert(question.alert, effects.RAISED)

    def _late(self, question: _Question, now: "Now") -> None:
        """Say why the day has no settlement: nobody came, somebody put it off, or we were off."""
        if question is self.closing:
            missed = cause.OPERATOR if self._seen else cause.NOBODY_THERE
            if question.state != ASKED:
                missed = cause.CLOCK_UNTRUSTED if self._blind else cause.DEVICE_OFF
            self._settlement(outcome.GIVEN_UP, missed, now)
            self._alert(question.alert, effects.CLEARED)
        self._alert(question.late, effects.RAISED)

    def _attest(self, question: _Question, now: "Now") -> None:
        settles = question is self.closing
        day = self._settled_day(now) if settles else self._day_of(now)
        self._record(r.R_ATTESTED, question.what, _BY_BUTTON, day)
        if question is self.sign_in:
            self._signed_in_day = day
            self._record(r.R_SIGN_IN, _SIGN_IN_ATTESTED, None)
        elif question is self.closing:
            self._ends_day(now.local_s)
            self.day = day
            self._settlement(outcome.ATTESTED, cause.NONE, now)
        self._clear(question)

    def _gone(self, question: _Question, now: "Now") -> None:
        if question is self.sign_in:
            self._record(r.R_SIGN_IN, _SIGN_IN_UNKNOWN, None)
        self._clear(question)

    def _say_again(self, question: _Question, now: "Now") -> None:
        if question is self.receipt and question.state == ASKED:
            self._receipt_due_ms = now.mono_ms + self.profile.receipt_missing_s * 1000
            return
        alert = question.alert if question.state == ASKED else question.late
        self._alert(alert, effects.RAISED)

    def _clear(self, question: _Question) -> None:
        for alert in (question.alert, question.late):
            if alert:
                self._alert(alert, effects.CLEARED)

    def _settlement(self, state: int, why: int, now: "Now") -> None:
        """Write a SETTLEMENT record: nobody here knows what was in the batch."""
        if state == outcome.GIVEN_UP:
            self.day = self.closing.day
        self.outcome, self.cause, self.last_s = state, why, now.wall_s
        self._record(r.R_SETTLEMENT, state, self.day, None, None, why)

    def _day_of(self, now: "Now") -> int | None:
        return None if now.local_s is None else self._today(now.local_s)

    def _settled_day(self, now: "Now") -> int | None:
        """Return the business day that a hold now says is settled: one left open goes first."""
        late = self.closing.state == OVERDUE and now.local_s is not None
        return self.closing.day if late and not self._is_closing(now.local_s) else self._day_of(now)

    def _ends_day(self, local_s: int | None) -> None:
        if local_s is not None and self._is_closing(local_s):
            self.closing.day = self._today(local_s)

    def _is_closing(self, local_s: int | None) -> bool:
        if local_s is None:
            return False
        closes_s = calendar.closing_s(self.profile, self._today(local_s))
        return closes_s is not None and local_s >= closes_s - _EARLY_S

    # What comes next ---------------------------------------------------------------------

    def _plan(self, now: "Now") -> None:
        """Wake for the next question; while the clock is unset only the button wakes us."""
        self.deadline_ms = self._receipt_due_ms if self.receipt.state == ASKED else None
        self._planned = ("remind", 0)
        if now.local_s is None:
            return
        day = self._closing_day()
        if day is not None:
            self._wake("ask_close", effects.WHY_CLOSING_TIME, self._asks_s(day), now)
        check_s = calendar.next_sign_in_check_s(self.profile, now.local_s)
        if check_s is not None:
            self._wake("ask_sign_in", effects.WHY_BEFORE_OPENING, check_s, now)

    def _wake(self, does: str, why: int, at_s: int, now: "Now") -> None:
        at_ms = now.mono_ms + max(0, at_s - (now.local_s or 0)) * 1000
        if self.deadline_ms is None or at_ms < self.deadline_ms:
            self.deadline_ms, self._planned = at_ms, (does, why)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.deadline_ms is None else self._planned

    # Over a restart ----------------------------------------------------------------------

    def snapshot(self) -> "list[int | None]":
        """Return state and day of each question, and the last settlement."""
        values: list[int | None] = [int(self._seen), int(self._repeated), self._signed_in_day]
        for question in self._questions:
            values += [question.state, question.day]
        return values + [self.outcome, self.cause, self.day, self.last_s]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._seen, self._repeated, self._signed_in_day = (
            bool(values[0]),
            bool(values[1]),
            values[2],
        )
        for index, question in enumerate(self._questions):
            question.state, question.day = values[3 + 2 * index : 5 + 2 * index]
        self.outcome, self.cause, self.day, self.last_s = values[9:]

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields, wall_s = record[r.KIND], record[r.HEAD :], record[r.WALL_S]
        here_s = None if wall_s is None else local_time(self.profile.utc_offsets, wall_s)
        if here_s is not None:
            self._begin(here_s)
        if kind == r.R_ALERT:
            self._replay_alert(fields[0], fields[1], here_s)
        elif kind == r.R_ATTESTED:
            self._replay_attested(fields[0], here_s)
        elif kind == r.R_SIGN_IN:
            self.sign_in.state = RESTING
        elif kind == r.R_SETTLEMENT:
            self.outcome, self.day, self.cause, self.last_s = (
                fields[0],
                fields[1],
                fields[4],
                wall_s,
            )
            if fields[0] == outcome.GIVEN_UP:
                self.closing.state, self.closing.day = OVERDUE, fields[1]

    def _replay_alert(self, alert: int, state: int, here_s: int | None) -> None:
        for question in self._questions:
            if state == effects.RAISED and alert == question.late:
                question.state = OVERDUE
            elif state == effects.RAISED and alert == question.alert and here_s is not None:
                if question is self.closing:
                    self._repeated = question.state == ASKED
                question.state, question.day = ASKED, self._today(here_s)
        if state == effects.SEEN and alert in (effects.A_CLOSING_DUE, effects.A_SETTLEMENT_OPEN):
            self._seen = True

    def _replay_attested(self, what: int, here_s: int | None) -> None:
        if what == SALE:
            self.receipt.state = ASKED
            return
        if what == SIGN_IN and here_s is not None:
            self._signed_in_day = self._today(here_s)
        if what == SETTLEMENT:
            self._ends_day(here_s)
            self.receipt.state = RESTING
        for question in self._questions:
            if question.what == what:
                question.state = RESTING
