# SPDX-License-Identifier: MIT
"""`posminder runbook`: what to do about an alert, and what the board does, offline (R13, R83)."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, language_of
from posminder.messages import sentence
from posminder.messages.runbook import RUNBOOK
from posminder.runbook_sentences import does, steps, whose


def command(
    alert: Annotated[
        str | None, typer.Argument(metavar="[ALERT]", help="Its name, as status and logs say it.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show what to do about each alert, or about one: whose it is, until when, the steps."""
    if alert is not None and alert not in RUNBOOK:
        raise typer.BadParameter(f"use one of {', '.join(RUNBOOK)}", param_hint="ALERT")
    language = language_of(None, lang)
    if as_json:
        for each in RUNBOOK if alert is None else (alert,):
            output.json_line(_to_json(each, language))
    elif alert is None:
        _list(language)
    else:
        _one(alert, language)


def _list(language: str) -> None:
    columns = ("alert", "means", "board", "whose", "first")
    rows = (
        (
            each,
            sentence(language, f"alert.{each}"),
            does(each, language),
            whose(each, language),
            steps(each, language)[0],
        )
        for each in RUNBOOK
    )
    output.table([sentence(language, f"runbook.column.{name}") for name in columns], rows)


def _one(alert: str, language: str) -> None:
    output.say(f"{sentence(language, f'alert.{alert}')} ({alert})", style="bold")
    output.say(whose(alert, language))
    output.say(sentence(language, "runbook.board", does=does(alert, language)))
    for number, step in enumerate(steps(alert, language), 1):
        output.row(f"{number}. ", step)


def _to_json(alert: str, language: str) -> dict[str, object]:
    entry = RUNBOOK[alert]
    return {
        "alert": alert,
        "role": entry.role,
        "until": entry.until,
        "does": entry.does,
        "steps": steps(alert, language),
    }
