# SPDX-License-Identifier: MIT
"""`posminder install`: a prepared board at its counter, to the owner's press; then it watches."""

from __future__ import annotations

import getpass
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from posminder import home, output, self_testing
from posminder.board_status import BoardStatus
from posminder.cli import install_steps
from posminder.cli.connect import connect, unlock
from posminder.cli.install_steps import Counter, LineBad
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.pulling import Line
from posminder.errors import EXIT_FINDING, EXIT_USAGE, PosminderError, UsageError
from posminder.messages import sentence, word
from posminder.preparing.ledger import Board, Ledger
from posminder.profile.check import check
from posminder.profile.model import Profile
from posminder.profile.sentences import sentences
from posminder.report.card import Card, card_html
from posminder.session import Session
from posminder.store.notes import Note, Subject
from posminder.store.store import Store

_DECIDE: Final = ("owner", "supervisor")


class NotPrepared(PosminderError):
    """{} has no board that is ready for site {}. Next: posminder prepare, or --from DIR"""

    exit_code = EXIT_USAGE


class OtherBoardHere(PosminderError):
    """This is board {}, and site {} has board {}; nothing was changed. Next: look at the labels"""

    exit_code = EXIT_USAGE


class OtherProfile(PosminderError):
    """Board {} has another profile than was prepared. Next: posminder diff {}, or posminder prepare
    again"""

    exit_code = EXIT_USAGE


class Armed(PosminderError):
    """{} says mode: enforce, and an installation begins with mode: observe. Next: write that, and
    posminder apply"""

    exit_code = EXIT_USAGE


@dataclass(slots=True)
class _Call:
    site: str
    file: Path
    board: Board
    profile: Profile
    language: str
    as_json: bool
    told: dict[str, Any] = field(default_factory=dict)

    def say(self, name: str, **values: object) -> str:
        """Return a sentence in the language that is spoken."""
        return sentence(self.language, f"install.{name}", **values)

    def tell(self, name: str, **values: object) -> None:
        """Say a sentence to whoever stands there."""
        asks = name in ("listen", "rest", "sell", "sold", "press")
        output.note(self.say(name, **values), style="bold yellow" if asks else "")


def command(
    site: Annotated[str, typer.Argument(metavar="SITE", help="The shop's id, as on the label.")],
    folder: Annotated[
        Path, typer.Option("--from", metavar="DIR", help="What prepare has made.")
    ] = Path("prepared"),
    call: Annotated[
        str | None, typer.Option("--call", help="Whom the cashiers call: name and telephone.")
    ] = None,
    port: output.PortOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Put a prepared board to use at its counter. Exit 1: a cable, no sale, another terminal."""
    now = _prepared(site, folder, lang, as_json=as_json)
    if call is None and sys.stdin.isatty():
        call = str(typer.prompt(now.say("whom"), default="", show_default=False, err=True))
    try:
        with Store(home.store_path()) as store, connect(port) as (session, status):
            _at_the_counter(now, session, status, store)
    except LineBad as error:
        found = now.say(f"line.{error.args[0]}")
        now.told |= {"finding": error.args[0]}
        _end(now, found)
        raise typer.Exit(EXIT_FINDING) from error
    card = now.file.with_name(f"{site}-card.html")
    output.write_file(card, card_html(_card(now.profile, call or "")))
    now.told |= {"card": str(card)}
    _end(now)
    if not as_json:
        output.say(now.say("done", site=site, board=now.board.id), style="bold")
        output.say(now.say("card", file=card))
        output.note(now.say("arm", file=now.file))


def _prepared(site: str, folder: Path, lang: str | None, *, as_json: bool) -> _Call:
    """Return what was prepared for a site; the files are read, nothing is made anew."""
    if not (folder / "prepared.json").is_file():
        raise UsageError(f"{folder} holds nothing that posminder prepare made. Next: --from DIR")
    ledger = Ledger.open(folder)
    board = ledger.done(site) if site in ledger.shops else None
    if board is None:
        raise NotPrepared(folder, site)
    file = ledger.file(site)
    profile = check(file, os.environ, password_later=True).profile
    if profile is None:
        raise NotPrepared(folder, site)
    if profile.mode != "observe":
        raise Armed(file)
    return _Call(site, file, board, profile, language_of(profile, lang), as_json)


def _at_the_counter(now: _Call, session: Session, status: BoardStatus, store: Store) -> None:
    if status.id != now.board.id:
        raise OtherBoardHere(status.id, now.site, now.board.id)
    unlock(session, status, now.language)
    held = session.download(install_steps.PROFILE)
    terminal = now.profile.terminal
    as_prepared = install_steps.with_speed(held, terminal.baud or install_steps.speed_of(held))
    if as_prepared.sha256.hex() != now.board.profile:
        raise OtherProfile(status.id, now.file)
    store.set_site(status.id, held, status.profile_hash or "")
    counter = Counter(session, status, store, Line(session, store, status), now.tell)
    if terminal.driver == "attended":
        now.tell("attended")
    elif terminal.wiring == "beside":
        now.tell("beside")
    else:
        _in_line(now, counter)
    for each in sentences(now.profile, now.language):
        output.note(f"  - {each}") if now.as_json else output.say(f"  - {each}")
    now.tell("rules")
    found = install_steps.accepted(counter)
    bad = [each for each in found.parts if each.state == "bad"]
    for part in bad:
        name = word(now.language, "board_part", part.part)
        output.note(f"{name}: {self_testing.cure(part, now.language)}", style="red")
    now.told |= {"accepted": True, "bad_parts": [each.part for each in bad]}
    text = now.say("note", site=now.site)
    store.add_note(status.id, Note(0, int(time.time()), getpass.getuser(), text, Subject()))


def _in_line(now: _Call, counter: Counter) -> None:
    """Find the speed, see a sale and its void, and hold the terminal's id against the shop's."""
    since = counter.line.pull().last_seq
    baud = install_steps.find_speed(counter)
    now.tell("speed", baud=baud)
    wanted = now.profile.terminal
    if baud != wanted.baud:
        now.tell("other_speed", baud=baud, file=now.file)
    sale = install_steps.sale_and_void(counter, since)
    told = install_steps.check_terminal(counter, wanted.tid)
    kept = {key: sale[key] for key in ("trace", "amount_minor", "currency")}
    now.told |= {"speed": baud, "tid": told, "sale": kept}


def _card(profile: Profile, call: str) -> Card:
    site = profile.site
    people = tuple(
        (each.role, each.name) for each in profile.people.everybody() if each.role in _DECIDE
    )
    return Card(site.name, site.id, profile.terminal.tid, site.locale, call, people)


def _end(now: _Call, error: str | None = None) -> None:
    if now.as_json:
        row: dict[str, Any] = {"site": now.site, "board": now.board.id, "mode": "observe"}
        row |= {"speed": None, "tid": None, "sale": None, "accepted": False, "bad_parts": []}
        output.json_line(row | {"card": None, "finding": None} | now.told | {"error": error})
    elif error is not None:
        output.note(error, style="red")
