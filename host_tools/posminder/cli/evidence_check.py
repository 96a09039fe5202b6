# SPDX-License-Identifier: MIT
"""`posminder evidence check`: what is missing, before anything is sent (R21)."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.evidence_verify import seal_keys_of
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import EXIT_FINDING, UsageError
from posminder.evidence import case_files, contents, signature
from posminder.evidence.case import Case
from posminder.evidence.completeness import Lack, lacks_between, lacks_of_case, lacks_of_pack
from posminder.evidence.verification import verify
from posminder.messages import sentence


def command(
    pack: Annotated[
        Path | None,
        typer.Argument(metavar="[PACK]", help="A pack's folder. Default: the case's newest."),
    ] = None,
    number: Annotated[str | None, typer.Option("--case", metavar="CASE", help="Its case.")] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say what a pack, or a case, lacks before it is sent. Exit 1: it lacks something."""
    language = language_of(None, lang)
    case = None if number is None else case_files.load(number)
    if case is None and pack is None:
        raise UsageError("Name a pack, or a case with --case")
    made = None if case is None else case.made
    folder = pack or (None if made is None else Path(made.folder))
    found = _found(folder, case)
    ready = not any(each.must for each in found)
    if as_json:
        told = [{"lack": e.word, "must": e.must, "text": _text(e, language)} for e in found]
        output.json_line(
            {"pack": folder and str(folder), "case": number, "ready": ready, "lacks": told}
        )
    else:
        for each in found:
            mark = sentence(language, "lack.must" if each.must else "lack.remark")
            output.row(f"{mark} ", _text(each, language))
        output.say(sentence(language, "lack.ready" if ready else "lack.not_ready"), style="bold")
    if not ready:
        raise typer.Exit(EXIT_FINDING)


def _found(folder: Path | None, case: Case | None) -> list[Lack]:
    found = [] if case is None else list(lacks_of_case(case, date.today()))
    if folder is None:
        return [*found, Lack("no_pack")]
    files = contents.read(folder)
    verified = verify(files, None, frozenset(signature.known()), partial(seal_keys_of, None))
    found += lacks_of_pack(files, verified, str(folder))
    if case is not None:
        found += lacks_between(files, case)
    return sorted(found, key=lambda each: not each.must)


def _text(found: Lack, language: str) -> str:
    return sentence(language, f"lack.{found.word}", what=found.what, why=found.why)
