# SPDX-License-Identifier: MIT
"""`posminder drill`: a marked test alert, and how long it took somebody to acknowledge it (R71)."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from posminder import output
from posminder.board_status import BoardStatus
from posminder.cli.connect import connect, unlock
from posminder.cli.profile_file import LangOption, language_of
from posminder.drilling import ANSWERED, ENDED, Drilled, drill
from posminder.messages import sentence

EXIT_NOBODY: Final = 1
_WITHIN_S_MAX: Final = 3600


def command(
    port: output.PortOption = None,
    within: Annotated[
        int, typer.Option(min=1, max=_WITHIN_S_MAX, help="Seconds to wait for a press.")
    ] = 120,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Raise a test alert and time how long somebody takes to press the button. Exit 1: nobody."""
    language = language_of(None, lang)
    with connect(port) as (session, status):
        unlock(session, status)
        output.note(sentence(language, "drill.begun", within=within))
        found = drill(session, within)
    if as_json:
        output.json_line(_to_json(status, found, within))
    else:
        _say(status, found, within, language)
    if found.state != ANSWERED:
        raise typer.Exit(EXIT_NOBODY)


def _say(status: BoardStatus, found: Drilled, within: int, language: str) -> None:
    if found.first:
        alerts = ", ".join(sentence(language, f"alert.{each}") for each in found.first)
        output.say(sentence(language, "drill.first", alerts=alerts))
    if status.mode == "observe":
        output.say(sentence(language, "drill.observe"))
    elif found.sound is None and found.state != ENDED:
        output.say(sentence(language, "drill.muted"))
    seconds = "" if found.took_ms is None else f"{found.took_ms / 1000:.1f}"
    result = sentence(language, f"drill.{found.state}", seconds=seconds, within=within)
    output.say(result, style="" if found.state == ANSWERED else "bold red")


def _to_json(status: BoardStatus, found: Drilled, within: int) -> dict[str, object]:
    return {
        "id": status.id,
        "mode": status.mode,
        "state": found.state,
        "within_s": within,
        "took_ms": found.took_ms,
        "sound": found.sound,
        "first": list(found.first),
    }
