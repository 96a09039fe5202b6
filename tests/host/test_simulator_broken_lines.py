# SPDX-License-Identifier: MIT
"""Terminal and register when bytes, the line or the power fail: nothing sells or prints twice."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_truth import ReceiptBy, SaleState
from posminder.simulator.zvt_frames import ACK, encode_frame
from tests.support.shop_desk import started


def test_lost_bytes_print_nothing_twice() -> None:
    clean, lossy = started(seed=7), started(seed=7)
    for desk in (clean, lossy):
        desk.register.sell(1000)
    counts = {"terminal": 0, "register": 0}

    def every(side: str, nth: int) -> None:
        end = lossy.terminal_end if side == "terminal" else lossy.register_end

        def fault(byte: int) -> bytes:
            counts[side] += 1
            return b"" if counts[side] % nth == 0 else bytes((byte,))

        end.fault = fault

    every("terminal", 97)
    every("register", 61)
    clean.settle_down()
    lossy.settle_down()
    assert lossy.terminal.link_counters.repeats_sent > 3
    lines = [slip.lines for slip in lossy.register.printer.complete_slips]
    expected = [slip.lines for slip in clean.register.printer.complete_slips]
    # The stamps differ by what the repeats cost.
    assert [each[:6] + each[7:] for each in lines] == [each[:6] + each[7:] for each in expected]
    assert lossy.register.sales[0].state is SaleView.APPROVED


def test_lost_ack_of_the_sale_command_sells_once() -> None:
    desk = started()
    desk.terminal_end.lose_next(ACK)
    desk.register.sell(1000)
    desk.settle_down()
    assert len(desk.terminal.truth.sales) == 1
    assert desk.register.sales[0].state is SaleView.APPROVED


def test_line_dead_before_the_answer_is_unknown_then_resolved_as_reversed() -> None:
    desk = started()
    sale = desk.register.sell(1000)
    desk.run(2)
    desk.terminal_end.cut()
    desk.register_end.cut()
    desk.run(60)
    assert desk.terminal.truth.sales[0].state is SaleState.REVERSED
    assert not desk.register.idle
    desk.run(130)
    assert sale.state is SaleView.UNKNOWN
    desk.terminal_end.mend()
    desk.register_end.mend()
    desk.settle_down()
    assert (sale.state, sale.asked_again) == (SaleView.DECLINED, 1)
    assert desk.acquirer.ledger.open_minor == 0


def test_line_dead_amid_the_lines_reverses_and_the_register_hears_it() -> None:
    desk = started()
    sale = desk.register.sell(1000)
    while not desk.register.printer.slips:
        desk.run(0.01)
    desk.register_end.cut()
    desk.run(60)
    assert desk.terminal.truth.sales[0].state is SaleState.REVERSED
    assert desk.terminal.truth.sales[0].receipt is ReceiptBy.NOBODY
    desk.register_end.mend()
    desk.settle_down()
    assert (sale.state, sale.code) == (SaleView.DECLINED, codes.RECEIVER_NOT_READY)


def test_late_status_information_is_not_taken() -> None:
    desk = started()
    for message, answer in (("040F022700", "848300"), ("060F00", "800000")):
        before = len(desk.register_end.sent)
        desk.terminal_end.send(encode_frame(bytes.fromhex(message)))
        desk.run(1)
        assert encode_frame(bytes.fromhex(answer)) in bytes(desk.register_end.sent[before:])


def test_lost_completion_is_unknown_then_resolved_as_sold() -> None:
    desk = started()
    sale = desk.register.sell(1000)
    while not desk.terminal.state.open_batch:
        desk.run(0.001)
    desk.terminal_end.cut()
    desk.run(185)
    assert sale.state is SaleView.UNKNOWN
    assert desk.terminal.truth.sales[0].state is SaleState.APPROVED
    desk.terminal_end.mend()
    desk.settle_down()
    assert (sale.state, sale.trace) == (SaleView.APPROVED, 1)


def test_line_dead_for_good_stays_unknown() -> None:
    desk = started()
    desk.register_end.cut()
    sale = desk.register.sell(1000)
    desk.settle_down(1200)
    assert sale.state is SaleView.UNKNOWN
    assert desk.terminal.truth.sales == []


def test_unknown_sale_is_not_taken_for_the_one_before() -> None:
    desk = started()
    desk.register.sell(1000)
    desk.settle_down()
    desk.register_end.cut()
    sale = desk.register.sell(1000)
    desk.run(20)
    desk.register_end.mend()
    desk.settle_down()
    assert sale.state is SaleView.DECLINED
    assert len(desk.terminal.truth.sales) == 1


@pytest.mark.parametrize("after_bytes", range(0, 900, 60))
def test_line_cut_anywhere_never_disagrees_for_good(after_bytes: int) -> None:
    desk = started(seed=3)
    sale = desk.register.sell(1000)
    desk.terminal_end.cut_after(after_bytes)
    desk.run(100)
    desk.terminal_end.mend()
    desk.settle_down()
    truth = desk.terminal.truth.sales[0]
    sold = truth.state is SaleState.APPROVED
    assert sale.state is (SaleView.APPROVED if sold else SaleView.DECLINED)
    assert desk.acquirer.ledger.open_minor == (1000 if sold else 0)


def test_terminal_without_power_forgets_nothing_final() -> None:
    desk = started()
    desk.register.sell(700)
    desk.settle_down()
    sale = desk.register.sell(1000)
    while len(desk.terminal.truth.sales) < 2:
        desk.run(0.05)
    desk.terminal.power_off()
    desk.run(5)
    desk.terminal.power_on(needs_initialisation=True)
    desk.run(10)
    assert [s.state for s in desk.terminal.truth.sales] == [SaleState.APPROVED, SaleState.REVERSED]
    desk.settle_down(1200)
    assert sale.state is SaleView.UNKNOWN, "a locked terminal tells nothing of its last payment"
    refused = desk.register.sell(300)
    desk.settle_down()
    assert refused.state is SaleView.DECLINED
    assert desk.terminal.state.count_batch().total_minor == 700


@pytest.mark.parametrize("seed", range(4))
def test_money_is_conserved_over_a_disturbed_day(seed: int) -> None:
    desk = started(seed)
    rng = desk.terminal.state.rng
    for hour in range(6):
        for _ in range(5):
            desk.acquirer.decline_code = 0x05 if rng.random() < 0.2 else 0
            desk.register.printer.paper = rng.random() > 0.2
            desk.register.sell(rng.randint(1, 99_999))
            if rng.random() < 0.3:
                desk.terminal_end.cut_after(rng.randint(0, 900))
            desk.run(100)
            desk.terminal_end.mend()
            desk.settle_down(1200)
        if hour % 2:
            desk.register.end_of_day()
            desk.settle_down()
    truth = desk.terminal.truth
    approved = [sale.amount_minor for sale in truth.sales if sale.state is SaleState.APPROVED]
    settled = sum(batch.total_minor for batch in truth.batches)
    assert sum(approved) == settled + desk.terminal.state.count_batch().total_minor
    assert desk.acquirer.ledger.open_minor == desk.terminal.state.count_batch().total_minor
    assert [(b.count, b.total_minor) for b in truth.batches] == desk.acquirer.ledger.settled
    believed = [s.amount_minor for s in desk.register.sales if s.state is SaleView.APPROVED]
    assert believed == approved, f"seed {seed}"
