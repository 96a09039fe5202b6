# SPDX-License-Identifier: MIT
"""`posminder evidence extract`: one sale for the customer it was with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.evidence_make import ProfileOption, Sources, material_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.extract import extract
from posminder.messages import sentence


def command(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As for evidence make.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Default: extract-N.html of record N."),
    ] = None,
    profile: ProfileOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write one page on one sale for its customer: masked, and nothing of anybody else."""
    material = material_of(number, Sources(profile, board, lang, CaseFacts()))
    page, told = extract(material)
    path = out or Path(f"extract-{material.life.sale.seq}.html")
    output.write_file(path, page)
    if as_json:
        output.json_line({"file": str(path)} | told)
    else:
        output.say(sentence(material.language, "extract.written", path=path))
