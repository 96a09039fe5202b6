# SPDX-License-Identifier: MIT
"""`posminder report settlements`: is there a business day without settlement and cause (R3)."""

from __future__ import annotations

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import CsvOption, PageOption, print_csv, print_table, write_page
from posminder.errors import EXIT_FINDING
from posminder.export.tables import days
from posminder.report.settlements import rows, to_json
from posminder.report.settlements_page import days_table, open_text, settlements_html, sum_text
from posminder.report.speech import Speech


def command(
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    out: PageOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List every business day with its settlements or its cause. Exit 1: a gap, or no balance."""
    shop = opened(board, lang)
    source = shop.source(*days_of(first, last))
    found = list(rows(source.whole, source.first, source.last))
    if as_json:
        for each in found:
            output.json_line(to_json(each, source.whole))
    elif as_csv:
        print_csv(days.TABLE, days.rows(source))
    else:
        say = Speech(shop.language, shop.site)
        print_table(days_table(found, say))
        output.say(sum_text(found, say), style="bold")
        if (told := open_text(found, say)) is not None:
            output.say(told)
    if out is not None:
        write_page(out, settlements_html(found, shop.site, shop.language))
    if not all(each.in_order for each in found):
        raise typer.Exit(EXIT_FINDING)
