# SPDX-License-Identifier: MIT
"""Days one below the other on one axis of hours, from the first thing shown to the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from posminder.report.drawing import Drawing
from posminder.report.site import DAY_S, ReportSite

LEFT: Final = 132
RIGHT: Final = 1096
TOP: Final = 30
ROW: Final = 34
ROWS_MAX: Final = 40  # more do not fit on one sheet of paper
_HOUR_S: Final = 3_600
_ROOM_S: Final = _HOUR_S  # shown before the first thing and after the last


class Hours:
    """The hours that are shown, the same for every day. `moments`: (day, local second)."""

    def __init__(
        self, site: ReportSite, days: Iterable[date], moments: Iterable[tuple[date, int]]
    ) -> None:
        self.site = site
        shown = [self.into(day, at_s) for day, at_s in moments]
        for day in days:
            shown += [self.into(day, at_s) for span in site.opening(day) for at_s in span]
        first, last = min(shown, default=4 * _HOUR_S), max(shown, default=16 * _HOUR_S)
        self.first_s = max(0, first - _ROOM_S) // _HOUR_S * _HOUR_S
        self.last_s = min(DAY_S, -(-(last + _ROOM_S) // _HOUR_S) * _HOUR_S)

    def into(self, day: date, at_s: int) -> int:
        """Return how far into business day `day` a moment is, seconds."""
        return at_s - self.site.at_minute(day, self.site.day_starts_min)

    def x(self, day: date, at_s: int) -> int:
        """Return where a moment of a day is; what lies outside is put onto the edge."""
        return self._x(self.into(day, at_s))

    def _x(self, into_s: int) -> int:
        inside = min(max(into_s, self.first_s), self.last_s) - self.first_s
        return LEFT + inside * (RIGHT - LEFT) // max(1, self.last_s - self.first_s)

    def row(self, ink: Drawing, day: date, top: int) -> None:
        """Begin a day's row: its opening hours, a rule above it, its date."""
        for opens, closes in self.site.opening(day):
            x1, x2 = self.x(day, opens), self.x(day, closes)
            ink.add("rect", "open", x=x1, y=top + 1, width=x2 - x1, height=ROW - 2)
        ink.line(0, top, RIGHT, top, "rule")
        ink.text(0, top + ROW // 2 + 4, day.isoformat(), "strip")

    def axis(self, ink: Drawing, bottom: int) -> None:
        """Draw every hour's line down to `bottom`, and the latest time."""
        for into_s in range(self.first_s, self.last_s + 1, _HOUR_S):
            x = self._x(into_s)
            ink.line(x, TOP - 4, x, bottom, "hour")
            hour = (into_s + self.site.day_starts_min * 60) // _HOUR_S % 24
            if into_s // _HOUR_S % 2 == 0:
                ink.text(x, TOP - 12, f"{hour:02}:00", "small", "middle")
        if self.site.latest_min is not None:
            into_s = (self.site.latest_min - self.site.day_starts_min) % (24 * 60) * 60
            ink.line(self._x(into_s), TOP, self._x(into_s), bottom, "latest")
        ink.line(0, bottom, RIGHT, bottom, "rule")
