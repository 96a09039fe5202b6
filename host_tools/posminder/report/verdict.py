# SPDX-License-Identifier: MIT
"""Whether a day's transactions are settled, and how that is known. Facts only, no words.

Evidence is graded as everywhere: A the board and the acquirer agree, B the board saw the
protocol, C a person attested, D inferred. A journal alone never gives A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from posminder.report.batches import Try, net
from posminder.report.day import Day
from posminder.report.placing import Placed

VERIFIED: Final = "verified"
NOTHING_SOLD: Final = "nothing_sold"
SEEN: Final = "seen"
MISMATCH: Final = "mismatch"
ELSEWHERE: Final = "elsewhere"  # the terminal's batch was found empty, and nobody saw why
OPEN: Final = "open"
NO_RECORDS: Final = "no_records"
_SETTLED: Final = (VERIFIED, NOTHING_SOLD, SEEN)
_WORST_FIRST: Final = (("mismatch", MISMATCH), ("nothing_to_settle", ELSEWHERE), ("seen", SEEN))
_GRADES: Final = {VERIFIED: "B", SEEN: "B", MISMATCH: "B", ELSEWHERE: "D"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`count` and `total_minor`: of the settlements, or of what is open. `at`: the last end.

    `why`: the last try that did not settle, for an open day; None where none was begun.
    """

    state: str
    count: int | None
    total_minor: int | None
    at: Placed | None = None
    why: Try | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing of the day waits for a settlement."""
        return self.state in _SETTLED

    @property
    def grade(self) -> str | None:
        """How well it is known, A to D; None where there is nothing to know."""
        return _GRADES.get(self.state)


def judge(day: Day) -> Verdict:
    """Return the verdict on `day`."""
    if not day.placed:
        return Verdict(NO_RECORDS, None, None)
    waiting = [each.placed for each in day.approved if each.batch is None]
    waiting = [*day.open_before, *waiting]
    if waiting:
        return Verdict(OPEN, *net(waiting), why=_last_failure(day, waiting[0]))
    ends = {each.batch.seq: each.batch for each in day.approved if each.batch is not None}
    if not ends:
        return _nothing_sold(day)
    ordered = [ends[seq] for seq in sorted(ends)]
    states = {str(each.record.words()["state"]) for each in ordered}
    if states == {"nothing_to_settle"} and net([t.placed for t in day.approved])[0] == 0:
        return Verdict(NOTHING_SOLD, 0, 0, ordered[-1])  # every sale was reversed
    state = next((verdict for word, verdict in _WORST_FIRST if word in states), VERIFIED)
    if state == ELSEWHERE:
        return Verdict(state, *net([each.placed for each in day.approved]), ordered[-1])
    return Verdict(state, _sum(ordered, "count"), _sum(ordered, "total_minor"), ordered[-1])


def _nothing_sold(day: Day) -> Verdict:
    """The board sold nothing; a try that failed may still mean that the terminal did."""
    failed = _last_failure(day, None)
    if failed is not None:
        return Verdict(OPEN, failed.counted[0], failed.counted[1], why=failed)
    ended = [each.ended for each in day.tries if each.ended is not None]
    return Verdict(NOTHING_SOLD, 0, 0, ended[-1] if ended else None)


def _last_failure(day: Day, since: Placed | None) -> Try | None:
    """Return the newest try, if it is one that settled nothing."""
    after = [*day.tries, *day.tries_after] if since is not None else list(day.tries)
    newest = after[-1] if after else None
    if newest is None or newest.state in ("verified", "nothing_to_settle", "seen", "mismatch"):
        return None
    return newest if since is None or newest.begun.seq > since.seq else None


def _sum(ends: list[Placed], field: str) -> int | None:
    values = [each.record.fields.get(field) for each in ends]
    return None if None in values else sum(int(value) for value in values if value is not None)
