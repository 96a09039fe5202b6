# SPDX-License-Identifier: MIT
"""Every shipped scenario on the real firmware: its journal as expected, every invariant kept."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from posminder.scenarios import invariants
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.compare import compare
from posminder.scenarios.load import load, shipped
from posminder.scenarios.moments import MOMENTS
from posminder.scenarios.pace import RealTime
from posminder.scenarios.play import play
from posminder.scenarios.scenario import Cashier, Scenario, Step
from tests.emulator import checks

HOUR_S = 3_600
ROOMY_KIB = 512  # whether all this fits is asked by the shipped scenarios
IN_LINE = {
    "let_in": "owner",
    "change_account": "plan",
    "sell": "12.50",
    "refund": "1.00",
    "reverse": None,
    "repeat_receipt": None,
    "press_button": None,
    "press_twice": None,
    "receipts_wanted": "both",
    "sells_offline": "20.00",
    "refuse_uploads": 1,
    "register_uploads": None,
    "terminal_uploads": None,
    "print_slowly": "500ms",
    "pause_between_copies": "5s",
    "cards_verified_by": "pin",
    "register_paper": "in",
    "register_paper_ends": 40,
    "terminal_paper_ends": 40,
    "terminal_paper": "out",
    "noise": {"line": "register", "split": 0.001},
    "next_bytes": {"towards": "shop", "lose": 1, "split": "100ms"},
    "unplug_terminal": "5s",
    "plug_terminal": None,
    "unplug_register": "5s",
    "plug_register": None,
    "answer_late": "1s",
    "acquirer_declines": 5,
    "acquirer": "down",
    "refuse_settlements": 1,
    "totals_differ": "1.00",
    "lose_settlement_answer": None,
    "demand_settlement": None,
    "terminal_settles": None,
    "lose_keys": "sells_on",
    "refuse_sign_ins": 0x83,
    "terminal_clock_steps": "10min",
    "terminal_calls_for": "clock",
    "keep_time_to_itself": None,
    "register_settles": None,
    "hold_button": "3s",
    "terminal_off": "10s",
    "terminal_on": "keys_lost",
    "flash_fault": {"write": 1, "kind": "weak"},
    "clock_chip_steps": "1h",
    "restart_board": None,
    "set_clock": None,
    "pull_journal": None,
    "apply_profile": {"settle": {"latest": "21:15"}},
    "exchange_terminal": "29009999",
    "swap_terminal": "lost",
    "clock_chip_forgets": None,
    "breaker": "5s",
    "cut_power": None,
    "give_power": None,
}
BESIDE = {"sell_by_hand": "12.50", "sign_in_by_hand": None, "settle_by_hand": None}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_leaves_its_journal_and_keeps_every_invariant(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.expected, "a shipped scenario says what its journal must be"
    played = play(scenario)
    compared = compare(scenario.expected, played.after_commissioning)
    assert not compared.differences, "\n".join(("the journal as it was:", *compared.lines))
    assert not played.unplayed
    assert invariants.check(played.evidence()) == []


@pytest.mark.parametrize("name", ["button-held-at-closing", "power-cut-during-settlement"])
def test_other_customers_leave_the_same_kinds_of_records(name: str) -> None:
    """A seed changes cards and times, not what a journal must say of them."""
    for seed in (2, 3):
        scenario = replace(load(name), seed=seed)
        played = play(scenario)
        assert not compare(scenario.expected or (), played.after_commissioning).differences
        assert invariants.check(played.evidence()) == [], f"seed {seed}"


def test_one_seed_gives_one_history() -> None:
    scenario = load("paper-out-at-the-slip")
    one, other = play(scenario), play(scenario)
    assert one.pulled.export == other.pulled.export
    assert one.moments == other.moments


def test_a_changed_expectation_is_found_and_shown_where_it_stands() -> None:
    scenario = load("button-held-at-closing")
    played = play(scenario)
    expected = list(scenario.expected or ())
    place = next(i for i, each in enumerate(expected) if each.name == "settlement")
    expected[place] = replace(expected[place], words={"state": "verified"})
    compared = compare(expected, played.after_commissioning)
    assert compared.differences == 2
    assert "- settlement: begun  # found, not expected" in compared.lines
    assert any(line.startswith("# expected") for line in compared.lines)


def test_a_step_whose_moment_never_comes_is_said() -> None:
    steps = (Step("sell", 500, at_s=12 * HOUR_S + 60), Step("give_power", when="batch_handed_over"))
    played = play(evening(steps))
    assert [step.action for step in played.unplayed] == ["give_power"]


def test_steps_of_one_chain_wait_for_each_other() -> None:
    steps = (
        Step("sell", 500, at_s=12 * HOUR_S + 60),
        Step("register_paper", "out", when="receipt_line 3"),
        Step("register_paper", "in", when="alert_sounds", after_ms=20_000),
        Step("repeat_receipt", None, when="lamp_yellow"),
    )
    silent = Cashier(sees_after_s=None, reprints_after_s=None)
    played = play(replace(evening(steps), cashier=silent))
    receipts = [r.words()["state"] for r in played.records if r.name == "receipt"]
    assert receipts == ["refused"], "the lamp did not turn yellow a second time"
    assert [step.action for step in played.unplayed] == ["repeat_receipt"]


def test_who_looks_and_who_does_not() -> None:
    """The cashier knows what is shown: with paper put in by somebody else he has nothing to do."""
    steps = (
        Step("register_paper", "out", at_s=12 * HOUR_S),
        Step("sell", 500, at_s=12 * HOUR_S + 60),
    )
    asleep = Cashier(sees_after_s=None, reprints_after_s=None)
    awake = play(evening(steps))
    ignored = play(replace(evening(steps), cashier=asleep))
    presses = [[r for r in each.records if r.name == "button"] for each in (awake, ignored)]
    assert (len(presses[0]), len(presses[1])) == (1, 0)
    assert awake.pulled.standing == frozenset()
    assert ("receipt_missing", 1) in ignored.pulled.standing


def test_real_time_holds_the_shop_back_and_opens_its_line() -> None:
    told: list[str] = []
    pace = RealTime(speed=1_000, on_pty=told.append)
    scenario = replace(evening(()), ends_s=12 * HOUR_S + 150)
    began_s = time.monotonic()
    assert play(scenario, pace=pace).records
    assert time.monotonic() - began_s > 0.1, "a thousand times as fast, and no faster"
    (path,) = told
    assert path.startswith("/dev/")


def test_every_action_can_be_played_and_is_told() -> None:
    """Each with a value its own parser takes, on both wirings; what comes of it is not asked."""
    beside = {"terminal": {"wiring": "beside"}}
    told: set[str] = set()
    for settings, wanted in (({}, IN_LINE), (beside, BESIDE)):
        steps = tuple(
            Step(name, ACTIONS[name].kind.parse(value), at_s=12 * HOUR_S + 30 * (index + 1))
            for index, (name, value) in enumerate(wanted.items())
        )
        scenario = replace(evening(steps), settings=settings, ends_s=13 * HOUR_S)
        told |= {moment.what for moment in play(scenario, heap_kib=ROOMY_KIB).moments}
    assert told >= set(ACTIONS)


def test_every_moment_comes() -> None:
    at_s = 12 * HOUR_S + 60
    watched = [
        step
        for name in MOMENTS
        for step in (Step("noise", {"lose": 0.0}, at_s=at_s), Step("plug_register", when=name))
    ]
    steps = (
        Step("lose_keys", None, at_s=at_s),
        *watched,
        Step("restart_board", None, at_s=at_s + 30),
        Step("register_paper", "out", at_s=at_s + 60),
        Step("sell", 500, at_s=at_s + 90),
        Step("totals_differ", 100, at_s=at_s + 180),
        Step("hold_button", None, at_s=at_s + 200),
    )
    played = play(evening(steps))
    assert [step.when for step in played.unplayed] == []


def test_checks_fail_where_the_journal_lies() -> None:
    """The thin asserts that other tests use do assert."""
    played = play(load("button-held-at-closing"))
    lying = checks.Journal(each for each in played.records if each.name != "settlement")
    with pytest.raises(AssertionError, match="batches_settled_once"):
        checks.keep(replace(played.evidence(), records=lying))


def evening(steps: tuple[Step, ...]) -> Scenario:
    """Return half an hour around noon in which these steps are played."""
    return Scenario("noon", "noon", "中午", steps, begins_s=12 * HOUR_S, ends_s=12 * HOUR_S + 900)
