# SPDX-License-Identifier: MIT
"""A pilot as one self-contained HTML page, and as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.report import frame, pilot_svg
from posminder.report import words as coded
from posminder.report.frame import Figure, Page, Section
from posminder.report.pilot import LATE, NEVER, Pilot, PilotDay
from posminder.report.sales import DUPLICATE, OWED
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table

_DASH: Final = "–"
_COLUMNS: Final = ("day", "sold", "would", "did", "sign_in", "receipts", "sounds")
_SHAPES: Final = {LATE: "cross", NEVER: "cross", "settled": "check"}


def pilot_html(pilot: Pilot, language: str) -> str:
    """Return the page."""
    say = Speech(language, pilot.site)
    first, last = (pilot.days[0].row.date, pilot.days[-1].row.date) if pilot.days else ("?", "?")
    alerts = _alerts_table(pilot, say)
    timeline = Section(
        "timeline",
        say("pilot.days"),
        chart=pilot_svg.draw(pilot, language),
        legend=tuple(_legend(say)),
    )
    return frame.html(
        Page(
            language=language,
            title=say("pilot.title"),
            site=pilot.site.name,
            date=say("pilot.dates", first=first, last=last),
            good=not pilot.helped and not pilot.receipts(OWED) and not pilot.sign_ins,
            verdict=verdict_text(pilot, say),
            figures=tuple(_figures(pilot, say)),
            sections=(
                timeline,
                Section("days", "", table=days_table(pilot, say)),
                Section(
                    "alerts",
                    say("pilot.alerts"),
                    () if alerts else (say("pilot.no_alert"),),
                    alerts,
                ),
            ),
            proof=tuple(
                say(f"pilot.proof.{name}") for name in ("mode", "totals", "seen", "receipts")
            ),
        )
    )


def verdict_text(pilot: Pilot, say: Speech) -> str:
    """Return in one or two sentences what the board would have changed."""
    if pilot.helped:
        first = say(
            "pilot.helped",
            days=len(pilot.helped),
            books=say.books(*pilot.waited),
            longest=pilot.longest,
        )
    else:
        first = say("pilot.not_needed", days=len(pilot.days))
    if not pilot.receipts():
        return first
    second = say("pilot.reminded", count=pilot.receipts(), never=pilot.receipts(OWED))
    return say("report.sentences", first=first, second=second)


def _figures(pilot: Pilot, say: Speech) -> Iterator[Figure]:
    yield Figure(say("pilot.figure.days"), str(len(pilot.days)), "")
    yield Figure(say("pilot.figure.sales"), str(pilot.sales), "")
    waited = say.money(pilot.waited[1]) if pilot.helped else ""
    yield Figure(say("pilot.figure.waited"), str(len(pilot.helped)), waited)
    later = say("pilot.figure.later", count=pilot.receipts(DUPLICATE))
    yield Figure(say("pilot.figure.receipts"), str(pilot.receipts()), later)
    yield Figure(say("pilot.figure.sign_ins"), str(len(pilot.sign_ins)), "")
    yield Figure(say("pilot.figure.sounds"), str(pilot.sounds), _rate(pilot, say))


def _rate(pilot: Pilot, say: Speech) -> str:
    if not pilot.sales:
        return ""
    tenths = 200 * pilot.sounds // pilot.sales
    return say("pilot.figure.rate", rate=f"{tenths // 10}.{tenths % 10}")


def days_table(pilot: Pilot, say: Speech) -> Table:
    """Return a row a day: what would have been done beside what was done."""
    columns = tuple(
        Column(say(f"pilot.{name}"), "number" if name == "sounds" else "") for name in _COLUMNS
    )
    return Table(columns, tuple(_row(each, say) for each in pilot.days))


def _row(day: PilotDay, say: Speech) -> tuple[Cell, ...]:
    say.date = day.row.date
    would = say("report.and").join(say.minute(each.begun) for each in day.would)
    why = dict.fromkeys(say.word("cause", each.reason) for each in day.would)
    return (
        Cell(day.row.date.isoformat()),
        Cell(_DASH if day.row.sold == (0, 0) else say.books(*day.row.sold)),
        Cell(would, say("report.comma").join(why)) if would else Cell(_DASH),
        _did(day, say),
        _sign_in(day, say),
        _receipts(day, say),
        Cell(str(day.sounds) if day.sounds else _DASH),
    )


def _did(day: PilotDay, say: Speech) -> Cell:
    settled = [say.minute(each.end) for each in day.did]
    if day.how in (LATE, NEVER):
        below = say("pilot.waited", books=say.books(*day.waited), days=day.row.days_late)
        return Cell(say(f"pilot.{day.how}"), below, _SHAPES[day.how])
    return Cell(say("report.and").join(settled) or _DASH, "", _SHAPES.get(day.how, ""))


def _sign_in(day: PilotDay, say: Speech) -> Cell:
    if not day.sign_ins:
        return Cell(_DASH)
    would = say("report.and").join(say.minute(each.would) for each in day.sign_ins)
    done = [each.did for each in day.sign_ins if each.did is not None]
    last = say.minute(done[-1]) if done else say("pilot.never_signed_in")
    sales = sum(each.sales for each in day.sign_ins)
    return Cell(would, say("pilot.signed_in", time=last, sales=sales))


def _receipts(day: PilotDay, say: Speech) -> Cell:
    if not day.reminded:
        return Cell(_DASH)
    later = sum(each.receipt.state == DUPLICATE for each in day.reminded)
    return Cell(str(len(day.reminded)), say("pilot.figure.later", count=later))


def _alerts_table(pilot: Pilot, say: Speech) -> Table | None:
    columns = (
        Column(say("incidents.what")),
        Column(say("pilot.raised"), "number"),
        Column(say("pilot.sounds"), "number"),
    )
    rows = tuple(
        (
            Cell(coded.alert_text(say.language, each.alert)),
            Cell(str(each.raised)),
            Cell(str(each.sounds)),
        )
        for each in pilot.alerts
    )
    return Table(columns, rows, compact=False) if rows else None


def _legend(say: Speech) -> Iterator[tuple[str, str]]:
    yield "open", say("chart.open")
    yield "tick", say("sales.approved")
    yield "ring", say("pilot.legend.would")
    yield "check", say("pilot.legend.did")
    yield "cross", say("pilot.legend.waited")
    yield "missing", say("pilot.legend.receipt")
    yield "bad", say("pilot.legend.sign_in")
