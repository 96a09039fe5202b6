# SPDX-License-Identifier: MIT
"""How a report's rows are written instead of its page: `--json` and `--csv`, by one declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.errors import UsageError
from posminder.export.table import Row, Table
from posminder.export.write import BOM, csv_lines, jsonl_lines

RowsOption = Annotated[
    bool, typer.Option("--json", help="Write the rows as JSON, one a line, instead of the page.")
]
CsvOption = Annotated[
    bool,
    typer.Option("--csv", help="Write the rows as CSV, for spreadsheets, instead of the page."),
]


def write(
    table: Table, rows: Iterable[Row], out: Path | None, *, as_json: bool, as_csv: bool
) -> None:
    """Write rows to a file or to stdout. CSV begins with a mark by which a spreadsheet knows it.

    Raises UsageError.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv: use one of them")
    output.write_lines(out, jsonl_lines(table, rows) if as_json else _csv(table, rows))


def _csv(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    yield BOM
    yield from csv_lines(table, rows)
