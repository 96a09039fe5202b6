# SPDX-License-Identifier: MIT
"""What the board saw settled, held against what the acquirer's file says of the same batches.

A batch is the acquirer's by its number, where both name one; else all of a business day is one.
Where the two agree a settlement is known by both (grade A).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from posminder.reconcile.expected import Portion
from posminder.store.statements import RETURNED, AcquirerLine

AGREES: Final = "agrees"
DIFFERS: Final = "differs"
MISSING: Final = "missing"  # the board saw it, the acquirer's file has none of it
UNSEEN: Final = "unseen"  # the acquirer has it, the board saw none of it
_APART_MAX: Final = 7  # days: a batch number comes again some time


@dataclass(frozen=True, slots=True)
class Compared:
    """One batch, or one business day without batch numbers, in both books. None: not there."""

    day: date
    batches: tuple[str, ...]
    board: tuple[int, int] | None
    acquirer: tuple[int, int] | None
    lines: tuple[AcquirerLine, ...]

    @property
    def state(self) -> str:
        """How the two stand."""
        if self.board is None:
            return UNSEEN
        if self.acquirer is None:
            return MISSING
        return AGREES if self.board == self.acquirer else DIFFERS

    @property
    def net_minor(self) -> int | None:
        """What the acquirer says it pays, None where it does not."""
        nets = [each.net_minor for each in self.lines]
        return None if not nets or None in nets else sum(each or 0 for each in nets)

    @property
    def fee_minor(self) -> int | None:
        """What the acquirer says it keeps, None where it does not."""
        fees = [each.fee_minor for each in self.lines]
        return None if not fees or None in fees else sum(each or 0 for each in fees)

    @property
    def returned(self) -> str | None:
        """Why the payout came back, by the acquirer's word; empty: it does not say why."""
        back = [each for each in self.lines if each.status == RETURNED]
        return back[0].reason if back else None


def compare(
    portions: Iterable[Portion], lines: Iterable[AcquirerLine], tids: Collection[str]
) -> tuple[Compared, ...]:
    """Return every batch of the days that the acquirer's file spans, by day."""
    own = [each for each in lines if each.terminal in tids]
    if not own:
        return ()
    numbered: dict[str, list[AcquirerLine]] = {}
    for line in own:
        numbered.setdefault(line.batch.lstrip("0"), []).append(line)
    numbered.pop("", None)
    batches: dict[str, list[Portion]] = {}
    for portion in portions:
        batches.setdefault(portion.batch, []).append(portion)
    found: list[Compared] = []
    taken: set[int] = set()
    for number, group in list(batches.items()):
        of_batch = [each for each in numbered.get(number.lstrip("0"), ()) if _is_near(each, group)]
        if of_batch:
            found.append(_compared(batches.pop(number), of_batch))
            taken.update(id(each) for each in of_batch)
    left = [each for each in own if id(each) not in taken]
    return tuple(sorted([*found, *_by_day(batches, left, own)], key=lambda e: (e.day, e.batches)))


def _by_day(
    batches: Mapping[str, Sequence[Portion]],
    left: Sequence[AcquirerLine],
    own: Sequence[AcquirerLine],
) -> Iterator[Compared]:
    """Yield what no number joins, a business day at a time, of the days that the file spans."""
    first, last = min(each.day for each in own), max(each.day for each in own)
    days: dict[date, list[Portion]] = {}
    for group in batches.values():
        if first <= (day := group[-1].business_days[-1]) <= last:
            days.setdefault(day, []).extend(group)
    lines: dict[date, list[AcquirerLine]] = {}
    for line in left:
        lines.setdefault(line.day, []).append(line)
    for day in sorted({*days, *lines}):
        yield _compared(days.get(day, []), lines.get(day, []))


def _is_near(line: AcquirerLine, group: Sequence[Portion]) -> bool:
    days = [day for each in group for day in each.business_days]
    return min(abs((line.day - day).days) for day in days) <= _APART_MAX


def _compared(group: Sequence[Portion], lines: Sequence[AcquirerLine]) -> Compared:
    days = [day for each in group for day in each.business_days] or [each.day for each in lines]
    names = [each.batch for each in group] or [each.batch for each in lines if each.batch]
    board = acquirer = None
    if group:
        board = (sum(each.books[0] for each in group), sum(each.books[1] for each in group))
    if lines:
        acquirer = (sum(each.count for each in lines), sum(each.gross_minor for each in lines))
    return Compared(days[-1], tuple(dict.fromkeys(names)), board, acquirer, tuple(lines))
