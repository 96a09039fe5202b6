# SPDX-License-Identifier: MIT
"""`posminder office`: the boards' keys in one encrypted file, and the tickets made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import home, office_store, output, ticket_files
from posminder.cli import secrets_typed
from posminder.cli.connect import connect
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import Uncommissioned, UsageError, WrongKey
from posminder.messages import sentence, word
from posminder.office_store import Issued, Office
from posminder.session import Session
from posminder_formats import people, record_words

app = typer.Typer(
    help="At the office: keep the boards' keys encrypted, and issue dated tickets.",
    no_args_is_help=True,
)
BoardsArgument = Annotated[
    list[str], typer.Argument(metavar="BOARD...", help="Board ids, as posminder status has them.")
]
_ROLES: Final = record_words.VALUES["role"]
_DAYS_MAX: Final = 366


@app.command("init")
def init(lang: LangOption = None) -> None:
    """Make the office's store on this computer, with a passphrase that is asked for twice."""
    language = language_of(None, lang)
    path = office_store.store_path()
    if path.exists():
        raise office_store.OfficeThere(path)
    office = Office.create(secrets_typed.new_passphrase(language))
    output.say(sentence(language, "office.made", path=office.path))


@app.command("add")
def add(
    boards: Annotated[
        list[str] | None, typer.Argument(metavar="BOARD...", help="Default: every board's.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Take keys that lie plain on this computer into the store, and delete their files."""
    language = language_of(None, lang)
    wanted = boards or sorted(path.stem for path in home.key_path("0" * 16).parent.glob("*.key"))
    keys = {board: home.load_key(board) for board in wanted if home.key_path(board).is_file()}
    if not keys or len(keys) != len(wanted):
        missing = ", ".join(sorted(set(wanted) - set(keys))) or "*"
        raise UsageError(sentence(language, "office.no_plain", boards=missing))
    office = secrets_typed.office(language)
    for board, key in keys.items():
        office.add(board, key)
        home.key_path(board).unlink()
        output.say(sentence(language, "office.added", board=board))
    output.note(sentence(language, "office.copies"))


@app.command("list")
def list_(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """List the boards of the store, and who holds which ticket."""
    language, today = language_of(None, lang), _today()
    office = secrets_typed.office(language)
    if as_json:
        changes = office.to_change(today)
        for board in sorted(office.boards):
            held = [_row_json(each, today) for each in office.issued if each.board == board]
            output.json_line({"board": board, "rotate": board in changes, "tickets": held})
        return
    columns = ("board", "person", "role", "first", "last", "state")
    rows = [_row(each, today, language) for each in office.issued]
    holders = {each.board for each in office.issued}
    rows += [(board, "", "", "", "", "") for board in office.boards if board not in holders]
    output.table([sentence(language, f"office.{name}") for name in columns], sorted(rows))
    _say_changes(office.to_change(today), language)


@app.command("ticket")
def ticket(
    boards: BoardsArgument,
    person: Annotated[
        str, typer.Option("--person", metavar="ID", help="Who it is for, as in profiles.")
    ],
    role: Annotated[
        str, typer.Option("--role", help="technician, cashier, supervisor or owner.")
    ] = "technician",
    days: Annotated[
        int, typer.Option("--days", min=1, max=_DAYS_MAX, help="How many days it is good for.")
    ] = 30,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file that the person takes along.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the tickets on this computer instead.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Issue a dated ticket for each board named. Whoever has the file has the boards till then."""
    language = language_of(None, lang)
    numbers = {name: number for number, name in _ROLES.items() if number}
    if role not in numbers:
        roles = ", ".join(numbers)
        raise UsageError(sentence(language, "office.no_such_role", role=role, roles=roles))
    if not people.is_id(person):
        raise UsageError(sentence(language, "office.no_id", person=person))
    if keep == (out is not None):
        raise UsageError(sentence(language, "office.one_place"))
    first_day = _today()
    office = secrets_typed.office(language)
    issued = office.issue(boards, numbers[role], person, first_day, first_day + days - 1)
    if out is None:
        ticket_files.take(issued)
    else:
        ticket_files.hand_out(out, issued)
    last = str(ticket_files.date_of(first_day + days - 1))
    if as_json:
        for board in boards:
            told = {"board": board, "person": person, "role": role, "last": last}
            output.json_line(told | {"file": None if out is None else str(out)})
        return
    named = word(language, "role", role)
    text = sentence(
        language, "office.issued", count=len(issued), person=person, role=named, last=last
    )
    output.say(text)
    if out is not None:
        output.note(sentence(language, "office.take_along", path=out))


@app.command("revoke")
def revoke(
    person: Annotated[str, typer.Argument(metavar="ID", help="Whose tickets are void.")],
    lang: LangOption = None,
) -> None:
    """Mark a person's tickets, and name the boards whose key must change before they are void."""
    language = language_of(None, lang)
    office = secrets_typed.office(language)
    if not any(each.person == person for each in office.issued):
        raise UsageError(sentence(language, "office.no_ticket", person=person))
    _say_changes(office.revoke(person, _today()), language)


@app.command("rotate")
def rotate(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Give the board here another key: every ticket of the old one is void at once."""
    language = language_of(None, lang)
    with connect(port) as (session, status):
        if not status.commissioned:
            raise Uncommissioned
        office = secrets_typed.office(language)
        # A change that broke off has left two keys: the board has the new one, or still the old.
        if _unlock_with(session, office.keys_of(status.id)) == office.key_of(status.id):
            new = office.begin_change(status.id)
            session.change_key(new)
            session.unlock(new)
        office.end_change(status.id)
        session.lock()
    if as_json:
        output.json_line({"board": status.id, "changed": True})
    else:
        output.say(sentence(language, "office.rotated", board=status.id))


def _unlock_with(session: Session, keys: Sequence[bytes]) -> bytes:
    """Take the lease with the first key that fits, and return it. Raises WrongKey."""
    for key in keys[:-1]:
        try:
            session.unlock(key)
        except WrongKey:
            continue
        return key
    session.unlock(keys[-1])
    return keys[-1]


def _today() -> int:
    """Return the earlier of today's date here and in UTC: a board's day may be either."""
    now = datetime.now(UTC)
    return ticket_files.day_of(min(now.date(), now.astimezone().date()))


def _state(each: Issued, today: int) -> str:
    if each.last_day < today:
        return "over"
    return "revoked" if each.revoked else "good"


def _row(each: Issued, today: int, language: str) -> tuple[str, ...]:
    dates = [str(ticket_files.date_of(day)) for day in (each.first_day, each.last_day)]
    state = sentence(language, f"office.{_state(each, today)}")
    return each.board, each.person, word(language, "role", _ROLES[each.role]), *dates, state


def _row_json(each: Issued, today: int) -> dict[str, object]:
    return {
        "person": each.person,
        "role": _ROLES[each.role],
        "first": str(ticket_files.date_of(each.first_day)),
        "last": str(ticket_files.date_of(each.last_day)),
        "state": _state(each, today),
    }


def _say_changes(boards: Sequence[str], language: str) -> None:
    for board in boards:
        output.say(sentence(language, "office.to_rotate", board=board), style="yellow")
