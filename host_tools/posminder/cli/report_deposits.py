# SPDX-License-Identifier: MIT
"""`posminder report deposits`: what should have come and what did, as a page with call sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import MonthOption, month_of_text
from posminder.cli.profile_file import FileArgument, LangOption
from posminder.cli.reconcile import UntilOption, of_profile
from posminder.cli.shop import BoardOption
from posminder.cli.view_table import CsvOption, page_path, print_csv, print_jsonl, write_page
from posminder.errors import EXIT_FINDING
from posminder.money_pages import deposit_rows
from posminder.money_pages.deposits import of_month
from posminder.money_pages.deposits_page import deposits_html, verdict_text
from posminder.report.speech import Speech


def command(
    file: FileArgument,
    month: MonthOption = None,
    until: UntilOption = None,
    board: BoardOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: SITE-deposits.html here.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Write what should have come and what did as a page, with call sheets. Exit 1: a finding."""
    first = month_of_text(month, "--month")
    found, terms, shop = of_profile(file, until, board, lang)
    deposits = of_month(found, first)
    if as_json or as_csv:
        rows = deposit_rows.rows(deposits.lines, shop.site)
        (print_jsonl if as_json else print_csv)(deposit_rows.TABLE, rows)
    if out is not None or not (as_json or as_csv):
        path = out or page_path(
            shop.site, "deposits" if first is None else f"deposits-{first:%Y-%m}"
        )
        html = deposits_html(deposits, terms, shop.site, shop.language)
        write_page(path, html)
        output.note(verdict_text(deposits, Speech(shop.language, shop.site)))
    if deposits.findings:
        raise typer.Exit(EXIT_FINDING)
