# SPDX-License-Identifier: MIT
"""`posminder report receipts`: sales that left no receipt, in whose shift, at what hour (R58)."""

from __future__ import annotations

from typing import Any, Final

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import CsvOption, PageOption, print_csv, print_table, write_page
from posminder.errors import EXIT_FINDING
from posminder.export.tables import receipts as exported
from posminder.report.receipts import MISSING, Owed, ShiftReceipts, not_at_once, shift_receipts
from posminder.report.receipts_page import late_table, receipts_html, shifts_table
from posminder.report.speech import Speech

_FIELDS: Final = ("transaction", "amount_minor", "currency", "trace", "receipt_no", "card_masked")


def command(
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    out: PageOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List receipts that did not come at once, and shifts. Exit 1: a sale left no receipt."""
    shop = opened(board, lang)
    source = shop.source(*days_of(first, last))
    found = shift_receipts(source.whole, source.first, source.last)
    missing = [each for each in not_at_once(found) if each[1].outcome == MISSING]
    say = Speech(shop.language, shop.site)
    if as_json:
        for shift, each in missing:
            output.json_line(_to_json(shift, each, say))
    elif as_csv:
        print_csv(exported.TABLE, exported.rows(source))
    else:
        _show(found, len(missing), say)
    if out is not None:
        write_page(out, receipts_html(found, shop.site, source.span(), shop.language))
    if missing:
        raise typer.Exit(EXIT_FINDING)


def _show(found: tuple[ShiftReceipts, ...], missing: int, say: Speech) -> None:
    if found:
        print_table(shifts_table(found, say))
    late = late_table(found, say)
    if late is not None:
        print_table(late)
    output.say(say("receipts.sum", count=missing), style="bold")
    if missing:
        output.say(say("receipts.next"))


def _to_json(shift: ShiftReceipts, each: Owed, say: Speech) -> dict[str, Any]:
    sale, lacks = each.sold.placed, each.lacks
    return {
        "board": say.site.board_id,
        "site": say.site.site_id,
        "day": shift.shift.date.isoformat(),
        "seq": sale.seq,
        "wall_s": sale.record.wall_s,
        **{name: each.sold.words[name] for name in _FIELDS},
        "state": None if lacks is None else lacks.state,
        "copy": None if lacks is None else lacks.copy,
        "operator": shift.shift.person,
        "operator_by": shift.shift.by,
    }
