# SPDX-License-Identifier: MIT
"""What a journal record says: kinds, fields in order, and the words of coded values.

The only place that says what is kept. Fields are written in the order declared here and only
ever added at the end, so an old reader sees a prefix. This allow-list is the first wall against
card data: what is not named here cannot be kept.

Units are part of a field's name: `_minor` integer minor currency units, `_s` seconds (wall time
counts from 1970-01-01 UTC), `_ms` milliseconds of the board's monotonic clock. A field that is
not known is null.
"""

from posminder_formats import commands, people
from posminder_formats.records import (
    ACCOUNT_WORDS,
    ALERT_WORDS,
    CAUSE_WORDS,
    R_ALERT,
    R_APPROVAL,
    R_ATTESTED,
    R_BOOT,
    R_BUTTON,
    R_CASE,
    R_CLOCK,
    R_CLOCK_SEEN,
    R_CREDIT,
    R_DAMAGE,
    R_EXPECTED,
    R_FAULT,
    R_GATE,
    R_INTENT,
    R_LEASE,
    R_LEFT_OUT,
    R_LINE,
    R_LOSS,
    R_MEASURED,
    R_OFFLINE,
    R_OPERATOR,
    R_OUTCOME,
    R_PERSON,
    R_PROFILE,
    R_PULLED,
    R_RECEIPT,
    R_REKEY,
    R_SALE,
    R_SALE_STARTED,
    R_SEAL,
    R_SELF_TEST,
    R_SETTLEMENT,
    R_SIGN_IN,
    R_SLIP,
    R_STATE,
    R_TERMINAL,
    R_TERMINAL_CHANGED,
    R_TERMINAL_ERROR,
    R_TOTALS,
    R_UNSEEN,
    R_UPDATE,
    R_WARNING,
    R_WISHES,
    REASON_WORDS,
    SETTLEMENT_WORDS,
)

_STARTED = ("starts_today", "missing", "flash_faults")

# By kind, its name and its fields in order.
KINDS = {
    # `starts_today`: of the business day, with this one; `missing`: parts that gave no answer.
    R_BOOT: ("boot", ("reason", "firmware", "profile_hash", "torn_bytes") + _STARTED),
    R_CLOCK: ("clock", ("old_wall_s", "new_wall_s", "source")),
    # First records of every sector: what the policies must know to go on after a restart, so that
    # boot reads one sector however full the ring is. `policies` is a piece of an array owned by
    # the engine, number `part` (from 0) of `parts`; `lost_seq` is the last record that LOSS
    # records have owned up to, 0 for none; `pulled_seq` as in PULLED, and what slips
    # have taken since.
    R_STATE: ("state", ("policies", "lost_seq", "part", "parts", "pulled_seq", "slip_bytes")),
    # Overwritten; of them so many, the last ones, that nobody had downloaded.
    R_LOSS: ("loss", ("first_seq", "last_seq", "not_pulled")),
    R_DAMAGE: ("damage", ("sector", "records")),
    R_PROFILE: ("profile", ("old_hash", "new_hash", "role", "change", "approved_by")),
    R_LEASE: ("lease", ("role", "state", "person")),
    R_LINE: ("line", ("line", "state")),
    R_TERMINAL: ("terminal", ("status", "tid")),
    R_SALE_STARTED: ("sale_started", ("transaction", "amount_minor", "currency")),
    R_SALE: (
        "sale",
        (
            "transaction",
            "result",
            "amount_minor",
            "currency",
            "trace",
            "receipt_no",
            "card_type",
            "card_name",
            "card_masked",
            "terminal_date",
            "terminal_time",
            "seen",
            "auth_id",
            "acquirer_line",
            "batch_no",
        ),
    ),
    # What became of sales that the terminal had approved off-line: so many, the first `since_s`.
    R_OFFLINE: ("offline", ("state", "count", "total_minor", "since_s")),
    # `copy`: which were delivered, or in every other state: which still lack.
    R_RECEIPT: ("receipt", ("trace", "receipt_no", "state", "lines", "copy")),
    # A piece of what a slip said, number `part` from 0: captured on the line, no signed original.
    # In the terminal's own characters, `charset` as its profile has it; card data is cut.
    R_SLIP: ("slip", ("trace", "receipt_no", "copy", "part", "text", "state", "charset")),
    # What a register said when it registered; null: nothing any more.
    R_WISHES: ("wishes", ("wanted",)),
    # Why it failed, in the terminal's own words and by its own code, if it says more than `code`:
    # a payment (its numbers, if it has some) or a command. Words are cut, card data masked.
    R_TERMINAL_ERROR: (
        "terminal_error",
        ("about", "code", "extended", "words", "trace", "receipt_no"),
    ),
    R_INTENT: ("intent", ("command", "reason")),
    R_OUTCOME: ("outcome", ("command", "outcome", "code")),
    R_TOTALS: ("totals", ("count", "total_minor", "source")),
    # Sales in the terminal's batch of which no more is known: made between two questions, or before
    # the board came.
    R_UNSEEN: ("unseen", ("count", "total_minor")),
    R_SETTLEMENT: ("settlement", ("state", "business_day", "count", "total_minor", "cause")),
    R_WARNING: ("warning", ("cause", "count", "total_minor")),
    R_SIGN_IN: ("sign_in", ("state", "status")),
    # The board's clock held against another's: `difference_s` is what the other is ahead by,
    # null where it was not held against a time.
    R_CLOCK_SEEN: ("clock_seen", ("source", "difference_s", "state")),
    # A person says that the terminal's operator has signed in there; null: whoever pressed.
    R_OPERATOR: ("operator", ("person", "by", "business_day")),
    # The gate in front of the terminal. `count`: refusals since the last that was written, or the
    # sales that an override has left.
    R_GATE: ("gate", ("state", "cause", "amount_minor", "count", "by")),
    # `sound` is what it came with, in mode observe what would have sounded; null: lamp only.
    # `passed_to`: whose it is from now on, for all unseen ones of its kind (escalated), or whose it
    # is at once, because he was called for such a one before (raised).
    R_ALERT: ("alert", ("alert", "state", "subject", "sound", "passed_to")),
    R_BUTTON: ("button", ("press",)),
    # What a person put his name to with his PIN, taken or not. `value` and the text's hash: as
    # posminder_formats.people says for the deed. `stage`: of the change of account afterwards.
    R_APPROVAL: ("approval", ("person", "role", "deed", "value", "text_hash", "outcome", "stage")),
    R_PERSON: ("person", ("person", "role", "state", "vouched_by")),
    # Something of the board's own broke: bytes pass untouched until it restarts. `error`: its kind.
    # Of a `board_part` its name: its first failure since the start, and all else goes on.
    R_FAULT: ("fault", ("part", "error")),
    R_ATTESTED: ("attested", ("what", "by", "business_day")),
    # A settled batch whose money is expected; `deposit` counts them. `due_day`: days since 1970.
    R_EXPECTED: ("expected", ("deposit", "business_day", "count", "total_minor", "due_day")),
    # What somebody says came of it: no board sees a bank account.
    R_CREDIT: ("credit", ("deposit", "business_day", "state", "amount_minor", "reason")),
    # FORMAT.md, "Seals". `sales` and `total_minor` are of the approved sales in the segment; a
    # record's place in the tree is its number less `first_seq`; `mac` is the last field for ever.
    R_SEAL: (
        "seal",
        (
            "epoch",
            "first_seq",
            "count",
            "root",
            "link",
            "xor",
            "sales",
            "total_minor",
            "nonce",
            "mac",
        ),
    ),
    # A host says that it keeps every record up to this one, but for so many that were damaged.
    R_PULLED: ("pulled", ("last_seq", "damaged")),
    # Records that were not written: nobody had downloaded for so long that their kind had no room.
    # `total_minor`: of the approved sales among them.
    R_LEFT_OUT: ("left_out", ("left", "count", "from_s", "to_s", "total_minor")),
    # The journal's keys are exchanged: ordered, then begun. `key_hash` is SHA-256 of the first key
    # of the new chain, whose first seal is that of segment `epoch`; `link` is to the seal before.
    R_REKEY: ("rekey", ("state", "epoch", "key_hash", "link")),
    # The board's parts were tried: how many are not fitted, how many bad, which is the first bad.
    R_SELF_TEST: ("self_test", ("missing", "bad", "part")),
    R_CASE: ("case", ("state",)),
    # The supply in mV, the processor's temperature in degrees Celsius: it left its limits (the
    # board's agent/limits.py), or is back inside.
    R_MEASURED: ("measured", ("measure", "state", "value")),
    R_UPDATE: ("update", ("state", "from_version", "to_version")),
    # A new epoch begins with it: what was sold before is the old terminal's. Its open batch
    # (count, total, since) is stranded until a person tells its fate.
    R_TERMINAL_CHANGED: (
        "terminal_changed",
        (
            "state",
            "epoch",
            "old_tid",
            "new_tid",
            "old_trace",
            "new_trace",
            "count",
            "total_minor",
            "since_s",
            "fate",
        ),
    ),
}

COMMANDS = {
    1: "check_status",
    2: "sign_in",
    3: "read_totals",
    4: "settle",
    5: "query_last",
    6: "register",
    7: "send_offline",
    8: "diagnose",
    9: "set_clock",
    10: "repeat_receipt",
    11: "show_text",
}
_CHANGES = ("lease", "limits", "account", "people", "cut_over", "downgrade", "release_key")

# Values of coded fields. field name: {number: word}. Words are what every reader prints.
VALUES = {
    "transaction": {1: "sale", 2: "refund", 3: "reversal", 4: "other"},
    "about": {0: "sale"} | COMMANDS,
    "seen": {1: "on_line", 2: "asked"},  # on_line: watched as it happened; asked: read back later
    # As the terminal said before it told the result; null: it said nothing of it.
    "acquirer_line": {1: "off_line", 2: "on_line"},
    "role": {0: "nobody", 1: "technician", 2: "cashier", 3: "supervisor", 4: "owner"},
    "line": {1: "terminal", 2: "register"},
    "change": dict(enumerate(_CHANGES, 1)),
    "deed": {
        people.ACKNOWLEDGE: "acknowledge",
        people.MUTE: "mute",
        people.CLOSE_BATCH: "close_batch",
        people.SETTLE_ABOVE_MAX: "settle_above_max",
        people.CONFIGURE: "configure",
        people.PULL_LOGS: "pull_logs",
        people.ENROL: "enrol",
        people.REMOVE: "remove",
        people.OPERATOR: "operator",
        people.PLAN_ACCOUNT: "plan_account",
        people.HAND_OVER_ACCOUNT: "hand_over_account",
        people.APPROVE_ACCOUNT: "approve_account",
        people.EFFECT_ACCOUNT: "effect_account",
        people.PROBE_ACCOUNT: "probe_account",
        people.DEPOSIT_ACCOUNT: "deposit_account",
        people.STRAY_ACCOUNT: "stray_account",
        people.CLOSE_ACCOUNT: "close_account",
        people.CLOSE_ACCOUNT_EARLY: "close_account_early",
        people.CANCEL_ACCOUNT: "cancel_account",
        people.OVERRIDE_GATE: "override_gate",
        people.CREDIT: "credit",
        people.DRILL: "drill",
        people.REKEY: "rekey",
        people.CHANGE: "change",
    },
    "stage": dict(enumerate(ACCOUNT_WORDS)),
    "sound": {1: "reminder", 2: "alarm"},
    "passed_to": {3: "supervisor", 4: "owner"},  # people's roles
    "what": {1: "sign_in", 2: "settlement", 3: "receipt", 4: "sale"},
    "by": {1: "button", 2: "person"},
    "fate": {0: "unknown", 1: "settled_elsewhere", 2: "called_in", 3: "lost", 4: "never_existed"},
    "press": {1: "short", 2: "held", 3: "twice", 4: "long"},
    "copy": {0: "unknown", 1: "merchant", 2: "customer", 3: "both", 4: "settlement"},
    "left": {1: "slip_text", 2: "minor", 3: "sales"},
    "charset": {0: "by_its_bytes", 1: "zvt", 2: "cp437", 3: "iso8859_15"},
    "measure": {1: "supply_mv", 2: "chip_c"},
    "wanted": {0: "none", 1: "merchant", 2: "customer", 3: "both", 7: "both_customers_first"},
}

# The same for fields named "state", "reason", "source", "cause" and "outcome", by kind.
_PARTS = ("clock", "panel", "register", "config", "lamp", "buzzer", "button", "terminal")
STATES = {
    (R_BOOT, "reason"): {0: "power", 1: "reset", 2: "watchdog"},
    (R_CLOCK, "source"): {0: "unset", 1: "rtc", 2: "host", 3: "terminal"},
    (R_CLOCK_SEEN, "source"): {0: "unset", 1: "rtc", 2: "host", 3: "terminal"},
    (R_CLOCK_SEEN, "state"): {
        1: "agrees",
        2: "differs",
        4: "doubted",  # too far to be trusted: only the button acts
        8: "host_counts",  # too far, but a host has set this clock: the other is wrong
        16: "not_told",  # asked while this clock was unset, and told no time
        32: "not_believed",  # told one that the journal contradicts, or none that can be
    },
    (R_LEASE, "state"): {
        1: "granted",
        2: "refused",
        3: "ended",
        4: "commissioned",
        5: "key_changed",
        6: "release_key",
    },
    # As the board asked the terminal to, as the register did, with their batch, or taken away with
    # a terminal that was exchanged.
    (R_OFFLINE, "state"): {1: "sent", 2: "seen", 3: "settled", 4: "stranded"},
    (R_LINE, "state"): {
        1: "answering",
        2: "silent",
        3: "settling_itself",
        4: "reversing",  # the terminal takes back what nobody answered for
        5: "in_service",  # somebody works in the terminal's service menu
    },
    # ordered: sealed by the old key yet, or with the old keys lost
    (R_REKEY, "state"): {1: "planned", 2: "lost", 3: "begun"},
    (R_CASE, "state"): {1: "opened", 2: "closed"},
    (R_MEASURED, "state"): {1: "below", 2: "within", 3: "above"},
    (R_UPDATE, "state"): {1: "taken", 2: "well", 3: "failed"},
    (R_RECEIPT, "state"): {
        1: "delivered",  # every line acknowledged by the register (80 00)
        2: "refused",  # the register said its printer is not ready (84 CC)
        3: "missing",  # nothing (more) was printed within the profile's time
        4: "duplicate",  # delivered later, as a duplicate
        5: "unknown",  # this wiring cannot see the print path
        6: "stopped",  # a slip began, and did not go on within the profile's time
        7: "not_wanted",  # nothing seen printed, and the register had said that it wants none
        8: "impossible",  # the terminal's own printer was not ready
        9: "not_needed",  # nothing printed, and nobody has to sign
        10: "electronic",  # nothing seen printed, and the shop sends its receipts electronically
        11: "none_given",  # nothing seen printed, and the shop hands out no receipts
    },
    (R_SLIP, "state"): {
        1: "goes_on",
        2: "whole",
        3: "cut",  # longer than what is kept of a sale, or than what the board could read
        4: "day_full",  # as much as is kept in a day
    },
    (R_INTENT, "reason"): {number: name for number, name in enumerate(REASON_WORDS) if name},
    (R_OUTCOME, "outcome"): {1: "done", 2: "refused", 3: "unknown", 4: "not_sent"},
    (R_TOTALS, "source"): {1: "before_settlement", 2: "settlement", 3: "after_settlement"},
    (R_SETTLEMENT, "state"): {number: name for number, name in enumerate(SETTLEMENT_WORDS) if name},
    (R_WARNING, "cause"): {1: "count", 2: "age", 3: "total", 4: "before_closing"},
    (R_APPROVAL, "outcome"): {
        0: "accepted",
        commands.PM_RC_WRONG_PIN: "wrong_pin",
        commands.PM_RC_NO_RIGHT: "no_right",
        commands.PM_RC_TWICE: "twice",
        commands.PM_RC_OUT_OF_ORDER: "out_of_order",
        commands.PM_RC_OTHER_TEXT: "other_text",
        commands.PM_RC_NOTHING: "nothing_to_approve",
        commands.PM_RC_TOO_EARLY: "too_early",
    },
    (R_GATE, "state"): {
        1: "closed",
        2: "opened",
        3: "refused",
        4: "would_refuse",
        5: "overridden",
        6: "override_ended",
    },
    (R_GATE, "cause"): {1: "not_signed_in", 2: "settlement_overdue"},
    (R_SELF_TEST, "part"): dict(enumerate(_PARTS)) | {8: "case", 9: "supply"},
    (R_FAULT, "part"): {1: "driver", 2: "duties", 3: "stalled", 4: "board_part"},
    (R_PERSON, "state"): {1: "enrolled", 2: "removed"},
    (R_CREDIT, "state"): {
        1: "credited",
        2: "returned",  # the payout was sent back
        3: "let_go",  # the board's list was full: it asks about this one no longer
    },
    (R_CREDIT, "reason"): {1: "account_wrong", 2: "account_frozen", 3: "account_class", 4: "other"},
    (R_TERMINAL_CHANGED, "state"): {1: "noticed", 2: "confirmed"},
    (R_ALERT, "state"): {
        1: "raised",
        2: "seen",
        3: "cleared",
        4: "escalated",
        5: "again",
        6: "crowded_out",
    },
    (R_SETTLEMENT, "cause"): {number: name for number, name in enumerate(CAUSE_WORDS) if name},
    (R_SIGN_IN, "state"): {
        1: "signed_in",
        2: "needed",
        3: "signing_in",
        4: "failed",
        5: "unknown",
        8: "refused",  # for want of the right; `status` is the code of the refusal
        9: "due",  # signed in, and too old or soon to be
        10: "attested",
    },
}

ALERTS = {number: name for number, name in enumerate(ALERT_WORDS) if name}


def words_of(kind: int, field: str) -> "dict[int, str]":
    """Return the words of a coded field by number, nothing for a field that is not coded."""
    if field == "command":
        return COMMANDS
    if field == "alert":
        return ALERTS
    return STATES.get((kind, field)) or VALUES.get(field) or {}


def word(kind: int, field: str, value: object) -> object:
    """Return the word for a coded field's `value`, or `value` itself where it is not coded.

    An unknown number comes back as the number: a newer board may know more than this reader.
    """
    return words_of(kind, field).get(value, value) if isinstance(value, int) else value
