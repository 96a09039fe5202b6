# SPDX-License-Identifier: MIT
"""What must hold of any journal by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation, is_exchange

RECORDS_A_SALE_MAX: Final = 8
_ANSWER_MS_MAX: Final = 600_000  # the longest that an order may take
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
    known_of = have | lost
    gaps = [seq for seq in range(1, max(have, default=0)) if seq not in known_of]
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
    """At most eight records belong to one transaction: its start, its result, and what names it.

    Power that comes back counts anew: what the board asks and says again then is the cut's.
    """
    counts: dict[Any, int] = {}
    started = 0  # records of a transaction whose number nobody knows yet
    for record in evidence.records:
        words = record.words()
        if record.name == "boot" or is_exchange(record):
            counts.clear()
            started = 0
        if record.name == "sale_started":
            counts.pop(None, None)  # what broke off without a number before is another one's
            started = 1
        elif record.name == "sale":
            before = 0 if started else counts.get(words["trace"], 0)  # asked about again
            counts[words["trace"]] = before + 1 + started
            started = 0
        elif record.name == "receipt":
            counts[words["trace"]] = counts.get(words["trace"], 0) + 1
        elif record.name == "alert" and words["alert"] in _ALERTS_OF_A_SALE:
            counts[words["subject"]] = counts.get(words["subject"], 0) + 1
        else:
            continue
        if RECORDS_A_SALE_MAX + 1 in counts.values():
            sentence = f"more than {RECORDS_A_SALE_MAX} records"
            yield Violation("few_records_a_sale", sentence, record.seq)
            counts = {trace: 0 for trace, count in counts.items() if count <= RECORDS_A_SALE_MAX}


_GOES_ON: Final = ("begun", "unknown", "refused", "postponed")
_MOVES_NOTHING = ("register", "diagnose")


def _held(record: Record, held: bool) -> bool:
    """Return whether a settlement that a held button began is still under way."""
    if record.name == "button":
        return held or record.words()["press"] == "held"
    if record.name == "boot":
        return False
    ended = record.name == "settlement" and record.words()["state"] not in _GOES_ON
    return held and not ended


def acts_with_a_clock(evidence: Evidence) -> Iterator[Violation]:
    """While the clock is unset or doubted only the button makes the board change anything.

    Registering beside does not count, nor a diagnosis: a terminal answers nobody who is not
    registered, a board asks for the time while it has none, and neither moves keys or money. What
    a held button began may name a stronger reason, such as the terminal's demand, until it ends.
    """
    not_sent = {
        before.seq
        for before, record in pairwise(evidence.records)
        if record.name == "outcome" and record.words()["outcome"] == "not_sent"
    }
    held = False  # the button, and what it began has not ended
    doubted = False  # by the terminal's time, until they agree again or a host sets it
    for record in evidence.records:
        if record.name == "clock_seen":
            doubted = record.words()["state"] == "doubted"
        elif record.name == "clock":
            doubted = False
        held = _held(record, held)
        if record.name != "intent":
            continue
        words = record.words()
        by_button = words["reason"] == "closing_button" or (held and words["command"] == "settle")
        allowed = by_button or words["command"] in _MOVES_NOTHING
        trusted = record.wall_s is not None and not doubted
        if not trusted and not allowed and record.seq not in not_sent:
            sentence = f"{words['command']} because of {words['reason']} by an untrusted clock"
            yield Violation("acts_with_a_clock", sentence, record.seq)
