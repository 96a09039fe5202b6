# SPDX-License-Identifier: MIT
"""Alerts that no single record calls for: by what came before it, or by nobody's having come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.duties import business_day
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f
from posminder_formats.record_words import ALERTS

_GRACE_MS: Final = 2_000  # as in duties.py
_SALE_MS_MAX: Final = 600_000  # a sale that began has ended or broken off by then
_NEEDS_SIGN_IN: Final = 0x51  # status of ZVT 05 01: initialisation necessary
# What becomes somebody else's when nobody sees it; anything else only waits.
_PASSED_ON: Final = (
    *("receipt_missing", "not_signed_in", "settlement_open", "settlement_mismatch"),
    *("sale_not_signed_in", "journal_fault", "sale_unknown", "above_maximum"),
    *("sign_in_refused", "sign_in_due", "closing_due", "terminal_changed", "offline_waiting"),
)
_SALES_A_SOUND: Final = 20
_SOUNDS_FREE: Final = 2  # of a day, however little is sold
_SOUNDS_FREE_UNSEEN: Final = 4  # where no line shows the sales
# Money is at stake while nobody hears of it: may always sound once a day.
_MONEY_NOW: Final = (
    *("settlement_open", "settlement_mismatch", "sale_not_signed_in"),
    "closing_due",
)
_ESCALATE_S: Final = 300


def doubts_told(evidence: Evidence) -> Iterator[Violation]:
    """A sale that began has its result, or somebody is told that it is not known."""
    started: Record | None = None
    doubtful: set[Any] = set()  # subjects of the alert that stands
    for record in evidence.records:
        words = record.words()
        late = started is not None and evidence.at_ms(record) > (
            evidence.at_ms(started) + _SALE_MS_MAX
        )
        if started is not None and (late or record.name == "sale_started"):
            if record.boot == started.boot and None not in doubtful:
                sentence = "a sale began, and its end is neither known nor doubted"
                yield Violation("doubts_told", sentence, started.seq)
            started = None
        if record.name == "boot":
            started = None
            doubtful.clear()
        elif record.name == "sale_started":
            started = record
        elif record.name == "sale":
            started = None
        elif record.name == "alert" and words["alert"] == "sale_unknown":
            started = None
            _follow(doubtful, words)


def unsigned_sales_told(evidence: Evidence) -> Iterator[Violation]:
    """Whoever sells on a terminal that is known not to be signed in is told so."""
    unsigned = False
    stands: set[Any] = set()
    untold: dict[Any, Record] = {}
    for record in evidence.records:
        words = record.words()
        for trace, sale in list(untold.items()):
            if evidence.at_ms(record) > evidence.at_ms(sale) + _GRACE_MS:
                del untold[trace]
                sentence = f"trace {trace} was sold without a sign-in, and nobody is told"
                yield Violation("unsigned_sales_told", sentence, sale.seq)
        if record.name == "boot":
            unsigned = False
            stands.clear()
            untold.clear()
        elif record.name == "sign_in":
            needed = words["state"] in ("needed", "failed")
            unsigned = needed and words["status"] == _NEEDS_SIGN_IN
        elif record.name == "terminal":
            unsigned = unsigned and words["status"] == _NEEDS_SIGN_IN
        elif record.name == "alert" and words["alert"] == "sale_not_signed_in":
            _follow(stands, words)
            untold.pop(words["subject"], None)
        elif unsigned and record.name == "sale" and words["result"] == 0:
            untold |= {} if words["trace"] in stands else {words["trace"]: record}


def alerts_escalated(evidence: Evidence) -> Iterator[Violation]:
    """An alert that sounds and that nobody has seen in the profile's time is the next person's."""
    limit_ms = int(evidence.profile.get(f.P_ESCALATE_S, _ESCALATE_S)) * 1_000 + _GRACE_MS
    unseen: dict[tuple[str, Any], Record] = {}
    for record in evidence.records:
        for alert, raised in list(unseen.items()):
            if evidence.at_ms(record) > evidence.at_ms(raised) + limit_ms:
                del unseen[alert]
                if record.name != "boot":  # the power had gone: it may not have lasted so long
                    sentence = f"{alert[0]} is seen by nobody, and nobody else is called"
                    yield Violation("alerts_escalated", sentence, raised.seq)
        words = record.words()
        if record.name == "boot":
            unseen.clear()
        elif record.name == "alert" and words["alert"] in _PASSED_ON:
            alert = (words["alert"], words["subject"])
            if words["state"] in ("raised", "again"):
                if words["passed_to"] is None:  # else somebody was called for such a one before
                    unseen[alert] = record
            elif words["state"] == "escalated" or (  # for all of them
                words["state"] == "cleared" and words["subject"] is None
            ):
                unseen = {each: by for each, by in unseen.items() if each[0] != alert[0]}
            else:
                unseen.pop(alert, None)


def alarm_budget_kept(evidence: Evidence) -> Iterator[Violation]:
    """A business day has at most one sound for twenty sales, but the first two, unseen four.

    Whatever asks for more is silent until the next day. A drill's sound is nobody's.
    """
    unseen = evidence.profile.get(f.P_DRIVER) == f.DRIVER_ATTENDED
    free = _SOUNDS_FREE_UNSEEN if unseen else _SOUNDS_FREE
    day: int | None = None
    sales = 0
    sounds: Counter[str] = Counter()
    hushed: set[str] = set()
    for record in evidence.records:
        if record.wall_s is not None and evidence.profile:
            today = business_day(evidence, record.wall_s)
            if day not in (None, today):
                sales = 0
                sounds.clear()
                hushed.clear()
            day = today
        words = record.words()
        if record.name == "sale" and words["result"] == 0:
            sales += 1
        if record.name != "alert" or words["alert"] == "drill":
            continue
        alert = str(words["alert"])
        if alert == "sounds_too_often" and words["state"] == "raised":
            hushed.add(ALERTS.get(words["subject"], ""))
        if words.get("sound") is None:
            continue
        first = alert in _MONEY_NOW and not sounds[alert]
        if alert in hushed or not (first or sounds.total() < max(free, sales // _SALES_A_SOUND)):
            sentence = f"{alert} sounds after {sounds.total()} sounds and {sales} sales of its day"
            yield Violation("alarm_budget_kept", sentence, record.seq)
        sounds[alert] += 1


def _follow(stands: set[Any], words: dict[str, Any]) -> None:
    """Let `stands`, the subjects of one alert, follow a record of it."""
    if words["state"] not in ("cleared", "crowded_out"):
        stands.add(words["subject"])
    elif words["subject"] is None:
        stands.clear()
    else:
        stands.discard(words["subject"])
