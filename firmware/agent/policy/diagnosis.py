# SPDX-License-Identifier: MIT
"""Duty: a terminal that needs its diagnosis gets it, and may tell a board without a clock the time.

In its diagnosis the terminal talks with its acquirer, who sets its clock and through it a
register's (ZVT 06 70, then 04 01). It is sent when the terminal's status, its registration or a
refused sale calls for it, and, where the profile allows it, while the board's clock is unset:
always to a terminal that has just answered, and a few times in a row at most. It moves neither keys
nor money, so it needs no clock. Some terminals pass no time on: that is written down, and nothing
is assumed. What the time is worth is clock_check.py's to judge.
"""

from agent import effects, events, limits
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
RESTING = const(1)
ASKING = const(2)
WAITING = const(4)  # it failed, or what called for it must show that it is cured

# Inputs
WANTED = const(1)
WOULD_ASK = const(2)  # mode observe
DONE = const(4)
LATER = const(8)
DUE = const(16)
CURED = const(32)
SPENT = const(64)

_CALLS = (events.STATUS_DIAGNOSE, events.STATUS_CLOCK)
_REGISTERED_NEEDS_IT = const(0x02)  # bit 1 of the registration's status byte (BMP 19)
_FIRST_GAP_MS = const(60000)
# Values of the record clock_seen.
_TERMINAL = const(3)
_NOT_TOLD = const(16)


class Diagnosis(Duty):
    """Counts how often it asked in a row: a terminal that it does not help is people's."""

    RULE = "diagnosis"
    STATES = RESTING | ASKING | WAITING
    INPUTS = 127
    BUSY = ASKING
    ROWS = (
        (RESTING, WANTED, ASKING, "_ask"),
        (ASKING | WAITING, WANTED, STAY, ""),
        (RESTING | ASKING | WAITING, WOULD_ASK, STAY, "_would_ask"),
        (ASKING, DONE, RESTING, "_asked"),
        (ASKING, LATER, WAITING, "_wait"),
        (RESTING | WAITING, DONE | LATER, STAY, ""),
        (WAITING, DUE, ASKING, "_ask"),
        (RESTING | ASKING, DUE, STAY, ""),
        (RESTING | WAITING, CURED, RESTING, "_rest"),
        (WAITING, SPENT, RESTING, "_stop"),
        (RESTING | ASKING, SPENT, STAY, ""),
        (ASKING, CURED, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, RESTING)
        self._tries = 0
        self._reason = 0
        self._told = False  # the diagnosis under way has brought a time
        self._mute = False  # this terminal's brings none
        self._called = 0  # the status that calls for it
        self._told_of: int | None = None  # what the alert is about, while it stands

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind in (events.BOOTED, events.TERMINAL_CHANGED):
            self._tries = 0
            self._mute = False
        elif kind == events.TERMINAL_STATUS:
            return self._read_status(event[1], now)
        elif _calls(event):
            self._called = events.STATUS_DIAGNOSE
            return self._want(effects.WHY_TERMINAL_DEMANDS)
        elif kind == events.CLOCK_TOLD:
            self._told = True
        elif kind == events.CLOCK_CHANGED:
            return CURED if self._reason == effects.WHY_CLOCK_UNSET else None
        elif kind == events.DEADLINE:
            return DUE if self._tries < limits.DIAGNOSES_MAX else SPENT
        elif kind == events.COMMAND_ENDED:
            proves_itself = self._reason == effects.WHY_CLOCK_UNSET
            return DONE if event[2] == events.DONE and proves_itself else LATER
        return None

    def _read_status(self, status: int, now: "Now") -> int | None:
        if status in _CALLS:
            self._called = status
            return self._want(effects.WHY_TERMINAL_DEMANDS)
        if self._reason == effects.WHY_TERMINAL_DEMANDS:
            self._tries = self._reason = 0
            return CURED
        unset = now.local_s is None and self.profile.clock_from_terminal
        if unset and not self._mute and status == events.STATUS_READY:
            return self._want(effects.WHY_CLOCK_UNSET)
        return None

    def _want(self, reason: int) -> int | None:
        if self.state == RESTING and self._tries >= limits.DIAGNOSES_MAX:
            return None
        self._reason = reason
        return WANTED if self.profile.enforce else WOULD_ASK

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._tries += 1
        self._told = False
        self._command(events.DIAGNOSE, self._reason)

    def _would_ask(self, event: "Event", now: "Now") -> None:
        self._tell(self._reason == effects.WHY_TERMINAL_DEMANDS)
        self._tries = limits.DIAGNOSES_MAX
        self._would(events.DIAGNOSE, self._reason)

    def _asked(self, event: "Event", now: "Now") -> None:
        if not self._told:
            self._mute = True
            self._record(r.R_CLOCK_SEEN, _TERMINAL, None, _NOT_TOLD)

    def _wait(self, event: "Event", now: "Now") -> None:
        in_vain = event[2] != events.DONE or self._tries > 1
        self._tell(in_vain and self._reason == effects.WHY_TERMINAL_DEMANDS)
        # A restart or another terminal meanwhile: what is under way was none of its tries.
        self._try_later(now, _FIRST_GAP_MS, max(0, self._tries - 1))
        if event[2] == events.DONE:
            self.news = (events.DIAGNOSED,)

    def _tell(self, stands: bool) -> None:
        if stands and self._told_of is None:
            self._told_of = self._called
            self._alert(effects.A_TERMINAL_NOT_READY, effects.RAISED, self._told_of)

    def _stop(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        if self._told_of is not None:
            self._alert(effects.A_TERMINAL_NOT_READY, effects.CLEARED, self._told_of)
            self._told_of = None

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.state == RESTING else ("diagnose", self._reason)


def _calls(event: "Event") -> bool:
    """Tell whether a registration or a refused sale says that the diagnosis is necessary."""
    if event[0] == events.REGISTERED:
        return bool((event[1] or 0) & _REGISTERED_NEEDS_IT)
    return event[0] == events.SALE_ENDED and event[1][events.T_RESULT] == events.STATUS_DIAGNOSE
