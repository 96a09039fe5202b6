# SPDX-License-Identifier: MIT
"""Duty: the board's clock is held against the time that the terminal puts on each sale, or tells
with its status (R75).

Whom to believe: the host's word, then two clocks that agree. A difference of more than the
profile's max_skew is said and journaled, once. One of more than limits.CLOCK_DOUBT_S, more than a
missed change to summer time, makes a clock that came from the chip untrusted: only a held button
acts until the two agree again or a host sets the clock. Where a host had set the clock the terminal
is the one that is wrong: the difference is remembered, over restarts too, and stops nothing.

A clock that is unset takes, where the profile allows it, the time of the terminal's acquirer (ZVT
04 01), unless that is clearly before what the board's own journal knows. It is worth what a chip's
is: trusted until the terminal's sales speak against it. A clock that is set is only held against
it.
"""

from agent import effects, events, limits
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from agent.profile import wall_s
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States, and values of the record clock_seen's field "state".
AGREES = const(1)  # or nothing speaks against it
DIFFERS = const(2)
DOUBTED = const(4)
HOST_COUNTS = const(8)
_NOT_BELIEVED = const(32)  # of the record alone

# Inputs
NEAR = const(1)
OFF = const(2)
FAR = const(4)
FAR_AND_KNOWN = const(8)  # and a host has set the clock, or had when it was as far
SET = const(16)
STARTED = const(32)
TAKEN = const(64)
NOT_TAKEN = const(128)

_TERMINAL = const(3)  # the record's "source"
_APART = const(DIFFERS | DOUBTED | HOST_COUNTS)


class ClockCheck(Duty):
    """Compares on every sale that is seen happening. `off_s`: what the terminal was ahead by."""

    STATES = AGREES | _APART
    INPUTS = 255
    ROWS = (
        (AGREES, NEAR | STARTED, STAY, ""),
        (_APART, NEAR, AGREES, "_apart"),
        (AGREES | DOUBTED | HOST_COUNTS, OFF, DIFFERS, "_apart"),
        (DIFFERS, OFF, STAY, ""),
        (AGREES | DIFFERS | HOST_COUNTS, FAR, DOUBTED, "_apart"),
        (DOUBTED, FAR, STAY, ""),
        (AGREES | DIFFERS | DOUBTED, FAR_AND_KNOWN, HOST_COUNTS, "_apart"),
        (HOST_COUNTS, FAR_AND_KNOWN, STAY, "_follow"),
        (AGREES | _APART, SET, AGREES, "_say"),
        (_APART, STARTED, STAY, "_say"),
        (AGREES | _APART, TAKEN, AGREES, "_take"),
        (AGREES | _APART, NOT_TAKEN, STAY, "_doubt_told"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, AGREES)
        self.off_s = 0  # as last written
        self._seen_s = 0  # as last seen
        self._began_s: int | None = None  # local time at which the sale under way began
        self._newest_s = 0  # wall time, as last known

    def terminal_is_off(self) -> bool:
        """Tell whether it is the terminal whose clock is wrong, as far as this board's is right."""
        return bool(self.state & (DIFFERS | HOST_COUNTS))

    def doubts(self) -> bool:
        """Tell whether the clock is not to be trusted."""
        return self.state == DOUBTED

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.CLOCK_SET:
            return SET
        if now.wall_s is None or now.local_s is None:
            return self._read_told(event) if kind == events.CLOCK_TOLD else None
        if now.trusted:
            self._newest_s = now.wall_s
        if kind in (events.CLOCK_TOLD, events.TERMINAL_CLOCK):
            told_s = _told_s(event)
            if told_s is None:
                return None
            self._seen_s = told_s - now.local_s
            return self._judge(self._seen_s, now)
        if kind == events.BOOTED:
            return STARTED
        if kind == events.SALE_STARTED:
            self._began_s = now.local_s
        elif kind == events.SALE_ENDED:
            off_s = self._off_s(event[1], now.local_s)
            if off_s is not None:
                self._seen_s = off_s
                return self._judge(off_s, now)
        return None

    def snapshot(self) -> "list[int | None]":
        """Return the state, the difference, and the last time known."""
        return [self.state, self.off_s, self._newest_s]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self.state, self.off_s, self._newest_s = values

    def replay(self, record: "list[Any]") -> None:
        """Take over what was seen; a clock that was set since begins anew."""
        if self.state != DOUBTED:
            self._newest_s = record[r.WALL_S] or self._newest_s
        if record[r.KIND] == r.R_CLOCK_SEEN and record[r.HEAD + 2] <= HOST_COUNTS:
            self.off_s, self.state = record[r.HEAD + 1 : r.HEAD + 3]
        elif record[r.KIND] == r.R_CLOCK:
            self.state = AGREES
            self._newest_s = record[r.HEAD + 1]

    def _off_s(self, sale: "tuple[Any, ...]", local_s: int) -> int | None:
        """Return what the terminal is ahead by, None if the sale does not tell.

        Somewhere between the sale's beginning and its end the terminal took the time: 0 there.
        """
        month_day, clock = sale[events.T_TERMINAL_DATE], sale[events.T_TERMINAL_TIME]
        if month_day is None or clock is None:
            return None
        seen_s = calendar.nearest_s(month_day, clock, local_s)
        if seen_s is None:
            return None
        began_s = local_s if self._began_s is None else min(self._began_s, local_s)
        return min(seen_s - began_s, 0) or max(seen_s - local_s, 0)

    def _judge(self, off_s: int, now: "Now") -> int:
        if abs(off_s) <= self.profile.clock_max_skew_s:
            return NEAR
        if abs(off_s) <= limits.CLOCK_DOUBT_S:
            return OFF
        as_far = self.state == HOST_COUNTS and abs(off_s - self.off_s) <= limits.CLOCK_DOUBT_S
        return FAR_AND_KNOWN if now.from_host or as_far else FAR

    def _read_told(self, event: "Event") -> int | None:
        """Judge what the terminal tells a board whose clock is unset: never before the journal."""
        if not self.profile.clock_from_terminal:
            return None
        told_s = self._told_wall_s(event)
        earlier = told_s is None or told_s < self._newest_s - limits.CLOCK_DOUBT_S
        return NOT_TAKEN if earlier else TAKEN

    def _told_wall_s(self, event: "Event") -> int | None:
        told_s = _told_s(event)
        return None if told_s is None else wall_s(self.profile.utc_offsets, told_s)

    def _take(self, event: "Event", now: "Now") -> None:
        self._out.append((effects.CLOCK, self._told_wall_s(event)))
        self._say(event, now)

    def _doubt_told(self, event: "Event", now: "Now") -> None:
        self._record(r.R_CLOCK_SEEN, _TERMINAL, None, _NOT_BELIEVED)

    def _apart(self, event: "Event", now: "Now") -> None:
        self.off_s = self._seen_s
        self._record(r.R_CLOCK_SEEN, _TERMINAL, self.off_s, self.state)
        self._say(event, now)

    def _follow(self, event: "Event", now: "Now") -> None:
        """The terminal's clock moves on while the host's word stands: remember where it is."""
        if now.from_host and abs(self._seen_s - self.off_s) > self.profile.clock_max_skew_s:
            self._apart(event, now)

    def _say(self, event: "Event", now: "Now") -> None:
        apart = self.state != AGREES
        self._alert(effects.A_CLOCK_DIFFERS, effects.RAISED if apart else effects.CLEARED)


def _told_s(event: "Event") -> int | None:
    """Return the local second of a CLOCK_TOLD or TERMINAL_CLOCK; None for what is no date."""
    return calendar.date_s(2000 + event[1] // 10000, event[1] % 10000, event[2])
