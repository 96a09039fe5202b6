# SPDX-License-Identifier: MIT
"""`posminder doctor`: board, profile and this computer looked over, each line with its cure."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.board_sheet import BoardSheet, sheet_of
from posminder.board_status import BoardStatus
from posminder.cli.connect import connect
from posminder.cli.profile_file import LangOption, checked_or_exit, compiled, language_of
from posminder.doctor.checks import Line, lines
from posminder.doctor.facts import Facts, computer_of, known_profile, settings_of
from posminder.errors import EXIT_FINDING, EXIT_NO_BOARD, PosminderError
from posminder.messages import sentence
from posminder.profile.compile import Compiled
from posminder.profile.model import Profile
from posminder.store.site import site_of


def command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A profile; default: the board's, if known here."),
    ] = None,
    port: output.PortOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Look over board, profile and computer, with a cure for each fault. Exit 1: look at one."""
    profile, wanted = _read(file)
    language = language_of(profile, lang)
    status, protocol, sheet = _ask(port, language, alone=wanted is not None)
    data = None if wanted is None else wanted.data
    if data is None and status is not None:
        data = known_profile(status)
    if data is not None and lang is None:
        language = site_of(data, "").language
    facts = Facts(
        date.today(),
        status,
        protocol,
        None if data is None else settings_of(data),
        sheet,
        None if wanted is None else wanted.sha256.hex(),
        computer_of() if status is None else computer_of(status.id, status.board),
    )
    found = list(lines(facts, language))
    if as_json:
        for line in found:
            output.json_line({"id": None if status is None else status.id, **asdict(line)})
    else:
        _show(found, language)
    if any(line.state in ("look", "wrong") for line in found):
        raise typer.Exit(EXIT_FINDING)


def _read(file: Path | None) -> tuple[Profile | None, Compiled | None]:
    if file is None:
        return None, None
    checked, profile = checked_or_exit(file)
    return profile, compiled(checked)


def _ask(
    port: str | None, language: str, *, alone: bool
) -> tuple[BoardStatus | None, int | None, BoardSheet | None]:
    """Return the board's status, protocol and sheet; None if there is none and FILE may do."""
    try:
        with connect(port) as (session, status):
            return status, session.hello().protocol, sheet_of(session)
    except PosminderError as error:
        if not alone or error.exit_code != EXIT_NO_BOARD:
            raise
        output.note(sentence(language, "doctor.no_board", error=error), style="yellow")
        return None, None, None


def _show(found: list[Line], language: str) -> None:
    columns = ("state", "what", "why", "cure")
    rows = (
        (
            sentence(language, f"doctor.state.{line.state}"),
            line.found or line.what,
            line.why,
            line.cure or "",
        )
        for line in found
    )
    output.table([sentence(language, f"doctor.column.{name}") for name in columns], rows)
    faults = sum(line.state in ("look", "wrong") for line in found)
    name = "doctor.faults" if faults else "doctor.well"
    output.say(sentence(language, name, count=faults), style="bold")
