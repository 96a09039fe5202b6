# SPDX-License-Identifier: MIT
"""Journal record kinds: number, name, fields in order. The only place that says what is kept.

A record is the CBOR array [kind, boot, mono_ms, wall_s | null, field, field, ...]. Fields are
written in the order declared here and only ever added at the end, so an old reader sees a
prefix. Only changes of state are records, never a poll (charter, decision 4). The allow-list of
fields is the first wall against card data: what is not named here cannot be kept.

Units are part of a field's name: `_minor` integer minor currency units, `_s` seconds (wall time
counts from 1970-01-01 UTC), `_ms` milliseconds of the board's monotonic clock. A field that is
not known is null.
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
R_INTENT = const(20)
R_OUTCOME = const(21)
R_TOTALS = const(22)
R_SETTLEMENT = const(23)
R_SIGN_IN = const(24)
R_ALERT = const(30)
R_BUTTON = const(31)

# kind: (name, fields in order)
KINDS = {
    R_BOOT: ("boot", ("reason", "firmware", "profile_hash", "torn_bytes")),
    R_CLOCK: ("clock", ("old_wall_s", "new_wall_s", "source")),
    # First record of every sector: what the policies must know to go on after a restart, so that
    # boot reads one sector however full the ring is. `policies` is an array owned by the engine;
    # `lost_seq` is the last record that LOSS records have owned up to, 0 for none.
    R_STATE: ("state", ("policies", "lost_seq")),
    R_LOSS: ("loss", ("first_seq", "last_seq")),
    R_DAMAGE: ("damage", ("sector", "records")),
    R_PROFILE: ("profile", ("old_hash", "new_hash", "role")),
    R_LEASE: ("lease", ("role", "state")),
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
        ),
    ),
    R_RECEIPT: ("receipt", ("trace", "receipt_no", "state", "lines")),
    R_INTENT: ("intent", ("command", "reason")),
    R_OUTCOME: ("outcome", ("command", "outcome", "code")),
    R_TOTALS: ("totals", ("count", "total_minor", "source")),
    R_SETTLEMENT: ("settlement", ("state", "business_day", "count", "total_minor", "cause")),
    R_SIGN_IN: ("sign_in", ("state", "status")),
    R_ALERT: ("alert", ("alert", "state", "subject")),
    R_BUTTON: ("button", ("press",)),
}

# Values of coded fields. field name: {number: word}. Words are what every reader prints.
VALUES = {
    "transaction": {1: "sale", 2: "refund", 3: "reversal", 4: "other"},
    "seen": {1: "on_line", 2: "asked"},  # on_line: watched as it happened; asked: read back later
    "role": {0: "nobody", 1: "technician"},
    "line": {1: "terminal", 2: "register"},
    "press": {1: "short", 2: "held"},
}

# The same for fields named "state", "reason", "source", "cause" and "outcome", by kind.
STATES = {
    (R_BOOT, "reason"): {0: "power", 1: "reset", 2: "watchdog"},
    (R_CLOCK, "source"): {0: "unset", 1: "rtc", 2: "host"},
    (R_LEASE, "state"): {1: "granted", 2: "refused", 3: "ended", 4: "commissioned"},
    (R_LINE, "state"): {1: "answering", 2: "silent"},
    (R_RECEIPT, "state"): {
        1: "delivered",  # every line acknowledged by the register (80 00)
        2: "refused",  # the register said its printer is not ready (84 CC)
        3: "missing",  # nothing was printed within the profile's time
        4: "duplicate",  # delivered later, as a duplicate
        5: "unknown",  # this wiring cannot see the print path
    },
    (R_INTENT, "reason"): {
        1: "closing_button",
        2: "latest_time",
        3: "power_up",
        4: "before_opening",
        5: "terminal_demands",
        6: "verify",
        7: "in_doubt",
        8: "retry",
        9: "poll",
    },
    (R_OUTCOME, "outcome"): {1: "done", 2: "refused", 3: "unknown", 4: "not_sent"},
    (R_TOTALS, "source"): {1: "before_settlement", 2: "settlement", 3: "after_settlement"},
    (R_SETTLEMENT, "state"): {
        1: "begun",
        2: "verified",
        3: "mismatch",
        4: "nothing_to_settle",
        5: "refused",
        6: "unknown",
        7: "given_up",
        8: "seen",  # settled by somebody else, seen on the line and not proved by us
    },
    # R5's list; `none` while a settlement is still under way.
    (R_SETTLEMENT, "cause"): {
        0: "none",
        1: "operator",
        2: "device_off",
        3: "link_down",
        4: "terminal_busy",
        5: "acquirer_declined",
        6: "held_by_max",
        7: "below_min",
        8: "clock_untrusted",
        9: "unknown",
    },
    (R_SIGN_IN, "state"): {1: "signed_in", 2: "needed", 3: "signing_in", 4: "failed", 5: "unknown"},
    (R_ALERT, "state"): {1: "raised", 2: "seen", 3: "cleared"},
}

COMMANDS = {
    1: "check_status",
    2: "sign_in",
    3: "read_totals",
    4: "settle",
    5: "query_last",
    6: "register",
}

ALERTS = {
    1: "receipt_missing",
    2: "not_signed_in",
    3: "settlement_open",
    4: "settlement_mismatch",
    5: "terminal_silent",
    6: "clock_unset",
    7: "no_profile",
    8: "uncommissioned",
    9: "sale_not_signed_in",
    10: "journal_fault",
    11: "sale_unknown",
}


def word(kind: int, field: str, value: object) -> object:
    """Return the word for a coded field's `value`, or `value` itself where it is not coded.

    An unknown number comes back as the number: a newer board may know more than this reader.
    """
    if field == "command":
        table = COMMANDS
    elif field == "alert":
        table = ALERTS
    else:
        table = STATES.get((kind, field)) or VALUES.get(field) or {}
    return table.get(value, value) if isinstance(value, int) else value
