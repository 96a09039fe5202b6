# SPDX-License-Identifier: MIT
"""`posminder export`: what the store holds as plain tables, for a company's own programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.shop import BoardOption, StoredShop, opened
from posminder.errors import UsageError
from posminder.export.catalogue import TABLES, Filled
from posminder.export.schema import schema
from posminder.export.source import Source
from posminder.export.table import Row, Table
from posminder.export.write import BOM, csv_lines, jsonl_lines
from posminder.money_pages import deposit_rows, fee_rows
from posminder.report.month import month_ends

# Their rows need a profile: `report` writes them.
OF_REPORTS: Final = (deposit_rows.TABLE, fee_rows.TABLE)


def command(
    name: Annotated[str, typer.Argument(metavar="TABLE", help=f"{', '.join(TABLES)}.")],
    format_: Annotated[
        str, typer.Option("--format", metavar="csv|jsonl", help="How a row is written.")
    ] = "jsonl",
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for spreadsheets.")
    ] = False,
    first: FromOption = None,
    last: ToOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: standard output.")
    ] = None,
    as_schema: Annotated[
        bool, typer.Option("--schema", help="Print the table's JSON Schema instead of rows.")
    ] = False,
    board: BoardOption = None,
    lang: LangOption = None,
) -> None:
    """Write a table of the store as CSV or JSONL for other programs, or its JSON Schema."""
    if as_schema:
        described = schema(_declared(name), language_of(None, lang))
        output.write_lines(out, [json.dumps(described, ensure_ascii=False, indent=2) + "\n"])
        return
    filled = TABLES.get(name)
    if filled is None:
        raise UsageError(f"{name} is no table here; use one of {', '.join(TABLES)}")
    if format_ not in ("csv", "jsonl"):
        raise UsageError(f"--format: {format_} is none; use csv or jsonl")
    days = days_of(first, last)
    rows = _rows(filled, opened(board, lang), *days)
    output.write_lines(out, _lines(filled, rows, format_, bom=bom))


def _declared(name: str) -> Table:
    """Return a table, also one whose rows a report writes. Raises UsageError."""
    found = {each.table.name: each.table for each in TABLES.values()}
    found |= {each.name: each for each in OF_REPORTS}
    if name not in found:
        raise UsageError(f"{name} is no table; use one of {', '.join(found)}")
    return found[name]


def _rows(filled: Filled, shop: StoredShop, first: date | None, last: date | None) -> Iterator[Row]:
    """Yield the rows month by month: of a journal of years one month is held at a time.

    Not where what is usual comes from the days before.
    """
    if filled.looks_back:
        yield from filled.rows(Source(shop.whole(), first, last))
        return
    reaches = shop.reaches()
    if reaches is None:
        return
    day, last = max(reaches[0], first or reaches[0]), min(reaches[1], last or reaches[1])
    while day <= last:
        ends = min(last, month_ends(day))
        yield from filled.rows(shop.source(day, ends))
        day = ends + timedelta(days=1)


def _lines(filled: Filled, rows: Iterator[Row], format_: str, *, bom: bool) -> Iterator[str]:
    if format_ == "jsonl":
        yield from jsonl_lines(filled.table, rows)
        return
    if bom:
        yield BOM
    yield from csv_lines(filled.table, rows)
