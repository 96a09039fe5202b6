# SPDX-License-Identifier: MIT
"""What must hold of any journal by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation

RECORDS_A_SALE_MAX: Final = 8
_ANSWER_MS_MAX: Final = 600_000  # the longest that an order may take
_OF_A_SALE: Final = ("sale_started", "sale", "receipt")
_ALERTS_OF_A_SALE: Final = ("receipt_missing", "sale_unknown", "sale_not_signed_in")


def journal_whole(evidence: Evidence) -> Iterator[Violation]:
    """Numbers without a gap but those a LOSS owns, starts in order, time forwards in each."""
    name, records = "journal_whole", evidence.records
    lost = {
        seq
        for loss in evidence.of("loss")
        for seq in range(loss.words()["first_seq"], loss.words()["last_seq"] + 1)
    }
    have = {record.seq for record in records}
    gaps = [seq for seq in range(1, max(have, default=0)) if seq not in have | lost]
    if gaps:
        yield Violation(name, f"records are missing: {gaps}", gaps[0])
    for before, record in pairwise(records):
        if record.seq <= before.seq or record.boot not in (before.boot, before.boot + 1):
            yield Violation(name, "out of order", record.seq)
        elif record.boot == before.boot and record.mono_ms < before.mono_ms:
            yield Violation(name, "time runs backwards within one start", record.seq)
    starts = [record.boot for record in evidence.of("boot")]
    known = len(evidence.boots)
    if starts and starts != list(range(starts[0], known + 1)):
        yield Violation(name, f"starts {starts} are written down, there were {known}")


def intent_before_outcome(evidence: Evidence) -> Iterator[Violation]:
    """What changes something is written down before, and what came of it after."""
    open_: set[str] = set()
    for record in evidence.records:
        if record.name == "boot":
            open_.clear()
        elif record.name == "intent":
            open_.add(record.words()["command"])
        elif record.name == "outcome":
            command = record.words()["command"]
            if command not in open_:
                yield Violation(
                    "intent_before_outcome", f"an outcome of {command} nobody intended", record.seq
                )
            open_.discard(command)


def intents_answered(evidence: Evidence) -> Iterator[Violation]:
    """Every order that went out has its outcome before the next one, unless the power went."""
    open_: dict[str, Record] = {}
    for record in evidence.records:
        words = record.words()
        for command, intent in list(open_.items()):
            late = evidence.at_ms(record) > evidence.at_ms(intent) + _ANSWER_MS_MAX
            again = record.name == "intent" and words["command"] == command
            if record.boot == intent.boot and (late or again):
                del open_[command]
                yield Violation("intents_answered", f"{command} has no outcome", intent.seq)
        if record.name == "boot":
            open_.clear()
        elif record.name == "intent":
            open_[words["command"]] = record
        elif record.name == "outcome":
            open_.pop(words["command"], None)


def few_records_a_sale(evidence: Evidence) -> Iterator[Violation]:
    """From one sale's start to the next one's: at most eight records that belong to it.

    Power that comes back counts anew: what the board asks and says again then is the cut's.
    """
    count = 0
    for record in evidence.records:
        alert = record.name == "alert" and record.words()["alert"] in _ALERTS_OF_A_SALE
        words = record.words()
        # Beside, nothing shows when a sale starts: its own record is the first of it.
        found = words.get("seen") == "asked" and not evidence.in_line
        first = record.name == "sale_started" or found
        before = 0 if record.name == "boot" else count
        count = 1 if first else before + (alert or record.name in _OF_A_SALE)
        if count == RECORDS_A_SALE_MAX + 1:
            yield Violation(
                "few_records_a_sale", f"more than {RECORDS_A_SALE_MAX} records", record.seq
            )


def acts_with_a_clock(evidence: Evidence) -> Iterator[Violation]:
    """While the clock is unset only the button makes the board change anything at the terminal.

    Registering beside does not count: a terminal answers nobody who is not registered, and asking
    is allowed at any time; it moves neither keys nor money.
    """
    not_sent = {
        before.seq
        for before, record in pairwise(evidence.records)
        if record.name == "outcome" and record.words()["outcome"] == "not_sent"
    }
    for record in evidence.of("intent"):
        words = record.words()
        allowed = words["reason"] == "closing_button" or words["command"] == "register"
        if record.wall_s is None and not allowed and record.seq not in not_sent:
            sentence = f"{words['command']} because of {words['reason']}, while the clock is unset"
            yield Violation("acts_with_a_clock", sentence, record.seq)
