# SPDX-License-Identifier: MIT
"""The shops of the fault campaign: reference dialogues, and what must hold after any of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import shop

from agent import events
from agent.terminals.transbank.driver import TransbankDriver
from agent.terminals.zvt.driver import ZvtDriver
from posminder.journal_file import Record
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.printer import Printer
from posminder.simulator.register import Register
from posminder.simulator.terminal import Terminal
from posminder.simulator.terminal_truth import SaleKind, SaleState
from posminder.simulator.transbank_register import TransbankRegister
from posminder.simulator.transbank_terminal import TransbankTerminal
from posminder_formats import profile_fields as f
from tests.model.line_faults import Bench, Fault

_PASSWORD: Final = "000000"
_IDLE_MS: Final = 2_000
_HOUR_MS: Final = 3_600_000
_SALE_S: Final = 1_200
_QUIET_S: Final = 420  # longer than any timer of any protocol here
_LONG_S: Final = 3_600  # all retries of a settlement
_FREE_S: Final = 60  # from one question of the board's to the next, and an answer that is missed


def approved(records: tuple[Record, ...]) -> list[dict[str, Any]]:
    """Return the words of each approved sale's record, reversals left out."""
    words = [each.words() for each in records if each.name == "sale"]
    return [each for each in words if each["result"] == 0 and each["transaction"] != "reversal"]


class Shop(Bench):
    """A bench with both sides of its lines; each dialogue is a method."""

    def sell(self) -> None:
        """Sell to the end, however that comes."""
        raise NotImplementedError

    def settle(self) -> None:
        """The board settles: somebody holds its button."""
        self.press(held=True)
        self.run(60)

    @contextmanager
    def closed_gate(self) -> Iterator[None]:
        """The gate is closed meanwhile, and open afterwards."""
        self.driver.refuse_sales(events.GATE_SIGN_IN, self.clock.mono_ms() + _HOUR_MS)
        yield
        self.driver.refuse_sales(0, 0)

    def free(self) -> bool:
        """Tell whether nothing is under way, and the board could begin something."""
        return not self.driver.busy() and self.driver.idle(self.clock.mono_ms())

    def batch_is_open(self) -> bool:
        """Tell whether sales wait to be settled."""
        raise NotImplementedError

    def judge(self) -> None:
        """Find what is wrong now that all is over and a last sale was made."""
        raise NotImplementedError


def play(
    make: Callable[[], Shop], dialogue: str, fault: Fault | None
) -> tuple[dict[str, int], list[str]]:
    """Play a dialogue with `fault`, close, sell once more.

    Returns how many bytes each wire carried during the dialogue, and what went wrong: a sale
    without a record, a receipt falsely called printed, a batch that is open and not told of,
    a driver that is stuck.
    """
    bench = make()
    strikes = bench.watch(fault)
    getattr(bench, dialogue)()
    counts = {name: strike.count for name, strike in strikes.items()}
    bench.run(_QUIET_S)
    bench.heal()
    bench.settle()
    bench.run(_LONG_S)
    if bench.batch_is_open() and not bench.open_is_told():
        bench.found.append("the batch is open and no alert says so")
    bench.sell()
    bench.run(_QUIET_S)
    if not bench.run_while(lambda: not bench.free(), _FREE_S):  # it may just be asking
        bench.found.append("the driver is stuck")
    bench.judge()
    return counts, bench.found


class ZvtShop(Shop):
    """A ZVT terminal, in line with a register or worked by hand beside it."""

    def __init__(self, in_line: bool = True) -> None:
        wiring = f.WIRING_IN_LINE if in_line else f.WIRING_BESIDE
        profile = shop.profile(
            wiring=wiring,
            terminal_id="29001234",
            hours=shop.OPEN_ALL_WEEK,
            receipt_missing_s=20,
            auto_duplicate=int(not in_line),
        )

        def make(*sinks: Any) -> ZvtDriver:
            return ZvtDriver(wiring, bytes(3), 978, _IDLE_MS, *sinks)

        super().__init__(profile, make, baud=9_600, bits=11)
        self.in_line = in_line
        self.acquirer = Acquirer(random.Random("acquirer"))
        self.terminal = Terminal(
            self.scheduler,
            self.terminal_line,
            self.acquirer,
            random.Random("terminal"),
            password=_PASSWORD,
            zone_s=0,
        )
        self.printer = Printer()
        self.register = Register(
            self.scheduler,
            self.register_line,
            self.printer,
            random.Random("register"),
            password=_PASSWORD,
        )
        self.start()
        if in_line:
            self.register.start()
        self.run(30)
        self.sell()
        self.run(20)

    def sell(self) -> None:
        """Sell to the end, however that comes."""
        done: list[object] = []
        self.register.sell(1_250, done.append)
        self.run_while(lambda: not done, _SALE_S)

    def decline(self) -> None:
        """The acquirer declines a sale."""
        self.acquirer.decline_code = 5
        self.sell()
        self.acquirer.decline_code = 0

    def reverse(self) -> None:
        """Take the newest sale back."""
        done: list[object] = []
        self.register.reverse(self.terminal.truth.sales[0].receipt_no, done.append)
        self.run_while(lambda: not done, _SALE_S)

    def duplicate(self) -> None:
        """Have the newest receipt printed once more."""
        done: list[object] = []
        self.register.repeat_receipt(done.append)
        self.run_while(lambda: not done, _SALE_S)

    def end_of_day(self) -> None:
        """The register settles."""
        done: list[object] = []
        self.register.end_of_day(done.append)
        self.run_while(lambda: not done, _SALE_S)

    def begin(self) -> None:
        """The register registers anew."""
        self.register.start()
        self.run(30)

    def batch_is_open(self) -> bool:
        """Tell whether sales wait to be settled."""
        return bool(self.terminal.state.open_batch)

    def judge(self) -> None:
        """Find what is wrong now that all is over and a last sale was made."""
        records, truth = self.records(), self.terminal.truth
        told = {each["trace"] for each in approved(records)}
        for sale in truth.sales:
            money = sale.kind is not SaleKind.REVERSAL
            if money and sale.state is SaleState.APPROVED and sale.trace not in told:
                self.found.append(f"approved sale {sale.trace} has no record")
        delivered = [
            each.words()
            for each in records
            if each.name == "receipt" and each.words()["state"] == "delivered"
        ]
        if len(delivered) > len(self.printer.complete_slips):
            self.found.append(f"{len(delivered)} receipts delivered, fewer were printed")
        if len([batch for batch in truth.batches if batch.count]) > 2:
            self.found.append("settled more often than there were batches")


class TransbankShop(Shop):
    """A Transbank terminal in line with its register."""

    def __init__(self) -> None:
        profile = shop.profile(
            driver=f.DRIVER_TRANSBANK, currency=152, terminal_id="75001087", idle_before_s=2
        )

        def make(*sinks: Any) -> TransbankDriver:
            return TransbankDriver(_IDLE_MS, *sinks)

        super().__init__(profile, make, baud=115_200, bits=10)
        self.acquirer = Acquirer(random.Random("acquirer"))
        self.terminal = TransbankTerminal(
            self.scheduler,
            self.terminal_line,
            self.acquirer,
            random.Random("terminal"),
            zone_s=0,
        )
        self.register = TransbankRegister(self.scheduler, self.register_line)
        self.start()
        self.run(30)
        self.sell()
        self.run(20)

    def ask(self, text: str) -> None:
        """Let the register ask, to the end."""
        self.register.ask(text)
        self.run_while(lambda: not self.register.idle, _SALE_S)

    def sell(self) -> None:
        """Sell, with progress messages."""
        self.ask("0200|15000|A1|||1|")

    def decline(self) -> None:
        """The acquirer declines a sale."""
        self.acquirer.decline_code = 5
        self.sell()
        self.acquirer.decline_code = 0

    def void(self) -> None:
        """Take the first sale back."""
        self.ask("1200|1|")

    def duplicate(self) -> None:
        """Have the newest voucher printed once more."""
        self.ask("0250|")

    def end_of_day(self) -> None:
        """The register closes."""
        self.ask("0500||")

    def sell_at_a_closed_gate(self) -> None:
        """A sale that the board refuses, whatever becomes of its bytes."""
        before = len(self.terminal.truth.sales)
        with self.closed_gate():
            self.sell()
        if len(self.terminal.truth.sales) > before:
            self.found.append("sold at a closed gate")

    def batch_is_open(self) -> bool:
        """Tell whether sales wait to be settled."""
        return bool(self.terminal.totals[0])

    def judge(self) -> None:
        """Find what is wrong now that all is over and a last sale was made."""
        records = self.records()
        told = {each["auth_id"] for each in approved(records)}
        truth = self.terminal.truth
        for sale in truth.sales:
            stands = sale.state is SaleState.APPROVED and sale.kind is SaleKind.SALE
            if stands and sale.auth_id not in told:
                self.found.append(f"approved sale {sale.trace} has no record")
        if len(truth.batches) > 2:
            self.found.append("closed more often than there were batches")


DRIVERS: Final[dict[str, tuple[Callable[[], Shop], tuple[str, ...]]]] = {
    "zvt": (
        ZvtShop,
        ("begin", "sell", "decline", "reverse", "duplicate", "end_of_day", "settle"),
    ),
    "transbank": (
        TransbankShop,
        ("sell", "decline", "void", "duplicate", "end_of_day", "settle", "sell_at_a_closed_gate"),
    ),
}
"""Each driver's shop and its reference dialogues."""
