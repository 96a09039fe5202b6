# SPDX-License-Identifier: MIT
"""Duty: every business day's batch is settled, once, and proved settled.

Begins at the closing button or at the latest time, whichever comes first. Asks the terminal for
its totals, settles, and asks again: only a batch that is seen empty (but for sales made since)
is verified. No answer is a state of its own: query first, retry second, never settle twice.

A proof needs two witnesses: the settlement's own totals equal those asked before, and the batch
is empty afterwards. A printed slip proves nothing (charter, decision 6).
"""

from posminder_formats import records as r
from posminder_formats._const import const

from agent import effects, events, limits
from agent.policy import calendar
from agent.policy.batch import Batch
from agent.policy.duty import STAY, Duty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States
QUIET = const(0)  # nothing under way; the batch may be empty or open
COUNTING = const(1)  # totals asked, before settling
SETTLING = const(2)
PROVING = const(3)  # totals asked, after settling: expected empty
DOUBT = const(4)  # it is not known whether the terminal settled; asks again later
ASKING = const(5)  # totals asked, to end a doubt
PAUSED = const(6)  # refused or no answer, nothing changed: tries again later

# Inputs
BEGIN = const(0)  # closing button, latest time, or the terminal demands it
WOULD_BEGIN = const(1)  # the same in mode observe: nothing is sent
EMPTY = const(2)  # totals read: nothing in the batch but sales made since
SAME = const(3)  # totals read: exactly what was there before settling
OTHER = const(4)  # totals read: anything else
SETTLED = const(5)
FAILED = const(6)  # refused, or never sent: nothing has changed at the terminal
LOST = const(7)  # sent, and no answer
RETRY = const(8)
SEEN = const(9)  # somebody else settled: the register, or the terminal by itself

# Values of the record settlement's field "state".
_BEGUN = const(1)
_VERIFIED = const(2)
_MISMATCH = const(3)
_NOTHING = const(4)
_REFUSED = const(5)
_UNKNOWN = const(6)
_GIVEN_UP = const(7)
_SEEN = const(8)

# Values of its field "cause" (R5).
_CAUSE_NONE = const(0)
_CAUSE_LINK_DOWN = const(3)
_CAUSE_TERMINAL_BUSY = const(4)
_CAUSE_ACQUIRER_DECLINED = const(5)
_CAUSE_UNKNOWN = const(9)

# Values of the record totals' field "source".
_BEFORE = const(1)
_SETTLEMENT = const(2)
_AFTER = const(3)

_RETRY_MS = const(60000)
_STATUS_RECONCILE = const(0xF0)  # the terminal sells no more until its batch is settled
_ACQUIRER_CODES = (0x77, 0xA1, 0xA3)  # end-of-day not possible, remote silent, no connection


class Settlement(Duty):
    """Settles the batch. `handled_day` is the last business day that has its settlement."""

    STATES = (QUIET, COUNTING, SETTLING, PROVING, DOUBT, ASKING, PAUSED)
    INPUTS = (BEGIN, WOULD_BEGIN, EMPTY, SAME, OTHER, SETTLED, FAILED, LOST, RETRY, SEEN)
    ROWS = (
        ((QUIET, PAUSED), (BEGIN,), COUNTING, "_begin"),
        ((DOUBT,), (BEGIN, RETRY), ASKING, "_ask"),
        ((PAUSED,), (RETRY,), COUNTING, "_count"),
        ((QUIET, COUNTING, SETTLING, PROVING, ASKING), (RETRY,), STAY, ""),
        ((COUNTING, SETTLING, PROVING, ASKING), (BEGIN,), STAY, ""),
        (STATES, (WOULD_BEGIN,), STAY, "_would_begin"),
        ((COUNTING,), (EMPTY,), QUIET, "_nothing_to_settle"),
        ((COUNTING,), (SAME, OTHER), SETTLING, "_settle"),
        ((COUNTING,), (FAILED, LOST), PAUSED, "_pause"),
        ((COUNTING,), (SETTLED,), STAY, ""),
        ((SETTLING,), (SETTLED,), PROVING, "_prove"),
        ((SETTLING,), (FAILED,), PAUSED, "_pause"),
        ((SETTLING,), (LOST,), DOUBT, "_doubt"),
        ((SETTLING,), (EMPTY, SAME, OTHER), STAY, ""),
        ((PROVING,), (EMPTY,), QUIET, "_verified"),
        ((PROVING,), (SAME, OTHER), QUIET, "_mismatch"),
        ((PROVING, ASKING), (FAILED, LOST), DOUBT, "_doubt"),
        ((PROVING, ASKING), (SETTLED,), STAY, ""),
        ((ASKING,), (EMPTY,), QUIET, "_verified"),
        ((ASKING,), (SAME,), PAUSED, "_pause"),
        ((ASKING,), (OTHER,), QUIET, "_mismatch"),
        ((QUIET, DOUBT, PAUSED), (EMPTY, SAME, OTHER, SETTLED, FAILED, LOST), STAY, ""),
        (STATES, (SEEN,), STAY, "_seen"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, QUIET)
        self.batch = Batch()
        self.handled_day: int | None = None
        self.last_s: int | None = None  # wall second of the last verified settlement
        self.outcome = _CAUSE_NONE  # last value written to the record's "state"
        self._before = (0, 0)  # the terminal's count and total before settling
        self._since = Batch()  # sales approved since the totals before settling were read
        self._why = effects.WHY_CLOSING_BUTTON
        self._attempts = 0
        self._cause = _CAUSE_NONE
        self._differs = False  # the settlement's own totals were not those asked before

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty; approved sales are counted on the way."""
        kind = event[0]
        if kind == events.SALE_ENDED:
            self._sale(event[1], now)
        elif kind == events.BUTTON_HELD:
            return self._begin_for(effects.WHY_CLOSING_BUTTON)
        elif kind == events.TERMINAL_STATUS:
            demands = event[1] == _STATUS_RECONCILE and self.state == QUIET
            return self._begin_for(effects.WHY_TERMINAL_DEMANDS) if demands else None
        elif kind == events.SETTLEMENT_SEEN:
            return SEEN
        elif kind == events.COMMAND_ENDED:
            return self._read_answer(event)
        elif kind == events.DEADLINE and self._due(now):
            return self._read_deadline(now)
        elif kind in (events.BOOTED, events.CLOCK_CHANGED):
            if self.state == DOUBT:
                return RETRY
            self._plan(now)
        return None

    def _begin_for(self, why: int) -> int:
        self._why = why
        return BEGIN if self.profile.enforce else WOULD_BEGIN

    def _read_deadline(self, now: "Now") -> int | None:
        if self.state in (PAUSED, DOUBT):
            return RETRY
        latest_s = self._next_latest_s(now)
        if latest_s is None or now.local_s is None or now.local_s < latest_s:
            self._plan(now)  # woken early: the plan is capped, see POLICY_SLEEP_MS_MAX
            return None
        return self._begin_for(effects.WHY_LATEST_TIME)

    def _read_answer(self, event: "Event") -> int:
        command, outcome = event[1], event[2]
        self._cause = _cause(outcome, event[3])
        if outcome == events.UNKNOWN:
            return LOST
        if outcome != events.DONE:
            return FAILED
        if command == events.SETTLE:
            return SETTLED
        count, total_minor = event[4]
        if (count, total_minor) == (self._since.count, self._since.total_minor):
            return EMPTY
        return SAME if (count, total_minor) == self._before else OTHER

    # Actions ---------------------------------------------------------------------------------

    def _begin(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._settlement(_BEGUN, now, _CAUSE_NONE)
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

    def _settle(self, event: "Event", now: "Now") -> None:
        self._before = event[4]
        self._record(r.R_TOTALS, event[4][0], event[4][1], _BEFORE)
        self._command(events.SETTLE, self._why)

    def _prove(self, event: "Event", now: "Now") -> None:
        if event[4] is not None:
            self._record(r.R_TOTALS, event[4][0], event[4][1], _SETTLEMENT)
            self._differs = event[4] != self._before
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

    def _mismatch(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.RAISED)
        self._finish(_MISMATCH, now)

    def _seen(self, event: "Event", now: "Now") -> None:
        """Somebody at the register settled. A refused attempt of theirs changes nothing."""
        if event[3] != 0:
            return
        self._before = (event[1], event[2])
        self._since.clear()
        self._why = effects.WHY_CLOSING_BUTTON
        self._finish(_SEEN, now)

    def _pause(self, event: "Event", now: "Now") -> None:
        self._settlement(_REFUSED, now, self._cause)
        self._attempts += 1
        if self._attempts < limits.SETTLE_ATTEMPTS_MAX:
            self._retry_later(now)
            return
        self._attempts = 0
        self._settlement(_GIVEN_UP, now, self._cause)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)
        self._handled(now)

    def _doubt(self, event: "Event", now: "Now") -> None:
        self._settlement(_UNKNOWN, now, self._cause)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)
        self._retry_later(now)
        self._attempts += 1

    def _finish(self, state: int, now: "Now") -> None:
        self.last_s = now.wall_s
        self._handled(now)
        self._settlement(state, now, _CAUSE_NONE)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.CLEARED)
        self._new_batch()

    # Helpers ---------------------------------------------------------------------------------

    def _settlement(self, state: int, now: "Now", cause: int) -> None:
        """Write a SETTLEMENT record: of the terminal's totals once they are known, else ours."""
        self.outcome = state
        day = self.handled_day
        if now.local_s is not None and state in (_BEGUN, _REFUSED, _UNKNOWN):
            day = calendar.business_day(self.profile, now.local_s)
        count, total_minor = (self.batch.count, self.batch.total_minor)
        if state not in (_BEGUN, _REFUSED, _GIVEN_UP):
            count, total_minor = self._before
        self._record(r.R_SETTLEMENT, state, day, count, total_minor, cause)

    def _new_batch(self) -> None:
        self.batch, self._since = self._since, self.batch
        self._since.clear()

    def _sale(self, transaction: "tuple[Any, ...]", now: "Now") -> None:
        if transaction[events.T_RESULT] != 0:
            return
        self.batch.add(transaction, now.wall_s)
        if self.state != QUIET:
            self._since.add(transaction, now.wall_s)
        if now.local_s is None or self.handled_day is None:
            return
        today = calendar.business_day(self.profile, now.local_s)
        before_latest = now.local_s < calendar.latest_settlement_s(self.profile, today)
        if before_latest and self.handled_day >= today:
            self.handled_day = today - 1  # sold again after closing: today is not done yet
            if self.state == QUIET:
                self._plan(now)

    def _retry_later(self, now: "Now") -> None:
        gap_ms = min(_RETRY_MS << min(self._attempts, 4), limits.POLICY_SLEEP_MS_MAX)
        self.deadline_ms = now.mono_ms + gap_ms

    def _handled(self, now: "Now") -> None:
        """Mark business days as done: today by the closing button, else up to the last due."""
        if now.local_s is not None:
            today = calendar.business_day(self.profile, now.local_s)
            due = now.local_s >= calendar.latest_settlement_s(self.profile, today)
            closed = self._why == effects.WHY_CLOSING_BUTTON
            self.handled_day = today if due or closed else today - 1
        self._plan(now)

    def _next_latest_s(self, now: "Now") -> int | None:
        if now.local_s is None:
            return None
        if self.handled_day is None:  # a fresh board: what was before it is not its to judge
            today = calendar.business_day(self.profile, now.local_s)
            due = now.local_s >= calendar.latest_settlement_s(self.profile, today)
            self.handled_day = today if due else today - 1
        return calendar.latest_settlement_s(self.profile, self.handled_day + 1)

    def _plan(self, now: "Now") -> None:
        """Wake at the next latest time; while the clock is unset only the button begins."""
        latest_s = self._next_latest_s(now)
        if latest_s is None or now.local_s is None:
            self.deadline_ms = None
        else:
            self.deadline_ms = now.mono_ms + max(0, latest_s - now.local_s) * 1000

    # What must survive a restart -------------------------------------------------------------

    def snapshot(self) -> "list[int | None]":
        """Return the batch, what was read before settling, and whether a doubt is open."""
        in_doubt = self.state in (SETTLING, PROVING, DOUBT, ASKING)
        batch, since = self.batch, self._since
        values: list[int | None] = [batch.count, batch.total_minor, batch.since_s]
        values += [since.count, since.total_minor, self._before[0], self._before[1]]
        values += [self.handled_day, self.last_s, self.outcome, int(in_doubt)]
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        batch, since = self.batch, self._since
        (
            batch.count,
            batch.total_minor,
            batch.since_s,
            since.count,
            since.total_minor,
            before_count,
            before_total_minor,
            self.handled_day,
            self.last_s,
            self.outcome,
            in_doubt,
        ) = values
        self._before = (before_count, before_total_minor)
        self.state = DOUBT if in_doubt else QUIET

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE and fields[1] == 0:
            self.batch.add(fields, record[r.WALL_S])
            self._since.add(fields, record[r.WALL_S])
        elif kind == r.R_TOTALS and fields[2] == _BEFORE:
            self._before = (fields[0], fields[1])
            self._since.clear()
        elif kind == r.R_INTENT and fields[0] == events.SETTLE:
            self.state = DOUBT
        elif kind == r.R_OUTCOME and fields[0] == events.SETTLE:
            changed = fields[1] in (events.DONE, events.UNKNOWN)
            self.state = DOUBT if changed else QUIET
        elif kind == r.R_SETTLEMENT:
            self._replay_settlement(fields, record[r.WALL_S])

    def _replay_settlement(self, fields: "list[Any]", wall_s: int | None) -> None:
        self.outcome = fields[0]
        if self.outcome in (_VERIFIED, _MISMATCH, _NOTHING, _SEEN):
            self.state = QUIET
            self.handled_day = fields[1]
            self.last_s = wall_s
            if self.outcome == _SEEN:
                self._since.clear()
            self._new_batch()


def _cause(outcome: int, code: int) -> int:
    """Return R5's cause for an own command's outcome: what a gap in settlements is put down to."""
    if outcome == events.DONE:
        return _CAUSE_NONE
    if outcome == events.NOT_SENT:
        return _CAUSE_TERMINAL_BUSY
    if outcome == events.UNKNOWN:
        return _CAUSE_LINK_DOWN
    return _CAUSE_ACQUIRER_DECLINED if code in _ACQUIRER_CODES else _CAUSE_UNKNOWN
