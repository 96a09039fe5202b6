# SPDX-License-Identifier: MIT
"""Duty: sales that the terminal approved off-line reach the acquirer before they are stale (R24).

That one was approved off-line is known by the terminal's word alone: its intermediate status
during that sale. A terminal that gives none, or a register that asked for none, leaves it unknown.
How many wait inside the terminal it never tells: these are the ones that were seen. Asking it to
send them is safe to repeat, because what was sent it has no more.
"""

from agent import effects, events, limits
from agent.policy import outcome
from agent.policy.batch import Batch
from agent.policy.books import TERMINAL_NOTICED
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event, Plan
    from agent.policy.ledger import Ledger
    from agent.policy.settlement import Settlement
    from agent.profile import Profile

# States
NONE = const(1)
WAITING = const(2)
SENDING = const(4)

# Inputs
SOLD = const(1)  # one more, approved off-line; or power is back, and some wait
OLD = const(2)  # the first of them waits for the profile's time
DUE = const(4)  # the next try
WOULD = const(8)  # the same in mode observe
REACHED = const(16)  # the terminal has its acquirer again
SENT = const(32)  # by us, or nothing is left to send
KEPT = const(64)  # refused, not sent, or no answer
GONE = const(128)  # by somebody else, with the batch or the terminal, or taken back

# Values of the record offline's field "state".
_SENT = const(1)
_SEEN = const(2)
_SETTLED = const(3)
_STRANDED = const(4)

_LINE_FIELD = const(13)  # of a SALE record; an older firmware's ends before it
_RETRY_MS = const(300000)  # doubles with each try: a dead line must not cost the customers' time
_PROVED = (outcome.VERIFIED, outcome.SEEN, outcome.NOTHING)


class Offline(Duty):
    """`waiting`: what was approved off-line since the last time that all of it went.

    Too many rather than too few: a sale that was reversed later is sent with the others.
    """

    RULE = "offline"
    STATES = NONE | WAITING | SENDING
    INPUTS = SOLD | OLD | DUE | WOULD | REACHED | SENT | KEPT | GONE
    BUSY = SENDING
    ROWS = (
        (NONE, SOLD, WAITING, "_begin"),
        (WAITING | SENDING, SOLD, STAY, ""),
        (WAITING | SENDING, OLD, STAY, "_tell"),
        (WAITING, DUE, SENDING, "_send"),
        (WAITING, WOULD, STAY, "_send"),
        (WAITING, REACHED, STAY, "_hurry"),
        (SENDING, SENT, NONE, "_end"),
        (SENDING, KEPT, WAITING, "_later"),
        (WAITING, GONE, NONE, "_end"),
        (SENDING, GONE, STAY, "_end"),
        (SENDING, DUE | WOULD | REACHED, STAY, ""),
        (NONE, OLD | DUE | WOULD | REACHED | GONE, STAY, ""),
        (NONE | WAITING, SENT | KEPT, STAY, ""),
    )

    def __init__(self, profile: "Profile", ledger: "Ledger", settlement: "Settlement") -> None:
        super().__init__(profile, NONE)
        self.waiting = Batch()
        self._ledger = ledger
        self._settlement = settlement
        self._tries = 0
        self._try_ms: int | None = None
        self._why = effects.WHY_NOT_UPLOADED  # or it is back, and has not been cut off since
        self._told = False  # the alert stands
        self._fate = _SENT  # of what waits, for the record

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty; off-line sales are counted on the way."""
        kind = event[0]
        if kind == events.SALE_ENDED and self._ledger.acquirer_line == events.OFF_LINE:
            if event[1][events.T_RESULT] == 0:
                return SOLD if self._count(event[1], now.wall_s) else GONE
        elif kind == events.ACQUIRER_LINE:
            if event[1] == events.OFF_LINE:
                self._why = effects.WHY_NOT_UPLOADED
            elif self._why == effects.WHY_NOT_UPLOADED:
                return REACHED  # once: a terminal may say it with every sale
        elif kind == events.COMMAND_ENDED:
            self._fate = _SENT
            return SENT if event[2] == events.DONE or not self.waiting.count else KEPT
        elif kind == events.BATCH_CLOSED:
            # Sold since, and perhaps off-line: then what waits is asked for once more.
            if event[1] in _PROVED and not self._settlement.batch.count:
                self._fate = _SETTLED
                return GONE
        elif kind in (events.OFFLINE_SENT, events.TERMINAL_CHANGED):
            self._fate = _SEEN if kind == events.OFFLINE_SENT else _STRANDED
            return GONE
        elif kind == events.BOOTED:
            return SOLD if self.waiting.count else None
        elif kind in (events.DEADLINE, events.CLOCK_CHANGED):
            return self._read_time(now)
        return None

    def _read_time(self, now: "Now") -> int | None:
        self.look_again(now)
        if self.deadline_ms is None or now.mono_ms < self.deadline_ms:
            return None
        if self.deadline_ms != self._try_ms:
            return OLD
        return DUE if self.profile.enforce else WOULD

    def _count(self, transaction: "Any", wall_s: int | None) -> int:
        """Count an approved one, or the fields of its record; return how many wait."""
        self.waiting.add(transaction, wall_s)
        if self.waiting.count <= 0:
            self.waiting.clear()
        return self.waiting.count

    def look_again(self, now: "Now") -> None:
        """Wake at the next try, or when the first is too old: what comes first."""
        self.deadline_ms = self._try_ms if now.trusted else None
        if self._told or now.wall_s is None or not self.waiting.count:
            return
        self.waiting.began(now.wall_s)  # of a sale without a clock: from now on
        left_s = (self.waiting.since_s or 0) + self.profile.offline_limit_s - now.wall_s
        old_ms = now.mono_ms + max(0, left_s) * 1000
        if self.deadline_ms is None or old_ms <= self.deadline_ms:
            self.deadline_ms = old_ms

    def _begin(self, event: "Event", now: "Now") -> None:
        self._tries = 0
        self._later(event, now)

    def _later(self, event: "Event", now: "Now") -> None:
        spent = self._tries >= limits.OFFLINE_SENDS_MAX
        self._try_ms = None if spent else now.mono_ms + (_RETRY_MS << self._tries)
        self.look_again(now)

    def _hurry(self, event: "Event", now: "Now") -> None:
        self._tries, self._why = 0, effects.WHY_ACQUIRER_BACK
        self._try_ms = now.mono_ms
        self.look_again(now)

    def _tell(self, event: "Event", now: "Now") -> None:
        self._told = True
        self._alert(effects.A_OFFLINE_WAITING, effects.RAISED)
        self.look_again(now)

    def _send(self, event: "Event", now: "Now") -> None:
        self._tries += 1
        self._try_ms = None
        self.look_again(now)
        ask = self._command if self.profile.enforce else self._would
        ask(events.SEND_OFFLINE, self._why)

    def _end(self, event: "Event", now: "Now") -> None:
        """None waits any more; `_fate` says why, but of what was taken back its sale says it."""
        waiting = self.waiting
        if waiting.count:
            was = (waiting.count, waiting.total_minor, waiting.since_s)
            self._record(r.R_OFFLINE, self._fate, *was)
        waiting.clear()
        self._told = False
        self._try_ms = self.deadline_ms = None
        self._alert(effects.A_OFFLINE_WAITING, effects.CLEARED)

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        if self.state == SENDING or (self._try_ms is not None and self.deadline_ms == self._try_ms):
            return "send_offline", self._why
        return (None, 0) if self.deadline_ms is None else ("warn_offline", self._why)

    def snapshot(self) -> "list[int | None]":
        """Return what waits."""
        return self.waiting.snapshot()

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self.waiting.restore(values)

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE:
            off_line = len(fields) > _LINE_FIELD and fields[_LINE_FIELD] == events.OFF_LINE
            if off_line and fields[events.T_RESULT] == 0:
                self._count(fields, record[r.WALL_S])
        elif kind == r.R_OFFLINE or (
            kind == r.R_TERMINAL_CHANGED and fields[0] == TERMINAL_NOTICED
        ):
            self.waiting.clear()
