# SPDX-License-Identifier: MIT
"""Whether a day's transactions are settled, and how that is known. Facts only, no words.

Evidence is graded as everywhere: A the board and the acquirer agree, B the board saw the
protocol, C a person attested, D inferred. A journal alone never gives A.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from posminder.report.batches import Totals, Try, net
from posminder.report.placing import Placed
from posminder.report.whole import Batch, Closing
from posminder.transaction import TAKES_THE_BATCH

VERIFIED: Final = "verified"
NOTHING_SOLD: Final = "nothing_sold"
SEEN: Final = "seen"
ATTESTED: Final = "attested"  # a person said so, and nothing was seen
MISMATCH: Final = "mismatch"
ELSEWHERE: Final = "elsewhere"  # the terminal's batch was found empty, and nobody saw why
STRANDED: Final = "stranded"  # in a terminal that was exchanged; a person said what became of it
OPEN: Final = "open"
NO_RECORDS: Final = "no_records"
_SETTLED: Final = (VERIFIED, NOTHING_SOLD, SEEN, ATTESTED)
_WORST_FIRST: Final = (
    ("mismatch", MISMATCH),
    ("stranded", STRANDED),
    ("nothing_to_settle", ELSEWHERE),
    ("attested", ATTESTED),
    ("seen", SEEN),
)
_GRADES: Final = {
    VERIFIED: "B",
    SEEN: "B",
    MISMATCH: "B",
    ATTESTED: "C",
    STRANDED: "C",
    ELSEWHERE: "D",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`count` and `total_minor`: of the settlements, or of what is open. `at`: the last end.

    `why`: the last try that did not settle, for an open day; None where none was begun.
    `saw`: count and total of the records, where they are not what the settlements say.
    """

    state: str
    count: int | None
    total_minor: int | None
    at: Placed | None = None
    why: Try | None = None
    saw: tuple[int, int] | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing of the day waits for a settlement."""
        return self.state in _SETTLED

    @property
    def grade(self) -> str | None:
        """How well it is known, A to D; None where there is nothing to know."""
        return _GRADES.get(self.state)


def judge(day: Closing) -> Verdict:
    """Return the verdict on `day`."""
    if not day.placed:
        return Verdict(NO_RECORDS, None, None)
    waiting = [each.placed for each in day.sold if each.batch is None]
    waiting = [*day.open_before, *waiting]
    if waiting:
        return Verdict(OPEN, *net(waiting), why=_last_failure(day, waiting[0]))
    told = [each for each in day.batches if _tells(each, day)]
    return _of_batches(told) if told else _nothing_sold(day)


def _tells(batch: Batch, day: Closing) -> bool:
    """Tell whether `batch` belongs in the day's verdict.

    It does when it took something of the day, and when it took what the board never saw: that is
    told on the day it was settled. A batch that was empty, or sold on earlier days, is no news.
    """
    if batch.took:
        of_day = any(each.batch is batch.end for each in day.sold)
        return of_day and not _is_empty(batch)
    if batch.state == MISMATCH:
        return True
    return batch.state != "nothing_to_settle" and _counted(batch) != (0, 0)


def _is_empty(batch: Batch) -> bool:
    """Tell whether the terminal found nothing, and all that was sold had been taken back."""
    return batch.state == "nothing_to_settle" and net(batch.took) == (0, 0)


def _of_batches(told: list[Batch]) -> Verdict:
    states = {each.state for each in told}
    state = next((verdict for word, verdict in _WORST_FIRST if word in states), VERIFIED)
    last = told[-1].end
    if state == ELSEWHERE:
        gone = [each for each in told if each.state == "nothing_to_settle"]
        count, total_minor = net(sale for each in gone for sale in each.took)
        return Verdict(state, count or None, total_minor, last)  # 0: a sale reversed in part
    settled = [_counted(each) for each in told]
    if state == ATTESTED:
        return Verdict(state, None, None, last)  # nobody here knows how much it was
    saw = [net(each.took) for each in told]
    differs = any(_differ(*pair) for pair in zip(settled, saw, strict=True))
    return Verdict(
        state,
        _sum(count for count, _ in settled),
        _sum(minor for _, minor in settled),
        last,
        saw=(sum(count for count, _ in saw), sum(minor for _, minor in saw)) if differs else None,
    )


def _differ(settled: Totals, saw: tuple[int, int]) -> bool:
    """Compare as far as the settlement says anything; sales that nobody saw always differ."""
    unknown = settled == (None, None) and saw == (0, 0)
    return unknown or any(a not in (None, b) for a, b in zip(settled, saw, strict=True))


def _counted(batch: Batch) -> Totals:
    fields = batch.end.record.fields
    return fields.get("count"), fields.get("total_minor")


def _nothing_sold(day: Closing) -> Verdict:
    """The board sold nothing; a try that failed may still mean that the terminal did."""
    failed = _last_failure(day, None)
    if failed is not None:
        return Verdict(OPEN, failed.counted[0], failed.counted[1], why=failed)
    if day.attended:
        return Verdict(OPEN, None, None)
    empty = [
        each.end
        for each in day.batches
        if each.state == "nothing_to_settle" or _counted(each) == (0, 0)
    ]
    return Verdict(NOTHING_SOLD, 0, 0, empty[-1] if empty else None)


def _last_failure(day: Closing, since: Placed | None) -> Try | None:
    """Return the newest try, if it is one that settled nothing."""
    after = [*day.tries, *day.tries_after] if since is not None else list(day.tries)
    newest = after[-1] if after else None
    if newest is None or newest.state in TAKES_THE_BATCH:
        return None
    return newest if since is None or newest.begun.seq > since.seq else None


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)
