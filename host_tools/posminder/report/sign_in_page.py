# SPDX-License-Identifier: MIT
"""The sign-ins of days as one page, and as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from posminder.report import frame, sign_in_svg
from posminder.report.batches import net
from posminder.report.day_rows import ROWS_MAX
from posminder.report.frame import Figure, Page, Section
from posminder.report.sign_in import GRADES, Shift, SignInDay, SignIns
from posminder.report.spans import Span
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table
from posminder.report.whole import Whole
from posminder.wall_time import span_text

_DASH: Final = "–"
_SHAPES: Final = {
    **dict.fromkeys(("signed_in", "due"), "check"),
    "attested": "square",
    **dict.fromkeys(("needed", "failed", "refused"), "cross"),
}


def sign_in_html(days: Sequence[SignInDay], whole: Whole, language: str) -> str:
    """Return the page of `days`, ascending."""
    site, say = whole.site, Speech(language, whole.site)
    first, last = (days[0].date, days[-1].date) if days else ("?", "?")
    return frame.html(
        Page(
            language=language,
            title=say("sign_in.page"),
            site=site.name,
            date=say("settlements.dates", first=first, last=last),
            good=not any(each.unsigned for each in days),
            verdict=verdict_text(days, say),
            facts=say.shop(),
            more=tuple(more_texts(days, say)),
            figures=() if site.attended else tuple(_figures(days, say)),
            sections=tuple(_sections(days, whole, say)) if days else (),
            proof=(
                say("sign_in.proof.two"),
                say("sign_in.proof.word"),
                say("sign_in.proof.unknown"),
                say("proof.grades"),
            ),
        )
    )


def verdict_text(days: Sequence[SignInDay], say: Speech) -> str:
    """Return how much was sold while the terminal was not signed in."""
    if say.site.attended:
        return say("sign_in.attended")
    unsigned = [each for day in days for each in day.unsigned]
    if unsigned:
        return say("sign_in.unsigned", books=say.books(*net(unsigned)))
    return say("sign_in.all_signed")


def more_texts(days: Sequence[SignInDay], say: Speech) -> Iterator[str]:
    """Yield what else must be known at once."""
    unknown = sum(len(day.unknown) for day in days)
    if unknown:
        yield say("sign_in.unknown", count=unknown)


def _figures(days: Sequence[SignInDay], say: Speech) -> Iterator[Figure]:
    sold = [signed for day in days for _, signed in day.sold]
    unsigned = [each for day in days for each in day.unsigned]
    said = sum(len(shift.sold) for day in days for shift in day.shifts if shift.said)
    yield Figure(say("sign_in.figure.sold"), str(len(sold)))
    yield Figure(say("sign_in.figure.signed"), str(sold.count(True)))
    below = say.money(net(unsigned)[1]) if unsigned else ""
    yield Figure(say("sign_in.figure.unsigned"), str(len(unsigned)), below)
    yield Figure(say("sign_in.figure.unknown"), str(sold.count(None)))
    yield Figure(say("sign_in.figure.operator"), say("figure.of", part=said, whole=len(sold)))


def _sections(days: Sequence[SignInDay], whole: Whole, say: Speech) -> Iterator[Section]:
    more = len(days) > ROWS_MAX
    yield Section(
        "strips",
        say("sign_in.strips"),
        chart=sign_in_svg.draw(days, say),
        legend=sign_in_svg.legend(days[-ROWS_MAX:], say),
        quiet=say("sign_in.newest", count=ROWS_MAX) if more else "",
    )
    unsigned = unsigned_table(days, whole, say)
    if unsigned is not None:
        yield Section("unsigned", say("sign_in.sold_unsigned"), table=unsigned)
    yield Section("by-day", say("sign_in.by_day"), table=days_table(days, say))
    sessions = _terminal_table(days, say)
    none = () if sessions.rows else (say("sign_in.none"),)
    yield Section("terminal", say("sign_in.terminal"), none, sessions if sessions.rows else None)
    shifts = [shift for day in days for shift in day.shifts]
    if any(shift.said for shift in shifts):
        yield Section("operators", say("sign_in.operators"), table=_operator_table(shifts, say))
    else:
        yield Section("operators", say("sign_in.operators"), (say("sign_in.no_operator"),))


def unsigned_table(days: Sequence[SignInDay], whole: Whole, say: Speech) -> Table | None:
    """Return what was sold while the terminal was not signed in; None for nothing."""
    signs = SignIns(whole)
    rows = []
    for day in days:
        for each in day.unsigned:
            say.date = day.date
            fields, span = each.record.fields, signs.span(each)
            since = _DASH if span is None else say.minute(span.began)
            state = "" if span is None else say.word("sign_in", span.state)
            rows.append(
                (
                    Cell(day.date.isoformat()),
                    Cell(say.time(each), shape="cross"),
                    Cell(str(fields.get("trace") or _DASH)),
                    Cell(say.money(fields.get("amount_minor"), fields.get("currency"))),
                    Cell(since, state),
                    Cell("B"),
                )
            )
    heads = (
        Column(say("sign_in.day"), "code"),
        Column(say("sign_in.time"), "code"),
        Column(say("receipts.trace"), "number"),
        Column(say("sign_in.amount"), "number"),
        Column(say("sign_in.since")),
        Column(say("sign_in.grade"), "mark"),
    )
    return Table(heads, tuple(rows)) if rows else None


def days_table(days: Sequence[SignInDay], say: Speech) -> Table:
    """Return a row a day: how many were sold in which state, and which operators were said."""
    names = ("day", "sold", "signed", "not_signed", "not_known", "operator")
    looks = {"day": "code", **dict.fromkeys(names[1:5], "number")}
    columns = tuple(Column(say(f"sign_in.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, tuple(_day(each, say) for each in days))


def _day(day: SignInDay, say: Speech) -> tuple[Cell, ...]:
    signed = [known for _, known in day.sold]
    people = dict.fromkeys(who(shift, say) for shift in day.shifts if shift.said)
    return (
        Cell(day.date.isoformat()),
        Cell(_count(len(signed))),
        Cell(_count(signed.count(True))),
        Cell(_count(len(day.unsigned)), shape="cross" if day.unsigned else ""),
        Cell(_count(len(day.unknown))),
        Cell(say("report.comma").join(people) or _DASH),
    )


def _count(number: int) -> str:
    return str(number) if number else _DASH


def _terminal_table(days: Sequence[SignInDay], say: Speech) -> Table:
    names = ("from", "until", "state", "lasted", "grade")
    columns = tuple(
        Column(say(f"sign_in.{name}"), "mark" if name == "grade" else "") for name in names
    )
    spans: dict[int, tuple[SignInDay, Span]] = {}
    for day in days:
        for span in day.sessions:
            spans.setdefault(span.began.seq, (day, span))
    last = days[-1].placed[-1]
    rows = []
    for day, span in spans.values():
        say.date = None if len(days) > 1 else day.date
        ended = span.ended or last
        rows.append(
            (
                Cell(say.time(span.began)),
                Cell(say("sign_in.to_end") if span.ended is None else say.time(span.ended)),
                Cell(say.word("sign_in", span.state), shape=_SHAPES.get(span.state, "question")),
                Cell(span_text(max(0, ended.at_s - span.began.at_s), say.language)),
                Cell(GRADES.get(span.state, _DASH)),
            )
        )
    return Table(columns, tuple(rows))


def _operator_table(shifts: Sequence[Shift], say: Speech) -> Table:
    names = ("day", "from", "until", "who", "how", "sold", "grade")
    looks = {"day": "code", "grade": "mark"}
    columns = tuple(Column(say(f"sign_in.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, tuple(_shift(each, say) for each in shifts))


def _shift(shift: Shift, say: Speech) -> tuple[Cell, ...]:
    say.date = shift.date
    how = _DASH if shift.by is None else say(f"sign_in.by.{shift.by}")
    return (
        Cell(shift.date.isoformat()),
        Cell(say.minute(shift.began)),
        Cell(say("sign_in.day_end") if shift.ended is None else say.minute(shift.ended)),
        Cell(who(shift, say)),
        Cell(how),
        Cell(say.books(*shift.books) if shift.sold else _DASH),
        Cell(_DASH if shift.said is None else "C"),
    )


def who(shift: Shift, say: Speech) -> str:
    """Return who put his name to it; a press of the button is nobody in particular."""
    if shift.said is None:
        return say("sign_in.nobody")
    return shift.person or say("sign_in.unnamed")
