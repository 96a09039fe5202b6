# SPDX-License-Identifier: MIT
"""What policies may ask for: tuples whose first item is the kind. app.py carries them out in
one order for each step, whatever order they were asked in: RECORD, then COMMAND, then ALERT.

    RECORD   (record kind, fields tuple)    journaled before anything is done
    COMMAND  (command, reason)              to the terminal; an intent record is written first
    ALERT    (alert, state, subject)        raised, seen or cleared; journaled by the desk's change
    GATE     (cause, until_ms)              sales are refused for events.GATE_* until then; 0: no
    CLOCK    (wall_s,)                      taken from the terminal, with a record, before COMMAND
"""

from posminder_formats._const import const

RECORD = const(1)
COMMAND = const(2)
ALERT = const(3)
CLOCK = const(4)
GATE = const(5)

RAISED = const(1)
SEEN = const(2)
CLEARED = const(3)
ESCALATED = const(4)  # unseen for the profile's time: it is the next person's
AGAIN = const(5)  # seen and still open: shown as unseen once more, in the morning
CROWDED_OUT = const(6)  # the desk is full: the least urgent is shown no more

# Alerts (records ALERTS)
A_NONE = const(0)  # with AGAIN: whatever stands
A_RECEIPT_MISSING = const(1)
A_NOT_SIGNED_IN = const(2)
A_SETTLEMENT_OPEN = const(3)
A_SETTLEMENT_MISMATCH = const(4)
A_TERMINAL_SILENT = const(5)
A_CLOCK_UNSET = const(6)
A_NO_PROFILE = const(7)
A_UNCOMMISSIONED = const(8)
A_SOLD_NOT_SIGNED_IN = const(9)
A_JOURNAL_FAULT = const(10)
A_SALE_UNKNOWN = const(11)
A_ABOVE_MAXIMUM = const(12)
A_BATCH_FILLING = const(13)
A_OFFLINE_WAITING = const(14)
A_TWO_SETTLERS = const(15)
A_SALE_INCOMPLETE = const(20)
A_PRINTER_FAULT = const(21)
A_OUT_OF_HOURS = const(16)
A_CLOCK_DIFFERS = const(17)
A_OPERATOR_MISSING = const(18)  # subject: the sale's trace
A_SIGN_IN_REFUSED = const(19)
A_RECEIPTS_UNPRINTED = const(22)
A_SIGN_IN_DUE = const(23)
A_CLOSING_DUE = const(24)
A_TERMINAL_CHANGED = const(25)
A_ACCOUNT_CHANGE = const(26)
A_DRILL = const(27)
A_SOUNDS_TOO_OFTEN = const(28)  # subject: the alert that shows its lamp only today
A_HOLIDAY_AHEAD = const(29)
A_CALENDAR_ENDING = const(30)
A_DEPOSIT_OVERDUE = const(31)
A_PAYOUT_RETURNED = const(32)
A_SALE_REFUSED = const(33)  # subject: events.GATE_*
A_TERMINAL_NOT_READY = const(34)  # subject: its status
A_PRESS_WANTED = const(40)  # subject: consent.UNLOCK, or what of the profile changes
A_JOURNAL_FILLING = const(45)
A_JOURNAL_DAMAGED = const(46)
A_UPDATE_FAILED = const(47)
A_CASE_OPENED = const(48)
A_SUPPLY_LOW = const(49)

# Reasons of a command (records STATES[R_INTENT, "reason"])
WHY_CLOSING_BUTTON = const(1)
WHY_LATEST_TIME = const(2)
WHY_POWER_UP = const(3)
WHY_BEFORE_OPENING = const(4)
WHY_TERMINAL_DEMANDS = const(5)
WHY_VERIFY = const(6)
WHY_IN_DOUBT = const(7)
WHY_RETRY = const(8)
WHY_POLL = const(9)
WHY_MAX_DEFER = const(10)
WHY_SETTLE_AT = const(11)
WHY_IDLE = const(12)
WHY_CUT_OVER = const(13)
WHY_BATCH_FULL = const(14)
WHY_LULL = const(15)
WHY_NOT_UPLOADED = const(16)
WHY_ACQUIRER_BACK = const(17)
WHY_CLOCK_UNSET = const(23)
WHY_NO_RECEIPT = const(24)
WHY_SESSION_AGE = const(20)
WHY_KEYS_MISSING = const(21)
WHY_AFTER_SETTLEMENT = const(22)
WHY_CLOCK_DIFFERS = const(25)
WHY_CLOSING_TIME = const(26)
WHY_ALERT = const(27)
WHY_APPROVED = const(28)
