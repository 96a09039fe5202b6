# SPDX-License-Identifier: MIT
"""The demo's day at a kiosk, as callbacks in virtual time: from a terminal that is not signed in
to a batch that is settled, with one receipt that the register's printer refuses.

Who sells what and when comes from the shop's seed; the order of incidents does not.
"""

from __future__ import annotations

from typing import Final

from posminder.simulator.register import Register, RegisterSale, SaleView
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Timeline, Who, amount

SALES: Final = 10
UNPRINTED: Final = 5  # the sale, counted from 0, whose receipt the printer refuses
_HOUR_S: Final = 3600
_REFILL_US: Final = 25 * US_PER_S

# Hours of the local day.
TERMINAL_ON_S: Final = 7 * _HOUR_S + 30 * 60
REGISTER_ON_S: Final = 7 * _HOUR_S + 40 * 60
FIRST_SALE_S: Final = 8 * _HOUR_S + 5 * 60
LAST_SALE_S: Final = 19 * _HOUR_S + 45 * 60
CLOSING_S: Final = 20 * _HOUR_S + 5 * 60


class DemoDay:
    """Plans the day on `shop`, whose register is in line. `midnight_s`: local midnight, UTC s."""

    def __init__(self, shop: Shop, register: Register, timeline: Timeline, midnight_s: int) -> None:
        self._shop = shop
        self._register = register
        self._timeline = timeline
        scheduler = shop.scheduler
        shop.terminal.power_off()
        scheduler.at_wall(midnight_s + TERMINAL_ON_S, self._terminal_on)
        scheduler.at_wall(midnight_s + REGISTER_ON_S, self._register_on)
        times = sorted(shop.rng.randint(FIRST_SALE_S, LAST_SALE_S) for _ in range(SALES))
        for index, at_s in enumerate(times):
            # A minute apart at least: one cashier, one customer at a time.
            spread_s = at_s + index * 90
            scheduler.at_wall(midnight_s + spread_s, self._sell, index)
        scheduler.at_wall(midnight_s + CLOSING_S, self._close)

    def _terminal_on(self) -> None:
        self._timeline.say(Who.TERMINAL, "is switched on; it has lost its keys")
        self._shop.terminal.power_on(needs_initialisation=True)

    def _register_on(self) -> None:
        self._timeline.say(Who.REGISTER, "is switched on and registers with the terminal")
        self._register.start()

    def _sell(self, index: int) -> None:
        price_minor = self._shop.rng.randint(150, 9_990)
        if index == UNPRINTED:
            self._shop.printer.paper = False
        self._register.sell(price_minor, lambda sale: self._sold(index, sale))

    def _sold(self, index: int, sale: RegisterSale) -> None:
        if sale.state is not SaleView.APPROVED:
            self._timeline.say(Who.REGISTER, f"sale of {amount(sale.amount_minor)} {sale.state}")
            return
        printed = "receipt printed" if sale.slips else "no paper: receipt refused"
        text = f"sells {amount(sale.amount_minor)}, no. {sale.receipt_no}; {printed}"
        self._timeline.say(Who.REGISTER, text)
        if index == UNPRINTED:
            self._shop.scheduler.after(_REFILL_US, self._refill)

    def _refill(self) -> None:
        self._timeline.say(Who.CASHIER, "puts in paper and repeats the receipt")
        self._shop.printer.paper = True
        self._register.repeat_receipt()

    def _close(self) -> None:
        self._timeline.say(Who.CASHIER, "holds the board's button: closing")
        self._shop.close()
