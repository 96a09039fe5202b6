# SPDX-License-Identifier: MIT
"""What the settlement duty knows of the open batch, and how that survives a restart.

Owns batch, business days and last outcome, writes the SETTLEMENT record and takes everything back
from a STATE record's values and the records after it. Decides nothing: settlement.py does.
"""

from agent import effects, events
from agent.policy import calendar, cause, outcome, totals
from agent.policy.batch import Batch
from agent.policy.days import Days
from agent.policy.duty import Duty
from agent.profile import local_s
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States of the duty
QUIET = const(1)  # nothing under way; the batch may be empty or open
COUNTING = const(2)  # totals asked, before settling
SETTLING = const(4)
PROVING = const(8)  # totals asked, after settling: expected empty
DOUBT = const(16)  # it is not known whether the terminal settled; asks again later
ASKING = const(32)  # totals asked, to end a doubt
PAUSED = const(64)  # refused or no answer, nothing changed: tries again later
DEFERRED = const(128)  # below the minimum: waits for more sales, at most max_defer
RENEWING = const(512)  # settled and signed off by it: the terminal is signed in again first
HELD = const(256)  # above the maximum: waits for a person, at most max_defer

WAITING = const(DEFERRED | HELD)
AT_REST = const(QUIET | WAITING)
UNDER_WAY = const(COUNTING | SETTLING | PROVING | ASKING)  # a command is out or waits for its turn
ALL_STATES = const(AT_REST | UNDER_WAY | RENEWING | DOUBT | PAUSED)
# The terminal may have settled: it was told to, and that it has is not proved yet.
MAYBE_SETTLED = const(SETTLING | RENEWING | PROVING | DOUBT | ASKING)
# A settlement was begun, and what came of it is not known or was put off: its cause stands.
IN_THE_AIR = const(SETTLING | ASKING | DOUBT | PAUSED)

# What was sought for the open batch, each once, as bits.
LULL = const(1)
ROOM = const(2)

BEFORE_CLOSING = const(4)  # of the record warning's field "cause"

# Values of the record totals' field "source".
BEFORE = const(1)
SETTLEMENT = const(2)
AFTER = const(3)

# Value of the record terminal_changed's field "state": it begins a new batch.
TERMINAL_NOTICED = const(1)

# Outcomes told with our own totals: the terminal's are not known, or not yet.
_OURS = (outcome.BEGUN, outcome.REFUSED, outcome.GIVEN_UP, outcome.POSTPONED)


class Books(Duty):
    """`days` knows which business days have their settlement, or the cause why not."""

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, QUIET)
        self.batch = Batch()
        self.days = Days(profile)
        self.last_s: int | None = None  # wall second of the last SETTLEMENT record
        self.outcome = 0  # its state, 0 for none
        self.cause = 0  # its cause
        # The last outcome that ended a settlement: how the batch was left, until the next end.
        self._left = 0
        # The terminal's count and total before settling. No sale fits into an own dialog, so a
        # sale made before the command's answer was made before the command.
        self._before: totals.Totals = (0, 0)
        self._since = Batch()  # sales approved since the command to settle was answered
        self._sought = 0  # of LULL and ROOM
        # So many sales may have come to nothing unseen: broken off, or with the board's power. None
        # once the terminal has said that it settles by itself: what lacks then went that way.
        self._unsure = 0
        self._differs = False  # the settlement's own totals were not those asked before
        self.exchanged = False  # the terminal, and nobody has said yet what became of its batch
        self._blind = False  # the run before this one ended without a clock

    def _note(self, state: int, now: "Now", why: int) -> None:
        """Write a SETTLEMENT record: of the terminal's totals once they are known, else ours."""
        self._came_to(state, why, now.wall_s)
        ours = state in _OURS
        day = self.days.handled
        if now.local_s is not None and (ours or state in (outcome.UNKNOWN, outcome.ELSEWHERE)):
            day = calendar.business_day(self.profile, now.local_s)
        count: int | None = self.batch.count
        total_minor: int | None = self.batch.total_minor
        if not ours:
            count, total_minor = self._before
        self._record(r.R_SETTLEMENT, state, day, count, total_minor, why)

    def _closed(self, state: int) -> "Event":
        """Return the news of a batch that was settled, or left open on purpose."""
        return (events.BATCH_CLOSED, state, self.days.handled) + self._before

    def between(self) -> bool:
        """Tell whether no batch is open, as far as was seen: settled, and nothing sold since."""
        empty = self.batch.count == 0 and self.batch.since_s is None and self._unsure == 0
        settled = self.state == QUIET and self._left in outcome.SETTLED
        return empty and settled and not self.exchanged

    def reminded(self, local_s: int, why: int) -> None:
        """Take that somebody was told `why` the batch should be settled: WARNING's cause."""
        if why == BEFORE_CLOSING:
            self.days.reminded = calendar.business_day(self.profile, local_s)
            self.days.heeded = False

    def _came_to(self, state: int, why: int, wall_s: int | None) -> None:
        """Take what a SETTLEMENT record says of the settlement itself."""
        self.outcome, self.cause, self.last_s = state, why, wall_s
        if outcome.ends(state):
            self._left = state

    def _defers_s(self, now: "Now") -> int:
        """Return for how many more seconds the open batch may wait, whatever its total."""
        if now.wall_s is None or self.batch.since_s is None:
            return self.profile.max_defer_s
        return self.batch.since_s + self.profile.max_defer_s - now.wall_s

    def _at_rest(self) -> int:
        """Return the state in which the batch was left."""
        if self._left == outcome.HELD:
            return HELD
        return DEFERRED if self._left == outcome.DEFERRED else QUIET

    def _new_batch(self) -> None:
        self.batch, self._since = self._since, self.batch
        self._sought = self._unsure = 0
        self._since.clear()

    def _keep_told(self, event: "Event") -> None:
        """Take a settlement's own totals, and whether the acquirer has the same."""
        if event[4] is not None:
            self._record(r.R_TOTALS, event[4][0], event[4][1], SETTLEMENT)
            self._compare(event[4])
        self._differs |= event[3] == events.NOT_BALANCED

    def _believe(self, told: "totals.Totals") -> None:
        """Of as many sales as the board saw, the terminal's sum is the truth.

        A void that tells no amount, of a sale from before a restart, leaves ours too high.
        """
        if told[0] == self.batch.count and told[1] is not None:
            self.batch.total_minor = told[1]

    def _look_for_others(self, told: "totals.Totals", now: "Now") -> None:
        """The terminal has less than the board saw: somebody settled unseen, or the terminal did.

        Where others' settlements are seen, this one would have been. Elsewhere it may have been a
        person at the terminal, which is nothing to alert anybody about.
        """
        if told[0] is None or self.batch.count - told[0] <= self._unsure:
            return
        count = self.batch.count - told[0]
        total_minor = None if told[1] is None else self.batch.total_minor - told[1]
        self._before = (count, total_minor)
        self._note(outcome.ELSEWHERE, now, cause.NONE)
        self._gone(count, total_minor)
        if self.profile.can & c.OTHERS_SETTLE:
            self._alert(effects.A_TWO_SETTLERS, effects.RAISED)

    def _count_again(self, told: "totals.Totals", now: "Now") -> None:
        """The terminal's totals, in passing: what the board knows nothing more of is written down.

        More than it saw were sold between two questions, or before its time; fewer were settled by
        somebody else.
        """
        count = (told[0] or 0) - self.batch.count
        if count <= 0:
            self._look_for_others(told, now)
            return
        total_minor = None if told[1] is None else told[1] - self.batch.total_minor
        self._record(r.R_UNSEEN, count, total_minor)
        self._unseen(count, total_minor, now.wall_s)

    def _unseen(self, count: int, total_minor: int | None, wall_s: int | None) -> None:
        self.batch.began(wall_s)
        self.batch.count += count
        self.batch.total_minor += total_minor or 0

    def _gone(self, count: int, total_minor: int | None) -> None:
        """Take out of the batch what somebody else has settled."""
        self.batch.count -= count
        self.batch.total_minor -= self.batch.total_minor if total_minor is None else total_minor
        self._unsure = 0

    def _strand(self) -> None:
        """Begin with an empty batch: the one that was open went with the old terminal."""
        self.batch.clear()
        self._since.clear()
        self._before, self._differs, self._left = (0, 0), False, 0

    def _sold_while(self, state: int, transaction: "Sequence[Any]", wall_s: int | None) -> None:
        """Count a sale where the proof will look for it: in the batch that goes, or the next."""
        if state == SETTLING:
            sold = Batch()
            sold.add(transaction, wall_s)
            self._before = totals.plus(self._before, sold.count, sold.total_minor)
        elif state in (RENEWING, PROVING, DOUBT, ASKING):
            self._since.add(transaction, wall_s)

    def _compare(self, told: "totals.Totals") -> None:
        """Hold the settlement's totals against those told before; if none were, against ours."""
        known = self._before
        if known == totals.UNTOLD:
            self._before = told
            if not self._unsure:  # then what the line showed is all there was
                known = (self.batch.count, self.batch.total_minor)
        self._differs = not totals.equal(told, known)

    def snapshot(self) -> "list[int | None]":
        """Return the batch, what was read before settling, and whether a doubt is open."""
        state = self.state & SETTLING or self._at_rest()
        if self.state & MAYBE_SETTLED & ~SETTLING:
            state = DOUBT
        values: list[int | None] = [self._before[0], self._before[1], int(self._differs)]
        values += [self.days.handled, self.last_s, self.outcome, self.cause, self._left, state]
        values += [self.days.sold_s, self.days.ended_s, self.days.missed, self.days.reminded]
        return values + [int(self.days.heeded)] + self.batch.snapshot() + self._since.snapshot()

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        self.days.handled, self.last_s, self.outcome, self.cause, self._left = values[3:8]
        self.state = values[8]
        self._before = (values[0], values[1])
        self._differs = bool(values[2])
        self.days.sold_s, self.days.ended_s, self.days.missed, self.days.reminded = values[9:13]
        self.days.heeded = bool(values[13])
        self.batch.restore(values[14:17])
        self._since.restore(values[17:])

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields, wall_s = record[r.KIND], record[r.HEAD :], record[r.WALL_S]
        self._blind = wall_s is None
        if kind == r.R_SALE and fields[events.T_RESULT] == 0:
            self.batch.add(fields, wall_s)
            self._sold_while(self.state, fields, wall_s)
            if wall_s is not None:
                self.days.sold(local_s(self.profile.utc_offsets, wall_s))
        elif kind in (r.R_PROFILE, r.R_CLOCK) and wall_s is not None:
            self.days.begin(local_s(self.profile.utc_offsets, wall_s))
        elif kind == r.R_UNSEEN:
            self._unseen(fields[0], fields[1], wall_s)
        elif kind == r.R_BUTTON:
            self.days.heeded = True
        elif kind == r.R_WARNING and wall_s is not None:
            self.reminded(local_s(self.profile.utc_offsets, wall_s), fields[0])
        elif kind == r.R_TOTALS:
            self._replay_totals(fields)
        elif kind == r.R_INTENT and fields[0] == events.SETTLE:
            self.state = SETTLING
        elif kind == r.R_OUTCOME and fields[0] == events.SETTLE:
            changed = fields[1] in (events.DONE, events.UNKNOWN)
            self.state = DOUBT if changed else self._at_rest()
        elif kind == r.R_SETTLEMENT:
            self._replay_settlement(fields, wall_s)
        elif kind == r.R_TERMINAL_CHANGED and fields[0] == TERMINAL_NOTICED:
            self._strand()
            self.state = QUIET

    def _replay_totals(self, fields: "list[Any]") -> None:
        count, total_minor, source = fields
        if source == BEFORE:
            self._before = (count, total_minor)
            self._believe(self._before)
            self._since.clear()
            self._differs = False
        elif source == SETTLEMENT:
            self._compare((count, total_minor))
        else:
            self._since.count, self._since.total_minor = count or 0, total_minor or 0

    def _replay_settlement(self, fields: "list[Any]", wall_s: int | None) -> None:
        state = fields[0]
        self._came_to(state, fields[4], wall_s)
        if wall_s is not None and outcome.ends(state):
            self.days.ended_s = local_s(self.profile.utc_offsets, wall_s)
        if state == outcome.MISSED:
            self.days.missed = fields[1]
        elif state == outcome.ELSEWHERE:
            self._gone(fields[2], fields[3])
        elif state in outcome.SETTLED:
            self.days.handled = fields[1]
            if state == outcome.SEEN:
                self._since.clear()
            self._new_batch()
        elif state in outcome.WAITING:
            self.days.handled = fields[1]
            self.batch.began(wall_s)
            self._believe((fields[2], fields[3]))
        elif state == outcome.GIVEN_UP and wall_s is not None:
            self.days.done(local_s(self.profile.utc_offsets, wall_s), 0)
        if state not in (outcome.BEGUN, outcome.UNKNOWN, outcome.MISSED):
            self.state = self._at_rest()  # a doubt, if there was one, has ended
