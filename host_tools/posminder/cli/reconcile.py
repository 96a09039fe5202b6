# SPDX-License-Identifier: MIT
"""`posminder reconcile`: did the money come, by board, acquirer and bank (R48)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.deposits_expected import shop_of_profile, show_rules
from posminder.cli.profile_file import FileArgument, LangOption, checked_or_exit
from posminder.cli.reconcile_json import to_json
from posminder.cli.shop import BoardOption, StoredShop
from posminder.cli.view_table import CsvOption, print_csv
from posminder.deposits import from_records
from posminder.errors import EXIT_FINDING
from posminder.home import store_path
from posminder.money_pages import deposit_rows
from posminder.money_pages.call_sheet import call_sheet
from posminder.money_pages.deposits import of_month
from posminder.money_pages.texts import (
    impact_text,
    status_text,
    totals_text,
    waiting_text,
    ways_text,
)
from posminder.old_account import of_records, sentences
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import (
    Reconciliation,
    Returned,
    reconcile,
)
from posminder.reconcile.rows import Row
from posminder.reconcile.three_way import AGREES
from posminder.report.site import days_text
from posminder.report.speech import Speech
from posminder.store.store import Store
from posminder_formats import records as r

_COLUMNS: Final = (
    "days",
    "batch",
    "clearing",
    ">count",
    ">gross",
    ">net",
    "due",
    "on",
    ">credited",
    ">difference",
    "status",
)
_DASH: Final = "–"
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Last day judged. Default: the statement's."),
]


def command(
    file: FileArgument,
    until: UntilOption = None,
    call_sheets: Annotated[
        bool, typer.Option("--call-sheets", help="A call sheet for each finding behind the table.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Print the rules used as well.")] = False,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Hold what should have come against the statements in the store. Exit 1: a finding."""
    found, terms, shop = of_profile(file, until, board, lang)
    say = Speech(shop.language, shop.site)
    if as_json:
        output.json_line(to_json(found, shop))
    elif as_csv:
        print_csv(deposit_rows.TABLE, deposit_rows.rows(of_month(found, None).lines, shop.site))
    else:
        _show(found, say)
        if call_sheets:
            for row in found.rows:
                if not row.good and row.items:
                    output.block("\n" + call_sheet(row, terms, say))
        if rules:
            deposits = [item.deposit for row in found.rows for item in row.items if item.deposit]
            show_rules([rule for each in deposits for rule in each.rules], say)
    if not found.good:
        raise typer.Exit(EXIT_FINDING)


def of_profile(
    file: Path, until: str | None, board: str | None, lang: str | None
) -> tuple[Reconciliation, Terms, StoredShop]:
    """Return what came of the money of a profile's shop, by which terms, and the shop."""
    checked, profile = checked_or_exit(file)
    terms = Terms.of(profile, checked.layer)
    shop = shop_of_profile(profile, board, lang)
    with Store(store_path()) as store:
        return reconciled(store, shop, terms, date_of(until, "--until")), terms, shop


def reconciled(
    store: Store, shop: StoredShop, terms: Terms, today: date | None = None
) -> Reconciliation:
    """Return what came of a stored shop's money. Raises NothingToHoldAgainst, BooksBroken."""
    text_of = partial(store.account_text, shop.board_id)
    hold_days = terms.profile.account_rules.hold_old_open_days
    return reconcile(
        shop.whole(),
        terms,
        store.bank_lines(),
        store.acquirer_lines(),
        tids=_tids(shop),
        returned=_returned(shop),
        today=today,
        old=of_records(shop.records, shop.site, hold_days, text_of),
    )


def _tids(shop: StoredShop) -> list[str]:
    """Return the TIDs of terminals that were exchanged."""
    changes = (each for each in shop.records if each.kind == r.R_TERMINAL_CHANGED)
    return [str(each.fields["old_tid"]) for each in changes]


def _returned(shop: StoredShop) -> list[Returned]:
    waiting = from_records(shop.records)
    return [
        Returned(each.business_day, each.total_minor, each.returned)
        for each in waiting
        if each.returned is not None
    ]


def _show(found: Reconciliation, say: Speech) -> None:
    output.say(ways_text(found.ways, found.first, found.last, say), style="bold")
    heads = [
        (">" if name.startswith(">") else "") + say(f"reconcile.column.{name.lstrip('>')}")
        for name in _COLUMNS
    ]
    output.table(heads, [_cells(row, say) for row in found.rows])
    _show_compared(found, say)
    output.say(totals_text(found.books, say), style="bold")
    _show_late(found, say)
    if found.waiting:
        output.say(waiting_text(found.waiting, say))
    if found.old is not None:
        held = found.last < found.old.hold_until
        for line in sentences(found.old, say.site.currency, say.language, held=held):
            output.say(line, style="bold yellow")
    if found.good:
        output.say(say("reconcile.good"))
    if found.before:
        output.note(say("reconcile.before", count=found.before))
    if found.passed_over:
        output.note(say("reconcile.passed_over", count=found.passed_over))
    if found.exhausted:
        output.note(say("reconcile.exhausted"))


def _show_late(found: Reconciliation, say: Speech) -> None:
    if found.impact is not None:
        output.say(impact_text(found.impact, say))
    for age in found.ages:
        name = "reconcile.age_more" if age.last is None else "reconcile.age"
        amount = say.money(age.open_minor)
        output.say(say(name, first=age.first, last=age.last, count=age.count, amount=amount))


def _show_compared(found: Reconciliation, say: Speech) -> None:
    for each in found.compared:
        if each.state != AGREES:
            output.say(
                say(
                    f"reconcile.acquirer.{each.state}",
                    day=each.day,
                    batches=", ".join(each.batches) or _DASH,
                    board=_books(each.board, say),
                    acquirer=_books(each.acquirer, say),
                )
            )
    if agreed := sum(each.state == AGREES for each in found.compared):
        output.say(say("reconcile.acquirer.agrees", count=agreed))


def _books(known: tuple[int, int] | None, say: Speech) -> str:
    return _DASH if known is None else say.books(*known)


def _cells(row: Row, say: Speech) -> tuple[str, ...]:
    deposits = [each.deposit for each in row.items if each.deposit is not None]
    batches = [batch for each in deposits for batch in each.batches]
    return (
        _days([day for each in deposits for day in each.business_days]),
        ", ".join(batches) or ", ".join(each.name for each in row.items) or _DASH,
        _days([day for each in deposits for day in each.clearing_days]),
        str(sum(each.count for each in deposits)) if deposits else _DASH,
        say.money(sum(each.gross_minor for each in deposits)) if deposits else _DASH,
        say.money(row.expected_minor),
        str(row.due or _DASH),
        _days([each.day for each in row.credits]),
        say.money(row.credited_minor) if row.credits else _DASH,
        say.money(row.difference_minor) if row.difference_minor else _DASH,
        status_text(row, say),
    )


def _days(days: Sequence[date]) -> str:
    return days_text(sorted(days)) if days else _DASH
