# SPDX-License-Identifier: MIT
"""Receipts: none is called printed that was not, and none that is owed is forgotten."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder.simulator.scheduler import US_PER_MS
from posminder.simulator.terminal_truth import ReceiptBy, SaleKind, SaleState
from posminder_formats import profile_fields as f

_GRACE_MS: Final = 2_000  # an alert follows its record at once; a deadline may wait for a dialog
_COPIES: Final = {"merchant": 1, "customer": 2, "both": 3}
_PRINTED: Final = ("delivered", "duplicate")
_CLOSES: Final = ("verified", "mismatch", "nothing_to_settle", "seen", "deferred", "held")


def receipts_true(evidence: Evidence) -> Iterator[Violation]:
    """A receipt counts as delivered, first print or duplicate, only where there was one.

    What the terminal itself took back is left out: it counts such slips as none, though paper came
    out. A sale that was reversed later is not: its slip was a slip.
    """
    sales = evidence.truth.sales
    reversed_ = {(s.epoch, s.original_trace) for s in sales if s.kind is SaleKind.REVERSAL}
    printed = {(s.epoch, s.trace) for s in sales if s.receipt is ReceiptBy.REGISTER}
    again = {(s.epoch, s.trace) for s in sales if s.reprints}
    undone = {(s.epoch, s.trace) for s in sales if s.state is SaleState.REVERSED} - reversed_
    copies = {(s.epoch, s.trace): s.copies for s in sales}
    last: dict[tuple[int, Any], str] = {}
    exchanges = [each.seq for each in evidence.of("terminal_changed", state="noticed")]
    for record in evidence.of("receipt"):
        words = record.words()
        key = (1 + bisect_right(exchanges, record.seq), words["trace"])
        last[key] = words["state"]
        more = _COPIES.get(str(words.get("copy")), 0) & ~copies.get(key, 0)
        if more and words["state"] in _PRINTED and key not in undone:
            sentence = f"trace {words['trace']}: a copy counts as printed that was not"
            yield Violation("receipts_true", sentence, record.seq)
    for key, state in last.items():
        if key in undone:
            continue
        if (state == "delivered" and key not in printed) or (
            state == "duplicate" and key not in again
        ):
            yield Violation("receipts_true", f"trace {key[1]} is {state}, and nothing was printed")
        if state in ("refused", "missing", "stopped") and key in printed and not evidence.dark:
            yield Violation("receipts_true", f"trace {key[1]} is {state}, and it was printed")


def receipts_reminded(evidence: Evidence) -> Iterator[Violation]:
    """Every approved sale that was seen has word of its receipt within the profile's time.

    Counted from the last line that the register printed: while lines come, nobody is missed.
    """
    limit_ms = int(evidence.profile.get(f.P_RECEIPT_MISSING_S, 20)) * 1_000 + _GRACE_MS
    printed_ms = [at_us // US_PER_MS for at_us in evidence.truth.lines_us]
    numbers = [record.seq for record in evidence.records]
    for sale in evidence.of("sale", result=0):
        words = sale.words()
        if words["transaction"] not in ("sale", "refund") or words["seen"] != "on_line":
            continue
        begin_ms, boot = evidence.at_ms(sale), sale.boot
        for record in evidence.records[bisect_right(numbers, sale.seq) :]:
            if record.boot != boot:  # the time to remind begins anew
                begin_ms, boot = evidence.at_ms(record), record.boot
            at_ms = evidence.at_ms(record)
            while (line := bisect_right(printed_ms, begin_ms)) < len(printed_ms):
                if printed_ms[line] > min(at_ms, begin_ms + limit_ms):
                    break
                begin_ms = printed_ms[line]
            if at_ms > begin_ms + limit_ms:
                sentence = f"no word of the receipt of trace {words['trace']} in time"
                yield Violation("receipts_reminded", sentence, sale.seq)
                break
            same = record.words().get("trace") == words["trace"]
            if same and (record.name == "receipt" or _takes_back(record)):
                break


def receipts_counted(evidence: Evidence) -> Iterator[Violation]:
    """A reminder ends because its receipt is printed or its sale taken back, or it is counted.

    Counted: an alert about what is left follows, at the next closing at the latest.
    """
    states: dict[object, str] = {}
    taken_back_ms, closed_ms = -1 - _GRACE_MS, -1
    waiting: list[tuple[int, Record]] = []
    for record in evidence.records:
        if record.name not in ("receipt", "sale", "settlement", "alert"):
            continue
        words, at_ms = record.words(), evidence.at_ms(record)
        if record.name == "receipt":
            states[words["trace"]] = words["state"]
        elif _takes_back(record):
            taken_back_ms = at_ms
        elif record.name == "settlement" and words["state"] in _CLOSES:
            closed_ms = at_ms
        elif (words.get("alert"), words.get("state")) == ("receipts_unprinted", "raised"):
            waiting.clear()
        elif (words.get("alert"), words.get("state")) == ("receipt_missing", "cleared"):
            printed = states.get(words["subject"]) in _PRINTED
            if not printed and at_ms - taken_back_ms > _GRACE_MS:
                waiting.append((at_ms, record))
    for at_ms, alert in waiting:
        if at_ms - _GRACE_MS <= closed_ms:
            sentence = f"trace {alert.words()['subject']} is reminded no more, and not counted"
            yield Violation("receipts_counted", sentence, alert.seq)


def _takes_back(record: Record) -> bool:
    return record.name == "sale" and record.words()["transaction"] == "reversal"
