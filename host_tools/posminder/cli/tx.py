# SPDX-License-Identifier: MIT
"""`posminder tx`: one screen with the whole life of one transaction, from the store (R69)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.note_view import note_json, note_sentence, notes_about
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.record_list import RecordList
from posminder.cli.shop import BoardOption, choose, lives_of, view_of
from posminder.cli.slip_view import show_slip, slip_json
from posminder.errors import EXIT_FINDING, PosminderError
from posminder.home import store_path
from posminder.record_view import View
from posminder.slip_text import slips
from posminder.store.notes import Note
from posminder.store.store import Store
from posminder.transaction import APPROVED, DOUBT, Life
from posminder.transaction_sentences import sentences, settlement_of, stranded_by
from posminder.wall_time import day_text


class NotThatOne(PosminderError):
    """None of the transactions with number {} is {}; the store has {}. Next: {}"""

    exit_code = EXIT_FINDING


def command(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="Trace, receipt or authorisation number.")
    ],
    day: Annotated[
        str | None, typer.Option("--day", help="The one of this day, where a number came again.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", help="The one settled with this business day.")
    ] = None,
    seq: Annotated[
        int | None, typer.Option("--seq", metavar="N", help="The one whose sale is record N.")
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
    again = _Again(number, board, view)
    lives = _picked(lives, _Wanted(_iso(day, "--day"), _iso(batch, "--batch"), seq), again)
    language = asked if lang or site is None else site.language
    if as_json:
        for life in lives:
            output.json_line(_to_json(life, view, language, notes))
        return
    _show(lives[0], view, language, notes)
    for older in lives[1:]:
        output.note(
            f"The number was used before: record {older.sale.seq}, {view.time(older.sale)}. "
            f"Next: {again.command(older)}"
        )


def _iso(text: str | None, option: str) -> str | None:
    day = date_of(text, option)
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which of the transactions with one number is meant; None: any."""

    day: str | None
    batch: str | None
    seq: int | None

    def __str__(self) -> str:
        named = {"of": self.day, "settled with": self.batch, "record": self.seq}
        return " and ".join(f"{how} {it}" for how, it in named.items() if it is not None)

    def meets(self, life: Life, view: View) -> bool:
        """Return whether `life` is one that is meant."""
        return (
            self.day in (None, _day(life, view))
            and self.batch in (None, _business_day(life))
            and self.seq in (None, life.sale.seq)
        )


@dataclass(frozen=True, slots=True)
class _Again:
    """How to ask for one transaction out of several: by the one number that never comes again."""

    number: str
    board: str | None
    view: View

    def command(self, life: Life) -> str:
        """Return the command that shows `life`, ready to be typed."""
        board = [] if self.board is None else ["--board", self.board]
        return shlex.join(["posminder", "tx", self.number, "--seq", str(life.sale.seq), *board])

    def choice(self, life: Life) -> str:
        """Return `record 5, 2026-11-22, batch of 2026-11-22`."""
        batch = _business_day(life)
        settled = "not settled" if batch is None else f"batch of {batch}"
        return f"record {life.sale.seq}, {_day(life, self.view)}, {settled}"


def _picked(lives: Sequence[Life], wanted: _Wanted, again: _Again) -> list[Life]:
    """Return the lives that are meant. Raises NotThatOne."""
    found = [life for life in lives if wanted.meets(life, again.view)]
    if not found:
        known = "; ".join(map(again.choice, lives))
        raise NotThatOne(again.number, wanted, known, again.command(lives[0]))
    return found


def _day(life: Life, view: View) -> str:
    """Return the sale's date on the shop's clock, or that the clock was unset."""
    if life.sale.wall_s is None:
        return "clock unset"
    return view.local(life.sale.wall_s).partition(" ")[0]


def _business_day(life: Life) -> str | None:
    settled = settlement_of(life)
    return None if settled is None else day_text(settled.fields.get("business_day"))


def _show(life: Life, view: View, language: str, notes: Sequence[Note]) -> None:
    first, *rest = sentences(life, language, view.time)
    output.say(first, style="bold")
    for each in rest:
        output.say(each)
    for slip in slips(life.after):
        show_slip(slip, language)
    for note in notes_about(notes, life.steps()):
        output.say(note_sentence(note, view, language))
    steps = RecordList()
    for record in life.steps():
        steps.show(record, view)


def _to_json(life: Life, view: View, language: str, notes: Sequence[Note]) -> dict[str, object]:
    return {
        "sale": view.to_json(life.sale),
        "receipt": _receipt(life),
        "slips": [slip_json(slip) for slip in slips(life.after)],
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
    if stranded_by(life) is not None:
        return "stranded"
    settled = settlement_of(life)
    return "not settled yet" if settled is None else str(settled.words().get("state"))


def _doubt(life: Life) -> str | None:
    """Return `open` or `ended`, None for a sale that was never in doubt."""
    alerts = (each.words() for each in (*life.before, *life.after) if each.name == "alert")
    states = [words.get("state") for words in alerts if words.get("alert") == DOUBT]
    if not states:
        return None
    return "ended" if states[-1] == "cleared" else "open"
