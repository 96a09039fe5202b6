# SPDX-License-Identifier: MIT
"""Draws how many days each deposit took, from its clearing date to its credit, with the days on
which the bank is closed behind it. Integers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from posminder.money_pages.deposits import days_of, deposits_of
from posminder.reconcile.expected import Terms
from posminder.reconcile.rows import NOT_DUE, Row
from posminder.report.drawing import Drawing, svg
from posminder.report.site import days_text
from posminder.report.speech import Speech

ROWS_MAX: Final = 62  # a month of two batches a day; a page has room for no more
_LEFT: Final = 210
_RIGHT: Final = 1096
_TOP: Final = 26
_ROW: Final = 20
_DATES: Final = 76  # pixels between two dates
_DAY: Final = timedelta(days=1)


def shown(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows that are drawn: all, or those to look after, and never more than ROWS_MAX."""
    every = [each for each in rows if deposits_of(each)]
    if len(every) > ROWS_MAX:
        every = [each for each in every if not each.good]
    return tuple(every[:ROWS_MAX])


def draw(rows: Sequence[Row], terms: Terms, last: date, say: Speech) -> Markup:
    """Return a row a deposit, `rows` at least one; `last`: the day up to which was judged."""
    ink = Drawing()
    axis = _Axis(list(_dates(rows, last)))
    bottom = _TOP + len(rows) * _ROW
    axis.draw(ink, terms, bottom)
    for index, row in enumerate(rows):
        top = _TOP + index * _ROW
        ink.line(0, top, _RIGHT, top, "rule")
        ink.text(0, top + 14, _name(row), "small")
        _row(ink, axis, row, last, top, say)
    ink.line(0, bottom, _RIGHT, bottom, "rule")
    return svg(ink, bottom + 6, say("deposits_page.days.label", count=len(rows)))


def _row(ink: Drawing, axis: _Axis, row: Row, last: date, top: int, say: Speech) -> None:
    middle = top + _ROW // 2
    start = axis.x(_clears(row))
    if row.credits:
        ink.bar(start, axis.x(row.credits[-1].day), middle - 3, 6, "span-took")
    else:
        css = "span-unknown" if row.status == NOT_DUE else "span-bad"
        ink.bar(start, axis.x(last), middle - 3, 6, css, say.word("came", row.status))
    if row.due is not None:
        ink.use("tick", axis.x(row.due), middle, f"{say('reconcile.column.due')} {row.due}")
    for credit in row.credits:
        shape = "check" if row.good else "cross"
        ink.use(shape, axis.x(credit.day), middle, f"{credit.day} {say.word('came', row.status)}")


def legend(rows: Sequence[Row], terms: Terms, say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the marks that there are."""
    credited = [each for each in rows if each.credits]
    found = (
        (terms.bank is not None, "off-day", say("deposits_page.days.closed")),
        (bool(credited), "took", say("deposits_page.days.took")),
        (any(each.due for each in rows), "tick", say("deposits_page.days.due")),
        (any(each.good for each in credited), "check", say("deposits_page.days.good")),
        (any(not each.good for each in credited), "cross", say("deposits_page.days.bad")),
        (_open(rows, due=True), "bad", say("deposits_page.days.overdue")),
        (_open(rows, due=False), "unknown", say("deposits_page.days.not_due")),
    )
    return tuple((shape, text) for there, shape, text in found if there)


def _open(rows: Sequence[Row], *, due: bool) -> bool:
    return any(not each.credits and (each.status != NOT_DUE) is due for each in rows)


def _dates(rows: Sequence[Row], last: date) -> Iterator[date]:
    for row in rows:
        yield _clears(row)
        yield from (each.day for each in row.credits)
        if row.due is not None:
            yield row.due
        if not row.credits:
            yield last


def _clears(row: Row) -> date:
    return min(day for each in deposits_of(row) for day in each.clearing_days)


def _name(row: Row) -> str:
    batches = [batch for each in deposits_of(row) for batch in each.batches]
    more = f" +{len(batches) - 1}" if len(batches) > 1 else ""
    return f"{days_text(days_of(row)[:1])} · {batches[0]}{more}"


class _Axis:
    """Calendar days from left to right."""

    def __init__(self, dates: Sequence[date]) -> None:
        self.first, self.last = min(dates), max(dates)
        self._days = (self.last - self.first).days + 1

    def x(self, day: date) -> int:
        """Return the middle of a day."""
        return self._edge((day - self.first).days) + (self._edge(1) - self._edge(0)) // 2

    def _edge(self, days: int) -> int:
        return _LEFT + days * (_RIGHT - _LEFT) // self._days

    def draw(self, ink: Drawing, terms: Terms, bottom: int) -> None:
        """Draw days on which the bank is closed, and dates."""
        dated, day = -_DATES, self.first
        for number in range(self._days):
            left, right = self._edge(number), self._edge(number + 1)
            if terms.bank is not None and terms.bank.is_bank_day(day) is False:
                ink.add(
                    "rect",
                    "off-day",
                    str(day),
                    x=left,
                    y=_TOP,
                    width=max(1, right - left),
                    height=bottom - _TOP,
                )
            if left - dated >= _DATES and left <= _RIGHT - _DATES:
                ink.text(left, _TOP - 8, day.isoformat(), "small")
                dated = left
            day += _DAY
