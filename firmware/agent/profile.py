# SPDX-License-Identifier: MIT
"""A site's profile as the agent reads it: named, typed, and already checked (profile_check)."""

from posminder_formats import capabilities
from posminder_formats import profile_fields as f
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SLIPS_TO_BOARD = const(0x84)  # bits of 06 00's config byte: administrative receipts, as lines


class Profile:
    """Built from profile_check's dict of checked values; units are in the names."""

    def __init__(self, values: "dict[int, Any]", sha256: bytes) -> None:
        self.sha256 = sha256  # of the stored bytes, as the host computes it
        self.site_id: str = values[f.P_SITE_ID]
        self.site_name: str = values[f.P_SITE_NAME]
        self.language: int = values[f.P_LANGUAGE]
        self.currency: int = values[f.P_CURRENCY]
        self.enforce: bool = values[f.P_MODE] == f.MODE_ENFORCE
        self.driver: int = values[f.P_DRIVER]
        self.wiring: int = values[f.P_WIRING]
        # What the link can, and which key fields it tells of every sale, of every reversal.
        self.can, self.of_sale, self.of_reversal = capabilities.of(self.driver, self.wiring)
        self.attended = self.can == 0  # it tells and does nothing: people are asked and believed
        self.terminal_id: str = values[f.P_TERMINAL_ID]
        self.zvt_password: bytes = values[f.P_ZVT_PASSWORD]
        self.dialect: bytes = values[f.P_DIALECT]
        self.baud: int = values[f.P_BAUD]
        dialect: bytes = values[f.P_ZVT_DIALECT]
        lacks = int.from_bytes(dialect[:3], "big")
        self.can &= ~lacks
        slips = _SLIPS_TO_BOARD if values[f.P_SETTLEMENT_SLIP] == 2 else 0
        registration = int.from_bytes(dialect[3:5], "big") | slips
        self.zvt_dialect = (lacks, registration, dialect[5])
        self.utc_offsets: tuple[tuple[int, int], ...] = tuple(
            (row[0], row[1]) for row in values[f.P_UTC_OFFSETS]
        )
        self.hours: tuple[tuple[tuple[int, int], ...], ...] = tuple(
            tuple((span[0], span[1]) for span in day) for day in values[f.P_HOURS]
        )
        self.day_starts_min: int = values[f.P_DAY_STARTS_MIN]
        self.idle_before_s: int = values[f.P_IDLE_BEFORE_S]
        self._take_sign_in(values)
        self.receipt_missing_s: int = values[f.P_RECEIPT_MISSING_S]
        self.receipt_copies: int = values[f.P_RECEIPT_COPIES]
        self.receipt_need: int = values[f.P_RECEIPT_NEED]
        self.keep_slip: int = values[f.P_KEEP_SLIP]
        self.slip_charset: int = values[f.P_SLIP_CHARSET]
        self.auto_duplicate: bool = values[f.P_AUTO_DUPLICATE] == 1
        self.receipt_cvm_minor: int = values[f.P_RECEIPT_CVM_MINOR]
        self._read_rules(values)

    def _read_rules(self, values: "dict[int, Any]") -> None:
        """Read what the duties go by: settlement, alerts, people, account."""
        self.announces: bool = values[f.P_ANNOUNCE_BY_BUTTON]
        shows = bool(values[f.P_ALERTS_ON_TERMINAL])
        self.alerts_on_terminal = shows and self.enforce and bool(self.can & capabilities.DISPLAY)
        self.escalate_s: int = values[f.P_ESCALATE_S]
        self.gate: int = values[f.P_GATE]  # events.GATE_* as bits
        self.gate_by_button: bool = values[f.P_GATE_BY_BUTTON]
        self.gate_override_s: int = values[f.P_GATE_OVERRIDE_S]
        self.gate_override_sales: int = values[f.P_GATE_OVERRIDE_SALES]
        self._take_settlement(values)
        self.people: list[list[Any]] = values[f.P_PEOPLE]  # [id, role]
        self.account_approvals: int = values[f.P_ACCOUNT_APPROVALS]
        self.account_roles: int = values[f.P_ACCOUNT_ROLES]  # bits 1 << role
        self.account_watch: int = values[f.P_ACCOUNT_WATCH]  # credits
        self.account_hold_days: int = values[f.P_ACCOUNT_HOLD_DAYS]
        self._use_calendar(values)

    def _use_calendar(self, values: "dict[int, Any]") -> None:
        self.special_days: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...] = tuple(
            (row[0], row[1], tuple((span[0], span[1]) for span in row[2]))
            for row in values[f.P_SPECIAL_DAYS]
        )
        self.bank_first_day: int = values[f.P_BANK_DAYS][0]
        self.bank_last_day: int = values[f.P_BANK_DAYS][1]  # 0: no calendar
        self.bank_turned: tuple[int, ...] = tuple(values[f.P_BANK_DAYS][2])
        self.deposit_cycle: int = values[f.P_DEPOSIT_CYCLE]
        self.deposit_overdue_s: int = values[f.P_DEPOSIT_OVERDUE_S]  # after the due day's midnight
        self.deposit_watch: bool = values[f.P_DEPOSIT_WATCH]

    def _take_sign_in(self, values: "dict[int, Any]") -> None:
        self.sign_in_before_min: int = values[f.P_SIGN_IN_BEFORE_MIN]
        self.sign_in_max_age_s: int = values[f.P_SIGN_IN_MAX_AGE_S]  # 0: none
        self.asks_operator: bool = values[f.P_ASKS_OPERATOR]
        self.sign_in_again_codes: bytes = values[f.P_SIGN_IN_AGAIN_CODES]
        self.clock_max_skew_s: int = values[f.P_CLOCK_MAX_SKEW_S]
        self.clock_from_terminal: bool = values[f.P_CLOCK_FROM_TERMINAL]
        wanted: bool = values[f.P_CLOCK_SET_TERMINAL]
        self.clock_set_terminal = wanted and bool(self.can & capabilities.SET_CLOCK)

    def _take_settlement(self, values: "dict[int, Any]") -> None:
        self.settle_latest_min: int = values[f.P_SETTLE_LATEST_MIN]
        self.settle_min_minor: int = values[f.P_SETTLE_MIN_MINOR]
        self.settle_max_minor: int = values[f.P_SETTLE_MAX_MINOR]
        self.max_defer_s: int = values[f.P_MAX_DEFER_S]
        self.holds_above_max: bool = values[f.P_ABOVE_MAX] == f.ABOVE_MAX_HOLD
        self.settle_at_min: int = values[f.P_SETTLE_AT_MIN]
        self.settle_idle_min: int = values[f.P_SETTLE_IDLE_MIN]
        self.settle_spread_s: int = values[f.P_SETTLE_SPREAD_S]
        self.cut_over_min: int = values[f.P_CUT_OVER_MIN]
        self.batch_warn_at: int = values[f.P_BATCH_WARN_AT]
        self.batch_force_at: int = values[f.P_BATCH_FORCE_AT]
        self.warn_age_s: int = values[f.P_WARN_AGE_S]
        self.warn_total_minor: int = values[f.P_WARN_TOTAL_MINOR]
        self.offline_limit_s: int = values[f.P_OFFLINE_LIMIT_S]
        self.warn_closing_min: int = values[f.P_WARN_CLOSING_MIN]
        self.auto_sign_off: bool = values[f.P_AUTO_SIGN_OFF]
        self.capture: int = values[f.P_CAPTURE]
        self.maintenance: tuple[tuple[int, int], ...] = tuple(
            (row[0], row[1]) for row in values[f.P_MAINTENANCE]
        )

    def role_of(self, person: str) -> int:
        """Return the role of the person with this id, 0 for one whom the profile does not name."""
        for row in self.people:
            if row[0] == person:
                return int(row[1])
        return 0


def local_s(offsets: "tuple[tuple[int, int], ...]", wall_s: int) -> int:
    """Return local seconds for `wall_s` (UTC): the last (utc_s, offset_s) row not after it counts.

    Rows ascend; before the first one its offset is used. The host compiled them from zone data.
    """
    offset_s = offsets[0][1]
    for utc_s, row_offset_s in offsets:
        if utc_s > wall_s:
            break
        offset_s = row_offset_s
    return wall_s + offset_s


def wall_s(offsets: "tuple[tuple[int, int], ...]", here_s: int) -> int | None:
    """Return the newest `wall_s` (UTC) whose local time is `here_s`, None in an hour left out.

    The hour that comes twice is taken as the second one: an hour is the most it can be wrong by.
    """
    found = None
    for _utc_s, offset_s in offsets:
        if local_s(offsets, here_s - offset_s) == here_s:
            found = max(found or 0, here_s - offset_s)
    return found
