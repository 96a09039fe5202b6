# SPDX-License-Identifier: MIT
"""What every command that takes a profile shares: its argument, its language, its findings."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.errors import EXIT_USAGE
from posminder.messages import LANGUAGES
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.findings import Finding, Spot
from posminder.profile.model import Profile

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="The site's profile, a YAML file, or a shipped one: example/kiosk."
    ),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="Language of the sentences: en or zh-CN.")
]


def checked_or_exit(file: Path) -> tuple[profile_check.Checked, Profile]:
    """Check the profile and print what was found; exit with 2 when it has errors."""
    checked = profile_check.check(file, os.environ)
    show_findings(checked.findings)
    if checked.profile is None:
        raise typer.Exit(EXIT_USAGE)
    return checked, checked.profile


def show_findings(findings: tuple[Finding, ...]) -> None:
    """Print findings to stderr, each with its source line and a caret."""
    for finding in findings:
        output.block(finding.render(), stderr=True)


def compiled(checked: profile_check.Checked) -> Compiled:
    """Compile a profile that has no errors, its zone rows beginning with the current year."""
    if checked.profile is None or checked.password is None:
        raise ValueError("a profile with errors is never compiled")
    return compile_profile(
        checked.profile, checked.password, datetime.now(UTC).year, checked.layer.sheet_sha256 or b""
    )


def language_of(profile: Profile | None, lang: str | None) -> str:
    """Return the language to speak: the one asked for, else the profile's, else English."""
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"use one of {', '.join(LANGUAGES)}", param_hint="--lang")
    return lang or (profile.site.locale if profile is not None else LANGUAGES[0])


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as `--json` prints it."""
    return {
        "severity": finding.severity.value,
        **spot_to_json(finding.spot),
        "setting": finding.path,
        "sentence": finding.sentence,
        "against": None if finding.against is None else spot_to_json(finding.against),
    }


def spot_to_json(spot: Spot) -> dict[str, Any]:
    """Return a place as `--json` prints it."""
    return {"file": spot.file, "line": spot.line, "column": spot.column}
