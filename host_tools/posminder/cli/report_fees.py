# SPDX-License-Identifier: MIT
"""`posminder report fees`: what the acquirer keeps, class by class (R29-R33)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import MonthOption, month_of_text
from posminder.cli.deposits_expected import shop_of_profile
from posminder.cli.profile_file import FileArgument, LangOption, checked_or_exit
from posminder.cli.reconcile import reconciled
from posminder.cli.shop import BoardOption, StoredShop
from posminder.cli.view_table import CsvOption, page_path, print_csv, print_jsonl, write_page
from posminder.errors import EXIT_FINDING
from posminder.home import store_path
from posminder.money_pages import fee_rows
from posminder.money_pages.fees import fees_of
from posminder.money_pages.fees_page import fees_html, verdict_text
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import NothingToHoldAgainst, Reconciliation
from posminder.report.speech import Speech
from posminder.store.store import Store


def command(
    file: FileArgument,
    month: MonthOption = None,
    board: BoardOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: SITE-fees.html here.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Write fees by class of cards as a page. Exit 1: no rate fits something, or other rounding."""
    first = month_of_text(month, "--month")
    checked, profile = checked_or_exit(file)
    terms = Terms.of(profile, checked.layer)
    shop = shop_of_profile(profile, board, lang)
    fees = fees_of(shop.whole(), terms, first, _found(shop, terms))
    if as_json or as_csv:
        rows = fee_rows.rows(fees, shop.site)
        (print_jsonl if as_json else print_csv)(fee_rows.TABLE, rows)
    if out is not None or not (as_json or as_csv):
        path = out or page_path(shop.site, "fees" if first is None else f"fees-{first:%Y-%m}")
        write_page(path, fees_html(fees, terms, shop.site, shop.language))
        output.note(verdict_text(fees, Speech(shop.language, shop.site)))
    if not fees.good:
        raise typer.Exit(EXIT_FINDING)


def _found(shop: StoredShop, terms: Terms) -> Reconciliation | None:
    """Return what came of the money; None where no statement is in the store."""
    try:
        with Store(store_path()) as store:
            return reconciled(store, shop, terms)
    except NothingToHoldAgainst:
        return None
