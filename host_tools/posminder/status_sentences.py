# SPDX-License-Identifier: MIT
"""A board's /status in sentences, English or Chinese: what is bad, what is so, what comes next.

Words that a newer board may say and this program does not know are shown as they came.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.alert_text import alert_name, subject_text
from posminder.board_status import (
    AlertPart,
    BatchPart,
    BoardStatus,
    CountedPart,
    GatePart,
    HealthPart,
    JournalPart,
    NextPart,
    SettlementPart,
    TerminalPart,
)
from posminder.messages import MESSAGES, sentence, word
from posminder.money import amount_text, currency_text
from posminder.runbook_sentences import next_step
from posminder.terminal_code import status_text
from posminder.wall_time import UTC_ONLY, Offsets, day_text, local_text, span_text

Said = tuple[str, bool]
"""A sentence, and whether it is bad news."""

_DATE: Final = 10  # characters of `2026-11-22`
_CLOCK_TIME: Final = slice(_DATE + 1, _DATE + 9)
_UNHEARD: Final = TerminalPart(line="unknown", signed_in="unknown", status=None, tid=None)
ALERT_PERCENT: Final = 80  # STATUS.md: of these the first is an alert,
SALES_PERCENT: Final = 90  # and from here on sales are left out
_AT_THE_LATEST: Final = ("latest_time", "max_defer")


def sentences(status: BoardStatus, language: str, offsets: Offsets = UTC_ONLY) -> Iterator[Said]:
    """Yield (sentence, whether it is bad news), the worst first, times by `offsets`."""
    if not status.commissioned:
        yield sentence(language, "status.uncommissioned"), True
    for alert in status.alerts:
        yield _alert(alert, language), True
        step = next_step(alert.alert, language)
        if step is not None:
            yield step, False
    uptime = span_text(status.uptime_s, language)
    yield sentence(language, "status.board", **(status.model_dump() | {"uptime": uptime})), False
    if status.boot_reason is not None and status.starts_today is not None:
        reason = word(language, "boot", status.boot_reason)
        told = {"reason": reason, "count": status.starts_today}
        yield sentence(language, "status.starts", **told), False
    if status.update is not None:
        kind = f"status.update_{status.update.state}"
        yield sentence(language, kind, **status.update.model_dump()), True
    yield _site(status, language)
    yield _clock(status, language, offsets)
    yield from _duties(status, language, offsets)
    yield from _next(status, language, offsets)
    yield from _health(status, language)
    if not status.alerts:
        yield sentence(language, "status.no_alert"), False


def _alert(alert: AlertPart, language: str) -> str:
    text = alert_name(language, alert.alert)
    about = subject_text(language, alert.alert, alert.subject) or alert.subject
    subject = "" if about is None else sentence(language, "status.subject", subject=about)
    age = span_text(alert.age_s, language)
    told = sentence(language, "status.alert", text=text, subject=subject, age=age)
    passed = f"status.passed_to.{alert.passed_to}"
    return told + (sentence(language, passed) if passed in MESSAGES else "")


def _site(status: BoardStatus, language: str) -> Said:
    if status.site is None:
        return sentence(language, "status.no_profile"), True
    mode = word(language, "mode", str(status.mode))
    return sentence(language, "status.site", site=status.site, mode=mode), False


def _clock(status: BoardStatus, language: str, offsets: Offsets) -> Said:
    if status.wall_s is None or status.clock == "unset":
        return sentence(language, "status.clock_unset"), True
    time = local_text(status.wall_s, offsets)
    if not status.clock_trusted:
        return sentence(language, "status.clock_doubted", time=time), True
    source = word(language, "clock", status.clock)
    return sentence(language, "status.clock", time=time, source=source), False


def _duties(status: BoardStatus, language: str, offsets: Offsets) -> Iterator[Said]:
    if status.terminal is not None:
        yield _terminal(status.terminal, language)
        yield from _settings(status, language)
        yield from _operator(status.terminal, language)
        yield from _stranded(status, language, offsets)
    if status.batch is not None:
        yield _batch(status.batch, language, offsets), False
    if status.offline is not None and status.offline.count:
        currency = None if status.batch is None else status.batch.currency
        yield _counted("status.offline", status.offline, currency, language, offsets), True
    if status.settlement is not None:
        yield _settlement(status.settlement, language, offsets), False
    if status.gate is not None:
        yield _gate(status.gate, language)
    if status.receipts_open is not None:
        owed = status.receipts_open
        yield sentence(language, "status.receipts", count=owed), owed > 0
    elif status.terminal is not None and "receipts_open" in status.model_fields_set:
        yield sentence(language, "status.receipts_unseen"), False
    if status.account is not None:
        account = status.account
        stage = word(language, "stage", account.stage)
        day = day_text(account.effective_day)
        shown = account.model_dump() | {"stage": stage, "day": day}
        yield sentence(language, "status.account", **shown), False


def _gate(gate: GatePart, language: str) -> Said:
    cause = "" if gate.cause is None else word(language, "gate", gate.cause)
    text = sentence(language, f"status.gate_{gate.state}", cause=cause, count=gate.sales_left)
    return text, gate.state == "closed"


def _settings(status: BoardStatus, language: str) -> Iterator[Said]:
    """Say where a setting that the terminal told is not the profile's (R61).

    Another terminal id is an exchanged terminal, which has an alert of its own.
    """
    told = None if status.terminal is None else status.terminal.currency
    wanted = None if status.batch is None else status.batch.currency
    if told is not None and wanted is not None and told != wanted:
        values = {"told": currency_text(told), "wanted": currency_text(wanted)}
        yield sentence(language, "status.currency_differs", **values), True


def _operator(terminal: TerminalPart, language: str) -> Iterator[Said]:
    """Say who works at the terminal, as far as somebody said so: no line tells."""
    if terminal.operator is None:
        return
    if not terminal.operator.attested:
        yield sentence(language, "status.operator_unknown"), False
    elif terminal.operator.person is None:
        yield sentence(language, "status.operator_button"), False
    else:
        yield sentence(language, "status.operator", id=terminal.operator.person), False


def _stranded(status: BoardStatus, language: str, offsets: Offsets) -> Iterator[Said]:
    """Say what an exchanged terminal took with it, until a person has said what became of it."""
    stranded = None if status.terminal is None else status.terminal.stranded
    if stranded is not None:
        currency = None if status.batch is None else status.batch.currency
        yield _counted("status.stranded", stranded, currency, language, offsets), True


def _counted(
    name: str, sales: CountedPart, currency: int | None, language: str, offsets: Offsets
) -> str:
    total = amount_text(sales.total_minor, currency, language)
    since = _time(sales.since_s, language, offsets)
    return sentence(language, name, count=sales.count, total=total, since=since)


def _terminal(terminal: TerminalPart, language: str) -> Said:
    if terminal.line == "attended":
        signed_in = word(language, "answer", terminal.signed_in)
        return sentence(language, "status.terminal_attended", signed_in=signed_in), False
    if terminal == _UNHEARD:
        return sentence(language, "status.terminal_unheard"), False
    age = ""
    if terminal.session_age_s is not None:
        age = sentence(language, "status.session", age=span_text(terminal.session_age_s, language))
    return sentence(
        language,
        "status.terminal",
        tid=terminal.tid or "?",
        line=word(language, "line", terminal.line),
        signed_in=word(language, "answer", terminal.signed_in),
        status="?" if terminal.status is None else status_text(language, terminal.status),
    ) + age, terminal.line == "silent" or terminal.signed_in == "no"


def _batch(batch: BatchPart, language: str, offsets: Offsets) -> str:
    if batch.count is None:
        return sentence(language, "status.batch_unknown")
    if batch.count == 0:
        return sentence(language, "status.batch_empty")
    total = amount_text(batch.total_minor, batch.currency, language)
    since = _time(batch.since_s, language, offsets)
    waits = "" if batch.capture is None else sentence(language, f"status.capture.{batch.capture}")
    return sentence(language, "status.batch", count=batch.count, total=total, since=since) + waits


def _settlement(settlement: SettlementPart, language: str, offsets: Offsets) -> str:
    if settlement.state is None:
        return sentence(language, "status.no_settlement")
    unknown = word(language, "answer", "unknown")
    day = settlement.business_day
    return sentence(
        language,
        "status.settlement",
        state=word(language, "settlement", settlement.state)
        + _because(settlement.reason, language),
        day=unknown if day is None else day_text(day),
        time=_time(settlement.last_s, language, offsets),
    )


def _next(status: BoardStatus, language: str, offsets: Offsets) -> Iterator[Said]:
    """Say what each rule does next; an older board does not tell."""
    for each in status.next or ():
        yield _next_of(each, status.wall_s, language, offsets), False
    if status.next and status.mode == "observe":
        yield sentence(language, "status.next_observe"), False


def _next_of(each: NextPart, wall_s: int | None, language: str, offsets: Offsets) -> str:
    rule = word(language, "rule", each.rule)
    why = _because(each.why, language)
    if each.does is None or each.in_s is None:
        return _unplanned(each, rule, why, language)
    does = word(language, "does", each.does)
    latest = each.does == "settle" and each.why in _AT_THE_LATEST and each.in_s > 0
    name = "status.next_latest" if latest else "status.next"
    when = _when(each.in_s, wall_s, language, offsets)
    return sentence(language, name, rule=rule, does=does, when=when, why=why)


def _unplanned(each: NextPart, rule: str, why: str, language: str) -> str:
    """Say that only an event starts it, and where it is known which."""
    own = f"status.next_{each.rule}"
    if own in MESSAGES:
        return sentence(language, own, why=why)
    if each.does is None:
        return sentence(language, "status.next_rests", rule=rule, why=why)
    does = word(language, "does", each.does)
    return sentence(language, "status.next_waits", rule=rule, does=does, why=why)


def _when(in_s: int, wall_s: int | None, language: str, offsets: Offsets) -> str:
    """Return `at 20:45:00`, with the date if that is another day; without a clock `in 5 min`."""
    if in_s == 0:
        return sentence(language, "status.next_now")
    if wall_s is None:
        return sentence(language, "status.next_in", span=span_text(in_s, language))
    now, then = local_text(wall_s, offsets), local_text(wall_s + in_s, offsets)
    same_day = now[:_DATE] == then[:_DATE]
    time = then[_CLOCK_TIME] if same_day else then[: _CLOCK_TIME.stop]
    return sentence(language, "status.next_at", time=time)


def _because(reason: str | None, language: str) -> str:
    if reason is None:
        return ""
    return sentence(language, "status.because", reason=word(language, "cause", reason))


def _time(wall_s: int | None, language: str, offsets: Offsets) -> str:
    known = wall_s is not None
    return local_text(wall_s, offsets) if known else word(language, "answer", "unknown")


def _fill(journal: JournalPart, language: str) -> Iterator[Said]:
    percent = journal.fill_percent
    if percent is None:  # an older board
        return
    told = sentence(language, "status.fill", percent=percent, pulled_seq=journal.pulled_seq)
    yield told, percent >= ALERT_PERCENT
    if percent >= SALES_PERCENT:
        yield sentence(language, "status.left_out"), True
    elif journal.days_left is not None:
        yield sentence(language, "status.days_left", days=journal.days_left), False


def _board_parts(health: HealthPart, language: str) -> Iterator[Said]:
    """Say what the board feels of itself, and which of its parts fail or are not there."""
    if health.supply_mv is not None and health.chip_c is not None:
        yield sentence(language, "status.supply", **health.model_dump()), False
    if health.case == "open":
        yield sentence(language, "status.case_open"), True
    for part in health.missing:
        name = word(language, "board_part", part)
        yield sentence(language, "status.part_missing", part=name), False
    for part, count in health.faults.items():
        if count:
            name = word(language, "board_part", part)
            yield sentence(language, "status.part_failed", part=name, count=count), True


def _health(status: BoardStatus, language: str) -> Iterator[Said]:
    for name, line in (("terminal", status.lines.terminal), ("register", status.lines.register_)):
        if line is not None:
            side = word(language, "side", name)
            bad = line.lost_bytes > 0
            yield sentence(language, "status.line", line=side, **line.model_dump()), bad
    if status.health is not None:
        yield from _board_parts(status.health, language)
    journal = status.journal
    yield sentence(language, "status.journal", **journal.model_dump()), journal.faults > 0
    yield from _fill(journal, language)
    if journal.unsealed is None:
        yield sentence(language, "status.not_sealed"), status.commissioned
    if status.events_dropped:
        yield sentence(language, "status.dropped", count=status.events_dropped), True
