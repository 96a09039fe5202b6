# SPDX-License-Identifier: MIT
"""Was a business day's settlement forgotten? The answer, and what else the journal shows (R4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from posminder.explain.finding import ATTESTED, INFERRED, SEEN, Finding, found, grade_of
from posminder.explain.telling import is_other, told
from posminder.report import acquirer
from posminder.report import words as coded
from posminder.report.batches import Try
from posminder.report.day import Day, day_of
from posminder.report.placing import Placed
from posminder.report.sales import NONE_OWED, NOT_VISIBLE, Transaction
from posminder.report.settlements import CLOSED, RUNNING, Row, row
from posminder.report.spans import AlertSpan, PowerGap, Span
from posminder.report.speech import Speech
from posminder.report.verdict import NOTHING_SOLD
from posminder.report.view import missing_count, verdict_text
from posminder.report.view_tables import Say
from posminder.report.whole import Whole
from posminder.store.notes import Note
from posminder_formats import records as r

_CHAIN_MAX = 40  # records of a settlement's story; the day report has the rest
_STORY = (
    r.R_BOOT,
    r.R_LINE,
    r.R_INTENT,
    r.R_OUTCOME,
    r.R_TOTALS,
    r.R_SETTLEMENT,
    r.R_BUTTON,
    r.R_ALERT,
)


def explain_day(
    whole: Whole, day: date, notes: Sequence[Note], language: str
) -> tuple[Finding, ...]:
    """Return what the journal says of one business day: the answer first, then its grounds."""
    picked = day_of(whole, day, notes)
    return tuple(_findings(_Told(picked, row(whole, day), Say(language, picked))))


class _Told:
    """A day, how it closed, and who speaks of it."""

    def __init__(self, day: Day, row: Row, say: Say) -> None:
        self.day = day
        self.row = row
        self.say = say


def _findings(it: _Told) -> Iterator[Finding]:
    yield _verdict(it)
    yield from _forgotten(it)
    yield from _money(it)
    if it.day.site.mode == "observe":
        yield Finding("settlement", it.say("explain.observe"), (), None)
    yield from _tries(it)
    yield _pressed(it)
    yield from _sign_in(it)
    yield from _power(it)
    yield from _line(it)
    yield from _receipts(it)
    yield from _alerts(it)
    yield from _journal(it)
    yield from _notes(it)


def _verdict(it: _Told) -> Finding:
    judged, day = it.row.judged, it.day
    ends = [batch.end for batch in day.batches] or [each.begun for each in day.tries[-1:]]
    waiting = [sold.placed for sold in day.sold if sold.batch is None]
    grade = judged.grade or (INFERRED if day.placed else None)
    return found("day", verdict_text(judged, it.say), [*waiting, *ends], grade)


def _forgotten(it: _Told) -> Iterator[Finding]:
    row, say = it.row, it.say
    if row.cause is not None:
        word = say.word("cause", row.cause.word)
        why = say.why(row.cause)
        text = why if row.cause.word == "none" else say("explain.cause", cause=word, why=why)
        yield found("cause", text, row.cause.records, row.cause.grade)
    elif row.state == RUNNING:
        yield found("cause", say("explain.running"), it.day.placed[-1:], INFERRED)
    elif row.state in (NOTHING_SOLD, CLOSED):
        yield found("cause", say("explain.nothing_to_forget"), (), INFERRED)
    else:
        ends = [batch.end for batch in it.day.batches]
        yield found("cause", say("explain.not_forgotten"), ends, row.judged.grade)


def _money(it: _Told) -> Iterator[Finding]:
    row, say = it.row, it.say
    told = acquirer.sentence(row.closing, say)
    if told is not None:
        yield Finding("cause", told, (), None)  # no record of a board shows it
    if row.waiting != (0, 0):
        waiting = [sold.placed for sold in it.day.sold if sold.batch is None]
        text = say("explain.open", books=say.books(*row.waiting), days=row.days_late)
        yield found("cause", text, waiting, INFERRED)
    elif row.days_late:
        ends = [sold.batch for sold in it.day.sold[-1:]]
        yield found("cause", say("explain.late", days=row.days_late), ends)


def _tries(it: _Told) -> Iterator[Finding]:
    tries = [*it.day.tries, *_until_taken(it)]
    for each in tries:
        yield found("settlement", _try(each, it.say), (each.begun, each.ended), _began(each))
    if not it.day.tries:
        yield found("settlement", it.say("explain.no_try"), (), INFERRED)
    if tries:
        yield from _chain(it, tries)


def _until_taken(it: _Told) -> Iterator[Try]:
    """Yield the later tries up to the one that took the day's last sale."""
    ends = [sold.batch for sold in it.day.sold]
    if all(end is not None and end.seq <= it.day.last_seq for end in ends):
        return
    last = max((end.seq for end in ends if end is not None), default=0)
    for each in it.day.tries_after:
        if each.begun.seq <= last:
            yield each


def _try(each: Try, say: Say) -> str:
    values = {
        "time": say.time(each.begun),
        "state": say.settlement(each.state),
        "cause": say.bracketed(each.cause),
    }
    if each.reason is None:
        return say("explain.try_unknown", **values)
    return say("explain.try", reason=say.word("cause", each.reason), **values)


def _began(each: Try) -> str:
    return ATTESTED if each.reason == "closing_button" else SEEN


def _chain(it: _Told, tries: Sequence[Try]) -> Iterator[Finding]:
    """Tell the settlement step by step: from what began its first try to the end of the last."""
    first = tries[0].begun.seq
    ended = [each.ended.seq for each in tries if each.ended is not None]
    last = max(ended, default=it.day.last_seq)
    story = [
        each for each in it.day.placed if first - 1 <= each.seq <= last + 1 and each.kind in _STORY
    ]
    for each in story[:_CHAIN_MAX]:
        text = it.say("explain.before", time=it.say.time(each), text=told(each, it.say))
        yield found("chain", text, (each,), grade_of(each))


def _pressed(it: _Told) -> Finding:
    held = [
        each
        for each in it.day.placed
        if each.kind == r.R_BUTTON and each.record.words().get("press") == "held"
    ]
    if not held:
        return found("button", it.say("explain.not_held"), (), INFERRED)
    times = it.say("report.comma").join(it.say.time(each) for each in held)
    return found("button", it.say("explain.held", times=times), held, ATTESTED)


def _sign_in(it: _Told) -> Iterator[Finding]:
    spans, say = it.day.sign_ins, it.say
    if not spans:
        yield found("sign_in", say("explain.sign_in_unseen"), (), INFERRED)
    elif len(spans) == 1 and spans[0].state == "signed_in":
        text = say("explain.signed_in", time=say.time(spans[0].began))
        yield found("sign_in", text, (spans[0].began,))
    else:
        for span in spans:
            text = say("explain.sign_in", state=say.word("sign_in", span.state), **_span(span, say))
            yield found("sign_in", text, (span.began, span.ended))


def _span(span: Span, say: Say) -> dict[str, str]:
    ended = say("explain.to_end") if span.ended is None else say.time(span.ended)
    return {"began": say.time(span.began), "ended": ended}


def _power(it: _Told) -> Iterator[Finding]:
    for gap in it.day.power:
        yield found("power", _boot(gap, it.say), (gap.last_before, gap.boot), INFERRED)
    if not it.day.power and it.day.placed:
        yield found("power", it.say("explain.power_whole"), (), INFERRED)


def _boot(gap: PowerGap, say: Say) -> str:
    reason = say.word("boot", gap.boot.record.words().get("reason"))
    last = say("explain.never") if gap.last_before is None else say.time(gap.last_before)
    return say("explain.power", boot=say.time(gap.boot), reason=reason, last=last)


def _line(it: _Told) -> Iterator[Finding]:
    for span in it.day.silences:
        text = it.say("explain.silent", **_span(span, it.say))
        yield found("line", text, (span.began, span.ended))
    if not it.day.silences:
        yield found("line", it.say("explain.line_whole"), (), INFERRED)
    if it.day.inferred:
        timeless = [each for each in it.day.placed if not each.exact]
        text = it.say("explain.clock", count=len(timeless))
        yield found("clock", text, timeless[:1] + timeless[-1:], SEEN)


def _receipts(it: _Told) -> Iterator[Finding]:
    owing = [each for each in it.day.transactions if each.receipt.state != NONE_OWED]
    unseen = [each.placed for each in owing if each.receipt.state == NOT_VISIBLE]
    if unseen:
        text = it.say("explain.receipts_unseen", count=len(unseen))
        yield found("receipt", text, unseen, INFERRED)
    late = [
        each
        for each in owing
        if not each.receipt.at_first_print and each.receipt.state != NOT_VISIBLE
    ]
    for each in late:
        yield _receipt(each, it.say)
    good = [each for each in owing if each.receipt.at_first_print]
    if good and not late:
        text = it.say("explain.receipts_all", count=len(good))
        yield found("receipt", text, [good[0].placed, good[-1].placed])


def _receipt(each: Transaction, say: Say) -> Finding:
    receipt, never = each.receipt, say("explain.never")
    text = say(
        "explain.receipt",
        trace=each.words["trace"],
        first=never if receipt.first is None else coded.receipt_word(say.language, receipt.first),
        reminded=never if receipt.reminded is None else say.time(receipt.reminded),
        state=coded.receipt_word(say.language, receipt.state),
        ended=say("explain.to_end") if receipt.ended is None else say.time(receipt.ended),
    )
    return found("receipt", text, (each.placed, receipt.first_at, receipt.reminded, receipt.ended))


def _alerts(it: _Told) -> Iterator[Finding]:
    for alert in it.day.alarms:
        records = (alert.raised, alert.seen, alert.escalated, alert.ended)
        grade = SEEN if alert.seen is None else ATTESTED
        yield found("alert", _alert(alert, it.say), records, grade)
    if not it.day.alarms:
        yield found("alert", it.say("explain.no_alert"), (), INFERRED)


def _alert(alert: AlertSpan, say: Say) -> str:
    def when(each: Placed | None, otherwise: str) -> str:
        return say(otherwise) if each is None else say.time(each)

    return say(
        "explain.alert",
        alert=coded.alert_text(say.language, alert.alert, alert.subject),
        raised=say.time(alert.raised),
        seen=when(alert.seen, "explain.never"),
        escalated=when(alert.escalated, "explain.never"),
        ended=when(alert.ended, "explain.to_end"),
    )


def _journal(it: _Told) -> Iterator[Finding]:
    if it.day.missing:
        text = it.say("explain.missing", count=missing_count(it.day))
        yield found("journal", text, _edges(it.day), None)
    others = [each for each in it.day.placed if is_other(each)]
    if others:
        kinds = it.say("report.comma").join(sorted({each.record.name for each in others}))
        text = it.say("explain.other", count=len(others), kinds=kinds)
        yield found("journal", text, others, None)


def _edges(day: Day) -> Iterator[Placed]:
    """Yield the records on both sides of each gap within the day."""
    for before, after in pairwise(day.placed):
        if after.seq > before.seq + 1:
            yield before
            yield after


def _notes(it: _Told) -> Iterator[Finding]:
    for note in it.day.notes:
        yield note_finding(note, it.say)


def note_finding(note: Note, say: Speech) -> Finding:
    """Return what a person wrote; a note that was corrected says so and stays."""
    by = note.corrected_by
    corrected = "" if by is None else say("tx.note_corrected", id=by)
    text = say("explain.note", by=note.by, text=note.text, corrected=corrected)
    seqs = () if note.subject.seq is None else (note.subject.seq,)
    return Finding("note", text, seqs, ATTESTED)
