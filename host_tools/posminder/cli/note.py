# SPDX-License-Identifier: MIT
"""`posminder note`: what people know and a board cannot, kept beside its records (R15, R28)."""

from __future__ import annotations

import getpass
import time
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.note_view import note_json
from posminder.cli.shop import BoardOption, choose, lives_of, view_of
from posminder.errors import UsageError
from posminder.home import store_path
from posminder.record_view import View
from posminder.store.notes import Note, Subject
from posminder.store.store import SEQ_MAX, Store

app = typer.Typer(help="Keep notes on incidents beside a board's records.", no_args_is_help=True)


@app.command("add")
def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened, in your words.")],
    tx: Annotated[
        str | None, typer.Option("--tx", help="About the transaction of this number.")
    ] = None,
    day: Annotated[str | None, typer.Option("--day", help="About this day: 2026-11-22.")] = None,
    seq: Annotated[
        int | None, typer.Option("--seq", min=1, max=SEQ_MAX, help="About this record.")
    ] = None,
    corrects: Annotated[
        int | None, typer.Option("--corrects", help="Stands in for the note of this number.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who says so. Default: your user name.")
    ] = None,
    board: BoardOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Add a note on a transaction, a day, a record or the board. None is ever changed."""
    if sum(each is not None for each in (tx, day, seq, corrects)) > 1:
        raise UsageError("A note has one subject: use one of --tx, --day, --seq, --corrects")
    with Store(store_path()) as store:
        board_id = choose(store, board)
        subject = _subject(store, board_id, tx, day, seq)
        note = Note(0, int(time.time()), by or getpass.getuser(), text, subject, corrects)
        given = store.add_note(board_id, note)
        kept = next(each for each in store.notes(board_id) if each.id == given)
    if as_json:
        output.json_line(note_json(kept))
    else:
        output.say(f"Note {given} is kept, {_about(kept.subject)}.")


@app.command("list")
def list_(board: BoardOption = None, as_json: output.JsonOption = False) -> None:
    """List the notes on a board, in the order they were written."""
    with Store(store_path()) as store:
        board_id = choose(store, board)
        notes = store.notes(board_id)
        view = view_of(store, board_id)
    if as_json:
        for note in notes:
            output.json_line(note_json(note))
    elif notes:
        columns = (">note", "time", "by", "about", "text")
        output.table(columns, [_row(note, view) for note in notes])
    else:
        output.note("No notes yet. Next: posminder note add TEXT --tx NUMBER")


def _subject(
    store: Store, board_id: str, tx: str | None, day: str | None, seq: int | None
) -> Subject:
    """Return what the note is about; a number is pinned to its newest sale: numbers come again."""
    if tx is not None:
        return Subject(seq=lives_of(store, board_id, tx)[0].sale.seq)
    if seq is not None:
        if next((each.seq for each in store.records(board_id, seq - 1)), None) != seq:
            raise UsageError(f"The store has no record {seq}. Next: posminder logs --no-pull")
        return Subject(seq=seq)
    wanted = date_of(day, "--day")
    return Subject() if wanted is None else Subject(day=wanted.isoformat())


def _row(note: Note, view: View) -> tuple[object, ...]:
    text = note.text
    if note.corrects is not None:
        text += f" (corrects note {note.corrects})"
    if note.corrected_by is not None:
        text += f" (corrected by note {note.corrected_by})"
    return note.id, view.local(note.at_s), note.by, _about(note.subject), text


def _about(subject: Subject) -> str:
    if subject.seq is not None:
        return f"record {subject.seq}"
    return "the board" if subject.day is None else subject.day
