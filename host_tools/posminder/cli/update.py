# SPDX-License-Identifier: MIT
"""`posminder update`: a signed version onto the board, and whether it stays there (R70)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import bundle_files, output, release_key
from posminder.cli import update_run
from posminder.cli.connect import connect
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.errors import EXIT_FINDING, EXIT_USAGE, PosminderError
from posminder.messages import sentence
from posminder.updating import Plan


class NoBundleHere(PosminderError):
    """No signed bundle for boards of kind {} on this computer. Next: posminder bundles take FILE;
    at the office, posminder office sign"""

    exit_code = EXIT_USAGE


def command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[BUNDLE]", help="Default: the newest signed one here for it."),
    ] = None,
    port: output.PortOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be done. Exit 1: something would.")
    ] = False,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="ID", help="Who agrees with his PIN, not by button."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Put a signed version onto the board and wait until it is healthy. Exit 1: it fell back."""
    named = None if file is None else bundle_files.read(file)
    modulus = release_key.kept()
    with connect(port) as (_, status):
        found = named or bundle_files.newest(status.board)
    if found is None:
        raise NoBundleHere(status.board)
    plan, signature = Plan(status, found), update_run.checked(found, modulus)
    language = spoken_language(status.id, lang)
    wanted = plan.is_newer or named is not None
    update_run.say_plan(plan, modulus, signature, language, wanted=wanted)
    state = "would_update" if wanted else "current"
    told_json = _to_json(plan, modulus, signature)
    if wanted and not check:
        try:
            state = update_run.run(port, plan, approved_by, language)
        except PosminderError as error:
            if as_json:
                ended = {"state": update_run.ended(error), "error": str(error)}
                output.json_line(told_json | ended)
            raise
    if as_json:
        output.json_line(told_json | {"state": state, "error": None})
    elif state in ("updated", "fell_back"):
        told = {"id": status.id, "old": status.firmware, "new": found.bundle.version}
        style = "bold" if state == "updated" else "bold red"
        output.say(sentence(language, f"update.{state}", **told), style=style)
    if state in ("would_update", "fell_back"):
        raise typer.Exit(EXIT_FINDING)


def _to_json(plan: Plan, modulus: bytes | None, signature: str) -> dict[str, object]:
    new = plan.found.bundle
    good = signature == "good" and modulus is not None
    return {
        "id": plan.before.id,
        "board": new.board,
        "from": plan.before.firmware,
        "to": new.version,
        "file": str(plan.found.path),
        "sha256": new.sha256.hex(),
        "fingerprint": release_key.fingerprint(modulus) if good and modulus else None,
    }
