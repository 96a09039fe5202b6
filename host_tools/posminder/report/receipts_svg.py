# SPDX-License-Identifier: MIT
"""Draws how many receipts did not come at the first print: a row an operator, a column an hour.

Numbers tell how many, and a pattern whether any of them never came.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from posminder.report.drawing import Drawing, svg
from posminder.report.receipts import MISSING, Owed, ShiftReceipts, not_at_once
from posminder.report.sign_in_page import who
from posminder.report.speech import Speech

_LEFT: Final = 232
_RIGHT: Final = 1096
_TOP: Final = 26
_ROW: Final = 30
_CELL_MAX: Final = 56
_MARK: Final = 14
_ROWS_MAX: Final = 30
_NAME_MAX: Final = 18  # characters of a name that the margin has room for, wide ones too


def draw(found: Sequence[ShiftReceipts], say: Speech) -> Markup | None:
    """Return the drawing; None where every receipt came at the first print."""
    late = list(not_at_once(found))
    if not late:
        return None
    by_cell: dict[tuple[str, int], list[Owed]] = {}
    for shift, each in late:
        by_cell.setdefault((who(shift.shift, say), each.hour), []).append(each)
    people = list(dict.fromkeys(who(each.shift, say) for each in found))
    people = [each for each in people if any(name == each for name, _ in by_cell)][:_ROWS_MAX]
    sold = [owed.hour for each in found for owed in each.owed]
    hours = range(min(sold), max(sold) + 1)
    width = min(_CELL_MAX, (_RIGHT - _LEFT) // len(hours))
    ink = Drawing()
    for index, hour in enumerate(hours):
        ink.text(_LEFT + index * width, _TOP - 10, f"{hour:02}", "small", "start")
    for row, person in enumerate(people):
        top = _TOP + row * _ROW
        ink.line(0, top - 3, _LEFT + len(hours) * width, top - 3, "rule")
        ink.text(0, top + _ROW // 2 + 1, _short(person), "strip")
        for index, hour in enumerate(hours):
            of = by_cell.get((person, hour), [])
            if of:
                _cell(ink, of, (_LEFT + index * width, top), say)
    label = say("receipts.chart", count=len(late), people=len(people))
    return svg(ink, _TOP + len(people) * _ROW + 4, label)


def _cell(ink: Drawing, of: Sequence[Owed], at: tuple[int, int], say: Speech) -> None:
    x, y = at
    never = sum(each.outcome == MISSING for each in of)
    title = say("receipts.cell", count=len(of), never=never)
    css = "span-bad" if never else "span-said"
    ink.add("rect", css, title, x=x, y=y + 2, width=_MARK, height=_ROW - 12, rx=2)
    ink.text(x + _MARK + 6, y + _ROW // 2, str(len(of)), "strip")


def _short(name: str) -> str:
    return name if len(name) <= _NAME_MAX else f"{name[: _NAME_MAX - 1]}…"


def legend(found: Sequence[ShiftReceipts], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) of the patterns there are."""
    outcomes = {each.outcome for _, each in not_at_once(found)}
    rows = (
        (MISSING in outcomes, "bad", say("receipts.legend.never")),
        (bool(outcomes), "said", say("receipts.legend.later")),
    )
    return tuple((shape, text) for there, shape, text in rows if there)
