# SPDX-License-Identifier: MIT
"""`posminder apply`: a checked profile onto a board, all of it or nothing (R47)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from posminder import home, output
from posminder.board_status import BoardStatus
from posminder.cli.check import FileArgument, LangOption, compiled, language_of, show_findings
from posminder.cli.connect import connect, unlock
from posminder.errors import EXIT_USAGE, HashDiffers
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled
from posminder.profile.sentences import sentences
from posminder.session import Session
from posminder.store.ingest import site_of
from posminder.store.store import Store

PROFILE = "/profile"


def command(
    file: FileArgument,
    port: output.PortOption = None,
    commission: Annotated[
        bool, typer.Option("--commission", help="Give a new board its key first, once.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check a profile, set the board's clock, and put the profile into force on the board."""
    checked = profile_check.check(file, os.environ)
    show_findings(checked.findings)
    if checked.profile is None:
        raise typer.Exit(EXIT_USAGE)
    language = language_of(checked.profile, lang)
    profile = compiled(checked)
    with connect(port) as (session, status):
        if commission and not status.commissioned:
            key = home.load_or_make_key(status.id)
            session.commission(key)
            session.unlock(key)
        else:
            unlock(session, status)
        board_hash = _put(session, profile)
        with Store(home.store_path()) as store:
            store.set_site(status.id, site_of(profile.data, profile.sha256.hex()))
    if as_json:
        output.json_line(_to_json(status, board_hash))
        return
    for each in sentences(checked.profile, language):
        output.say(each)
    output.say(f"Board {status.id} has it in force: SHA-256 {board_hash.hex()}", style="bold")
    if commission and not status.commissioned:
        output.say(f"Its key is {home.key_path(status.id)}. Keep a copy: the board takes no other.")


def _put(session: Session, profile: Compiled) -> bytes:
    """Set the clock and commit; return the hash the board now reports, equal to ours.

    The clock goes first, so that the record of the new profile has a time. Raises HashDiffers.
    """
    session.set_clock(datetime.now(UTC))
    with output.progress("profile") as progress:
        session.upload(PROFILE, profile.data, progress)
    board_hash = session.commit(PROFILE, profile.data)
    if board_hash != profile.sha256:
        raise HashDiffers
    return board_hash


def _to_json(status: BoardStatus, board_hash: bytes) -> dict[str, object]:
    return {
        "id": status.id,
        "sha256": board_hash.hex(),
        "replaced": status.profile_hash,
        "commissioned_now": not status.commissioned,
    }
