# SPDX-License-Identifier: MIT
"""An acquirer's file by itself, no board: who forgot to settle, is paid late, got payouts back.

Facts only; all of them are the acquirer's word, and what its file has no column for is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from posminder.profile.bank_days import BankDays, due_day
from posminder.store.statements import PAID, RETURNED, AcquirerLine

NOT_SETTLED: Final = "not_settled"
SETTLED_LATE: Final = "settled_late"
PAID_LATE: Final = "paid_late"
NOT_PAID: Final = "not_paid"
CAME_BACK: Final = "returned"
KINDS: Final = (CAME_BACK, NOT_PAID, NOT_SETTLED, PAID_LATE, SETTLED_LATE)
_ONE_BATCH_MAX: Final = 30  # days: later the number has come again
_DAY: Final = timedelta(days=1)
_DAY_STARTS: Final = timedelta(hours=4)  # a settlement at 01:00 is of the evening before


@dataclass(frozen=True, slots=True)
class Cycle:
    """How the acquirer pays, from its sheet. `cut_over_min`: minute of the day, None: midnight."""

    cycle: str
    bank: BankDays | None
    cut_over_min: int | None

    def due(self, line: AcquirerLine) -> date | None:
        """Return the day on which a line's money is due; None where that cannot be told."""
        clearing = line.clearing or self._clearing(line.settled)
        return None if clearing is None else due_day(self.cycle, self.bank, clearing)

    def _clearing(self, settled: str | None) -> date | None:
        if settled is None:
            return None
        day, at = _evening(settled), datetime.fromisoformat(settled)
        after_midnight = day < at.date()
        cut = self.cut_over_min
        late = cut is not None and (after_midnight or at.hour * 60 + at.minute >= cut)
        return day + _DAY if late else day


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with one line. `days`: how late, None where it is not known yet."""

    kind: str
    line: AcquirerLine
    days: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """One merchant of the file, or one terminal where it names no merchants."""

    name: str
    terminals: tuple[str, ...]
    lines: tuple[AcquirerLine, ...]
    remarks: tuple[Remark, ...]

    def of(self, kind: str) -> list[Remark]:
        """Return its remarks of one kind."""
        return [each for each in self.remarks if each.kind == kind]

    @property
    def waiting_minor(self) -> int:
        """Gross amount that was not settled, not paid or came back."""
        waits = (CAME_BACK, NOT_PAID, NOT_SETTLED)
        return sum(each.line.gross_minor for each in self.remarks if each.kind in waits)


@dataclass(frozen=True, slots=True)
class Audit:
    """All shops, the one with most money waiting first. `unjudged`: what the file cannot tell."""

    last: date
    shops: tuple[Shop, ...]
    unjudged: tuple[str, ...]


def audit(lines: Sequence[AcquirerLine], cycle: Cycle | None, today: date | None = None) -> Audit:
    """Return what an acquirer's file, of one line at least, tells of its shops.

    `today` is the last day that is judged, by default the last that stands in the file; `cycle`
    None: whether money is late cannot be told.
    """
    last = today or max(day for each in lines for day in _days_of(each))
    told = _Told(
        settled=any(each.settled for each in lines),
        paid=any(each.paid for each in lines),
        last=last,
    )
    shops: dict[str, list[AcquirerLine]] = {}
    for line in lines:
        shops.setdefault(line.merchant or line.terminal, []).append(line)
    found = [_shop(name, of, told, cycle) for name, of in shops.items()]
    found.sort(key=lambda each: (-each.waiting_minor, -len(each.remarks), each.name))
    unjudged = [
        name
        for name, known in (
            (SETTLED_LATE, told.settled or _spans(lines)),
            (NOT_SETTLED, told.settled),
            (PAID_LATE, told.paid and cycle is not None),
            (NOT_PAID, told.paid and cycle is not None),
            (CAME_BACK, any(each.status for each in lines)),
        )
        if not known
    ]
    return Audit(last, tuple(found), tuple(unjudged))


@dataclass(frozen=True, slots=True)
class _Told:
    """Which columns have anything at all, and the last day judged."""

    settled: bool
    paid: bool
    last: date


def _evening(settled: str) -> date:
    """Return the day whose shop a settlement closed; midnight to the second is a day alone."""
    at = datetime.fromisoformat(settled)
    return (at - _DAY_STARTS).date() if at.time() != time.min else at.date()


def _days_of(line: AcquirerLine) -> Iterator[date]:
    yield line.day
    if line.settled is not None:
        yield datetime.fromisoformat(line.settled).date()
    if line.paid is not None and line.status in ("", PAID):
        yield line.paid


def _spans(lines: Iterable[AcquirerLine]) -> bool:
    """Tell whether batches are numbered, so that one of several days can be seen."""
    return any(each.batch for each in lines)


def _shop(name: str, lines: Sequence[AcquirerLine], told: _Told, cycle: Cycle | None) -> Shop:
    remarks = [each for line in lines for each in _settling(line, told)]
    remarks += [each for line in lines for each in _paying(line, told, cycle)]
    if not told.settled:
        remarks += _over_days(lines)
    remarks.sort(key=lambda each: (each.line.day, KINDS.index(each.kind), each.line.line))
    terminals = tuple(sorted({each.terminal for each in lines} - {""}))
    return Shop(name, terminals, tuple(lines), tuple(remarks))


def _settling(line: AcquirerLine, told: _Told) -> Iterator[Remark]:
    if line.settled is not None:
        day = _evening(line.settled)
        if day > line.day:
            yield Remark(SETTLED_LATE, line, (day - line.day).days)
    elif told.settled and line.paid is None and line.gross_minor and line.day < told.last:
        yield Remark(NOT_SETTLED, line, (told.last - line.day).days)


def _paying(line: AcquirerLine, told: _Told, cycle: Cycle | None) -> Iterator[Remark]:
    due = None if cycle is None else cycle.due(line)
    if line.status == RETURNED:
        yield Remark(CAME_BACK, line, None, due)
    elif due is not None and line.paid is not None and line.paid > due:
        yield Remark(PAID_LATE, line, (line.paid - due).days, due)
    elif due is not None and line.paid is None and told.paid and due < told.last:
        yield Remark(NOT_PAID, line, (told.last - due).days, due)


def _over_days(lines: Iterable[AcquirerLine]) -> Iterator[Remark]:
    """Yield the lines of a batch that went on over the end of their business day."""
    batches: dict[tuple[str, str], list[AcquirerLine]] = {}
    for line in lines:
        if line.batch:
            batches.setdefault((line.terminal, line.batch), []).append(line)
    for group in batches.values():
        ended = max(each.day for each in group)
        for line in group:
            if line.day < ended and (ended - line.day).days <= _ONE_BATCH_MAX:
                yield Remark(SETTLED_LATE, line, (ended - line.day).days)
