# SPDX-License-Identifier: MIT
"""`posminder audit`: an acquirer's file by itself, without any board."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption, language_of, show_findings
from posminder.cli.statements import LayoutOption, StatementArgument, layout_or_exit, read_or_exit
from posminder.errors import EXIT_FINDING, EXIT_USAGE, UsageError
from posminder.messages import sentence
from posminder.money import CURRENCIES, amount_text
from posminder.profile.sheet_terms import read_terms
from posminder.reconcile.audit import (
    KINDS,
    Audit,
    Cycle,
    Remark,
    Shop,
    audit,
)
from posminder.store.statements import AcquirerLine

_COLUMNS: Final = ("shop", ">lines", ">gross", *(f">{kind}" for kind in KINDS), ">waiting")


def command(
    file: StatementArgument,
    layout: LayoutOption,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            help="The acquirer's sheet, for what is late: acquirer/example-cn, or a file.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last day judged. Default: the file's last."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say of an acquirer's file who forgot to settle, is paid late, or got nothing. Exit 1: any."""
    language = language_of(None, lang)
    by_layout = layout_or_exit(layout, as_json=as_json)
    if by_layout.layout.kind != "acquirer":
        raise UsageError(
            f"{by_layout.layout.id} is a bank's layout; audit reads an acquirer's file"
        )
    cycle = None if sheet is None else _cycle(sheet)
    found = read_or_exit(file, by_layout, "", as_json=as_json)
    lines = [each for each in found.lines if isinstance(each, AcquirerLine)]
    told = audit(lines, cycle, date_of(until, "--until"))
    currency = next(n for n, row in CURRENCIES.items() if row[0] == by_layout.layout.currency)
    if as_json:
        for shop in told.shops:
            output.json_line(_to_json(shop, told))
    else:
        _show(told, language, currency)
    if any(shop.remarks for shop in told.shops):
        raise typer.Exit(EXIT_FINDING)


def _cycle(path: Path) -> Cycle:
    read = read_terms(path)
    if read.findings:
        show_findings(read.findings)
        raise typer.Exit(EXIT_USAGE)
    if read.cycle is None:
        raise UsageError(f"{path} names no deposit.cycle")
    return Cycle(read.cycle, read.bank, read.cut_over)


def _show(told: Audit, language: str, currency: int) -> None:
    def money(minor: int) -> str:
        return amount_text(minor, currency, language)

    heads = [
        (">" if name.startswith(">") else "")
        + sentence(language, f"audit.column.{name.lstrip('>')}")
        for name in _COLUMNS
    ]
    rows = [
        (
            shop.name,
            len(shop.lines),
            money(sum(each.gross_minor for each in shop.lines)),
            *(len(shop.of(kind)) or "–" for kind in KINDS),
            money(shop.waiting_minor),
        )
        for shop in told.shops
    ]
    output.table(heads, rows)
    for shop in told.shops:
        for text in _texts(shop, language, money):
            output.say(text)
    counts = {kind: sum(len(shop.of(kind)) for shop in told.shops) for kind in KINDS}
    waiting = money(sum(shop.waiting_minor for shop in told.shops))
    said = {"shops": len(told.shops), "waiting": waiting, "last": told.last, **counts}
    output.say(sentence(language, "audit.sum", **said), style="bold")
    for kind in told.unjudged:
        output.note(sentence(language, f"audit.unjudged.{kind}"))
    output.note(sentence(language, "audit.grade"))


def _texts(shop: Shop, language: str, money: Any) -> Iterator[str]:
    for each in shop.remarks:
        line = each.line
        yield sentence(
            language,
            f"audit.{each.kind}",
            shop=shop.name,
            terminal=line.terminal or "–",
            day=line.day,
            batch=line.batch or "–",
            amount=money(line.gross_minor),
            days=each.days,
            due=each.due,
            paid=line.paid,
            settled=line.settled,
            reason=line.reason or sentence(language, "call.not_known"),
            line=line.line,
        )


def _to_json(shop: Shop, told: Audit) -> dict[str, Any]:
    return {
        "shop": shop.name,
        "terminals": list(shop.terminals),
        "last": str(told.last),
        "lines": len(shop.lines),
        "gross_minor": sum(each.gross_minor for each in shop.lines),
        "waiting_minor": shop.waiting_minor,
        "findings": [_remark_to_json(each) for each in shop.remarks],
        "unjudged": list(told.unjudged),
    }


def _remark_to_json(each: Remark) -> dict[str, Any]:
    line = each.line
    return {
        "finding": each.kind,
        "line": line.line,
        "terminal": line.terminal or None,
        "day": str(line.day),
        "batch": line.batch or None,
        "count": line.count,
        "gross_minor": line.gross_minor,
        "settled": line.settled,
        "due": None if each.due is None else str(each.due),
        "paid": None if line.paid is None else str(line.paid),
        "days": each.days,
        "reason": line.reason or None,
    }
