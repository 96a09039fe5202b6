# SPDX-License-Identifier: MIT
"""Deposits on the real firmware, over the real host line: awaited, asked about, answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from posminder import errors
from posminder.deposits import CREDITED, RETURNED, Awaited, from_file, from_records
from tests.emulator.scene import Scene
from tests.emulator.test_account import Counter
from tests.host.technician import Run

MONDAY: Final = date(2026, 11, 23)
TUESDAY: Final = date(2026, 11, 24)
SETTINGS: Final = {
    "deposit.cycle": "T+1",
    "deposit.watch": True,
    "calendar.bank_days": "DE",
}


def awaited(scene: Scene) -> tuple[Awaited, ...]:
    scene.unlock()
    return from_file(scene.session.download("/deposits"))


def sold_and_settled(scene: Scene) -> Awaited:
    scene.sell(1_250)
    scene.sell(790)
    scene.close()
    (found,) = awaited(scene)
    return found


def test_a_settled_batch_is_awaited_and_its_credit_ends_that() -> None:
    with Scene(701, at="19:50", settings=SETTINGS) as scene:
        found = sold_and_settled(scene)
        assert found == Awaited(1, MONDAY, 2, 2_040, TUESDAY)
        scene.until("22:01", day=1)
        assert "deposit_overdue" in scene.alerts()
        scene.unlock()
        scene.session.credit(1, CREDITED, amount_minor=2_020)
        assert awaited(scene) == ()
        assert "deposit_overdue" not in scene.alerts()
        (credit,) = scene.journal().of("credit", state="credited")
        assert credit.words()["amount_minor"] == 2_020
        with pytest.raises(errors.NoDeposit):
            scene.session.credit(1, CREDITED)


def test_a_returned_payout_stands_until_it_is_paid_again() -> None:
    with Scene(702, at="19:50", settings=SETTINGS) as scene:
        sold_and_settled(scene)
        with pytest.raises(errors.RequestRefused):
            scene.session.credit(1, RETURNED)  # without a reason
        with pytest.raises(errors.RequestRefused):
            scene.session.credit(1, RETURNED, reason=5)
        scene.session.credit(1, RETURNED, reason=2)
        assert scene.alerts() == ["payout_returned"]
        assert awaited(scene)[0].returned == "account_frozen"
        scene.until("23:00", day=3)
        assert scene.alerts() == ["payout_returned"]  # and not overdue besides
        scene.unlock()
        scene.session.credit(1, CREDITED)
        assert scene.alerts() == []


def test_without_the_key_nobody_says_anything() -> None:
    with Scene(703, at="19:50", settings=SETTINGS) as scene:
        sold_and_settled(scene)
        scene.session.lock()
        with pytest.raises(errors.AccessDenied):
            scene.session.credit(1, CREDITED)
        with pytest.raises(errors.AccessDenied):
            scene.session.download("/deposits")


def test_the_list_survives_power_and_a_new_profile_and_equals_what_the_records_say() -> None:
    with Scene(704, at="19:50", settings=SETTINGS) as scene:
        kept = sold_and_settled(scene)
        scene.world.cut_power()
        scene.world.restart()
        scene.run(20)
        assert awaited(scene) == (kept,)
        scene.apply("enforce")
        scene.run(5)
        assert awaited(scene) == (kept,)
        scene.session.credit(1, RETURNED, reason=1)
        scene.world.cut_power()
        scene.world.restart()
        scene.run(20)
        assert scene.alerts() == ["payout_returned"]
        assert awaited(scene) == from_records(scene.journal())


def test_mode_observe_keeps_the_list_of_what_the_register_settles() -> None:
    with Scene(705, at="19:50", mode="observe", settings=SETTINGS) as scene:
        scene.sell()
        scene.register.end_of_day()
        scene.run(30)
        (found,) = awaited(scene)
        assert (found.business_day, found.due) == (MONDAY, TUESDAY)
        scene.until("22:01", day=1)
        assert scene.alerts() == ["deposit_overdue"]
        assert scene.sounds == []


def test_the_command_confirms_in_the_language_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Scene(706, at="19:50", settings=SETTINGS) as scene:
        sold_and_settled(scene)
        desk = Counter(scene, run, monkeypatch, tmp_path)
        back = desk("deposits", "returned", str(MONDAY), "--reason", "other", "--lang", "zh-CN")
        assert (back.code, back.out) == (0, f"第 1 笔（{MONDAY}）：据您告知划款失败。\n")
        done = desk("deposits", "credited", str(MONDAY), "--amount", "12.50")
        assert (done.code, done.out) == (0, f"Deposit 1 of {MONDAY}: credited, on your word.\n")
