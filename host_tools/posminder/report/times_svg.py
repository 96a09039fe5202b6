# SPDX-License-Identifier: MIT
"""Draws when each settlement ended: days from left to right, hours from top to bottom, with the
opening hours, the latest time and the cut-over behind them. Integers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from posminder.report.drawing import WIDTH, Drawing, svg
from posminder.report.settlements import Row
from posminder.report.site import DAY_S, clock_text
from posminder.report.speech import Speech
from posminder.report.whole import Batch
from posminder.report.words import settlement_word, try_shape

_LEFT: Final = 132
_RIGHT: Final = 1096
_TOP: Final = 14
_HOUR_PX: Final = 24
_HOUR_S: Final = 3_600
_COLUMN_MAX: Final = 44
_MARKED: Final = 62  # with more days than these a mark would lie on the next: a dot
_DATES: Final = 90  # pixels between two dates


def draw(rows: Sequence[Row], say: Speech) -> Markup | None:
    """Return the settlements of `rows`, ascending, as one SVG element; None where there is none."""
    ended = {row.date: tuple(_ended(row, say)) for row in rows}
    count = sum(len(each) for each in ended.values())
    if not count:
        return None
    hours = _Hours(rows, ended, say)
    ink = Drawing()
    width = min(_COLUMN_MAX, (_RIGHT - _LEFT) // len(rows))
    dated = -_DATES
    for index, row in enumerate(rows):
        x = _LEFT + index * width
        for opens, closes in hours.opening(row):
            top, bottom = hours.y(opens), hours.y(closes)
            ink.add("rect", "open", x=x, y=top, width=width, height=bottom - top)
        if x - dated >= _DATES and x + _DATES <= WIDTH + 18:
            ink.text(x, hours.bottom + 16, row.date.isoformat(), "small")
            dated = x
    right = _LEFT + len(rows) * width
    hours.draw(ink, right)
    for index, row in enumerate(rows):
        for into_s, batch in ended[row.date]:
            told = f"{say.time(batch.end)} {settlement_word(say.language, batch.state)}"
            shape = try_shape(batch.state) if len(rows) <= _MARKED else "dot"
            ink.use(shape, _LEFT + index * width + width // 2, hours.y(into_s), told)
    label = say("settlements.times_label", count=count, days=len(rows))
    return svg(ink, hours.bottom + 24, label)


def legend(rows: Sequence[Row], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) of the marks there are."""
    states: dict[str, list[str]] = {}
    for row in rows:
        for _, batch in _ended(row, say):
            shape = try_shape(batch.state) if len(rows) <= _MARKED else "dot"
            told = states.setdefault(shape, [])
            if (word := settlement_word(say.language, batch.state)) not in told:
                told.append(word)
    marks = ((shape, say("report.comma").join(told)) for shape, told in states.items())
    site = say.site
    behind = (
        (any(site.opening(row.date) for row in rows), "open", say("chart.open")),
        (site.latest_min is not None, "line-latest", say("settlements.line_latest")),
        (site.cut_over_min is not None, "line-cut-over", say("settlements.line_cut_over")),
    )
    return (*((shape, text) for there, shape, text in behind if there), *marks)


def _ended(row: Row, say: Speech) -> Iterator[tuple[int, Batch]]:
    """Yield the settlements that ended on the day, each with the seconds since the day began."""
    begins_s = say.site.at_minute(row.date, say.site.day_starts_min)
    for batch in row.settlements:
        into_s = batch.end.at_s - begins_s
        if 0 <= into_s < DAY_S:
            yield into_s, batch


class _Hours:
    """The hours that are shown: whole ones, from the first thing to the last."""

    def __init__(
        self, rows: Sequence[Row], ended: dict[date, tuple[tuple[int, Batch], ...]], say: Speech
    ) -> None:
        self._say, self._site = say, say.site
        moments = [into_s for each in ended.values() for into_s, _ in each]
        moments += [closes for row in rows for _, closes in self.opening(row)]
        lines = (self._site.latest_min, self._site.cut_over_min)
        moments += [self._minute(each) for each in lines if each is not None]
        self._first = max(0, min(moments) // _HOUR_S - 2)
        last = min(DAY_S // _HOUR_S, max(moments) // _HOUR_S + 2)
        self.bottom = _TOP + (last - self._first) * _HOUR_PX
        self._last = last

    def y(self, into_s: int) -> int:
        """Return where a moment of a day is."""
        return _TOP + max(0, into_s - self._first * _HOUR_S) * _HOUR_PX // _HOUR_S

    def opening(self, row: Row) -> list[tuple[int, int]]:
        """Return the opening hours of a day, in seconds since it began."""
        begins_s = self._site.at_minute(row.date, self._site.day_starts_min)
        return [(a - begins_s, b - begins_s) for a, b in self._site.opening(row.date)]

    def draw(self, ink: Drawing, right: int) -> None:
        """Draw every hour's line, the latest time and the cut-over."""
        for hour in range(self._first, self._last + 1):
            y = self.y(hour * _HOUR_S)
            ink.line(_LEFT, y, right, y, "hour")
            clock = clock_text(hour * _HOUR_S + self._site.day_starts_min * 60)[:5]
            ink.text(_LEFT - 8, y + 4, clock, "small", "end")
        lines = (("latest", self._site.latest_min), ("cut-over", self._site.cut_over_min))
        for css, minute in lines:
            if minute is not None:
                y = self.y(self._minute(minute))
                ink.line(_LEFT, y, right, y, css)

    def _minute(self, minute: int) -> int:
        return (minute - self._site.day_starts_min) % (DAY_S // 60) * 60
