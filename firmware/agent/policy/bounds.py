# SPDX-License-Identifier: MIT
"""What a batch's total decides: settle it, leave it open for more sales, or hold it for a person.

Both bounds are inclusive and may be negative: refunds can exceed sales (R2). A minimum alone is
dangerous, because sales grow stale: `max_defer` ends every waiting, and so does a terminal that
will sell no more.
"""

from agent import effects
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile

# What may be so of an open batch
DEMANDED = const(1)  # the terminal sells no more until it is settled
DECIDED = const(2)  # a person held the closing button once more while it was held
OVERDUE = const(4)  # its first sale is max_defer old
ABOVE = const(8)  # the maximum
BELOW = const(16)  # the minimum

# Verdicts
SETTLE = const(1)
HOLD = const(2)
DEFER = const(3)

_BY_ITS_BEGINNING = const(0)  # as a reason: the one it was begun for

# What wins over what: the first row of which something is so decides, with its reason.
ORDER = (
    (DEMANDED, SETTLE, effects.WHY_TERMINAL_DEMANDS),
    (DECIDED, SETTLE, effects.WHY_CLOSING_BUTTON),
    (OVERDUE, SETTLE, effects.WHY_MAX_DEFER),
    (ABOVE, HOLD, _BY_ITS_BEGINNING),
    (BELOW, DEFER, _BY_ITS_BEGINNING),
)


def outside(profile: "Profile", total_minor: int) -> int:
    """Return ABOVE, BELOW or 0 for a total."""
    if total_minor > profile.settle_max_minor:
        return ABOVE
    return BELOW if total_minor < profile.settle_min_minor else 0


def decide(profile: "Profile", facts: int) -> "tuple[int, int]":
    """Return (verdict, reason); reason 0 means the one it was begun for.

    A total within bounds has nothing to win against.
    """
    if facts & (ABOVE | BELOW):
        for fact, verdict, reason in ORDER:
            if facts & fact and (verdict != HOLD or profile.holds_above_max):
                return verdict, reason
    return SETTLE, _BY_ITS_BEGINNING
