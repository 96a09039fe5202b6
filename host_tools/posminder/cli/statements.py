# SPDX-License-Identifier: MIT
"""`posminder statements`: files of banks and acquirers into the store, by layouts."""

from __future__ import annotations

import getpass
import re
import time
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.errors import EXIT_USAGE, UsageError
from posminder.home import store_path
from posminder.messages import sentence
from posminder.profile.load import shipped_names
from posminder.statements.layout import Layout, read_layout
from posminder.statements.reading import Statement, read
from posminder.store.statements import StatementFile, Taken
from posminder.store.store import Store

app = typer.Typer(help="Files of the bank and the acquirer.", no_args_is_help=True)
StatementArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or xlsx, as the bank or acquirer gives it.")
]
LayoutOption = Annotated[
    Path,
    typer.Option("--layout", help="Its layout, a YAML file, or a shipped one: layout/bank-cn."),
]
_MASK: Final = re.compile(r"[A-Z]{0,2}[0-9]{0,6}\*+[0-9]{4}|[0-9]{4}")


@app.command("take")
def take(
    file: StatementArgument,
    layout: LayoutOption,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Whose statement: a mask such as 622202******1234."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who read it. Default: your user name.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Read a file of the bank or the acquirer into the store. Exit 2: nothing of it was kept."""
    language = language_of(None, lang)
    if account is not None and _MASK.fullmatch(account) is None:
        raise UsageError("--account takes a mask such as 622202******1234, or the last four digits")
    by_layout = layout_or_exit(layout, as_json=as_json)
    found = read_or_exit(file, by_layout, account or "", as_json=as_json)
    reader = (by or getpass.getuser()).encode(errors="replace").decode()
    head, name = by_layout.layout, Path(found.name).name
    row = StatementFile(found.sha256, name, head.id, head.kind, int(time.time()), reader)
    with Store(store_path()) as store:
        taken = store.add_statement(row, found.lines)
    if as_json:
        output.json_line(_to_json(found, taken))
    else:
        counts = {"new": taken.new, "corrected": taken.corrected, "known": taken.known}
        told = {"name": name, "lines": len(found.lines), **counts}
        output.say(sentence(language, "statements.taken", **told))


@app.command("layouts")
def layouts(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """List the shipped layouts: what whose files' columns mean."""
    language = language_of(None, lang)
    found = [read_layout(Path(name)).layout for name in shipped_names("layout")]
    heads = [each.layout for each in found if each is not None]
    if as_json:
        for head in heads:
            output.json_line(head.model_dump())
        return
    names = ("layout", "kind", "currency", "tried")
    output.table(
        [sentence(language, f"statements.column.{name}") for name in names],
        [
            (
                head.id,
                sentence(language, f"statements.{head.kind}"),
                head.currency,
                head.tried_on or sentence(language, "statements.untried"),
            )
            for head in heads
        ],
    )


def layout_or_exit(path: Path, *, as_json: bool = False) -> Layout:
    """Return the layout at `path`, or print what is wrong with it and exit with 2."""
    found = read_layout(path)
    if found.layout is None:
        _refuse(Statement(str(path), "", (), found.findings), as_json=as_json)
    return found.layout


def read_or_exit(path: Path, layout: Layout, account: str, *, as_json: bool = False) -> Statement:
    """Return the file at `path`, or print what is wrong with it and exit with 2."""
    found = read(path, layout, account)
    if found.findings:
        _refuse(found, as_json=as_json)
    return found


def _refuse(found: Statement, *, as_json: bool) -> NoReturn:
    if as_json:
        output.json_line(_to_json(found, Taken()))
    else:
        show_findings(found.findings)
    raise typer.Exit(EXIT_USAGE)


def _to_json(found: Statement, taken: Taken) -> dict[str, object]:
    return {
        "file": found.name,
        "ok": not found.findings,
        "sha256": found.sha256,
        "lines": len(found.lines),
        "new": taken.new,
        "corrected": taken.corrected,
        "known": taken.known,
        "errors": [finding_to_json(each) for each in found.findings],
    }
