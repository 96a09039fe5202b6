# SPDX-License-Identifier: MIT
"""The board loses its power: between two instants, in the middle of a flash operation, and at
the worst moments of a settlement. What was owed is still owed; nothing is settled twice.
"""

from __future__ import annotations

import random

import pytest

from posminder import journal_file
from posminder.simulator.flash_fault import FlashFault, Kind, TornErase, TornProgram
from posminder.simulator.register import SaleView
from tests.emulator import checks
from tests.emulator.scene import Journal, Scene

S = 1_000_000


def settlements(journal: Journal) -> list[str]:
    """Return the states of every settlement record."""
    return [record.words()["state"] for record in journal.of("settlement")]


def in_flash(scene: Scene) -> Journal:
    """Read the journal's first sector as it lies in the flash, behind the board's back."""
    sector = scene.world.journal_path.read_bytes()[:4096]
    return Journal(journal_file.read(sector, "the flash"))


def close_and_see(scene: Scene) -> Journal:
    """Hold the closing button, wait for whatever was begun to end, pull."""
    scene.close(60)
    scene.wait(lambda: scene.terminal.idle and scene.truth.batches, 900)
    scene.run(400)
    return scene.journal()


@pytest.mark.parametrize("seed", range(60, 63))
def test_killed_at_any_instant_of_a_day(seed: int) -> None:
    """Each cut may cost the one sale in flight; every other one stands in the journal."""
    rng = random.Random(seed)
    with Scene(seed, "19:00") as scene:
        cuts = 0
        for _ in range(6):
            scene.register.sell(rng.randint(150, 9_990))
            if rng.random() < 0.5:
                scene.run(rng.uniform(0, 12))
                scene.world.cut_power()
                cuts += 1
                scene.run(rng.uniform(0, 3))
                scene.world.start()
            scene.wait(lambda: scene.register.idle and scene.terminal.idle, 900)
            scene.run(rng.uniform(1, 30))
        journal = close_and_see(scene)
        checks.is_whole(journal, boots=1 + cuts)
        checks.sales_agree(journal, scene.truth, unrecorded_max=cuts)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)
        status = scene.status()
        assert status.boots == 1 + cuts


def test_the_open_batch_and_owed_receipts_survive() -> None:
    with Scene(65) as scene:
        scene.sell(1_000)
        scene.register.printer.paper = False
        owed = scene.sell(500)
        scene.world.restart()
        scene.run(20)
        status = scene.status()
        assert status.batch is not None
        assert (status.batch.count, status.batch.total_minor) == (2, 1_500)
        assert status.receipts_open == 1
        assert "receipt_missing" in [alert.alert for alert in status.alerts]
        scene.register.printer.paper = True
        scene.register.repeat_receipt()
        scene.run(20)
        last = scene.journal().of("receipt")[-1].words()
        assert (last["trace"], last["state"]) == (owed.trace, "duplicate")
        assert scene.status().receipts_open == 0


@pytest.mark.parametrize("after", range(1, 9))
def test_a_cut_in_the_middle_of_any_record_of_a_settlement(after: int) -> None:
    """From the button's record to the proof: the `after`-th flash operation is torn."""
    torn = TornProgram(after % len(TornProgram))
    with Scene(66, "20:00") as scene:
        scene.sell(1_000)
        scene.sell(250)
        scene.world.plan_flash_fault(FlashFault(Kind.CUT, after, torn, TornErase.HALF))
        scene.shop.close()
        assert scene.world.run_while(lambda: scene.world.powered, 30 * S), "nothing was written"
        scene.run(2)
        scene.world.start()
        scene.until("20:47")
        scene.wait(lambda: len(scene.truth.batches) == 1, 600)
        scene.run(400)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        checks.sales_agree(journal, scene.truth)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)
        assert checks.settle_commands(scene.truth) == 1, "told to settle twice"


@pytest.mark.parametrize("torn", list(TornProgram))
def test_a_torn_sale_record_loses_that_sale_at_most(torn: TornProgram) -> None:
    with Scene(67) as scene:
        scene.sell(1_000)
        scene.world.plan_flash_fault(FlashFault(Kind.CUT, 2, torn))
        scene.register.sell(500)
        scene.world.run_while(lambda: scene.world.powered, 60 * S)
        assert not scene.world.powered
        scene.world.start()
        scene.wait(lambda: scene.register.idle and scene.terminal.idle, 900)
        scene.run(10)
        scene.sell(750)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        checks.sales_agree(journal, scene.truth, unrecorded_max=1)


def test_cut_after_the_intent_to_settle_and_before_the_terminal_heard_of_it() -> None:
    with Scene(68, "20:00") as scene:
        scene.sell()
        scene.shop.close()
        # The record stands before the first byte leaves, and power goes before the last does.
        scene.wait(lambda: in_flash(scene).of("intent", command="settle"))
        scene.world.cut_power()
        assert scene.truth.batches == []
        scene.run(5)
        scene.world.start()
        scene.run(600)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)
        asked = journal.after(journal.of("boot")[1])
        assert asked.of("totals")[0].seq < asked.of("intent", command="settle")[0].seq


def test_cut_after_the_terminal_settled_and_before_it_said_so() -> None:
    with Scene(69, "20:00") as scene:
        scene.sell()
        scene.shop.close()
        scene.wait(lambda: scene.truth.batches)
        scene.world.cut_power()
        scene.run(30)
        scene.world.start()
        scene.run(600)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert checks.settle_commands(scene.truth) == 1
        assert settlements(journal)[-1] == "verified"


def test_cut_between_closing_and_the_first_command() -> None:
    with Scene(70, "20:00") as scene:
        scene.sell()
        scene.shop.close()
        scene.run(2.6)
        scene.world.cut_power()
        scene.run(5)
        scene.world.start()
        scene.until("20:47")
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)


def test_a_batch_given_up_is_still_said_after_a_restart() -> None:
    with Scene(73, "20:00") as scene:
        scene.sell()
        scene.shop.acquirer.down = True
        scene.close(600)
        assert scene.alerts() == ["settlement_open"]
        scene.world.restart()
        scene.run(20)
        assert scene.alerts() == ["settlement_open"]


def test_a_part_that_reports_errors_is_said_and_never_stops_a_duty() -> None:
    with Scene(71, "20:00") as scene:
        scene.sell()
        for after in (1, 2, 3):
            scene.world.plan_flash_fault(FlashFault(Kind.FAIL, after))
        assert scene.sell().state is SaleView.APPROVED
        scene.world.plan_flash_fault(FlashFault(Kind.WEAK))
        journal = close_and_see(scene)
        checks.is_whole(journal, boots=1)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert scene.status().journal.faults > 0
