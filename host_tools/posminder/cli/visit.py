# SPDX-License-Identifier: MIT
"""`posminder visit`: all that is done at a counter in one go, and what the shop still owes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer

from posminder import home, output, release_key
from posminder.board_status import BoardStatus
from posminder.cli import update_run, visit_steps
from posminder.cli.apply import put
from posminder.cli.connect import connect, read_status, remember_site, unlock
from posminder.cli.diff import show_changes
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.pulling import PASSING, Line, OtherBoard
from posminder.cli.shop import shop_of
from posminder.cli.visit_steps import Step, Visit
from posminder.errors import EXIT_FINDING, NobodyPressed, PosminderError
from posminder.messages import sentence
from posminder.session import Session
from posminder.store.store import Store
from posminder.updating import Plan

AWAY_S: Final = 120.0  # a cable that came out is waited for so long
LOOK_S: Final = 2.0

YesOption = Annotated[bool, typer.Option("--yes", help="Take a newer sheet and version unasked.")]


@dataclass(slots=True)
class _Call:
    """What was asked for, and what is known once a board has answered."""

    port: str | None
    yes: bool
    approved_by: str | None
    lang: str | None
    as_json: bool
    visit: Visit
    status: BoardStatus | None = None
    update: Plan | None = None  # to be run when the line is free
    language: str = "en"

    def say(self, name: str, **values: object) -> str:
        """Return a sentence in the language that is spoken."""
        return sentence(self.language, name, **values)


def command(
    port: output.PortOption = None,
    yes: YesOption = False,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="ID", help="Who agrees with his PIN, not by button."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Pull, set the clock, take newer sheet and version, say what is owed. Exit 1: it owes."""
    call = _Call(port, yes, approved_by, lang, as_json, Visit(), language=language_of(None, lang))
    steps = _until_done(call, time.sleep)
    if as_json:
        output.json_line(_to_json(call, steps))
    else:
        _show(call, steps)
    if any(each.owed for each in steps):
        raise typer.Exit(EXIT_FINDING)


def _until_done(call: _Call, sleep: Callable[[float], None]) -> list[Step]:
    """Do every step; a cable that comes out on the way is waited for, and the rest goes on."""
    away_s, said = 0.0, ""
    while True:
        done = len(call.visit.done)
        try:
            steps = _at_the_board(call)
            if call.update is None:
                return steps
            _update(call, call.update)
        except PASSING as error:
            away_s = 0.0 if len(call.visit.done) > done else away_s + LOOK_S
            if call.status is None or away_s >= AWAY_S:
                raise
            if str(error) != said:
                said = str(error)
                note = call.say("visit.away", error=said.rstrip("."), seconds=int(AWAY_S))
                output.note(note, style="yellow")
            sleep(LOOK_S)


def _at_the_board(call: _Call) -> list[Step]:
    """Do what is left on one line, as far as to an update, which needs the line for itself."""
    with Store(home.store_path()) as store, connect(call.port) as (session, status):
        if call.status is not None and call.status.id != status.id:
            raise OtherBoard(status.id, status.site or "no profile", call.status.id)
        unlock(session, status, call.language)
        call.status = status
        remember_site(session, store, status)
        site = store.site(status.id)
        if call.lang is None and site is not None:
            call.language = site.language
        visit = call.visit
        visit.take("pull", lambda: visit_steps.pull(Line(session, store, status)))
        visit.take("clock", lambda: visit_steps.set_clock(session))
        visit.take("sheet", lambda: _sheet(call, session, status, store))
        if "firmware" not in visit.done:
            call.update = _wanted_update(call, status)
            if call.update is not None:
                return []
        now = read_status(session)
        shop = shop_of(store, status.id, call.lang)
        return [*visit.done.values(), *visit_steps.owed(session, now, shop)]


def _sheet(call: _Call, session: Session, status: BoardStatus, store: Store) -> Step:
    """Show what the site's file and the newest sheet change, ask, and put it into force."""
    found = visit_steps.newer_profile(session, status, call.language)
    if isinstance(found, Step):
        return found
    values = {"count": len(found.changes), "sheet": found.sheet}
    if not call.as_json:
        show_changes(found.changes, status, found.compiled, call.language)
    if not (call.yes or _agreed(call, "visit.sure")):
        return Step("sheet", "declined", values, owed=True)
    try:
        put(session, found.compiled, call.language, call.approved_by)
    except NobodyPressed:
        return Step("sheet", "nobody_pressed", values, owed=True)
    store.set_site(status.id, found.compiled.data, found.compiled.sha256.hex())
    return Step("sheet", "applied", values)


def _wanted_update(call: _Call, status: BoardStatus) -> Plan | None:
    """Show a newer version that is signed and here, and ask; None, and the step done, without."""
    try:
        found = visit_steps.newer_version(status)
        if isinstance(found, Plan):
            modulus = release_key.kept()
            signature = update_run.checked(found.found, modulus)
            update_run.say_plan(found, modulus, signature, call.language, wanted=True)
            if call.yes or _agreed(call, "visit.sure_update"):
                return found
            found = Step("firmware", "declined", _versions(found), owed=True)
    except PosminderError as error:  # of what lies here: the rest of the visit goes on
        found = Step("firmware", "unusable", {"error": str(error)}, owed=True)
    call.visit.done["firmware"] = found
    return None


def _update(call: _Call, plan: Plan) -> None:
    """Do it, whatever comes of it; the next line begins with the board as it then is."""
    values = _versions(plan)
    try:
        state: str = update_run.run(call.port, plan, call.approved_by, call.language)
    except PosminderError as error:
        state = update_run.ended(error)
        values["error"] = str(error)
    call.visit.done["firmware"] = Step("firmware", state, values, owed=state != "updated")
    call.update = None


def _versions(plan: Plan) -> dict[str, Any]:
    return {"old": plan.before.firmware, "new": plan.found.bundle.version}


def _agreed(call: _Call, question: str) -> bool:
    asks = not call.as_json and sys.stdin.isatty()
    return asks and typer.confirm(call.say(question))


def _show(call: _Call, steps: list[Step]) -> None:
    if call.status is not None:
        site = call.status.site or call.say("visit.no_site")
        output.say(call.say("visit.board", site=site, id=call.status.id), style="bold")
    for each in steps:
        said = visit_steps.said(each, call.language)
        output.say(said, style="bold red" if each.owed else "")
    count = sum(each.owed for each in steps)
    output.say(call.say("visit.owed" if count else "visit.well", count=count), style="bold")


def _to_json(call: _Call, steps: list[Step]) -> dict[str, Any]:
    status = call.status
    return {
        "id": None if status is None else status.id,
        "site": None if status is None else status.site,
        "steps": [visit_steps.to_json(each) for each in steps],
        "owed": sum(each.owed for each in steps),
    }
