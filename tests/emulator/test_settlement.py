# SPDX-License-Identifier: MIT
"""Every day's batch is settled, once, and proved settled, whatever goes wrong at closing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.register import RegisterSettlement, SaleView
from tests.emulator import checks
from tests.emulator.scene import LATEST, Journal, Scene

PLEASE_WAIT_FRAME = bytes.fromhex("1002849c001003")


def settlements(journal: Journal) -> list[str]:
    """Return the states of every settlement record."""
    return [record.words()["state"] for record in journal.of("settlement")]


def intents(journal: Journal) -> list[str]:
    """Return why the terminal was told to settle, each time."""
    return [record.words()["reason"] for record in journal.of("intent", command="settle")]


def outcomes(journal: Journal) -> list[tuple[Any, ...]]:
    """Return (outcome, code) of every command to settle."""
    found = journal.of("outcome", command="settle")
    return [(each.words()["outcome"], each.words()["code"]) for each in found]


def all_is_well(scene: Scene, journal: Journal) -> None:
    """The journal is sound and says of the batches what the terminal says."""
    checks.is_whole(journal, len(scene.world.boots))
    checks.sales_agree(journal, scene.truth)
    checks.settled_once(journal, scene.truth, scene.shop.acquirer)
    checks.intent_goes_before_outcome(journal)


def test_the_closing_button_settles_and_proves_it() -> None:
    with Scene(31, "20:00") as scene:
        scene.sell(1_250)
        scene.sell(990)
        scene.close()
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert settlements(journal) == ["begun", "verified"]
        assert intents(journal) == ["closing_button"]
        assert "Settled." in scene.world.panel[0]
        scene.until(LATEST)
        scene.run(60)
        assert checks.settle_commands(scene.truth) == 1


def test_without_a_button_the_latest_time_settles_to_the_minute() -> None:
    with Scene(32, "20:30") as scene:
        scene.sell()
        scene.until("20:44:59")
        assert checks.settle_commands(scene.truth) == 0
        scene.until("20:46")
        journal = scene.journal()
        all_is_well(scene, journal)
        assert intents(journal) == ["latest_time"]
        assert settlements(journal) == ["begun", "verified"]
        scene.until("20:46", day=1)
        assert checks.settle_commands(scene.truth) == 1, "nothing was sold on Tuesday"
        assert settlements(scene.journal())[2:] == ["begun", "nothing_to_settle"]


def test_while_the_acquirer_is_down_it_retries_with_growing_gaps_and_settles_once() -> None:
    with Scene(33, "19:30") as scene:
        scene.sell()
        scene.shop.acquirer.down = True
        scene.close(480)
        assert scene.truth.batches == []
        tries = [at_us for at_us, what in scene.truth.commands if what == codes.END_OF_DAY]
        assert len(tries) == 3
        gaps_s = [(later - earlier) // 1_000_000 for earlier, later in pairwise(tries)]
        assert gaps_s[1] > 1.5 * gaps_s[0]
        assert scene.alerts() == ["settlement_open"], "after three tries a person is asked"
        scene.shop.acquirer.down = False
        scene.close()
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert settlements(journal)[-1] == "verified"
        refused = journal.of("settlement", state="refused")
        assert {record.words()["cause"] for record in refused} == {"acquirer_declined"}
        assert scene.alerts() == []


def test_an_acquirer_that_comes_back_is_found_by_the_next_try() -> None:
    with Scene(34, "20:30") as scene:
        scene.sell()
        scene.shop.acquirer.down = True
        scene.close(30)
        scene.shop.acquirer.down = False
        scene.run(150)
        journal = scene.journal()
        all_is_well(scene, journal)
        assert settlements(journal) == ["begun", "refused", "verified"]
        assert checks.settle_commands(scene.truth) == 2


def test_a_lost_completion_is_unknown_then_asked_then_verified_and_never_repeated() -> None:
    with Scene(35, "19:30") as scene:
        scene.sell()
        scene.terminal.switches.drop_next_settlement = True
        scene.close(190)
        journal = scene.journal()
        assert outcomes(journal) == [("unknown", 0)]
        assert settlements(journal) == ["begun", "unknown"]
        assert "settlement_open" in scene.alerts()
        scene.run(200)
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert settlements(journal) == ["begun", "unknown", "verified"]
        assert checks.settle_commands(scene.truth) == 1
        assert scene.alerts() == []


def test_a_sale_during_settlement_is_told_to_wait_and_falls_into_the_next_batch() -> None:
    with Scene(36, "20:30") as scene:
        scene.sell(1_000)
        to_register = bytearray()
        receive = scene.world.register_line.received

        def hear(data: bytes) -> None:
            to_register.extend(data)
            receive(data)

        scene.world.register_line.received = hear
        scene.shop.close()
        scene.wait(lambda: checks.settle_commands(scene.truth))
        scene.run(0.5)
        late = scene.sell(777)
        assert PLEASE_WAIT_FRAME in to_register
        assert late.state is SaleView.APPROVED
        scene.run(15)  # the proof waits until the line is quiet
        journal = scene.journal()
        all_is_well(scene, journal)
        assert settlements(journal) == ["begun", "verified"]
        assert [batch.total_minor for batch in scene.truth.batches] == [1_000]
        batch = scene.status().batch
        assert batch is not None
        assert (batch.count, batch.total_minor) == (1, 777)
        scene.close()
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert [batch.total_minor for batch in scene.truth.batches] == [1_000, 777]


def test_a_settlement_by_the_register_is_seen_and_not_done_again() -> None:
    with Scene(37, "20:30") as scene:
        scene.sell(1_000)
        ended: list[RegisterSettlement] = []
        scene.register.end_of_day(ended.append)
        scene.wait(lambda: ended)
        assert ended[0].outcome is Outcome.COMPLETED
        scene.until("20:47")
        journal = scene.journal()
        all_is_well(scene, journal)
        assert settlements(journal) == ["seen"]
        assert intents(journal) == []
        assert checks.settle_commands(scene.truth) == 1


def test_a_terminal_that_is_off_at_closing_is_settled_when_it_is_back() -> None:
    with Scene(38, "20:00") as scene:
        scene.sell()
        scene.terminal.power_off()
        scene.close(60)
        assert settlements(scene.journal())[:2] == ["begun", "refused"]
        assert checks.settle_commands(scene.truth) == 0
        scene.terminal.power_on()
        scene.run(400)
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert settlements(journal)[-1] == "verified"


def test_a_batch_left_over_by_a_terminal_that_stays_off_is_settled_the_next_day() -> None:
    with Scene(39, "20:00") as scene:
        scene.sell()
        scene.terminal.power_off()
        scene.until("21:30")
        assert "settlement_open" in scene.alerts()
        scene.until("07:00", day=1)
        scene.terminal.power_on()
        scene.until("20:47", day=1)
        journal = scene.journal()
        all_is_well(scene, journal)
        checks.each_sale_in_one_batch(scene.truth)
        assert checks.settle_commands(scene.truth) == 1


def test_nothing_sold_is_nothing_to_settle() -> None:
    with Scene(40, "20:30") as scene:
        scene.close()
        journal = scene.journal()
        assert settlements(journal) == ["begun", "nothing_to_settle"]
        assert checks.settle_commands(scene.truth) == 0


def test_what_the_button_did_not_settle_the_latest_time_does() -> None:
    with Scene(41, "20:05") as scene:
        scene.sell()
        scene.shop.acquirer.down = True
        scene.close(600)
        assert settlements(scene.journal())[-1] == "given_up"
        scene.shop.acquirer.down = False
        scene.until("20:47")
        journal = scene.journal()
        all_is_well(scene, journal)
        assert settlements(journal)[-1] == "verified"
        assert set(intents(journal)) == {"closing_button", "latest_time"}
        assert scene.alerts() == []


def test_a_terminal_that_demands_its_settlement_gets_it() -> None:
    with Scene(42) as scene:
        scene.sell()
        scene.terminal.locks.add(codes.SETTLEMENT_REQUIRED)
        assert scene.sell().state is SaleView.DECLINED
        scene.run(60)
        journal = scene.journal()
        all_is_well(scene, journal)
        assert intents(journal) == ["terminal_demands"]
        assert settlements(journal) == ["begun", "verified"]
        assert scene.sell().state is SaleView.APPROVED


def test_a_doubt_that_cannot_end_before_settlement_holds_none_back() -> None:
    """Neither waits for the other: it sells no more, and cannot be asked about its last payment."""
    with Scene(43) as scene:
        scene.sell()
        scene.world.terminal_line.unplugged = True
        assert scene.sell().state is SaleView.UNKNOWN
        scene.terminal.locks.add(codes.SETTLEMENT_REQUIRED)
        scene.world.terminal_line.unplugged = False
        scene.run(1200)
        journal = scene.journal()
        assert journal.of("terminal", status=codes.SETTLEMENT_REQUIRED)
        assert intents(journal) == ["terminal_demands"]
        assert settlements(journal)[-1] == "verified"
        assert "sale_unknown" not in scene.alerts()
        assert scene.sell().state is SaleView.APPROVED
