# SPDX-License-Identifier: MIT
"""`posminder report month`: a month's rates, calendar, times and totals (R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import month_of_text
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import StoreEmpty, all_opened, opened
from posminder.cli.view_table import CsvOption, page_path, print_csv, print_jsonl, write_page
from posminder.errors import EXIT_FINDING
from posminder.export.source import Source
from posminder.export.tables.month import TABLE, of_days
from posminder.home import store_path
from posminder.report.month import Month, Rates, month_before, month_ends, month_of, trend
from posminder.report.month_page import month_html, shops_html, verdict_text
from posminder.report.speech import Speech
from posminder.report.whole import NoBusinessDay
from posminder.store.maintenance import works
from posminder.store.store import Store

_ALL: Final = "all"
_TREND_MONTHS: Final = 5


def command(
    month: Annotated[
        str | None,
        typer.Argument(metavar="[MONTH]", help="Month, as 2026-11. Default: the newest."),
    ] = None,
    board: Annotated[
        str | None,
        typer.Option("--board", help="Board or site id, or all. Default: the only board."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: SITE-MONTH.html here.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Write a month's rates, calendar and totals as a page. Exit 1: something to look after."""
    first = month_of_text(month, "MONTH")
    months, language = _months(first, board, lang)
    if as_json or as_csv:
        rows = (row for each in months for row in of_days(Source(each.whole), each.days))
        (print_jsonl if as_json else print_csv)(TABLE, rows)
    if out is not None or not (as_json or as_csv):
        _write_page(months, language, out, together=board == _ALL)
    if not all(each.good for each in months):
        raise typer.Exit(EXIT_FINDING)


def _write_page(
    months: tuple[Month, ...], language: str, out: Path | None, *, together: bool
) -> None:
    site = months[0].whole.site
    say = Speech(language, site)
    named = replace(site, site_id=_ALL) if together else site
    path = out or page_path(named, f"{months[0].first:%Y-%m}")
    if not together:
        (found,) = months
        before = trend(found.whole, found.first, _TREND_MONTHS)
        with Store(store_path()) as store:
            maintained = works(store.notes(site.board_id))
        html = month_html(found, before, language, maintained)
    else:
        html = shops_html(months, language)
    write_page(path, html)
    rates = Rates.together(each.rates for each in months)
    output.note(verdict_text(rates.settled, say))


def _months(
    first: date | None, board: str | None, lang: str | None
) -> tuple[tuple[Month, ...], str]:
    """Return the wanted month of each board that is meant, and the language to speak."""
    shops = [opened(board, lang)] if board != _ALL else all_opened(lang)
    newest = {}
    for shop in shops:
        try:
            reaches = shop.reaches()
        except NoBusinessDay:
            if board != _ALL:
                raise
            output.note(f"{shop.site.name}: {NoBusinessDay(shop.board_id)}")
            continue
        newest[shop.board_id] = None if reaches is None else reaches[1]
    if not any(newest.values()):
        raise StoreEmpty
    wanted = first or max(day for day in newest.values() if day is not None).replace(day=1)
    days = month_before(wanted, _TREND_MONTHS), month_ends(wanted)
    wholes = [shop.whole(*days) for shop in shops if shop.board_id in newest]
    return tuple(month_of(each, wanted) for each in wholes), shops[0].language
