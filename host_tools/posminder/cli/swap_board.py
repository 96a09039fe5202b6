# SPDX-License-Identifier: MIT
"""`posminder swap board`: a spare in the place of a board, with its profile and what is open (R56).

The spare is a board of its own: other id, other key, a journal that begins with it. No command of
the host line gives it another board's books, so what was open becomes a note on both boards and a
list for people; it hears from the terminal itself what is in the batch.
"""

from __future__ import annotations

import getpass
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from posminder import home, output, site_files
from posminder.board_status import BoardStatus
from posminder.cli import commissioning, prepare_board, secrets_typed, swap_steps, visit_steps
from posminder.cli.apply import put
from posminder.cli.connect import connect, unlock
from posminder.cli.diff import is_same
from posminder.cli.profile_file import LangOption
from posminder.cli.pulling import Line
from posminder.cli.shop import choose, shop_of
from posminder.cli.visit_steps import Step
from posminder.errors import EXIT_FINDING, EXIT_USAGE, PosminderError, UsageError
from posminder.messages import sentence
from posminder.office_store import Office
from posminder.profile.compile import Compiled
from posminder.store.notes import Note, Subject
from posminder.store.site import site_of
from posminder.store.store import Store


class SpareInUse(PosminderError):
    """Board {} is no spare: it is at site {}; nothing was changed. Next: take another board"""

    exit_code = EXIT_USAGE


class SameBoard(PosminderError):
    """Board {} is on both ports: it cannot stand in for itself. Next: --to-port of the spare"""

    exit_code = EXIT_USAGE


class NothingToGive(PosminderError):
    """Board {} has no profile: there is nothing to give to a spare. Next: posminder apply"""

    exit_code = EXIT_USAGE


@dataclass(frozen=True, slots=True)
class _Old:
    """The board that goes. `pulled`: it was asked itself, to the end of its journal."""

    board_id: str
    site: str
    profile: Compiled
    open: tuple[Step, ...]
    last_seq: int
    pulled: bool
    language: str

    def say(self, name: str, **values: object) -> str:
        """Return a sentence in the shop's language."""
        return sentence(self.language, f"swap.board.{name}", **values)


def command(
    to_port: Annotated[
        str, typer.Option("--to-port", metavar="PORT", help="Where the spare board is.")
    ],
    port: Annotated[
        str | None,
        typer.Option("--port", "-p", metavar="PORT", help="Where the old one is, if it answers."),
    ] = None,
    board: Annotated[
        str | None, typer.Option("--board", help="Its id or site: it is dead, the store knows it.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Put a spare in a board's place: profile, and what is open as notes. Exit 1: it is open."""
    if (port is None) == (board is None):
        raise UsageError("Name the old board: --port where it is, or --board if it is dead")
    with Store(home.store_path()) as store:
        old = _of_board(port, store, lang) if port else _of_store(board or "", store, lang)
        if not as_json:
            _show(old)
        new = _give(old, to_port, store)
        there = store.boards_at(site_of(old.profile.data, "").terminal_id)
        _note(old, new, store)
    if as_json:
        output.json_line(_to_json(old, new, there))
    else:
        output.say(old.say("done", old=old.board_id, new=new, site=old.site), style="bold")
        output.say(old.say("unplug", old=old.board_id))
        output.say(old.say("people"))
        output.say(old.say("boards", boards=", ".join(there)))
    if any(each.owed or each.name == "batch" for each in old.open):
        raise typer.Exit(EXIT_FINDING)


def _of_board(port: str, store: Store, lang: str | None) -> _Old:
    """Pull the old board to its end; return its profile and what it owes."""
    with connect(port) as (session, status):
        if status.profile_hash is None or status.site is None:
            raise NothingToGive(status.id)
        unlock(session, status)
        data = session.download(visit_steps.PROFILE)
        store.set_site(status.id, data, status.profile_hash)
        done = Line(session, store, status).pull()
        shop = shop_of(store, status.id, lang)
        owed = visit_steps.owed(session, status, shop)
    kept = tuple(each for each in owed if each.name != "tickets")
    if status.account is not None:
        kept = (*kept, Step("account", "under_way", owed=True))
    profile = Compiled(data, bytes.fromhex(status.profile_hash))
    return _Old(status.id, status.site, profile, kept, done.last_seq, True, shop.language)


def _of_store(name: str, store: Store, lang: str | None) -> _Old:
    """Return what this computer knows of a board that does not answer any more."""
    board_id = choose(store, name)
    shop, site = shop_of(store, board_id, lang), store.site(board_id)
    if site is None:
        raise NothingToGive(board_id)
    profile = swap_steps.profile_here(board_id)
    owed = tuple(swap_steps.owed_by_records(shop))
    last = store.last_seq(board_id)
    return _Old(board_id, site.site_id, profile, owed, last, False, shop.language)


def _give(old: _Old, port: str, store: Store) -> str:
    """Key the spare, set its clock, put the profile into force, pull it; return its id."""
    office = secrets_typed.office_if_any(old.language)
    with connect(port) as (session, status):
        _check_spare(old, status, office)
        commissioning.commission(session, status, office, old.language, plain=False)
        session.set_clock(datetime.now(UTC))
        if not is_same(status, old.profile):
            put(session, old.profile, old.language)
        store.set_site(status.id, old.profile.data, old.profile.sha256.hex())
        Line(session, store, status).pull()
    file = site_files.find(old.board_id)
    if file is not None:
        site_files.keep(status.id, file)
    return status.id


def _check_spare(old: _Old, status: BoardStatus, office: Office | None) -> None:
    if status.id == old.board_id:
        raise SameBoard(status.id)
    prepare_board.check_key(status, office)
    if status.site not in (None, old.site):
        raise SpareInUse(status.id, status.site)
    prepare_board.check_version(status)


def _note(old: _Old, new: str, store: Store) -> None:
    """Write on both boards which stands in for which, and what was open; once, however often."""
    said = "; ".join(visit_steps.said(each, old.language) for each in old.open)
    open_ = said or old.say("nothing_open")
    by, now = getpass.getuser(), int(time.time())
    notes = (
        (old.board_id, Subject(seq=old.last_seq), old.say("note_old", new=new, open=open_)),
        (new, Subject(), old.say("note_new", old=old.board_id, open=open_)),
    )
    for board_id, about, text in notes:
        if all(each.text != text for each in store.notes(board_id)):
            store.add_note(board_id, Note(0, now, by, text, about))


def _show(old: _Old) -> None:
    name = "pulled" if old.pulled else "stored"
    output.say(old.say(name, old=old.board_id, site=old.site, last=old.last_seq))
    for each in old.open:
        style = "bold red" if each.owed else "yellow"
        output.say("  " + visit_steps.said(each, old.language), style=style)
    if not old.open:
        output.say("  " + old.say("nothing_open"))


def _to_json(old: _Old, new: str, there: list[str]) -> dict[str, Any]:
    return {
        "old": old.board_id,
        "new": new,
        "site": old.site,
        "sha256": old.profile.sha256.hex(),
        "pulled": old.pulled,
        "last_seq": old.last_seq,
        "open": [visit_steps.to_json(each) for each in old.open],
        "boards": there,
    }
