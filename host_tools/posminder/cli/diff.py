# SPDX-License-Identifier: MIT
"""`posminder diff`: what a profile would change on a board. Reads only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from posminder import output
from posminder.board_sheet import sheet_of
from posminder.board_status import BoardStatus
from posminder.cli.connect import connect, unlock
from posminder.cli.profile_file import (
    FileArgument,
    LangOption,
    checked_or_exit,
    compiled,
    language_of,
)
from posminder.errors import EXIT_FINDING
from posminder.messages import sentence
from posminder.profile.compile import Compiled
from posminder.profile.difference import Change, differences
from posminder.session import Session

PROFILE = "/profile"


def command(
    file: FileArgument,
    port: output.PortOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show what a profile would change on the board. Exit 1: something would."""
    checked, profile = checked_or_exit(file)
    language = language_of(profile, lang)
    wanted = compiled(checked)
    with connect(port) as (session, status):
        if status.profile_hash is not None:  # a fresh board has nothing to read, and no key yet
            unlock(session, status)
        changes = changes_on(session, status, wanted, language)
        held = sheet_of(session)
    newer = None if held is None else held.newer_here(date.today())
    same = is_same(status, wanted)
    if as_json:
        output.json_line({"id": status.id, "same": same, "changes": to_json(changes)})
    else:
        show_changes(changes, status, wanted, language)
        if not same:
            output.note(sentence(language, "diff.next", file=_quoted(file)))
    if newer is not None:
        told = {"id": newer.id, "version": newer.version, "day": newer.valid_from}
        output.note(sentence(language, "diff.newer_sheet", **told), style="yellow")
    if not same:
        raise typer.Exit(EXIT_FINDING)


def is_same(status: BoardStatus, profile: Compiled) -> bool:
    """Return whether the board reports the hash of `profile`."""
    return status.profile_hash == profile.sha256.hex()


def changes_on(
    session: Session, status: BoardStatus, profile: Compiled, language: str
) -> tuple[Change, ...]:
    """Return what `profile` would change on the board: nothing where it has the same hash.

    Needs a lease unless the board has no profile. Raises ProtocolError.
    """
    if is_same(status, profile):
        return ()
    board = None if status.profile_hash is None else session.download(PROFILE)
    return differences(board, profile.data, language)


def show_changes(
    changes: tuple[Change, ...], status: BoardStatus, profile: Compiled, language: str
) -> None:
    """Print changes as a table, or that there are none."""
    if not changes:
        name = "diff.same" if is_same(status, profile) else "diff.same_meaning"
        output.say(sentence(language, name))
        return
    if status.profile_hash is None:
        output.say(sentence(language, "diff.none_on_board"))
    columns = tuple(sentence(language, f"diff.{name}") for name in ("setting", "board", "file"))
    none = sentence(language, "diff.none")
    output.table(columns, ((each.setting, each.board or none, each.file) for each in changes))


def to_json(changes: tuple[Change, ...]) -> list[dict[str, object]]:
    """Return changes as `--json` prints them."""
    return [{"setting": each.setting, "board": each.board, "file": each.file} for each in changes]


def _quoted(file: Path) -> str:
    return f'"{file}"' if " " in str(file) else str(file)
