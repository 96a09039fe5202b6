# SPDX-License-Identifier: MIT
"""The batch that the sale went into: what terminal and acquirer say of it, and why it was late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import AGREED, ATTESTED, INFERRED, SEEN, Line, Row
from posminder.evidence.transaction_lines import last_dated
from posminder.explain.transaction import explain_transaction
from posminder.messages import word
from posminder.reconcile.three_way import AGREES, Compared
from posminder.report.batches import Totals, Try, net
from posminder.report.placing import Placed
from posminder.report.whole import Batch
from posminder.wall_time import day_text

_GRADES: Final = {
    "verified": SEEN,
    "mismatch": SEEN,
    "seen": SEEN,
    "attested": ATTESTED,
    "stranded": ATTESTED,
    "nothing_to_settle": INFERRED,  # its sales went elsewhere, and nobody saw where
}
_TOTALS: Final = ("before_settlement", "settlement", "after_settlement")
_STORY: Final = ("settlement", "cause", "doubt", "offline")


def batch_of(it: Material) -> Batch | None:
    """Return the settlement that took the sale, None while it is open."""
    if it.announced:
        seqs = {each.seq for each in it.life.settlement}
        return next((each for each in it.whole.batches if each.end.seq in seqs), None)
    end = it.whole.ends.get(it.sale.seq)
    return next((each for each in it.whole.batches if each.end is end), None)


def compared_of(it: Material, batch: Batch | None) -> Compared | None:
    """Return what the acquirer's file says of that batch, None where it says nothing."""
    if it.reconciled is None or batch is None:
        return None
    numbers = {str(each.record.fields.get("batch_no")) for each in batch.took} - {"None"}
    names = {f"#{batch.end.seq}", "+".join(sorted(numbers))}
    return next((each for each in it.reconciled.compared if names & set(each.batches)), None)


def settled_line(it: Material, tell: Teller) -> Line:
    """Return whether and when its batch was settled; agreed where the acquirer's file agrees."""
    batch = batch_of(it)
    if batch is None:
        if it.announced:
            return tell.missing("settled", "announced")
        last = last_dated(it)
        why = "not_settled_by" if it.approved else "no_batch"
        return tell.missing("settled", why, seq=last.seq, time=tell.when(last))
    grade = _GRADES.get(batch.state, INFERRED)
    compared = compared_of(it, batch)
    agrees = compared is not None and compared.state == AGREES and grade == SEEN
    state = word(it.language, "settlement", batch.state)
    shown = tell.text("settled", state=state, time=tell.when(batch.end))
    return tell.line("settled", shown, AGREED if agrees else grade, (batch.end,))


def settlement_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield what is known of the batch."""
    yield settled_line(it, tell)
    batch = batch_of(it)
    if batch is None:
        for key in ("business_day", "balanced", "acquirer_total", "position"):
            why = "announced" if it.announced else "not_settled" if it.approved else "no_batch"
            yield tell.missing(key, why)
        return
    day = batch.end.record.fields.get("business_day")
    grade = tell.grade(batch.end)
    if day is None:
        yield tell.missing("business_day", "not_told")
    else:
        yield tell.line("business_day", day_text(day), grade, (batch.end,))
    yield from _totals(it, tell, batch)
    yield _balanced(it, tell, batch)
    yield _acquirer(it, tell, batch)
    yield tell.missing("upload", "not_on_the_line")
    yield _position(it, tell, batch)


def _totals(it: Material, tell: Teller, batch: Batch) -> Iterator[Line]:
    """Yield the terminal's totals before, during and after the settlement."""
    made = _try(it, batch.end)
    for source in _TOTALS:
        found = None if made is None else made.totals.get(source)
        key = f"total_{source}"
        if found is None or made is None:
            yield tell.missing(key, "announced" if it.announced else "no_totals")
        else:
            records = [each for each in _told(it, made) if _source(each) == source]
            yield tell.line(key, _books(tell, found), SEEN, records)


def _balanced(it: Material, tell: Teller, batch: Batch) -> Line:
    counted = batch.end.record.fields.get("count"), batch.end.record.fields.get("total_minor")
    if counted == (None, None):
        return tell.missing("balanced", "announced" if it.announced else "no_totals")
    seen = net(batch.took)
    name = "balanced" if seen == counted and batch.state == "verified" else "not_balanced"
    shown = tell.text(name, seen=_books(tell, seen), settled=_books(tell, counted))
    return tell.line("balanced", shown, SEEN, (batch.end,))


def _acquirer(it: Material, tell: Teller, batch: Batch) -> Line:
    """Return the acquirer's totals of the batch, by its own file."""
    compared = compared_of(it, batch)
    if compared is None or compared.acquirer is None:
        why = "no_profile" if it.terms is None else "no_acquirer_file"
        return tell.missing("acquirer_total", why)
    books = _books(tell, compared.acquirer)
    file = ", ".join(tell.text("file", file=e.file[:12], line=e.line) for e in compared.lines)
    if compared.state == AGREES:
        return tell.line("acquirer_total", tell.text("agrees", books=books), AGREED, (), file)
    shown = tell.text("differs", books=books)
    return tell.line("acquirer_total", shown, INFERRED, (batch.end,), file)


def _position(it: Material, tell: Teller, batch: Batch) -> Line:
    if it.announced:
        return tell.missing("position", "announced")
    numbers = [each.seq for each in batch.took]
    at = numbers.index(it.sale.seq) + 1
    shown = tell.text("position", at=at, count=len(numbers), books=_books(tell, net(batch.took)))
    return tell.line("position", shown, SEEN, (it.sale, batch.end))


def settlement_story(it: Material, tell: Teller) -> Iterator[Row]:
    """Yield what happened to its settlement, and if it was late why, as `explain` says it."""
    if it.announced:
        return
    for each in explain_transaction(it.whole, it.life, (), it.language):
        if each.topic in _STORY:
            records = [it.at[seq] for seq in each.records if seq in it.at]
            yield tell.row((each.text,), each.grade or "", records)


def _try(it: Material, end: Placed) -> Try | None:
    return next((each for each in it.whole.tries if each.ended is end), None)


def _told(it: Material, made: Try) -> list[Placed]:
    last = made.begun.seq if made.ended is None else made.ended.seq
    return [
        each
        for each in it.whole.placed
        if made.begun.seq <= each.seq <= last and each.record.name == "totals"
    ]


def _source(each: Placed) -> object:
    return each.record.words().get("source")


def _books(tell: Teller, books: Totals) -> str:
    return tell.say.books(*books)
