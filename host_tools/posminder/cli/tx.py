# SPDX-License-Identifier: MIT
"""`posminder tx`: one screen with the whole life of one transaction, from the store (R69)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from posminder import output
from posminder.cli.note_view import note_json, note_sentence, notes_about
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.shop import BoardOption, choose, lives_of, view_of
from posminder.errors import EXIT_FINDING, PosminderError, UsageError
from posminder.home import store_path
from posminder.record_view import View
from posminder.store.notes import Note
from posminder.store.store import Store
from posminder.transaction import APPROVED, DOUBT, Life
from posminder.transaction_sentences import sentences, settlement_of
from posminder.wall_time import day_text


class NotOnThatDay(PosminderError):
    """The transactions with number {} are of other days: {}. Next: name one of these."""

    exit_code = EXIT_FINDING


def command(
    number: Annotated[str, typer.Argument(help="Trace, receipt or authorisation number.")],
    day: Annotated[
        str | None, typer.Option("--day", help="The one of this day, where a number came again.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", help="The one settled with this business day.")
    ] = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the whole life of one transaction: start, result, receipt, reminders, settlement."""
    asked = language_of(None, lang)
    with Store(store_path()) as store:
        board_id = choose(store, board)
        site = store.site(board_id)
        lives = lives_of(store, board_id, number)
        view = view_of(store, board_id)
        notes = store.notes(board_id)
    lives = _picked(lives, number, view, _iso(day, "--day"), _iso(batch, "--batch"))
    language = asked if lang or site is None else site.language
    if as_json:
        for life in lives:
            output.json_line(_to_json(life, view, language, notes))
        return
    _show(lives[0], view, language, notes)
    for older in lives[1:]:
        output.note(
            f"The number was used before: record {older.sale.seq}, {view.time(older.sale)}. "
            f"Next: posminder tx {number} --day {_day(older, view)}"
        )


def _iso(text: str | None, option: str) -> str | None:
    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no date; write it as 2026-11-22') from None


def _picked(
    lives: Sequence[Life], number: str, view: View, day: str | None, batch: str | None
) -> list[Life]:
    """Return the lives of that day and batch. Raises NotOnThatDay."""
    found = [
        life
        for life in lives
        if (day is None or _day(life, view) == day)
        and (batch is None or _business_day(life) == batch)
    ]
    if not found:
        known = (_business_day(life) if batch else _day(life, view) for life in lives)
        raise NotOnThatDay(number, ", ".join(each or "not settled" for each in known))
    return found


def _day(life: Life, view: View) -> str:
    """Return the sale's date on the shop's clock; of an unset clock what stands in its place."""
    return view.time(life.sale).partition(" ")[0]


def _business_day(life: Life) -> str | None:
    settled = settlement_of(life)
    return None if settled is None else day_text(settled.fields.get("business_day"))


def _show(life: Life, view: View, language: str, notes: Sequence[Note]) -> None:
    first, *rest = sentences(life, language, view.time)
    output.say(first, style="bold")
    for each in rest:
        output.say(each)
    for note in notes_about(notes, life.steps()):
        output.say(note_sentence(note, view, language))
    columns = (">seq", "time", "clock", "kind", "details")
    output.table(columns, [view.row(record) for record in life.steps()])


def _to_json(life: Life, view: View, language: str, notes: Sequence[Note]) -> dict[str, object]:
    return {
        "sale": view.to_json(life.sale),
        "receipt": _receipt(life),
        "settlement": _settlement(life),
        "business_day": _business_day(life),
        "doubt": _doubt(life),
        "counters": [
            {"seq": each.record.seq, "alike": each.alike} | _counter(each.record.words())
            for each in life.counters
        ],
        "sentences": list(sentences(life, language, view.time)),
        "notes": [note_json(note) for note in notes_about(notes, life.steps())],
        "steps": [view.to_json(record) for record in life.steps()],
    }


def _counter(words: dict[str, object]) -> dict[str, object]:
    return {"transaction": words.get("transaction"), "amount_minor": words.get("amount_minor")}


def _receipt(life: Life) -> str:
    states = [str(record.words().get("state")) for record in life.after if record.name == "receipt"]
    return ", then ".join(states) or "nothing seen"


def _settlement(life: Life) -> str:
    if life.sale.fields.get("result") != APPROVED:
        return "not part of a batch"
    settled = settlement_of(life)
    return "not settled yet" if settled is None else str(settled.words().get("state"))


def _doubt(life: Life) -> str | None:
    """Return `open` or `ended`, None for a sale that was never in doubt."""
    alerts = (each.words() for each in (*life.before, *life.after) if each.name == "alert")
    states = [words.get("state") for words in alerts if words.get("alert") == DOUBT]
    if not states:
        return None
    return "ended" if states[-1] == "cleared" else "open"
