# SPDX-License-Identifier: MIT
"""Draws business days as a calendar: a column a week, a mark of its own for each outcome.

Nothing is told by colour alone. Integers only, one unit a CSS pixel; the page scales the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from markupsafe import Markup

from posminder.report.drawing import Drawing, svg
from posminder.report.settlements import Row
from posminder.report.speech import Speech
from posminder.report.words import WEEKDAYS

SHAPES: Final = {  # best first
    "on_time": "check",
    "said": "square",
    "late": "late",
    "held": "held",
    "missed": "cross",
    "gap": "bang",
    "mismatch": "unequal",
    "empty": "dash",
    "running": "ring",
    "no_records": "off",
    "closed": "day-closed",
}
_LEFT: Final = 48
_RIGHT: Final = 1096
_TOP: Final = 24
_ROW: Final = 24
_BAND: Final = _TOP + 7 * _ROW + 14
_WEEKS: Final = 40  # a band's: a mark still has room in its cell
_CELL_MAX: Final = 64
_NUMBERED: Final = 44  # a cell as wide has room for the day's number
_MONTH_PX: Final = 60


def draw(rows: Sequence[Row], say: Speech) -> Markup:
    """Return the calendar of `rows`, ascending and at least one, as one SVG element."""
    ink = Drawing()
    monday = rows[0].date - timedelta(days=rows[0].date.weekday())
    weeks = (rows[-1].date - monday).days // 7 + 1
    bands = -(-weeks // _WEEKS)
    width = min(_CELL_MAX, (_RIGHT - _LEFT) // min(weeks, _WEEKS))
    for top in range(_TOP, bands * _BAND, _BAND):
        for number, name in enumerate(WEEKDAYS):
            ink.text(0, top + number * _ROW + _ROW // 2 + 4, say(f"day.{name}"), "strip")
    month, named_at = "", -_MONTH_PX
    for each in rows:
        band, column = divmod((each.date - monday).days // 7, _WEEKS)
        x, top = _LEFT + column * width, _TOP + band * _BAND
        _day(ink, each, say, (x, top + each.date.weekday() * _ROW, width))
        of, at = f"{each.date.year}-{each.date.month:02}", band * _WEEKS * _CELL_MAX + x
        if of != month and at - named_at >= _MONTH_PX:
            ink.text(x, top - 8, of, "small")
            month, named_at = of, at
    counted = Counter(each.outcome for each in rows)
    told = (f"{say.word('outcome', each)} {counted[each]}" for each in SHAPES if each in counted)
    label = say("settlements.calendar_label", days=len(rows), told=say("report.comma").join(told))
    return svg(ink, bands * _BAND, label)


def _day(ink: Drawing, row: Row, say: Speech, at: tuple[int, int, int]) -> None:
    x, y, width = at
    told = f"{row.date.isoformat()} {say.word('outcome', row.outcome)}"
    ink.add("rect", "day-box", told, x=x, y=y, width=width - 3, height=_ROW - 3, rx=2)
    middle = y + (_ROW - 3) // 2
    if width >= _NUMBERED:
        ink.text(x + 5, middle + 4, str(row.date.day), "small")
        ink.use(SHAPES[row.outcome], x + width - 17, middle, told)
    else:
        ink.use(SHAPES[row.outcome], x + (width - 3) // 2, middle, told)


def legend(rows: Sequence[Row], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) of the outcomes there are, best first."""
    there = {each.outcome for each in rows}
    return tuple((SHAPES[each], say.word("outcome", each)) for each in SHAPES if each in there)
