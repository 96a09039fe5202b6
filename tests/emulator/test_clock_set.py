# SPDX-License-Identifier: MIT
"""A terminal whose clock is off is set by the board, between two batches, where that is wanted."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.shop import Shop
from tests.emulator import checks
from tests.emulator.scene import Scene

AHEAD_S = 600
WANTED = {"clock.set_terminal": True}


def is_ahead(shop: Shop) -> None:
    shop.terminal.step_clock(AHEAD_S)


def clock_commands(scene: Scene) -> list[int]:
    """Return when the terminal was told to set its clock, virtual time in us."""
    return [at for at, command in scene.truth.commands if command == codes.SET_CLOCK]


@pytest.mark.parametrize("text_blocks", [True, False])
def test_it_is_set_after_the_settlement_and_never_with_a_batch_open(text_blocks: bool) -> None:
    """With text blocks the terminal is registered with TLV, and its status tells its time."""
    with Scene(131, "20:10", settings=WANTED, wakes=is_ahead, text_blocks=text_blocks) as scene:
        scene.sell()
        assert scene.alerts() == ["clock_differs"]
        scene.until("20:44")
        assert clock_commands(scene) == []
        scene.until("20:50")
        (at,) = clock_commands(scene)
        settled = [when for when, command in scene.truth.commands if command == codes.END_OF_DAY]
        assert settled[-1] < at
        assert abs(scene.terminal.state.clock_error_s) <= 2
        journal = scene.journal()
        (intent,) = journal.of("intent", command="set_clock")
        assert intent.words()["reason"] == "clock_differs"
        assert journal.of("outcome", command="set_clock", outcome="done")
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        if not text_blocks:  # only the next sale tells
            scene.sell()  # out of hours
        assert "clock_differs" not in scene.alerts()
        scene.run(1_800)
        assert len(clock_commands(scene)) == 1


def test_beside_a_terminal_that_is_worked_by_hand() -> None:
    with Scene(132, "20:10", in_line=False, settings=WANTED, wakes=is_ahead) as scene:
        assert scene.terminal.local_sale(1_250)
        scene.run(120)
        assert scene.alerts() == ["clock_differs"], "its status tells"
        scene.until("20:44")
        assert clock_commands(scene) == []
        scene.until("20:55")
        assert len(clock_commands(scene)) == 1
        assert abs(scene.terminal.state.clock_error_s) <= 2
        assert scene.alerts() == []


def test_a_terminal_that_refuses_is_left_to_people() -> None:
    def refuses(shop: Shop) -> None:
        is_ahead(shop)
        shop.terminal.switches.lacks = frozenset({codes.SET_CLOCK})

    with Scene(133, "20:10", settings=WANTED, wakes=refuses) as scene:
        scene.sell()
        scene.until("23:00")
        assert len(clock_commands(scene)) == 1
        assert scene.journal().of("outcome", command="set_clock", outcome="refused")
        assert scene.alerts() == ["clock_differs"]


def test_mode_observe_only_writes_it_down() -> None:
    def settled_by_the_register(scene: Scene) -> None:
        scene.sell()
        scene.run(30)
        scene.register.end_of_day()
        scene.run(180)

    with Scene(134, "20:10", mode="observe", settings=WANTED, wakes=is_ahead) as scene:
        settled_by_the_register(scene)
        settled_by_the_register(scene)
        assert clock_commands(scene) == []
        assert len(scene.journal().of("intent", command="set_clock")) == 1
        assert len(scene.journal().of("outcome", command="set_clock", outcome="not_sent")) == 1


def test_a_shop_that_does_not_want_it_is_told_and_nothing_is_set() -> None:
    with Scene(135, "20:10", wakes=is_ahead) as scene:
        scene.sell()
        scene.until("21:30")
        assert clock_commands(scene) == []
        assert scene.alerts() == ["clock_differs"]
