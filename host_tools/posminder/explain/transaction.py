# SPDX-License-Identifier: MIT
"""Why a transaction is where it is: signed in, printed, settled, and if late, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posminder.explain import telling
from posminder.explain.day import note_finding
from posminder.explain.finding import ATTESTED, INFERRED, SEEN, Finding, found
from posminder.report.cause import NONE
from posminder.report.placing import Placed
from posminder.report.settlements import row
from posminder.report.speech import Speech
from posminder.report.whole import Whole
from posminder.store.notes import Note
from posminder.transaction import APPROVED, Life
from posminder.transaction_sentences import told
from posminder_formats import records as r

_UNSIGNED = ("needed", "failed")


def explain_transaction(
    whole: Whole, life: Life, notes: Sequence[Note], language: str
) -> tuple[Finding, ...]:
    """Return what the journal says of one transaction, what happened first said first."""
    at = {each.seq: each for each in whole.placed}
    day = whole.site.business_day(at[life.sale.seq].at_s)
    say = Speech(language, whole.site, day)
    return tuple(_findings(whole, life, notes, say, at))


def _findings(
    whole: Whole, life: Life, notes: Sequence[Note], say: Speech, at: dict[int, Placed]
) -> Iterator[Finding]:
    for each in told(life, say.language, lambda record: say.time(at[record.seq])):
        grade = SEEN if each.records else INFERRED
        if each.topic == "operator":
            grade = ATTESTED
        yield found(each.topic, each.text, [at[e.seq] for e in each.records], grade)
        if each.topic == "offline":
            yield _sent(whole, at[life.sale.seq], say)
        if each.topic == "sign_in" and _unsigned(life):
            yield found("sign_in", say("explain.not_signed_in"), [at[life.sale.seq]])
    yield from _waited(whole, life, say, at)
    seqs = {each.seq for each in life.steps()}
    yield from (note_finding(note, say) for note in notes if note.subject.seq in seqs)


def _sent(whole: Whole, sale: Placed, say: Speech) -> Finding:
    """Say what became of a sale that was approved off-line."""
    later = (each for each in whole.placed if each.seq > sale.seq and each.kind == r.R_OFFLINE)
    end = next(later, None)
    if end is None:
        return found("offline", say("explain.offline_waits"), whole.placed[-1:], INFERRED)
    text = say("explain.before", time=say.time(end), text=telling.told(end, say))
    return found("offline", text, (end,))


def _unsigned(life: Life) -> bool:
    approved = life.sale.fields.get("result") == APPROVED
    return approved and life.sign_in is not None and life.sign_in.words()["state"] in _UNSIGNED


def _waited(whole: Whole, life: Life, say: Speech, at: dict[int, Placed]) -> Iterator[Finding]:
    """Say how long it waited for its settlement, and why its day's own did not take it."""
    sale = at[life.sale.seq]
    if life.sale.fields.get("result") != APPROVED:
        return
    day, end = whole.site.business_day(sale.at_s), whole.ends.get(sale.seq)
    closed = row(whole, day)
    if end is None:
        yield found("settlement", say("explain.waits", day=day.isoformat()), (sale,), INFERRED)
    else:
        days = (whole.site.business_day(end.at_s) - day).days
        if days == 0:
            return
        text = say("explain.waited", day=day.isoformat(), days=days)
        yield found("settlement", text, (sale, end))
    cause = closed.cause
    if cause is not None:
        why = say.why(cause)
        word = say.word("cause", cause.word)
        text = why if cause.word == NONE else say("explain.cause", cause=word, why=why)
        yield found("cause", text, cause.records, cause.grade)
