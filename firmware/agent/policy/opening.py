# SPDX-License-Identifier: MIT
"""Duty: a sale outside the shop's hours is said (R75). It sends nothing and stops nothing.

Its alert names the sale's trace number; the sale's own record stands before it. The lamp alone
says it, and a sale within hours ends it. Who sells a little early or late is at work, and no
incident.
"""

from agent import effects, events, limits
from agent.policy import calendar
from agent.policy.duty import STAY, Duty
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

WITHIN = const(1)
OUTSIDE = const(2)  # the last sale was

# Inputs: a sale
IN_HOURS = const(1)
OUT_OF_HOURS = const(2)


class Opening(Duty):
    """Looks at the clock when something is sold; one that is not trusted tells nothing."""

    STATES = WITHIN | OUTSIDE
    INPUTS = IN_HOURS | OUT_OF_HOURS
    ROWS = (
        (WITHIN, IN_HOURS, STAY, ""),
        (OUTSIDE, IN_HOURS, WITHIN, "_within"),
        (WITHIN | OUTSIDE, OUT_OF_HOURS, OUTSIDE, "_outside"),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, WITHIN)

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        sold = event[0] == events.SALE_ENDED and event[1][events.T_RESULT] == 0
        if not sold or now.local_s is None or not now.trusted:
            return None
        within = calendar.is_open(self.profile, now.local_s, limits.OUT_OF_HOURS_S)
        return IN_HOURS if within else OUT_OF_HOURS

    def _within(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_OUT_OF_HOURS, effects.CLEARED)

    def _outside(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_OUT_OF_HOURS, effects.RAISED, event[1][events.T_TRACE])
