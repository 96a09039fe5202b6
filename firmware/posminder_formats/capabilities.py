# SPDX-License-Identifier: MIT
"""What each link can show and do: one row for a driver in a place, as bits.

A link is a driver and the wiring that a profile names. A bit says that the link can at all; that a
terminal, a register or a set-up may still lack it is said by the host's links.toml, which has for
each bit what it was checked against. The duties go by the bits and never by a driver's name: one
that learns something sets a bit here and says so there. Of the low 24 bits a profile can say that
its terminal lacks them (profile field zvt_dialect).
"""

from posminder_formats import profile_fields as f
from posminder_formats._const import const

SALES = const(1 << 0)  # each sale is seen while it happens, and its result
NEWEST_SALE = const(1 << 1)  # can be asked for
AMOUNT = const(1 << 2)
TRACE = const(1 << 3)
TERMINAL_CLOCK = const(1 << 4)  # told with a sale
AUTHORISATION = const(1 << 5)  # the acquirer's code
DISPLAY = const(1 << 6)  # shows words on the terminal, on command
TERMINAL_ID = const(1 << 7)
OFFLINE = const(1 << 8)  # that a sale was approved off-line
SEND_OFFLINE = const(1 << 9)  # on command
RECEIPTS = const(1 << 10)  # whether a slip was printed
COPIES = const(1 << 11)  # which copy a slip is: the merchant's, the customer's
SLIP_TEXT = const(1 << 12)
DUPLICATE = const(1 << 13)  # on command
PRINTER = const(1 << 14)  # the terminal's own is not ready
STATUS = const(1 << 15)  # on command
SIGNED_IN = const(1 << 16)  # whether the terminal is
SIGN_IN = const(1 << 17)  # on command
TOTALS = const(1 << 18)  # on command
SETTLE = const(1 << 19)  # on command
OTHERS_SETTLE = const(1 << 20)  # a settlement that is not ours is seen
DIAGNOSE = const(1 << 21)  # on command
ACQUIRER_CLOCK = const(1 << 22)  # passed on in a diagnosis
SET_CLOCK = const(1 << 23)  # the terminal's own, on command
# When asked for the newest sale: that it is a reversal, or was taken back. A link without it names
# the newest sale that stands, and its reversals bear their sale's number.
TAKEN_BACK = const(1 << 24)
SETTINGS = const(1 << 25)  # its currency, with its registration
BATCH = const(1 << 27)  # its number, with a sale
GATE = const(1 << 26)  # a sale that a register asks for can be refused

# The fields of a sale's record by which it is found again (R25).
KEY_FIELDS = const(AMOUNT | TRACE | TERMINAL_CLOCK | AUTHORISATION | BATCH)

_ASKED = const(TERMINAL_ID | STATUS | SIGNED_IN | SIGN_IN | TOTALS | SETTLE | PRINTER)
_ZVT_SALE = const(AMOUNT | TRACE | TERMINAL_CLOCK)  # some cards' sales have an authorisation too
_ZVT_CLOCK = const(DIAGNOSE | ACQUIRER_CLOCK | SET_CLOCK)
_ZVT_ASKED = const(_ASKED | NEWEST_SALE | TAKEN_BACK | DUPLICATE | DISPLAY | _ZVT_CLOCK)
_ZVT = const(_ZVT_ASKED | _ZVT_SALE | AUTHORISATION | SETTINGS)
_ZVT_SLIPS = const(RECEIPTS | COPIES | SLIP_TEXT)
_ZVT_SEEN = const(SALES | OFFLINE | SEND_OFFLINE | _ZVT_SLIPS | OTHERS_SETTLE | GATE)
_TRANSBANK_SALE = const(AMOUNT | TRACE | TERMINAL_CLOCK | AUTHORISATION)
_TRANSBANK_VOID = const(TRACE | AUTHORISATION)
_TRANSBANK = const(_ASKED | SALES | NEWEST_SALE | OTHERS_SETTLE | GATE | _TRANSBANK_SALE)

# What of these one acquirer's terminals tell its dialect says; none lacks a sale's amount.
_MIS = const(_ASKED | NEWEST_SALE | TAKEN_BACK | DUPLICATE | _TRANSBANK_SALE | BATCH)

# driver, wiring, what it can, and what it tells of every approved sale or refund, of every reversal
LINKS = (
    (f.DRIVER_ZVT, f.WIRING_IN_LINE, _ZVT | _ZVT_SEEN, _ZVT_SALE, _ZVT_SALE),
    (f.DRIVER_ZVT, f.WIRING_BESIDE, _ZVT, _ZVT_SALE, _ZVT_SALE),
    (f.DRIVER_TRANSBANK, f.WIRING_IN_LINE, _TRANSBANK, _TRANSBANK_SALE, _TRANSBANK_VOID),
    (f.DRIVER_MIS, f.WIRING_IN_LINE, _MIS | SALES | OTHERS_SETTLE | GATE, AMOUNT, 0),
    (f.DRIVER_MIS, f.WIRING_BESIDE, _MIS, AMOUNT, 0),
    (f.DRIVER_ATTENDED, f.WIRING_NONE, 0, 0, 0),
)


def of(driver: int, wiring: int) -> "tuple[int, int, int]":
    """Return (what the link can, what it tells of a sale, of a reversal); nothing, if unknown."""
    for each in LINKS:
        if each[0] == driver and each[1] == wiring:
            return each[2:]
    return 0, 0, 0
