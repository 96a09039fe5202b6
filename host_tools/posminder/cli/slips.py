# SPDX-License-Identifier: MIT
"""`posminder slips`: the text of slips that the board kept, of one business day or of all."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.slip_view import show_slip, slip_json
from posminder.report.placing import place
from posminder.report.speech import Speech
from posminder.slip_text import slips


def command(
    day: Annotated[
        str | None, typer.Option("--day", metavar="DATE", help="One business day. Default: all.")
    ] = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the slips' text that was kept, settlements' too: captured, not the signed original."""
    shop = opened(board, lang)
    only, say = date_of(day, "--day"), Speech(shop.language, shop.site)
    # No clock need have been set to show them all.
    placed = place(shop.records, shop.site) if only is None else shop.whole(only, only).placed
    of_day = [each for each in placed if only in (None, shop.site.business_day(each.at_s))]
    at = {each.seq: each for each in of_day}
    found = slips([each.record for each in of_day])
    for slip in found:
        if as_json:
            output.json_line(slip_json(slip))
            continue
        first = slip.records[0]
        trace = first.fields["trace"]
        output.say(f"{say.time(at[first.seq])}  {'–' if trace is None else trace}", style="bold")
        show_slip(slip, say.language)
    if not found and not as_json:
        output.say(say("slips.none"))
