# SPDX-License-Identifier: MIT
"""Weeks of a shop whose terminal speaks nothing: its cashier is asked, and is a person.

Drawn from one seed like every random shop. What the cashier does in the morning, at a sale and at
closing are three tables; in between the power fails, and boards without a clock chip forget the
time until somebody sets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from posminder.scenarios.clumsy import MONTH_BEGINS, MONTH_DAYS, YEAR_BEGINS, ClumsyShop, holidays
from posminder.scenarios.scenario import DAY_S, Cashier, Scenario, Step
from posminder.scenarios.trade import TRADES, Trade, visits

_TRADE: Final = TRADES["CNY"]
_CALENDAR: Final = "CN"
_PROFILE: Final = "example/convenience-attended"
_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600
_LATEST_S: Final = _TRADE.closes_s + 20 * _MINUTE_S  # as the example says
_SATURDAY: Final = 5
_WEEKEND_OPENS_S: Final = 9 * _HOUR_S
_POWER_BACK_S: Final = DAY_S + 7 * _HOUR_S  # of a breaker thrown in the evening
_CUSTOMERS: Final = (3, 8)  # no line shows them: a few are enough
_HAS_CLOCK_CHIP: Final = 0.7
_ANNOUNCES: Final = 0.5  # of all shops
_POWER_FAILS: Final = 0.3  # of all days

Draw = Callable[[Random, int], tuple[Step, ...]]
Chances = tuple[tuple[int, Draw], ...]
"""Each with its weight of 100."""


def attended_shop(seed: int, days: int = MONTH_DAYS) -> ClumsyShop:
    """Return `days` of the shop that `seed` draws. `faults`: power cuts and forgotten answers."""
    monday = MONTH_BEGINS if days <= MONTH_DAYS else YEAR_BEGINS
    closed = holidays(_CALENDAR, monday, monday + timedelta(days=days))
    rng = Random(f"attended/{seed}")
    announces, clock_chip = rng.random() < _ANNOUNCES, rng.random() < _HAS_CLOCK_CHIP
    steps: list[Step] = []
    faults = 0
    for day in range(days):
        date_ = monday + timedelta(days=day)
        drawn = list(_visit(rng, day, clock_chip=clock_chip))
        if date_ not in closed:
            chains, wrong = _day(rng, date_, announces=announces)
            drawn += chains
            faults += wrong
        steps += [_later(step, day * DAY_S) for step in drawn]
    scenario = Scenario(
        name=f"attended-{seed}",
        title=f"A terminal that speaks nothing, drawn from seed {seed}; days: {days}",
        title_zh=f"终端无法通信，种子 {seed}，天数 {days}",
        steps=tuple(sorted(steps, key=lambda step: step.at_s or 0)),
        profile=_PROFILE,
        settings={
            "receipts": {"announce_by_button": announces},
            "special_days": {day.isoformat(): None for day in closed},
        },
        begins_s=6 * _HOUR_S,
        ends_s=(days - 1) * DAY_S + _LATEST_S + _HOUR_S,
        seed=seed,
        cashier=Cashier(sees_after_s=rng.choice((None, rng.randrange(5, 900)))),
        clock_chip=clock_chip,
        date=monday,
    )
    return ClumsyShop(scenario, faults)


def _visit(rng: Random, day: int, *, clock_chip: bool) -> Iterator[Step]:
    """The technician pulls weekly; where no chip keeps the time, somebody often sets it."""
    at_s = 7 * _HOUR_S + 20 * _MINUTE_S
    if day and day % 7 == 0:
        yield Step("pull_journal", at_s=at_s)
    if day and not clock_chip and rng.random() < 0.6:
        yield Step("set_clock", at_s=at_s + rng.randrange(20 * _MINUTE_S))


def _day(rng: Random, date_: date, *, announces: bool) -> tuple[list[Step], int]:
    """Return what happens on a day of business, and how much of it went wrong."""
    opens_s = _WEEKEND_OPENS_S if date_.weekday() >= _SATURDAY else _TRADE.opens_s
    morning, closing = _one_of(rng, _MORNING), _one_of(rng, _CLOSING)
    steps = [*morning(rng, opens_s), *closing(rng, _TRADE.closes_s)]
    for at_s in visits(rng, opens_s, _TRADE.closes_s - _HOUR_S, rng.randint(*_CUSTOMERS)):
        steps += _sale(rng, at_s, _TRADE, announces=announces)
    fails = rng.random() < _POWER_FAILS
    if fails:
        off_s = rng.choice((rng.randrange(2, 90), rng.randrange(10, 120) * _MINUTE_S))
        at_s = rng.randrange(opens_s - 30 * _MINUTE_S, _TRADE.closes_s - 150 * _MINUTE_S)
        steps.append(Step("cut_power", off_s * 1_000, at_s=at_s))
    return steps, fails + (morning is not _signs_in) + (closing is not _closes)


def _one_of(rng: Random, chances: Chances) -> Draw:
    (drawn,) = rng.choices([draw for _, draw in chances], [weight for weight, _ in chances])
    return drawn


def _later(step: Step, by_s: int) -> Step:
    return Step(step.action, step.value, at_s=(step.at_s or 0) + by_s)


# Before opening


def _signs_in(rng: Random, opens_s: int) -> tuple[Step, ...]:
    return _signs_in_at(opens_s - rng.randrange(3, 14) * _MINUTE_S)


def _signs_in_late(rng: Random, opens_s: int) -> tuple[Step, ...]:
    return _signs_in_at(opens_s + rng.randrange(5, 180) * _MINUTE_S)


def _signs_in_at(at_s: int) -> tuple[Step, ...]:
    return (Step("sign_in_by_hand", at_s=at_s), Step("press_button", at_s=at_s + 40))


def _forgets(_rng: Random, _at_s: int) -> tuple[Step, ...]:
    return ()


_MORNING: Final[Chances] = ((65, _signs_in), (20, _signs_in_late), (15, _forgets))


# While customers come


def _sale(rng: Random, at_s: int, trade: Trade, *, announces: bool) -> Iterator[Step]:
    """A sale nobody sees; where presses announce them one does, and mostly one for the receipt."""
    yield Step("sell_by_hand", trade.price(rng), at_s=at_s)
    if announces:
        yield Step("press_button", at_s=at_s + 5)
        if rng.random() < 0.8:
            yield Step("press_button", at_s=at_s + rng.randrange(15, 60))


# At closing


def _closes(rng: Random, closes_s: int) -> tuple[Step, ...]:
    at_s = closes_s + rng.randrange(1, 15) * _MINUTE_S
    return (Step("settle_by_hand", at_s=at_s), Step("hold_button", at_s=at_s + 90))


def _closes_early(rng: Random, closes_s: int) -> tuple[Step, ...]:
    return (Step("hold_button", at_s=closes_s - rng.randrange(1, 50) * _MINUTE_S),)


def _closes_late(rng: Random, _closes_s: int) -> tuple[Step, ...]:
    return (Step("hold_button", at_s=_LATEST_S + rng.randrange(1, 40) * _MINUTE_S),)


def _closes_next_morning(rng: Random, _closes_s: int) -> tuple[Step, ...]:
    return (Step("hold_button", at_s=_POWER_BACK_S + rng.randrange(1, 90) * _MINUTE_S),)


def _puts_off(rng: Random, closes_s: int) -> tuple[Step, ...]:
    return (Step("press_button", at_s=closes_s + rng.randrange(30, 600)),)


def _switches_off(rng: Random, closes_s: int) -> tuple[Step, ...]:
    at_s = closes_s + rng.randrange(-30 * _MINUTE_S, 19 * _MINUTE_S)
    return (Step("cut_power", (_POWER_BACK_S - at_s) * 1_000, at_s=at_s),)


def _closes_and_switches_off(rng: Random, closes_s: int) -> tuple[Step, ...]:
    settled = _closes(rng, closes_s)
    at_s = (settled[-1].at_s or 0) + rng.randrange(4, 90)
    return (*settled, Step("cut_power", (_POWER_BACK_S - at_s) * 1_000, at_s=at_s))


_CLOSING: Final[Chances] = (
    (40, _closes),
    (20, _closes_and_switches_off),
    (8, _closes_early),
    (8, _closes_late),
    (6, _closes_next_morning),
    (6, _puts_off),
    (6, _forgets),
    (6, _switches_off),
)
