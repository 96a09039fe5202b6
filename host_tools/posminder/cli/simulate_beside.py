# SPDX-License-Identifier: MIT
"""`posminder simulate beside`: an evening without a register, and what cannot be known."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import typer

from posminder import output
from posminder.cli.simulate_common import (
    AFTER_CLOSING_S,
    MIDNIGHT_S,
    SeedOption,
    Technician,
    books,
    example,
    money,
    teller,
)
from posminder.errors import EXIT_FINDING
from posminder.journal_file import Record
from posminder.simulator.beside import CLOSING_S, START_S, BesideEvening
from posminder.simulator.shop import Shop
from posminder.simulator.terminal_truth import ReceiptBy, Sale, TerminalTruth
from posminder.simulator.timeline import Timeline
from posminder_formats import records as r


class Verdict(StrEnum):
    """What a row of the summary comes to."""

    OK = "ok"
    UNKNOWABLE = "cannot be known beside"
    DIFFERS = "DIFFERS"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what the board's journal knows, and what really happened."""

    what: str
    journal: str
    terminal: str
    verdict: Verdict


def command(seed: SeedOption = 1, as_json: output.JsonOption = False) -> None:
    """An evening at a terminal worked by hand: what the board sees beside it, and what it cannot.

    Exit 1: what it does know is wrong.
    """
    with Shop(MIDNIGHT_S + START_S, seed, in_line=False) as shop:
        timeline = Timeline(shop, teller(silent=as_json))
        BesideEvening(shop, timeline, MIDNIGHT_S)
        technician = Technician(shop, timeline)
        technician.commission(example("beside"))
        shop.world.run_until_wall(MIDNIGHT_S + CLOSING_S + AFTER_CLOSING_S)
        rows = compare(technician.pull(), shop.terminal.truth)
    if as_json:
        output.json_line({"rows": [asdict(row) for row in rows]})
    else:
        columns = ("", "the board's journal", "the terminal's own books", "")
        output.table(columns, [(row.what, row.journal, row.terminal, row.verdict) for row in rows])
        output.say(
            "Beside a terminal worked by hand the board can only ask for the last sale. Of sales "
            "between two questions it knows the receipt numbers; their amounts are only part of "
            "the settlement's total. Whether a receipt was printed never shows. In line, all of "
            "this does."
        )
    if any(row.verdict is Verdict.DIFFERS for row in rows):
        raise typer.Exit(EXIT_FINDING)


def compare(found: list[Record], truth: TerminalTruth) -> list[Row]:
    """Hold the journal, as pulled, against what the terminal really did while it was watched."""
    sales = [each.words() for each in found if each.kind == r.R_SALE]
    settlements = [each.words() for each in found if each.kind == r.R_SETTLEMENT]
    settled = [each for each in settlements if each["state"] == "verified"]
    first_no = truth.sales[0].receipt_no + 1  # the newest when the board came: not its to judge
    watched = [sale for sale in truth.sales if sale.receipt_no >= first_no]
    known = {sale["receipt_no"] for sale in sales}
    unseen = [sale for sale in watched if sale.receipt_no not in known]
    in_gaps = _gaps(first_no, sorted(known))
    return [
        _sales(sales, watched),
        Row(
            "sales known by a gap in receipt numbers",
            _numbers(in_gaps),
            _numbers([sale.receipt_no for sale in unseen]),
            _same(in_gaps, [sale.receipt_no for sale in unseen]),
        ),
        Row(
            "the amount of each of those",
            "not known",
            ", ".join(money(sale.amount_minor) for sale in unseen) or "none",
            Verdict.UNKNOWABLE if unseen else Verdict.OK,
        ),
        _receipts(found, watched),
        Row(
            "batches settled and proved",
            ", ".join(books(each["count"], each["total_minor"]) for each in settled),
            ", ".join(books(batch.count, batch.total_minor) for batch in truth.batches),
            _same(
                [(each["count"], each["total_minor"]) for each in settled],
                [(batch.count, batch.total_minor) for batch in truth.batches],
            ),
        ),
    ]


def _sales(sales: list[dict[str, Any]], watched: list[Sale]) -> Row:
    told = {sale.receipt_no: sale.amount_minor for sale in watched}
    right = all(told.get(sale["receipt_no"]) == sale["amount_minor"] for sale in sales)
    verdict = Verdict.OK if len(sales) == len(watched) else Verdict.UNKNOWABLE
    return Row(
        "sales known in full",
        books(len(sales), sum(sale["amount_minor"] for sale in sales)),
        books(len(watched), sum(sale.amount_minor for sale in watched)),
        verdict if right else Verdict.DIFFERS,
    )


def _receipts(found: list[Record], watched: list[Sale]) -> Row:
    states = [each.words()["state"] for each in found if each.kind == r.R_RECEIPT]
    printed = sum(sale.receipt is ReceiptBy.TERMINAL for sale in watched)
    honest = all(state == "unknown" for state in states)
    return Row(
        "receipts printed",
        f"not known ({len(states)} sales)",
        str(printed),
        Verdict.UNKNOWABLE if honest else Verdict.DIFFERS,
    )


def _gaps(first_no: int, known: list[int]) -> list[int]:
    """Return the receipt numbers between `first_no` and the newest known one that are missing."""
    return [number for number in range(first_no, max(known, default=0)) if number not in known]


def _numbers(numbers: list[int]) -> str:
    return ", ".join(f"no. {number}" for number in numbers) or "none"


def _same(one: object, other: object) -> Verdict:
    return Verdict.OK if one == other else Verdict.DIFFERS
