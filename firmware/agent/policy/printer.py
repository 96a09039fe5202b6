# SPDX-License-Identifier: MIT
"""Duty: the terminal's own printer, of which a terminal tells only that it is not ready (R59, R63).

Where the terminal prints itself nobody sees a slip. So after each sale the status is asked: a
printer that is not ready then has left no whole receipt. Once it is ready again the terminal is
told, once, to repeat the newest sale's receipt; a duplicate is weaker evidence and is called one.
All this only where the profile allows the duplicate; a fault is always told.
"""

from agent import effects, events
from agent.policy import slips
from agent.policy.duty import STAY, Duty
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# States
QUIET = const(1)
ASKING = const(2)  # after a sale: was the printer ready?
WAITING = const(4)  # it was not: the newest sale lacks its receipt
LOOKING = const(8)  # asking again
REPEATING = const(16)
STALE = const(32)  # told to repeat, and another sale began

# Inputs
UNSEEN = const(1)  # the newest sale's receipt is not visible, and a duplicate is allowed
READY = const(2)
OUT = const(4)
SILENT = const(8)
DUE = const(16)
SOLD = const(32)  # the next sale begins
REPEATED = const(64)
FAILED = const(128)  # not repeated, or nobody knows: never a second time
CLOSED = const(256)

_STATES = const(QUIET | ASKING | WAITING | LOOKING | REPEATING | STALE)
_INPUTS = const(UNSEEN | READY | OUT | SILENT | DUE | SOLD | REPEATED | FAILED | CLOSED)
_ANSWERS = const(READY | OUT | SILENT)
_ENDS = const(REPEATED | FAILED)

_LOOK_MS = const(30000)


class Printer(Duty):
    """Follows one sale, the newest."""

    RULE = "printer"
    STATES = _STATES
    INPUTS = _INPUTS
    BUSY = ASKING | LOOKING | REPEATING | STALE
    ROWS = (
        (QUIET | WAITING, UNSEEN, ASKING, "_ask"),
        (ASKING | LOOKING | REPEATING | STALE, UNSEEN, STAY, ""),
        (ASKING, READY | SILENT, QUIET, ""),
        (ASKING, OUT, WAITING, "_impossible"),
        (WAITING, DUE, LOOKING, "_ask"),
        (WAITING | LOOKING, READY, REPEATING, "_repeat"),
        (LOOKING, OUT | SILENT, WAITING, "_wait"),
        (WAITING, OUT | SILENT, STAY, ""),
        (WAITING, SOLD | CLOSED, QUIET, "_rest"),
        (LOOKING, SOLD | CLOSED, ASKING, ""),
        (REPEATING, SOLD | CLOSED, STALE, ""),
        (REPEATING, REPEATED, QUIET, "_repeated"),
        (REPEATING, FAILED, QUIET, ""),
        (STALE, _ENDS, QUIET, ""),
        (QUIET | REPEATING | STALE, _ANSWERS, STAY, ""),
        (QUIET | ASKING | STALE, SOLD | CLOSED, STAY, ""),
        (QUIET | ASKING | LOOKING | REPEATING | STALE, DUE, STAY, ""),
        (QUIET | ASKING | WAITING | LOOKING, _ENDS, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, QUIET)
        self.out = False  # the terminal said last that its printer is not ready

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.TERMINAL_STATUS:
            return self._status(event[1], now)
        if kind == events.COMMAND_ENDED:
            if event[1] == events.REPEAT_RECEIPT:
                return REPEATED if event[2] == events.DONE else FAILED
            return self._status(event[3], now) if event[2] == events.DONE else SILENT
        if (kind == events.SALE_FOUND and slips.owes(event[1])) or (
            kind == events.RECEIPT_ENDED and event[1] == events.RECEIPT_NOT_VISIBLE
        ):
            return UNSEEN if self.profile.auto_duplicate and self.profile.enforce else None
        if kind == events.DEADLINE:
            return DUE
        if kind == events.SALE_STARTED:
            return SOLD
        return CLOSED if kind == events.BATCH_CLOSED else None

    def _status(self, code: int, now: "Now") -> int:
        out = code == events.STATUS_PRINTER
        if out != self.out:
            self.out = out
            self._alert(effects.A_PRINTER_FAULT, effects.RAISED if out else effects.CLEARED)
        if out or (self.state != ASKING and not now.trusted):  # then nothing is to be repeated
            return OUT
        return READY

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.CHECK_STATUS, effects.WHY_NO_RECEIPT)

    def _impossible(self, event: "Event", now: "Now") -> None:
        self.news = (events.RECEIPT_ENDED, events.RECEIPT_IMPOSSIBLE, 0, 0, 0, None)
        self._wait(event, now)

    def _wait(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = now.mono_ms + _LOOK_MS

    def _rest(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None

    def _repeat(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.REPEAT_RECEIPT, effects.WHY_NO_RECEIPT)

    def _repeated(self, event: "Event", now: "Now") -> None:
        self.news = (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 0, 1, 0, None)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        return (None, 0) if self.state == QUIET else ("check", effects.WHY_NO_RECEIPT)
