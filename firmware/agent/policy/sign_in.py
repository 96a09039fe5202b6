# SPDX-License-Identifier: MIT
"""Duty: the terminal is signed in before it sells, and not too long ago (R72, R73).

Asks after power-up, before opening, after silence, after a settlement, and when the line shows that
initialisation is necessary or that keys are missing; puts it right with the terminal's own
initialisation, and believes only the status that the terminal gives afterwards, never the command
that was sent. A session ends at the profile's age: it is renewed before that, best before opening.
Of one that only says that it lives this stays unknown, until signing in or a result tells.
A terminal that does not let the board sign it in is a message to people, not a reason to go on
asking. While the clock is not trusted it asks and says, and signs in only for somebody who closes.
"""

from agent import effects, events, limits
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
OBSERVED = const(64)  # not signed in, and we may only look: mode observe, or an untrusted clock
BARRED = const(128)  # signing in does not help, or is not allowed: people must

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
NO_RIGHT = const(512)  # the sign-in was refused for good: unknown, not allowed, wrong password
KEYLESS = const(1024)  # says that it is ready, and lacks its keys however often it is signed in
UNTOLD = const(2048)  # it lives, and nothing has shown whether it is signed in

_STATES = const(255)
_INPUTS = const(4095)

# Values of the record sign_in's field "state".
_RECORD_SIGNED_IN = const(1)
_RECORD_NEEDED = const(2)
_RECORD_FAILED = const(4)
_RECORD_UNKNOWN = const(5)
_RECORD_REFUSED = const(8)
_RECORD_DUE = const(9)

# Results of a sale after which the terminal's status says more: function not possible or switched
# off, PIN pad, logs full, voltage, card lock and card profile, printer, out of order, maintenance,
# reader, not activated, OPT, system error.
_ASK_WHY = b"\x83\x6b\x89\xb2\xbf\xc0\xc1\xc4\xcc\xdf\xe0\xe2\xe3\xe4\xf5\xf6\xff"
# Function not possible; function off; wrong password at some makers (ZVT PA00P015, chapter 10).
_NO_RIGHT_CODES = b"\x83\x6b\x37"
# A terminal that was away, or does not tell its totals, may have lost its keys; one that signs off
# with its settlement has given them back; a diagnosis may have cured it.
_PERHAPS_LOST = (events.LINE_ANSWERING, events.TOTALS_REFUSED, events.SIGNED_OFF, events.DIAGNOSED)
_CURED = (effects.A_NOT_SIGNED_IN, effects.A_SOLD_NOT_SIGNED_IN, effects.A_SIGN_IN_REFUSED)
_GOOD_MOMENTS = (effects.WHY_POWER_UP, effects.WHY_BEFORE_OPENING)
_RETRY_MS = const(60000)
_REGISTERED_NEEDS_SIGN_IN = const(0x01)  # bit 0 of the registration's status byte (BMP 19)


class SignIn(Duty):
    """State of the terminal's sign-in. `status` is the last status code the terminal gave."""

    RULE = "sign_in"
    STATES = _STATES
    INPUTS = _INPUTS
    BUSY = CHECKING | SIGNING_IN | CONFIRMING
    ROWS = (
        (UNKNOWN | SIGNED_IN | WAITING | OBSERVED | BARRED, ASK, CHECKING, "_check"),
        (CHECKING | SIGNING_IN | CONFIRMING, ASK, STAY, ""),
        (_STATES, WOULD_ASK, STAY, "_would_ask"),
        (SIGNED_IN, READY, STAY, "_still"),
        (UNKNOWN | CHECKING | SIGNING_IN | CONFIRMING, READY, SIGNED_IN, "_signed_in"),
        (WAITING | OBSERVED | BARRED, READY, SIGNED_IN, "_signed_in"),
        (UNKNOWN | CHECKING | SIGNED_IN | WAITING | OBSERVED, NEEDED, SIGNING_IN, "_sign_in"),
        (SIGNING_IN | BARRED, NEEDED | NEEDED_OBSERVED, STAY, ""),
        (CONFIRMING, NEEDED, WAITING, "_failed"),
        (OBSERVED, NEEDED_OBSERVED, STAY, ""),
        (UNKNOWN | CHECKING | SIGNED_IN, NEEDED_OBSERVED, OBSERVED, "_observed"),
        (CONFIRMING | WAITING, NEEDED_OBSERVED, OBSERVED, "_observed"),
        (UNKNOWN | CHECKING | CONFIRMING, OTHER, WAITING, "_wait"),
        (SIGNED_IN | SIGNING_IN | WAITING | OBSERVED | BARRED, OTHER, STAY, ""),
        (UNKNOWN | CHECKING | WAITING, UNTOLD, UNKNOWN, "_untold"),
        (CONFIRMING, UNTOLD, WAITING, "_wait"),
        (SIGNED_IN | SIGNING_IN | OBSERVED | BARRED, UNTOLD, STAY, ""),
        (UNKNOWN | CHECKING | SIGNED_IN | WAITING | OBSERVED, KEYLESS, BARRED, "_keyless"),
        (SIGNING_IN | CONFIRMING | BARRED, KEYLESS, STAY, ""),
        (SIGNING_IN, DONE, CONFIRMING, "_confirm"),
        (UNKNOWN | CHECKING | SIGNED_IN | CONFIRMING, DONE | NO_RIGHT, STAY, ""),
        (WAITING | OBSERVED | BARRED, DONE | NO_RIGHT, STAY, ""),
        (CHECKING | CONFIRMING, FAILED, WAITING, "_wait"),
        (SIGNING_IN, FAILED, WAITING, "_failed"),
        (SIGNING_IN, NO_RIGHT, BARRED, "_refused"),
        (UNKNOWN | SIGNED_IN | WAITING | OBSERVED | BARRED, FAILED, STAY, ""),
        (_STATES, SALE, STAY, "_sold"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, UNKNOWN)
        self.status: int | None = None
        # Since when the session is known to last, wall time: its sign-in, or the first time that
        # the terminal was seen signed in. None while not signed in, or without a clock.
        self.since_s: int | None = None
        self._attempts = 0
        self._noted = 0  # the state last written since boot
        self._reason = effects.WHY_POWER_UP
        self._keys_missing = False  # by a result code, whatever the status says
        self._key_tries = 0  # sign-ins for missing keys since a sale was approved

    def signed_in(self, now: "Now") -> bool | None:
        """Tell what is known: True, False (too old a session as well), or None."""
        if self._keys_missing or self.status == events.STATUS_INITIALISE or self._used_up(now, 0):
            return False
        known = self.state == SIGNED_IN or (self.state == BARRED and not self.status)
        return True if known else None

    def calls_for_it(self, result: int) -> bool:
        """Tell whether a result says that keys are missing, or do not fit: sign in again.

        The terminal's own, and those that the acquirer's sheet names, such as for a wrong MAC.
        """
        return result == events.KEY_MISSING or result in self.profile.sign_in_again_codes

    def age_s(self, now: "Now") -> int | None:
        """Return the least age of the session, None if unknown. `now` must be trusted."""
        if self.since_s is None or now.wall_s is None or not now.trusted:
            return None
        return max(0, now.wall_s - self.since_s)

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
            return self._read_sale(event[1][events.T_RESULT])
        if kind == events.KEYS_MISSING:
            return self._read_sale(events.KEY_MISSING)
        if kind == events.BUTTON_HELD and self.profile.enforce:
            untold = self.state == UNKNOWN and self.status == events.STATUS_UNTOLD
            if untold or self.state == OBSERVED:
                self._reason = effects.WHY_CLOSING_BUTTON
                return NEEDED  # signed in first, or its batch could not go
        if kind in (events.BOOTED, events.CLOCK_CHANGED):
            return self._ask(effects.WHY_POWER_UP)
        if kind in _PERHAPS_LOST or kind == events.SALE_STOPPED:
            return self._ask(effects.WHY_RETRY)
        if kind == events.BATCH_CLOSED:  # some terminals sign off when they settle
            return self._ask(effects.WHY_AFTER_SETTLEMENT)
        if kind == events.SIGN_IN_SEEN:  # by somebody else: a new session
            self.since_s = None
            self._noted = 0
            self._keys_missing = False
            return self._ask(effects.WHY_VERIFY)
        if kind == events.DEADLINE:
            waiting = self.state == WAITING
            if not waiting and self._used_up(now, limits.SIGN_IN_RENEW_S):
                return self._ask(effects.WHY_SESSION_AGE)
            return self._ask(effects.WHY_RETRY if waiting else effects.WHY_BEFORE_OPENING)
        return None

    def look_again(self, now: "Now") -> None:
        """Plan anew at a wake-up that was not ours."""
        if self.state in (SIGNED_IN, OBSERVED, BARRED):
            self._plan((), now)

    def snapshot(self) -> "list[int | None]":
        """Return since when the session lasts."""
        return [self.since_s]

    def restore(self, values: "list[int | None]") -> None:
        """Take back what `snapshot` gave."""
        self.since_s = values[0]

    def replay(self, record: "list[Any]") -> None:
        """Follow the session through one record: it ends, or is seen to have begun."""
        kind, wall_s = record[r.KIND], record[r.WALL_S]
        if kind == r.R_SIGN_IN:
            if record[r.HEAD] == _RECORD_SIGNED_IN:
                self.since_s = wall_s if self.since_s is None else self.since_s
            elif record[r.HEAD] == _RECORD_NEEDED:
                self.since_s = None
        elif kind == r.R_OUTCOME and record[r.HEAD] == events.SIGN_IN:
            if record[r.HEAD + 1] == events.DONE:
                self.since_s = None
            elif not self.profile.enforce:
                self.since_s = wall_s

    def _used_up(self, now: "Now", left_s: int) -> bool:
        """Tell whether the session's age leaves it no more than `left_s`."""
        age_s, max_s = self.age_s(now), self.profile.sign_in_max_age_s
        counts = max_s > 0 and self._can()
        return age_s is not None and counts and age_s >= max_s - left_s

    def _can(self) -> bool:
        """Tell whether this terminal lets itself be signed in; else a session has no age."""
        return bool(self.profile.can & c.SIGN_IN)

    def _ask(self, reason: int) -> int:
        if not self.state & self.BUSY:  # a question under way keeps its reason
            self._reason = reason
        if reason in _GOOD_MOMENTS:
            self._key_tries = 0
        return ASK if self.profile.enforce else WOULD_ASK

    def _read_sale(self, result: int) -> int | None:
        if result == 0:
            self._keys_missing = False
            self._key_tries = 0
            return SALE
        if result in _ASK_WHY:
            return self._ask(effects.WHY_VERIFY)
        if not self.calls_for_it(result):
            return None
        self._keys_missing = True
        return self._ask(effects.WHY_KEYS_MISSING)

    def _read_status(self, status: int, now: "Now") -> int:
        if self.status == events.STATUS_KEYLESS:
            self._keys_missing = False  # as it says itself
        self.status = status
        if status == events.STATUS_INITIALISE:
            self.since_s = None
        elif status == events.STATUS_KEYLESS:
            self._keys_missing = True
            if self.state != CONFIRMING and self._key_tries >= limits.SIGN_INS_FOR_KEYS_MAX:
                return KEYLESS
        elif status == events.STATUS_UNTOLD:
            if not (self.profile.enforce and now.trusted and self._can()):
                return UNTOLD
        elif status != events.STATUS_READY:
            return OTHER
        elif self.state == CONFIRMING:
            return READY
        elif self._keys_missing:
            if self._key_tries >= limits.SIGN_INS_FOR_KEYS_MAX:
                return KEYLESS
        elif not self._renews(now):
            return READY
        if not self._can():
            return KEYLESS  # a person must
        may_act = now.trusted or self.state == CONFIRMING
        return NEEDED if self.profile.enforce and may_act else NEEDED_OBSERVED

    def _renews(self, now: "Now") -> bool:
        """Tell whether the session is to be renewed now: soon too old, or it is a good moment.

        That is the question at power-up and before opening: one more than half used up might
        not last until the next of them.
        """
        left_s = limits.SIGN_IN_RENEW_S
        if self.state == CHECKING and self._reason in _GOOD_MOMENTS:
            left_s = max(left_s, self.profile.sign_in_max_age_s // 2)
        if not (self.profile.enforce and self._used_up(now, left_s)):
            return False
        if not self.state & self.BUSY or self.state == CHECKING:
            self._reason = effects.WHY_SESSION_AGE
        return True

    def _read_answer(self, command: int, outcome: int, code: int, now: "Now") -> int | None:
        if command == events.SIGN_IN and outcome == events.REFUSED and code in _NO_RIGHT_CODES:
            return NO_RIGHT
        if outcome != events.DONE:
            return FAILED
        return self._read_status(code, now) if command == events.CHECK_STATUS else DONE

    def _check(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.CHECK_STATUS, self._reason)

    def _would_ask(self, event: "Event", now: "Now") -> None:
        """In mode observe: what would follow if the terminal answered as it did last."""
        if self._keys_missing or self._used_up(now, limits.SIGN_IN_RENEW_S):
            self._keys_missing = False
            self._would_sign_in(now)
        self._plan(event, now)

    def _would_sign_in(self, now: "Now") -> None:
        self._would(events.SIGN_IN, self._reason)
        self.since_s = now.wall_s

    def _sign_in(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._key_tries += self._keys_missing
        told = None if self._keys_missing else self.status
        why = _RECORD_UNKNOWN if told == events.STATUS_UNTOLD else _RECORD_NEEDED
        self._note(_RECORD_DUE if told == events.STATUS_READY else why)
        self._command(events.SIGN_IN, self._reason)

    def _confirm(self, event: "Event", now: "Now") -> None:
        self.since_s = None
        self._keys_missing = False
        self._check(event, now)

    def _still(self, event: "Event", now: "Now") -> None:
        if self.since_s is None and now.wall_s is not None:
            self._signed_in(event, now)

    def _signed_in(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        if self.since_s is None:
            self.since_s = now.wall_s
        self._note(_RECORD_SIGNED_IN)
        for alert in _CURED:
            self._alert(alert, effects.CLEARED)
        self._plan(event, now)

    def _observed(self, event: "Event", now: "Now") -> None:
        self._note(_RECORD_NEEDED)
        if not self.profile.enforce:
            self._would_sign_in(now)
        self._alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self._plan(event, now)

    def _untold(self, event: "Event", now: "Now") -> None:
        self._note(_RECORD_UNKNOWN)
        self._plan(event, now)

    def _failed(self, event: "Event", now: "Now") -> None:
        # Of keys that nothing was told of, what was not sent or not answered tells nothing either.
        if self.status != events.STATUS_UNTOLD or self._keys_missing or event[2] == events.REFUSED:
            self._note(_RECORD_FAILED)
            self._alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self._wait(event, now)

    def _keyless(self, event: "Event", now: "Now") -> None:
        """Signing in does not bring its keys back: a person must, and an approved sale shows it."""
        self._note(_RECORD_FAILED if self._can() else _RECORD_NEEDED)
        self._alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self._plan(event, now)

    def _refused(self, event: "Event", now: "Now") -> None:
        """The board lacks the right: tried again only at the next power-up or opening."""
        self._record(r.R_SIGN_IN, _RECORD_REFUSED, event[3])
        self._noted = _RECORD_REFUSED
        self._alert(effects.A_SIGN_IN_REFUSED, effects.RAISED)
        self._plan(event, now)

    def _note(self, state: int) -> None:
        """Write a change of state; that it was asked again and is the same is none."""
        if state != self._noted or state == _RECORD_FAILED:
            self._noted = state
            self._record(r.R_SIGN_IN, state, self.status)

    def _wait(self, event: "Event", now: "Now") -> None:
        self._try_later(now, _RETRY_MS, self._attempts)
        self._attempts += 1

    def _sold(self, event: "Event", now: "Now") -> None:
        if self.signed_in(now) is False:
            self._alert(effects.A_SOLD_NOT_SIGNED_IN, effects.RAISED, event[1][events.T_TRACE])

    def _plan(self, event: "Event", now: "Now") -> None:
        """Ask before the next opening, or before the session ends if that is sooner.

        Without a clock only events wake us; an untrusted one plans nothing by age.
        """
        self.deadline_ms = None
        if now.local_s is None:
            return
        in_s = calendar.next_sign_in_check_s(self.profile, now.local_s)
        if in_s is not None:
            in_s -= now.local_s
        age_s, max_s = self.age_s(now), self.profile.sign_in_max_age_s
        if age_s is not None and max_s and self.state == SIGNED_IN:
            left_s = max(_RETRY_MS // 1000, max_s - limits.SIGN_IN_RENEW_S - age_s)
            in_s = left_s if in_s is None else min(in_s, left_s)
        if in_s is not None:
            self.deadline_ms = now.mono_ms + in_s * 1000

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        if self.state & self.BUSY:
            return ("sign_in" if self.state == SIGNING_IN else "check"), self._reason
        if self.deadline_ms is None:
            return None, 0
        waiting = self.state == WAITING
        return "check", effects.WHY_RETRY if waiting else effects.WHY_BEFORE_OPENING
