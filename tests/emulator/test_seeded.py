# SPDX-License-Identifier: MIT
"""Random shops on the real firmware: whatever a seed brings, what must always hold does.

Whole days take minutes; these begin late in the day, so that many of them fit into one.
An empty hour by hand costs as much as a busy one: there the board asks twice a minute.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from posminder.messages import MESSAGES
from posminder.scenarios import invariants
from posminder.scenarios.attended import attended_shop
from posminder.scenarios.demo import demo_day
from posminder.scenarios.dump import dump
from posminder.scenarios.load import load
from posminder.scenarios.play import play
from posminder.scenarios.seeded import BETWEEN_S, seeded_day
from posminder.scenarios.trade import TRADES

SEEDS = {"EUR": range(10), "CNY": range(7), "CLP": range(8)}
FROM_S = {"EUR": 18 * 3_600 + 1_800, "CNY": 22 * 3_600, "CLP": 18 * 3_600 + 1_800}
MANY = range(100)


@pytest.mark.parametrize(
    ("seed", "currency"), [(seed, currency) for currency in TRADES for seed in SEEDS[currency]]
)
def test_whatever_a_seed_brings_the_invariants_hold(seed: int, currency: str) -> None:
    scenario = seeded_day(seed, currency=currency, from_s=FROM_S[currency])
    print(f"seeded_day({seed}, currency={currency!r}, from_s={FROM_S[currency]})")
    played = play(scenario)
    assert invariants.check(played.evidence()) == []
    assert len(played.records) > len(scenario.steps), "the board wrote of what happened"


@pytest.mark.parametrize("seed", [3, 6])
def test_a_week_of_a_shop_whose_terminal_speaks_nothing(seed: int) -> None:
    print(f"python -m tests.bench.soak --shop attended --days 8 --seed {seed}")
    drawn = attended_shop(seed, days=8)
    played = play(drawn.scenario)
    assert invariants.check(played.evidence()) == []
    assert drawn.faults > 3
    asked = {str(each.words()["alert"]) for each in played.records if each.name == "alert"}
    assert {"sign_in_due", "closing_due"} <= asked


def test_attended_days_hold_every_habit_and_are_the_same_for_one_seed() -> None:
    assert attended_shop(3) == attended_shop(3)
    steps = [step.action for seed in MANY for step in attended_shop(seed, days=8).scenario.steps]
    assert {"press_button", "hold_button", "cut_power", "set_clock"} <= set(steps)


def test_one_seed_is_one_day_and_another_seed_another() -> None:
    for currency in TRADES:
        assert seeded_day(3, currency=currency) == seeded_day(3, currency=currency)
        assert demo_day(3, currency) == demo_day(3, currency)
        days = [seeded_day(seed, currency=currency).steps for seed in MANY]
        assert len(set(map(repr, days))) == len(MANY)


def test_a_drawn_day_is_written_down_and_read_back_equal(tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    for currency in TRADES:
        for seed in SEEDS[currency][::4]:
            several = seeded_day(seed, currency=currency, days=1 + seed % 3)
            for scenario in (several, demo_day(seed, currency).scenario):
                file.write_text(dump(scenario), encoding="utf-8")
                assert load(str(file)) == scenario, (seed, currency)


def test_days_are_as_such_shops_have_them() -> None:
    sold: Counter[int] = Counter()
    for seed in MANY:
        scenario = seeded_day(seed)
        at_s = [step.at_s for step in scenario.steps if step.at_s is not None]
        assert at_s == sorted(at_s), f"seed {seed}: steps out of order"
        sales = [step for step in scenario.steps if step.action == "sell"]
        times = [step.at_s or 0 for step in sales]
        gaps = [later - sooner for sooner, later in pairwise(times)]
        assert min(gaps) >= BETWEEN_S, f"seed {seed}: two customers at once"
        assert all(step.value % 5 == 0 and step.value > 0 for step in sales)
        sold.update(step.at_s // 3_600 for step in sales if step.at_s is not None)
    assert sold[12] > 2 * sold[10], "noon is busier than the morning"
    assert sold[17] > 1.5 * sold[10], "so is the hour after work"
    assert min(sold) >= 8, "nobody is served before it opens"
    assert max(sold) < 20, "nor after it closes"


def test_every_incident_is_drawn_by_some_seed() -> None:
    actions = Counter(
        step.action
        for seed in MANY
        for step in (*seeded_day(seed).steps, *demo_day(seed).scenario.steps)
    )
    drawn = {"refund", "reverse", "cut_power", "breaker", "noise", "unplug_terminal", "flash_fault"}
    assert drawn <= set(actions)
    assert actions["hold_button"] < 2 * len(MANY), "some forget to close"


def test_whatever_the_demo_shows_has_words_in_both_languages() -> None:
    for currency in TRADES:
        for happens in demo_day(1, currency).happens:
            for kind in ("incident", "answer"):
                assert f"{kind}.{happens.incident.name}" in MESSAGES
    for invariant in invariants.INVARIANTS:
        assert f"invariant.{invariant.__name__}" in MESSAGES


def test_every_incident_of_a_transbank_shop_is_drawn_by_some_seed() -> None:
    actions = Counter(
        step.action for seed in MANY for step in seeded_day(seed, currency="CLP").steps
    )
    drawn = {"terminal_paper", "unplug_terminal", "lose_keys", "reverse", "register_settles"}
    assert drawn | {"repeat_receipt", "cut_power", "acquirer_declines"} <= set(actions)
    assert not {"register_paper", "refund", "sell_by_hand"} & set(actions), "no ZVT in it"


def test_what_cannot_happen_without_a_register_is_said_to_be_so() -> None:
    assert demo_day(1, "EUR").cannot == demo_day(1, "CLP").cannot == ()
    cannot = demo_day(1, "CNY").cannot
    assert "paper_out" in cannot
    assert not set(cannot) & {each.incident.name for each in demo_day(1, "CNY").happens}
    assert all(f"incident.{name}" in MESSAGES for name in cannot)


def test_a_day_by_hand_is_spread_over_the_hours_the_shop_has_in_it() -> None:
    scenario = demo_day(1, "CNY").scenario
    sold = [step.at_s or 0 for step in scenario.steps if step.action == "sell_by_hand"]
    assert max(sold) - min(sold) > 5 * 3_600
    assert scenario.settings["hours"] == {"mon-fri": "15:00-22:30"}
    assert min(sold) >= 15 * 3_600
