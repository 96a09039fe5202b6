# SPDX-License-Identifier: MIT
"""How often the board may sound over a business day, and when the morning begins with what is open.

A bell that rings too often is no longer heard: the board sounds at most once per
limits.SALES_A_SOUND sales, but the first limits.SOUNDS_FREE of a day (SOUNDS_FREE_UNSEEN where no
sale can be counted: there people are all that the board has). An alert that asks for more
shows its lamp only for the rest of the day, and the board says so. Where money is at stake now, an
alert may always sound once a day. The conductor asks before it sounds; what sounded stands in the
ALERT record, so that a restart forgets nothing.
"""

from agent import effects, events, limits
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from agent.profile import local_s
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

ON = const(1)

# Inputs
SOLD = const(1)
DUE = const(2)
CLOCK = const(4)  # started, or the clock is another

# Indices of an ALERT record's fields.
_ALERT = const(0)
_STATE = const(1)
_SUBJECT = const(2)
_SOUND = const(3)


class Alarms(Duty):
    """Counts today's sounds and sales; wakes when a business day begins and when a shop opens."""

    RULE = "alarms"
    STATES = ON
    INPUTS = SOLD | DUE | CLOCK
    ROWS = (
        (ON, SOLD, STAY, "_sold"),
        (ON, DUE, STAY, "_due_now"),
        (ON, CLOCK, STAY, "_begin"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, ON)
        counted = profile.can & (c.SALES | c.NEWEST_SALE)
        self._free = limits.SOUNDS_FREE if counted else limits.SOUNDS_FREE_UNSEEN
        self._day: int | None = None  # the business day that is counted
        self._sales = 0
        self.boots = 0  # of the board, with this one
        self._sounds: dict[int, int] = {}  # by alert
        self._quiet: list[int] = []  # alerts that show their lamp only for the rest of the day
        self._morning_ms: int | None = None

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind in (events.SALE_ENDED, events.SALE_FOUND):
            return SOLD if event[1][events.T_RESULT] == 0 else None
        if kind == events.DEADLINE:
            return DUE
        clock = (events.BOOTED, events.CLOCK_SET, events.CLOCK_CHANGED)
        return CLOCK if kind in clock else None

    def may_sound(self, alert: int, money_now: bool) -> bool:
        """Tell whether `alert` may sound; `money_now`: money is at stake while we wait."""
        if alert in self._quiet:
            return False
        allowed = max(self._free, self._sales // limits.SALES_A_SOUND)
        first = alert not in self._sounds
        return sum(self._sounds.values()) < allowed or (money_now and first)

    def begin(self, now_s: int | None) -> int | None:
        """Count a start at local second `now_s`; return how many the day has had by now."""
        if now_s is None:
            return None
        self._turn(now_s)
        self.boots += 1
        return self.boots

    def is_quiet(self, alert: int) -> bool:
        """Tell whether it was said already that `alert` shows its lamp only today."""
        return alert in self._quiet

    def told(self, fields: "tuple[Any, ...] | list[Any]") -> None:
        """Take an ALERT record's fields, just written or read back; an older one has fewer."""
        alert, sound = fields[_ALERT], fields[_SOUND] if len(fields) > _SOUND else None
        if alert == effects.A_SOUNDS_TOO_OFTEN and fields[_STATE] == effects.RAISED:
            self._hush(fields[_SUBJECT])
        elif sound and alert != effects.A_DRILL:
            self._sounds[alert] = self._sounds.get(alert, 0) + 1

    def look_again(self, now: "Now") -> None:
        """Plan anew."""
        self._plan(now)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self._morning_ms is None else ("show_open", 0)

    def due_in_s(self, now_ms: int) -> int | None:
        """Return when the morning comes."""
        return None if self._morning_ms is None else max(0, self._morning_ms - now_ms) // 1000

    def snapshot(self) -> "list[int | None]":
        """Return the day, its sales, and for each alert of it its sounds twice, 1 more if quiet.

        No alert has the number 0: there are the board's starts, twice.
        """
        values: list[int | None] = [self._day, self._sales, effects.A_NONE, self.boots * 2]
        for alert in sorted(set(self._sounds) | set(self._quiet)):
            values.append(alert)
            values.append(self._sounds.get(alert, 0) * 2 + (alert in self._quiet))
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._clear()
        self._day, self._sales = values[0], values[1]
        for at in range(2, len(values), 2):
            if values[at] == effects.A_NONE:
                self.boots = values[at + 1] // 2
            elif values[at + 1] >= 2:
                self._sounds[values[at]] = values[at + 1] // 2
            if values[at + 1] % 2:
                self._hush(values[at])

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        if record[r.WALL_S] is not None:
            self._turn(local_s(self.profile.utc_offsets, record[r.WALL_S]))
            self.boots += record[r.KIND] == r.R_BOOT
        if record[r.KIND] == r.R_ALERT:
            self.told(record[r.HEAD :])
        elif record[r.KIND] == r.R_SALE and record[r.HEAD + events.T_RESULT] == 0:
            self._sales += 1

    def _sold(self, event: "Event", now: "Now") -> None:
        self._plan(now)
        self._sales += 1

    def _due_now(self, event: "Event", now: "Now") -> None:
        if self._morning_ms is not None and self._morning_ms <= now.mono_ms:
            self._alert(effects.A_NONE, effects.AGAIN)
        self._plan(now)

    def _begin(self, event: "Event", now: "Now") -> None:
        self._plan(now)
        for alert in self._quiet:  # the desk forgets at a restart
            self._alert(effects.A_SOUNDS_TOO_OFTEN, effects.RAISED, alert)

    def _plan(self, now: "Now") -> None:
        """Begin a new day if one has begun, and wake for the next morning or the next day."""
        self.deadline_ms = self._morning_ms = None
        if now.local_s is None:
            return
        if self._turn(now.local_s):
            self._alert(effects.A_SOUNDS_TOO_OFTEN, effects.CLEARED)
        next_s = calendar.next_day_s(self.profile, now.local_s)
        opening_s = calendar.next_opening_s(self.profile, now.local_s)
        if opening_s is not None:
            self._morning_ms = now.mono_ms + (opening_s - now.local_s) * 1000
            next_s = min(next_s, opening_s)
        self.deadline_ms = now.mono_ms + (next_s - now.local_s) * 1000

    def _turn(self, now_s: int) -> bool:
        """Count anew if the local second `now_s` is another day's; tell whether any was quiet."""
        day, before = calendar.business_day(self.profile, now_s), self._day
        self._day = day
        if before in (None, day):
            return False
        told = bool(self._quiet)
        self._clear()
        return told

    def _clear(self) -> None:
        self._sales = self.boots = 0
        self._sounds = {}
        self._quiet = []

    def _hush(self, alert: int) -> None:
        if alert not in self._quiet:
            self._quiet.append(alert)
