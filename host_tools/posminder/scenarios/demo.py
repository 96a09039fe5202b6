# SPDX-License-Identifier: MIT
"""The day that the demo shows: customers drawn from a seed, and a good third of all incidents.

They are chosen so that none hides another; their order between opening and closing is the seed's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from posminder.scenarios import incidents, transbank_incidents
from posminder.scenarios.incidents import MINUTE_S, Incident
from posminder.scenarios.scenario import Cashier, Expected, Scenario, Step
from posminder.scenarios.seeded import BETWEEN_S, Happens, day_of
from posminder.scenarios.trade import HOUR_S, TRADES, Trade

SALES: Final = {
    "EUR": (37, 43),
    "CNY": (14, 20),
    "CLP": (37, 43),
}  # from, to: in all, those of incidents too
_DEPOSITS: Final = {"deposit": {"watch": True}}  # no sheet at hand says when Transbank pays
# By hand the board asks twice a minute as long as the shop is open: half a day will do.
_SHOPS: Final[dict[str, tuple[Trade, dict[str, Any]]]] = {
    "EUR": (TRADES["EUR"], _DEPOSITS),
    "CNY": (
        replace(TRADES["CNY"], opens_s=15 * HOUR_S),
        {"hours": {"mon-fri": "15:00-22:30"}, **_DEPOSITS},
    ),
    "CLP": (TRADES["CLP"], {}),
}
_TECHNICIAN_S: Final = HOUR_S  # before it opens
_TERMINAL_ON_S: Final = HOUR_S // 2  # before it opens, without keys
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
    "CNY": (
        "declined",
        "power_cut",
        "noise",
        "unplugged",
        "breaker",
        "clock_forgotten",
    ),
    "CLP": (
        "declined",
        "paper_refused",
        "keys_run_out",
        "reversal",
        "reply_lost",
        "power_cut_in_sale",
        "noise",
        "unplugged",
        "clock_forgotten",
    ),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """A scenario, what goes wrong in it in order of time, and the names of the demos' incidents
    that cannot in such a shop.
    """

    scenario: Scenario
    happens: tuple[Happens, ...]
    cannot: tuple[str, ...]


def _without_keys(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (
        Step("terminal_off", at_s=at_s + _TERMINAL_ON_S - _TECHNICIAN_S),
        Step("terminal_on", "keys_lost", at_s=at_s),
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


def demo_day(seed: int, currency: str = "EUR") -> Demo:
    """Return the demo's day in the shop that sells in `currency`, a key of TRADES.

    It ends on the next morning, when the light is on again.
    """
    trade, settings = _SHOPS[currency]
    rng = Random(f"demo/{currency}/{seed}")
    wrong = transbank_incidents if currency == "CLP" else incidents
    closing_s = trade.closes_s + _CLOSING_S
    happens = (
        Happens(MORNING, trade.opens_s - _TERMINAL_ON_S),
        *_spread(rng, trade, [wrong.DAYTIME[name] for name in _DAYTIME[currency]]),
        Happens(_HELD, closing_s),
        Happens(_REFUSED, closing_s + 1),
        Happens(_ANSWER_LOST, closing_s + 2),
    )
    scenario = Scenario(
        name=f"demo-{currency.lower()}-{seed}",
        title=f"The demo's day of a {trade.name}, seed {seed}",
        title_zh=f"演示：{trade.name_zh}的一天，种子 {seed}",
        steps=_steps(rng, trade, happens, SALES[currency]),
        profile=trade.profile,
        settings={"mode": "enforce", **settings},
        begins_s=trade.opens_s - _TECHNICIAN_S,
        ends_s=closing_s + _NIGHT_MS // 1_000 + 20 * MINUTE_S,
        seed=seed,
        cashier=Cashier(sees_after_s=rng.randrange(10, 40), reprints_after_s=rng.randrange(30, 90)),
    )
    cannot = [name for name in _DAYTIME["EUR"] if not trade.in_line and _at_a_register(name)]
    return Demo(scenario, happens, tuple(cannot))


def _at_a_register(name: str) -> bool:
    return not incidents.DAYTIME[name].by_hand


def _steps(
    rng: Random, trade: Trade, happens: tuple[Happens, ...], sales: tuple[int, int]
) -> tuple[Step, ...]:
    """Draw days until one has the right number of sales: no demo may be dull, or take too long."""
    low, high = sales
    while True:
        steps = day_of(rng, trade, trade.opens_s, happens, high)
        if low <= sum(step.action in ("sell", "sell_by_hand") for step in steps) <= high:
            return tuple(steps)


def _spread(rng: Random, trade: Trade, chosen: list[Incident]) -> list[Happens]:
    """Put the incidents over the day, in an order of their own, with time between them."""
    order = rng.sample(chosen, len(chosen))
    stretch_s = (trade.closes_s - trade.opens_s) // len(order)
    found = []
    for place, incident in enumerate(order):
        spare_s = stretch_s - incident.lasts_s - 3 * BETWEEN_S
        at_s = trade.opens_s + place * stretch_s + 2 * BETWEEN_S + rng.randrange(max(1, spare_s))
        found.append(Happens(incident, at_s))
    return found
