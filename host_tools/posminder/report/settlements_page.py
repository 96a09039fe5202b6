# SPDX-License-Identifier: MIT
"""Every business day's settlement or cause as one page, and as the rows of a table (R3, R5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from posminder.report import acquirer, calendar_svg, frame, times_svg
from posminder.report.cause import NONE
from posminder.report.frame import Figure, Page, Section
from posminder.report.settlements import EMPTY, ON_TIME, SAID, Row
from posminder.report.site import ReportSite, clock_text
from posminder.report.speech import Speech
from posminder.report.verdict import ATTESTED, NOTHING_SOLD
from posminder.report.view_tables import Cell, Column, Table

_DASH: Final = "–"
_COLUMNS: Final = ("day", "sold", "state", "at", "grade", "why")
_ATTENDED: Final = ("day", "acquirer", "state", "at", "grade", "why")  # nobody saw what was sold
_DATES_SHOWN: Final = 5


def settlements_html(rows: Sequence[Row], site: ReportSite, language: str) -> str:
    """Return the page of `rows`, ascending."""
    say = Speech(language, site)
    first, last = (rows[0].date, rows[-1].date) if rows else ("?", "?")
    return frame.html(
        Page(
            language=language,
            title=say("settlements.title"),
            site=site.name,
            date=say("settlements.dates", first=first, last=last),
            good=all(each.in_order for each in rows),
            verdict=sum_text(rows, say),
            facts=say.shop(),
            more=tuple(_waiting(rows, say)),
            figures=tuple(_figures(rows, say)),
            sections=tuple(_sections(rows, say)),
            proof=(
                say("settlements.proof.gap"),
                say("settlements.proof.late"),
                say("proof.grades"),
                say("proof.line"),
            ),
        )
    )


def sum_text(rows: Sequence[Row], say: Speech) -> str:
    """Return how many days there are, and of which outcome."""
    settled = _settled(rows)
    return say(
        "settlements.sum",
        days=len(rows),
        settled=len(settled),
        late=sum(each.days_late > 0 for each in settled),
        empty=sum(each.state == NOTHING_SOLD for each in rows),
        waiting=len([each for each in rows if each.waiting != (0, 0)]),
        gaps=sum(each.is_gap for each in rows),
    )


def open_text(rows: Sequence[Row], say: Speech) -> str | None:
    """Return how much waits for a settlement; None where nothing does."""
    waiting = [each.waiting for each in rows if each.waiting != (0, 0)]
    if not waiting:
        return None
    books = say.books(sum(count for count, _ in waiting), sum(minor for _, minor in waiting))
    return say("settlements.open", books=books)


def _waiting(rows: Sequence[Row], say: Speech) -> Iterator[str]:
    told = open_text(rows, say)
    if told is not None:
        yield told


def _settled(rows: Sequence[Row]) -> list[Row]:
    return [
        each
        for each in rows
        if each.state == ATTESTED or (each.settlements and each.sold != (0, 0))
    ]


def _figures(rows: Sequence[Row], say: Speech) -> Iterator[Figure]:
    outcomes = [each.outcome for each in rows]
    late = [each for each in _settled(rows) if each.days_late]
    waiting = [each for each in rows if each.waiting != (0, 0)]
    yield Figure(say("settlements.figure.days"), str(len(rows)))
    yield Figure(
        say("settlements.figure.on_time"), str(sum(o in (ON_TIME, SAID) for o in outcomes))
    )
    longest = max((each.days_late for each in late), default=0)
    below = say("settlements.figure.longest", days=longest) if late else ""
    yield Figure(say("settlements.figure.late"), str(len(late)), below)
    total = say.money(sum(each.waiting[1] for each in waiting)) if waiting else ""
    yield Figure(say("settlements.figure.waiting"), str(len(waiting)), total)
    yield Figure(say("settlements.figure.gaps"), str(sum(each.is_gap for each in rows)))


def _sections(rows: Sequence[Row], say: Speech) -> Iterator[Section]:
    if not rows:
        return
    yield Section(
        "calendar",
        say("settlements.calendar"),
        chart=calendar_svg.draw(rows, say),
        legend=calendar_svg.legend(rows, say),
    )
    times = times_svg.draw(rows, say)
    if times is not None:
        latest = say.site.latest_min
        quiet = ""
        if latest is not None:
            quiet = say("settlements.latest", time=clock_text(latest * 60)[:5])
        yield Section(
            "times",
            say("settlements.times"),
            chart=times,
            legend=times_svg.legend(rows, say),
            quiet=quiet,
        )
    causes = causes_table(rows, say)
    told = () if causes else (say("settlements.no_cause"),)
    yield Section("causes", say("settlements.causes"), told, causes)
    yield Section("days", say("settlements.days"), table=days_table(rows, say))


def causes_table(rows: Sequence[Row], say: Speech) -> Table | None:
    """Return a row a cause, the most frequent first: days, money, which days (R5, R6)."""
    by_cause: dict[str, list[Row]] = {}
    for each in rows:
        if each.cause is not None:
            by_cause.setdefault(each.cause.word, []).append(each)
    names = ("cause", "cause_days", "cause_sold", "cause_longest", "cause_dates")
    looks = {"cause_days": "number", "cause_longest": "number"}
    columns = tuple(Column(say(f"settlements.{name}"), looks.get(name, "")) for name in names)
    ordered = sorted(by_cause.items(), key=lambda item: -len(item[1]))
    found = tuple(_cause(word, of, say) for word, of in ordered)
    return Table(columns, found) if found else None


def _cause(word: str, rows: Sequence[Row], say: Speech) -> tuple[Cell, ...]:
    named = say("settlements.cause_none") if word == NONE else say.word("cause", word)
    dates = [each.date.isoformat() for each in rows[:_DATES_SHOWN]]
    if len(rows) > _DATES_SHOWN:
        dates.append(say("settlements.more", count=len(rows) - _DATES_SHOWN))
    sold = say.books(sum(each.sold[0] for each in rows), sum(each.sold[1] for each in rows))
    longest = max(each.days_late for each in rows)
    return (
        Cell(named),
        Cell(str(len(rows))),
        Cell(sold),
        Cell(say("settlements.span", days=longest)),
        Cell(say("report.comma").join(dates)),
    )


def days_table(rows: Sequence[Row], say: Speech) -> Table:
    """Return a row a day."""
    names = _ATTENDED if say.site.attended else _COLUMNS
    looks = {"day": "code", "grade": "mark"}
    columns = tuple(Column(say(f"settlements.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, tuple(_day(each, say) for each in rows))


def _day(each: Row, say: Speech) -> tuple[Cell, ...]:
    say.date = each.date
    state = say.word("closing", each.state)
    if each.days_late:
        state += say("report.comma") + say("settlements.late", days=each.days_late)
    if each.is_gap:
        state += say("report.comma") + say("settlements.gap")
    settled = [
        f"{say.minute(batch.end)} {say.word('settlement', batch.state)}"
        for batch in each.settlements
    ]
    shape = "" if each.outcome == EMPTY else calendar_svg.SHAPES[each.outcome]
    return (
        Cell(each.date.isoformat()),
        Cell(_sold(each, say)),
        Cell(state, shape=shape),
        Cell(say("report.and").join(settled) or _DASH),
        Cell(each.judged.grade or _DASH),
        Cell(_DASH if each.cause is None else f"{say.why(each.cause)} [{each.cause.grade}]"),
    )


def _sold(each: Row, say: Speech) -> str:
    """Return what the board saw sold; where it sees nothing, what the acquirer's file says."""
    if say.site.attended:
        return say.books(*acquirer.books(each.closing)) if each.closing.totals else _DASH
    return _DASH if each.sold == (0, 0) else say.books(*each.sold)
