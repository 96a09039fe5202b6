# SPDX-License-Identifier: MIT
"""What wins over what: whether an open batch settles now, waits, or is left open for more sales.

One table, ORDER, is the whole law; settlement.py asks it twice, before it begins and once the
terminal's totals are read. Both bounds of a total are inclusive and may be negative: refunds can
exceed sales (R2). A minimum alone is dangerous, because sales grow stale: `max_defer` ends every
waiting, and so does a terminal that will sell no more.
"""

from agent import effects
from agent.policy import cause
from posminder_formats import tables
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile

# What may be so of an open batch
EXCHANGED = const(1)  # the terminal, and no person has said so yet
IN_DOUBT = const(2)  # how a sale or reversal ended is not known yet
UNFLUSHED = const(4)  # a record is not in the journal, and nobody holds the button: settling
# wipes the terminal's own
MAINTENANCE = const(8)  # the acquirer cannot be reached until a time it has announced
UNTRUSTED = const(16)  # the clock, and nobody holds the button
DEMANDED = const(32)  # the terminal sells no more until it is settled
FULL = const(64)  # as many transactions as the acquirer's sheet forces a settlement at
DECIDED = const(128)  # a person held the closing button once more while it was held
APPROVED = const(256)  # a person who may has let it go by name
OVERDUE = const(512)  # its first sale is max_defer old
LAST_CUT_OVER = const(1024)  # max_defer ends before the next settlement: now, or a day later
ABOVE = const(2048)  # the maximum
BELOW = const(4096)  # the minimum
CALLED = const(8192)  # somebody or some time began it

# Verdicts
REST = const(0)
SETTLE = const(1)
HOLD = const(2)
DEFER = const(3)
WAIT = const(4)  # begun, and tried again soon

_BY_ITS_BEGINNING = const(0)  # as a reason: the one it was begun for

# The first row of which something is so decides. With a verdict to settle stands the reason, with
# any other the cause.
ORDER = (
    (EXCHANGED, WAIT, cause.TERMINAL_CHANGED),
    (IN_DOUBT, WAIT, cause.SALE_OPEN),
    (UNFLUSHED, WAIT, cause.JOURNAL_FAULT),
    (MAINTENANCE, WAIT, cause.MAINTENANCE),
    (UNTRUSTED, WAIT, cause.CLOCK_UNTRUSTED),
    (DEMANDED, SETTLE, effects.WHY_TERMINAL_DEMANDS),
    (FULL, SETTLE, effects.WHY_BATCH_FULL),
    (DECIDED, SETTLE, effects.WHY_CLOSING_BUTTON),
    (APPROVED, SETTLE, effects.WHY_APPROVED),
    (OVERDUE, SETTLE, effects.WHY_MAX_DEFER),
    (LAST_CUT_OVER, SETTLE, effects.WHY_CUT_OVER),
    (ABOVE, HOLD, cause.HELD_BY_MAX),
    (BELOW, DEFER, cause.BELOW_MIN),
    (CALLED, SETTLE, _BY_ITS_BEGINNING),
)


def outside(profile: "Profile", total_minor: int) -> int:
    """Return ABOVE, BELOW or 0 for a total."""
    if total_minor > profile.settle_max_minor:
        return ABOVE
    return BELOW if total_minor < profile.settle_min_minor else 0


def decide(profile: "Profile", facts: int) -> "tuple[int, int]":
    """Return (verdict, reason or cause); reason 0 means the one it was begun for.

    A total within bounds needs no stronger reason than its beginning.
    """
    for fact, verdict, says in tables.rows(ORDER):
        if facts & fact and (verdict != HOLD or profile.holds_above_max):
            if verdict == SETTLE and not facts & (ABOVE | BELOW):
                says = _BY_ITS_BEGINNING
            return verdict, says
    return REST, cause.NONE
