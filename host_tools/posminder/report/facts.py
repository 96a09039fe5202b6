# SPDX-License-Identifier: MIT
"""The day report's facts as data, for programs: the page's content without its words."""

from __future__ import annotations

from typing import Any

from posminder.report import acquirer
from posminder.report.batches import Try
from posminder.report.day import Day
from posminder.report.placing import Placed
from posminder.report.sales import Transaction
from posminder.report.site import ReportSite
from posminder.report.spans import AlertSpan, Span
from posminder.report.verdict import judge
from posminder.wall_time import local_text

_SALE_FIELDS = (
    "transaction",
    "result",
    "amount_minor",
    "currency",
    "trace",
    "receipt_no",
    "card_name",
    "card_masked",
    "seen",
)


def to_json(day: Day) -> dict[str, Any]:
    """Return `day` as `report day --json` prints it. Keys are only ever added."""
    site, judged = day.site, judge(day)
    return {
        "board": site.board_id,
        "site": site.site_id,
        "name": site.name,
        "day": day.date.isoformat(),
        "terminal_id": day.terminal_id,
        "mode": site.mode,
        "profile_hash": day.profile_hash,
        "records": {
            "first_seq": day.placed[0].seq if day.placed else None,
            "last_seq": day.placed[-1].seq if day.placed else None,
            "count": len(day.placed),
            "missing": [list(run) for run in day.missing],
            "without_time": day.inferred,
        },
        "verdict": {
            "state": judged.state,
            "settled": judged.settled,
            "grade": judged.grade,
            "count": judged.count,
            "total_minor": judged.total_minor,
            "at": moment(judged.at, site),
            "saw": None if judged.saw is None else list(judged.saw),
        },
        "acquirer": acquirer.to_json(day),
        "transactions": [_transaction(each, site) for each in day.transactions],
        "tries": [_try(each, site) for each in day.tries],
        "alerts": [_alert(each, site) for each in day.alerts],
        "sign_in": [_span(each, site) for each in day.sign_ins],
        "silences": [_span(each, site) for each in day.silences],
        "boots": [moment(each.boot, site) for each in day.power],
        "notes": [{"at_s": each.at_s, "by": each.by, "text": each.text} for each in day.notes],
    }


def moment(each: Placed | None, site: ReportSite) -> dict[str, Any] | None:
    """Return a record's number and local time; the time is None where the clock was unset."""
    if each is None:
        return None
    wall_s = each.record.wall_s
    time = local_text(wall_s, site.utc_offsets) if each.exact else None
    return {"seq": each.seq, "wall_s": wall_s, "time": time}


def _transaction(each: Transaction, site: ReportSite) -> dict[str, Any]:
    receipt = each.receipt
    return {
        **(moment(each.placed, site) or {}),
        **{name: each.words[name] for name in _SALE_FIELDS},
        "receipt": {
            "state": receipt.state,
            "first": receipt.first,
            "reminded": moment(receipt.reminded, site),
            "ended": moment(receipt.ended, site),
        },
        "settled": moment(each.batch, site),
    }


def _try(each: Try, site: ReportSite) -> dict[str, Any]:
    return {
        "begun": moment(each.begun, site),
        "ended": moment(each.ended, site),
        "reason": each.reason,
        "state": each.state,
        "cause": each.cause,
        "code": each.code,
        "totals": {source: list(totals) for source, totals in each.totals.items()},
        "given_up": each.given_up,
    }


def _alert(each: AlertSpan, site: ReportSite) -> dict[str, Any]:
    return {
        "alert": each.alert,
        "subject": each.subject,
        "raised": moment(each.raised, site),
        "seen": moment(each.seen, site),
        "seen_by": None if each.seen_by is None else each.seen_by.record.words()["person"],
        "escalated": moment(each.escalated, site),
        "ended": moment(each.ended, site),
        "ended_by": each.ended_by,
    }


def _span(each: Span, site: ReportSite) -> dict[str, Any]:
    return {
        "state": each.state,
        "began": moment(each.began, site),
        "ended": moment(each.ended, site),
    }
