# SPDX-License-Identifier: MIT
"""Days of a random shop, drawn from one seed: its customers, its cashier and what goes wrong.

The same arguments give the same scenario, to the last step. Knows how a day is put together;
what customers pay is trade.py's, what goes wrong incidents.py's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from posminder.scenarios import incidents, transbank_incidents
from posminder.scenarios.incidents import MINUTE_S, Incident
from posminder.scenarios.scenario import DAY_S, MONDAY, Cashier, Scenario, Step
from posminder.scenarios.trade import TRADES, Trade, visits

DAYS_MAX: Final = 400
BETWEEN_S: Final = 90  # one cashier: a sale and its receipt take half a minute
_BEFORE_OPENING_S: Final = 45 * MINUTE_S
_BEFORE_FROM_S: Final = 5 * MINUTE_S  # where the day is cut short: enough to be signed in
_TIDYING_UP_S: Final = 5 * MINUTE_S  # from the last customer to the closing button
_INCIDENTS_MAX: Final = 5  # a day
_VISIT_DAYS: Final = 7  # the technician pulls once a week, long before the ring goes round
_VISIT_BEFORE_S: Final = 30 * MINUTE_S  # the shop opens
_BY_HAND: Final = {"sell": "sell_by_hand", "register_paper": "terminal_paper"}
_SUNDAY: Final = 6
_MUTES: Final = 0.2  # of all cashiers
_HAS_CLOCK_CHIP: Final = 0.8  # of all boards


@dataclass(frozen=True, slots=True)
class Happens:
    """An incident in its place: `at_s` seconds after the first day's midnight."""

    incident: Incident
    at_s: int

    def covers(self, at_s: int) -> bool:
        """Tell whether a customer who comes at `at_s` would meet it."""
        return self.at_s - BETWEEN_S < at_s < self.at_s + self.incident.lasts_s


@dataclass(frozen=True, slots=True)
class Drawn:
    """Days of a random shop, and what happens in them."""

    scenario: Scenario
    happens: tuple[Happens, ...]


def seeded_day(
    seed: int, *, currency: str = "EUR", days: int = 1, from_s: int | None = None
) -> Scenario:
    """Return the scenario of `seeded_shop`."""
    return seeded_shop(seed, currency=currency, days=days, from_s=from_s).scenario


def seeded_shop(
    seed: int,
    *,
    currency: str = "EUR",
    days: int = 1,
    from_s: int | None = None,
    monday: date = MONDAY,
    closed: Collection[date] = (),
) -> Drawn:
    """Return `days` (1..DAYS_MAX) of a random shop that sells in `currency`, a key of TRADES.

    `from_s`: the first day is played from shortly before this second on, which makes it shorter.
    `monday` is that day's date. Nobody comes on the days of `closed`.
    """
    trade = TRADES[currency]
    rng = Random(f"seeded/{currency}/{seed}")
    possible, closings = _what_goes_wrong(currency)
    opens_s = trade.opens_s if from_s is None else max(from_s, trade.opens_s)
    habits = _habits(rng)
    settings = {"mode": "enforce", **_limits(rng, trade)}
    steps: list[Step] = _visits(days, trade)
    happens: list[Happens] = []
    for day in range(days):
        date_ = monday + timedelta(days=day)
        if date_ in closed or (date_.weekday() == _SUNDAY and trade.in_line):
            continue  # kiosks are closed on Sundays
        begins_s = opens_s if day == 0 else trade.opens_s
        events = [
            *_incidents(rng, trade, possible, begins_s),
            Happens(rng.choice(closings), trade.closes_s + _TIDYING_UP_S),
        ]
        happens += [replace(each, at_s=day * DAY_S + each.at_s) for each in events]
        share = (trade.closes_s - begins_s) / (trade.closes_s - trade.opens_s)
        customers = max(1, round(rng.randint(*trade.customers_a_day) * share))
        steps += _shifted(day_of(rng, trade, begins_s, events, customers), day * DAY_S)
    scenario = Scenario(
        name=f"seeded-{currency.lower()}-{seed}",
        title=f"A {trade.name}, drawn from seed {seed}; days: {days}",
        title_zh=f"随机{trade.name_zh}，种子 {seed}，天数 {days}",
        steps=tuple(steps),
        profile=trade.profile,
        settings=settings,
        begins_s=opens_s - (_BEFORE_OPENING_S if opens_s == trade.opens_s else _BEFORE_FROM_S),
        ends_s=(days - 1) * DAY_S + trade.closes_s + _TIDYING_UP_S + trade.after_closing_s,
        seed=seed,
        cashier=habits,
        clock_chip=rng.random() < _HAS_CLOCK_CHIP,
        date=monday,
    )
    return Drawn(scenario, tuple(happens))


def _what_goes_wrong(currency: str) -> tuple[list[Incident], list[Incident]]:
    """Return the incidents of such a shop, while customers come and when it closes."""
    wrong = transbank_incidents if currency == "CLP" else incidents
    in_line = TRADES[currency].in_line
    possible = [each for each in wrong.DAYTIME.values() if each.by_hand or in_line]
    return possible, list(wrong.CLOSING.values())


def _visits(days: int, trade: Trade) -> list[Step]:
    """Return the technician's weekly visits before opening: he pulls the journal."""
    return [
        Step("pull_journal", at_s=day * DAY_S + trade.opens_s - _VISIT_BEFORE_S)
        for day in range(_VISIT_DAYS, days, _VISIT_DAYS)
    ]


def day_of(
    rng: Random, trade: Trade, opens_s: int, events: Iterable[Happens], customers: int
) -> list[Step]:
    """Return one day's steps in order of time: its incidents, and sales where none is.

    About so many `customers`, less those who meet an incident.
    """
    planned = sorted(events, key=lambda event: event.at_s)
    chains = [
        (event.at_s, event.incident.draw(rng, event.at_s, trade.price(rng))) for event in planned
    ]
    free_s = opens_s
    for at_s in visits(rng, opens_s, trade.closes_s, customers):
        served_s = max(at_s, free_s)
        if served_s < trade.closes_s and not any(event.covers(served_s) for event in planned):
            chains.append((served_s, (Step("sell", trade.price(rng), at_s=served_s),)))
            free_s = served_s + BETWEEN_S
    steps = [step for _, chain in sorted(chains, key=lambda each: each[0]) for step in chain]
    return steps if trade.in_line else [_by_hand(step) for step in steps]


def _incidents(rng: Random, trade: Trade, possible: list[Incident], opens_s: int) -> list[Happens]:
    """Draw what goes wrong, each in a stretch of the day of its own."""
    drawn = rng.sample(possible, rng.randint(1, _INCIDENTS_MAX))
    stretch_s = (trade.closes_s - opens_s) // len(drawn)
    return [
        Happens(incident, opens_s + place * stretch_s + rng.randrange(spare_s))
        for place, incident in enumerate(drawn)
        if (spare_s := stretch_s - incident.lasts_s - 2 * BETWEEN_S) > 0
    ]


def _habits(rng: Random) -> Cashier:
    """Draw how clumsy the cashier is."""
    return Cashier(
        sees_after_s=rng.choice((None, rng.randrange(5, 60), rng.randrange(60, 600))),
        mutes=rng.random() < _MUTES,
        reprints_after_s=rng.choice((None, rng.randrange(10, 60), rng.randrange(60, 300))),
    )


def _limits(rng: Random, trade: Trade) -> dict[str, Any]:
    """Draw between which totals a batch is settled; most shops never meet them."""
    limits = rng.choice(({}, {}, {}, {"min": trade.least}, {"max": trade.most}))
    return {"settle": limits} if limits else {}


def _by_hand(step: Step) -> Step:
    """Return what a shop without a register does instead."""
    return replace(step, action=_BY_HAND.get(step.action, step.action))


def _shifted(steps: Iterable[Step], by_s: int) -> list[Step]:
    return [step if step.at_s is None else replace(step, at_s=step.at_s + by_s) for step in steps]
