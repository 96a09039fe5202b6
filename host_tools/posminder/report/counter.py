# SPDX-License-Identifier: MIT
"""A journal as the counter saw it, day by day: what was sold, when it was open, what nobody saw.

And what is usual for a weekday: the median of that weekday's last days, in integers. Facts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from typing import Final

from posminder.report.placing import Placed
from posminder.report.settlements import CLOSED, RUNNING, Row, rows
from posminder.report.site import ReportSite
from posminder.report.verdict import NO_RECORDS
from posminder.report.whole import Whole
from posminder.transaction import APPROVED
from posminder_formats import records as r

HISTORY_MAX: Final = 8  # days of the same weekday
HISTORY_MIN: Final = 4  # with fewer nothing is called usual
_NOT_OVER: Final = (CLOSED, RUNNING, NO_RECORDS)
_PARTLY_KNOWN: Final = (r.R_LOSS, r.R_DAMAGE, r.R_LEFT_OUT, r.R_UNSEEN)

Span = tuple[int, int]  # local seconds


@dataclass(frozen=True, slots=True)
class CounterDay:
    """One business day that is over. `blind`: when the board was off, or its terminal silent.

    `whole`: no record is missing, and no sale was made that nobody saw. `total_minor`: the net sum,
    as a terminal counts its batch.
    """

    date: date
    transactions: tuple[Placed, ...]
    opening: tuple[Span, ...]
    blind: tuple[Span, ...]
    whole: bool
    total_minor: int

    @property
    def approved(self) -> tuple[Placed, ...]:
        """The approved transactions, refunds and reversals too."""
        return tuple(e for e in self.transactions if e.record.fields.get("result") == APPROVED)

    @property
    def sales(self) -> tuple[Placed, ...]:
        """The approved sales."""
        return tuple(e for e in self.approved if e.record.words().get("transaction") == "sale")

    def pauses(self) -> Iterator[Span]:
        """Yield the times within opening hours in which nothing was sold."""
        for opens, closes in self.opening:
            moments = [e.at_s for e in self.transactions if opens <= e.at_s <= closes]
            yield from pairwise([opens, *moments, closes])

    def longest_pause(self) -> Span:
        """Return the longest of them; a pause of nothing where it was not open."""
        return max(self.pauses(), key=lambda span: span[1] - span[0], default=(0, 0))

    def busiest(self, within_s: int) -> tuple[Placed, ...]:
        """Return the most transactions within so many seconds."""
        best: tuple[Placed, ...] = ()
        first = 0
        for last, each in enumerate(self.transactions):
            while each.at_s - self.transactions[first].at_s > within_s:
                first += 1
            if last - first + 1 > len(best):
                best = self.transactions[first : last + 1]
        return best


def counter_days(whole: Whole) -> tuple[CounterDay, ...]:
    """Return every business day of a journal that is over and was open or sold, ascending."""
    blind = tuple(_blind(whole))
    return tuple(_day(row, blind, whole.site) for row in rows(whole) if row.state not in _NOT_OVER)


def _day(row: Row, blind: Sequence[Span], site: ReportSite) -> CounterDay:
    on, placed = row.date, row.closing.placed
    begins_s = site.at_minute(on, site.day_starts_min)
    numbers = [each.seq for each in placed]
    return CounterDay(
        on,
        tuple(each for each in placed if each.kind == r.R_SALE),
        site.opening(on),
        tuple(span for span in blind if span[1] > begins_s),
        len(numbers) == numbers[-1] - numbers[0] + 1
        and not any(each.kind in _PARTLY_KNOWN for each in placed),
        row.sold[1],
    )


def _blind(whole: Whole) -> Iterator[Span]:
    for gap in whole.power:
        if gap.last_before is not None:
            yield gap.last_before.at_s, gap.boot.at_s
    for span in whole.silences:
        yield span.began.at_s, (span.ended or whole.placed[-1]).at_s


def median(values: Sequence[int]) -> int:
    """Return the middle of at least one value; of two middles half their sum, rounded up."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return -(-(ordered[middle - 1] + ordered[middle]) // 2)


def usual(
    days: Sequence[CounterDay], index: int, measure: Callable[[CounterDay], int]
) -> tuple[int, int] | None:
    """Return (median, of how many days) of `measure` on the weekday's last days before that one.

    None where there are fewer than HISTORY_MIN of which everything is known.
    """
    weekday = days[index].date.weekday()
    alike = (e for e in reversed(days[:index]) if e.date.weekday() == weekday and e.whole)
    before = [measure(each) for each in islice(alike, HISTORY_MAX)]
    return None if len(before) < HISTORY_MIN else (median(before), len(before))
