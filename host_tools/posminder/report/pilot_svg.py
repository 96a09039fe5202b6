# SPDX-License-Identifier: MIT
"""Draws the days of a pilot one below the other: what was sold, what the board would have done at
what hour, and what people did. Shapes tell it, not colour alone.
"""

from __future__ import annotations

from markupsafe import Markup

from posminder.messages import sentence
from posminder.report.day_rows import RIGHT, ROW, TOP, Hours
from posminder.report.drawing import Drawing, svg
from posminder.report.pilot import LATE, NEVER, Pilot, PilotDay
from posminder.report.placing import Placed
from posminder.report.site import clock_text


def draw(pilot: Pilot, language: str) -> Markup:
    """Return all days as one SVG element. It needs the page's shapes and styles."""
    ink = Drawing()
    hours = Hours(
        pilot.site,
        [day.row.date for day in pilot.days],
        [(day.row.date, each.at_s) for day in pilot.days for each in _shown(day)],
    )
    bottom = TOP + ROW * len(pilot.days)
    hours.axis(ink, bottom)
    for index, day in enumerate(pilot.days):
        _Row(ink, hours, language, TOP + ROW * index).draw(day)
    label = sentence(language, "pilot.chart", days=len(pilot.days))
    return svg(ink, bottom + 8, label)


class _Row:
    """One day's row, drawn at `top`."""

    def __init__(self, ink: Drawing, hours: Hours, language: str, top: int) -> None:
        self.ink = ink
        self.hours = hours
        self.language = language
        self.top = top

    def draw(self, day: PilotDay) -> None:
        """Draw what happened, then what would have, then what people did."""
        middle = self.top + ROW // 2
        self.hours.row(self.ink, day.row.date, self.top)
        for sold in day.row.closing.sold:
            x = self._x(day, sold.placed)
            self.ink.add("rect", "tick", "", x=x, y=middle - 5, width=2, height=10)
        for sign_in in day.sign_ins:
            x1 = self._x(day, sign_in.would)
            x2 = RIGHT if sign_in.did is None else self._x(day, sign_in.did)
            title = self._say("would_sign_in", sign_in.would)
            self.ink.bar(x1, x2, middle + 9, 6, "span-bad", title)
        for each in day.reminded:
            if each.receipt.reminded is not None:
                title = self._say("would_remind", each.receipt.reminded)
                self.ink.use("missing", self._x(day, each.receipt.reminded), middle, title)
        self._settlement(day, middle)

    def _settlement(self, day: PilotDay, middle: int) -> None:
        for would in day.would:
            title = self._say("would_settle", would.begun)
            self.ink.use("ring", self._x(day, would.begun), middle, title)
        for did in day.did:
            self.ink.use("check", self._x(day, did.end), middle, self._say("did_settle", did.end))
        if day.how in (LATE, NEVER):
            self.ink.use("cross", RIGHT - 10, middle, sentence(self.language, f"pilot.{day.how}"))

    def _x(self, day: PilotDay, each: Placed) -> int:
        return self.hours.x(day.row.date, each.at_s)

    def _say(self, name: str, each: Placed) -> str:
        return sentence(self.language, f"pilot.{name}", time=clock_text(each.at_s)[:5])


def _shown(day: PilotDay) -> list[Placed]:
    settled = [each.begun for each in day.would] + [each.end for each in day.did]
    return [*(sold.placed for sold in day.row.closing.sold), *settled]
