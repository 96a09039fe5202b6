# SPDX-License-Identifier: MIT
"""What every duty has in common: a state, a complete transition table, one deadline.

A duty turns an event into one of its own inputs, finds the one row of its ROWS that names (state,
input) and runs the action found there. The rows are the duty's law: a pair that no row names is a
bug, and a test walks every pair. States and inputs are bits, so that one row can speak for several
of each and is a constant of four words: a dict of pairs would live in the heap.
"""

from agent import effects, events, limits
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.profile import Profile

    Event = tuple[Any, ...]
    Effect = tuple[Any, ...]
    Row = tuple[int, int, int, str]
    Plan = tuple[str | None, int]

_NO_ROW = const(0xFF)
STAY = const(0)  # as a row's next state: the state it was in


class Duty:
    """Base of all duties. `deadline_ms` is a monotonic instant at which it wants DEADLINE."""

    RULE = ""  # its name among what comes next in /status; none for one that only watches
    STATES = 0  # all bits
    INPUTS = 0
    BUSY = 0  # states in which a command is out or waits for its turn
    ROWS: "tuple[Row, ...]" = ()  # (states, inputs, next state, name of the action or "")

    def __init__(self, profile: "Profile", state: int) -> None:
        self.profile = profile
        self.state = state
        self.deadline_ms: int | None = None
        # An event that a step brought to light; the engine takes it and tells every duty.
        self.news: Event | None = None
        self._out: list[Effect] = []

    def step(self, event: "Event", now: "Now", out: "list[Effect]") -> None:
        """Take one event; append the effects it calls for to `out`."""
        if event[0] == events.DEADLINE and not self._due(now):
            self.look_again(now)
            return
        self._out = out
        reading = self.read(event, now)
        if reading is None:
            return
        self.state, action = find(self.ROWS, self.state, reading)
        if action:
            getattr(self, action)(event, now)

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return this duty's input for `event`, or None where it does not concern it."""
        raise NotImplementedError

    def look_again(self, now: "Now") -> None:
        """Plan anew at a wake-up that was not ours: a change of zone offset moves local times."""

    def plans(self) -> "Plan":
        """Return (what it does next or None, why): STATUS.md's word, effects.WHY_* or 0."""
        return None, 0

    def due_in_s(self, now_ms: int) -> int | None:
        """Return when: 0 while under way, None where only an event begins it."""
        if self.state & self.BUSY:
            return 0
        if self.deadline_ms is None:
            return None
        return seconds_until(self.deadline_ms, now_ms)

    def snapshot(self) -> "list[int | None]":
        """Return what must survive a restart, as a flat list for the journal's STATE record."""
        return []

    def restore(self, values: "list[int | None]") -> None:
        """Take back what `snapshot` gave."""

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot: what it changed must be so again."""

    def _due(self, now: "Now") -> bool:
        return self.deadline_ms is not None and now.mono_ms >= self.deadline_ms

    def _try_later(self, now: "Now", first_gap_ms: int, tries: int) -> None:
        """Wake after a gap that doubles with each of `tries`, up to POLICY_SLEEP_MS_MAX."""
        doublings = min(tries, limits.RETRY_DOUBLINGS_MAX)
        gap_ms = min(first_gap_ms << doublings, limits.POLICY_SLEEP_MS_MAX)
        self.deadline_ms = now.mono_ms + gap_ms

    def _record(self, kind: int, *fields: object) -> None:
        self._out.append((effects.RECORD, kind, fields))

    def _command(self, command: int, reason: int) -> None:
        self._out.append((effects.COMMAND, command, reason))

    def _would(self, command: int, reason: int) -> None:
        """Write down a command that mode enforce would send now."""
        self._record(r.R_INTENT, command, reason)
        self._record(r.R_OUTCOME, command, events.NOT_SENT, 0)

    def _alert(self, alert: int, state: int, subject: "int | None" = None) -> None:
        self._out.append((effects.ALERT, alert, state, subject))


def find(rows: "tuple[Row, ...]", state: int, reading: int) -> "tuple[int, str]":
    """Return (next state, action) of the row that names `state` and `reading`.

    Raises ValueError when no row does: a bug of ours, found by the test that walks every pair.
    """
    law = rows[0]
    if isinstance(law, bytes):
        return _outcome(law, rows, state, reading)
    for states, inputs, next_state, action in rows:
        if state & states and reading & inputs:
            return next_state or state, action
    raise ValueError((state, reading))


def _outcome(law: bytes, actions: "tuple[Any, ...]", state: int, reading: int) -> "tuple[int, str]":
    """Return what `find` does of rows that the image build made a law of (posminder.image.pack)."""
    inputs, states = law[0], law[1]
    at, place = _place(state), _place(reading)
    if at < states and place < inputs:
        outcome = law[2 + at * inputs + place]
        if outcome != _NO_ROW:
            at = 2 + states * inputs + 2 * outcome
            action = law[at + 1]
            return 1 << law[at] - 1 if law[at] else state, actions[action] if action else ""
    raise ValueError((state, reading))


def _place(bit: int) -> int:
    place = 0
    while bit > 1:
        bit >>= 1
        place += 1
    return place


def seconds_until(then_ms: int, now_ms: int) -> int:
    """Return the whole seconds until `then_ms`, never less than is left; 0 if it has come."""
    return max(0, then_ms - now_ms + 999) // 1000
