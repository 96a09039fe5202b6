# SPDX-License-Identifier: MIT
"""What goes wrong in a shop whose terminal speaks Transbank POS Integrado, as incidents.py has it.

What such a shop shares with others is taken from there; the terminal prints itself and refuses a
sale without paper, so that no receipt is owed.
"""

from __future__ import annotations

from random import Random
from typing import Final

from posminder.scenarios import incidents
from posminder.scenarios.incidents import MINUTE_S, Incident, at, sign, when
from posminder.scenarios.scenario import Step

_REJECTED: Final = 1
_NO_MONEY: Final = 51
_BOOTED: Final = sign("boot", reason="power")


def _declined(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "acquirer_declines", _NO_MONEY),
        at(at_s + 1, "sell", price),
        at(at_s + MINUTE_S, "acquirer_declines", 0),
    )


def _paper_out(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (
        at(at_s, "terminal_paper", "out"),
        at(at_s + 1, "sell", price),
        at(at_s + 2 * MINUTE_S, "terminal_paper", "in"),
        at(at_s + 3 * MINUTE_S, "sell", price),
    )


def _power_cut_in_sale(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    moment = rng.choice(("sale_commanded", "sale_authorised"))
    after_ms = rng.randrange(10, 900)
    return (at(at_s, "sell", price), when(moment, after_ms, "cut_power", 8_000))


def _answer_lost(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    """The plug comes out as the sale is approved: the register asks for the last one later."""
    after_ms = rng.randrange(1, 20)
    return (
        at(at_s, "sell", price),
        when("sale_authorised", after_ms, "unplug_terminal", rng.randrange(10, 40) * 1_000),
    )


def _keys_lost(_rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    return (at(at_s, "lose_keys"), at(at_s + 1, "sell", price), at(at_s + MINUTE_S, "sell", price))


def _duplicate(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "repeat_receipt"),)


# When the shop closes


def _register_closes(_rng: Random, at_s: int, _price: int) -> tuple[Step, ...]:
    return (at(at_s, "register_settles"),)


def _sold_while_settling(rng: Random, at_s: int, price: int) -> tuple[Step, ...]:
    moment = rng.choice(("totals_asked", "settle_commanded", "batch_handed_over"))
    return (at(at_s, "hold_button"), when(moment, rng.randrange(1, 900), "sell", price))


_SHARED: Final = (
    *("reversal", "power_cut", "breaker", "noise", "unplugged", "terminal_off"),
    *("clock_forgotten", "torn_record", "settlement_demanded"),
)
DAYTIME: Final = {
    each.name: each
    for each in (
        *(incidents.DAYTIME[name] for name in _SHARED),
        Incident("declined", _declined, signs=(sign("sale", result=_REJECTED),)),
        Incident(
            "paper_refused",
            _paper_out,
            5 * MINUTE_S,
            (
                sign("alert", alert="printer_fault", state="raised"),
                sign("alert", alert="printer_fault", state="cleared"),
            ),
        ),
        Incident("power_cut_in_sale", _power_cut_in_sale, 10 * MINUTE_S, (_BOOTED,)),
        Incident("reply_lost", _answer_lost, 8 * MINUTE_S),
        Incident(
            "keys_run_out",
            _keys_lost,
            4 * MINUTE_S,
            (sign("sign_in", state="needed"), sign("sign_in", state="signed_in")),
        ),
        Incident("duplicate", _duplicate),
    )
}
CLOSING: Final = {
    each.name: each
    for each in (
        *incidents.CLOSING.values(),
        Incident("register_closes", _register_closes, signs=(sign("settlement", state="seen"),)),
        Incident("sold_while_settling", _sold_while_settling),
    )
}
