# SPDX-License-Identifier: MIT
"""Duty: every business day's batch is settled, once, and proved settled.

Begins at the closing button or at the latest time, whichever comes first. Asks the terminal for
its totals, settles, and asks again: only a batch that is seen empty (but for sales made since)
is verified. No answer is a state of its own: query first, retry second, never settle twice.

A proof needs two witnesses: the settlement's own totals equal those asked before, and the batch
is empty afterwards. A printed slip proves nothing.
"""

from agent import effects, events, limits
from agent.policy import calendar, cause, totals
from agent.policy.batch import Batch
from agent.policy.days import Days
from agent.policy.duty import STAY, Duty
from agent.profile import local_s
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States
QUIET = const(1)  # nothing under way; the batch may be empty or open
COUNTING = const(2)  # totals asked, before settling
SETTLING = const(4)
PROVING = const(8)  # totals asked, after settling: expected empty
DOUBT = const(16)  # it is not known whether the terminal settled; asks again later
ASKING = const(32)  # totals asked, to end a doubt
PAUSED = const(64)  # refused or no answer, nothing changed: tries again later

# Inputs
BEGIN = const(1)  # closing button, latest time, or the terminal demands it
WOULD_BEGIN = const(2)  # the same in mode observe: nothing is sent
EMPTY = const(4)  # totals read: nothing in the batch but sales made since
SAME = const(8)  # totals read: what was there before settling, and sales made since
OTHER = const(16)  # totals read: anything else
SETTLED = const(32)
FAILED = const(64)  # refused, or never sent: nothing has changed at the terminal
LOST = const(128)  # sent, and no answer
RETRY = const(256)
SEEN = const(512)  # somebody else settled: the register, or the terminal by itself
BOOT = const(1024)  # power is back, or the profile is new
OBSERVING = const(2048)  # the same in mode observe: a doubt is not ours to end

_STATES = const(QUIET | COUNTING | SETTLING | PROVING | DOUBT | ASKING | PAUSED)
_INPUTS = const(
    BEGIN
    | WOULD_BEGIN
    | EMPTY
    | SAME
    | OTHER
    | SETTLED
    | FAILED
    | LOST
    | RETRY
    | SEEN
    | BOOT
    | OBSERVING
)

# Values of the record settlement's field "state".
_BEGUN = const(1)
_VERIFIED = const(2)
_MISMATCH = const(3)
_NOTHING = const(4)
_REFUSED = const(5)
_UNKNOWN = const(6)
_GIVEN_UP = const(7)
_SEEN = const(8)

# Values of the record totals' field "source".
_BEFORE = const(1)
_SETTLEMENT = const(2)
_AFTER = const(3)

_RETRY_MS = const(60000)
_RECONCILE_FIRST = const(0xF0)  # a status, and the result of a sale refused for that reason


class Settlement(Duty):
    """Settles the batch; `days` knows which business days have their settlement."""

    STATES = _STATES
    INPUTS = _INPUTS
    ROWS = (
        (QUIET | PAUSED, BEGIN, COUNTING, "_begin"),
        (DOUBT, BEGIN | RETRY, ASKING, "_ask"),
        (PAUSED, RETRY, COUNTING, "_count"),
        (QUIET | COUNTING | SETTLING | PROVING | ASKING, RETRY, STAY, ""),
        (COUNTING | SETTLING | PROVING | ASKING, BEGIN, STAY, ""),
        (_STATES, WOULD_BEGIN, STAY, "_would_begin"),
        (COUNTING, EMPTY, QUIET, "_nothing_to_settle"),
        (COUNTING, SAME | OTHER, SETTLING, "_settle"),
        (COUNTING, FAILED | LOST, PAUSED, "_pause"),
        (COUNTING, SETTLED, STAY, ""),
        (SETTLING, SETTLED, PROVING, "_prove"),
        (SETTLING, FAILED, PAUSED, "_pause"),
        (SETTLING, LOST, DOUBT, "_doubt"),
        (SETTLING, EMPTY | SAME | OTHER, STAY, ""),
        (PROVING, EMPTY, QUIET, "_verified"),
        (PROVING, SAME | OTHER, QUIET, "_not_empty"),
        (PROVING | ASKING, FAILED | LOST, DOUBT, "_doubt"),
        (PROVING | ASKING, SETTLED, STAY, ""),
        (ASKING, EMPTY, QUIET, "_verified"),
        (ASKING, SAME, PAUSED, "_pause"),
        (ASKING, OTHER, QUIET, "_not_empty"),
        (QUIET | DOUBT | PAUSED, EMPTY | SAME | OTHER | SETTLED | FAILED | LOST, STAY, ""),
        (QUIET | DOUBT | PAUSED, SEEN, QUIET, "_seen"),
        (COUNTING | SETTLING | PROVING | ASKING, SEEN, STAY, "_seen"),
        (_STATES, OBSERVING, QUIET, "_replan"),
        (SETTLING | DOUBT, BOOT, ASKING, "_ask"),
        (QUIET | COUNTING | PROVING | ASKING | PAUSED, BOOT, STAY, "_replan"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, QUIET)
        self.batch = Batch()
        self.days = Days(profile)
        self.last_s: int | None = None  # wall second of the last verified settlement
        self.outcome = 0  # last value written to the record's "state", 0 for none
        # The terminal's count and total before settling. No sale fits into an own dialog, so a
        # sale made before the command's answer was made before the command.
        self._before: totals.Totals = (0, 0)
        self._since = Batch()  # sales approved since the command to settle was answered
        self._why = effects.WHY_CLOSING_BUTTON
        self._attempts = 0  # settlements refused, since it was begun
        self._doubts = 0  # questions without an answer, since the last one
        self._cause = cause.NONE
        self._differs = False  # the settlement's own totals were not those asked before

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty; approved sales are counted on the way."""
        kind = event[0]
        if kind in (events.SALE_ENDED, events.SALE_FOUND):
            self._sale(event[1], now)
            return self._demanded(event[1][events.T_RESULT])
        if kind == events.TERMINAL_STATUS:
            return self._demanded(event[1])
        if kind == events.BUTTON_HELD:
            return self._begin_for(effects.WHY_CLOSING_BUTTON)
        if kind == events.SETTLEMENT_SEEN:
            return SEEN if event[3] == 0 else None  # a refused attempt changes nothing
        if kind == events.COMMAND_ENDED:
            return self._read_answer(event)
        if kind == events.DEADLINE:
            return self._read_deadline(now)
        if kind == events.BOOTED:
            return BOOT if self.profile.enforce else OBSERVING
        if kind == events.CLOCK_CHANGED:
            self.look_again(now)
        return None

    def _demanded(self, code: int) -> int | None:
        """The terminal sells no more until it is settled: in its status, or refusing a sale."""
        demands = code == _RECONCILE_FIRST and self.state == QUIET
        return self._begin_for(effects.WHY_TERMINAL_DEMANDS) if demands else None

    def _begin_for(self, why: int) -> int:
        self._why = why
        return BEGIN if self.profile.enforce else WOULD_BEGIN

    def _read_deadline(self, now: "Now") -> int | None:
        if self.state == DOUBT or (self.state == PAUSED and self._attempts):
            return RETRY
        if now.local_s is None or now.local_s < self.days.next_latest_s(now.local_s):
            self._plan(now)  # the clock was moved meanwhile
            return None
        return self._begin_for(effects.WHY_LATEST_TIME)

    def look_again(self, now: "Now") -> None:
        """Plan anew at a wake-up that was not ours."""
        if self.state == QUIET or (self.state == PAUSED and not self._attempts):
            self._plan(now)

    def _read_answer(self, event: "Event") -> int:
        command, outcome = event[1], event[2]
        self._cause = cause.of(outcome, event[3])
        if outcome == events.UNKNOWN:
            return LOST
        if outcome != events.DONE:
            return FAILED
        if command == events.SETTLE:
            return SETTLED
        since = (self._since.count, self._since.total_minor)
        if totals.equal(event[4], since):
            return EMPTY
        return SAME if totals.equal(event[4], totals.plus(self._before, *since)) else OTHER

    def _begin(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._settlement(_BEGUN, now, cause.NONE)
        self._count(event, now)

    def _would_begin(self, event: "Event", now: "Now") -> None:
        self._record(r.R_INTENT, events.SETTLE, self._why)
        self._record(r.R_OUTCOME, events.SETTLE, events.NOT_SENT, 0)
        self._handled(now)

    def _count(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._since.clear()
        self._differs = False
        self._command(events.READ_TOTALS, self._why)

    def _replan(self, event: "Event", now: "Now") -> None:
        self._plan(now)
        if self.outcome == _GIVEN_UP:
            self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)
        elif self.outcome == _MISMATCH:
            self._alert(effects.A_SETTLEMENT_MISMATCH, effects.RAISED)

    def _settle(self, event: "Event", now: "Now") -> None:
        self._before = event[4]
        self._record(r.R_TOTALS, event[4][0], event[4][1], _BEFORE)
        self._command(events.SETTLE, self._why)

    def _prove(self, event: "Event", now: "Now") -> None:
        if event[4] is not None:
            self._record(r.R_TOTALS, event[4][0], event[4][1], _SETTLEMENT)
            self._differs = not totals.equal(event[4], self._before)
        self._command(events.READ_TOTALS, effects.WHY_VERIFY)

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.READ_TOTALS, effects.WHY_IN_DOUBT)

    def _verified(self, event: "Event", now: "Now") -> None:
        self._record(r.R_TOTALS, event[4][0], event[4][1], _AFTER)
        if self._differs:
            self._mismatch(event, now)
            return
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.CLEARED)
        self._finish(_VERIFIED, now)

    def _nothing_to_settle(self, event: "Event", now: "Now") -> None:
        self._before = event[4]
        self._finish(_NOTHING, now)

    def _not_empty(self, event: "Event", now: "Now") -> None:
        """What is in the batch cannot be explained: a person must look, and it stays open."""
        self._record(r.R_TOTALS, event[4][0], event[4][1], _AFTER)
        self._since.count = event[4][0] or 0
        self._since.total_minor = event[4][1] or 0
        self._mismatch(event, now)

    def _mismatch(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.RAISED)
        self._finish(_MISMATCH, now)

    def _seen(self, event: "Event", now: "Now") -> None:
        """Somebody at the register settled: whatever we were in doubt about is settled too."""
        self._attempts = 0
        self._before = (event[1], event[2])
        self._since.clear()
        self._why = effects.WHY_CLOSING_BUTTON
        self._finish(_SEEN, now)

    def _pause(self, event: "Event", now: "Now") -> None:
        self._settlement(_REFUSED, now, self._cause)
        self._doubts = 0
        self._attempts += 1
        if self._attempts < limits.SETTLE_ATTEMPTS_MAX:
            self._try_later(now, _RETRY_MS, self._attempts)
            return
        self._attempts, self._why = 0, effects.WHY_LATEST_TIME  # the button's tries are spent
        self._handled(now)
        self._settlement(_GIVEN_UP, now, self._cause)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)

    def _doubt(self, event: "Event", now: "Now") -> None:
        self._settlement(_UNKNOWN, now, self._cause)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)
        self._try_later(now, _RETRY_MS, self._doubts)
        self._doubts += 1

    def _finish(self, state: int, now: "Now") -> None:
        self._doubts = 0
        self.last_s = now.wall_s
        self._handled(now)
        self._settlement(state, now, cause.NONE)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.CLEARED)
        self._new_batch()

    def _settlement(self, state: int, now: "Now", cause: int) -> None:
        """Write a SETTLEMENT record: of the terminal's totals once they are known, else ours."""
        self.outcome = state
        day = self.days.handled
        if now.local_s is not None and state in (_BEGUN, _REFUSED, _UNKNOWN, _GIVEN_UP):
            day = calendar.business_day(self.profile, now.local_s)
        count: int | None = self.batch.count
        total_minor: int | None = self.batch.total_minor
        if state not in (_BEGUN, _REFUSED, _GIVEN_UP):
            count, total_minor = self._before
        self._record(r.R_SETTLEMENT, state, day, count, total_minor, cause)

    def _new_batch(self) -> None:
        self.batch, self._since = self._since, self.batch
        self._since.clear()

    def _sale(self, transaction: "Sequence[Any]", now: "Now") -> None:
        if transaction[events.T_RESULT] != 0:
            return
        self.batch.add(transaction, now.wall_s)
        self._sold_while(self.state, transaction, now.wall_s)
        if now.local_s is not None:
            self.days.sold(now.local_s)
            if self.state == QUIET:
                self._plan(now)

    def _sold_while(self, state: int, transaction: "Sequence[Any]", wall_s: int | None) -> None:
        """Count a sale where the proof will look for it: in the batch that goes, or the next."""
        if state == SETTLING:
            sold = Batch()
            sold.add(transaction, wall_s)
            self._before = totals.plus(self._before, sold.count, sold.total_minor)
        elif state in (PROVING, DOUBT, ASKING):
            self._since.add(transaction, wall_s)

    def _handled(self, now: "Now") -> None:
        """Mark business days as done: today by the closing button, else up to the last due."""
        if now.local_s is not None:
            self.days.done(now.local_s, self._why == effects.WHY_CLOSING_BUTTON)
        self._plan(now)

    def _plan(self, now: "Now") -> None:
        """Wake at the next latest time; while the clock is unset only the button begins."""
        self.deadline_ms = None
        if now.local_s is not None:
            left_s = max(0, self.days.next_latest_s(now.local_s) - now.local_s)
            self.deadline_ms = now.mono_ms + left_s * 1000

    # What must survive a restart -------------------------------------------------------------

    def snapshot(self) -> "list[int | None]":
        """Return the batch, what was read before settling, and whether a doubt is open."""
        state = DOUBT if self.state & (PROVING | DOUBT | ASKING) else self.state & SETTLING or QUIET
        batch, since = self.batch, self._since
        values: list[int | None] = [batch.count, batch.total_minor, batch.since_s]
        values += [since.count, since.total_minor, self._before[0], self._before[1]]
        values += [self.days.handled, self.last_s, self.outcome, state, int(self._differs)]
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        batch, since = self.batch, self._since
        self.days.handled, self.last_s, self.outcome, self.state, differs = values[7:]
        self._differs = bool(differs)
        batch.count, batch.total_minor, batch.since_s, since.count, since.total_minor = values[:5]
        self._before = (values[5], values[6])

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE and fields[1] == 0:
            self.batch.add(fields, record[r.WALL_S])
            self._sold_while(self.state, fields, record[r.WALL_S])
            if record[r.WALL_S] is not None:
                self.days.sold(local_s(self.profile.utc_offsets, record[r.WALL_S]))
        elif kind == r.R_TOTALS and fields[2] == _BEFORE:
            self._before = (fields[0], fields[1])
            self._since.clear()
            self._differs = False
        elif kind == r.R_TOTALS and fields[2] == _SETTLEMENT:
            self._differs = not totals.equal((fields[0], fields[1]), self._before)
        elif kind == r.R_TOTALS and fields[2] == _AFTER:
            self._since.count, self._since.total_minor = fields[0] or 0, fields[1] or 0
        elif kind == r.R_INTENT and fields[0] == events.SETTLE:
            self.state = SETTLING
        elif kind == r.R_OUTCOME and fields[0] == events.SETTLE:
            changed = fields[1] in (events.DONE, events.UNKNOWN)
            self.state = DOUBT if changed else QUIET
        elif kind == r.R_SETTLEMENT:
            self._replay_settlement(fields, record[r.WALL_S])

    def _replay_settlement(self, fields: "list[Any]", wall_s: int | None) -> None:
        self.outcome = fields[0]
        if self.outcome in (_REFUSED, _GIVEN_UP):
            self.state = QUIET  # a doubt, if there was one, ended in "not settled"
            if self.outcome == _GIVEN_UP and wall_s is not None:
                self.days.done(local_s(self.profile.utc_offsets, wall_s), False)
        elif self.outcome in (_VERIFIED, _MISMATCH, _NOTHING, _SEEN):
            self.state = QUIET
            self.days.handled = fields[1]
            self.last_s = wall_s
            if self.outcome == _SEEN:
                self._since.clear()
            self._new_batch()
