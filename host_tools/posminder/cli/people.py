# SPDX-License-Identifier: MIT
"""`posminder people`: who is known to a board with a PIN, and what a role may do (R43, R74)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

import typer

from posminder import output
from posminder.cli import secrets_typed
from posminder.cli.connect import connect, unlock
from posminder.cli.named import spoken, spoken_language
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import ProtocolError, UsageError
from posminder.messages import sentence, word
from posminder.session import Session
from posminder.wall_time import span_text
from posminder_formats import people as rules
from posminder_formats import record_words

app = typer.Typer(help="Let people in with a PIN, or go; show their rights.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As the profile's people have it.")]
_ROLES = record_words.VALUES["role"]
_DEEDS = record_words.VALUES["deed"]


@dataclass(frozen=True, slots=True)
class Known:
    """A person as a board's /people names it. `wait_s`: no PIN is looked at for so long."""

    id: str
    role: int
    enrolled: bool
    wait_s: int


@app.command("list")
def list_(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """List whom the profile names, who of them is enrolled, and who must wait."""
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unlock(session, status)
        found = known_people(session)
    if as_json:
        for each in found:
            role = _ROLES[each.role]
            row = {"id": each.id, "role": role, "enrolled": each.enrolled, "wait_s": each.wait_s}
            output.json_line(row)
        return
    if not found:
        output.note(sentence(language, "people.nobody"))
        return
    columns = ("id", "role", "enrolled", "waits")
    output.table(
        [sentence(language, f"people.{name}") for name in columns],
        [_row(each, language) for each in found],
    )


@app.command("enrol")
def enrol(
    id_: IdArgument,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="ID", help="The owner who vouches; oneself for a new PIN."),
    ] = None,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Let a person in with a PIN, typed twice. The first is an owner; an owner lets the others in.

    PINs are asked for, or taken from POSMINDER_NEW_PIN and, of who vouches, POSMINDER_PIN.
    """
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unlock(session, status)
        known = known_people(session)
        person = _find(known, id_)
        vouched = any(each.enrolled for each in known)
        if vouched and by is None:
            raise UsageError(sentence(language, "people.by_missing"))
        new = secrets_typed.person_with_new_pin(id_, status.id, language)
        vouches = secrets_typed.person(by, status.id, language) if vouched and by else None
        with spoken(language):
            session.enrol(new, person.role, vouches)
    role = word(language, "role", _ROLES[person.role])
    output.say(sentence(language, "people.enrolled_now", id=id_, role=role))
    if vouches is None:
        output.note(sentence(language, "people.first"))


@app.command("remove")
def remove(
    id_: IdArgument,
    by: Annotated[str, typer.Option("--by", metavar="ID", help="The owner who decides so.")],
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Let a person go: the PIN is worth nothing from then on. The last owner stays."""
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unlock(session, status)
        role = _find(known_people(session), id_).role
        decides = secrets_typed.person(by, status.id, language)
        with spoken(language):
            session.remove(id_, role, decides)
    output.say(sentence(language, "people.removed", id=id_))


@app.command("rights")
def rights(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """Show who may do what: the one table for button, host and profile."""
    language = language_of(None, lang)
    rows = [
        (_DEEDS[deed], [name for role, name in _ROLES.items() if rules.may(role, deed)])
        for deed, _ in rules.RIGHTS
    ]
    if as_json:
        for deed, roles in rows:
            output.json_line({"deed": deed, "roles": roles})
        return
    columns = [sentence(language, f"people.{name}") for name in ("deed", "who")]
    shown = [
        (word(language, "deed", deed), ", ".join(_role(role, language) for role in roles))
        for deed, roles in rows
    ]
    output.table(columns, shown)


def _role(role: str, language: str) -> str:
    return sentence(language, "people.button") if role == "nobody" else word(language, "role", role)


def known_people(session: Session) -> list[Known]:
    """Return whom the board knows. Raises ProtocolError."""
    try:
        return [Known(**row) for row in json.loads(session.download("/people"))]
    except (TypeError, ValueError) as error:
        raise ProtocolError("/people is not what this program knows") from error


def _find(known: list[Known], id_: str) -> Known:
    """Return the person of this id. Raises UsageError that names those there are."""
    for each in known:
        if each.id == id_:
            return each
    named = ", ".join(each.id for each in known) or "nobody"
    raise UsageError(f"The board's profile names {named}; {id_} is not among them")


def _row(each: Known, language: str) -> tuple[object, ...]:
    enrolled = word(language, "answer", "yes" if each.enrolled else "no")
    waits = span_text(each.wait_s, language) if each.wait_s else ""
    return each.id, word(language, "role", _ROLES[each.role]), enrolled, waits
