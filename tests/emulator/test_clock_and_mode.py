# SPDX-License-Identifier: MIT
"""When the board may act at all: with a clock it trusts, a profile, and leave to enforce it."""

from __future__ import annotations

import pytest

from posminder.errors import Uncommissioned
from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from tests.emulator import checks
from tests.emulator.scene import Scene

THE_REGISTERS_OWN = {codes.REGISTRATION, codes.AUTHORISATION}


def commands(scene: Scene) -> set[int]:
    """Return every command the terminal was ever given."""
    return {command for _, command in scene.truth.commands}


def test_without_a_clock_only_the_button_settles() -> None:
    with Scene(91, "20:30", rtc=False, sets_clock=False) as scene:
        scene.sell()
        assert "clock_unset" in scene.alerts()
        scene.until("22:00")
        assert checks.settle_commands(scene.truth) == 0
        scene.close()
        journal = scene.journal()
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)
        assert {record.wall_s for record in journal} == {None}


def test_without_a_clock_nothing_is_signed_in_until_it_is_set() -> None:
    def loses_its_keys(shop: Shop) -> None:
        shop.terminal.needs_initialisation = True

    with Scene(96, "12:00", rtc=False, sets_clock=False, wakes=loses_its_keys) as scene:
        scene.run(1_200)
        assert codes.STATUS_ENQUIRY in commands(scene)
        assert not commands(scene) & {codes.INITIALISATION, codes.END_OF_DAY}
        assert "not_signed_in" in scene.alerts()
        scene.unlock()
        scene.set_clock()
        scene.run(30)
        assert len(scene.truth.sign_ins) == 1
        assert scene.alerts() == []


def test_without_a_clock_closing_signs_in_and_settles() -> None:
    with Scene(97, "20:00", rtc=False, sets_clock=False) as scene:
        scene.sell()
        scene.terminal.needs_initialisation = True
        scene.register.start()
        scene.run(60)
        assert scene.truth.sign_ins == []
        scene.close()
        assert len(scene.truth.sign_ins) == 1
        checks.settled_once(scene.journal(), scene.truth, scene.shop.acquirer)
        assert scene.alerts() == ["clock_unset"]


def test_a_clock_that_is_set_later_plans_the_latest_time() -> None:
    with Scene(92, "20:00", rtc=False, sets_clock=False) as scene:
        scene.sell()
        scene.until("20:30")
        scene.unlock()
        scene.set_clock()
        assert "clock_unset" not in scene.alerts()
        scene.until("20:44:59")
        assert checks.settle_commands(scene.truth) == 0
        scene.until("20:46")
        journal = scene.journal()
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert len(scene.truth.batches) == 1


def test_a_clock_chip_keeps_the_time_over_a_power_cut() -> None:
    with Scene(93, "20:30") as scene:
        scene.sell()
        scene.world.restart()
        scene.until("20:46")
        assert scene.status().clock == "rtc"
        checks.settled_once(scene.journal(), scene.truth, scene.shop.acquirer)
        assert len(scene.truth.batches) == 1


@pytest.mark.parametrize("rtc", [True, False])
def test_ticks_that_wrap_move_no_deadline(rtc: bool) -> None:
    """The simulated board's ticks wrap ten minutes after its start, at 20:40."""
    with Scene(98, "19:30", rtc=rtc) as scene:
        for settled, day in enumerate((0, 1)):
            scene.until("20:35", day)
            scene.sell()
            scene.until("20:44:59", day)
            assert checks.settle_commands(scene.truth) == settled
            scene.until("20:46", day)
            assert len(scene.truth.batches) == settled + 1
        assert scene.now_us // US_PER_S - scene.status().uptime_s in (0, 1)
        uptimes_ms = [record.mono_ms for record in scene.journal()]
        assert uptimes_ms == sorted(uptimes_ms)


def test_mode_observe_sends_the_terminal_nothing_and_makes_no_sound() -> None:
    with Scene(94, "20:00", mode="observe") as scene:
        scene.sell()
        scene.register.printer.paper = False
        scene.sell()
        scene.terminal.needs_initialisation = True
        scene.register.start()
        scene.run(60)
        scene.until("20:46")
        scene.close(60)
        assert commands(scene) == THE_REGISTERS_OWN
        assert scene.sounds == []
        journal = scene.journal()
        checks.sales_agree(journal, scene.truth)
        would = journal.of("outcome")
        assert [record.words()["command"] for record in would] == ["sign_in", "settle", "settle"]
        assert {record.words()["outcome"] for record in would} == {"not_sent"}
        why = {record.words()["reason"] for record in journal.of("intent", command="settle")}
        assert why == {"latest_time", "closing_button"}
        assert journal.of("alert", alert="receipt_missing", state="raised")
        assert journal.of("alert", alert="not_signed_in", state="raised")


FROM_TERMINAL = {"clock.from_terminal": True}


def test_the_terminals_acquirer_tells_the_time_and_the_day_is_settled_in_time() -> None:
    with Scene(98, "19:30", rtc=False, sets_clock=False, settings=FROM_TERMINAL) as scene:
        scene.sell()
        assert codes.DIAGNOSIS in commands(scene)
        assert scene.status().clock == "terminal"
        assert scene.alerts() == []
        scene.until("20:46")
        journal = scene.journal()
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert len(scene.truth.batches) == 1
        assert [record.words()["source"] for record in journal.of("clock")] == ["terminal"]


def test_a_terminal_that_tells_no_time_leaves_it_to_the_button() -> None:
    def keeps_it(shop: Shop) -> None:
        shop.terminal.switches.keeps_time_to_itself = True

    with Scene(
        99, "20:30", rtc=False, sets_clock=False, settings=FROM_TERMINAL, wakes=keeps_it
    ) as scene:
        scene.sell()
        scene.until("22:00")
        asked = [command for _, command in scene.truth.commands if command == codes.DIAGNOSIS]
        assert len(asked) == 1
        assert scene.alerts() == ["clock_unset"]
        assert checks.settle_commands(scene.truth) == 0
        scene.close()
        checks.settled_once(scene.journal(), scene.truth, scene.shop.acquirer)
        assert scene.journal().of("clock_seen", state="not_told")


def test_the_acquirers_time_is_not_taken_where_the_journal_knows_a_later_one() -> None:
    def is_a_day_late(shop: Shop) -> None:
        shop.acquirer.clock_error_s = -86_400

    with Scene(100, "19:00", rtc=False, settings=FROM_TERMINAL, wakes=is_a_day_late) as scene:
        scene.sell()
        assert codes.DIAGNOSIS not in commands(scene)
        scene.world.restart()
        scene.run(60)
        assert codes.DIAGNOSIS in commands(scene)
        assert "clock_unset" in scene.alerts()
        assert scene.journal().of("clock_seen", state="not_believed")
        scene.until("21:00")
        assert checks.settle_commands(scene.truth) == 0


def test_a_fresh_board_is_a_wire() -> None:
    with Scene(95, "20:00", fresh=True) as scene:
        scene.terminal.needs_initialisation = False
        assert scene.sell().state is SaleView.APPROVED
        scene.close(60)
        scene.until("21:00")
        assert commands(scene) == THE_REGISTERS_OWN
        assert scene.sounds == []
        assert scene.alerts() == ["no_profile", "uncommissioned"]
        with pytest.raises(Uncommissioned):
            scene.session.unlock(scene.key)
