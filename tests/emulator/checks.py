# SPDX-License-Identifier: MIT
"""What must hold of any journal against the terminal's books, whatever happened in the shop.

Reads a pulled journal and the terminal's truth, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.terminal_truth import ReceiptBy, Sale, SaleState, TerminalTruth
from tests.emulator.scene import Journal

RECORDS_A_SALE_MAX = 8


def is_whole(journal: Journal, boots: int) -> None:
    """Numbers without a gap from 1 on, `boots` starts in order, time only forwards in each."""
    assert [record.seq for record in journal] == list(range(1, len(journal) + 1))
    starts = journal.of("boot")
    assert [record.boot for record in starts] == list(range(1, boots + 1))
    for before, record in pairwise(journal):
        later_boot = record.boot == before.boot + 1
        assert later_boot or record.boot == before.boot
        assert later_boot or record.mono_ms >= before.mono_ms, (before, record)


def sales_agree(journal: Journal, truth: TerminalTruth, unrecorded_max: int = 0) -> None:
    """Each sale the terminal decided stands in the journal as it was, but for `unrecorded_max`.

    One that it took back because nobody heard of it may be missing: nobody heard of it.
    """
    seen = [each.words() for each in journal.of("sale", transaction="sale")]
    turned_away = [each for each in seen if each["trace"] is None]  # locked: never became a sale
    assert all(each["result"] for each in turned_away), turned_away
    recorded = [_of_journal(each) for each in seen if each not in turned_away]
    decided = [_of_truth(sale) for sale in truth.sales if sale.state is not SaleState.PENDING]
    invented = [sale for sale in recorded if sale not in decided]
    final = [
        _of_truth(s) for s in truth.sales if s.state in (SaleState.APPROVED, SaleState.DECLINED)
    ]
    unrecorded = [sale for sale in final if sale not in recorded]
    assert not invented
    assert len(unrecorded) <= unrecorded_max, unrecorded
    assert len(recorded) == len(set(recorded)), "a sale was recorded twice"
    plain = set(_approved_and_never_doubted(journal))
    undone = {sale.trace for sale in truth.sales if sale.state is SaleState.REVERSED}
    assert len(plain & undone) <= unrecorded_max, f"taken back, not said: {plain & undone}"
    reversals = {each.words()["trace"] for each in journal.of("sale", transaction="reversal")}
    assert reversals <= undone


def receipts_agree(journal: Journal, truth: TerminalTruth) -> None:
    """A receipt counts as delivered, first print or duplicate, exactly where there was one.

    The last record of a sale counts: its second copy may be refused after its first.
    """
    last = {each["trace"]: each["state"] for each in (r.words() for r in journal.of("receipt"))}
    by_register = {sale.trace for sale in truth.sales if sale.receipt is ReceiptBy.REGISTER}
    assert {trace for trace, state in last.items() if state == "delivered"} == by_register
    later = {sale.trace for sale in truth.sales if sale.reprints} - by_register
    assert {trace for trace, state in last.items() if state == "duplicate"} == later


def settled_once(journal: Journal, truth: TerminalTruth, acquirer: Acquirer) -> None:
    """Each batch the terminal settled is known, with its totals, once; and no other one."""
    ended = [
        each.words()
        for each in journal.of("settlement")
        if each.words()["state"] in ("verified", "seen")
    ]
    known = [(each["count"], each["total_minor"]) for each in ended]
    batches = [(batch.count, batch.total_minor) for batch in truth.batches]
    assert known == batches
    assert acquirer.ledger.settled == batches


def each_sale_in_one_batch(truth: TerminalTruth, open_count: int = 0) -> None:
    """No sale was settled twice or lost: all approved ones are in the batches, or still open."""
    approved = [sale for sale in truth.sales if sale.state is SaleState.APPROVED]
    closed = approved[: len(approved) - open_count]
    assert sum(batch.count for batch in truth.batches) == len(closed)
    assert sum(batch.total_minor for batch in truth.batches) == sum(
        sale.amount_minor for sale in closed
    )


def intent_goes_before_outcome(journal: Journal) -> None:
    """A command that changes something is written down before, and what came of it after."""
    open_intent: dict[str, bool] = {}
    for record in journal:
        if record.name == "boot":
            open_intent.clear()
        elif record.name == "intent":
            open_intent[record.words()["command"]] = True
        elif record.name == "outcome":
            assert open_intent.pop(record.words()["command"], False), record


def few_records_a_sale(journal: Journal) -> None:
    """From one sale's start to the next one's: at most eight records that belong to it."""
    kinds = ("sale_started", "sale", "receipt", "alert")
    count = 0
    for record in journal:
        count = 1 if record.name == "sale_started" else count + (record.name in kinds)
        assert count <= RECORDS_A_SALE_MAX, record


def settle_commands(truth: TerminalTruth) -> int:
    """Return how often the terminal was told to settle."""
    return sum(command == codes.END_OF_DAY for _, command in truth.commands)


def _approved_and_never_doubted(journal: Journal) -> Iterator[int]:
    """Yield the trace of each approved sale that no reversal and no doubt came after."""
    for record in journal.of("sale", transaction="sale", result=0):
        later = journal.after(record)
        trace = record.words()["trace"]
        reversed_ = later.of("sale", transaction="reversal", trace=trace)
        if not reversed_ and not later.of("alert", alert="sale_unknown", state="raised"):
            yield trace


def _of_truth(sale: Sale) -> tuple[Any, ...]:
    return sale.trace, sale.receipt_no, sale.result, sale.amount_minor, sale.card.kind


def _of_journal(words: dict[str, Any]) -> tuple[Any, ...]:
    names = ("trace", "receipt_no", "result", "amount_minor", "card_type")
    return tuple(words[name] for name in names)
