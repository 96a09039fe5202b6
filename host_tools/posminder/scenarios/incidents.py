# SPDX-License-Identifier: MIT
"""What goes wrong in a shop: each incident as steps around one moment, and the signs it leaves.

One table a time of day. Every incident ends by itself within `lasts_s`: the next customer finds
the shop in order, whatever the board still has to put right. Whether it happens is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from posminder.scenarios.scenario import Expected, Step

MINUTE_S: Final = 60
_MINUTE_MS: Final = 60_000
_NO_MONEY: Final = 51  # the code with which an acquirer declines
Draw = Callable[[Random, int, int], tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Incident:
    """`draw(rng, at_s, price_minor)` gives its steps, from `at_s` on; nobody else comes while it
    lasts. `signs`: what the board writes of it, in this order, when nothing else goes wrong.
    """

    name: str
    draw: Draw
    lasts_s: int = 3 * MINUTE_S
    signs: tuple[Expected, ...] = ()
    by_hand: bool = True  # can happen where there is no register


def at(at_s: int, action: str, value: Any = None) -> Step:
    """Return a step at a time."""
    return Step(action, value, at_s=at_s)


def when(moment: str, after_ms: int, action: str, value: Any = None) -> Step:
    """Return a step after a moment."""
    return Step(action, value, when=moment, after_ms=after_ms)


def sign(name: str, **words: Any) -> Expected:
    """Return a record that shows an incident."""
    return Expected(name, words)


# While customers come


def _paper_out(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "register_paper", "out"),
        at(at_s + 1, "sell", price),
        at(at_s + 9 * MINUTE_S, "register_paper", "in"),
    )


def _declined(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "acquirer_declines", _NO_MONEY),
        at(at_s + 1, "sell", price),
        at(at_s + MINUTE_S, "acquirer_declines", 0),
    )


def _refund(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (at(at_s, "refund", price),)


def _reversal(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (at(at_s, "sell", price), at(at_s + MINUTE_S, "reverse"))


def _power_cut_in_sale(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    moment = rng.choice(("sale_commanded", "sale_authorised", "receipt_line 3"))
    after_ms = rng.randrange(10, 900)
    return (at(at_s, "sell", price), when(moment, after_ms, "cut_power", 8_000))


def _power_cut(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "cut_power", rng.randrange(2, 90) * 1_000),)


def _breaker(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "breaker", rng.randrange(1, 5) * _MINUTE_MS),)


def _noise(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    bad = {"line": "terminal", "lose": rng.choice((0.0, 0.001)), "flip": 0.002}
    good = {"line": "terminal", "lose": 0.0, "flip": 0.0}
    return (
        at(at_s, "noise", bad),
        at(at_s + 5, "sell", price),
        at(at_s + 10 * MINUTE_S, "sell", price),
        at(at_s + 20 * MINUTE_S, "noise", good),
    )


def _unplugged(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "unplug_terminal", 10 * _MINUTE_MS),
        at(at_s + MINUTE_S, "sell", price),
    )


def _terminal_off(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "terminal_off", rng.randrange(20, 120) * 1_000),)


def _keys_lost(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "terminal_off"), at(at_s + 30, "terminal_on", "keys_lost"))


def _sold_unsigned(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (at(at_s, "lose_keys", "sells_on"), at(at_s + 1, "sell", price))


def _clock_forgotten(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "clock_chip_forgets"),
        at(at_s + 1, "restart_board"),
        at(at_s + 12 * MINUTE_S, "set_clock"),
    )


def _torn_record(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "flash_fault", {"write": rng.randrange(1, 4), "kind": "cut"}),
        at(at_s + 1, "sell", price),
        at(at_s + 2 * MINUTE_S, "give_power"),
    )


def _settlement_demanded(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (at(at_s, "demand_settlement"), at(at_s + 1, "sell", price))


def _sold_offline(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    """The acquirer is back soon, but may not take what was sold meanwhile for hours."""
    return (
        at(at_s, "sells_offline", price),
        at(at_s, "refuse_uploads", rng.randrange(1, 7)),
        at(at_s, "acquirer", "down"),
        at(at_s + 1, "sell", price),
        at(at_s + 4 * MINUTE_S, "acquirer", "up"),
    )


def _muted(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "register_paper", "out"),
        at(at_s + 1, "sell", price),
        at(at_s + MINUTE_S, "press_twice"),
        at(at_s + 3 * MINUTE_S, "register_paper", "in"),
    )


# When the shop closes


def _closed(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "hold_button"),)


def _forgotten(_rng: Random, _at_s: int, _price: int) -> tuple[Step, ...]:
    return ()


def _answer_lost(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "lose_settlement_answer"), at(at_s + 1, "hold_button"))


def _acquirer_down(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "acquirer", "down"),
        at(at_s + 1, "hold_button"),
        at(at_s + rng.randrange(1, 12) * MINUTE_S, "acquirer", "up"),
    )


def _cut_while_settling(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    moment = rng.choice(("totals_asked", "settle_commanded", "batch_handed_over"))
    after_ms = rng.randrange(10, 1_500)
    return (at(at_s, "hold_button"), when(moment, after_ms, "cut_power", 20_000))


def _breaker_early(rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    after_s = rng.randrange(2, MINUTE_S)
    return (at(at_s, "hold_button"), at(at_s + after_s, "breaker", 10 * _MINUTE_MS))


_SOLD: Final = sign("sale", transaction="sale", result=0)
_UNPRINTED: Final = (
    _SOLD,
    sign("receipt", state="refused"),
    sign("alert", alert="receipt_missing", state="raised"),
)
_REPRINTED: Final = (
    sign("receipt", state="duplicate"),
    sign("alert", alert="receipt_missing", state="cleared"),
)
_SIGNED_IN: Final = sign("sign_in", state="signed_in")
_BOOTED: Final = sign("boot", reason="power")

DAYTIME: Final = {
    each.name: each
    for each in (
        Incident("declined", _declined, signs=(sign("sale", result=_NO_MONEY),)),
        Incident("paper_out", _paper_out, 10 * MINUTE_S, (*_UNPRINTED, *_REPRINTED), by_hand=False),
        Incident(
            "muted",
            _muted,
            4 * MINUTE_S,
            (*_UNPRINTED, sign("button", press="twice"), *_REPRINTED),
            by_hand=False,
        ),
        Incident(
            "refund",
            _refund,
            signs=(sign("sale", transaction="refund", result=0),),
            by_hand=False,
        ),
        Incident(
            "reversal",
            _reversal,
            signs=(_SOLD, sign("sale", transaction="reversal", result=0)),
            by_hand=False,
        ),
        Incident("power_cut_in_sale", _power_cut_in_sale, 10 * MINUTE_S, (_BOOTED,), by_hand=False),
        Incident("power_cut", _power_cut, signs=(_BOOTED,)),
        Incident("breaker", _breaker, 8 * MINUTE_S, (_BOOTED,)),
        Incident("noise", _noise, 21 * MINUTE_S, (_SOLD, _SOLD)),
        Incident(
            "unplugged",
            _unplugged,
            13 * MINUTE_S,
            (
                sign("alert", alert="terminal_silent", state="raised"),
                sign("alert", alert="terminal_silent", state="cleared"),
            ),
        ),
        Incident("terminal_off", _terminal_off, 5 * MINUTE_S),
        Incident("keys_lost", _keys_lost, 5 * MINUTE_S, (_SIGNED_IN,)),
        Incident("sold_unsigned", _sold_unsigned, 10 * MINUTE_S, by_hand=False),
        Incident(
            "clock_forgotten",
            _clock_forgotten,
            15 * MINUTE_S,
            (
                _BOOTED,
                sign("alert", alert="clock_unset", state="raised"),
                sign("clock", source="host"),
            ),
        ),
        Incident("torn_record", _torn_record, 10 * MINUTE_S, (_BOOTED,)),
        Incident(
            "sold_offline",
            _sold_offline,
            6 * MINUTE_S,
            (sign("sale", result=0, acquirer_line="off_line"),),
            by_hand=False,
        ),
        Incident("settlement_demanded", _settlement_demanded, 10 * MINUTE_S, by_hand=False),
    )
}
CLOSING: Final = {
    each.name: each
    for each in (
        Incident("closed", _closed, signs=(sign("settlement", state="verified"),)),
        Incident("forgotten", _forgotten),
        Incident("answer_lost", _answer_lost),
        Incident("acquirer_down", _acquirer_down),
        Incident("cut_while_settling", _cut_while_settling),
        Incident("breaker_early", _breaker_early),
    )
}
