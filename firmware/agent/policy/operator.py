# SPDX-License-Identifier: MIT
"""Duty: who works at the terminal is asked, where the profile wants it, for no line tells (R74).

An operator signs in at the terminal itself, off-line, with number and PIN: ZVT says nothing of it.
So a person says so, by name and PIN through a computer, or by a short press on the question, for
nobody in particular. Both are attested (grade C), never seen. The first sale of a business day, and
the first after the board or the terminal was away, asks when nobody has said so; it stops no sale.
"""

from agent import effects, events
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from posminder_formats import people
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# States
UNKNOWN = const(1)
MISSING = const(2)  # asked, and nobody has answered
ATTESTED = const(4)

# Inputs
SOLD = const(1)
SOLD_NEXT_DAY = const(2)
SAID = const(4)
AWAY = const(8)

_BY_BUTTON = const(1)
_BY_PERSON = const(2)
_AWAY = (events.BOOTED, events.LINE_SILENT, events.TERMINAL_CHANGED)


class Operator(Duty):
    """`person` is the id of who said so, None for the button or nobody."""

    STATES = UNKNOWN | MISSING | ATTESTED
    INPUTS = 15
    ROWS = (
        (UNKNOWN, SOLD | SOLD_NEXT_DAY, MISSING, "_ask"),
        (ATTESTED, SOLD_NEXT_DAY, MISSING, "_ask"),
        (ATTESTED, SOLD, STAY, ""),
        (MISSING, SOLD | SOLD_NEXT_DAY, STAY, ""),
        (UNKNOWN | MISSING | ATTESTED, SAID, ATTESTED, "_said"),
        (UNKNOWN | MISSING | ATTESTED, AWAY, UNKNOWN, "_forget"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, UNKNOWN)
        self.person: str | None = None
        self._day: int | None = None  # for which it was said; None: without a clock

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if not self.profile.asks_operator:
            return None
        if kind in (events.SALE_ENDED, events.SALE_FOUND) and event[1][events.T_RESULT] == 0:
            today = self._today(now)
            return SOLD if self._day is None or today in (None, self._day) else SOLD_NEXT_DAY
        if kind == events.BUTTON_SHORT:
            return SAID if event[1] == effects.A_OPERATOR_MISSING else None
        if kind == events.DEED and event[3] == people.OPERATOR and event[6] == 0:
            return SAID
        return AWAY if kind in _AWAY else None

    def _today(self, now: "Now") -> int | None:
        return None if now.local_s is None else calendar.business_day(self.profile, now.local_s)

    def _ask(self, event: "Event", now: "Now") -> None:
        self.person = None
        number = event[1][events.T_TRACE]
        self._alert(effects.A_OPERATOR_MISSING, effects.RAISED, number)

    def _said(self, event: "Event", now: "Now") -> None:
        named = event[0] == events.DEED
        self.person = event[1] if named else None
        self._day = self._today(now)
        by = _BY_PERSON if named else _BY_BUTTON
        self._record(r.R_OPERATOR, self.person, by, self._day)
        self._alert(effects.A_OPERATOR_MISSING, effects.CLEARED)

    def _forget(self, event: "Event", now: "Now") -> None:
        self.person = None
        self._alert(effects.A_OPERATOR_MISSING, effects.CLEARED)
