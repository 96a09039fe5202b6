# SPDX-License-Identifier: MIT
"""The product's invariants as asserts, over as much evidence as a test has at hand."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.scenarios import invariants
from posminder.scenarios.invariants import Evidence, Violation, books, journal, receipts
from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.terminal_truth import TerminalTruth
from posminder.simulator.world import Boot
from tests.emulator.scene import Journal


def keep(evidence: Evidence) -> None:
    """Everything holds."""
    _none(iter(invariants.check(evidence)))


def is_whole(records: Journal, boots: int) -> None:
    """Numbers without a gap from 1 on, `boots` starts in order, time only forwards in each."""
    _none(journal.journal_whole(Evidence(records, boots=[Boot(0, 0)] * boots)))


def sales_agree(records: Journal, truth: TerminalTruth, unrecorded_max: int = 0) -> None:
    """Each sale the terminal decided stands in the journal as it was, but for `unrecorded_max`."""
    evidence = Evidence(records, truth)
    _none(books.sales_true(evidence))
    _none(books.sales_recorded(evidence), unrecorded_max)
    _none(books.taken_back_is_said(evidence), unrecorded_max)


def receipts_agree(records: Journal, truth: TerminalTruth) -> None:
    """A receipt counts as delivered, first print or duplicate, exactly where there was one."""
    _none(receipts.receipts_true(Evidence(records, truth)))


def settled_once(records: Journal, truth: TerminalTruth, acquirer: Acquirer) -> None:
    """Each batch the terminal settled is known, with its totals, once; and no other one."""
    _none(books.batches_settled_once(Evidence(records, truth, acquirer.ledger)))


def each_sale_in_one_batch(truth: TerminalTruth, open_count: int = 0) -> None:
    """No sale was settled twice or lost, and `open_count` wait for their batch."""
    evidence = Evidence((), truth)
    _none(books.sales_in_one_batch(evidence))
    settled = sum(batch.count for batch in truth.batches)
    assert len(list(evidence.approved())) - settled == open_count


def intent_goes_before_outcome(records: Journal) -> None:
    """A command that changes something is written down before, and what came of it after."""
    _none(journal.intent_before_outcome(Evidence(records)))


def few_records_a_sale(records: Journal) -> None:
    """From one sale's start to the next one's: at most eight records that belong to it."""
    _none(journal.few_records_a_sale(Evidence(records)))


def settle_commands(truth: TerminalTruth) -> int:
    """Return how often the terminal was told to settle."""
    return sum(command == codes.END_OF_DAY for _, command in truth.commands)


def _none(violations: Iterator[Violation], allowed: int = 0) -> None:
    found = list(violations)
    assert len(found) <= allowed, "\n".join(f"{v.name}: {v.sentence} ({v.seq})" for v in found)
