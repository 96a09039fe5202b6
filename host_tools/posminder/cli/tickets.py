# SPDX-License-Identifier: MIT
"""`posminder tickets`, `unlock` and `lock`: what lets this computer onto which board."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output, ticket_files
from posminder.cli import connect as line
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption, language_of
from posminder.messages import sentence, word
from posminder.ticket import Ticket
from posminder.wall_time import span_text
from posminder_formats import record_words

app = typer.Typer(help="The dated tickets on this computer.", no_args_is_help=True)
_ROLES: Final = record_words.VALUES["role"]


@app.command("take")
def take(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As the office has written it.")],
    lang: LangOption = None,
) -> None:
    """Keep the office's tickets on this computer; then FILE may be deleted."""
    language = language_of(None, lang)
    found = ticket_files.read(file)
    ticket_files.take(found)
    output.say(sentence(language, "tickets.taken", count=len(found), path=file))


@app.command("list")
def list_(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """List the tickets on this computer, by board. Their secrets are not shown."""
    language, today = language_of(None, lang), date.today()
    found = ticket_files.kept()
    if as_json:
        for each in found:
            output.json_line(_to_json(each, today))
        return
    if not found:
        output.note(sentence(language, "tickets.none"))
        return
    columns = [sentence(language, f"office.{name}") for name in ("board", "person", "role")]
    columns += [sentence(language, f"office.{name}") for name in ("last", "state")]
    output.table(columns, [_row(each, today, language) for each in found])


def unlock(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Take the board's lease for any SMP program, with this computer's ticket. Exit 6: refused."""
    with line.connect(port) as (session, status):
        idle_s = line.unlock(session, status)
        role = _ROLES[session.hello().role]
    language = spoken_language(status.id, lang)
    if as_json:
        output.json_line({"id": status.id, "role": role, "idle_s": idle_s})
        return
    span = span_text(idle_s, language)
    named = word(language, "role", role)
    output.say(sentence(language, "tickets.unlocked", board=status.id, role=named, span=span))


def lock(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Give the board's lease back: whoever shares the cable can use it no longer."""
    with line.connect(port) as (session, status):
        session.lock()
    if as_json:
        output.json_line({"id": status.id})
    else:
        language = spoken_language(status.id, lang)
        output.say(sentence(language, "tickets.locked", board=status.id))


def _state(each: Ticket, today: date) -> str:
    return "over" if each.last_day < ticket_files.day_of(today) else "good"


def _row(each: Ticket, today: date, language: str) -> tuple[str, ...]:
    role = word(language, "role", _ROLES[each.role])
    state = sentence(language, f"office.{_state(each, today)}")
    last = str(ticket_files.date_of(each.last_day))
    return each.board_id.hex(), each.person, role, last, state


def _to_json(each: Ticket, today: date) -> dict[str, object]:
    return {
        "board": each.board_id.hex(),
        "person": each.person,
        "role": _ROLES[each.role],
        "first": str(ticket_files.date_of(each.first_day)),
        "last": str(ticket_files.date_of(each.last_day)),
        "state": _state(each, today),
    }
