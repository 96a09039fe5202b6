# SPDX-License-Identifier: MIT
"""From a checked profile to the bytes a board takes: CBOR by profile_fields, and their SHA-256.

Every field is written, defaults too, so that a board with other defaults does the same thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import cbor2

from posminder import links
from posminder.profile.bank_days import BankDays
from posminder.profile.dialect_compile import compile_dialect
from posminder.profile.hours_checks import DAY_STARTS_MIN
from posminder.profile.model import Profile, Terminal
from posminder.profile.model_sheet import Sheet
from posminder.profile.settlement_starts import ROLES, above_max, maintenance_spans, spread_s
from posminder.profile.zones import utc_offsets
from posminder.profile.zvt_dialects import DIALECTS
from posminder_formats import profile_check
from posminder_formats import profile_fields as fields

CURRENCIES = {"EUR": 978, "CNY": 156, "CLP": 152, "HKD": 344, "MYR": 458, "SGD": 702}
LANGUAGES = {"en": fields.LANGUAGE_EN, "zh-CN": fields.LANGUAGE_ZH_CN}
MODES = {"observe": fields.MODE_OBSERVE, "enforce": fields.MODE_ENFORCE}
WIRINGS = {
    "in_line": fields.WIRING_IN_LINE,
    "beside": fields.WIRING_BESIDE,
    "none": fields.WIRING_NONE,
}
ABOVE_MAX = {"hold": fields.ABOVE_MAX_HOLD, "settle_and_alert": fields.ABOVE_MAX_SETTLE}
COPIES = {"merchant_copy": 1, "customer_copy": 2}  # agent.events.COPY_*
KEEPS = {
    "none": fields.KEEP_NONE,
    "merchant": fields.KEEP_MERCHANT,
    "all": fields.KEEP_ALL,
}
SLIPS = {"on_terminal": 1, "to_board": 2}
CHARSETS = {"auto": 0, "zvt": 1, "cp437": 2, "iso8859_15": 3}
NEEDS = {
    "always": fields.NEED_ALWAYS,
    "when_signature_needed": fields.NEED_SIGNATURE,
    "electronic": fields.NEED_ELECTRONIC,
    "none": fields.NEED_NONE,
}
GATE_CAUSES = {"not_signed_in": 1, "settlement_overdue": 2}  # agent.events.GATE_*
CAPTURES = {"terminal": fields.CAPTURE_TERMINAL, "acquirer": fields.CAPTURE_ACQUIRER}
NO_MINIMUM, NO_MAXIMUM = (
    row[5]
    for row in fields.FIELDS
    if row[0] in (fields.P_SETTLE_MIN_MINOR, fields.P_SETTLE_MAX_MINOR)
)
# Money fields, each with the number that stands for "no limit". A profile writes two decimals in
# every currency; a board counts in the currency's own smallest unit.
MONEY = {
    fields.P_SETTLE_MIN_MINOR: NO_MINIMUM,
    fields.P_SETTLE_MAX_MINOR: NO_MAXIMUM,
    fields.P_WARN_TOTAL_MINOR: 0,
    fields.P_RECEIPT_CVM_MINOR: 0,
}
WITHOUT_CENTS = ("CLP",)
SHEET_SOURCE_BYTES_MAX = next(r[4] for r in fields.FIELDS if r[0] == fields.P_SHEET_SOURCE)
_CUT = "…".encode()
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Compiled:
    """What goes to the board: `data` as the file /profile, `sha256` to hold against its answer."""

    data: bytes
    sha256: bytes

    @classmethod
    def of(cls, values: Mapping[int, object]) -> Self:
        """Return fields as a board takes them, ascending: the same values are the same bytes."""
        data = cbor2.dumps({key: values[key] for key in sorted(values)})
        return cls(data, hashlib.sha256(data).digest())


def compile_profile(
    profile: Profile, password: str, year: int, sheet_sha256: bytes = b""
) -> Compiled:
    """Compile `profile`. `password` is its six digits, `year` the first of the offset rows.

    `sheet_sha256`: of the file that its acquirer's sheet was read from. Raises
    profile_check.ProfileError when the board would refuse: a gap between model and table.
    """
    change = profile.account_rules
    values: dict[int, object] = {
        fields.P_SCHEMA: profile.schema_,
        fields.P_SITE_ID: profile.site.id,
        fields.P_SITE_NAME: profile.site.name,
        fields.P_LANGUAGE: LANGUAGES[profile.site.locale],
        fields.P_CURRENCY: CURRENCIES[profile.site.currency],
        fields.P_MODE: MODES[profile.mode],
        **_terminal(profile, password),
        fields.P_HOURS: [
            [[each.open_min, each.close_min] for each in ranges] for ranges in profile.week()
        ],
        fields.P_DAY_STARTS_MIN: DAY_STARTS_MIN,
        fields.P_IDLE_BEFORE_S: profile.idle_before_s,
        **_sign_in(profile),
        **_receipts(profile),
        **_gate(profile),
        fields.P_ESCALATE_S: profile.alerts.escalate_after,
        fields.P_ALERTS_ON_TERMINAL: profile.alerts.on_terminal,
        fields.P_PEOPLE: [[each.id, ROLES[each.role]] for each in profile.people.everybody()],
        fields.P_ACCOUNT_APPROVALS: change.approvals,
        fields.P_ACCOUNT_ROLES: sum({1 << ROLES[role] for role in change.roles}),
        fields.P_ACCOUNT_WATCH: change.watch_deposits,
        fields.P_ACCOUNT_HOLD_DAYS: change.hold_old_open_days,
        **_settlement(profile),
        **_sheet(profile.sheet, sheet_sha256),
    }
    values |= _dated(profile, date(year, 1, 1))
    if profile.site.currency in WITHOUT_CENTS:
        values |= {key: _whole(values[key], none) for key, none in MONEY.items()}
    made = Compiled.of(values)
    profile_check.check(made.data)  # the board's own verdict, before it has to say it
    return made


def _sheet(sheet: Sheet | None, sha256: bytes) -> dict[int, object]:
    """Return which sheet it was: the board says it back, and the host knows a newer one by it."""
    if sheet is None:
        return {}
    source = sheet.source.encode()
    if len(source) > SHEET_SOURCE_BYTES_MAX:
        source = (
            source[: SHEET_SOURCE_BYTES_MAX - len(_CUT)].decode(errors="ignore").encode() + _CUT
        )
    return {
        fields.P_SHEET_ID: sheet.id,
        fields.P_SHEET_VERSION: sheet.version,
        fields.P_SHEET_FROM_DAY: day_number(sheet.valid_from),
        fields.P_SHEET_SOURCE: source.decode(),
        fields.P_SHEET_SHA256: sha256,
    }


def _whole(hundredths: Any, none: object) -> object:
    """Return an amount of a currency without cents in its own unit; `none` stays."""
    return none if hundredths == none else hundredths // HUNDREDTHS


def _settlement(profile: Profile) -> dict[int, object]:
    """Return the fields that say when the batch is settled, and which totals wait."""
    settle, batch = profile.settle, profile.batch
    return {
        fields.P_SETTLE_LATEST_MIN: settle.latest,
        fields.P_SETTLE_AT_MIN: fields.NO_MINUTE if settle.at is None else settle.at,
        fields.P_SETTLE_IDLE_MIN: settle.idle_after_closing,
        fields.P_SETTLE_SPREAD_S: spread_s(profile),
        fields.P_CUT_OVER_MIN: fields.NO_MINUTE if profile.cut_over is None else profile.cut_over,
        fields.P_BATCH_WARN_AT: 0 if batch is None else batch.warn_at or 0,
        fields.P_BATCH_FORCE_AT: 0 if batch is None else batch.force_at or 0,
        fields.P_WARN_AGE_S: settle.warn.age or 0,
        fields.P_WARN_TOTAL_MINOR: settle.warn.total or 0,
        fields.P_WARN_CLOSING_MIN: settle.warn.before_closing,
        fields.P_OFFLINE_LIMIT_S: settle.warn.offline,
        fields.P_AUTO_SIGN_OFF: bool(profile.auto_sign_off),
        fields.P_SIGN_IN_AGAIN_CODES: bytes(sorted(set(profile.sign_in_again_codes))),
        fields.P_CAPTURE: CAPTURES[profile.capture or "terminal"],
        fields.P_MAINTENANCE: maintenance_spans(profile),
        fields.P_SETTLE_MIN_MINOR: NO_MINIMUM if settle.min is None else settle.min,
        fields.P_SETTLE_MAX_MINOR: NO_MAXIMUM if settle.max is None else settle.max,
        fields.P_MAX_DEFER_S: settle.max_defer,
        fields.P_ABOVE_MAX: ABOVE_MAX[above_max(profile)],
    }


def day_number(day: date) -> int:
    """Return `day` as boards count days: from 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _dated(profile: Profile, begin: date) -> dict[int, object]:
    """Return the fields that hold what changes by date, from `begin` on."""
    return {
        fields.P_UTC_OFFSETS: utc_offsets(profile.site.timezone, begin.year),
        fields.P_BANK_DAYS: _bank_days(profile, begin),
        fields.P_SPECIAL_DAYS: _special_days(profile, begin),
        **_deposits(profile),
    }


def _deposits(profile: Profile) -> dict[int, object]:
    deposit = profile.deposit
    if deposit is None:
        return {}
    kinds = {"T": fields.CYCLE_BANK, "D": fields.CYCLE_CALENDAR}
    return {
        fields.P_DEPOSIT_CYCLE: kinds[deposit.cycle[0]] + int(deposit.cycle[2:]),
        fields.P_DEPOSIT_OVERDUE_S: deposit.by * 60 + deposit.grace,
        fields.P_DEPOSIT_WATCH: deposit.watch,
    }


def _special_days(profile: Profile, begin: date) -> list[list[object]]:
    """Return rows of [first, last, spans], without those that are over when `begin` comes."""
    return [
        [
            day_number(dates.first),
            day_number(dates.last),
            [[each.open_min, each.close_min] for each in ranges],
        ]
        for dates, ranges in sorted(profile.special_days.items(), key=lambda item: item[0].first)
        if dates.last >= begin
    ]


def _bank_days(profile: Profile, begin: date) -> list[object]:
    """Return [first, last, turned] from `begin` on, as far as the board has room for it."""
    if profile.calendar is None:
        return [0, 0, []]
    bank = BankDays.of(profile.calendar)
    first = max(bank.first, begin)
    if first > bank.last:
        return [0, 0, []]
    turned = sorted(day_number(day) for day in bank.turned if day >= first)
    last = day_number(bank.last)
    if len(turned) > profile_check.TURNED_MAX:
        last = turned[profile_check.TURNED_MAX] - 1
    return [day_number(first), last, turned[: profile_check.TURNED_MAX]]


def _terminal(profile: Profile, password: str) -> dict[int, object]:
    return {
        fields.P_DRIVER: links.DRIVERS[profile.terminal.driver],
        fields.P_WIRING: WIRINGS[profile.terminal.wiring or "none"],
        fields.P_TERMINAL_ID: profile.terminal.tid,
        fields.P_ZVT_PASSWORD: bytes.fromhex(password),
        fields.P_BAUD: profile.terminal.baud,
        fields.P_DIALECT: b"" if profile.dialect is None else compile_dialect(profile.dialect),
        fields.P_ZVT_DIALECT: _zvt_dialect(profile.terminal),
        fields.P_SETTLEMENT_SLIP: SLIPS[profile.terminal.zvt.settlement_slip],
    }


def _zvt_dialect(terminal: Terminal) -> bytes:
    itself = terminal.wiring == "in_line" and terminal.zvt.config == "receipts_on_terminal"
    return DIALECTS[terminal.zvt.dialect].compiled(prints_itself=itself)


def _sign_in(profile: Profile) -> dict[int, object]:
    return {
        fields.P_SIGN_IN_BEFORE_MIN: profile.sign_in.before_opening,
        fields.P_SIGN_IN_MAX_AGE_S: profile.sign_in.max_age,
        fields.P_ASKS_OPERATOR: profile.sign_in.operator == "attested",
        fields.P_CLOCK_MAX_SKEW_S: profile.clock.max_skew,
        fields.P_CLOCK_FROM_TERMINAL: profile.clock.from_terminal,
        fields.P_CLOCK_SET_TERMINAL: profile.clock.set_terminal,
    }


def _gate(profile: Profile) -> dict[int, object]:
    return {
        fields.P_GATE: sum({GATE_CAUSES[cause] for cause in profile.gate.refuse_while}),
        fields.P_GATE_BY_BUTTON: profile.gate.override_by_button,
        fields.P_GATE_OVERRIDE_S: profile.gate.override_for,
        fields.P_GATE_OVERRIDE_SALES: profile.gate.override_sales,
    }


def _receipts(profile: Profile) -> dict[int, object]:
    return {
        fields.P_RECEIPT_MISSING_S: profile.receipts.missing_after_s,
        fields.P_RECEIPT_COPIES: sum({COPIES[copy] for copy in profile.receipts.require}),
        fields.P_RECEIPT_NEED: NEEDS[profile.receipts.need],
        fields.P_RECEIPT_CVM_MINOR: profile.receipts.cvm_limit or 0,
        fields.P_KEEP_SLIP: KEEPS[profile.receipts.keep_slip],
        fields.P_SLIP_CHARSET: CHARSETS[profile.receipts.slip_charset],
        fields.P_ANNOUNCE_BY_BUTTON: profile.receipts.announce_by_button,
        fields.P_AUTO_DUPLICATE: int(profile.receipts.auto_duplicate == "once"),
    }
