# SPDX-License-Identifier: MIT
"""An update at a port, for each command that does one: shown, sent, and waited for (R70)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from posminder import bundle, bundle_files, output, release_key
from posminder.board_status import BoardStatus
from posminder.bundle_files import Found
from posminder.cli.connect import LINE_BROKE, connect, read_status, unlock
from posminder.cli.consent import asked
from posminder.errors import (
    EXIT_NO_BOARD,
    BundleUnsigned,
    HashDiffers,
    PosminderError,
)
from posminder.messages import sentence
from posminder.release_key import FINGERPRINT_SHOWN
from posminder.session import Session
from posminder.updating import Outcome, Plan

Unlock = Callable[[Session, BoardStatus, str], object]
"""Takes the lease of a board, speaking a language."""

BUNDLE: Final = "/bundle"
_POLL_S: Final = 2.0
_REPLUG_POLLS: Final = 150  # five minutes, for whoever has the cable in his hand
_HEALTH_POLLS: Final = 1200  # forty minutes: three starts, each given up after ten


class OtherBoardNow(PosminderError):
    """Board {} answers now, the update is of board {}: it has not ended. Next: posminder update at
    that board again, which goes on where it was"""

    exit_code = EXIT_NO_BOARD


class NotSaid(PosminderError):
    """Board {} did not say whether version {} is healthy. It goes on by itself, and back to what it
    ran before if it must. Next: posminder status"""

    exit_code = EXIT_NO_BOARD


def ended(error: PosminderError) -> str:
    """Return "refused" if the board runs what it ran; else "unknown": nobody heard how it ended."""
    return "unknown" if isinstance(error, (OtherBoardNow, NotSaid, *LINE_BROKE)) else "refused"


def checked(found: Found, modulus: bytes | None) -> str:
    """Return "good", or "unchecked" without a key here. Raises BundleUnsigned."""
    signature = bundle_files.signature_of(found, modulus)
    if signature == "unsigned":
        raise BundleUnsigned(found.bundle.version, "by nobody")
    if signature == "other" and modulus is not None:
        bundle.verify(found.bundle.data, modulus)
    return signature


def say_plan(
    plan: Plan, modulus: bytes | None, signature: str, language: str, *, wanted: bool
) -> None:
    """Say from which version to which, and by which key; `wanted`: whether it is to be done."""
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


def run(
    port: str | None,
    plan: Plan,
    approved_by: str | None,
    language: str,
    unlocks: Unlock = unlock,
) -> Outcome:
    """Send it, have it run, and return what became of it.

    `port` must be free: it is opened as often as the board and the cable make it. `approved_by`:
    who agrees with his PIN to a version that is not newer. `unlocks`: with what else than this
    computer's ticket or key. Raises what the board refuses it with,
    OtherBoardNow, NotSaid, and what a line raises that stays broken.
    """
    _send(port, plan, approved_by, language, unlocks)
    return _wait(port, plan, language)


def _send(
    port: str | None, plan: Plan, approved_by: str | None, language: str, unlocks: Unlock
) -> None:
    """Upload and commit, over as many lines as it takes. Raises what the board refuses it with."""
    broken, anew = 0, False
    while True:
        try:
            with connect(port) as (session, status):
                if status.id != plan.before.id:
                    raise OtherBoardNow(status.id, plan.before.id)
                if plan.outcome(status) in ("trial", "updated"):
                    return  # it had all of it: what was lost is its answer
                unlocks(session, status, language)
                _upload(session, plan, language, anew=anew)
                broken = 0
                _commit(session, plan, approved_by, language)
                return
        except HashDiffers:
            if anew:
                raise
            anew = True  # what it had was of another bundle
        except LINE_BROKE as error:
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
        except LINE_BROKE:
            polls += 1
            time.sleep(_POLL_S)
    raise NotSaid(plan.before.id, plan.found.bundle.version)
