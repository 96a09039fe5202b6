# SPDX-License-Identifier: MIT
"""Journal record kinds by number: what the board needs to write and read them.

A record is the CBOR array [kind, boot, mono_ms, wall_s | null, field, field, ...]. Only changes
of state are records, never a poll. What the fields are called and mean
stands in record_words.py, which a board does not load: its two hundred names would take heap.
"""

from posminder_formats._const import const

# Position of the common head inside a decoded record.
KIND = const(0)
BOOT = const(1)
MONO_MS = const(2)
WALL_S = const(3)
HEAD = const(4)

R_BOOT = const(1)
R_CLOCK = const(2)
R_STATE = const(3)
R_LOSS = const(4)
R_DAMAGE = const(5)
R_PROFILE = const(6)
R_LEASE = const(7)
R_LINE = const(10)
R_TERMINAL = const(11)
R_SALE_STARTED = const(12)
R_SALE = const(13)
R_RECEIPT = const(14)
R_SLIP = const(15)
R_WISHES = const(16)
R_TERMINAL_ERROR = const(17)
R_INTENT = const(20)
R_OUTCOME = const(21)
R_TOTALS = const(22)
R_SETTLEMENT = const(23)
R_SIGN_IN = const(24)
R_WARNING = const(25)
R_OFFLINE = const(26)
R_CLOCK_SEEN = const(27)
R_OPERATOR = const(28)
R_GATE = const(29)
R_ALERT = const(30)
R_BUTTON = const(31)
R_ATTESTED = const(32)
R_TERMINAL_CHANGED = const(33)
R_APPROVAL = const(34)
R_PERSON = const(35)
R_FAULT = const(36)
R_UNSEEN = const(37)
R_EXPECTED = const(40)
R_CREDIT = const(41)
R_SEAL = const(50)
R_PULLED = const(52)
R_LEFT_OUT = const(53)
R_REKEY = const(54)
R_SELF_TEST = const(56)
R_UPDATE = const(55)
R_CASE = const(57)
R_MEASURED = const(58)

# States of R_REKEY
REKEY_PLANNED = const(1)  # ordered, and sealed by the key that is to go
REKEY_LOST = const(2)  # ordered on a board whose keys are lost
REKEY_BEGUN = const(3)  # the first record under the new key

# Stages of R_UPDATE
UPDATE_TAKEN = const(1)  # checked and named: the board starts anew
UPDATE_WELL = const(2)
UPDATE_FAILED = const(3)  # three starts, and never well: the version before runs

# How many fields each kind has (record_words.KINDS names them).
FIELD_COUNTS = {
    R_BOOT: 7,
    R_CLOCK: 3,
    R_STATE: 6,
    R_LOSS: 3,
    R_DAMAGE: 2,
    R_PROFILE: 5,
    R_LEASE: 3,
    R_LINE: 2,
    R_TERMINAL: 2,
    R_SALE_STARTED: 3,
    R_SALE: 15,
    R_RECEIPT: 5,
    R_SLIP: 7,
    R_WISHES: 1,
    R_TERMINAL_ERROR: 6,
    R_INTENT: 2,
    R_OUTCOME: 3,
    R_TOTALS: 3,
    R_SETTLEMENT: 5,
    R_SIGN_IN: 2,
    R_WARNING: 3,
    R_OFFLINE: 4,
    R_CLOCK_SEEN: 3,
    R_OPERATOR: 3,
    R_GATE: 5,
    R_ALERT: 5,
    R_BUTTON: 1,
    R_ATTESTED: 3,
    R_TERMINAL_CHANGED: 10,
    R_APPROVAL: 7,
    R_PERSON: 4,
    R_FAULT: 2,
    R_UNSEEN: 2,
    R_EXPECTED: 5,
    R_CREDIT: 5,
    R_SEAL: 10,
    R_PULLED: 2,
    R_LEFT_OUT: 5,
    R_REKEY: 4,
    R_SELF_TEST: 3,
    R_UPDATE: 3,
    R_CASE: 1,
    R_MEASURED: 3,
}

# Words that the board itself says, in /status. Index: the number in a record.
ALERT_WORDS = (
    "",
    "receipt_missing",
    "not_signed_in",
    "settlement_open",
    "settlement_mismatch",
    "terminal_silent",
    "clock_unset",
    "no_profile",
    "uncommissioned",
    "sale_not_signed_in",
    "journal_fault",
    "sale_unknown",
    "above_maximum",
    "batch_filling",
    "offline_waiting",
    "two_settlers",
    "out_of_hours",
    "clock_differs",
    "operator_missing",
    "sign_in_refused",
    "sale_incomplete",
    "printer_fault",
    "receipts_unprinted",
    "sign_in_due",
    "closing_due",
    "terminal_changed",
    "account_change",
    "drill",
    "sounds_too_often",
    "holiday_ahead",
    "calendar_ending",
    "deposit_overdue",
    "payout_returned",
    "sale_refused",
    "terminal_not_ready",
    "",
    "",
    "",
    "",
    "",
    "press_wanted",
    "",
    "",
    "",
    "",
    "journal_filling",
    "journal_damaged",
    "update_failed",
    "case_opened",
    "supply_low",
)
SETTLEMENT_WORDS = (
    None,
    "begun",
    "verified",
    "mismatch",
    "nothing_to_settle",
    "refused",
    "unknown",
    "given_up",
    "seen",  # settled by somebody else, seen on the line and not proved by us
    "deferred",  # below the profile's minimum: waits for more sales, at most max_defer
    "held",  # above the profile's maximum: waits for a person, at most max_defer
    "postponed",  # must wait for what its cause says, and is tried again
    "elsewhere",  # so many of the batch were settled by somebody the board did not see
    "missed",  # a business day is over, and its batch was not settled
    None,
    "attested",  # somebody said so: nothing was seen
)
# Of a settlement: R5's list; `none` while one is still under way.
CAUSE_WORDS = (
    "none",
    "operator",
    "device_off",
    "link_down",
    "terminal_busy",
    "acquirer_declined",
    "held_by_max",
    "below_min",
    "clock_untrusted",
    "unknown",
    "maintenance",
    "sale_open",  # how a sale or reversal ended is not known yet
    "journal_fault",
    "nobody_there",
    None,
    "terminal_changed",  # and nobody has said yet what became of the old one's batch
)
# Of an intent, and of what a rule does next.
REASON_WORDS = (
    None,
    "closing_button",
    "latest_time",
    "power_up",
    "before_opening",
    "terminal_demands",
    "verify",
    "in_doubt",
    "retry",
    "poll",
    "max_defer",
    "settle_at",
    "idle",  # no sale for so long after closing
    "cut_over",  # max_defer would end before the next settlement: now, or a clearing day later
    "batch_full",  # as many transactions as the acquirer's sheet forces a settlement at
    "lull",  # no sale for a while, between the warning and that
    "not_uploaded",  # approved off-line, and still in the terminal
    "acquirer_back",
    None,
    None,
    "session_age",  # the sign-in is too old, or soon will be
    "keys_missing",
    "after_settlement",
    "clock_unset",
    "no_receipt",
    "clock_differs",
    "closing_time",
    "alert",
    "approved",  # released by a person's approval
)
# Of a change of the settlement account: the stages it goes through, in order.
ACCOUNT_WORDS = (
    "none",
    "planned",
    "handed_over",
    "approved",
    "effective",
    "probed",
    "watched",
)
