# SPDX-License-Identifier: MIT
"""What a board needs to know of its shop: the profile's fields, declared once for both sides.

The host compiles a site's YAML into a CBOR map {key: value} with keys in ascending order, so
that equal profiles have equal bytes and equal SHA-256; the board checks the same table again.
A missing key takes its default; a key without a default is required; an unknown key is refused.

Kinds: "int" low..high; "text" and "bytes" with a length low..high (bytes of UTF-8); "bool";
"offsets" an array of [utc_s, offset_s] ascending, first entry at 0, low..high entries;
"hours" seven arrays (Monday first) of [open_min, close_min] in local minutes of the day;
"spans" low..high arrays [begin_utc_s, end_utc_s], ascending and apart;
"people" low..high arrays [id, role] (posminder_formats.people), no id twice;
"bank_days" [first_day, last_day, turned_days]: known from when until when, and those days between,
ascending, on which the bank keeps not to the rule that weekdays are bank days; [0, 0, []]: unknown;
"special_days" low..high arrays [first_day, last_day, a day of "hours"], ascending and apart.
A day is counted from 1970-01-01.
"""

from posminder_formats._const import const

P_SCHEMA = const(1)
P_SITE_ID = const(2)
P_SITE_NAME = const(3)
P_LANGUAGE = const(4)
P_CURRENCY = const(5)
P_MODE = const(6)
P_DRIVER = const(7)
P_WIRING = const(8)
P_TERMINAL_ID = const(9)
P_ZVT_PASSWORD = const(10)
P_BAUD = const(11)
P_UTC_OFFSETS = const(12)
P_HOURS = const(13)
P_DAY_STARTS_MIN = const(14)
P_SETTLE_LATEST_MIN = const(15)
P_IDLE_BEFORE_S = const(16)
P_SIGN_IN_BEFORE_MIN = const(17)
P_RECEIPT_MISSING_S = const(18)
P_SETTLE_MIN_MINOR = const(19)
P_SETTLE_MAX_MINOR = const(20)
P_MAX_DEFER_S = const(21)
P_ABOVE_MAX = const(22)
P_ESCALATE_S = const(23)
P_SETTLE_AT_MIN = const(30)
P_SETTLE_IDLE_MIN = const(31)
P_SETTLE_SPREAD_S = const(32)
P_CUT_OVER_MIN = const(33)
P_MAINTENANCE = const(34)
P_BATCH_WARN_AT = const(35)
P_BATCH_FORCE_AT = const(36)
P_WARN_AGE_S = const(37)
P_WARN_TOTAL_MINOR = const(38)
P_WARN_CLOSING_MIN = const(39)
P_CAPTURE = const(40)
P_AUTO_SIGN_OFF = const(41)
P_OFFLINE_LIMIT_S = const(42)
P_SIGN_IN_MAX_AGE_S = const(50)
P_CLOCK_MAX_SKEW_S = const(51)
P_CLOCK_FROM_TERMINAL = const(52)
P_SIGN_IN_AGAIN_CODES = const(53)
P_ASKS_OPERATOR = const(54)
P_CLOCK_SET_TERMINAL = const(55)
P_RECEIPT_COPIES = const(60)
P_RECEIPT_NEED = const(61)
P_RECEIPT_CVM_MINOR = const(62)
P_AUTO_DUPLICATE = const(63)
P_KEEP_SLIP = const(64)
P_SLIP_CHARSET = const(65)
P_ANNOUNCE_BY_BUTTON = const(70)
P_ALERTS_ON_TERMINAL = const(71)
P_PEOPLE = const(80)
P_ACCOUNT_APPROVALS = const(81)
P_ACCOUNT_ROLES = const(82)
P_ACCOUNT_WATCH = const(83)
P_ACCOUNT_HOLD_DAYS = const(84)
P_GATE = const(90)
P_GATE_BY_BUTTON = const(91)
P_GATE_OVERRIDE_S = const(92)
P_GATE_OVERRIDE_SALES = const(93)
P_BANK_DAYS = const(100)
P_SPECIAL_DAYS = const(101)
P_DEPOSIT_CYCLE = const(102)
P_DEPOSIT_OVERDUE_S = const(103)
P_DEPOSIT_WATCH = const(104)
P_DIALECT = const(110)  # 110..119: drivers that go by a dialect
P_ZVT_DIALECT = const(120)
P_SETTLEMENT_SLIP = const(121)
# 130..134: the acquirer's sheet that the profile was compiled from; no duty reads them
P_SHEET_ID = const(130)
P_SHEET_VERSION = const(131)
P_SHEET_FROM_DAY = const(132)
P_SHEET_SOURCE = const(133)
P_SHEET_SHA256 = const(134)

LANGUAGE_EN = const(1)
LANGUAGE_ZH_CN = const(2)
MODE_OBSERVE = const(0)
MODE_ENFORCE = const(1)
DRIVER_ZVT = const(1)
DRIVER_ATTENDED = const(2)
DRIVER_TRANSBANK = const(3)
DRIVER_MIS = const(4)
WIRING_IN_LINE = const(1)
WIRING_BESIDE = const(2)
WIRING_NONE = const(3)  # attended: no line to the terminal
ABOVE_MAX_HOLD = const(1)
ABOVE_MAX_SETTLE = const(2)
CAPTURE_TERMINAL = const(1)
CAPTURE_ACQUIRER = const(2)
NO_MINUTE = const(1440)  # of a minute of the day that a shop may do without
NEED_ALWAYS = const(1)
NEED_SIGNATURE = const(2)
NEED_ELECTRONIC = const(3)
NEED_NONE = const(4)
KEEP_NONE = const(0)
KEEP_MERCHANT = const(1)
KEEP_ALL = const(2)
CYCLE_BANK = const(1)  # T+0: this and up to nine bank days more
PLAIN_ZVT = b"\x00\x00\x00\x00\x08\x00"
CYCLE_CALENDAR = const(11)  # D+0: the same in calendar days

# What of the profile takes a second person, on the board: record profile's field "change".
CHANGES_LIMITS = const(2)
CHANGES_ACCOUNT = const(3)
CHANGES_PEOPLE = const(4)
CHANGES_CUT_OVER = const(5)

# key, what it is; the most serious first: of several the first is shown and asked about
GUARDED = (
    (P_ACCOUNT_APPROVALS, CHANGES_ACCOUNT),
    (P_ACCOUNT_ROLES, CHANGES_ACCOUNT),
    (P_ACCOUNT_WATCH, CHANGES_ACCOUNT),
    (P_ACCOUNT_HOLD_DAYS, CHANGES_ACCOUNT),
    (P_PEOPLE, CHANGES_PEOPLE),
    (P_SETTLE_MIN_MINOR, CHANGES_LIMITS),
    (P_SETTLE_MAX_MINOR, CHANGES_LIMITS),
    (P_ABOVE_MAX, CHANGES_LIMITS),
    (P_MAX_DEFER_S, CHANGES_LIMITS),
    (P_CUT_OVER_MIN, CHANGES_CUT_OVER),
)

_MINOR_MAX = const(999_999_999_999)  # what twelve BCD digits hold

REQUIRED = None

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# key, name, kind, low, high, default, help
FIELDS: "tuple[tuple[int, str, str, int, int, Any, str], ...]" = (
    (P_SCHEMA, "schema", "int", 1, 1, REQUIRED, "version of this table"),
    (P_SITE_ID, "site_id", "text", 1, 32, REQUIRED, "the shop's id at the office"),
    (P_SITE_NAME, "site_name", "text", 1, 96, REQUIRED, "the shop's name"),
    (P_LANGUAGE, "language", "int", 1, 2, LANGUAGE_EN, "1 English, 2 Chinese (zh-CN)"),
    (P_CURRENCY, "currency", "int", 1, 999, REQUIRED, "ISO 4217 number, e.g. 978 EUR, 156 CNY"),
    (P_MODE, "mode", "int", 0, 1, MODE_OBSERVE, "0 observe: send the terminal nothing; 1 enforce"),
    (P_DRIVER, "driver", "int", 1, 4, REQUIRED, "1 ZVT, 2 attended, 3 Transbank, 4 MIS"),
    (P_WIRING, "wiring", "int", 1, 3, REQUIRED, "1 in line with the register, 2 beside, 3 none"),
    (P_TERMINAL_ID, "terminal_id", "text", 1, 16, REQUIRED, "TID on the terminal's slips"),
    (P_ZVT_PASSWORD, "zvt_password", "bytes", 3, 3, b"\x00\x00\x00", "6 digits, BCD"),
    (P_BAUD, "baud", "int", 1200, 115200, 9600, "speed of both serial lines, bit/s"),
    (P_UTC_OFFSETS, "utc_offsets", "offsets", 1, 24, REQUIRED, "local time from UTC, from when"),
    (P_HOURS, "hours", "hours", 7, 7, REQUIRED, "business hours, Monday first"),
    (P_DAY_STARTS_MIN, "day_starts_min", "int", 0, 720, 240, "a business day begins, local minute"),
    (P_SETTLE_LATEST_MIN, "settle_latest_min", "int", 0, 1439, REQUIRED, "settle at the latest"),
    (P_IDLE_BEFORE_S, "idle_before_s", "int", 1, 600, 5, "line quiet before own commands, s"),
    (P_SIGN_IN_BEFORE_MIN, "sign_in_before_min", "int", 0, 240, 15, "check before opening, min"),
    (P_RECEIPT_MISSING_S, "receipt_missing_s", "int", 1, 600, 20, "remind after approval, s"),
    (
        P_SETTLE_MIN_MINOR,
        "settle_min_minor",
        "int",
        -_MINOR_MAX,
        _MINOR_MAX,
        -_MINOR_MAX,
        "below: defer",
    ),
    (
        P_SETTLE_MAX_MINOR,
        "settle_max_minor",
        "int",
        -_MINOR_MAX,
        _MINOR_MAX,
        _MINOR_MAX,
        "above: see above_max",
    ),
    (
        P_MAX_DEFER_S,
        "max_defer_s",
        "int",
        3600,
        604800,
        86400,
        "settle this long after the batch's first sale, s",
    ),
    (P_ABOVE_MAX, "above_max", "int", 1, 2, ABOVE_MAX_HOLD, "1 hold and alert, 2 settle and alert"),
    (P_ESCALATE_S, "escalate_s", "int", 30, 86400, 300, "an unseen alert sounds once more, s"),
    (
        P_SETTLE_AT_MIN,
        "settle_at_min",
        "int",
        0,
        1440,
        NO_MINUTE,
        "settle, minute; 1440: only when closed",
    ),
    (
        P_SETTLE_IDLE_MIN,
        "settle_idle_min",
        "int",
        0,
        240,
        0,
        "settle without sales after closing, min",
    ),
    (P_SETTLE_SPREAD_S, "settle_spread_s", "int", 0, 3600, 0, "this shop's share of the spread, s"),
    (
        P_CUT_OVER_MIN,
        "cut_over_min",
        "int",
        0,
        1440,
        NO_MINUTE,
        "the acquirer's day ends; 1440: unknown",
    ),
    (P_MAINTENANCE, "maintenance", "spans", 0, 16, [], "the acquirer cannot be reached"),
    (P_BATCH_WARN_AT, "batch_warn_at", "int", 0, 9999, 0, "transactions to warn at; 0: none"),
    (P_BATCH_FORCE_AT, "batch_force_at", "int", 0, 9999, 0, "transactions to settle at; 0: none"),
    (P_WARN_AGE_S, "warn_age_s", "int", 0, 604800, 0, "warn of a batch this old, s; 0: never"),
    (P_WARN_TOTAL_MINOR, "warn_total_minor", "int", 0, _MINOR_MAX, 0, "warn at; 0: never"),
    (P_WARN_CLOSING_MIN, "warn_closing_min", "int", 0, 240, 0, "remind before closing; 0: never"),
    (P_CAPTURE, "capture", "int", 1, 2, CAPTURE_TERMINAL, "1 money waits for settlement, 2 not"),
    (P_AUTO_SIGN_OFF, "auto_sign_off", "bool", 0, 0, False, "settling signs the terminal off"),
    (P_OFFLINE_LIMIT_S, "offline_limit_s", "int", 3600, 604800, 7200, "off-line sales not sent, s"),
    (
        P_SIGN_IN_MAX_AGE_S,
        "sign_in_max_age_s",
        "int",
        0,
        604800,
        86400,
        "sign in again, s; 0: never by age",
    ),
    (
        P_CLOCK_MAX_SKEW_S,
        "clock_max_skew_s",
        "int",
        30,
        3600,
        120,
        "the terminal's clock is off, s",
    ),
    (P_CLOCK_FROM_TERMINAL, "clock_from_terminal", "bool", 0, 1, False, "ask it while unset"),
    (P_SIGN_IN_AGAIN_CODES, "sign_in_again_codes", "bytes", 0, 8, b"", "results that call for it"),
    (P_ASKS_OPERATOR, "sign_in_operator", "bool", 0, 1, False, "people say who works there"),
    (P_CLOCK_SET_TERMINAL, "clock_set_terminal", "bool", 0, 0, False, "between two batches"),
    (P_RECEIPT_COPIES, "receipt_copies", "int", 1, 3, 3, "bits: 1 the merchant's, 2 customer's"),
    (
        P_RECEIPT_NEED,
        "receipt_need",
        "int",
        1,
        4,
        NEED_ALWAYS,
        "1 always, 2 when signed; paper only when told so: 3 electronic, 4 none",
    ),
    (
        P_RECEIPT_CVM_MINOR,
        "receipt_cvm_minor",
        "int",
        0,
        _MINOR_MAX,
        0,
        "contactless up to it: no signature",
    ),
    (
        P_AUTO_DUPLICATE,
        "auto_duplicate",
        "int",
        0,
        1,
        0,
        "1: let a terminal repeat a receipt, once",
    ),
    (
        P_KEEP_SLIP,
        "keep_slip",
        "int",
        0,
        2,
        KEEP_NONE,
        "text: 0 none, 1 the merchant's copy, 2 all",
    ),
    (
        P_SLIP_CHARSET,
        "slip_charset",
        "int",
        0,
        3,
        0,
        "0 by its bytes, 1 ZVT, 2 CP437, 3 ISO 8859-15",
    ),
    (
        P_ANNOUNCE_BY_BUTTON,
        "announce_by_button",
        "bool",
        0,
        1,
        False,
        "attended: a press announces a sale",
    ),
    (P_ALERTS_ON_TERMINAL, "alerts_on_terminal", "bool", 0, 0, False, "its words, on its display"),
    (P_PEOPLE, "people", "people", 0, 12, [], "who may be enrolled, with which role"),
    (P_ACCOUNT_APPROVALS, "account_approvals", "int", 2, 4, 2, "different people approve"),
    (
        P_ACCOUNT_ROLES,
        "account_roles",
        "int",
        8,
        24,
        24,
        "roles that may approve, as bits",
    ),
    (P_ACCOUNT_WATCH, "account_watch", "int", 1, 30, 3, "first credits that are watched"),
    (P_ACCOUNT_HOLD_DAYS, "account_hold_days", "int", 0, 60, 10, "the old account stays open"),
    (P_GATE, "gate", "int", 0, 3, 0, "bits: no sale while 1 not signed in, 2 a batch is overdue"),
    (P_GATE_BY_BUTTON, "gate_by_button", "bool", 0, 1, True, "a very long press overrides it"),
    (P_GATE_OVERRIDE_S, "gate_override_s", "int", 60, 3600, 900, "lets sales through so long, s"),
    (P_GATE_OVERRIDE_SALES, "gate_override_sales", "int", 1, 20, 3, "and so many of them"),
    (P_BANK_DAYS, "bank_days", "bank_days", 3, 3, [0, 0, []], "when the bank credits money"),
    (P_SPECIAL_DAYS, "special_days", "special_days", 0, 32, [], "hours of single days"),
    (P_DEPOSIT_CYCLE, "deposit_cycle", "int", 0, 20, 0, "0 unknown, 1..10 T+0..9, 11..20 D+0..9"),
    (
        P_DEPOSIT_OVERDUE_S,
        "deposit_overdue_s",
        "int",
        0,
        691_140,
        79_200,
        "after the due day begins",
    ),
    (P_DEPOSIT_WATCH, "deposit_watch", "bool", 0, 0, False, "keep the list, and ask when overdue"),
    (P_DIALECT, "dialect", "bytes", 0, 900, b"", "of driver 4: posminder_formats.mis_dialect"),
    # A terminal's own ways: three bytes of capabilities' bits that it lacks, two of how it is
    # registered (06 00's config byte; 0x100 text blocks, 0x200 no TLV), the diagnosis (tag 1B).
    (P_ZVT_DIALECT, "zvt_dialect", "bytes", 6, 6, PLAIN_ZVT, "what it lacks, how it is spoken to"),
    (P_SETTLEMENT_SLIP, "settlement_slip", "int", 1, 2, 1, "beside: 1 the terminal's, 2 the board"),
    (P_SHEET_ID, "sheet_id", "text", 0, 64, "", "the acquirer's sheet; empty: none"),
    (P_SHEET_VERSION, "sheet_version", "text", 0, 96, "", "as its office numbers it"),
    (P_SHEET_FROM_DAY, "sheet_from_day", "int", 0, 65535, 0, "holds from; days since 1970"),
    (P_SHEET_SOURCE, "sheet_source", "text", 0, 96, "", "what it was written from, cut"),
    (P_SHEET_SHA256, "sheet_sha256", "bytes", 0, 32, b"", "of the sheet's file"),
)
