# SPDX-License-Identifier: MIT
"""Money: what the journal says of sales and batches against terminal's and acquirer's books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation, is_exchange
from posminder.simulator.terminal_truth import Batch, Sale, SaleKind, SaleState

_POLLED_MS: Final = 60_000  # beside, a sale is asked for within this
_TRANSACTIONS: Final = tuple(kind.value for kind in (SaleKind.SALE, SaleKind.REFUND))
Key = tuple[Any, ...]


def batches_settled_once(evidence: Evidence) -> Iterator[Violation]:
    """Each batch was handed over once, and the journal knows it with its totals; and no other."""
    name = "batches_settled_once"
    handed_over = _totals(evidence.truth.batches)
    if evidence.ledger.settled != handed_over:
        sentence = f"terminal handed over {handed_over}, acquirer has {evidence.ledger.settled}"
        yield Violation(name, sentence)
    open_ = list(evidence.truth.batches)
    refused = False  # the terminal told no totals before it settled
    for record in evidence.records:
        words = record.words()
        if record.name == "totals" and words["source"] == "before_settlement":
            refused = words["count"] is None
        if record.name != "settlement":
            continue
        totals = (words["count"], words["total_minor"])
        if _closed_nothing(evidence, record, open_[:1]):
            continue  # an empty batch: none in the terminal's books
        if words["state"] == "mismatch" and open_:
            open_.pop(0)  # that it does not balance is said, and a person looks
        elif words["state"] in ("verified", "seen", "elsewhere"):
            # Seen ones may tell none, nor does one whose answer was lost after such a refusal.
            told = None not in totals or (words["state"] == "verified" and not refused)
            following = _totals(open_[:1])
            if not open_ or (told and totals != following[0]):
                sentence = f"{words['state']} {totals}, the terminal's next batch is {following}"
                yield Violation(name, sentence, record.seq)
            open_ = open_[1:]
    if len(open_) > _in_doubt(evidence):
        yield Violation(name, f"batches the journal knows nothing of: {_totals(open_)}")


def _totals(batches: Sequence[Batch]) -> list[tuple[int, int]]:
    return [(batch.count, batch.total_minor) for batch in batches]


def _closed_nothing(evidence: Evidence, record: Record, following: Sequence[Batch]) -> bool:
    """Return whether `record` tells of an empty batch, settled all the same.

    One says so by its totals: settled because the terminal demanded it. The other has none: a
    register closed, and its terminal names no totals (Transbank's 0510). For that one the
    terminal's books speak: none was handed over by then, and nothing stood open.
    """
    words = record.words()
    totals = (words["count"], words["total_minor"])
    if words["state"] != "seen" or totals != (None, None):
        return totals == (0, 0) and totals not in _totals(following)
    at_ms = evidence.at_ms(record)
    went = [each for each in evidence.truth.batches if evidence.counted_ms(each) <= at_ms]
    if following and following[0] in went:
        return False
    epoch = 1 + sum(evidence.counted_ms(each) <= at_ms for each in evidence.truth.stranded)
    last = max((each.receipt_to for each in went if each.epoch == epoch), default=0)
    return not any(
        sale.epoch == epoch and sale.receipt_no > last and evidence.sold_ms(sale) <= at_ms
        for sale in evidence.approved()
    )


def _in_doubt(evidence: Evidence) -> bool:
    """Return whether the journal ends before it could know of the last settlement."""
    settlements = evidence.of("settlement")
    intents = evidence.of("intent", command="settle")
    outcomes = evidence.of("outcome", command="settle")
    unknown = bool(settlements) and settlements[-1].words()["state"] == "unknown"
    under_way = bool(intents) and not any(each.seq > intents[-1].seq for each in outcomes)
    ended = any(each.seq > intents[-1].seq for each in settlements) if intents else True
    return unknown or (under_way and not ended)


def asks_before_settling(evidence: Evidence) -> Iterator[Violation]:
    """Between two orders to settle the board asks what is in the batch: never settle twice."""
    asked = False
    for record in evidence.records:
        if record.name == "totals" and record.words()["source"] == "before_settlement":
            asked = True
        elif record.name == "intent" and record.words()["command"] == "settle":
            sent = not any(
                other.seq == record.seq + 1 and other.words()["outcome"] == "not_sent"
                for other in evidence.of("outcome", command="settle")
            )
            if sent and not asked:
                yield Violation("asks_before_settling", "settles without asking", record.seq)
            asked = False


def sales_in_one_batch(evidence: Evidence) -> Iterator[Violation]:
    """Every approved sale is in exactly one batch, or still open; no batch holds anything else."""
    name = "sales_in_one_batch"
    sales = list(evidence.approved())
    last, epoch = 0, 1
    for batch in evidence.truth.batches:
        if batch.epoch != epoch:
            last, epoch = 0, batch.epoch  # another terminal numbers anew
        own = [sale for sale in sales if sale.epoch == epoch]
        inside = [s for s in own if batch.receipt_from <= s.receipt_no <= batch.receipt_to]
        totals = (len(inside), sum(sale.net_minor for sale in inside))
        if totals != (batch.count, batch.total_minor):
            told = (batch.count, batch.total_minor)
            yield Violation(name, f"a batch of {told} holds sales of {totals}")
        if batch.receipt_from <= last:
            yield Violation(name, f"no. {batch.receipt_from} is in two batches")
        lost = [s.receipt_no for s in own if last < s.receipt_no < batch.receipt_from]
        if lost:
            yield Violation(name, f"in no batch: no. {lost}")
        last = batch.receipt_to


def sales_true(evidence: Evidence) -> Iterator[Violation]:
    """No sale or reversal in the journal is made up, and none stands in it twice."""
    name = "sales_true"
    keys = {_key(sale) for sale in evidence.truth.sales if sale.state is not SaleState.PENDING}
    for record, times in _with_times(evidence.records):
        if _key_of(record) not in keys:
            yield Violation(name, "a sale that the terminal never decided", record.seq)
        if times > 1:
            yield Violation(name, "the same sale is recorded twice", record.seq)
    known = {trace for sale in _taken_back(evidence) for trace in _traces(sale)}
    for record in evidence.of("sale", transaction="reversal", result=0):
        if record.words()["trace"] not in known:
            yield Violation(name, "a reversal that never was", record.seq)


def sales_recorded(evidence: Evidence) -> Iterator[Violation]:
    """Every sale the terminal decided for good has its record.

    What broke off with the board's power may be missing: one for each start.
    """
    recorded = _transactions(evidence)
    known = {_key_of(record) for record in recorded}
    final = (SaleState.APPROVED, SaleState.DECLINED)
    decided = [
        sale
        for sale in evidence.truth.sales
        if sale.state in final and sale.kind is not SaleKind.REVERSAL
    ]
    missing = [sale for sale in decided if _key(sale) not in known]
    for sale in _not_excused(evidence, missing, recorded):
        yield Violation("sales_recorded", f"{sale.state} and not recorded: {_told(sale)}")


def taken_back_is_said(evidence: Evidence) -> Iterator[Violation]:
    """A sale that was recorded and taken back is a reversal in the journal, or in doubt there."""
    reversals = {r.words()["trace"] for r in evidence.of("sale", transaction="reversal", result=0)}
    unsaid = {
        sale.trace
        for sale in _taken_back(evidence)
        if sale.state is SaleState.REVERSED and not reversals.intersection(_traces(sale))
    }
    said_later = {sale.original_trace for sale in evidence.truth.sales if sale.trace in reversals}
    doubts = evidence.of("alert", alert="sale_unknown", state="raised")
    for record in _transactions(evidence):
        words = record.words()
        excused = any(each.seq > record.seq for each in doubts) or _in_the_dark(evidence, record)
        if not words["result"] and words["trace"] in unsaid - said_later and not excused:
            sentence = f"trace {words['trace']} was taken back, and nothing says so"
            yield Violation("taken_back_is_said", sentence, record.seq)


def _transactions(evidence: Evidence) -> list[Record]:
    return [each for each in evidence.of("sale") if _is_transaction(each)]


def _taken_back(evidence: Evidence) -> list[Sale]:
    """Return what was undone, and the reversals that undid it."""
    return [
        sale
        for sale in evidence.truth.sales
        if sale.state is SaleState.REVERSED or sale.kind is SaleKind.REVERSAL
    ]


def _traces(sale: Sale) -> tuple[int | None, ...]:
    """Return the traces by which a journal may name what became of `sale`."""
    return (sale.trace, sale.original_trace)


def _not_excused(evidence: Evidence, missing: list[Sale], recorded: list[Record]) -> Iterator[Sale]:
    """Yield the sales that the board must have seen."""
    newest_ms = max((evidence.at_ms(each) for each in recorded), default=0)
    spans = list(evidence.dark)
    for sale in missing:
        at_ms = evidence.sold_ms(sale)
        dark = next((span for span in spans if span[0] - 1_000 <= at_ms <= span[1]), None)
        if at_ms < evidence.began_ms:
            continue  # before the board came: not its to judge
        if dark is not None:
            spans.remove(dark)
            continue
        between_questions = not evidence.in_line and (
            at_ms <= newest_ms or at_ms > evidence.ended_ms - _POLLED_MS
        )
        if not between_questions:
            yield sale


def _in_the_dark(evidence: Evidence, record: Record) -> bool:
    """Return whether `record` was the last before a power cut: what came after, nobody saw."""
    return any(evidence.at_ms(record) == first for first, _ in evidence.dark)


def _is_transaction(record: Record) -> bool:
    words = record.words()
    turned_away = words["trace"] is None and words["result"]  # locked: it never became a sale
    return words["transaction"] in _TRANSACTIONS and not turned_away


def _with_times(records: Sequence[Record]) -> Iterator[tuple[Record, int]]:
    """Yield each transaction, and how often it stood there by then; another terminal's is new."""
    seen: Counter[Key] = Counter()
    for record in records:
        if is_exchange(record):
            seen.clear()
        elif record.name == "sale" and _is_transaction(record):
            seen[_key_of(record)] += 1
            yield record, seen[_key_of(record)]


def _key(sale: Sale) -> Key:
    who = (sale.kind.value, sale.trace, sale.receipt_no)
    return (*who, sale.result, sale.amount_minor, sale.card.kind or None)


def _key_of(record: Record) -> Key:
    names = ("transaction", "trace", "receipt_no", "result", "amount_minor", "card_type")
    return tuple(record.words()[name] for name in names)


def _told(sale: Sale) -> str:
    return f"{sale.kind} no. {sale.receipt_no}, trace {sale.trace}, {sale.amount_minor} minor"
