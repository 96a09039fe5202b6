# SPDX-License-Identifier: MIT
"""`posminder case`: a request about a sale, from the day it came to the day it ended (R20, R37)."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli import case_open
from posminder.cli.case_open import ByOption, needed, one_of, sale_of, signed
from posminder.cli.case_view import show_list, tell, to_json
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.shop import BoardOption
from posminder.errors import EXIT_FINDING, UsageError
from posminder.evidence import case_files, paper
from posminder.evidence.case import PAPERS, STATES, Answered, Attached, Lacking, Moved, in_order
from posminder.evidence.case_text import kept
from posminder.messages import sentence

app = typer.Typer(
    help="Requests about sales: what was asked, by when, and what was done.", no_args_is_help=True
)
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="As case list has it.")]


app.command("open")(case_open.command)


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that ended as well.")] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List what is due, overdue first. Exit 1: a case is overdue."""
    language, today = language_of(None, lang), date.today()
    cases = [each for each in in_order(case_files.load_all()) if every or not each.is_ended]
    if as_json:
        for each in cases:
            output.json_line(to_json(each, today))
    elif cases:
        show_list(cases, today, language)
    else:
        output.note(sentence(language, "case.none"))
    if any(each.is_overdue(today) for each in cases):
        raise typer.Exit(EXIT_FINDING)


@app.command("show")
def show_(
    number: CaseArgument, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Show one case: request, deadline and how it was counted, papers, all that was done."""
    tell(case_files.load(number), language_of(None, lang), as_json=as_json)


@app.command("tie")
def tie(
    number: CaseArgument,
    tx: Annotated[str, typer.Argument(metavar="NUMBER", help="As for evidence make.")],
    by: ByOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say which sale a case is about, where that was found out later, or was wrong."""
    language, case = language_of(None, lang), case_files.load(number)
    tell(case_files.add(case, sale_of(tx, board, by)[0]), language, as_json=as_json)


@app.command("attach")
def attach(
    number: CaseArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An image, a PDF or a text.")],
    kind: Annotated[
        str, typer.Option("--as", metavar="PAPER", help=f"One of {', '.join(PAPERS)}.")
    ],
    masked: Annotated[
        bool,
        typer.Option("--masked", help="I have looked: no whole card number is legible on it."),
    ] = False,
    by: ByOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Copy a paper into a case, with its SHA-256 and who did it."""
    language, case = language_of(None, lang), case_files.load(number)
    one_of(kind, PAPERS, "--as")
    read = paper.read(file, masked=masked)
    event = Attached.model_validate(
        signed(by)
        | {
            "paper": kind,
            "file": f"00-{kind}.{read.ending}",
            "name": read.name,
            "sha256": hashlib.sha256(read.data).hexdigest(),
            "size": len(read.data),
            "masked": masked,
        }
    )
    case = case_files.keep_paper(case, read.data, read.ending, event)
    tell(case, language, as_json=as_json)


@app.command("lacks")
def lacks(
    number: CaseArgument,
    kind: Annotated[str, typer.Argument(metavar="PAPER", help=f"One of {', '.join(PAPERS)}.")],
    why: Annotated[str, typer.Argument(metavar="WHY", help="Why there is none.")],
    by: ByOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say that there is none of a paper, and why: the pack says it too."""
    language, case = language_of(None, lang), case_files.load(number)
    one_of(kind, PAPERS, "PAPER")
    told = signed(by) | {"paper": kind, "why": needed(why, "WHY")}
    tell(case_files.add(case, Lacking.model_validate(told)), language, as_json=as_json)


@app.command("answer")
def answer(
    number: CaseArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One paragraph of fact.")],
    by: ByOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write what is answered to the reason; the last one holds."""
    language, case = language_of(None, lang), case_files.load(number)
    event = Answered.model_validate(signed(by) | {"text": needed(text, "TEXT")})
    tell(case_files.add(case, event), language, as_json=as_json)


@app.command("state")
def state(
    number: CaseArgument,
    wanted: Annotated[str, typer.Argument(metavar="STATE", help=f"One of {', '.join(STATES)}.")],
    why: Annotated[str | None, typer.Option("--why", help="In your words.")] = None,
    by: ByOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say what became of a case: prepared, sent, won, lost, expired; or open again."""
    language, case = language_of(None, lang), case_files.load(number)
    one_of(wanted, STATES, "STATE")
    if wanted == case.state:
        raise UsageError(sentence(language, "case.same_state", number=number))
    event = Moved.model_validate(signed(by) | {"state": wanted, "why": kept(why, "--why")})
    tell(case_files.add(case, event), language, as_json=as_json)
