# SPDX-License-Identifier: MIT
"""Receipts by shift, operator and hour as one page, and as the rows of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from posminder.report import frame, receipts_svg
from posminder.report.frame import Figure, Page, Section
from posminder.report.receipts import (
    FIRST,
    LATER,
    MISSING,
    UNSEEN,
    Owed,
    ShiftReceipts,
    not_at_once,
)
from posminder.report.sign_in_page import who
from posminder.report.site import ReportSite
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table

_DASH: Final = "–"
_COUNTED: Final = (FIRST, LATER, MISSING, UNSEEN)


def receipts_html(
    found: Sequence[ShiftReceipts],
    site: ReportSite,
    dates: tuple[date, date] | None,
    language: str,
) -> str:
    """Return the page. `dates`: the first and last day that were looked at."""
    say = Speech(language, site)
    first, last = dates or ("?", "?")
    counts = _counts(found)
    return frame.html(
        Page(
            language=language,
            title=say("receipts.page"),
            site=site.name,
            date=say("settlements.dates", first=first, last=last),
            good=not counts[MISSING],
            verdict=say("receipts.sum", count=counts[MISSING]),
            facts=say.shop(),
            more=tuple(_more(counts, say)),
            figures=() if site.attended else tuple(_figures(counts, say)),
            sections=tuple(_sections(found, say)),
            proof=(
                say("receipts.proof.grades"),
                say("sign_in.proof.word"),
                say("receipts.weaker"),
                say("proof.grades"),
            ),
        )
    )


def _counts(found: Sequence[ShiftReceipts]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in found:
        counts += each.counts
    return counts


def _more(counts: Counter[str], say: Speech) -> Iterator[str]:
    if say.site.attended:
        yield say("verdict.unseen")
    if counts[UNSEEN]:
        yield say("receipts.not_visible", count=counts[UNSEEN])
    if counts[MISSING]:
        yield say("receipts.next")


def _figures(counts: Counter[str], say: Speech) -> Iterator[Figure]:
    yield Figure(say("receipts.figure.owed"), str(counts.total()))
    for outcome in _COUNTED:
        if outcome != UNSEEN or counts[UNSEEN]:
            yield Figure(say(f"receipts.figure.{outcome}"), str(counts[outcome]))


def _sections(found: Sequence[ShiftReceipts], say: Speech) -> Iterator[Section]:
    chart = receipts_svg.draw(found, say)
    if chart is not None:
        yield Section(
            "hours",
            say("receipts.hours"),
            chart=chart,
            legend=receipts_svg.legend(found, say),
        )
    table = late_table(found, say)
    none = () if table else (say("receipts.none" if _counts(found) else "receipts.none_owed"),)
    yield Section("late", say("receipts.title"), none, table)
    if found:
        yield Section("shifts", say("receipts.shifts"), table=shifts_table(found, say))


def late_table(found: Sequence[ShiftReceipts], say: Speech) -> Table | None:
    """Return a row for each receipt that did not come at the first print; None for none."""
    names = ("time", "trace", "receipt_no", "amount", "card", "state", "copy", "who")
    looks = {"time": "code", **dict.fromkeys(("trace", "receipt_no", "amount"), "number")}
    columns = tuple(Column(say(f"receipts.column.{name}"), looks.get(name, "")) for name in names)
    rows = tuple(_late(shift, each, say) for shift, each in not_at_once(found))
    return Table(columns, rows) if rows else None


def _late(shift: ShiftReceipts, each: Owed, say: Speech) -> tuple[Cell, ...]:
    words, lacks = each.sold.words, each.lacks
    state = each.sold.receipt.state if lacks is None else lacks.state
    copy = _DASH if lacks is None else say.word("copy", lacks.copy)
    return (
        Cell(say.time(each.sold.placed)),
        Cell(_plain(words["trace"])),
        Cell(_plain(words["receipt_no"])),
        Cell(say.money(words["amount_minor"], words["currency"])),
        Cell(_plain(words["card_masked"])),
        Cell(say.word("receipt", state), shape="ring" if lacks is None else "missing"),
        Cell(copy),
        Cell(who(shift.shift, say)),
    )


def shifts_table(found: Sequence[ShiftReceipts], say: Speech) -> Table:
    """Return a row a shift: whose it is, as said, and what became of its receipts."""
    names = ("day", "from", "until", "who", "grade", "owed", *_COUNTED)
    looks = {"day": "code", "grade": "mark", **dict.fromkeys(names[5:], "number")}
    columns = tuple(Column(say(f"receipts.shift.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, tuple(_shift(each, say) for each in found))


def _shift(each: ShiftReceipts, say: Speech) -> tuple[Cell, ...]:
    shift, counts = each.shift, each.counts
    say.date = shift.date
    return (
        Cell(shift.date.isoformat()),
        Cell(say.minute(shift.began)),
        Cell(say("sign_in.day_end") if shift.ended is None else say.minute(shift.ended)),
        Cell(who(shift, say)),
        Cell(_DASH if shift.said is None else "C"),
        Cell(str(len(each.owed)) if each.owed else _DASH),
        *(
            Cell(
                str(counts[outcome]) if counts[outcome] else _DASH,
                shape="missing" if outcome == MISSING and counts[outcome] else "",
            )
            for outcome in _COUNTED
        ),
    )


def _plain(value: object) -> str:
    return _DASH if value in (None, "") else str(value)
