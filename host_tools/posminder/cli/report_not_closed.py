# SPDX-License-Identifier: MIT
"""`posminder report not-closed`: before a holiday, the shops whose batch is still open (R36)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.shop import StoredShop, all_opened
from posminder.errors import EXIT_FINDING, UsageError
from posminder.messages import sentence
from posminder.report.batches import net
from posminder.report.speech import Speech
from posminder.report.whole import NoBusinessDay

_COLUMNS: Final = ("shop", "board", "open", "since", "until")


@dataclass(frozen=True, slots=True)
class NotClosed:
    """A board with sales that no settlement took. `until`: the last day its records reach."""

    shop: StoredShop
    count: int
    total_minor: int
    since: date
    until: date


def command(
    before: Annotated[
        str, typer.Option("--before", metavar="DATE", help="Only sales of earlier business days.")
    ],
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List shops whose batch is open, as far as the store's records reach. Exit 1: there are."""
    day = date_of(before, "--before")
    if day is None:
        raise UsageError("--before: name a date, such as 2026-10-01")
    shops = all_opened(lang)
    found = [each for shop in shops for each in _open(shop, day)]
    language = language_of(None, lang)
    if as_json:
        for each in found:
            output.json_line(_to_json(each))
    elif found:
        heads = [sentence(language, f"not_closed.{name}") for name in _COLUMNS]
        output.table(heads, [_cells(each) for each in found])
    else:
        output.say(sentence(language, "not_closed.none", count=len(shops), day=day))
    if found:
        raise typer.Exit(EXIT_FINDING)


def _open(shop: StoredShop, before: date) -> Iterator[NotClosed]:
    """Yield the shop if sales of business days before `before` are in no settled batch."""
    try:
        whole = shop.whole()
    except NoBusinessDay:
        return  # without one wall time nothing is before or after any date
    days = {each.seq: shop.site.business_day(each.at_s) for each in whole.open}
    left = [each for each in whole.open if days[each.seq] < before]
    if left:
        count, total_minor = net(left)
        since = min(days[each.seq] for each in left)
        yield NotClosed(shop, count, total_minor, since, max(whole.days))


def _cells(each: NotClosed) -> tuple[str, ...]:
    shop = each.shop
    books = Speech(shop.language, shop.site).books(each.count, each.total_minor)
    return shop.site.name, shop.board_id, books, str(each.since), str(each.until)


def _to_json(each: NotClosed) -> dict[str, object]:
    return {
        "board": each.shop.board_id,
        "site": each.shop.site.site_id,
        "count": each.count,
        "total_minor": each.total_minor,
        "since": str(each.since),
        "until": str(each.until),
    }
