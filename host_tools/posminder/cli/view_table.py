# SPDX-License-Identifier: MIT
"""How a report's table is printed, its rows written as CSV, and its page as a file of what name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.export.table import Row
from posminder.export.table import Table as Declared
from posminder.export.write import BOM, csv_lines, jsonl_lines
from posminder.report.site import ReportSite
from posminder.report.view_tables import Table

PageOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="Write the whole report as this HTML page too.")
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, a line a row, with heads.")]


def print_table(view: Table) -> None:
    """Print a page's table as text: what stands under a cell follows in brackets."""
    columns = [(">" if each.look == "number" else "") + each.name for each in view.columns]
    rows = [
        [f"{each.text} ({each.below})" if each.below else each.text for each in row]
        for row in view.rows
    ]
    output.table(columns, rows)


def print_csv(table: Declared, rows: Iterable[Row]) -> None:
    """Print the rows of a declared table as CSV, with the mark by which a spreadsheet knows it."""
    output.write_lines(None, chain((BOM,), csv_lines(table, rows)))


def print_jsonl(table: Declared, rows: Iterable[Row]) -> None:
    """Print the rows of a declared table as JSON, one a line."""
    output.write_lines(None, jsonl_lines(table, rows))


def page_path(site: ReportSite, what: str) -> Path:
    """Return a file's name of letters, digits, `-` and `_` only: a site's id may hold anything."""
    name = re.sub(r"[^\w-]+", "_", site.site_id, flags=re.ASCII).strip("_") or site.board_id
    return Path(f"{name}-{what}.html")


def write_page(path: Path, html: str) -> None:
    """Write a page, and say where."""
    output.write_file(path, html)
    output.note(str(path))
