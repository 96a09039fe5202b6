# SPDX-License-Identifier: MIT
"""Draws a strip a day: the terminal's sign-in, under it the operator's, and what was sold. What was
sold while not signed in has a mark of its own, not a colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from posminder.report.day_rows import ROW, ROWS_MAX, TOP, Hours
from posminder.report.drawing import Drawing, svg
from posminder.report.sign_in import ATTESTED, SIGNED_IN, SignInDay
from posminder.report.site import clock_text
from posminder.report.speech import Speech

_LOOKS: Final = {
    **dict.fromkeys(SIGNED_IN, "good"),
    ATTESTED: "said",
    **dict.fromkeys(("needed", "failed", "refused"), "bad"),
}


def draw(days: Sequence[SignInDay], say: Speech) -> Markup:
    """Return the newest days, ascending, as one SVG element."""
    shown = days[-ROWS_MAX:]
    ink = Drawing()
    hours = Hours(
        say.site,
        [day.date for day in shown],
        [(day.date, each.at_s) for day in shown for each, _ in day.sold],
    )
    bottom = TOP + ROW * len(shown)
    rows = Drawing()
    for index, day in enumerate(shown):
        hours.row(ink, day.date, TOP + ROW * index)
        _row(rows, hours, day, say, TOP + ROW * index)
    hours.axis(ink, bottom)
    ink.parts += rows.parts
    count = sum(len(day.unsigned) for day in shown)
    return svg(ink, bottom + 8, say("sign_in.chart", days=len(shown), count=count))


def _row(ink: Drawing, hours: Hours, day: SignInDay, say: Speech, top: int) -> None:
    on, first_s, last_s = day.date, day.placed[0].at_s, day.placed[-1].at_s
    ink.bar(hours.x(on, first_s), hours.x(on, last_s), top + 5, 8, "span-unknown")
    for span in day.sessions:
        look = _LOOKS.get(span.state)
        if look is not None:
            began_s = max(first_s, span.began.at_s)
            ended_s = last_s if span.ended is None else min(last_s, span.ended.at_s)
            title = f"{clock_text(span.began.at_s)} {say.word('sign_in', span.state)}"
            ink.bar(hours.x(on, began_s), hours.x(on, ended_s), top + 5, 8, f"span-{look}", title)
    for shift in day.shifts:
        if shift.said is not None:
            ended_s = last_s if shift.ended is None else shift.ended.at_s
            title = f"{clock_text(shift.said.at_s)} {shift.person or say('sign_in.unnamed')}"
            x1, x2 = hours.x(on, shift.said.at_s), hours.x(on, ended_s)
            ink.bar(x1, x2, top + 27, 3, "span-operator", title)
    for each, signed in day.sold:
        x, title = hours.x(on, each.at_s), clock_text(each.at_s)
        if signed is not False:
            ink.add("rect", "tick", title, x=x - 1, y=top + 15, width=2, height=10)
    for each in day.unsigned:  # above the others
        ink.use("cross", hours.x(on, each.at_s), top + 20, clock_text(each.at_s))


def legend(days: Sequence[SignInDay], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) of the marks there are."""
    looks = {_LOOKS.get(span.state, "unknown") for day in days for span in day.sessions}
    said = any(shift.said for day in days for shift in day.shifts)
    rows = (
        (any(say.site.opening(day.date) for day in days), "open", say("chart.open")),
        ("good" in looks, "good", say("sign_in.legend.good")),
        ("said" in looks, "said", say("sign_in.legend.said")),
        ("bad" in looks, "bad", say("sign_in.legend.bad")),
        (True, "unknown", say("sign_in.legend.unknown")),
        (said, "operator", say("sign_in.legend.operator")),
        (any(day.sold for day in days), "tick", say("sales.approved")),
        (any(day.unsigned for day in days), "cross", say("sign_in.legend.unsigned")),
    )
    return tuple((shape, text) for there, shape, text in rows if there)
