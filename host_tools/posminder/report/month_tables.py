# SPDX-License-Identifier: MIT
"""A month's totals as tables: by business day, and by clearing date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from posminder.report import calendar_svg
from posminder.report.month import Line, Month, MonthDay
from posminder.report.settlements import CLOSED, EMPTY, LATE, RUNNING
from posminder.report.site import days_text
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table
from posminder.store.maintenance import OVERDUE, Work

_DASH: Final = "–"
_COLUMNS: Final = (
    "day",
    "clearing",
    "batch",
    "count",
    "sales",
    "refunds",
    "total",
    "settled",
    "how",
)
_NUMBERS: Final = ("count", "sales", "refunds", "total")
_CODES: Final = ("day", "clearing", "batch")


def totals(month: Month, say: Speech) -> Table:
    """Return a row for each clearing date of each business day, and the sum."""
    columns = tuple(Column(say(f"month.column.{name}"), _look(name)) for name in _COLUMNS)
    rows = [row for day in month.days for row in _day_rows(day, say)]
    lines = month.lines
    sums = (
        say.amount(sum(each.sales_minor for each in lines)),
        say.amount(sum(each.refunds_minor for each in lines)),
        say.amount(sum(each.total_minor for each in lines)),
    )
    blank = Cell("")
    figures = (_count(lines, say), *(Cell(each) for each in sums))
    foot = (Cell(say("month.sum")), blank, blank, *figures, blank, blank)
    return Table(columns, tuple(rows), foot)


def _count(lines: Sequence[Line], say: Speech) -> Cell:
    """Return how many transactions, and how many of them are in no sum."""
    unknown = sum(each.amounts_unknown for each in lines)
    below = say("month.amounts_unknown", count=unknown) if unknown else ""
    return Cell(str(sum(each.count for each in lines)), below)


def _look(column: str) -> str:
    return "number" if column in _NUMBERS else "code" if column in _CODES else ""


def _day_rows(day: MonthDay, say: Speech) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each clearing date of a day, one at least where the day is of any account."""
    how = _how(day, say)
    for index, line in enumerate(day.lines):
        yield _line_row(line, how if index == 0 else Cell(_DASH), say)
    if not day.lines and day.row is not None and day.kind not in (CLOSED, RUNNING):
        dash = Cell(_DASH)
        yield (Cell(str(day.date)), *[dash] * (len(_COLUMNS) - 2), how)


def _line_row(line: Line, how: Cell, say: Speech) -> tuple[Cell, ...]:
    say.date = line.day
    unsettled = line.batch is None
    return (
        Cell(str(line.day)),
        Cell(say("month.not_settled") if unsettled else _clearing(line, say)),
        Cell(_DASH if line.batch is None else line.batch.number),
        _count([line], say),
        Cell(say.amount(line.sales_minor)),
        Cell(say.amount(line.refunds_minor) if line.refunds_minor else _DASH),
        Cell(say.amount(line.total_minor)),
        Cell(_DASH if line.batch is None else say.minute(line.batch.end)),
        how,
    )


def _clearing(line: Line, say: Speech) -> str:
    return say("month.clearing_unknown") if line.clearing is None else str(line.clearing)


def _how(day: MonthDay, say: Speech) -> Cell:
    below = []
    if day.row is not None and day.row.days_late:
        below.append(say("month.days_late", days=day.row.days_late))
    elif day.kind == LATE:
        below.append(say("month.after_cut_over"))
    if day.missing:
        below.append(say("month.records_missing", count=day.missing))
    text = say.word("outcome", day.kind)
    return Cell(
        text,
        say("report.comma").join(below),
        calendar_svg.SHAPES[day.kind] if day.kind != EMPTY else "",
    )


def differing(month: Month, say: Speech) -> Iterator[str]:
    """Yield the days whose settlement says another total than what the board saw sold."""
    for day in month.days:
        if day.row is not None and day.row.judged.saw is not None:
            judged = day.row.judged
            settled = say.books(judged.count, judged.total_minor)
            saw = say.books(*(judged.saw or (0, 0)))
            yield say("month.saw", day=day.date, settled=settled, saw=saw)


def by_clearing(month: Month, say: Speech) -> Table:
    """Return the same totals by the date they clear on, each with the business days it is of."""
    found: dict[tuple[date, bool], list[Line]] = {}
    for line in month.lines:
        found.setdefault((line.clearing or date.max, line.batch is None), []).append(line)
    columns = tuple(
        Column(say(f"month.column.{name}"), _look(name))
        for name in ("clearing", "day", "count", "sales", "refunds", "total")
    )
    return Table(columns, tuple(_clearing_row(found[key], say) for key in sorted(found)))


def _clearing_row(lines: Sequence[Line], say: Speech) -> tuple[Cell, ...]:
    days = sorted({each.day for each in lines})
    clearing = lines[0].clearing
    unknown = say("month.not_settled" if lines[0].batch is None else "month.clearing_unknown")
    taken = sum(each.refunds_minor for each in lines)
    return (
        Cell(unknown if clearing is None else str(clearing)),
        Cell(days_text(days)),
        _count(lines, say),
        Cell(say.amount(sum(each.sales_minor for each in lines))),
        Cell(say.amount(taken) if taken else _DASH),
        Cell(say.amount(sum(each.total_minor for each in lines))),
    )


def maintenance(month: Month, found: Sequence[Work], say: Speech) -> Table:
    """Return what was done in the month, and what was due by its end and not done again since."""
    names = ("day", "what", "parts", "by", "next")
    columns = tuple(
        Column(say(f"maintenance.{name}"), "code" if name in ("day", "next") else "")
        for name in names
    )
    told = (each for each in found if month.first <= each.day <= month.last or _due(each, month))
    return Table(columns, tuple(_work_row(each, month, say) for each in told))


def _due(work: Work, month: Month) -> bool:
    return work.next is not None and work.next <= month.last and not work.answered


def _work_row(work: Work, month: Month, say: Speech) -> tuple[Cell, ...]:
    due = say.word("maintenance", OVERDUE) if _due(work, month) else ""
    return (
        Cell(str(work.day)),
        Cell(work.what),
        Cell(work.parts or _DASH),
        Cell(work.by),
        Cell(_DASH if work.next is None else str(work.next), due, "cross" if due else ""),
    )
