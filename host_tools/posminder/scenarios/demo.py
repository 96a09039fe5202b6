# SPDX-License-Identifier: MIT
"""The day that the demo shows: customers drawn from a seed, and a good third of all incidents.

They are chosen so that none hides another; their order between opening and closing is the seed's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from posminder.scenarios.incidents import DAYTIME, MINUTE_S, Incident
from posminder.scenarios.scenario import Cashier, Expected, Scenario, Step
from posminder.scenarios.seeded import BETWEEN_S, Happens, day_of
from posminder.scenarios.trade import HOUR_S, TRADES, Trade

SALES: Final = {"EUR": (37, 43), "CNY": (14, 20)}  # from, to: in all, those of incidents too
_MORNING_S: Final = 7 * HOUR_S
_TERMINAL_ON_S: Final = _MORNING_S + HOUR_S // 2
_EVENING_S: Final = 20 * HOUR_S + HOUR_S // 2  # by hand the board asks all day: an evening will do
_CLOSING_S: Final = 5 * MINUTE_S  # after the last customer
_NIGHT_MS: Final = 11 * 3_600_000
_DAYTIME: Final = {
    "EUR": (
        "declined",
        "paper_out",
        "muted",
        "refund",
        "reversal",
        "power_cut_in_sale",
        "noise",
        "unplugged",
        "clock_forgotten",
    ),
    "CNY": ("declined", "power_cut", "noise", "unplugged"),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """A scenario, and what goes wrong in it in order of time."""

    scenario: Scenario
    happens: tuple[Happens, ...]


def _without_keys(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (
        Step("terminal_off", at_s=_MORNING_S),
        Step("terminal_on", "keys_lost", at_s=at_s),
    )


def _dark_while_paying(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    """The light is back before the customer's card is: the sale comes through."""
    return (
        Step("sell", price, at_s=at_s),
        Step("cut_power", 8_000, when="sale_commanded", after_ms=rng.randrange(10, 900)),
    )


def _button_held(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (
        Step("acquirer", "down", at_s=at_s - 10),
        Step("hold_button", at_s=at_s),
        Step("acquirer", "up", when="settle_commanded", after_ms=20_000),
        Step("lose_settlement_answer", when="settle_commanded"),
        Step("breaker", _NIGHT_MS, when="batch_handed_over", after_ms=40_000),
    )


def _sign(name: str, **words: object) -> Expected:
    return Expected(name, words)


MORNING: Final = Incident(
    "no_keys",
    _without_keys,
    5 * MINUTE_S,
    (_sign("sign_in", state="needed"), _sign("sign_in", state="signed_in")),
)
_HELD: Final = Incident(
    "button_held",
    _button_held,
    signs=(_sign("button", press="held"), _sign("settlement", state="begun")),
)
# What the closing's own steps let happen, one after another.
_REFUSED: Final = Incident(
    "acquirer_refuses",
    lambda *_: (),
    signs=(_sign("settlement", state="refused"), _sign("intent", command="settle")),
)
_ANSWER_LOST: Final = Incident(
    "breaker_in_doubt",
    lambda *_: (),
    signs=(_sign("boot", reason="power"), _sign("settlement", state="verified")),
)


_DURING: Final = {
    **DAYTIME,
    "power_cut_in_sale": replace(DAYTIME["power_cut_in_sale"], draw=_dark_while_paying),
}


def demo_day(seed: int, currency: str = "EUR") -> Demo:
    """Return the demo's day in the shop that sells in `currency`, a key of TRADES.

    It ends on the next morning, when the light is on again.
    """
    trade = TRADES[currency]
    rng = Random(f"demo/{currency}/{seed}")
    opens_s = trade.opens_s if trade.in_line else _EVENING_S
    closing_s = trade.closes_s + _CLOSING_S
    happens = (
        *([Happens(MORNING, _TERMINAL_ON_S)] if trade.in_line else []),
        *_spread(rng, trade, opens_s, _DAYTIME[currency]),
        Happens(_HELD, closing_s),
        Happens(_REFUSED, closing_s + 1),
        Happens(_ANSWER_LOST, closing_s + 2),
    )
    scenario = Scenario(
        name=f"demo-{currency.lower()}-{seed}",
        title=f"The demo's day of a {trade.name}, seed {seed}",
        title_zh=f"演示：{trade.name_zh}的一天，种子 {seed}",
        steps=_steps(rng, trade, opens_s, happens, SALES[currency]),
        profile=trade.profile,
        settings={"mode": "enforce"},
        begins_s=_MORNING_S if trade.in_line else opens_s - 15 * MINUTE_S,
        ends_s=closing_s + _NIGHT_MS // 1_000 + 20 * MINUTE_S,
        seed=seed,
        cashier=Cashier(sees_after_s=rng.randrange(10, 40), reprints_after_s=rng.randrange(30, 90)),
    )
    return Demo(scenario, happens)


def _steps(
    rng: Random, trade: Trade, opens_s: int, happens: tuple[Happens, ...], sales: tuple[int, int]
) -> tuple[Step, ...]:
    """Draw days until one has the right number of sales: no demo may be dull, or take too long."""
    low, high = sales
    while True:
        steps = day_of(rng, trade, opens_s, happens, high)
        if low <= sum(step.action in ("sell", "sell_by_hand") for step in steps) <= high:
            return tuple(steps)


def _spread(rng: Random, trade: Trade, opens_s: int, names: tuple[str, ...]) -> list[Happens]:
    """Put the incidents over the day, in an order of their own, with time between them."""
    order = rng.sample(names, len(names))
    stretch_s = (trade.closes_s - opens_s) // len(order)
    found = []
    for place, name in enumerate(order):
        spare_s = stretch_s - _DURING[name].lasts_s - 3 * BETWEEN_S
        at_s = opens_s + place * stretch_s + 2 * BETWEEN_S + rng.randrange(max(1, spare_s))
        found.append(Happens(_DURING[name], at_s))
    return found
