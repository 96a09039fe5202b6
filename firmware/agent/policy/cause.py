# SPDX-License-Identifier: MIT
"""Why a business day's settlement is missing or late: R5's fixed list, from what a command came to.

Numbers as in record_words, SETTLEMENT's field "cause".
"""

from agent import events
from posminder_formats._const import const

NONE = const(0)
_LINK_DOWN = const(3)
_TERMINAL_BUSY = const(4)
_ACQUIRER_DECLINED = const(5)
HELD_BY_MAX = const(6)
BELOW_MIN = const(7)
_UNKNOWN = const(9)

_ACQUIRER_CODES = (0x77, 0xA1, 0xA3)  # end-of-day not possible, remote silent, no connection


def of(outcome: int, code: int) -> int:
    """Return the cause for an own command's `outcome` and the terminal's `code`."""
    if outcome == events.DONE:
        return NONE
    if outcome == events.NOT_SENT:
        return _TERMINAL_BUSY
    if outcome == events.UNKNOWN:
        return _LINK_DOWN
    return _ACQUIRER_DECLINED if code in _ACQUIRER_CODES else _UNKNOWN
