# SPDX-License-Identifier: MIT
"""`posminder learn`: a MIS line recorded, masked at source, and a dialect drafted from it."""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.cli.replayed import held_to_json, show_held
from posminder.errors import EXIT_FINDING, UsageError
from posminder.learning import draft, record
from posminder.learning.line import Line
from posminder.learning.record import Exchange, Record
from posminder.learning.replay import replay
from posminder.messages import sentence
from posminder.profile.load import load
from posminder.scenarios.dialect_shop import checked_dialect

_NAME: Final = re.compile(r"[a-z0-9-]{1,32}")
_NEEDED: Final = ("sign_in", "sale")


def command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The dialect's file to draft.")],
    register: Annotated[
        str | None, typer.Option("--register", help="Port of the register, or socket://host:port.")
    ] = None,
    terminal: Annotated[
        str | None, typer.Option("--terminal", help="Port of the terminal, or socket://host:port.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Draft from a record that was made before.")
    ] = None,
    baud: Annotated[int, typer.Option("--baud", min=300, help="Speed of both ports, 8N1.")] = 9600,
    amount: Annotated[
        int | None,
        typer.Option("--amount", min=1, help="Amount of the sale in the smallest unit."),
    ] = None,
    tid: Annotated[
        str | None, typer.Option("--tid", help="The terminal's TID, as its slips have it.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Record a MIS line, masked, and draft its dialect. Exit 1: it does not pass yet."""
    language = language_of(None, lang)
    if _NAME.fullmatch(out.stem) is None:
        raise UsageError(sentence(language, "learn.name", file=out))
    kept = file or out.with_suffix(".record.json")
    for path in {out} if file else {out, kept}:
        if path.exists():
            raise UsageError(sentence(language, "learn.exists", file=path))
    if file is not None:
        heard = record.read(file)
    elif register is not None and terminal is not None:
        heard = _heard(language, register, terminal, baud, amount, tid)
    else:
        raise UsageError(sentence(language, "learn.ports"))
    if any(heard.of(step) is None for step in _NEEDED):
        raise UsageError(sentence(language, "learn.nothing"))
    shape = draft.shape_of(heard)
    if file is None:
        heard = draft.without_secrets(heard, shape)
        output.write_file(kept, record.to_text(heard))
    day = heard.exchanges[0].at.date() if file is not None else date.today()
    text = draft.draft(heard, shape, out.stem, day)
    output.write_file(out, text)
    _report(language, out, kept, heard, text, as_json=as_json)


def _report(
    language: str, out: Path, kept: Path, heard: Record, text: str, *, as_json: bool
) -> None:
    checked = checked_dialect(load(out))
    held = []
    if checked.profile is not None:
        held = list(replay(checked.layer.values["dialect"], heard))
    unknown = text.count("# unknown")
    if as_json:
        output.json_line(
            {
                "file": os.fspath(out),
                "record": os.fspath(kept),
                "ok": checked.profile is not None,
                "unknown": unknown,
                "findings": [finding_to_json(each) for each in checked.findings],
                "replay": [held_to_json(each) for each in held],
            }
        )
    else:
        show_findings(checked.findings)
        show_held(held, language)
        output.say(sentence(language, "learn.written", file=out, unknown=unknown))
        output.say(sentence(language, "learn.record", file=kept))
        if checked.profile is None:
            output.note(sentence(language, "learn.missing", file=out, record=kept))
    if checked.profile is None or any(each.wrong for each in held):
        raise typer.Exit(EXIT_FINDING)


def _heard(
    language: str, register: str, terminal: str, baud: int, amount: int | None, tid: str | None
) -> Record:
    """Ask for one step after the other, and return what was heard of them."""
    exchanges: list[Exchange] = []
    left_out: list[str] = []
    with Line(register, terminal, baud) as line:
        output.note(sentence(language, "learn.begin"))
        amount_minor = amount or _amount(language)
        output.note(sentence(language, "learn.how"))
        for step in record.STEPS:
            line.begin(step)
            answer = _line(sentence(language, f"learn.do.{step}", amount=amount_minor))
            exchange = line.end()
            if line.broken is not None:
                raise UsageError(sentence(language, "learn.broken", why=line.broken))
            if answer == "s" or exchange is None:
                left_out.append(step)
                if answer != "s":
                    output.note(sentence(language, "learn.not_heard"))
                continue
            sizes = {"asked": len(exchange.command), "told": len(exchange.reply)}
            output.note(sentence(language, "learn.heard", **sizes))
            exchanges.append(exchange)
        acknowledged = line.acknowledged
    return Record(amount_minor, acknowledged, tuple(exchanges), tid, tuple(left_out))


def _amount(language: str) -> int:
    while True:
        answer = _line(sentence(language, "learn.amount"))
        if answer.isascii() and answer.isdecimal() and int(answer) > 0:
            return int(answer)


def _line(question: str) -> str:
    """Return what is typed. Raises UsageError when nobody can answer."""
    output.note(question)
    line = sys.stdin.readline()
    if not line:
        raise UsageError(f"{question} nothing was typed")
    return line.strip()
