# SPDX-License-Identifier: MIT
"""Draws the days of a pilot one below the other: what was sold, what the board would have done at
what hour, and what people did. Shapes tell it, not colour alone.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from markupsafe import Markup

from posminder.messages import sentence
from posminder.report.drawing import Drawing, svg
from posminder.report.pilot import LATE, NEVER, Pilot, PilotDay
from posminder.report.placing import Placed
from posminder.report.site import DAY_S, ReportSite, clock_text

_LEFT: Final = 132
_RIGHT: Final = 1096
_TOP: Final = 30
_ROW: Final = 34
_HOUR_S: Final = 3_600
_ROOM_S: Final = 2 * _HOUR_S  # shown before opening and after the latest time


class _Hours:
    """The hours that are shown, the same for every day: from the first thing to the last."""

    def __init__(self, pilot: Pilot) -> None:
        site = pilot.site
        moments = [_into(site, d.row.date, p.at_s) for d in pilot.days for p in _shown(d)]
        for each in pilot.days:
            spans = site.opening(each.row.date)
            moments += [_into(site, each.row.date, at_s) for span in spans for at_s in span]
        first, last = min(moments, default=4 * _HOUR_S), max(moments, default=16 * _HOUR_S)
        self.first_s = max(0, first - _ROOM_S // 2) // _HOUR_S * _HOUR_S
        self.last_s = min(DAY_S, -(-(last + _ROOM_S // 2) // _HOUR_S) * _HOUR_S)

    def x(self, into_s: int) -> int:
        """Return where a moment of a day is; what lies outside is put onto the edge."""
        inside = min(max(into_s, self.first_s), self.last_s) - self.first_s
        return _LEFT + inside * (_RIGHT - _LEFT) // max(1, self.last_s - self.first_s)


def draw(pilot: Pilot, language: str) -> Markup:
    """Return all days as one SVG element. It needs the page's shapes and styles."""
    hours, ink = _Hours(pilot), Drawing()
    bottom = _TOP + _ROW * len(pilot.days)
    _axis(hours, ink, pilot.site, bottom)
    for index, day in enumerate(pilot.days):
        _Row(ink, hours, pilot.site, language, _TOP + _ROW * index).draw(day)
    ink.line(0, bottom, _RIGHT, bottom, "rule")
    label = sentence(language, "pilot.chart", days=len(pilot.days))
    return svg(ink, bottom + 8, label)


class _Row:
    """One day's row, drawn at `top`."""

    def __init__(
        self, ink: Drawing, hours: _Hours, site: ReportSite, language: str, top: int
    ) -> None:
        self.ink = ink
        self.hours = hours
        self.site = site
        self.language = language
        self.top = top

    def draw(self, day: PilotDay) -> None:
        """Draw what happened, then what would have, then what people did."""
        on, middle = day.row.date, self.top + _ROW // 2
        for open_s, close_s in self.site.opening(on):
            x1, x2 = (self.hours.x(_into(self.site, on, at_s)) for at_s in (open_s, close_s))
            self.ink.add("rect", "open", x=x1, y=self.top + 1, width=x2 - x1, height=_ROW - 2)
        self.ink.line(0, self.top, _RIGHT, self.top, "rule")
        self.ink.text(0, middle + 4, on.isoformat(), "strip")
        for sold in day.row.closing.sold:
            x = self._x(day, sold.placed)
            self.ink.add("rect", "tick", "", x=x, y=middle - 5, width=2, height=10)
        for sign_in in day.sign_ins:
            x1 = self._x(day, sign_in.would)
            x2 = _RIGHT if sign_in.did is None else self._x(day, sign_in.did)
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
            self.ink.use("cross", _RIGHT - 10, middle, sentence(self.language, f"pilot.{day.how}"))

    def _x(self, day: PilotDay, each: Placed) -> int:
        return self.hours.x(_into(self.site, day.row.date, each.at_s))

    def _say(self, name: str, each: Placed) -> str:
        return sentence(self.language, f"pilot.{name}", time=clock_text(each.at_s)[:5])


def _axis(hours: _Hours, ink: Drawing, site: ReportSite, bottom: int) -> None:
    for into_s in range(hours.first_s, hours.last_s + 1, _HOUR_S):
        x = hours.x(into_s)
        ink.line(x, _TOP - 4, x, bottom, "hour")
        hour = (into_s + site.day_starts_min * 60) // _HOUR_S % 24
        if into_s // _HOUR_S % 2 == 0:
            ink.text(x, _TOP - 12, f"{hour:02}:00", "small", "middle")
    if site.latest_min is not None:
        into_s = (site.latest_min - site.day_starts_min) % (24 * 60) * 60
        ink.line(hours.x(into_s), _TOP, hours.x(into_s), bottom, "latest")


def _into(site: ReportSite, day: date, at_s: int) -> int:
    """Return how far into business day `day` a moment is, seconds."""
    return at_s - site.at_minute(day, site.day_starts_min)


def _shown(day: PilotDay) -> list[Placed]:
    settled = [each.begun for each in day.would] + [each.end for each in day.did]
    return [*(sold.placed for sold in day.row.closing.sold), *settled]
