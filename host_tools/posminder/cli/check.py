# SPDX-License-Identifier: MIT
"""`posminder check`: what a profile would make the board do, or everything wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.errors import EXIT_USAGE
from posminder.messages import LANGUAGES
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.findings import Finding
from posminder.profile.model import Profile
from posminder.profile.origins import origins
from posminder.profile.sentences import sentences

FileArgument = Annotated[Path, typer.Argument(help="The site's profile, a YAML file.")]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="Language of the sentences: en or zh-CN.")
]


def command(
    file: FileArgument,
    full: Annotated[
        bool, typer.Option("--full", help="Show every value and the file it came from.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check a profile and say what the board will do. Exit 2: errors, all of them listed."""
    checked = profile_check.check(file, os.environ)
    if as_json:
        output.json_line(_to_json(file, checked, language_of(checked.profile, lang)))
    else:
        show_findings(checked.findings)
    if checked.profile is None:
        raise typer.Exit(EXIT_USAGE)
    if not as_json:
        for each in sentences(checked.profile, language_of(checked.profile, lang)):
            output.say(each)
        output.say(f"SHA-256 {compiled(checked).sha256.hex()}")
        if full:
            output.table(("setting", "value", "from"), _full(checked))


def show_findings(findings: tuple[Finding, ...]) -> None:
    """Print findings to stderr, each with its source line and a caret."""
    for finding in findings:
        output.block(finding.render(), stderr=True)


def compiled(checked: profile_check.Checked) -> Compiled:
    """Compile a profile that has no errors, its zone rows beginning with the current year."""
    if checked.profile is None or checked.password is None:
        raise ValueError("a profile with errors is never compiled")
    return compile_profile(checked.profile, checked.password, datetime.now(UTC).year)


def language_of(profile: Profile | None, lang: str | None) -> str:
    """Return the language to speak: the one asked for, else the profile's, else English."""
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"use one of {', '.join(LANGUAGES)}", param_hint="--lang")
    return lang or (profile.site.locale if profile is not None else LANGUAGES[0])


def _full(checked: profile_check.Checked) -> Iterator[tuple[str, str, str]]:
    for origin in origins(checked.layer):
        where = f"{origin.spot.file}:{origin.spot.line}" if origin.spot else "default"
        yield origin.path, output.json_text(origin.value), where


def _to_json(file: Path, checked: profile_check.Checked, language: str) -> dict[str, Any]:
    profile = checked.profile
    return {
        "file": str(file),
        "ok": profile is not None,
        "sha256": None if profile is None else compiled(checked).sha256.hex(),
        "findings": [
            {
                "severity": finding.severity.value,
                "file": finding.spot.file,
                "line": finding.spot.line,
                "column": finding.spot.column,
                "setting": finding.path,
                "sentence": finding.sentence,
            }
            for finding in checked.findings
        ],
        "sentences": [] if profile is None else list(sentences(profile, language)),
        "values": {
            origin.path: {
                "value": origin.value,
                "file": origin.spot.file if origin.spot else None,
                "line": origin.spot.line if origin.spot else None,
            }
            for origin in origins(checked.layer)
        },
    }
