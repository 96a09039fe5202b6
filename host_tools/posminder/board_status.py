# SPDX-License-Identifier: MIT
"""A board's /status: its shape, as posminder_formats/STATUS.md has it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posminder.errors import ProtocolError


class _Part(BaseModel):
    # Newer boards may say more; what is said must have the documented type.
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class CountedPart(_Part):
    """Keys `terminal.stranded`, an exchanged terminal's batch, and `offline`: not sent."""

    count: int
    total_minor: int
    since_s: int | None


class OperatorPart(_Part):
    """Key `terminal.operator`."""

    attested: bool
    person: str | None


class GatePart(_Part):
    """Key `gate`; None where the profile wants none."""

    state: Literal["open", "closed", "overridden"]
    cause: Literal["not_signed_in", "settlement_overdue"] | None
    sales_left: int


class TerminalPart(_Part):
    """Key `terminal`."""

    line: Literal["answering", "silent", "unknown", "attended"] = "unknown"
    signed_in: Literal["yes", "no", "unknown", "attested"]
    status: int | None
    tid: str | None
    currency: int | None = None
    session_age_s: int | None = None
    operator: OperatorPart | None = None
    epoch: int | None = None
    stranded: CountedPart | None = None


class BatchPart(_Part):
    """Key `batch`."""

    count: int | None
    total_minor: int | None
    currency: int | None
    since_s: int | None
    capture: Literal["terminal", "acquirer"] | None = None


class SettlementPart(_Part):
    """Key `settlement`."""

    state: str | None
    business_day: int | None
    last_s: int | None
    reason: str | None = None


class AccountPart(_Part):
    """Key `account`: the change of settlement account under way."""

    stage: str
    text_hash: str
    effective_day: int
    approvals: int
    approvals_wanted: int
    hold_until_day: int | None
    deposits: int
    deposits_wanted: int
    strays: int


class NextPart(_Part):
    """One of `next`: what a rule does next. `in_s` None: only an event starts it; 0: under way."""

    rule: str
    does: str | None
    why: str | None
    in_s: int | None


class AlertPart(_Part):
    """One of `alerts`."""

    alert: str
    subject: int | str | None
    seen: bool
    passed_to: str | None = None
    age_s: int


class LinePart(_Part):
    """One of `lines`: counters since boot (R34)."""

    frames: int
    checksum_errors: int
    repeats: int
    broken: int
    oversize: int
    lost_bytes: int


class LinesPart(_Part):
    """Key `lines`; None is a line that is not fitted."""

    terminal: LinePart | None = None
    # pydantic's own classes have a method of the plain name
    register_: LinePart | None = Field(None, alias="register")


class JournalPart(_Part):
    """Key `journal`."""

    first_seq: int | None
    last_seq: int | None
    sectors: int
    records_lost: int
    faults: int
    unsealed: int | None = None
    pulled_seq: int = 0
    fill_percent: int | None = None
    days_left: int | None = None


class HealthPart(_Part):
    """Key `health`: what the board can tell of itself; None where it can tell nothing."""

    case: Literal["open", "closed"] | None
    supply_mv: int | None
    chip_c: int | None
    missing: tuple[str, ...]
    faults: dict[str, int]


class UpdatePart(_Part):
    """A version that is not well yet, or was not."""

    state: str  # "trial", "failed"
    from_version: str = Field(alias="from")
    to_version: str = Field(alias="to")


class BoardStatus(_Part):
    """All of /status."""

    firmware: str
    board: str
    id: str
    commissioned: bool
    site: str | None
    profile_hash: str | None
    mode: Literal["observe", "enforce"] | None
    wall_s: int | None
    clock: Literal["unset", "rtc", "host", "terminal"]
    clock_trusted: bool = True
    update: UpdatePart | None = None
    health: HealthPart | None = None
    boots: int
    boot_reason: str | None = None
    starts_today: int | None = None
    uptime_s: int
    terminal: TerminalPart | None = None
    batch: BatchPart | None = None
    offline: CountedPart | None = None
    settlement: SettlementPart | None = None
    gate: GatePart | None = None
    receipts_open: int | None = None
    account: AccountPart | None = None
    next: tuple[NextPart, ...] | None = None
    alerts: tuple[AlertPart, ...]
    lines: LinesPart
    journal: JournalPart
    events_dropped: int


def parse(data: bytes) -> BoardStatus:
    """Return /status as a checked object. Raises ProtocolError."""
    try:
        return BoardStatus.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise ProtocolError(f"/status: {where}: {first['msg']}") from error
