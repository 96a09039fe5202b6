# SPDX-License-Identifier: MIT
"""The MIS shops of the fault campaign: one driver, and a dialect that acknowledges or does not."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import shop

from agent.terminals.mis.driver import MisDriver
from posminder.profile.dialect_compile import compile_dialect
from posminder.profile.load import load
from posminder.profile.model_dialect import Dialect
from posminder.simulator.mis_register import MisRegister
from posminder.simulator.mis_terminal import MisTerminal
from posminder_formats import profile_fields as f
from tests.model.fault_shops import Shop, approved

_DIALECTS: Final = Path(__file__).resolve().parents[1] / "vectors" / "dialects"
ALLINPAY: Final = Path("dialect/allinpay-experimental")
HEADER: Final = _DIALECTS / "header-invented.yaml"
BER: Final = _DIALECTS / "ber-invented.yaml"
_IDLE_MS: Final = 2_000
_SALE_S: Final = 1_200


class MisShop(Shop):
    """A MIS terminal in line with its register; amounts in fen."""

    def __init__(self, file: Path = ALLINPAY) -> None:
        settings = load(file).values["dialect"]
        dialect = compile_dialect(Dialect.model_validate(settings))
        profile = shop.profile(
            driver=f.DRIVER_MIS,
            currency=156,
            terminal_id="10000001",
            idle_before_s=2,
            dialect=dialect,
            hours=shop.OPEN_ALL_WEEK,
        )

        def make(*sinks: Any) -> MisDriver:
            return MisDriver(dialect, 156, _IDLE_MS, *sinks)

        super().__init__(profile, make, baud=9_600, bits=10)
        self.terminal = MisTerminal(
            self.scheduler, self.terminal_line, random.Random("terminal"), settings, zone_s=0
        )
        self.register = MisRegister(self.scheduler, self.register_line, settings)
        self.start()
        self.run(30)
        self.sell()
        self.run(20)

    def ask(self, function: str, **told: Any) -> None:
        """Let the register ask, to the end."""
        self.register.ask(function, **told)
        self.run_while(lambda: self.register.busy, _SALE_S)

    def sell(self) -> None:
        """Sell to the end, however that comes."""
        self.ask("sale", amount=1_250)

    def sign_in(self) -> None:
        """The register signs the terminal in."""
        self.ask("sign_in")

    def sell_at_a_closed_gate(self) -> None:
        """A sale that the board refuses, whatever becomes of its bytes."""
        before = len(self.terminal.batch)
        with self.closed_gate():
            self.sell()
        if len(self.terminal.batch) > before:
            self.found.append("sold at a closed gate")

    def decline(self) -> None:
        """The acquirer declines a sale."""
        self.terminal.decline_next = True
        self.sell()

    def void(self) -> None:
        """Take the first sale back."""
        self.ask("void", old_trace=1)

    def duplicate(self) -> None:
        """Have the newest receipt printed once more."""
        self.ask("reprint")

    def enquiry(self) -> None:
        """The register asks for the last transaction."""
        self.ask("query_last")

    def end_of_day(self) -> None:
        """The register settles."""
        self.ask("settle")

    def batch_is_open(self) -> bool:
        """Tell whether sales wait to be settled."""
        return bool(self.terminal.totals[0])

    def judge(self) -> None:
        """Find what is wrong now that all is over and a last sale was made."""
        records = self.records()
        told = {each["auth_id"] for each in approved(records)}
        closed = [sale for _, batch in self.terminal.closed for sale in batch]
        for sale in closed + self.terminal.batch:
            if not sale.voided and sale.auth not in told:
                self.found.append(f"approved sale {sale.trace} has no record")
        if any(each.words()["state"] == "delivered" for each in records if each.name == "receipt"):
            self.found.append("a receipt was called printed that nobody saw")
        if len([batch for _, batch in self.terminal.closed if batch]) > 2:
            self.found.append("settled more often than there were batches")


DIALOGUES: Final = (
    "sign_in",
    "sell",
    "decline",
    "void",
    "duplicate",
    "enquiry",
    "end_of_day",
    "settle",
    "sell_at_a_closed_gate",
)
MIS: Final[dict[str, tuple[Callable[[], Shop], tuple[str, ...]]]] = {
    "mis": (MisShop, DIALOGUES),
    "mis_header": (lambda: MisShop(HEADER), DIALOGUES),
}
"""Both kinds of dialect: one without acknowledgements and totals, and one with them."""
