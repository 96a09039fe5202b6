# SPDX-License-Identifier: MIT
"""Beside a terminal that is worked by hand: what can be known by asking, and what cannot."""

from __future__ import annotations

from posminder.simulator import zvt_codes as codes
from tests.emulator.scene import Scene
from tests.emulator.test_settlement import all_is_well, settlements


def _sell(scene: Scene, amount_minor: int) -> None:
    assert scene.terminal.local_sale(amount_minor)
    scene.run(20)


def test_sales_between_two_questions_are_counted_and_the_batch_balances() -> None:
    with Scene(73, "12:00", in_line=False) as scene:
        _sell(scene, 1_250)
        scene.run(120)
        for amount_minor in (500, 700, 900):  # within half a minute: only the last can be asked for
            assert scene.terminal.local_sale(amount_minor)
            scene.run(9)
        scene.run(420)
        journal = scene.journal()
        known = [each.words()["amount_minor"] for each in journal.of("sale")]
        counted = [each.words() for each in journal.of("unseen")]
        assert sum(known) + sum(each["total_minor"] for each in counted) == 3_350
        assert len(known) + sum(each["count"] for each in counted) == 4
        assert len(counted) >= 1, "three sales in 27 s and one answer"
        assert scene.status().batch.total_minor == 3_350
        scene.close(180)
        assert settlements(scene.journal())[-1] == "verified"


def test_what_was_sold_before_the_board_came_is_counted() -> None:
    def sold_before(shop: object) -> None:
        shop.terminal.state.registered = True  # type: ignore[attr-defined]
        assert shop.terminal.local_sale(2_000)  # type: ignore[attr-defined]

    with Scene(74, "12:00", in_line=False, wakes=sold_before) as scene:
        scene.run(300)
        words = [each.words() for each in scene.journal().of("unseen")]
        assert [(each["count"], each["total_minor"]) for each in words] == [(1, 2_000)]


def test_a_settlement_by_hand_and_a_lost_sign_in_are_known_without_a_sale() -> None:
    with Scene(75, "12:00", in_line=False) as scene:
        scene.run(60)
        _sell(scene, 1_250)
        scene.run(40)
        _sell(scene, 800)  # of a single one it would not be known: power came back since
        scene.run(400)
        assert scene.terminal.local_settlement()
        scene.run(420)
        journal = scene.journal()
        assert settlements(journal) == ["elsewhere"]
        scene.terminal.needs_initialisation = True
        scene.run(120)
        assert scene.journal().of("sign_in", state="signed_in")
        assert not scene.terminal.needs_initialisation
        told = [what for _, what in scene.truth.commands]
        assert told.count(codes.STATUS_ENQUIRY) >= 10
        all_is_well(scene, scene.journal())
