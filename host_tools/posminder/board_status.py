# SPDX-License-Identifier: MIT
"""A board's /status: its shape (posminder_formats/STATUS.md) and the same as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posminder.errors import ProtocolError
from posminder.messages import MESSAGES, sentence
from posminder.money import amount_text
from posminder.wall_time import UTC_ONLY, Offsets, day_text, local_text, span_text


class _Part(BaseModel):
    # Newer boards may say more; what is said must have the documented type.
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class TerminalPart(_Part):
    """Key `terminal`."""

    line: Literal["answering", "silent", "unknown"] = "unknown"
    signed_in: Literal["yes", "no", "unknown"]
    status: int | None
    tid: str | None


class BatchPart(_Part):
    """Key `batch`."""

    count: int | None
    total_minor: int | None
    currency: int | None
    since_s: int | None


class SettlementPart(_Part):
    """Key `settlement`."""

    state: str | None
    business_day: int | None
    last_s: int | None


class AlertPart(_Part):
    """One of `alerts`."""

    alert: str
    subject: int | str | None
    seen: bool
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
    clock: Literal["unset", "rtc", "host"]
    boots: int
    uptime_s: int
    terminal: TerminalPart | None = None
    batch: BatchPart | None = None
    settlement: SettlementPart | None = None
    receipts_open: int | None = None
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


def sentences(
    status: BoardStatus, language: str, offsets: Offsets = UTC_ONLY
) -> Iterator[tuple[str, bool]]:
    """Yield (sentence, whether it is bad news), the worst first, times by `offsets`."""
    if not status.commissioned:
        yield sentence(language, "status.uncommissioned"), True
    for alert in status.alerts:
        yield _alert(alert, language), True
    uptime = span_text(status.uptime_s)
    yield sentence(language, "status.board", **(status.model_dump() | {"uptime": uptime})), False
    yield _site(status, language)
    yield _clock(status, language, offsets)
    yield from _duties(status, language, offsets)
    yield from _health(status, language)
    if not status.alerts:
        yield sentence(language, "status.no_alert"), False


def _alert(alert: AlertPart, language: str) -> str:
    known = f"alert.{alert.alert}" in MESSAGES  # a newer board may raise others
    text = sentence(language, f"alert.{alert.alert}") if known else alert.alert
    subject = "" if alert.subject is None else f" ({alert.subject})"
    age = span_text(alert.age_s)
    return sentence(language, "status.alert", text=text, subject=subject, age=age)


def _site(status: BoardStatus, language: str) -> tuple[str, bool]:
    if status.site is None:
        return sentence(language, "status.no_profile"), True
    return sentence(language, "status.site", site=status.site, mode=status.mode), False


def _duties(status: BoardStatus, language: str, offsets: Offsets) -> Iterator[tuple[str, bool]]:
    if status.terminal is not None:
        yield _terminal(status.terminal, language)
    if status.batch is not None:
        yield _batch(status.batch, language, offsets), False
    if status.settlement is not None:
        yield _settlement(status.settlement, language, offsets), False
    if status.receipts_open is not None:
        owed = status.receipts_open
        yield sentence(language, "status.receipts", count=owed), owed > 0


def _health(status: BoardStatus, language: str) -> Iterator[tuple[str, bool]]:
    for name, line in (("Terminal", status.lines.terminal), ("Register", status.lines.register_)):
        if line is not None:
            bad = line.lost_bytes > 0
            yield sentence(language, "status.line", line=name, **line.model_dump()), bad
    journal = status.journal
    yield sentence(language, "status.journal", **journal.model_dump()), journal.faults > 0
    if status.events_dropped:
        yield sentence(language, "status.dropped", count=status.events_dropped), True


def _clock(status: BoardStatus, language: str, offsets: Offsets) -> tuple[str, bool]:
    if status.wall_s is None or status.clock == "unset":
        return sentence(language, "status.clock_unset"), True
    time = local_text(status.wall_s, offsets)
    return sentence(language, "status.clock", time=time, source=status.clock), False


def _terminal(terminal: TerminalPart, language: str) -> tuple[str, bool]:
    values = terminal.model_dump()
    values["tid"] = terminal.tid or "?"
    values["status"] = "?" if terminal.status is None else f"0x{terminal.status:02X}"
    bad = terminal.line == "silent" or terminal.signed_in == "no"
    return sentence(language, "status.terminal", **values), bad


def _batch(batch: BatchPart, language: str, offsets: Offsets) -> str:
    if batch.count is None:
        return sentence(language, "status.batch_unknown")
    if batch.count == 0:
        return sentence(language, "status.batch_empty")
    total = amount_text(batch.total_minor, batch.currency)
    since = local_text(batch.since_s, offsets)
    return sentence(language, "status.batch", count=batch.count, total=total, since=since)


def _settlement(settlement: SettlementPart, language: str, offsets: Offsets) -> str:
    if settlement.state is None:
        return sentence(language, "status.no_settlement")
    return sentence(
        language,
        "status.settlement",
        state=settlement.state,
        day=day_text(settlement.business_day),
        time=local_text(settlement.last_s, offsets),
    )
