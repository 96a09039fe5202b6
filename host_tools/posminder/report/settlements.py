# SPDX-License-Identifier: MIT
"""Every business day with its settlements or the cause why there was none (R3). Facts only.

A gap is a day that is over and has neither. A day whose settlement does not balance is no gap,
and just as little in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from posminder.report import acquirer
from posminder.report.batches import net
from posminder.report.cause import NONE, UNKNOWN, Cause, cause_of, due_s
from posminder.report.facts import moment
from posminder.report.verdict import (
    ATTESTED,
    ELSEWHERE,
    MISMATCH,
    NO_RECORDS,
    NOTHING_SOLD,
    OPEN,
    SEEN,
    STRANDED,
    Verdict,
    judge,
)
from posminder.report.whole import Batch, Closing, Whole

RUNNING: Final = "running"  # the journal ends before the day's settlement was due
CLOSED: Final = "closed"  # no opening hours, no records
# What a calendar shows of a day, beside RUNNING, CLOSED, MISMATCH and NO_RECORDS.
ON_TIME: Final = "on_time"
SAID: Final = "said"  # seen or attested: nobody proved it
LATE: Final = "late"
HELD: Final = "held"  # waits by a rule
MISSED: Final = "missed"
GAP: Final = "gap"
EMPTY: Final = "empty"
_BY_RULE: Final = ("held_by_max", "below_min")
_OUTCOMES: Final = {
    NOTHING_SOLD: EMPTY,
    SEEN: SAID,
    ATTESTED: SAID,
    ELSEWHERE: SAID,
    STRANDED: SAID,
}
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One business day. `state`: a verdict's, RUNNING or CLOSED.

    `waiting`: count and sum of the day's own sales that no settlement took. `days_late`: how many
    business days after it the last of its sales were settled, or up to the journal's end. `cause`
    only where sales waited, or nothing is known.
    """

    date: date
    state: str
    closing: Closing
    judged: Verdict
    sold: tuple[int, int]
    waiting: tuple[int, int]
    days_late: int
    cause: Cause | None

    @property
    def settlements(self) -> tuple[Batch, ...]:
        """What took a sale of the day, or ended on it."""
        return self.closing.batches

    @property
    def is_gap(self) -> bool:
        """Whether the day is over and has neither settlement nor cause."""
        return self.cause is not None and self.cause.word == UNKNOWN

    @property
    def held(self) -> bool:
        """Whether its sales wait by a rule: above the maximum or below the minimum."""
        return self.cause is not None and self.cause.word in _BY_RULE

    @property
    def outcome(self) -> str:
        """What a calendar shows: one word of those above."""
        if self.is_gap:
            return GAP
        if self.state in (RUNNING, CLOSED, NO_RECORDS, MISMATCH):
            return self.state
        if self.state == OPEN:
            return HELD if self.held else MISSED
        return LATE if self.days_late else _OUTCOMES.get(self.state, ON_TIME)

    @property
    def in_order(self) -> bool:
        """Whether there is nothing to look after: no gap, and nothing that does not balance."""
        return not self.is_gap and self.state != MISMATCH


def rows(whole: Whole, first: date | None = None, last: date | None = None) -> Iterator[Row]:
    """Yield every business day from `first` to `last`, by default all that the journal spans.

    Days before the journal's first record and after its last are not the board's to judge.
    """
    if not whole.days:
        return
    begins, ends = min(whole.days), max(whole.days)
    day, ends = max(begins, first or begins), min(ends, last or ends)
    while day <= ends:
        yield row(whole, day)
        day += _ONE_DAY


def row(whole: Whole, day: date) -> Row:
    """Return one business day."""
    closing = whole.closing(day)
    judged = judge(closing)
    state = _state(closing, judged, whole)
    open_ = [each.placed for each in closing.sold if each.batch is None]
    late = _days_late(closing, whole)
    unknown = state == NO_RECORDS
    waited = late > 0 or (state == OPEN and not closing.open_before) or bool(open_)
    return Row(
        day,
        state,
        closing,
        judged,
        net(each.placed for each in closing.sold),
        net(open_),
        late,
        cause_of(closing, whole) if (waited or unknown) and state != RUNNING else None,
    )


def _state(closing: Closing, judged: Verdict, whole: Whole) -> str:
    newest_s = whole.placed[-1].at_s
    if judged.state == OPEN and newest_s < due_s(closing, whole):
        return RUNNING
    hours = whole.site.hours
    if not closing.placed and hours is not None and not whole.site.opening(closing.date):
        return CLOSED
    return judged.state


def _days_late(closing: Closing, whole: Whole) -> int:
    """Return how many business days its sales waited, 0 where they were settled on the day."""
    newest = max(whole.days)
    said = [each.end for each in closing.batches if each.state == ATTESTED]
    ended = [whole.site.business_day(each.at_s) for each in said[:1]]
    ended += [
        newest if sold.batch is None else whole.site.business_day(sold.batch.at_s)
        for sold in closing.sold
    ]
    return max(((day - closing.date).days for day in ended), default=0)


def to_json(found: Row, whole: Whole) -> dict[str, Any]:
    """Return a row as `report settlements --json` prints it. Keys are only ever added."""
    cause, site = found.cause, whole.site
    return {
        "board": site.board_id,
        "site": site.site_id,
        "day": found.date.isoformat(),
        "state": found.state,
        "outcome": found.outcome,
        "grade": found.judged.grade,
        "gap": found.is_gap,
        "count": found.sold[0],
        "total_minor": found.sold[1],
        "settlements": [
            {
                **(moment(each.end, site) or {}),
                "state": each.state,
                "count": each.end.record.fields.get("count"),
                "total_minor": each.end.record.fields.get("total_minor"),
            }
            for each in found.settlements
        ],
        "acquirer": acquirer.to_json(found.closing),
        "waiting": {"count": found.waiting[0], "total_minor": found.waiting[1]},
        "days_late": found.days_late,
        "cause": None if cause is None or cause.word == NONE else cause.word,
        "cause_grade": None if cause is None else cause.grade,
        "cause_records": [] if cause is None else [each.seq for each in cause.records],
    }
