# SPDX-License-Identifier: MIT
"""Duty: the short words of an alert that nobody has seen are shown at the terminal (ZVT 06 E0).

Where the profile wants it, and between dialogs only: the command gives way to a register that
speaks, and is gone from the screen by itself. A few times for one alert; the panel and the lamp go
on. A terminal that refuses is not asked again until the board restarts, and that is written down.
Shown words are no record: whether somebody read them no terminal tells.
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
SHOWING = const(2)
WAITING = const(4)
MUTE = const(8)  # this terminal shows none

# Inputs
STANDS = const(1)
GONE = const(2)
AGAIN = const(4)  # shown, or not sent: once more later
ENOUGH = const(8)
REFUSED = const(16)
DUE = const(32)
BOOT = const(64)

_STATES = const(RESTING | SHOWING | WAITING | MUTE)
_AGAIN_MS = const(60000)
_BUSY_CODE = const(0x9C)  # please wait


class Display(Duty):
    """`_shown`: how often, of the alert that stands, in so many `_tries`."""

    RULE = "display"
    STATES = _STATES
    INPUTS = 127
    BUSY = SHOWING
    ROWS = (
        (RESTING | WAITING, STANDS, SHOWING, "_show"),
        (SHOWING | MUTE, STANDS, STAY, ""),
        (RESTING | WAITING, GONE, RESTING, "_rest"),
        (SHOWING | MUTE, GONE, STAY, ""),
        (SHOWING, AGAIN, WAITING, "_wait"),
        (SHOWING, ENOUGH, RESTING, "_rest"),
        (SHOWING, REFUSED, MUTE, "_fall_mute"),
        (RESTING | WAITING | MUTE, AGAIN | ENOUGH | REFUSED, STAY, ""),
        (WAITING, DUE, SHOWING, "_show"),
        (RESTING | SHOWING | MUTE, DUE, STAY, ""),
        (MUTE, BOOT, RESTING, ""),
        (RESTING | SHOWING | WAITING, BOOT, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, RESTING)
        self._stands: int | None = None
        self._shown = 0
        self._tries = 0

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.ALERT_STANDS:
            self._stands = event[1]
            self._shown = self._tries = 0
            return GONE if self._stands is None else STANDS
        if kind == events.DEADLINE:
            return DUE
        if kind in (events.BOOTED, events.TERMINAL_CHANGED):
            return BOOT
        if kind != events.COMMAND_ENDED:
            return None
        if event[2] == events.REFUSED and event[3] != _BUSY_CODE:
            return REFUSED
        self._shown += event[2] == events.DONE
        often = self._shown >= limits.DISPLAYS_MAX or self._tries >= limits.DISPLAY_TRIES_MAX
        return ENOUGH if self._stands is None or often else AGAIN

    def _show(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._tries += 1
        self._command(events.SHOW_TEXT, effects.WHY_ALERT)

    def _wait(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = now.mono_ms + _AGAIN_MS

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None

    def _fall_mute(self, event: "Event", now: "Now") -> None:
        self._rest(event, now)
        self._record(r.R_INTENT, events.SHOW_TEXT, effects.WHY_ALERT)
        self._record(r.R_OUTCOME, events.SHOW_TEXT, events.REFUSED, event[3])

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return ("show_text", effects.WHY_ALERT) if self.state & (SHOWING | WAITING) else (None, 0)
