# SPDX-License-Identifier: MIT
"""`posminder simulate demo`: a short day in line, and the journal held against the truth."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import typer

from posminder import output
from posminder.cli.simulate_common import (
    AFTER_CLOSING_S,
    MIDNIGHT_S,
    START_S,
    SeedOption,
    Technician,
    books,
    example,
    teller,
)
from posminder.errors import EXIT_FINDING
from posminder.journal_file import Record
from posminder.simulator.day import CLOSING_S, DemoDay
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.terminal_truth import ReceiptBy, SaleState, TerminalTruth
from posminder.simulator.timeline import Timeline
from posminder_formats import records as r


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the summary: what the board's journal says against the terminal's own books."""

    what: str
    journal: str
    terminal: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.journal == self.terminal


def command(seed: SeedOption = 1, as_json: output.JsonOption = False) -> None:
    """A short shop day, opening to settled, then the journal against the terminal's books.

    Exit 1: they disagree.
    """
    began = time.monotonic()
    with Shop(START_S, seed) as shop:
        timeline = Timeline(shop, teller(silent=as_json))
        if shop.register is None:
            raise AssertionError("the demo's shop is in line")
        DemoDay(shop, shop.register, timeline, MIDNIGHT_S)
        technician = Technician(shop, timeline)
        technician.commission(example("in_line"))
        shop.world.run_until_wall(MIDNIGHT_S + CLOSING_S + AFTER_CLOSING_S)
        found = technician.pull()
        checks = compare(found, shop.terminal.truth)
        virtual_h = shop.scheduler.now_us / US_PER_S / 3600
    if as_json:
        rows = [{**asdict(check), "agrees": check.agrees} for check in checks]
        output.json_line({"checks": rows, "records": len(found), "virtual_h": round(virtual_h, 2)})
    else:
        _show(checks)
        wall_s = time.monotonic() - began
        output.say(f"{len(found)} records; {virtual_h:.1f} hours of shop in {wall_s:.1f} s.")
    if not all(check.agrees for check in checks):
        raise typer.Exit(EXIT_FINDING)


def compare(found: list[Record], truth: TerminalTruth) -> list[Check]:
    """Hold the journal, as pulled, against what the terminal really did."""
    sales = [each.words() for each in found if each.kind == r.R_SALE]
    approved = [sale for sale in sales if sale["result"] == 0]
    receipts = [each.words()["state"] for each in found if each.kind == r.R_RECEIPT]
    outcomes = [each.words() for each in found if each.kind == r.R_OUTCOME]
    sign_ins = [
        each for each in outcomes if each["command"] == "sign_in" and each["outcome"] == "done"
    ]
    sold = [sale for sale in truth.sales if sale.state is SaleState.APPROVED]
    reprinted = [sale for sale in sold if sale.reprints]
    printed = [sale for sale in sold if sale.receipt is ReceiptBy.REGISTER and not sale.reprints]
    settlements = [each.words() for each in found if each.kind == r.R_SETTLEMENT]
    settled = [each for each in settlements if each["state"] == "verified"]
    return [
        Check("terminal signed in", f"{len(sign_ins)} time", f"{len(truth.sign_ins)} time"),
        Check(
            "approved sales",
            books(len(approved), sum(sale["amount_minor"] for sale in approved)),
            books(len(sold), sum(sale.amount_minor for sale in sold)),
        ),
        Check("receipts at first print", str(receipts.count("delivered")), str(len(printed))),
        Check("receipts as duplicate", str(receipts.count("duplicate")), str(len(reprinted))),
        Check(
            "batches settled and proved",
            ", ".join(books(each["count"], each["total_minor"]) for each in settled),
            ", ".join(books(batch.count, batch.total_minor) for batch in truth.batches),
        ),
    ]


def _show(checks: list[Check]) -> None:
    columns = ("", "the board's journal", "the terminal's own books", "")
    rows = [(c.what, c.journal, c.terminal, "ok" if c.agrees else "DIFFERS") for c in checks]
    output.table(columns, rows)
