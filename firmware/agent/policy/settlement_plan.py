# SPDX-License-Identifier: MIT
"""What speaks for a settlement now, and when the next one begins by itself.

Gathers the facts that bounds.ORDER weighs, keeps the deadline, and leaves a batch as it came out;
what is done with the terminal in between is settlement.py's.
"""

from agent import effects, events, limits
from agent.policy import bounds, calendar, cause, doubt, outcome, settlement_times
from agent.policy.books import AT_REST, IN_THE_AIR, LULL, PAUSED, WAITING, Books
from posminder_formats import records as r

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.policy.settlement_times import Start
    from agent.profile import Profile


class Planned(Books):
    """`unclear` is the duty that follows sales whose end is not known; None where there is none."""

    def __init__(self, profile: "Profile", unclear: "doubt.Doubt | None") -> None:
        super().__init__(profile)
        self._unclear = unclear
        self._why = effects.WHY_CLOSING_BUTTON
        self._attempts = 0  # settlements refused, since it was begun
        self._doubts = 0  # questions without an answer, since the last one
        self._failure = cause.NONE  # of the last own command
        self._planned = effects.WHY_LATEST_TIME  # what the deadline will begin
        self._demanded = False  # the terminal sells no more
        self._pressed = False  # a person asked for what is under way
        self._decided = 0  # bounds.DECIDED, APPROVED: how a person let go a batch that was held
        self._clockless = False  # there was no clock when days were last accounted for
        self._unflushed = False  # the last record is not in the journal

    def _facts(self, total_minor: int, now: "Now") -> int:
        """Return what is so of the open batch, as bounds has it."""
        facts = bounds.CALLED | self._decided | bounds.outside(self.profile, total_minor)
        for fact, holds in (
            (bounds.IN_DOUBT, self._unclear is not None and self._unclear.state != doubt.CERTAIN),
            (bounds.EXCHANGED, self.exchanged),
            (bounds.UNFLUSHED, self._unflushed and not self._pressed),
            (bounds.MAINTENANCE, self._maintenance_s(now, 0) > 0),
            (bounds.UNTRUSTED, not (now.trusted or self._pressed)),
            (bounds.DEMANDED, self._demanded),
            (bounds.FULL, self.full()),
            (bounds.OVERDUE, self._defers_s(now) <= 0),
            (bounds.LAST_CUT_OVER, self._cut_over_s(now) <= 0),
        ):
            if holds:
                facts |= fact
        return facts

    def _stranded(self) -> None:
        """What is known of the old terminal's batch is no longer said of the new one's."""
        self._strand()
        for alert in (
            effects.A_SETTLEMENT_OPEN,
            effects.A_SETTLEMENT_MISMATCH,
            effects.A_ABOVE_MAXIMUM,
        ):
            self._alert(alert, effects.CLEARED)
        self.news = (events.BATCH_CLOSED, outcome.GIVEN_UP, None, None, None)

    def _handled(self, now: "Now") -> None:
        """Mark business days as done: today by the closing button, else the one it was begun for.

        Whatever began it, days whose latest time has come are done too.
        """
        self._pressed = False
        if now.local_s is not None:
            day = 0
            if self._why == effects.WHY_CLOSING_BUTTON:
                day = calendar.business_day(self.profile, now.local_s)
            elif self._why in (effects.WHY_SETTLE_AT, effects.WHY_IDLE):
                day = self.days.first_open(now.local_s)
            self.days.done(now.local_s, day)
        self._plan(now)

    def _account_for_days(self, now: "Now") -> None:
        """Write down each business day that is over and was not settled, once, with its cause.

        It stays open: the next start settles it late.
        """
        if now.local_s is None or not now.trusted:
            self._clockless = True
            return
        for day in self.days.newly_missed(now.local_s):
            why = self._cause_of(day, now.local_s - now.mono_ms // 1000)
            batch = self.batch
            self._came_to(outcome.MISSED, why, now.wall_s)
            self._record(r.R_SETTLEMENT, outcome.MISSED, day, batch.count, batch.total_minor, why)
            self.days.missed = day
        self._clockless = False

    def _cause_of(self, day: int, booted_s: int) -> int:
        """Return why `day` was missed; the board has run since the local second `booted_s`.

        Of a day before that a board that had no clock then cannot say that it was off: it may have
        seen every sale of it, and settled.
        """
        if self.state & IN_THE_AIR:
            return self.cause or cause.LINK_DOWN
        if day == self.days.reminded:
            return cause.OPERATOR if self.days.heeded else cause.NOBODY_THERE
        if settlement_times.latest_s(self.profile, day) < booted_s:
            return cause.CLOCK_UNTRUSTED if self._blind else cause.DEVICE_OFF
        return cause.CLOCK_UNTRUSTED if self._clockless else cause.UNKNOWN

    def _plan(self, now: "Now") -> None:
        """Wake at the next start; none falls into maintenance. Without a clock a person begins."""
        self.deadline_ms = None
        if now.local_s is None or not now.trusted:
            return
        start_s, self._planned = self._next_start(now, now.local_s)
        left_s = max(0, start_s - now.local_s)
        self.deadline_ms = now.mono_ms + (left_s + self._maintenance_s(now, left_s)) * 1000

    def _next_start(self, now: "Now", local_s: int) -> "Start":
        start_s, why = self.days.next_start(local_s)
        cut_over_s = local_s + self._cut_over_s(now)
        if self.state & WAITING:
            defers_s = local_s + self._defers_s(now)
            if defers_s <= start_s:
                start_s, why = defers_s, effects.WHY_MAX_DEFER
            if cut_over_s < start_s:
                start_s, why = cut_over_s, effects.WHY_CUT_OVER
        elif self.batch.count > 0:  # sold since, or not settled: it can still make today's
            begins_s, ends_s = settlement_times.before_cut_over(self.profile, local_s)
            may_go = self.profile.enforce and self.days.ended_s < begins_s  # observed, none goes
            if may_go and ends_s <= start_s:
                start_s, why = begins_s, effects.WHY_CUT_OVER
            lull_s = self.days.sold_s + limits.LULL_S
            if self.sales_left() is not None and not self._sought & LULL and lull_s < start_s:
                start_s, why = lull_s, effects.WHY_LULL
        return start_s, why

    def tries_again(self) -> bool:
        """Tell whether a settlement that was begun could not go, and is tried again."""
        return self.state == PAUSED and self._attempts > 0

    def full(self) -> bool:
        """Tell whether the batch has as many transactions as force a settlement."""
        return 0 < self.profile.batch_force_at <= self.batch.count

    def sales_left(self) -> int | None:
        """Return how many more sales until then, from the warning on; None before, or if never."""
        profile = self.profile
        if not 0 < profile.batch_warn_at <= self.batch.count <= profile.batch_force_at:
            return None
        return profile.batch_force_at - self.batch.count

    def _cut_over_s(self, now: "Now") -> int:
        """Return in how many seconds a batch that waits must go to make its last cut-over.

        Far away where max_defer lets it wait for the next settlement after that.
        """
        if now.local_s is None:
            return settlement_times.NEVER_S
        begins_s, ends_s = settlement_times.before_cut_over(self.profile, now.local_s)
        if now.local_s + self._defers_s(now) >= self.days.next_latest_s(ends_s):
            return settlement_times.NEVER_S
        return begins_s - now.local_s

    def _maintenance_s(self, now: "Now", ahead_s: int) -> int:
        """Return for how long the acquirer's maintenance goes on `ahead_s` from now, 0 outside."""
        if now.wall_s is None:
            return 0
        at_s = now.wall_s + ahead_s
        ends_s = settlement_times.maintenance_ends_s(self.profile, at_s)
        return 0 if ends_s is None else ends_s - at_s

    def _sale(self, transaction: "Sequence[Any]", now: "Now") -> None:
        if transaction[events.T_RESULT] != 0:
            return
        self.batch.add(transaction, now.wall_s)
        self._sold_while(self.state, transaction, now.wall_s)
        if now.local_s is not None:
            self.days.sold(now.local_s)
            if self.state & AT_REST:
                self._plan(now)

    def _would_begin(self, event: "Event", now: "Now") -> None:
        self._would(events.SETTLE, self._why)
        self._handled(now)

    def _replan(self, event: "Event", now: "Now") -> None:
        """After a restart: what was said of the batch as it was left must be said again."""
        self._plan(now)
        for left, alert in _ALERTS:
            if self._left == left:
                self._alert(alert, effects.RAISED)

    def _leave(self, state: int, event: "Event", now: "Now") -> None:
        """The day is accounted for; the batch stays open, and from now on its age is watched."""
        self._before = event[4]
        self.batch.began(now.wall_s)
        self._handled(now)
        self._note(state, now, self._failure)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.CLEARED)
        self.news = self._closed(state)

    def _mismatch(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.RAISED)
        self._finish(outcome.MISMATCH, now)

    def _finish(self, state: int, now: "Now") -> None:
        self._doubts = 0
        self._demanded, self._decided = False, 0
        self._handled(now)
        self._note(state, now, cause.NONE)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.CLEARED)
        self._alert(effects.A_ABOVE_MAXIMUM, effects.CLEARED)
        self._new_batch()
        self.news = self._closed(state)


# How a batch was left, and the alert that says so.
_ALERTS = (
    (outcome.GIVEN_UP, effects.A_SETTLEMENT_OPEN),
    (outcome.MISMATCH, effects.A_SETTLEMENT_MISMATCH),
    (outcome.HELD, effects.A_ABOVE_MAXIMUM),
)
