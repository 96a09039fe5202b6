# SPDX-License-Identifier: MIT
"""Why an alert was raised, what became of it, and by what it was cleared.

A board writes what it saw, acts, and then tells: what raised or cleared an alert stands in the
records just before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.explain.finding import ATTESTED, INFERRED, Finding, found, grade_of
from posminder.explain.telling import told
from posminder.messages import MESSAGES
from posminder.report import words as coded
from posminder.report.placing import Placed
from posminder.report.spans import AlertSpan
from posminder.report.speech import Speech
from posminder.report.whole import Whole
from posminder.runbook_sentences import next_step
from posminder_formats import records as r

# What to look at for each alert, the most telling first: of each kind the newest before it. Of
# others: what came last.
_ABOUT: Final[dict[str, tuple[int, ...]]] = {
    "receipt_missing": (r.R_RECEIPT, r.R_SALE),
    "not_signed_in": (r.R_SIGN_IN, r.R_TERMINAL, r.R_TERMINAL_ERROR, r.R_INTENT, r.R_OUTCOME),
    "settlement_open": (r.R_SETTLEMENT, r.R_TERMINAL_ERROR, r.R_INTENT, r.R_OUTCOME),
    "settlement_mismatch": (r.R_SETTLEMENT, r.R_TOTALS),
    "terminal_silent": (r.R_LINE,),
    "clock_unset": (r.R_BOOT, r.R_CLOCK, r.R_CLOCK_SEEN, r.R_OUTCOME),
    "no_profile": (r.R_BOOT,),
    "operator_missing": (r.R_SALE, r.R_OPERATOR),
    "terminal_not_ready": (r.R_TERMINAL, r.R_TERMINAL_ERROR, r.R_INTENT, r.R_OUTCOME),
    "uncommissioned": (r.R_BOOT,),
    "press_wanted": (r.R_LEASE, r.R_PROFILE, r.R_BUTTON, r.R_APPROVAL),
    "sale_refused": (r.R_GATE, r.R_SIGN_IN, r.R_SETTLEMENT),
    "sale_not_signed_in": (r.R_SIGN_IN, r.R_SALE),
    "sign_in_refused": (r.R_SIGN_IN, r.R_TERMINAL_ERROR, r.R_INTENT, r.R_OUTCOME),
    "out_of_hours": (r.R_SALE,),
    "clock_differs": (r.R_CLOCK_SEEN, r.R_CLOCK),
    "journal_fault": (),
    "journal_filling": (r.R_PULLED, r.R_LEFT_OUT),
    "journal_damaged": (r.R_DAMAGE,),
    "case_opened": (r.R_CASE,),
    "supply_low": (r.R_MEASURED,),
    "update_failed": (r.R_UPDATE, r.R_BOOT, r.R_FAULT),
    "sale_unknown": (r.R_SALE_STARTED, r.R_LINE, r.R_BOOT),
    "above_maximum": (r.R_SETTLEMENT, r.R_TOTALS),
    "batch_filling": (r.R_WARNING, r.R_SALE),
    "two_settlers": (r.R_SETTLEMENT, r.R_LINE),
    "offline_waiting": (r.R_OFFLINE, r.R_SALE, r.R_OUTCOME),
    "sale_incomplete": (r.R_SALE,),
}
# Where not every record of such a kind is one: a field, and the words that it must be.
_ONLY: Final[dict[str, dict[int, tuple[str, ...]]]] = {
    "two_settlers": {
        r.R_SETTLEMENT: ("state", "elsewhere"),
        r.R_LINE: ("state", "settling_itself"),
    },
    "not_signed_in": {r.R_TERMINAL_ERROR: ("about", "sign_in")},
    "sign_in_refused": {r.R_TERMINAL_ERROR: ("about", "sign_in")},
    "settlement_open": {r.R_TERMINAL_ERROR: ("about", "settle")},
    "offline_waiting": {
        r.R_SALE: ("acquirer_line", "off_line"),
        r.R_OUTCOME: ("command", "send_offline"),
        r.R_OFFLINE: ("state",),  # it only ends one
    },
}
# What a sale is found again by, as far as its link tells it.
_KEY_FIELDS: Final = ("amount_minor", "trace", "terminal_time", "auth_id")
_OF_A_SALE: Final = (r.R_SALE, r.R_RECEIPT)
_ASIDE: Final = (r.R_ALERT, r.R_STATE, r.R_LEASE, r.R_SEAL, r.R_PULLED)
_STEP_MS: Final = 2_000  # one step of the board, with its writes
_SAME_BATCH: Final = 12  # records back in which a settlement's own stand


def explain_alert(whole: Whole, alert: AlertSpan, language: str) -> tuple[Finding, ...]:
    """Return why `alert` was raised and what became of it, in order."""
    say = Speech(language, whole.site, whole.site.business_day(alert.raised.at_s))
    return tuple(_findings(whole, alert, say))


def _findings(whole: Whole, alert: AlertSpan, say: Speech) -> Iterator[Finding]:
    why = say(f"why.{alert.alert}") if f"why.{alert.alert}" in MESSAGES else ""
    name = coded.alert_text(say.language, alert.alert, alert.subject)
    text = say("explain.raised", alert=name, time=say.time(alert.raised), why=why)
    yield found("alert", text, (alert.raised,))
    for each in _grounds(whole, alert):
        text = say("explain.before", time=say.time(each), text=told(each, say))
        yield found("chain", text, (each,), grade_of(each))
        if alert.alert == "sale_incomplete":
            yield from _lacks(each, say)
    yield from _people(whole, alert, say)
    yield _end(whole, alert, say)
    step = next_step(alert.alert, say.language) if alert.ended is None else None
    if step is not None:
        yield Finding("step", step, (), None)


def _lacks(sale: Placed, say: Speech) -> Iterator[Finding]:
    lacking = [name for name in _KEY_FIELDS if sale.record.fields.get(name) is None]
    if lacking:
        fields = say("explain.and").join(say(f"explain.field.{name}") for name in lacking)
        yield found("chain", say("explain.lacks", fields=fields), (sale,), grade_of(sale))


def _grounds(whole: Whole, alert: AlertSpan) -> list[Placed]:
    """Return the records that raised it, in order."""
    before = [each for each in whole.placed if each.seq < alert.raised.seq]
    kinds = _ABOUT.get(alert.alert)
    if kinds is None:
        return _same_step(before, alert.raised)
    newest: dict[int, Placed] = {}
    for each in reversed(before):
        if each.kind in kinds and each.kind not in newest and _is_about(each, alert):
            newest[each.kind] = each
    return sorted(newest.values(), key=lambda each: each.seq)


def _is_about(each: Placed, alert: AlertSpan) -> bool:
    field, *words = _ONLY.get(alert.alert, {}).get(each.kind, ("",))
    if field and each.record.words().get(field) not in words:
        return False
    if each.kind not in _OF_A_SALE or alert.subject is None:
        return True
    return alert.subject in (each.record.fields.get("trace"), each.record.fields.get("receipt_no"))


def _same_step(before: list[Placed], of: Placed) -> list[Placed]:
    """Return what the board wrote in the step that ended with `of`, alerts left out."""
    record = of.record
    return [
        each
        for each in before[-_SAME_BATCH:]
        if each.record.boot == record.boot
        and 0 <= record.mono_ms - each.record.mono_ms <= _STEP_MS
        and each.kind not in _ASIDE
    ]


def _people(whole: Whole, alert: AlertSpan, say: Speech) -> Iterator[Finding]:
    ends = whole.placed[-1].seq if alert.ended is None else alert.ended.seq
    for each in whole.placed:
        twice = each.kind == r.R_BUTTON and each.record.words().get("press") == "twice"
        if twice and alert.raised.seq < each.seq <= ends:
            yield found("after", say("explain.muted", time=say.time(each)), (each,), ATTESTED)
    if alert.escalated is not None:
        text = say("explain.escalated", time=say.time(alert.escalated))
        yield found("after", text, (alert.escalated,))
    if alert.seen is None:
        yield found("after", say("explain.unseen"), (), INFERRED)
        return
    if alert.seen_by is not None:
        person = alert.seen_by.record.words()["person"]
        text = say("explain.seen_by", time=say.time(alert.seen), person=person)
        yield found("after", text, (alert.seen_by, alert.seen), ATTESTED)
        return
    press = [each for each in _step_before(whole, alert.seen) if each.kind == r.R_BUTTON]
    text = say("explain.seen", time=say.time(alert.seen))
    yield found("after", text, [*press[-1:], alert.seen], ATTESTED)


def _step_before(whole: Whole, of: Placed) -> list[Placed]:
    return _same_step([each for each in whole.placed if each.seq < of.seq], of)


def _end(whole: Whole, alert: AlertSpan, say: Speech) -> Finding:
    ended = alert.ended
    if ended is None:
        return found("after", say("explain.stands"), whole.placed[-1:], INFERRED)
    if alert.ended_by == "restart":
        text = say("explain.restarted", time=say.time(ended))
        return found("after", text, (ended,), INFERRED)
    kinds = _ABOUT.get(alert.alert, ())
    step = _step_before(whole, ended)
    by = [each for kind in kinds for each in step if each.kind == kind] or step[-1:]
    if not by:
        return found("after", say("explain.cleared_unshown", time=say.time(ended)), (ended,))
    text = say("explain.cleared", time=say.time(ended), text=told(by[0], say))
    return found("after", text, (by[0], ended))
