# SPDX-License-Identifier: MIT
"""Draws a month as a calendar of how its days were settled, and several shops' months as strips.

A square tells its kind by a letter and a pattern, not by colour alone. Integers only.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from posminder.report.drawing import Drawing, svg
from posminder.report.month import KINDS, Month, MonthDay
from posminder.report.settlements import GAP, MISSED
from posminder.report.speech import Speech
from posminder.report.words import WEEKDAYS

_CELL: Final = (104, 58)  # width, height
_HEAD: Final = 22
_STRIP: Final = 30  # a shop's square in the strip of all shops
_STRIP_LEFT: Final = 168
_NAME_MAX: Final = 23  # latin characters before the strip
_FIRST_WIDE: Final = 0x1100


def letter(kind: str, say: Speech) -> str:
    """Return the letter that stands for a kind of day."""
    return say.word("month_letter", kind)


def legend(months: tuple[Month, ...], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the kinds of day that there are."""
    there = {day.kind for month in months for day in month.days}
    return tuple(
        (f"cell-{kind}", f"{letter(kind, say)} {say.word('outcome', kind)}")
        for kind in KINDS
        if kind in there
    )


def calendar(month: Month, say: Speech) -> Markup:
    """Return the month as a calendar, Monday first, one square a day."""
    ink = Drawing()
    width, height = _CELL
    for column, name in enumerate(WEEKDAYS):
        ink.text(column * width + width // 2, 14, say(f"day.{name}"), "small", "middle")
    offset = month.first.weekday()
    for index, day in enumerate(month.days):
        row, column = divmod(offset + index, 7)
        _square(ink, day, column * width, _HEAD + row * height, say)
    rows = -(-(offset + len(month.days)) // 7)
    label = say("month.calendar.label", days=len(month.days))
    return svg(ink, _HEAD + rows * height, label, 7 * width, "calendar")


def _square(ink: Drawing, day: MonthDay, left: int, top: int, say: Speech) -> None:
    width, height = _CELL
    css = f"cell cell-{day.kind}"
    ink.add(
        "rect",
        css,
        _title(day, say),
        x=left + 1,
        y=top + 1,
        width=width - 2,
        height=height - 2,
        rx=3,
    )
    tail = " cell-on-dark" if day.kind in (MISSED, GAP) else ""
    ink.text(left + 9, top + 19, str(day.date.day), f"strip label{tail}")
    ink.text(left + width - 10, top + 21, letter(day.kind, say), f"letter label{tail}", "end")
    if day.row is not None and day.row.sold != (0, 0):
        count, minor = day.row.sold
        ink.text(left + 9, top + 47, f"{count} × · {say.amount(minor)}", f"small label{tail}")


def _title(day: MonthDay, say: Speech) -> str:
    return f"{day.date.isoformat()}: {say.word('outcome', day.kind)}"


def strip(months: tuple[Month, ...], say: Speech) -> Markup:
    """Return a row of squares for each shop, the same days one below the other."""
    ink = Drawing()
    days = months[0].days if months else ()
    for index, day in enumerate(days):
        x = _STRIP_LEFT + index * _STRIP + _STRIP // 2
        ink.text(x, 14, str(day.date.day), "small", "middle")
    for row, month in enumerate(months):
        top = _HEAD + row * _STRIP
        ink.text(0, top + 20, _short(month.whole.site.name), "strip")
        for index, day in enumerate(month.days):
            x = _STRIP_LEFT + index * _STRIP
            css, size = f"cell cell-{day.kind}", _STRIP - 2
            ink.add(
                "rect", css, _title(day, say), x=x + 1, y=top + 1, width=size, height=size, rx=3
            )
            tail = " cell-on-dark" if day.kind in (MISSED, GAP) else ""
            mark = letter(day.kind, say)
            ink.text(x + _STRIP // 2, top + 20, mark, f"strip label{tail}", "middle")
    label = say("month.shops.label", shops=len(months), days=len(days))
    width = _STRIP_LEFT + len(days) * _STRIP + 2
    return svg(ink, _HEAD + len(months) * _STRIP + 4, label, width)


def _short(name: str) -> str:
    """Return a name that fits before the strip; a wide character takes the room of two."""
    room = _NAME_MAX
    for index, character in enumerate(name):
        room -= 1 + (ord(character) >= _FIRST_WIDE)
        if room < 0:
            return name[: index - 1] + "…"
    return name
