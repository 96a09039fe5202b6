# SPDX-License-Identifier: MIT
"""When customers come to a kind of shop and what they pay, drawn from a seed.

Knows hours, prices and habits; what goes wrong in such a shop is not known here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HOUR_S: Final = 3600
_NOON_H: Final = (12, 13)
_AFTER_WORK_H: Final = (16, 17, 18)


@dataclass(frozen=True, slots=True)
class Price:
    """`weight` of 100 customers pay `low`..`high` minor units, to the next `step`."""

    weight: int
    low: int
    high: int
    step: int


@dataclass(frozen=True, slots=True)
class Trade:
    """One kind of shop. Times are seconds of the local day."""

    profile: str  # name of a shipped example
    calendar: str | None  # whose holidays; None: no table of them is at hand
    in_line: bool  # sells through a register; else by hand at the terminal
    opens_s: int
    closes_s: int
    customers_a_day: tuple[int, int]
    prices: tuple[Price, ...]
    least: str  # a day that sold less, and one that sold more, the profile may treat apart
    most: str
    name: str
    name_zh: str
    names_itself_s: int = 0  # after a new terminal stands there: at once, or with its first sale
    after_closing_s: int = 55 * 60  # from tidying up to the end of the day, the latest time within

    def price(self, rng: random.Random) -> int:
        """Return what the next customer pays, minor units."""
        weights = [price.weight for price in self.prices]
        (price,) = rng.choices(self.prices, weights)
        return rng.randrange(price.low, price.high + 1, price.step)


TRADES: Final = {
    "EUR": Trade(
        profile="example/kiosk",
        calendar="DE",
        in_line=True,
        opens_s=8 * HOUR_S,
        closes_s=20 * HOUR_S,
        customers_a_day=(25, 50),
        prices=(
            Price(55, 150, 1_000, 10),  # papers, coffee
            Price(35, 600, 2_490, 5),  # cigarettes, lottery
            Price(10, 2_500, 9_990, 10),  # presents, prepaid cards
        ),
        least="900.00",
        most="100.00",
        name="kiosk",
        name_zh="报刊亭",
    ),
    "CNY": Trade(
        profile="example/convenience",
        calendar="CN",
        in_line=False,
        opens_s=8 * HOUR_S,
        closes_s=22 * HOUR_S + HOUR_S // 2,
        customers_a_day=(20, 40),
        prices=(
            Price(50, 350, 2_500, 50),  # a drink, a snack
            Price(35, 1_000, 8_000, 10),  # groceries
            Price(15, 5_000, 60_000, 100),  # cigarettes and spirits
        ),
        least="900.00",
        most="100.00",
        name="convenience store",
        name_zh="便利店",
    ),
    "CLP": Trade(
        profile="example/shop-cl",
        calendar=None,
        in_line=True,
        opens_s=9 * HOUR_S,
        closes_s=20 * HOUR_S,
        customers_a_day=(25, 50),
        prices=(
            Price(55, 790, 4_990, 10),  # bread, a drink
            Price(35, 5_000, 19_990, 10),  # groceries
            Price(10, 20_000, 99_990, 10),  # a month's shopping
        ),
        least="900000.00",
        most="100000.00",
        name="shop in Chile",
        name_zh="智利小店",
        names_itself_s=6 * HOUR_S,
        after_closing_s=75 * 60,
    ),
}


def visits(rng: random.Random, opens_s: int, closes_s: int, expected: int) -> Iterator[int]:
    """Yield when customers come, about `expected` of them, as a Poisson process by the hour.

    The caller, whose cashier serves one at a time, puts off who comes too soon.
    """
    weights = {hour: _rush(hour) for hour in range(opens_s // HOUR_S, (closes_s - 1) // HOUR_S + 1)}
    most = max(weights.values())
    mean = sum(weights.values()) / len(weights)
    gap_s = (closes_s - opens_s) / expected * mean / most  # at the busiest hour
    at_s = float(opens_s)
    while True:
        at_s += rng.expovariate(1 / gap_s)
        if at_s >= closes_s:
            return
        if rng.random() * most < weights[int(at_s) // HOUR_S]:  # thinned to the hour's rate
            yield int(at_s)


def _rush(hour: int) -> int:
    """Return how busy an hour is, relative to a quiet one."""
    if hour in _NOON_H:
        return 4
    return 3 if hour in _AFTER_WORK_H else 2 if hour == 8 else 1
