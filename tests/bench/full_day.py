# SPDX-License-Identifier: MIT
"""The day that asks most of a board's heap, in virtual time: two lines, full queues, and a journal
that is pulled while the shop sells.

What is full: the profile (all people, a calendar of bank days, rules of every kind, the text of all
slips), the deposits awaited, the receipts owed, and the desk's alerts. The queue of events is not:
no traffic of this shop brings more than two at once, for they are taken as soon as they come.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from posminder.errors import PosminderError
from posminder.scenarios import invariants
from posminder.scenarios.actions import lose_keys, refuse_sign_ins, terminal_off, terminal_on
from posminder.scenarios.incidents import MINUTE_S
from posminder.scenarios.play import Played, Run, opened
from posminder.scenarios.scenario import Cashier, Scenario
from posminder.scenarios.seeded import day_of
from posminder.scenarios.summary import Verdict, books
from posminder.scenarios.trade import HOUR_S, TRADES
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.world import HEAP_KIB, POWER

BATCHES: Final = 17  # one more than the deposits awaited: the oldest is let go
RECEIPTS: Final = 9  # one more than may be owed
PULLS: Final = 6
_SETTLED_S: Final = 90
_STARTED_S: Final = 20  # the terminal, after its plug was pulled
_TRIED_S: Final = 150  # until the board has been refused a sign-in and says so
_NOT_NOW: Final = 0x6C  # a result with which the terminal refuses to be signed in
_SOLD_S: Final = 40
_TRADE: Final = TRADES["EUR"]
_SETTINGS: Final[dict[str, Any]] = {
    "mode": "enforce",
    "deposit": {"watch": True},
    "receipts": {"keep_slip": "all"},
    "settle": {"warn": {"total": "10.00", "before_closing": "20min"}},
    "people": {
        "supervisor": "B. Beispiel",
        "staff": [
            {"id": f"cashier-number-{number}", "name": f"C. {number}", "role": "cashier"}
            for number in range(10)
        ],
    },
}


@dataclass(frozen=True, slots=True)
class Full:
    """What came of the day, and how full it was."""

    played: Played
    profile_bytes: int
    batches: int
    alerts: int  # that stood when the journal was pulled at noon
    sales_in_pulls: int  # begun at the register while a pull was under way
    pulled_bytes: int
    log: str  # what the board printed


def full_day(heap_kib: int, seed: int = 1) -> Full | None:
    """Play the day with `heap_kib` of heap; None if the board did not get through it as it must."""
    try:
        full = play_full_day(heap_kib, seed)
    except (BoardCrashed, PosminderError):
        return None
    played = full.played
    if any(boot.reason != POWER for boot in played.boots):
        return None  # it died on the way and came back
    differs = any(row.verdict is Verdict.DIFFERS for row in books(played))
    return None if differs or invariants.check(played.evidence()) else full


def play_full_day(heap_kib: int = HEAP_KIB, seed: int = 1) -> Full:
    """Play the day. Raises BoardCrashed, PosminderError."""
    scenario = _scenario(seed)
    with opened(scenario, heap_kib=heap_kib) as run:
        run.until(10 * HOUR_S)
        _settle_often(run)
        run.until(12 * HOUR_S)
        _lose_keys(run)
        _owe_receipts(run)
        stage = run.stage
        with stage.technician.session() as session:
            alerts = json.loads(session.download("/status"))["alerts"]
        begun, pulled = _pull_while_selling(run)
        stage.register.printer.paper = True
        refuse_sign_ins(stage, 0)
        run.until(scenario.ends_s)
        played = run.ended()
        return Full(
            played,
            profile_bytes=len(run.profile.compiled.data),
            batches=len(stage.terminal.truth.batches),
            alerts=len(alerts),
            sales_in_pulls=begun,
            pulled_bytes=pulled,
            log=stage.world.log_path.read_text(),
        )


def _scenario(seed: int) -> Scenario:
    rng = Random(f"full/{seed}")
    steps = day_of(rng, _TRADE, _TRADE.opens_s, (), 40)
    return Scenario(
        name=f"full-{seed}",
        title="A full day",
        title_zh="满负荷的一天",
        steps=tuple(step for step in steps if not 10 <= (step.at_s or 0) / HOUR_S < 14),
        profile=_TRADE.profile,
        settings=_SETTINGS,
        begins_s=_TRADE.opens_s - HOUR_S,
        ends_s=_TRADE.closes_s + HOUR_S,
        seed=seed,
        cashier=Cashier(sees_after_s=None, reprints_after_s=None),
    )


def _settle_often(run: Run) -> None:
    """Fill the list of deposits awaited."""
    for number in range(BATCHES):
        run.stage.register.sell(1_000 + number)
        run.until(run.now_s + MINUTE_S)
        run.stage.press(2_500)
        run.until(run.now_s + _SETTLED_S)


def _lose_keys(run: Run) -> None:
    """Let the terminal come back without its keys, not be signed in, and sell all the same."""
    stage = run.stage
    terminal_off(stage, None)
    run.until(run.now_s + _STARTED_S)
    terminal_on(stage, "keys_lost")
    lose_keys(stage, "sells_on")
    refuse_sign_ins(stage, _NOT_NOW)
    run.until(run.now_s + _STARTED_S)
    stage.register.start()
    run.until(run.now_s + _TRIED_S)


def _owe_receipts(run: Run) -> None:
    """Leave more receipts owed than the board keeps, and more alerts than its desk holds."""
    run.stage.register.printer.paper = False
    for number in range(RECEIPTS):
        run.stage.register.sell(2_000 + number)
        run.until(run.now_s + _SOLD_S)


def _pull_while_selling(run: Run) -> tuple[int, int]:
    """Pull the whole journal again and again while customer follows customer."""
    stage = run.stage
    begun = 0
    selling = True

    def sell(_: object = None) -> None:
        nonlocal begun
        if selling:
            begun += 1
            stage.register.sell(3_000 + begun, sell)

    sell()
    pulled = 0
    for _ in range(PULLS):
        with stage.technician.lease() as session:
            pulled += len(session.download("/journal/since/0"))
    selling = False
    run.until(run.now_s + MINUTE_S)
    return begun, pulled
