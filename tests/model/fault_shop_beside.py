# SPDX-License-Identifier: MIT
"""The fault campaign's shop without a register: the terminal is worked by hand, the board asks.

What happens at the terminal leaves nothing on the line; all that can be struck are the board's own
questions, its registration, its sign-in and its settlement, and their answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from agent import effects
from posminder.simulator import zvt_codes as codes
from posminder.simulator.terminal_truth import ReceiptBy, SaleState
from tests.model.fault_shops import ZvtShop

_ASKED_S: Final = 75  # two rounds of questions
_BOOT_S: Final = 90
_TELLS_OF_LOCKS: Final = (effects.A_NOT_SIGNED_IN, effects.A_TERMINAL_NOT_READY)


class ZvtBesideShop(ZvtShop):
    """A terminal worked by hand, and a board beside it that repeats a receipt if it must."""

    def __init__(self) -> None:
        super().__init__(in_line=False)
        self.printer = self.terminal.printer

    def sell(self) -> None:
        """Sell at the terminal, and let the board ask."""
        self._by_hand(lambda: self.terminal.local_sale(1_250))

    def reverse(self) -> None:
        """Take the newest sale back at the terminal."""
        self._by_hand(lambda: self.terminal.local_reversal(self.terminal.truth.sales[0].receipt_no))

    def refund(self) -> None:
        """Give some money back at the terminal."""
        self._by_hand(lambda: self.terminal.local_refund(250))

    def sell_without_paper(self) -> None:
        """Sell without paper; somebody fills it up, and the board has the receipt repeated."""
        self.printer.paper = False
        self.sell()
        self.printer.paper = True
        self.run(_ASKED_S)

    def settled_by_hand(self) -> None:
        """Settle at the terminal's own menu."""
        self._by_hand(self.terminal.local_settlement)

    def begin(self) -> None:
        """Switch the terminal off and on: the board registers, and looks who it is."""
        self.terminal.power_off()
        self.run(_BOOT_S)
        self.terminal.power_on()
        self.run(_BOOT_S)

    def sign_in(self) -> None:
        """The terminal has lost its keys while it was off."""
        self.terminal.power_off()
        self.run(_BOOT_S)
        self.terminal.power_on(needs_initialisation=True)
        self.run(_BOOT_S)

    def diagnose(self) -> None:
        """The terminal asks for its diagnosis."""
        self.terminal.locks.add(codes.STATUS_DIAGNOSE)
        self.begin()

    def enquire(self) -> None:
        """Nothing happens but the board's questions."""
        self.run(_ASKED_S)

    def judge(self) -> None:
        """Find what is wrong now that all is over and a last sale was made."""
        super().judge()
        records, truth = self.records(), self.terminal.truth
        words = [each.words() for each in records]
        told = {each["trace"] for each in words if "auth_id" in each}
        printed = {
            sale.trace
            for sale in truth.sales
            if sale.receipt is ReceiptBy.TERMINAL or sale.reprints
        }
        for sale in truth.sales:
            if sale.state is not SaleState.DECLINED and sale.trace not in told:
                self.found.append(f"{sale.kind} {sale.trace} has no record")
        for each in words:
            if each.get("state") in ("delivered", "duplicate") and each["trace"] not in printed:
                self.found.append(f"receipt of {each['trace']} falsely called printed")
        standing = {each.alert for each in self.desk.standing}
        if self.terminal.locks and not standing & set(_TELLS_OF_LOCKS):
            self.found.append(f"locks {self.terminal.locks} stand and no alert says so")
        if effects.A_TERMINAL_CHANGED in standing:
            self.found.append("takes it for another terminal")

    def _by_hand(self, act: Callable[[], bool]) -> None:
        """Begin what a person does at the terminal, as soon as it is free; let the board ask."""
        if self.run_while(lambda: not self.terminal.idle, _ASKED_S):
            act()
        self.run(_ASKED_S)


DIALOGUES: Final = (
    "begin",
    "sell",
    "reverse",
    "refund",
    "sell_without_paper",
    "settled_by_hand",
    "sign_in",
    "diagnose",
    "enquire",
    "settle",
)
