# SPDX-License-Identifier: MIT
"""A clumsy shop for weeks: what a random shop's days bring, and what only happens once in a while.

Drawn from one seed like any random shop; what each day brings is seeded.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from posminder.scenarios.scenario import Scenario
from posminder.scenarios.seeded import seeded_shop

MONTH_DAYS: Final = 30
YEAR_DAYS: Final = 365
# Mondays. The month has the end of summer time and of a month in it; the year has all of them.
MONTH_BEGINS: Final = date(2026, 10, 5)
YEAR_BEGINS: Final = date(2026, 1, 5)
_NO_FAULTS: Final = ("closed", "declined", "refund", "reversal")  # a shop's everyday


@dataclass(frozen=True, slots=True)
class ClumsyShop:
    """`faults`: how many incidents its days hold, closing times that went wrong included."""

    scenario: Scenario
    faults: int


def clumsy_shop(seed: int, *, currency: str = "EUR", days: int = MONTH_DAYS) -> ClumsyShop:
    """Return `days` of the shop that `seed` draws, selling in `currency`."""
    monday = MONTH_BEGINS if days <= MONTH_DAYS else YEAR_BEGINS
    drawn = seeded_shop(seed, currency=currency, days=days, monday=monday)
    faults = [each for each in drawn.happens if each.incident.name not in _NO_FAULTS]
    return ClumsyShop(drawn.scenario, len(faults))
