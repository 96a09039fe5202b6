# SPDX-License-Identifier: MIT
"""`posminder maintenance`: what was done to a terminal, and when it is due again (R65)."""

from __future__ import annotations

import getpass
import time
from datetime import date, timedelta
from typing import Annotated, Any, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose, opened
from posminder.errors import EXIT_FINDING, UsageError
from posminder.home import store_path
from posminder.messages import sentence, word
from posminder.store.maintenance import OVERDUE, Work, text_of, works
from posminder.store.notes import Note, Subject
from posminder.store.store import Store

app = typer.Typer(
    help="Maintenance of the terminal: what was done, and what is due.", no_args_is_help=True
)
_COLUMNS: Final = ("note", "day", "by", "what", "parts", "next", "state")
_EVERY_MAX: Final = 3_660


@app.command("add")
def add(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="What was done; the same again answers a date.")
    ],
    day: Annotated[
        str | None, typer.Option("--day", help="When: 2026-11-22. Default: today.")
    ] = None,
    parts: Annotated[str | None, typer.Option("--parts", help="Parts that were changed.")] = None,
    next_: Annotated[
        str | None, typer.Option("--next", help="When it is due again: 2027-05-22.")
    ] = None,
    every: Annotated[
        int | None,
        typer.Option("--every", min=1, max=_EVERY_MAX, help="Or: due again after so many days."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who did it. Default: your user name.")
    ] = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Keep what was done, as a note that is never changed; note add --corrects withdraws it."""
    if next_ is not None and every is not None:
        raise UsageError("--next and --every both say when it is due again: use one")
    done = date_of(day, "--day") or date.today()
    due = date_of(next_, "--next") if every is None else _after(done, every)
    if due is not None and due <= done:
        raise UsageError(f"--next: {due} is not after {done}, when it was done")
    language = opened(board, lang).language
    with Store(store_path()) as store:
        board_id = choose(store, board)
        subject = Subject(day=done.isoformat())
        text = text_of(what, parts, due)
        note = Note(0, int(time.time()), by or getpass.getuser(), text, subject)
        given = store.add_note(board_id, note)
        kept = next(each for each in works(store.notes(board_id)) if each.id == given)
    if as_json:
        output.json_line(_json(kept))
    else:
        name = "maintenance.kept" if kept.next is None else "maintenance.kept_next"
        output.say(sentence(language, name, id=given, day=kept.day, next=kept.next))


@app.command("list")
def list_(
    board: BoardOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """List what was done and when it is due again. Exit 1: something is overdue."""
    shop = opened(board, lang)
    found, language = works(shop.notes), shop.language
    if as_json:
        for each in found:
            output.json_line(_json(each))
    elif found:
        columns = [sentence(language, f"maintenance.{name}") for name in _COLUMNS]
        output.table(columns, [_row(each, language) for each in found])
    else:
        output.note(sentence(language, "maintenance.none"))
    if any(each.state(date.today()) == OVERDUE for each in found):
        raise typer.Exit(EXIT_FINDING)


def _after(done: date, days: int) -> date:
    try:
        return done + timedelta(days=days)
    except OverflowError:
        raise UsageError(f"--every: {days} days after {done} is beyond the calendar") from None


def _row(each: Work, language: str) -> tuple[object, ...]:
    state = word(language, "maintenance", each.state(date.today()))
    return each.id, each.day, each.by, each.what, each.parts or "", each.next or "", state


def _json(each: Work) -> dict[str, Any]:
    return {
        "note": each.id,
        "day": each.day.isoformat(),
        "by": each.by,
        "what": each.what,
        "parts": each.parts,
        "next": None if each.next is None else each.next.isoformat(),
        "state": each.state(date.today()),
    }
