# SPDX-License-Identifier: MIT
"""Draws a month: a calendar of how its days were settled, and at what time of day that was.

A square tells its kind by a letter and a pattern, not by colour alone. Integers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from markupsafe import Markup

from posminder.report.batches import net
from posminder.report.drawing import Drawing
from posminder.report.month import CLOSED, KINDS, UNKNOWN, Month, MonthDay
from posminder.report.site import DAY_S, ReportSite, clock_text
from posminder.report.speech import Speech
from posminder.report.whole import Batch

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CELL: Final = (104, 58)  # width, height
_HEAD: Final = 22
_STRIP: Final = 30  # a shop's square in the strip of all shops
_STRIP_LEFT: Final = 168
_NAME_MAX: Final = 23  # latin characters before the strip
_FIRST_WIDE: Final = 0x1100

WIDTH: Final = 1120
_LEFT: Final = 62
_RIGHT: Final = 1108
_TOP: Final = 14
_HEIGHT: Final = 300
_HOUR_S: Final = 3_600
_SHAPES: Final = {"verified": "check", "mismatch": "cross"}


def letter(kind: str, say: Speech) -> str:
    """Return the letter that stands for a kind of day."""
    return say.word("month_letter", kind)


def legend(months: tuple[Month, ...], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the kinds of day that there are."""
    there = {day.kind for month in months for day in month.days}
    return tuple(
        (f"day-{kind}", f"{letter(kind, say)} {say.word('month', kind)}")
        for kind in KINDS
        if kind in there
    )


def calendar(month: Month, say: Speech) -> Markup:
    """Return the month as a calendar, Monday first, one square a day."""
    ink = Drawing()
    width, height = _CELL
    for column, name in enumerate(_WEEKDAYS):
        ink.text(column * width + width // 2, 14, say(f"day.{name}"), "small", "middle")
    offset = month.first.weekday()
    for index, day in enumerate(month.days):
        row, column = divmod(offset + index, 7)
        _square(ink, day, column * width, _HEAD + row * height, say)
    rows = -(-(offset + len(month.days)) // 7)
    label = say("month.calendar.label", days=len(month.days))
    return _svg("calendar", 7 * width, _HEAD + rows * height, label, ink)


def _square(ink: Drawing, day: MonthDay, left: int, top: int, say: Speech) -> None:
    width, height = _CELL
    css = f"day day-{day.kind}"
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
    tail = " day-on-dark" if day.kind == "missed" else ""
    ink.text(left + 9, top + 19, str(day.date.day), f"strip label{tail}")
    ink.text(left + width - 10, top + 21, letter(day.kind, say), f"letter label{tail}", "end")
    if day.row is not None and day.row.sold != (0, 0):
        count, minor = day.row.sold
        ink.text(left + 9, top + 47, f"{count} × · {say.amount(minor)}", f"small label{tail}")


def _title(day: MonthDay, say: Speech) -> str:
    return f"{day.date.isoformat()}: {say.word('month', day.kind)}"


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
            css, size = f"day day-{day.kind}", _STRIP - 2
            ink.add(
                "rect", css, _title(day, say), x=x + 1, y=top + 1, width=size, height=size, rx=3
            )
            tail = " day-on-dark" if day.kind == "missed" else ""
            mark = letter(day.kind, say)
            ink.text(x + _STRIP // 2, top + 20, mark, f"strip label{tail}", "middle")
    label = say("month.shops.label", shops=len(months), days=len(days))
    width = _STRIP_LEFT + len(days) * _STRIP + 2
    return _svg("timeline", width, _HEAD + len(months) * _STRIP + 4, label, ink)


def _short(name: str) -> str:
    """Return a name that fits before the strip; a wide character takes the room of two."""
    room = _NAME_MAX
    for index, character in enumerate(name):
        room -= 1 + (ord(character) >= _FIRST_WIDE)
        if room < 0:
            return name[: index - 1] + "…"
    return name


class _Hours:
    """The time of day that is shown: from the first thing to the last, in whole hours."""

    def __init__(self, month: Month) -> None:
        site = month.whole.site
        moments = [_into(site, d.date, b.end.at_s) for d in month.days for b in d.settled]
        for day in month.days:
            moments += [_into(site, day.date, end) for _, end in site.opening(day.date)]
        for minute in (site.latest_min, site.cut_over_min):
            if minute is not None:
                moments.append(_minute_s(site, minute))
        room = _HOUR_S // 2
        self.first_s = max(0, min(moments, default=0) - room) // _HOUR_S * _HOUR_S
        self.last_s = min(DAY_S, -(-(max(moments, default=DAY_S) + room) // _HOUR_S) * _HOUR_S)

    def y(self, into_s: int) -> int:
        """Return where a moment of a day is; the later the lower."""
        inside = min(max(into_s, self.first_s), self.last_s) - self.first_s
        return _TOP + inside * _HEIGHT // max(1, self.last_s - self.first_s)


def scatter(month: Month, say: Speech) -> Markup:
    """Return every settlement by day and time of day, beside the window and the cut-over."""
    ink, hours, site = Drawing(), _Hours(month), month.whole.site
    step = (_RIGHT - _LEFT) // len(month.days)
    right = _LEFT + step * len(month.days)
    for into_s in range(hours.first_s, hours.last_s + 1, _HOUR_S):
        ink.line(_LEFT, hours.y(into_s), right, hours.y(into_s), "hour")
        clock = clock_text(into_s + site.day_starts_min * 60)[:5]
        if (hours.last_s - hours.first_s) <= 8 * _HOUR_S or into_s // _HOUR_S % 2 == 0:
            ink.text(_LEFT - 10, hours.y(into_s) + 4, clock, "small", "end")
    for index, day in enumerate(month.days):
        left = _LEFT + index * step
        _window(ink, hours, site, day, left, step)
        x = left + step // 2
        name = "small" if day.kind not in (CLOSED, UNKNOWN) else "small faint"
        ink.text(x, _TOP + _HEIGHT + 20, str(day.date.day), name, "middle")
    for minute, css in ((site.latest_min, "latest"), (site.cut_over_min, "cut-over")):
        if minute is not None:
            y = hours.y(_minute_s(site, minute))
            ink.line(_LEFT, y, right, y, css)
    for index, day in enumerate(month.days):
        for batch in day.settled:
            y = hours.y(_into(site, day.date, batch.end.at_s))
            title = f"{day.date.isoformat()} {clock_text(batch.end.at_s)[:5]}"
            ink.use(_shape(batch, day, site), _LEFT + index * step + step // 2, y, title)
    return _svg("timeline", WIDTH, _TOP + _HEIGHT + 30, say("month.scatter.label"), ink)


def _window(
    ink: Drawing, hours: _Hours, site: ReportSite, day: MonthDay, left: int, step: int
) -> None:
    """Draw from closing to the latest time, of a day on which the shop was open."""
    spans = site.opening(day.date)
    if not spans or site.latest_min is None:
        return
    top = hours.y(_into(site, day.date, spans[-1][1]))
    bottom = hours.y(_minute_s(site, site.latest_min))
    if bottom > top:
        ink.add("rect", "open-sample", x=left + 1, y=top, width=step - 2, height=bottom - top)


def scatter_legend(month: Month, say: Speech) -> Iterator[tuple[str, str]]:
    """Yield (shape, text) rows for the marks that the scatter has."""
    site = month.whole.site
    if site.latest_min is not None:
        yield "open", say("month.scatter.window")
        yield "line-latest", say("month.scatter.latest")
    if site.cut_over_min is not None:
        yield "line-cut-over", say("month.scatter.cut_over")
    there = {_shape(each, day, site) for day in month.days for each in day.settled}
    names = {"check": "good", "boot": "late", "ring": "seen", "cross": "bad"}
    for shape, name in names.items():
        if shape in there:
            yield shape, say(f"month.scatter.{name}")


def _shape(batch: Batch, day: MonthDay, site: ReportSite) -> str:
    if batch.state == "mismatch":
        return "cross"
    if any(site.business_day(each.at_s) < day.date for each in batch.took) and net(batch.took)[0]:
        return "boot"
    return _SHAPES.get(batch.state, "ring")


def _into(site: ReportSite, day: date, at_s: int) -> int:
    """Return how far into business day `day` a moment is, seconds."""
    return at_s - site.at_minute(day, site.day_starts_min)


def _minute_s(site: ReportSite, minute: int) -> int:
    """Return how far into a business day a minute of the clock is, seconds."""
    return (minute - site.day_starts_min) % (DAY_S // 60) * 60


def _svg(css: str, width: int, height: int, label: str, ink: Drawing) -> Markup:
    head = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
        css, width, height, label
    )
    return Markup("\n").join([head, *ink.parts, Markup("</svg>")])
