# SPDX-License-Identifier: MIT
"""A clumsy shop for weeks: what a random shop's days bring, and what only happens once in a while.

Holidays, a clock chip that is wrong, a terminal that is exchanged, once with its batch still open,
and another settlement account.
Drawn from one seed like any random shop; what each day brings is seeded.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from posminder.profile.bank_days import table
from posminder.scenarios.account_actions import EFFECTIVE_AFTER_DAYS
from posminder.scenarios.scenario import DAY_S, Scenario, Step
from posminder.scenarios.seeded import seeded_shop
from posminder.scenarios.trade import TRADES, Trade

MONTH_DAYS: Final = 30
YEAR_DAYS: Final = 365
# Mondays. The month has the end of summer time and of a month in it; the year has all of them.
MONTH_BEGINS: Final = date(2026, 10, 5)
YEAR_BEGINS: Final = date(2026, 1, 5)
EXCHANGE_EVERY_DAYS: Final = 110  # three terminals a year, and one in a month
_FIRST_EXCHANGE_DAY: Final = 16
_WRONG_CLOCK_EVERY_DAYS: Final = 40
_FIRST_WRONG_CLOCK_DAY: Final = 9
_HOUR_S: Final = 3_600
_MINUTE_S: Final = 60
_HELD_OPEN_DAYS: Final = 6
_ACCOUNT_TAKES_DAYS: Final = 14
_NO_FAULTS: Final = ("closed", "declined", "refund", "reversal")  # a shop's everyday


@dataclass(frozen=True, slots=True)
class ClumsyShop:
    """`faults`: how many incidents its days hold, closing times that went wrong included."""

    scenario: Scenario
    faults: int


def clumsy_shop(seed: int, *, currency: str = "EUR", days: int = MONTH_DAYS) -> ClumsyShop:
    """Return `days` of the shop that `seed` draws, selling in `currency`."""
    trade = TRADES[currency]
    monday = MONTH_BEGINS if days <= MONTH_DAYS else YEAR_BEGINS
    end = monday + timedelta(days=days)
    closed = [] if trade.calendar is None else holidays(trade.calendar, monday, end)
    drawn = seeded_shop(seed, currency=currency, days=days, monday=monday, closed=closed)
    rng = Random(f"clumsy/{currency}/{seed}")
    rare = [*_wrong_clocks(rng, days), *_exchanges(rng, days, trade)]
    office = _account_change(rng, days)
    faults = [each for each in drawn.happens if each.incident.name not in _NO_FAULTS]
    scenario = replace(
        drawn.scenario,
        steps=(*drawn.scenario.steps, *(step for steps in rare for step in steps), *office),
        settings={
            **drawn.scenario.settings,
            "people": {"owner": "A. Beispiel", "supervisor": "B. Beispiel"},
            "change_of_account": {"hold_old_open_days": _HELD_OPEN_DAYS},
            "special_days": {day.isoformat(): None for day in closed},
        },
    )
    return ClumsyShop(scenario, len(faults) + len(rare))


def holidays(name: str, first: date, end: date) -> list[date]:
    """Return the holidays of calendar `name` from `first` until before `end`."""
    days = (day for year in table(name) for holiday in year.holidays for day in holiday.days())
    return sorted(day for day in days if first <= day < end)


def _wrong_clocks(rng: Random, days: int) -> Iterator[tuple[Step, ...]]:
    """Before opening the board comes back with a chip that is wrong; later somebody sets it."""
    for day in range(_FIRST_WRONG_CLOCK_DAY, days, _WRONG_CLOCK_EVERY_DAYS):
        at_s = day * DAY_S + 6 * _HOUR_S
        wrong_ms = rng.choice((-7_200_000, -1_200_000, 1_200_000, 7_200_000))
        yield (
            Step("clock_chip_steps", wrong_ms, at_s=at_s),
            Step("restart_board", at_s=at_s + 1),
            Step("set_clock", at_s=at_s + rng.randrange(5, 8) * _HOUR_S),
        )


def _exchanges(rng: Random, days: int, trade: Trade) -> Iterator[tuple[Step, ...]]:
    """Early in the morning another terminal stands there; the second one's batch was open.

    The technician has a word on it once the terminal has said who it is.
    """
    for turn, day in enumerate(range(_FIRST_EXCHANGE_DAY, days, EXCHANGE_EVERY_DAYS)):
        at_s = day * DAY_S + 5 * _HOUR_S
        fate = "called_in" if turn == 1 else "settled_elsewhere"
        yield (
            Step("exchange_terminal", str(rng.randrange(10_000_000, 99_999_999)), at_s=at_s),
            Step(
                "swap_terminal",
                fate,
                at_s=at_s + trade.names_itself_s + rng.randrange(20, 90) * _MINUTE_S,
            ),
        )


def _account_change(rng: Random, days: int) -> Iterator[Step]:
    """Once, over two weeks: another settlement account, step by step, in the early morning.

    Whoever comes sets the clock first: a board without a chip may have lost it in the night.
    """
    if days <= _ACCOUNT_TAKES_DAYS:
        return
    first = rng.randrange(1, min(days - _ACCOUNT_TAKES_DAYS, 60))
    visits = (
        (0, ("plan", "hand_over", "owner_approves")),
        (1, ("supervisor_approves",)),
        (EFFECTIVE_AFTER_DAYS, ("effective",)),
        (6, ("probe",)),
        (8, ("deposit", "stray")),
        (9, ("deposit", "deposit")),
        (EFFECTIVE_AFTER_DAYS + _HELD_OPEN_DAYS + 1, ("close",)),
    )
    at_s = first * DAY_S + 7 * _HOUR_S
    yield Step("set_clock", at_s=at_s - 3 * _MINUTE_S)
    yield Step("let_in", "owner", at_s=at_s - 2 * _MINUTE_S)
    yield Step("let_in", "supervisor", at_s=at_s - _MINUTE_S)
    for later, steps in visits:
        if later:
            yield Step("set_clock", at_s=at_s + later * DAY_S - _MINUTE_S)
        for turn, step in enumerate(steps):
            yield Step("change_account", step, at_s=at_s + later * DAY_S + turn * _MINUTE_S)
