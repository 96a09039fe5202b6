# SPDX-License-Identifier: MIT
"""Why a business day's settlement is missing or late: R5's fixed list, from what a command came to.

Numbers as in record_words, SETTLEMENT's field "cause".
"""

from agent import events
from posminder_formats._const import const

NONE = const(0)
OPERATOR = const(1)  # somebody saw it and put it off
DEVICE_OFF = const(2)
LINK_DOWN = const(3)
_TERMINAL_BUSY = const(4)
_ACQUIRER_DECLINED = const(5)
HELD_BY_MAX = const(6)
BELOW_MIN = const(7)
CLOCK_UNTRUSTED = const(8)
UNKNOWN = const(9)
MAINTENANCE = const(10)  # the acquirer's, announced
SALE_OPEN = const(11)  # how a sale or reversal ended is not known
JOURNAL_FAULT = const(12)
NOBODY_THERE = const(13)
TERMINAL_CHANGED = const(15)  # and nobody has said yet what became of the old one's batch

_PLEASE_WAIT = const(0x9C)  # it works on something of its own, such as an upload
_ACQUIRER_CODES = (0x77, 0xA1, 0xA3)  # end-of-day not possible, remote silent, no connection


def of(outcome: int, code: int) -> int:
    """Return the cause for an own command's `outcome` and the terminal's `code`."""
    if outcome == events.DONE:
        return NONE
    if outcome == events.NOT_SENT or code == _PLEASE_WAIT:
        return _TERMINAL_BUSY
    if outcome == events.UNKNOWN:
        return LINK_DOWN
    return _ACQUIRER_DECLINED if code in _ACQUIRER_CODES else UNKNOWN
