# SPDX-License-Identifier: MIT
"""A terminal that was exchanged: noticed, left alone until a person confirms it, books apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation

_QUESTIONS: Final = ("check_status", "read_totals", "query_last", "register")


def exchanges_noticed(evidence: Evidence) -> Iterator[Violation]:
    """Each terminal that took another's place has its record, and no other has one."""
    noticed = len(evidence.of("terminal_changed", state="noticed"))
    if noticed != len(evidence.truth.stranded):
        true = len(evidence.truth.stranded)
        yield Violation("exchanges_noticed", f"{true} exchanges, and {noticed} are noticed")


def nothing_before_confirmed(evidence: Evidence) -> Iterator[Violation]:
    """Between the notice and a person's word nothing is sent to the terminal but questions."""
    unconfirmed = False
    for record in evidence.records:
        words = record.words()
        if record.name == "terminal_changed":
            unconfirmed = words["state"] == "noticed"
        acts = record.name == "intent" and words["command"] not in _QUESTIONS
        if unconfirmed and acts and not _withheld(evidence, record):
            sentence = f"{words['command']} before anybody has confirmed the terminal"
            yield Violation("nothing_before_confirmed", sentence, record.seq)


def _withheld(evidence: Evidence, intent: Record) -> bool:
    """Return whether what came of an order is that it was not sent."""
    outcomes = evidence.of("outcome", command=intent.words()["command"])
    first = next((each for each in outcomes if each.seq > intent.seq), None)
    return first is not None and first.words()["outcome"] == "not_sent"


def stranded_apart(evidence: Evidence) -> Iterator[Violation]:
    """What the journal calls stranded is what the old terminal had not settled.

    A board that was away, or beside the terminal, has not seen all of it.
    """
    noticed = evidence.of("terminal_changed", state="noticed")
    for record, batch in zip(noticed, evidence.truth.stranded, strict=False):
        told = (record.words()["count"], record.words()["total_minor"])
        if evidence.in_line and not evidence.dark and told != (batch.count, batch.total_minor):
            true = (batch.count, batch.total_minor)
            yield Violation("stranded_apart", f"{told} are stranded, it was {true}", record.seq)
