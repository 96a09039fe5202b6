# SPDX-License-Identifier: MIT
"""`posminder dialect check`: a MIS dialect's file, read and then played."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.cli.replayed import held_to_json, show_held
from posminder.errors import EXIT_FINDING, EXIT_USAGE
from posminder.learning import record
from posminder.learning.replay import Held, replay
from posminder.messages import sentence
from posminder.profile.dialect_compile import compile_dialect
from posminder.profile.layer import Layer
from posminder.profile.load import load
from posminder.scenarios import dialect_shop
from posminder.scenarios.dialect_shop import Step

app = typer.Typer(help="Dialects of MIS terminals.", no_args_is_help=True)


@app.callback()
def dialects() -> None:
    """Dialects of MIS terminals."""


@app.command("check")
def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A dialect's file, or dialect/allinpay-experimental."),
    ],
    without_play: Annotated[
        bool, typer.Option("--no-play", help="Only read the file: no simulated terminal.")
    ] = False,
    replay_file: Annotated[
        Path | None,
        typer.Option("--replay", help="Hold it against a record that posminder learn made."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check a MIS dialect, and play it on the real firmware. Exit 1: a step failed, 2: errors."""
    language = language_of(None, lang)
    recorded = None if replay_file is None else record.read(replay_file)
    layer = load(file)
    checked = dialect_shop.checked_dialect(layer)
    profile = checked.profile
    if not as_json:
        show_findings(checked.findings)
    steps: list[Step] = []
    held: list[Held] = []
    size = None
    if profile is not None and profile.dialect is not None:
        size = len(compile_dialect(profile.dialect))
        if not as_json:
            _say(language, "fits", name=profile.dialect.name, size=size)
            _say(language, "source", source=profile.dialect.source)
        if recorded is not None:
            held = _replay(checked.layer, recorded, language, quiet=as_json)
        if not without_play:
            steps = _play(layer, language, quiet=as_json)
    if as_json:
        output.json_line(
            {
                "file": os.fspath(file),
                "ok": profile is not None,
                "findings": [finding_to_json(each) for each in checked.findings],
                "bytes": size,
                "steps": [asdict(each) for each in steps],
                "replay": [held_to_json(each) for each in held],
            }
        )
    if profile is None:
        raise typer.Exit(EXIT_USAGE)
    if any(each.outcome == "failed" for each in steps) or any(each.wrong for each in held):
        raise typer.Exit(EXIT_FINDING)


def _say(language: str, name: str, /, **values: object) -> None:
    output.say(sentence(language, f"dialect.{name}", **values))


def _replay(layer: Layer, recorded: record.Record, language: str, *, quiet: bool) -> list[Held]:
    held = list(replay(layer.values["dialect"], recorded))
    if not quiet:
        show_held(held, language)
    return held


def _play(layer: Layer, language: str, *, quiet: bool) -> list[Step]:
    steps = []
    for each in dialect_shop.play(layer):
        steps.append(each)
        if not quiet:
            parts = [sentence(language, f"dialect.{part}") for part in (each.wiring, each.step)]
            why = sentence(language, f"dialect.why.{each.why}") if each.why else ""
            came_to = sentence(language, f"dialect.{each.outcome}")
            output.say(f"{', '.join(parts)}: {came_to}{f' ({why})' if why else ''}")
    if not quiet:
        _say(language, "played")
    return steps
