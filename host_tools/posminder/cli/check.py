# SPDX-License-Identifier: MIT
"""`posminder check`: what a profile would make the board do, or everything wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.cli.profile_file import (
    FileArgument,
    LangOption,
    compiled,
    finding_to_json,
    language_of,
    show_findings,
)
from posminder.errors import EXIT_USAGE
from posminder.profile import check as profile_check
from posminder.profile.origins import Origin, origins
from posminder.profile.sentences import sentences


def command(
    file: FileArgument,
    full: Annotated[
        bool,
        typer.Option("--full", help="Show every value, where it was written and where it goes."),
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check a profile and say what the board will do. Exit 2: errors, all of them listed."""
    checked = profile_check.check(file, os.environ)
    language = language_of(checked.profile, lang)
    if as_json:
        output.json_line(_to_json(file, checked, language))
    else:
        show_findings(checked.findings)
    if checked.profile is None:
        raise typer.Exit(EXIT_USAGE)
    if not as_json:
        for each in sentences(checked.profile, language):
            output.say(each)
        output.say(f"SHA-256 {compiled(checked).sha256.hex()}")
        if full:
            output.table(("setting", "value", "from", "goes to"), _full(checked))


def _full(checked: profile_check.Checked) -> Iterator[tuple[str, str, str, str]]:
    for origin in origins(checked.layer):
        where = f"{origin.spot.file}:{origin.spot.line}" if origin.spot else "default"
        announced = _announced(checked, origin)
        sheet = None if checked.profile is None else checked.profile.sheet
        if announced and sheet and announced != (sheet.source, sheet.valid_from):
            where = f"{where} ({announced[0]}, {announced[1]})"
        yield origin.path, output.json_text(origin.value), where, origin.destination


def _announced(checked: profile_check.Checked, origin: Origin) -> tuple[str, date] | None:
    """Return source and day of a value that the acquirer's sheet rules, None of any other."""
    sheet = None if checked.profile is None else checked.profile.sheet
    if sheet is None or origin.spot is None or origin.path.startswith("sheet."):
        return None
    file = checked.layer.place(("sheet", "id")).value.file
    return sheet.origin(origin.path) if origin.spot.file == file else None


def _to_json(file: Path, checked: profile_check.Checked, language: str) -> dict[str, Any]:
    profile = checked.profile
    return {
        "file": str(file),
        "ok": profile is not None,
        "sha256": None if profile is None else compiled(checked).sha256.hex(),
        "findings": [finding_to_json(finding) for finding in checked.findings],
        "sentences": [] if profile is None else list(sentences(profile, language)),
        "values": {
            origin.path: {
                "value": origin.value,
                "file": origin.spot.file if origin.spot else None,
                "line": origin.spot.line if origin.spot else None,
                "goes_to": origin.destination,
                "announced": None if announced is None else [announced[0], str(announced[1])],
            }
            for origin in origins(checked.layer)
            for announced in (_announced(checked, origin),)
        },
    }
