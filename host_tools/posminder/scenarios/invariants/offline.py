# SPDX-License-Identifier: MIT
"""Sales that the terminal approved off-line: none grows stale inside it while nobody is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f

_LIMIT_S: Final = 7_200
_GRACE_MS: Final = 3_000  # ages are counted in whole seconds
_DRIFT_MS: Final = 60_000


def offline_told(evidence: Evidence) -> Iterator[Violation]:
    """A sale known to be off-line and older than the profile's limit is sent, or somebody is told.

    Left out: a sale whose age the board could not count, because its clock was set or was wrong.
    """
    limit_ms = int(evidence.profile.get(f.P_OFFLINE_LIMIT_S, _LIMIT_S)) * 1_000 + _GRACE_MS
    sent_ms: dict[tuple[int, int], list[int]] = {}  # several: an exchanged terminal numbers anew
    for each in evidence.truth.sales:
        if each.uploaded_s is not None:
            at_ms = (each.uploaded_s - evidence.epoch_s) * 1_000
            sent_ms.setdefault((each.trace, each.receipt_no), []).append(at_ms)
    ends = evidence.of("terminal_changed") + evidence.of("offline", state="settled")
    for sale in evidence.of("sale", acquirer_line="off_line", transaction="sale", result=0):
        words = sale.words()
        due_ms = _powered(evidence, evidence.at_ms(sale) + limit_ms)
        gone_ms = [evidence.at_ms(end) for end in ends if end.seq > sale.seq]
        sent = sent_ms.get((words["trace"], words["receipt_no"]), [])
        gone_ms += [at_ms for at_ms in sent if at_ms >= evidence.at_ms(sale) - _GRACE_MS]
        old = min(gone_ms, default=due_ms + 1) > due_ms and due_ms <= evidence.ended_ms
        if old and _counts(evidence, sale, due_ms) and not _told(evidence, due_ms):
            sentence = f"trace {words['trace']} is off-line and unsent, and nobody is told"
            yield Violation("offline_told", sentence, sale.seq)


def _powered(evidence: Evidence, at_ms: int) -> int:
    """Return `at_ms`, or when the board had started again after it."""
    for first_ms, last_ms in evidence.dark:
        if first_ms <= at_ms <= last_ms + _GRACE_MS:
            at_ms = last_ms + _GRACE_MS
    return at_ms


def _counts(evidence: Evidence, sale: Record, due_ms: int) -> bool:
    """Return whether the board's clock went on from the sale as time did."""
    if sale.wall_s is None:
        return False
    for each in evidence.records:
        if each.seq > sale.seq and each.wall_s is not None and evidence.at_ms(each) <= due_ms:
            went_ms = evidence.at_ms(each) - evidence.at_ms(sale)
            if abs((each.wall_s - sale.wall_s) * 1_000 - went_ms) > _DRIFT_MS:
                return False
    return True


def _told(evidence: Evidence, at_ms: int) -> bool:
    stands = False
    for record in evidence.records:
        if evidence.at_ms(record) > at_ms:
            break
        if record.name == "boot":
            stands = False
        elif record.name == "alert" and record.words()["alert"] == "offline_waiting":
            stands = record.words()["state"] not in ("cleared", "crowded_out")
    return stands
