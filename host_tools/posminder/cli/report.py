# SPDX-License-Identifier: MIT
"""`posminder report`: pages made from the store, one HTML file each (R22)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli import (
    report_anomalies,
    report_deposits,
    report_fees,
    report_month,
    report_not_closed,
    report_pilot,
    report_receipts,
    report_settlements,
    report_sign_in,
)
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, StoredShop, opened, rules_of
from posminder.cli.view_table import page_path
from posminder.errors import EXIT_FINDING, PosminderError
from posminder.report import facts, view
from posminder.report.day import Day, day_of
from posminder.report.page import day_html
from posminder.report.verdict import judge
from posminder.report.view_tables import Say

app = typer.Typer(help="Make pages for people from the store.", no_args_is_help=True)


class DayUnknown(PosminderError):
    """The store has no record of {}. Next: posminder logs --port PORT"""

    exit_code = EXIT_FINDING


@app.callback()
def root() -> None:
    """Make pages for people from the store."""


@app.command("day")
def day_command(
    day: Annotated[
        str | None,
        typer.Argument(metavar="[DATE]", help="Business day, as 2026-11-23. Default: the newest."),
    ] = None,
    board: BoardOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: SITE-DATE.html here.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write one business day as an HTML page. Exit 1: it is not settled, or records are missing."""
    wanted = date_of(day, "DATE")
    shop = opened(board, lang)
    picked, language = _pick(shop, wanted), shop.language
    if as_json:
        output.json_line(facts.to_json(picked))
    else:
        path = out or page_path(picked.site, picked.date.isoformat())
        rules = rules_of(shop.profile, picked.profile_hash, language) or ()
        output.write_file(path, day_html(picked, language, rules))
        output.say(str(path), style="bold")
        output.say(view.verdict_text(judge(picked), Say(language, picked)))
    if picked.missing or not judge(picked).settled:
        raise typer.Exit(EXIT_FINDING)


app.command("month")(report_month.command)
app.command("deposits")(report_deposits.command)
app.command("fees")(report_fees.command)
app.command("settlements")(report_settlements.command)
app.command("sign-in")(report_sign_in.command)
app.command("receipts")(report_receipts.command)
app.command("anomalies")(report_anomalies.command)
app.command("pilot")(report_pilot.command)
app.command("not-closed")(report_not_closed.command)


def _pick(shop: StoredShop, wanted: date | None) -> Day:
    """Return the day. Raises DayUnknown."""
    reaches = shop.reaches() if wanted is None else (wanted, wanted)
    if reaches is None:
        raise DayUnknown("any day")
    day = reaches[1]
    picked = day_of(shop.whole(day, day), day, shop.notes)
    if not picked.placed:
        raise DayUnknown(day.isoformat())
    return picked
