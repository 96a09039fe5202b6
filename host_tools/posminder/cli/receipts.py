# SPDX-License-Identifier: MIT
"""`posminder receipts`: the sales that left no receipt, of one day or of all (R58)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, StoredShop, opened
from posminder.cli.slip_view import show_slip, slip_json
from posminder.errors import EXIT_FINDING
from posminder.money import amount_text
from posminder.report.placing import Placed, place
from posminder.report.speech import Speech
from posminder.report.unprinted import Unprinted, unprinted
from posminder.slip_text import slips

_COLUMNS: Final = ("time", "trace", "receipt_no", "amount", "card", "state", "copy")
_FIELDS: Final = ("transaction", "amount_minor", "currency", "trace", "receipt_no", "card_masked")


def command(
    day: Annotated[
        str | None, typer.Option("--day", metavar="DATE", help="One business day. Default: all.")
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help="Show the slips' kept text instead, settlements' too.")
    ] = False,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the sales that left no receipt, of a day or of all. Exit 1: there are any."""
    shop = opened(board, lang)
    only = date_of(day, "--day")
    if text:
        _show_texts(shop, only, as_json=as_json)
        return
    found = [
        each
        for each in unprinted(_placed(shop, only))
        if only in (None, shop.site.business_day(each.sale.at_s))
    ]
    say = Speech(shop.language, shop.site)
    if as_json:
        for each in found:
            output.json_line(_to_json(each, say))
    else:
        if found:
            heads = [say(f"receipts.column.{name}") for name in _COLUMNS]
            output.table(heads, [_cells(each, say) for each in found])
        output.say(say("receipts.sum", count=len(found)), style="bold")
        if found:
            output.say(say("receipts.next"))
    if found:
        raise typer.Exit(EXIT_FINDING)


def _show_texts(shop: StoredShop, only: date | None, *, as_json: bool) -> None:
    say = Speech(shop.language, shop.site)
    of_day = [
        each for each in _placed(shop, only) if only in (None, shop.site.business_day(each.at_s))
    ]
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


def _placed(shop: StoredShop, only: date | None) -> tuple[Placed, ...]:
    """Return all records, or what one day needs: no clock need have been set for the former."""
    return place(shop.records, shop.site) if only is None else shop.whole(only, only).placed


def _cells(each: Unprinted, say: Speech) -> tuple[str, ...]:
    words = each.sale.record.words()
    return (
        say.time(each.sale),
        str(words["trace"]),
        str(words["receipt_no"]),
        amount_text(words["amount_minor"], words["currency"], say.language),
        str(words["card_masked"] or "–"),
        say.word("receipt", each.state),
        say.word("copy", each.copy),
    )


def _to_json(each: Unprinted, say: Speech) -> dict[str, object]:
    words = each.sale.record.words()
    return {
        "board": say.site.board_id,
        "site": say.site.site_id,
        "day": say.site.business_day(each.sale.at_s).isoformat(),
        "seq": each.sale.seq,
        "wall_s": each.sale.record.wall_s,
        **{name: words[name] for name in _FIELDS},
        "state": each.state,
        "copy": each.copy,
    }
