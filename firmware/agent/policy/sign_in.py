# SPDX-License-Identifier: MIT
"""Duty: the terminal is signed in before it sells (R72, R73).

Asks after power-up, before opening, after silence and when the line shows that initialisation is
necessary; puts it right with the terminal's own initialisation, and believes only the status
that the terminal gives afterwards, never the command that was sent. While the clock is unset it
asks and says, and signs in only for somebody who closes.
"""

from agent import effects, events
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
UNKNOWN = const(1)
CHECKING = const(2)
SIGNED_IN = const(4)
SIGNING_IN = const(8)
CONFIRMING = const(16)  # sign-in answered "done": the status must now say so too
WAITING = const(32)  # not signed in, or no answer: ask again later
OBSERVED = const(64)  # not signed in, and we may only look: mode observe, or the clock is unset

# Inputs
ASK = const(1)
READY = const(2)
NEEDED = const(4)
OTHER = const(8)  # a status that signing in would not cure, e.g. printer or out of order
DONE = const(16)
FAILED = const(32)
SALE = const(64)
WOULD_ASK = const(128)  # mode observe: the moment to ask, and we send nothing
NEEDED_OBSERVED = const(256)

_STATES = const(UNKNOWN | CHECKING | SIGNED_IN | SIGNING_IN | CONFIRMING | WAITING | OBSERVED)
_INPUTS = const(ASK | READY | NEEDED | OTHER | DONE | FAILED | SALE | WOULD_ASK | NEEDED_OBSERVED)

# Values of the record sign_in's field "state".
_RECORD_SIGNED_IN = const(1)
_RECORD_NEEDED = const(2)
_RECORD_FAILED = const(4)

_RETRY_MS = const(60000)
_REGISTERED_NEEDS_SIGN_IN = const(0x01)  # bit 0 of the registration's status byte (BMP 19)


class SignIn(Duty):
    """State of the terminal's sign-in. `status` is the last status code the terminal gave."""

    RULE = "sign_in"
    STATES = _STATES
    INPUTS = _INPUTS
    BUSY = CHECKING | SIGNING_IN | CONFIRMING
    ROWS = (
        (UNKNOWN | SIGNED_IN | WAITING | OBSERVED, ASK, CHECKING, "_check"),
        (CHECKING | SIGNING_IN | CONFIRMING, ASK, STAY, ""),
        (_STATES, WOULD_ASK, STAY, "_plan"),
        (SIGNED_IN, READY, STAY, ""),
        (UNKNOWN | CHECKING | SIGNING_IN | CONFIRMING, READY, SIGNED_IN, "_signed_in"),
        (WAITING | OBSERVED, READY, SIGNED_IN, "_signed_in"),
        (UNKNOWN | CHECKING | SIGNED_IN | WAITING | OBSERVED, NEEDED, SIGNING_IN, "_sign_in"),
        (SIGNING_IN, NEEDED | NEEDED_OBSERVED, STAY, ""),
        (CONFIRMING, NEEDED, WAITING, "_failed"),
        (OBSERVED, NEEDED_OBSERVED, STAY, ""),
        (UNKNOWN | CHECKING | SIGNED_IN, NEEDED_OBSERVED, OBSERVED, "_observed"),
        (CONFIRMING | WAITING, NEEDED_OBSERVED, OBSERVED, "_observed"),
        (UNKNOWN | CHECKING | CONFIRMING, OTHER, WAITING, "_wait"),
        (SIGNED_IN | SIGNING_IN | WAITING | OBSERVED, OTHER, STAY, ""),
        (SIGNING_IN, DONE, CONFIRMING, "_check"),
        (UNKNOWN | CHECKING | SIGNED_IN | CONFIRMING | WAITING | OBSERVED, DONE, STAY, ""),
        (CHECKING | CONFIRMING, FAILED, WAITING, "_wait"),
        (SIGNING_IN, FAILED, WAITING, "_failed"),
        (UNKNOWN | SIGNED_IN | WAITING | OBSERVED, FAILED, STAY, ""),
        (_STATES, SALE, STAY, "_sold"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, UNKNOWN)
        self.status: int | None = None
        self._attempts = 0
        self._noted = 0  # the state last written since boot
        self._reason = effects.WHY_POWER_UP

    def signed_in(self) -> bool | None:
        """Tell what is known: True, False, or None."""
        if self.state == SIGNED_IN:
            return True
        return False if self.status == events.STATUS_INITIALISE else None

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.TERMINAL_STATUS:
            return self._read_status(event[1], now)
        if kind == events.COMMAND_ENDED:
            return self._read_answer(event[1], event[2], event[3], now)
        if kind == events.REGISTERED:
            needed = event[1] is not None and event[1] & _REGISTERED_NEEDS_SIGN_IN
            return self._read_status(events.STATUS_INITIALISE, now) if needed else None
        if kind in (events.SALE_ENDED, events.SALE_FOUND):
            return SALE if event[1][events.T_RESULT] == 0 else None
        if kind == events.BUTTON_HELD and self.state == OBSERVED and self.profile.enforce:
            self._reason = effects.WHY_CLOSING_BUTTON
            return NEEDED  # signed in first, or its batch could not go
        if kind in (events.BOOTED, events.CLOCK_CHANGED):
            return self._ask(effects.WHY_POWER_UP)
        if kind in (events.LINE_ANSWERING, events.TOTALS_REFUSED):
            # A terminal that was away, or does not tell its totals, may have lost its keys.
            return self._ask(effects.WHY_RETRY)
        if kind == events.DEADLINE:
            waiting = self.state == WAITING
            return self._ask(effects.WHY_RETRY if waiting else effects.WHY_BEFORE_OPENING)
        return None

    def look_again(self, now: "Now") -> None:
        """Plan anew at a wake-up that was not ours."""
        if self.state in (SIGNED_IN, OBSERVED):
            self._plan((), now)

    def _ask(self, reason: int) -> int:
        if not self.state & self.BUSY:  # a question under way keeps its reason
            self._reason = reason
        return ASK if self.profile.enforce else WOULD_ASK

    def _read_status(self, status: int, now: "Now") -> int:
        self.status = status
        if status == events.STATUS_INITIALISE:
            may_act = now.trusted or self.state == CONFIRMING
            return NEEDED if self.profile.enforce and may_act else NEEDED_OBSERVED
        return READY if status == events.STATUS_READY else OTHER

    def _read_answer(self, command: int, outcome: int, code: int, now: "Now") -> int | None:
        if outcome != events.DONE:
            return FAILED
        return self._read_status(code, now) if command == events.CHECK_STATUS else DONE

    def _check(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.CHECK_STATUS, self._reason)

    def _sign_in(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._note(_RECORD_NEEDED)
        self._command(events.SIGN_IN, self._reason)

    def _signed_in(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._note(_RECORD_SIGNED_IN)
        self._alert(effects.A_NOT_SIGNED_IN, effects.CLEARED)
        self._alert(effects.A_SOLD_NOT_SIGNED_IN, effects.CLEARED)
        self._plan(event, now)

    def _observed(self, event: "Event", now: "Now") -> None:
        self._note(_RECORD_NEEDED)
        if not self.profile.enforce:
            self._would(events.SIGN_IN, self._reason)
        self._alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self._plan(event, now)

    def _failed(self, event: "Event", now: "Now") -> None:
        self._note(_RECORD_FAILED)
        self._alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self._wait(event, now)

    def _note(self, state: int) -> None:
        """Write a change of state; that it was asked again and is the same is none."""
        if state != self._noted or state == _RECORD_FAILED:
            self._noted = state
            self._record(r.R_SIGN_IN, state, self.status)

    def _wait(self, event: "Event", now: "Now") -> None:
        self._try_later(now, _RETRY_MS, self._attempts)
        self._attempts += 1

    def _sold(self, event: "Event", now: "Now") -> None:
        if self.signed_in() is False:
            self._alert(effects.A_SOLD_NOT_SIGNED_IN, effects.RAISED, event[1][events.T_TRACE])

    def _plan(self, event: "Event", now: "Now") -> None:
        """Ask again before the next opening; while the clock is unset only events wake us."""
        self.deadline_ms = None
        if now.local_s is not None:
            check_s = calendar.next_sign_in_check_s(self.profile, now.local_s)
            if check_s is not None:
                self.deadline_ms = now.mono_ms + (check_s - now.local_s) * 1000

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        if self.state & self.BUSY:
            return ("sign_in" if self.state == SIGNING_IN else "check"), self._reason
        if self.deadline_ms is None:
            return None, 0
        waiting = self.state == WAITING
        return "check", effects.WHY_RETRY if waiting else effects.WHY_BEFORE_OPENING
