# SPDX-License-Identifier: MIT
"""`posminder update`: a signed version onto the board, and whether it stays there (R70)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import bundle, bundle_files, output, release_key
from posminder.bundle_files import Found
from posminder.cli.connect import NoBoard, connect, read_status, unlock
from posminder.cli.consent import asked
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.errors import (
    EXIT_FINDING,
    EXIT_NO_BOARD,
    EXIT_USAGE,
    BoardBusy,
    BoardGone,
    BoardNotFound,
    BundleUnsigned,
    HashDiffers,
    NoAnswer,
    PosminderError,
    ProtocolError,
)
from posminder.messages import sentence
from posminder.release_key import FINGERPRINT_SHOWN
from posminder.session import Session
from posminder.updating import Outcome, Plan

BUNDLE: Final = "/bundle"
_POLL_S: Final = 2.0
_REPLUG_POLLS: Final = 150  # five minutes, for whoever has the cable in his hand
_HEALTH_POLLS: Final = 1200  # forty minutes: three starts, each given up after ten
_LINE_BROKE: Final = (BoardGone, BoardNotFound, BoardBusy, NoAnswer, NoBoard, ProtocolError)


class NoBundleHere(PosminderError):
    """No signed bundle for boards of kind {} on this computer. Next: posminder bundles take FILE;
    at the office, posminder office sign"""

    exit_code = EXIT_USAGE


class OtherBoardNow(PosminderError):
    """Board {} answers now, the update is of board {}: it has not ended. Next: posminder update at
    that board again, which goes on where it was"""

    exit_code = EXIT_NO_BOARD


class NotSaid(PosminderError):
    """Board {} did not say whether version {} is healthy. It goes on by itself, and back to what it
    ran before if it must. Next: posminder status"""

    exit_code = EXIT_NO_BOARD


def command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[BUNDLE]", help="Default: the newest signed one here for it."),
    ] = None,
    port: output.PortOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be done. Exit 1: something would.")
    ] = False,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="ID", help="Who agrees with his PIN, not by button."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Put a signed version onto the board and wait until it is healthy. Exit 1: it fell back."""
    named = None if file is None else bundle_files.read(file)
    modulus = release_key.kept()
    with connect(port) as (_, status):
        found = named or bundle_files.newest(status.board)
    if found is None:
        raise NoBundleHere(status.board)
    plan, signature = Plan(status, found), _checked(found, modulus)
    language = spoken_language(status.id, lang)
    wanted = plan.is_newer or named is not None
    _say_plan(plan, modulus, signature, language, wanted=wanted)
    state = "would_update" if wanted else "current"
    if wanted and not check:
        _send(port, plan, approved_by, language)
        state = _wait(port, plan, language)
    if as_json:
        output.json_line(_to_json(plan, modulus, signature, state))
    elif state in ("updated", "fell_back"):
        told = {"id": status.id, "old": status.firmware, "new": found.bundle.version}
        style = "bold" if state == "updated" else "bold red"
        output.say(sentence(language, f"update.{state}", **told), style=style)
    if state in ("would_update", "fell_back"):
        raise typer.Exit(EXIT_FINDING)


def _checked(found: Found, modulus: bytes | None) -> str:
    """Return "good", or "unchecked" without a key here. Raises BundleUnsigned."""
    signature = bundle_files.signature_of(found, modulus)
    if signature == "unsigned":
        raise BundleUnsigned(found.bundle.version, "by nobody")
    if signature == "other" and modulus is not None:
        bundle.verify(found.bundle.data, modulus)
    return signature


def _say_plan(
    plan: Plan, modulus: bytes | None, signature: str, language: str, *, wanted: bool
) -> None:
    new = plan.found.bundle
    told = {"id": plan.before.id, "board": new.board, "old": plan.before.firmware}
    told |= {"new": new.version, "kib": str(len(new.data) // 1024), "path": str(plan.found.path)}
    if not wanted:
        output.note(sentence(language, "update.current", **told))
        return
    output.note(sentence(language, "update.will", **told), style="bold")
    if signature == "good" and modulus is not None:
        short = release_key.fingerprint(modulus)[:FINGERPRINT_SHOWN]
        output.note(sentence(language, "update.signed", fingerprint=short))
    else:
        output.note(sentence(language, "update.unchecked"), style="yellow")
    if not plan.is_newer:
        output.note(sentence(language, "update.older", **told), style="yellow")


def _send(port: str | None, plan: Plan, approved_by: str | None, language: str) -> None:
    """Upload and commit, over as many lines as it takes. Raises what the board refuses it with."""
    broken, anew = 0, False
    while True:
        try:
            with connect(port) as (session, status):
                if status.id != plan.before.id:
                    raise OtherBoardNow(status.id, plan.before.id)
                if plan.outcome(status) in ("trial", "updated"):
                    return  # it had all of it: what was lost is its answer
                unlock(session, status, language)
                _upload(session, plan, language, anew=anew)
                broken = 0
                _commit(session, plan, approved_by, language)
                return
        except HashDiffers:
            if anew:
                raise
            anew = True  # what it had was of another bundle
        except _LINE_BROKE as error:
            if broken == 0:
                note = sentence(language, "update.broken", error=error)
                output.note(note, style="yellow")
            broken += 1
            if broken > _REPLUG_POLLS:
                raise
            time.sleep(_POLL_S)


def _upload(session: Session, plan: Plan, language: str, *, anew: bool) -> None:
    with output.progress(plan.found.path.name) as progress:
        busy = _Busy(language)
        session.upload(BUNDLE, plan.found.bundle.data, progress, busy=busy, resume=not anew)


def _commit(session: Session, plan: Plan, approved_by: str | None, language: str) -> None:
    new = plan.found.bundle
    waiting = asked(session, language, approved_by, new.sha256)
    session.commit(BUNDLE, new.data, waiting, _Busy(language))
    output.note(sentence(language, "update.sent", new=new.version))


class _Busy:
    """Says once why it goes on no further just now."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._said = False

    def __call__(self) -> None:
        if not self._said:
            self._said = True
            output.note(sentence(self._language, "update.busy"), style="yellow")


def _wait(port: str | None, plan: Plan, language: str) -> Outcome:
    """Return what became of the new version, once the board says so. Raises NotSaid."""
    polls, said = 0, ""
    while polls < _HEALTH_POLLS:
        try:
            with connect(port) as (session, status):
                while polls < _HEALTH_POLLS:
                    outcome = plan.outcome(status) if status.id == plan.before.id else "not_yet"
                    if outcome in ("updated", "fell_back"):
                        return outcome
                    if outcome == "trial" != said:
                        said = outcome
                        told = {"new": plan.found.bundle.version}
                        output.note(sentence(language, "update.trial", **told))
                    polls += 1
                    session.pause(_POLL_S)
                    status = read_status(session)
        except _LINE_BROKE:
            polls += 1
            time.sleep(_POLL_S)
    raise NotSaid(plan.before.id, plan.found.bundle.version)


def _to_json(plan: Plan, modulus: bytes | None, signature: str, state: str) -> dict[str, object]:
    new = plan.found.bundle
    good = signature == "good" and modulus is not None
    return {
        "id": plan.before.id,
        "board": new.board,
        "from": plan.before.firmware,
        "to": new.version,
        "file": str(plan.found.path),
        "sha256": new.sha256.hex(),
        "fingerprint": release_key.fingerprint(modulus) if good and modulus else None,
        "state": state,
    }
