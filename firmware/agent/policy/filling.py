# SPDX-License-Identifier: MIT
"""Duty: a batch that should be settled soon is told, before it is late (R7, R35).

By count, age, total, and before closing; each cause once a batch. It sends the terminal nothing:
what is forced, and when, is the settlement duty's. While the clock is not trusted, count and
total alone can tell.
"""

from agent import effects, events
from agent.policy import calendar, outcome
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.policy.settlement import Settlement
    from agent.profile import Profile

# States
EARLY = const(1)
TOLD = const(2)

# Inputs
DUE = const(1)  # a cause that was not said yet
AGAIN = const(2)  # power is back, or the profile is new: what was said is said again
SETTLED = const(4)

# Causes, as bits of what was said; a WARNING record has the bit's place, from 1.
COUNT = const(1)
AGE = const(2)
TOTAL = const(4)
CLOSING = const(8)

_FIRST_CAUSE = const(1)


class Filling(Duty):
    """Watches the batch of `settlement`, which has counted a sale before this duty hears of it."""

    RULE = "filling"
    STATES = EARLY | TOLD
    INPUTS = DUE | AGAIN | SETTLED
    ROWS = (
        (EARLY | TOLD, DUE, TOLD, "_tell"),
        (TOLD, AGAIN, STAY, "_raise"),
        (TOLD, SETTLED, EARLY, "_clear"),
        (EARLY, AGAIN | SETTLED, STAY, ""),
    )

    def __init__(self, profile: "Profile", settlement: "Settlement") -> None:
        super().__init__(profile, EARLY)
        self._settlement = settlement
        self._said = 0
        self._due_causes = 0

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty; plan when to look again."""
        if event[0] == events.BATCH_CLOSED and self._settlement.outcome in outcome.SETTLED:
            return SETTLED
        self.look_again(now)
        if self._due_causes:
            return DUE
        return AGAIN if event[0] == events.BOOTED else None

    def look_again(self, now: "Now") -> None:
        """Find the causes that hold and were not said, and when the next one will."""
        self.deadline_ms = None
        self._due_causes = 0
        if self._settlement.batch.count <= 0:
            return
        for cause, left_s in self._left_s(now):
            if self._said & cause or left_s is None:
                continue
            if left_s <= 0:
                self._due_causes |= cause
            then_ms = now.mono_ms + max(0, left_s) * 1000
            if self.deadline_ms is None or then_ms < self.deadline_ms:
                self.deadline_ms = then_ms

    def _left_s(self, now: "Now") -> "tuple[tuple[int, int | None], ...]":
        """Return for each cause in how many seconds it will hold; None where time says nothing."""
        profile, batch = self.profile, self._settlement.batch
        full = 0 < profile.batch_warn_at <= batch.count
        much = 0 < profile.warn_total_minor <= batch.total_minor
        age_s = closing_s = None
        if now.trusted and now.wall_s is not None and now.local_s is not None:
            if profile.warn_age_s and batch.since_s is not None:
                age_s = batch.since_s + profile.warn_age_s - now.wall_s
            closing_s = self._closing_s(now.local_s)
        return (
            (COUNT, 0 if full else None),
            (AGE, age_s),
            (TOTAL, 0 if much else None),
            (CLOSING, closing_s),
        )

    def _closing_s(self, local_s: int) -> int | None:
        """Return in how many seconds to remind of today's closing; None once it has closed."""
        day = calendar.business_day(self.profile, local_s)
        closing_s = calendar.closing_s(self.profile, day)
        if closing_s is None or local_s >= closing_s or not self.profile.warn_closing_min:
            return None
        return closing_s - self.profile.warn_closing_min * 60 - local_s

    def _tell(self, event: "Event", now: "Now") -> None:
        batch = self._settlement.batch
        for place in range(4):
            if self._due_causes >> place & 1:
                cause = _FIRST_CAUSE + place
                self._record(r.R_WARNING, cause, batch.count, batch.total_minor)
                if now.local_s is not None:
                    self._settlement.reminded(now.local_s, cause)
        self._said |= self._due_causes
        self.look_again(now)
        self._alert(effects.A_BATCH_FILLING, effects.CLEARED)  # who saw the last has not seen this
        self._raise(event, now)

    def _raise(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_BATCH_FILLING, effects.RAISED)

    def _clear(self, event: "Event", now: "Now") -> None:
        self._said = 0
        self._alert(effects.A_BATCH_FILLING, effects.CLEARED)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.deadline_ms is None else ("warn", 0)

    def snapshot(self) -> "list[int | None]":
        """Return what was said of the open batch."""
        return [self._said]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._say(values[0])

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind = record[r.KIND]
        if kind == r.R_WARNING:
            self._say(self._said | 1 << record[r.HEAD] - _FIRST_CAUSE)
        elif kind == r.R_SETTLEMENT and record[r.HEAD] in outcome.SETTLED:
            self._say(0)

    def _say(self, said: int) -> None:
        self._said = said
        self.state = TOLD if said else EARLY
