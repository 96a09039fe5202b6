# SPDX-License-Identifier: MIT
"""Duty: a terminal whose clock is off is set, where the profile wants it (R75, ZVT 06 91).

Only by a clock that is trusted and did not come from the terminal itself; that it is off is
clock_check.py's to judge. Only between two batches, after one was settled and before the next sale:
so all sales of a batch bear the time of one clock, and none falls into another business day than
its neighbours. A terminal that calls for it itself (status 62) gets its diagnosis first, for its
acquirer knows the time best; it is set when it calls again. What became of it the terminal's next
status or sale says, never the answer to the command. A refusal, or too many tries, leave it to
people: the alert of clock_check.py stands.
"""

from agent import effects, events, limits
from agent.policy.duty import STAY, Duty
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.books import Books
    from agent.policy.clock_check import ClockCheck
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
RESTING = const(1)
COMING = const(2)  # it is off and no batch is open: a moment, then it is set
SETTING = const(4)
PROVING = const(8)  # its status is asked: what does its clock say now?

# Inputs
WANTED = const(1)
DUE = const(2)
DUE_OBSERVED = const(4)  # mode observe
NOT_NOW = const(8)  # it agrees, a batch is open, or it was tried often enough
DONE = const(16)
FAILED = const(32)
REFUSED = const(64)

_STATES = const(RESTING | COMING | SETTING | PROVING)
_FIRST_GAP_MS = const(60000)  # whoever settles asks more of the terminal afterwards
# What may have shown that it is off, or that a batch is open or closed.
_MOMENTS = (
    events.BOOTED,
    events.CLOCK_CHANGED,
    events.TERMINAL_CLOCK,
    events.TERMINAL_STATUS,
    events.SALE_STARTED,
    events.SALE_ENDED,
    events.BATCH_CLOSED,
)
# What holds its clock against ours.
_READINGS = (events.TERMINAL_CLOCK, events.SALE_ENDED)


class ClockSet(Duty):
    """`check` judges the clocks; `books`, the settlement duty, knows whether a batch is open."""

    RULE = "clock"
    STATES = _STATES
    INPUTS = 127
    BUSY = SETTING | PROVING
    ROWS = (
        (RESTING, WANTED, COMING, "_wait"),
        (COMING | SETTING | PROVING, WANTED, STAY, ""),
        (COMING, DUE, SETTING, "_set"),
        (COMING, DUE_OBSERVED, RESTING, "_would_set"),
        (RESTING | SETTING | PROVING, DUE | DUE_OBSERVED, STAY, ""),
        (RESTING | COMING, NOT_NOW, RESTING, "_rest"),
        (SETTING | PROVING, NOT_NOW, STAY, ""),
        (SETTING, DONE, PROVING, "_prove"),
        (SETTING, FAILED, COMING, "_wait"),
        (SETTING, REFUSED, RESTING, "_give_up"),
        (PROVING, DONE | FAILED | REFUSED, RESTING, "_rest"),
        (RESTING | COMING, DONE | FAILED | REFUSED, STAY, ""),
    )

    def __init__(self, profile: "Profile", check: "ClockCheck", books: "Books") -> None:
        super().__init__(profile, RESTING)
        self._check = check
        self._books = books
        self._tries = 0  # since the clocks agreed
        self._unproved = False  # it was set, and has not told its time since
        self._calls = 0  # times in a row that its status called for it

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.COMMAND_ENDED:
            return _answer(event[2])
        if kind in _READINGS:
            self._unproved = False
        if kind == events.TERMINAL_STATUS:
            self._calls = self._calls + 1 if event[1] == events.STATUS_CLOCK else 0
        if kind in (events.BOOTED, events.TERMINAL_CHANGED):
            self._tries = self._calls = 0
        if kind == events.DEADLINE:
            due = DUE if self.profile.enforce else DUE_OBSERVED
            return due if self._is_moment(now) else NOT_NOW
        if kind not in _MOMENTS:
            return None
        return WANTED if self._is_moment(now) else NOT_NOW

    def _is_moment(self, now: "Now") -> bool:
        off = self._check.terminal_is_off() or self._calls > 1
        if not off:
            self._tries = 0
        ours = now.trusted and not now.from_terminal
        tired = self._unproved or self._tries >= limits.CLOCK_SETS_MAX
        return off and ours and not tired and self._books.between()

    def _wait(self, event: "Event", now: "Now") -> None:
        self._try_later(now, _FIRST_GAP_MS, self._tries)

    def _set(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._tries += 1
        self._command(events.SET_CLOCK, effects.WHY_CLOCK_DIFFERS)

    def _would_set(self, event: "Event", now: "Now") -> None:
        self._give_up(event, now)
        self._would(events.SET_CLOCK, effects.WHY_CLOCK_DIFFERS)

    def _prove(self, event: "Event", now: "Now") -> None:
        self._unproved = True
        self._calls = 0
        self._command(events.CHECK_STATUS, effects.WHY_VERIFY)

    def _give_up(self, event: "Event", now: "Now") -> None:
        self._rest(event, now)
        self._tries = limits.CLOCK_SETS_MAX

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        if self.state == RESTING:
            return None, 0
        return "set_clock", effects.WHY_CLOCK_DIFFERS


def _answer(outcome: int) -> int:
    if outcome == events.REFUSED:
        return REFUSED
    return DONE if outcome == events.DONE else FAILED
