# SPDX-License-Identifier: MIT
"""A total outside the profile's bounds waits, no longer than it may, and says why (R2, R5)."""

from __future__ import annotations

from typing import Any, Final

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView
from tests.emulator.scene import LATEST, Journal, Scene

BOUNDS: Final = {"settle.min": "20.00", "settle.max": "80.00"}
MORE_THAN_A_DAY: Final = BOUNDS | {"settle.max_defer": "30h"}
MAY_SWITCH_OFF: Final = 2  # lamp: green, blinking
ALARM: Final = 2


def ends(journal: Journal) -> list[tuple[str, str]]:
    """Return (state, cause) of every settlement record but the beginnings."""
    words = [record.words() for record in journal.of("settlement")]
    return [(each["state"], each["cause"]) for each in words if each["state"] != "begun"]


def intents(journal: Journal) -> list[str]:
    """Return why the terminal was told to settle, each time."""
    return [record.words()["reason"] for record in journal.of("intent", command="settle")]


def settled(scene: Scene) -> list[int]:
    """Return the totals that the terminal settled and the acquirer got: the same, once each."""
    totals = [batch.total_minor for batch in scene.truth.batches]
    assert [total for _, total in scene.shop.acquirer.ledger.settled] == totals
    return totals


def settlement(scene: Scene) -> dict[str, Any]:
    """Return what /status says of the last settlement and of what settlement does next."""
    status = scene.status()
    assert status.settlement is not None
    assert status.next is not None
    (plan,) = [each for each in status.next if each.rule == "settlement"]
    return {
        "state": status.settlement.state,
        "reason": status.settlement.reason,
        "does": plan.does,
        "why": plan.why,
        "in_s": plan.in_s,
    }


def above_maximum(journal: Journal) -> list[str]:
    """Return what became of the alert."""
    return [each.words()["state"] for each in journal.of("alert", alert="above_maximum")]


@pytest.mark.parametrize(
    ("amount_minor", "end"),
    [
        (1_999, ("deferred", "below_min")),
        (2_000, ("verified", "none")),
        (8_000, ("verified", "none")),
        (8_001, ("held", "held_by_max")),
    ],
)
def test_bounds_are_inclusive(amount_minor: int, end: tuple[str, str]) -> None:
    with Scene(201, "20:00", settings=BOUNDS) as scene:
        scene.sell(amount_minor)
        scene.close()
        assert ends(scene.journal()) == [end]
        assert settled(scene) == ([amount_minor] if end[0] == "verified" else [])


def test_below_the_minimum_the_shop_may_switch_off_and_the_next_closing_takes_both_days() -> None:
    with Scene(202, "20:00", settings=MORE_THAN_A_DAY) as scene:
        scene.sell(1_250)
        scene.close()
        assert scene.world.panel == ("Below minimum: later", "You may switch off.")
        assert scene.world.lamp == MAY_SWITCH_OFF
        assert (scene.alerts(), scene.sounds) == ([], [])
        said = settlement(scene)
        assert (said["state"], said["reason"]) == ("deferred", "below_min")
        assert (said["does"], said["why"]) == ("settle", "latest_time")
        scene.world.cut_power()
        scene.run(12 * 3600)
        scene.world.start()
        scene.until("09:00", day=1)
        scene.sell(750)
        assert "Open sales: 2" in scene.world.panel
        scene.close()
        assert settled(scene) == [2_000]
        assert ends(scene.journal()) == [("deferred", "below_min"), ("verified", "none")]


def test_a_day_of_little_is_accounted_for_every_evening() -> None:
    with Scene(203, "20:00", settings=BOUNDS | {"settle.max_defer": "168h"}) as scene:
        scene.sell(100)
        scene.until("21:00")
        scene.until("21:00", day=1)
        deferred = scene.journal().of("settlement", state="deferred")
        days = [record.words()["business_day"] for record in deferred]
        assert days == [days[0], days[0] + 1]
        assert settled(scene) == []


def test_max_defer_ends_a_deferral_to_the_second() -> None:
    with Scene(204, "20:00", settings=BOUNDS) as scene:
        scene.sell(100)
        batch = scene.status().batch
        assert batch is not None
        assert batch.since_s is not None
        scene.close()
        said = settlement(scene)
        assert said["why"] == "max_defer"
        left_s = batch.since_s + 24 * 3600 - scene.shop.scheduler.wall_s
        assert abs(said["in_s"] - left_s) <= 2  # seconds of two clocks
        scene.run(left_s - 5)
        assert settled(scene) == []
        scene.run(60)
        assert settled(scene) == [100]
        assert intents(scene.journal()) == ["max_defer"]


def test_power_was_off_at_max_defer_and_it_is_made_up_for() -> None:
    with Scene(205, "20:00", settings=BOUNDS) as scene:
        scene.sell(100)
        scene.close()
        scene.world.cut_power()
        scene.run(26 * 3600)
        scene.world.start()
        scene.run(60)
        assert settled(scene) == [100]
        assert intents(scene.journal()) == ["max_defer"]


def test_above_the_maximum_a_person_is_asked_and_decides() -> None:
    with Scene(206, "20:00", settings=BOUNDS) as scene:
        scene.sell(9_000)
        scene.close()
        assert scene.alerts() == ["above_maximum"]
        assert scene.world.panel == ("Above maximum", "Ask the owner")
        assert [pattern for _, pattern in scene.sounds] == [ALARM]
        scene.until("20:50")
        assert settled(scene) == [], f"still held at {LATEST}"
        scene.press()
        assert settled(scene) == [], "a short press decides nothing"
        scene.close()
        assert settled(scene) == [9_000]
        assert scene.alerts() == []
        journal = scene.journal()
        assert intents(journal) == ["closing_button"]
        assert ends(journal) == [("held", "held_by_max"), ("verified", "none")]
        assert above_maximum(journal) == ["raised", "escalated", "seen", "cleared"]


def test_held_over_a_power_cut_it_is_said_again_and_ends_at_max_defer() -> None:
    with Scene(207, "20:00", settings=BOUNDS) as scene:
        scene.sell(9_000)
        scene.close()
        scene.world.restart()
        scene.run(30)
        assert scene.alerts() == ["above_maximum"]
        assert settlement(scene)["why"] == "max_defer"
        scene.until("20:05", day=1)
        assert settled(scene) == [9_000]
        assert scene.alerts() == []
        assert intents(scene.journal()) == ["max_defer"]


def test_where_nobody_can_be_asked_it_settles_and_alerts() -> None:
    with Scene(208, "20:00", settings=BOUNDS | {"settle.above_max": "settle_and_alert"}) as scene:
        scene.sell(9_000)
        scene.close()
        assert settled(scene) == [9_000]
        journal = scene.journal()
        assert above_maximum(journal) == ["raised", "cleared"]
        assert ends(journal) == [("verified", "none")]


@pytest.mark.parametrize("lock", [codes.SETTLEMENT_REQUIRED, codes.STATUS_MEMORY_FULL])
@pytest.mark.parametrize("amount_minor", [100, 9_000])
def test_a_terminal_that_sells_no_more_is_settled_whatever_the_total(
    lock: int, amount_minor: int
) -> None:
    with Scene(209, settings=BOUNDS) as scene:
        scene.sell(amount_minor)
        scene.terminal.locks.add(lock)
        assert scene.sell().state is SaleView.DECLINED
        scene.run(60)
        assert settled(scene) == [amount_minor]
        assert intents(scene.journal()) == ["terminal_demands"]
        assert scene.sell().state is SaleView.APPROVED


def test_without_a_clock_a_deferral_ends_with_the_button_alone() -> None:
    with Scene(210, "20:00", rtc=False, sets_clock=False, settings=BOUNDS) as scene:
        scene.sell(100)
        scene.close()
        assert settlement(scene)["in_s"] is None
        scene.until("22:00", day=1)
        assert settled(scene) == []
        scene.sell(1_900)
        scene.close()
        assert settled(scene) == [2_000]


def test_a_reminder_that_nobody_followed_ends_with_the_batch() -> None:
    with Scene(211, "20:00", settings=BOUNDS) as scene:
        scene.register.printer.paper = False
        scene.sell(2_000)
        scene.register.printer.paper = True
        scene.sell(2_000)
        assert scene.alerts() == ["receipt_missing"]
        scene.close()
        assert scene.alerts() == ["receipts_unprinted"], "the reminder ends in the day's list"
        receipts = [each.words()["state"] for each in scene.journal().of("receipt")]
        assert receipts == ["refused", "delivered"]


def test_before_the_first_settlement_no_day_is_named() -> None:
    with Scene(212) as scene:
        scene.sell()
        first = scene.status().settlement
        assert first is not None
        assert (first.state, first.business_day, first.reason) == (None, None, None)
