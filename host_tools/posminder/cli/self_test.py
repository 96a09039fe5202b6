# SPDX-License-Identifier: MIT
"""`posminder self-test`: what parts the board has, each tried without harm, with a cure (R56)."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import output, self_testing
from posminder.cli.connect import connect, unlock
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import EXIT_FINDING
from posminder.messages import MESSAGES, sentence, word
from posminder.self_testing import Trial, cure


def command(
    port: output.PortOption = None,
    button: Annotated[
        bool, typer.Option("--button/--no-button", help="Ask for a press of the board's button.")
    ] = True,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Have the board try its own parts, and say what is missing or bad. Exit 1: something is."""
    language = language_of(None, lang)
    asked = False

    def told(now: Trial) -> None:
        nonlocal asked
        if now.wants_press and not asked:
            asked = True
            output.note(sentence(language, "self_test.press"), style="bold yellow")

    with connect(port) as (session, status):
        unlock(session, status, language)
        found = self_testing.run(session, button, told)
    if as_json:
        output.json_line({"id": status.id, **found.model_dump()})
    else:
        _show(found, language)
    if found.state != "done" or any(each.state == "bad" for each in found.parts):
        raise typer.Exit(EXIT_FINDING)


def _show(found: Trial, language: str) -> None:
    columns = [sentence(language, f"self_test.column.{name}") for name in ("part", "state", "next")]
    rows = (
        (
            word(language, "board_part", each.part),
            _state(each.state, language),
            cure(each, language),
        )
        for each in found.parts
    )
    output.table(columns, rows)
    bad = sum(each.state == "bad" for each in found.parts)
    name = "faults" if bad else ("well" if found.state == "done" else "stopped")
    output.say(sentence(language, f"self_test.{name}", count=bad), style="bold")


def _state(state: str, language: str) -> str:
    name = f"self_test.state.{state}"
    return sentence(language, name) if name in MESSAGES else state
