# SPDX-License-Identifier: MIT
"""`posminder report pilot`: mode observe beside what people did, before a board may act (R14)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.report_settlements import FromOption, ToOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import print_table
from posminder.report.pilot import Pilot, compare, to_json
from posminder.report.pilot_page import days_table, pilot_html, verdict_text
from posminder.report.speech import Speech


def command(
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file. Default: SITE-pilot.html here.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Compare what a board in mode observe would have done with what people did, as a page."""
    shop = opened(board, lang)
    whole = shop.whole()
    pilot = compare(whole, date_of(first, "--from"), date_of(last, "--to"))
    if as_json:
        output.json_line(to_json(pilot))
        return
    say = Speech(shop.language, shop.site)
    _show(pilot, say)
    path = out or Path(f"{re.sub(r'[^A-Za-z0-9_-]+', '_', shop.site.site_id)}-pilot.html")
    output.write_file(path, pilot_html(pilot, shop.language))
    output.note(str(path))


def _show(pilot: Pilot, say: Speech) -> None:
    print_table(days_table(pilot, say))
    output.say(verdict_text(pilot, say), style="bold")
