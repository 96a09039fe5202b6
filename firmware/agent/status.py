# SPDX-License-Identifier: MIT
"""The board's state as one JSON text, the file /status. Keys: posminder_formats/STATUS.md.

Only reads; asking changes nothing and writes no record.
"""

from agent import effects
from agent.json_file import JsonFile
from agent.policy.attended import RESTING
from agent.policy.duty import seconds_until
from agent.policy.identity import KNOWN
from agent.policy.operator import ATTESTED
from agent.terminals import link
from posminder_formats import capabilities as c
from posminder_formats import people, version
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from posminder_formats.tables import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from agent.app import App
    from agent.contracts import BytePort
    from agent.policy.account import Account
    from agent.policy.attended import Attended
    from agent.policy.engine import Engine
    from agent.policy.identity import Identity
    from agent.terminals.link import Counts, TerminalDriver

# Whose an alert that nobody saw is by now.
_ROLES = {people.SUPERVISOR: "supervisor", people.OWNER: "owner"}
_GATE_WORDS = {1: "open", 2: "closed", 4: "overridden"}  # policy.gate's states
_GATE_CAUSES = (None, "not_signed_in", "settlement_overdue")
_REASONS = ("power", "reset", "watchdog")
_CLOCKS = ("unset", "rtc", "host", "terminal")


def snapshot(app: "App") -> JsonFile:
    """Return the status as JSON, UTF-8."""
    profile, engine = app.conductor.profile, app.conductor.engine
    journal = app.journal
    status = JsonFile()
    status["firmware"] = version.FIRMWARE
    status["board"] = app.board.name
    status["id"] = app.board.unique_id.hex()
    status["site"] = None if profile is None else profile.site_id
    status["profile_hash"] = None if profile is None else profile.sha256.hex()
    status["mode"] = None if profile is None else ("enforce" if profile.enforce else "observe")
    status["commissioned"] = app.config.key is not None
    status["wall_s"] = app.clock.wall_s()
    status["clock"] = _CLOCKS[app.clock.source]
    status["clock_trusted"] = app.conductor.now().trusted
    trial = app.trial
    state = None if trial is None else trial.state()
    status["update"] = (
        trial and state and dict(zip(("state", "from", "to"), (state,) + trial.fields))
    )
    status["health"] = app.health and app.health.told()
    status["boots"] = journal.boot
    status["boot_reason"] = row(_REASONS, app.board.boot_reason())
    status["starts_today"] = engine and (engine.alarms.boots or None)
    status["uptime_s"] = app.clock.mono_ms() // 1000
    if engine is not None:
        if engine.attended is None:
            status["terminal"] = _terminal(app, engine)
            _duties(status, engine)
        else:
            _attended(status, engine.attended, app.conductor.now().local_s)
        status["account"] = _account(engine.account)
    status.write_list(_next(app, engine), "next")
    status.write_list(_alerts(app), "alerts")
    driver = app.conductor.link
    unheard = driver is None or (engine is not None and engine.attended is not None)
    status["lines"] = {} if driver is None or unheard else _lines(app, driver)
    status["journal"] = {
        "first_seq": journal.first_seq,
        "last_seq": journal.last_seq,
        "sectors": app.board.journal_region.sector_count,
        "records_lost": journal.first_seq - 1,
        "faults": journal.retries,
        "unsealed": journal.unsealed,
        "pulled_seq": journal.room.pulled_seq,
        "fill_percent": journal.room.fill_percent(),
        "days_left": journal.room.days_left(app.clock.wall_s()),
    }
    status["events_dropped"] = app.conductor.events_dropped
    return status.end()


def alerts(app: "App") -> JsonFile:
    """Return the alerts that stand, the worst first, as JSON, UTF-8."""
    file = JsonFile()
    file.write_list(_alerts(app))
    return file


def _alerts(app: "App") -> "Iterator[dict[str, Any]]":
    for standing in app.desk.by_rank():
        yield _alert(app, standing)


def _terminal(app: "App", engine: "Engine") -> "dict[str, Any]":
    now = app.conductor.now()
    signed_in = engine.sign_in.signed_in(now)
    heard = signed_in is not None or engine.ledger.tid is not None
    silent = app.desk.stands(effects.A_TERMINAL_SILENT)
    return {
        "line": "silent" if silent else ("answering" if heard else "unknown"),
        "signed_in": "unknown" if signed_in is None else ("yes" if signed_in else "no"),
        "status": engine.sign_in.status,
        "tid": engine.ledger.tid,
        "currency": engine.ledger.currency,
        "session_age_s": engine.sign_in.age_s(now),
        "operator": _operator(engine),
        "epoch": engine.identity.epoch,
        "stranded": _stranded(engine.identity),
    }


def _operator(engine: "Engine") -> "dict[str, Any] | None":
    duty = engine.operator
    if duty is None or not duty.profile.asks_operator:
        return None
    return {"attested": duty.state == ATTESTED, "person": duty.person}


def _stranded(identity: "Identity") -> "dict[str, Any] | None":
    return None if identity.state == KNOWN else _counted(identity.stranded)


def _counted(sales: "Sequence[int | None]") -> "dict[str, Any]":
    count, total_minor, since_s = sales
    return {"count": count, "total_minor": total_minor, "since_s": since_s}


def _duties(status: JsonFile, engine: "Engine") -> None:
    batch, settlement = engine.settlement.batch, engine.settlement
    status["batch"] = {
        "count": batch.count,
        "total_minor": batch.total_minor,
        "currency": settlement.profile.currency,
        "since_s": batch.since_s,
        "capture": "terminal" if settlement.profile.capture == f.CAPTURE_TERMINAL else "acquirer",
    }
    # Where the link cannot show them, none is not nought.
    can, waiting, owed = settlement.profile.can, engine.offline.waiting, len(engine.receipts.owed)
    status["offline"] = _counted(waiting.snapshot()) if can & c.OFFLINE else None
    status["settlement"] = {
        "state": row(r.SETTLEMENT_WORDS, settlement.outcome),
        "business_day": settlement.days.handled if settlement.outcome else None,
        "last_s": settlement.last_s,
        "reason": row(r.CAUSE_WORDS, settlement.cause) if settlement.cause else None,
    }
    status["receipts_open"] = owed if owed or can & c.RECEIPTS else None
    gate = engine.gate
    status["gate"] = gate and {
        "state": _GATE_WORDS[gate.state],
        "cause": _GATE_CAUSES[gate.cause],
        "sales_left": gate.sales_left,
    }


def _account(account: "Account") -> "dict[str, Any] | None":
    if not account.stage():
        return None
    begun = account.since_day or None
    return {
        "stage": row(r.ACCOUNT_WORDS, account.stage()),
        "text_hash": account.sha256().hex(),
        "effective_day": account.effective_day,
        "approvals": len(account.approvals),
        "approvals_wanted": account.profile.account_approvals,
        "hold_until_day": begun and begun + account.profile.account_hold_days,
        "deposits": account.deposits,
        "deposits_wanted": account.profile.account_watch,
        "strays": account.strays,
    }


def _attended(status: JsonFile, attended: "Attended", local_s: int | None) -> None:
    """Say what people attested; what is in the batch nobody here can know."""
    signed_in = "attested" if attended.signed_in(local_s) else "unknown"
    status["terminal"] = {"line": "attended", "signed_in": signed_in, "status": None, "tid": None}
    status["batch"] = {
        "count": None,
        "total_minor": None,
        "currency": attended.profile.currency,
        "since_s": None,
    }
    status["settlement"] = {
        "state": row(r.SETTLEMENT_WORDS, attended.outcome),
        "business_day": attended.day if attended.outcome else None,
        "last_s": attended.last_s,
        "reason": row(r.CAUSE_WORDS, attended.cause) if attended.cause else None,
    }
    asked = int(attended.receipt.state != RESTING)
    status["receipts_open"] = asked if attended.profile.announces else None


def _next(app: "App", engine: "Engine | None") -> "Iterator[dict[str, Any]]":
    """Yield what each duty does next, in their order, then what the alerts do."""
    now_ms = app.clock.mono_ms()
    for duty in () if engine is None else engine.duties:
        if not duty.RULE:
            continue
        does, why = duty.plans()
        in_s = None if does is None else duty.due_in_s(now_ms)
        yield {"rule": duty.RULE, "does": does, "why": row(r.REASON_WORDS, why), "in_s": in_s}
    due_ms = app.desk.deadline_ms()
    does = None if due_ms is None else "escalate"
    in_s = None if due_ms is None else seconds_until(due_ms, now_ms)
    yield {"rule": "alerts", "does": does, "why": None, "in_s": in_s}


def _alert(app: "App", standing: "Any") -> "dict[str, Any]":
    return {
        "alert": row(r.ALERT_WORDS, standing.alert),
        "subject": standing.subject,
        "seen": standing.seen,
        "passed_to": _ROLES.get(standing.passed_to()),
        "age_s": (app.clock.mono_ms() - standing.since_ms) // 1000,
    }


def _lines(app: "App", link: "TerminalDriver") -> "dict[str, Any]":
    """Return what each line did since boot (R34)."""
    board = app.board
    terminal, register = link.counters
    lines = {"terminal": _line(terminal, board.terminal_line)}
    if board.register_line is not None:
        lines["register"] = _line(register, board.register_line)
    return lines


def _line(counts: "Counts", port: "BytePort") -> "dict[str, int]":
    return {
        "frames": counts[link.COUNT_GOOD],
        "checksum_errors": counts[link.COUNT_CHECKSUM],
        "repeats": counts[link.COUNT_REPEATS],
        "broken": counts[link.COUNT_LOST],
        "oversize": counts[link.COUNT_OVERSIZE],
        "lost_bytes": port.lost() + counts[link.COUNT_DROPPED],
    }
