# SPDX-License-Identifier: MIT
"""`posminder report pilot`: mode observe beside what people did, before a board may act (R14)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import page_path, print_table, write_page
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
    pilot = compare(shop.whole(), *days_of(first, last))
    if as_json:
        output.json_line(to_json(pilot))
        return
    say = Speech(shop.language, shop.site)
    _show(pilot, say)
    write_page(out or page_path(shop.site, "pilot"), pilot_html(pilot, shop.language))


def _show(pilot: Pilot, say: Speech) -> None:
    print_table(days_table(pilot, say))
    output.say(verdict_text(pilot, say), style="bold")
