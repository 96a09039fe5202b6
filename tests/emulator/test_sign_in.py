# SPDX-License-Identifier: MIT
"""The terminal is signed in before it sells; what was not put right is said, with the sale."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView
from posminder.simulator.shop import Shop
from tests.emulator import checks
from tests.emulator.scene import Journal, Scene

ALARM = 2


def sign_ins(journal: Journal) -> list[str]:
    """Return the states of every sign-in record."""
    return [record.words()["state"] for record in journal.of("sign_in")]


def loses_its_keys(shop: Shop) -> None:
    shop.terminal.needs_initialisation = True


def test_a_terminal_without_keys_is_signed_in_at_power_up_and_proved() -> None:
    with Scene(51, wakes=loses_its_keys) as scene:
        scene.run(30)
        journal = scene.journal()
        assert sign_ins(journal) == ["needed", "signed_in"]
        assert len(scene.truth.sign_ins) == 1
        done = journal.of("outcome", command="sign_in", outcome="done")[0]
        proof = journal.of("sign_in", state="signed_in")[0]
        ready = journal.after(done).of("terminal", status=codes.STATUS_READY)
        assert ready, "no status was asked for afterwards"
        assert proof.seq > done.seq, "believed the command, not the status"
        checks.intent_goes_before_outcome(journal)
        assert scene.sell().state is SaleView.APPROVED
        assert scene.truth.sales[0].signed_in
        assert scene.alerts() == []


def test_a_command_that_says_done_is_not_believed_while_the_status_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Scene(52, wakes=loses_its_keys) as scene:
        monkeypatch.setattr(scene.terminal.state, "sign_in", lambda: True)
        scene.terminal.needs_initialisation = True
        scene.world.restart()
        scene.run(40)
        assert sign_ins(scene.journal())[-2:] == ["needed", "failed"]
        assert "not_signed_in" in scene.alerts()
        terminal = scene.status().terminal
        assert terminal is not None
        assert terminal.signed_in == "no"


def test_before_opening_a_lost_sign_in_is_found_and_put_right() -> None:
    with Scene(53, "07:00") as scene:
        scene.terminal.needs_initialisation = True
        scene.until("07:44")
        assert scene.truth.sign_ins == []
        scene.until("07:46")
        assert len(scene.truth.sign_ins) == 1
        intent = scene.journal().of("intent", command="sign_in")[0]
        assert intent.words()["reason"] == "before_opening"


def test_while_the_acquirer_is_down_sign_in_is_retried_with_growing_gaps() -> None:
    def far_away(shop: Shop) -> None:
        loses_its_keys(shop)
        shop.acquirer.down = True

    with Scene(54, wakes=far_away) as scene:
        scene.run(900)
        tries = [at_us for at_us, what in scene.truth.commands if what == codes.INITIALISATION]
        assert len(tries) >= 4
        gaps_s = [(later - earlier) // 1_000_000 for earlier, later in pairwise(tries)]
        assert all(later > 1.5 * earlier for earlier, later in pairwise(gaps_s)), gaps_s
        assert gaps_s[0] >= 60
        assert scene.alerts() == ["not_signed_in"]
        assert [pattern for _, pattern in scene.sounds] == [ALARM, ALARM], "raised, and escalated"
        scene.shop.acquirer.down = False
        scene.run(1_000)
        assert len(scene.truth.sign_ins) == 1
        assert sign_ins(scene.journal())[-1] == "signed_in"
        assert scene.alerts() == []


def test_a_sale_without_sign_in_is_named_by_its_trace() -> None:
    def sells_anyway(shop: Shop) -> None:
        loses_its_keys(shop)
        shop.acquirer.down = True
        shop.terminal.switches.sells_unsigned = True

    with Scene(55, wakes=sells_anyway) as scene:
        scene.run(30)
        scene.shop.acquirer.down = False  # before the next try, a customer comes
        sale = scene.sell()
        assert sale.state is SaleView.APPROVED
        assert not scene.truth.sales[0].signed_in
        journal = scene.journal()
        (alert,) = journal.of("alert", alert="sale_not_signed_in")
        assert (alert.words()["state"], alert.words()["subject"]) == ("raised", sale.trace)
        checks.sales_agree(journal, scene.truth)
        scene.run(200)
        assert len(scene.truth.sign_ins) == 1
        assert scene.alerts() == []


def test_a_register_that_signs_in_itself_needs_no_help() -> None:
    with Scene(56) as scene:
        scene.terminal.needs_initialisation = True
        scene.register.start()  # its registration shows the bit; the board sees it too
        scene.run(60)
        assert len(scene.truth.sign_ins) == 1
        assert sign_ins(scene.journal())[-1] == "signed_in"


def test_keys_lost_in_the_middle_of_a_day_are_found_at_closing_at_the_latest() -> None:
    with Scene(59, "19:00") as scene:
        scene.sell(1_250)
        scene.terminal.power_off()
        scene.run(20)
        scene.terminal.power_on(needs_initialisation=True)
        scene.run(60)
        scene.close(180)
        journal = scene.journal()
        assert sign_ins(journal)[-2:] == ["needed", "signed_in"]
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert scene.truth.batches
        assert scene.alerts() == []


def test_keys_lost_beside_are_found_when_the_terminal_answers_again() -> None:
    with Scene(60, "15:00", in_line=False) as scene:
        scene.terminal.power_off()
        scene.run(240)
        scene.terminal.power_on(needs_initialisation=True)
        scene.run(240)
        assert sign_ins(scene.journal())[-2:] == ["needed", "signed_in"]
        assert "not_signed_in" not in scene.alerts()


def tells_its_device_state(state: int) -> Callable[[Shop], None]:
    def tells(shop: Shop) -> None:
        assert shop.register is not None
        shop.register.receipt_wishes = codes.RECEIPT_WISHES["both"]  # in TLV, so it gets TLV
        shop.terminal.switches.device_state = state

    return tells


def test_a_device_that_has_no_keys_is_signed_in_though_it_says_ready() -> None:
    with Scene(70, wakes=tells_its_device_state(2)) as scene:
        scene.run(30)
        assert len(scene.truth.sign_ins) == 1
        assert scene.alerts() == []
        assert scene.journal().of("intent", command="sign_in", reason="power_up")
        assert scene.sell().state is SaleView.APPROVED


def test_a_device_that_was_tampered_with_is_told_to_people_and_left_alone() -> None:
    with Scene(71, wakes=tells_its_device_state(3)) as scene:
        scene.run(30)
        assert scene.alerts() == ["terminal_not_ready"]
        assert scene.truth.sign_ins == []
        assert scene.journal().of("terminal", status=259)
        scene.run(600)
        assert len(scene.journal().of("alert", alert="terminal_not_ready", state="raised")) == 1
