# SPDX-License-Identifier: MIT
"""Duty: where the profile wants it, no sale while not signed in, or while a batch is overdue (R83).

Only in line, and only the register's sales: what a person does about it, such as signing in,
settling or reversing, always passes. It closes on what is known and on nothing else: after a start
it stands open until the terminal has told its status, with a clock that is not trusted no batch is
overdue, and where the journal keeps nothing, or it is another terminal, it opens. A supervisor lets
a few sales through for a while: by a press that nobody makes by mistake, or with name and PIN.
"""

from agent import effects, events, limits
from agent.policy import books, calendar
from agent.policy.duty import STAY, Duty
from agent.profile import local_s
from posminder_formats import people
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event
    from agent.policy.settlement import Settlement
    from agent.policy.sign_in import SignIn
    from agent.profile import Profile

# States
OPEN = const(1)
CLOSED = const(2)
OVERRIDDEN = const(4)

# Inputs
CLOSES = const(1)  # there is a cause, or another one
OPENS = const(2)
STOPPED = const(4)  # the driver refused a sale
SOLD = const(8)  # a sale began
OVERRIDE = const(16)
SPENT = const(32)  # the override's time or sales; closed: what the driver was told

# Values of the record gate's fields "state" and "by".
_CLOSED = const(1)
_OPENED = const(2)
_REFUSED = const(3)
_WOULD = const(4)
_OVERRIDDEN = const(5)
_ENDED = const(6)
_BY_BUTTON = const(1)
_BY_PERSON = const(2)

_HOUR_MS = const(3600000)


class Gate(Duty):
    """`cause` is events.GATE_*, 0 for none; `sales_left` how many an override still lets by."""

    STATES = OPEN | CLOSED | OVERRIDDEN
    INPUTS = 63
    ROWS = (
        (OPEN | CLOSED, CLOSES, CLOSED, "_close"),
        (OVERRIDDEN, CLOSES, STAY, ""),
        (CLOSED | OVERRIDDEN, OPENS, OPEN, "_open"),
        (OPEN, OPENS | SPENT | OVERRIDE | SOLD, STAY, ""),
        (OPEN | CLOSED | OVERRIDDEN, STOPPED, STAY, "_stopped"),
        (CLOSED, SOLD, STAY, "_sold"),
        (OVERRIDDEN, SOLD, STAY, ""),
        (CLOSED | OVERRIDDEN, OVERRIDE, OVERRIDDEN, "_override"),
        (OVERRIDDEN, SPENT, CLOSED, "_end"),
        (CLOSED, SPENT, STAY, "_arm"),
    )

    def __init__(self, profile: "Profile", sign_in: "SignIn", settlement: "Settlement") -> None:
        super().__init__(profile, OPEN)
        self._sign_in = sign_in
        self._settlement = settlement
        self.cause = 0
        self.sales_left = 0
        self._unkept = False  # the journal does not keep records
        self._hour_ms = 0  # when the hour began in which so many refusals were written
        self._written = 0
        self._unwritten = 0

    def takes_button(self) -> bool:
        """Tell whether a very long press is for the gate; else it is one for closing."""
        return self.profile.gate_by_button and self.state != OPEN

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty. It hears of every one last."""
        kind = event[0]
        if kind == events.JOURNAL_FAULTY:
            self._unkept = bool(event[1])
        if kind == events.SALE_STOPPED:
            return STOPPED
        if kind == events.SALE_STARTED and event[1] == events.TYPE_SALE:
            self.sales_left -= self.state == OVERRIDDEN
            return SPENT if self.state == OVERRIDDEN and self.sales_left <= 0 else SOLD
        if kind == events.BUTTON_LONG:
            return OVERRIDE
        if kind == events.DEED and event[3] == people.OVERRIDE_GATE and event[6] == 0:
            return OVERRIDE
        cause, before = self._find_cause(now), self.cause
        self.cause = cause
        if kind == events.DEADLINE:
            self.deadline_ms = None
            if cause and self.state == OVERRIDDEN:
                return SPENT
        if cause != before:
            return CLOSES if cause else OPENS
        return SPENT if kind == events.DEADLINE else None

    def look_again(self, now: "Now") -> None:
        """Look at a wake-up that was not ours: a session grows too old by the clock alone."""
        cause = self._find_cause(now)
        if cause != self.cause and not (cause and self.state == OVERRIDDEN):
            self.deadline_ms = now.mono_ms

    def _find_cause(self, now: "Now") -> int:
        """Return why no sale should be made now, 0 where nothing is known against it."""
        sign_in, wanted = self._sign_in, self.profile.gate
        if self._unkept or self._settlement.exchanged or sign_in.status is None:
            return 0
        if wanted & events.GATE_SIGN_IN and sign_in.signed_in(now) is False:
            return events.GATE_SIGN_IN
        overdue = wanted & events.GATE_OVERDUE and self._overdue(now)
        return events.GATE_OVERDUE if overdue else 0

    def _overdue(self, now: "Now") -> bool:
        """Tell whether the oldest sale of the open batch is of a business day that is over.

        One that is held or deferred was left open on purpose; one that settles is being cured.
        """
        batch, offsets = self._settlement.batch, self.profile.utc_offsets
        if not now.trusted or now.local_s is None or batch.since_s is None or batch.count <= 0:
            return False
        if self._settlement.state & (books.WAITING | books.MAYBE_SETTLED):
            return False
        sold_day = calendar.business_day(self.profile, local_s(offsets, batch.since_s))
        return sold_day < calendar.business_day(self.profile, now.local_s)

    def _close(self, event: "Event", now: "Now") -> None:
        self._note(_CLOSED)
        self._alert(effects.A_SALE_REFUSED, effects.CLEARED)  # of another cause
        self._arm(event, now)

    def _arm(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = now.mono_ms + limits.GATE_RENEW_MS
        self._tell(self.cause, now)

    def _open(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._note(_OPENED, None, self._unwritten)
        self._unwritten = 0
        self._alert(effects.A_SALE_REFUSED, effects.CLEARED)
        self._tell(0, now)

    def _stopped(self, event: "Event", now: "Now") -> None:
        """Write it down, so many an hour; the rest are counted with the next that is written."""
        if now.mono_ms - self._hour_ms >= _HOUR_MS:
            self._hour_ms, self._written = now.mono_ms, 0
        self._unwritten += 1
        if self._written < limits.GATE_RECORDS_AN_HOUR:
            self._written += 1
            self._note(_REFUSED, event[1], self._unwritten)
            self._unwritten = 0
        if self.state == CLOSED:
            self._alert(effects.A_SALE_REFUSED, effects.RAISED, self.cause)

    def _sold(self, event: "Event", now: "Now") -> None:
        if not self.profile.enforce:
            self._note(_WOULD, event[2], 1)

    def _override(self, event: "Event", now: "Now") -> None:
        self.sales_left = self.profile.gate_override_sales
        self.deadline_ms = now.mono_ms + self.profile.gate_override_s * 1000
        by = _BY_PERSON if event[0] == events.DEED else _BY_BUTTON
        self._note(_OVERRIDDEN, None, self.sales_left, by)
        self._alert(effects.A_SALE_REFUSED, effects.CLEARED)
        self._tell(0, now)

    def _end(self, event: "Event", now: "Now") -> None:
        self._note(_ENDED, None, max(0, self.sales_left))
        self._arm(event, now)

    def _note(
        self, state: int, amount: "int | None" = None, count: int = 0, by: "int | None" = None
    ) -> None:
        self._record(r.R_GATE, state, self.cause or None, amount, count, by)

    def _tell(self, cause: int, now: "Now") -> None:
        if self.profile.enforce:
            self._out.append((effects.GATE, cause, now.mono_ms + limits.GATE_ARMED_MS))
