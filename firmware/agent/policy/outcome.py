# SPDX-License-Identifier: MIT
"""What became of a settlement: the numbers of record_words, SETTLEMENT's field "state"."""

from posminder_formats._const import const

BEGUN = const(1)
VERIFIED = const(2)
MISMATCH = const(3)
NOTHING = const(4)
REFUSED = const(5)
UNKNOWN = const(6)
GIVEN_UP = const(7)
SEEN = const(8)
DEFERRED = const(9)
HELD = const(10)
POSTPONED = const(11)
ELSEWHERE = const(12)
MISSED = const(13)
ATTESTED = const(15)

SETTLED = (VERIFIED, MISMATCH, NOTHING, SEEN)  # a new batch has begun
WAITING = (DEFERRED, HELD)  # the batch stays open, and that is as it should be
_UNDER_WAY = (BEGUN, REFUSED, UNKNOWN, POSTPONED, ELSEWHERE, MISSED)


def ends(state: int) -> bool:
    """Tell whether `state` is how a settlement was left: it stands until the next one ends."""
    return state not in _UNDER_WAY


def closes(state: int) -> bool:
    """Tell whether `state` closes the counter's day: nobody comes back for its slips."""
    return state in SETTLED or state in WAITING
