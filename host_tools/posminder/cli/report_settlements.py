# SPDX-License-Identifier: MIT
"""`posminder report settlements`: is there a business day without settlement and cause (R3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.errors import EXIT_FINDING
from posminder.report import acquirer
from posminder.report.settlements import Row, rows, to_json
from posminder.report.speech import Speech
from posminder.report.verdict import ATTESTED, NOTHING_SOLD

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First business day. Default: all.")
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last business day.")]
_COLUMNS: Final = ("day", "sold", "state", "at", "grade", "why")
_ATTENDED: Final = ("day", "acquirer", "state", "at", "grade", "why")  # nobody saw what was sold
_DASH: Final = "–"


def command(
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List every business day with its settlements or its cause. Exit 1: a gap, or no balance."""
    shop = opened(board, lang)
    whole = shop.whole()
    found = list(rows(whole, date_of(first, "--from"), date_of(last, "--to")))
    if as_json:
        for each in found:
            output.json_line(to_json(each, whole))
    else:
        say = Speech(shop.language, shop.site)
        names = _ATTENDED if shop.site.attended else _COLUMNS
        heads = [say(f"settlements.{name}") for name in names]
        output.table(heads, [_cells(each, say) for each in found])
        _sum_up(found, say)
    if not all(each.in_order for each in found):
        raise typer.Exit(EXIT_FINDING)


def _cells(each: Row, say: Speech) -> tuple[str, ...]:
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
    return (
        each.date.isoformat(),
        _sold(each, say),
        state,
        say("report.and").join(settled) or _DASH,
        each.judged.grade or _DASH,
        _DASH if each.cause is None else f"{say.why(each.cause)} [{each.cause.grade}]",
    )


def _sold(each: Row, say: Speech) -> str:
    """Return what the board saw sold; where it sees nothing, what the acquirer's file says."""
    if say.site.attended:
        return say.books(*acquirer.books(each.closing)) if each.closing.totals else _DASH
    return _DASH if each.sold == (0, 0) else say.books(*each.sold)


def _sum_up(found: Sequence[Row], say: Speech) -> None:
    settled = [
        each
        for each in found
        if each.state == ATTESTED or (each.settlements and each.sold != (0, 0))
    ]
    waiting = [each.waiting for each in found if each.waiting != (0, 0)]
    output.say(
        say(
            "settlements.sum",
            days=len(found),
            settled=len(settled),
            late=sum(each.days_late > 0 for each in settled),
            empty=sum(each.state == NOTHING_SOLD for each in found),
            waiting=len(waiting),
            gaps=sum(each.is_gap for each in found),
        ),
        style="bold",
    )
    if waiting:
        books = say.books(sum(count for count, _ in waiting), sum(minor for _, minor in waiting))
        output.say(say("settlements.open", books=books))
