# SPDX-License-Identifier: MIT
"""An evening at a terminal that is worked by hand, with the board beside it, as callbacks in
virtual time: no register, so nothing of a sale appears on the line and the board can only ask.

Three times a second customer comes so soon after the first that both fall between two questions.
Who buys what and when comes from the shop's seed.
"""

from __future__ import annotations

from typing import Final

from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.terminal_truth import ReceiptBy
from posminder.simulator.timeline import Timeline, Who, amount

CUSTOMERS: Final = 10
IN_A_HURRY: Final = (2, 5, 8)  # followed by one more at once
_HOUR_S: Final = 3600
_AT_ONCE_US: Final = 9 * US_PER_S  # a sale by hand takes three to eight
_TRY_AGAIN_US: Final = 2 * US_PER_S

# Hours of the local day.
START_S: Final = 18 * _HOUR_S + 30 * 60  # the board asks twice a minute: an hour costs seconds
FIRST_SALE_S: Final = 18 * _HOUR_S + 35 * 60
LAST_SALE_S: Final = 19 * _HOUR_S + 40 * 60
CLOSING_S: Final = 20 * _HOUR_S + 5 * 60


class BesideEvening:
    """Plans the evening on `shop`, which has no register. `midnight_s`: local midnight, UTC s.

    The terminal is in service: it sold before the board came.
    """

    def __init__(self, shop: Shop, timeline: Timeline, midnight_s: int) -> None:
        self._shop = shop
        self._timeline = timeline
        scheduler = shop.scheduler
        shop.terminal.local_sale(self._price())
        times = sorted(shop.rng.randint(FIRST_SALE_S, LAST_SALE_S) for _ in range(CUSTOMERS))
        for index, at_s in enumerate(times):
            spread_s = at_s + index * 90
            scheduler.at_wall(midnight_s + spread_s, self._come, index)
        scheduler.at_wall(midnight_s + CLOSING_S, self._close)

    def _come(self, index: int) -> None:
        self._sell(self._price())
        if index in IN_A_HURRY:
            self._shop.scheduler.after(_AT_ONCE_US, self._sell, self._price())

    def _sell(self, price_minor: int) -> None:
        """Sell as soon as the terminal is free: a question of the board takes it for a moment."""
        if not self._shop.terminal.local_sale(price_minor):
            self._shop.scheduler.after(_TRY_AGAIN_US, self._sell, price_minor)
            return
        self._shop.scheduler.after(_AT_ONCE_US - US_PER_S, self._tell)

    def _tell(self) -> None:
        sale = self._shop.terminal.truth.sales[-1]
        printed = "it prints" if sale.receipt is ReceiptBy.TERMINAL else "nothing is printed"
        text = f"sells {amount(sale.amount_minor)} by hand, no. {sale.receipt_no}; {printed}"
        self._timeline.say(Who.CASHIER, text)

    def _price(self) -> int:
        return self._shop.rng.randint(150, 9_990)

    def _close(self) -> None:
        self._timeline.say(Who.CASHIER, "holds the board's button: closing")
        self._shop.close()
