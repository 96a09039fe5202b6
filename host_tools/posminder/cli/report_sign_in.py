# SPDX-License-Identifier: MIT
"""`posminder report sign-in`: was the terminal signed in when it sold, and who worked at it."""

from __future__ import annotations

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import CsvOption, PageOption, print_csv, print_table, write_page
from posminder.errors import EXIT_FINDING
from posminder.export.tables import shifts
from posminder.report.sign_in import sign_in_days, to_json
from posminder.report.sign_in_page import (
    days_table,
    more_texts,
    sign_in_html,
    unsigned_table,
    verdict_text,
)
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
    """Show who was signed in when: terminal, operator, shifts. Exit 1: sold while not signed in."""
    shop = opened(board, lang)
    source = shop.source(*days_of(first, last))
    days = sign_in_days(source.whole, source.first, source.last)
    if as_json:
        for each in days:
            output.json_line(to_json(each, source.whole))
    elif as_csv:
        print_csv(shifts.TABLE, shifts.rows(source))
    else:
        say = Speech(shop.language, shop.site)
        print_table(days_table(days, say))
        unsigned = unsigned_table(days, source.whole, say)
        if unsigned is not None:
            print_table(unsigned)
        output.say(verdict_text(days, say), style="bold")
        for told in more_texts(days, say):
            output.say(told)
    if out is not None:
        write_page(out, sign_in_html(days, source.whole, shop.language))
    if any(each.unsigned for each in days):
        raise typer.Exit(EXIT_FINDING)
