# SPDX-License-Identifier: MIT
"""Whole dialogues between the simulated terminal and the simulated cash register."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.receipts import DUPLICATE_MARK
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_truth import ReceiptBy, SaleState
from tests.support.shop_desk import ShopDesk, started

_WITHOUT_LINES = 0x3E  # the register builds the receipts itself
_TERMINAL_PRINTS = 0x08


def test_start_up_registers_and_learns_the_terminal() -> None:
    desk = started()
    assert desk.register.registered
    assert desk.register.terminal_id == "29001234"
    assert desk.terminal.state.config == 0xBE
    assert [command for _, command in desk.terminal.truth.commands] == [codes.REGISTRATION]


@pytest.mark.parametrize("runs", [False, True])
def test_initialisation_is_the_registers_choice(runs: bool) -> None:
    desk = ShopDesk(runs_initialisation=runs)
    desk.terminal.needs_initialisation = True
    desk.register.start()
    desk.settle_down()
    assert desk.terminal.needs_initialisation is not runs
    assert len(desk.terminal.truth.sign_ins) == runs


@pytest.mark.parametrize("amount_minor", [1, 1000, 101010, 100310, 999999999999])
def test_sale_leaves_both_receipts(amount_minor: int) -> None:
    desk = started()
    sale = desk.register.sell(amount_minor)
    desk.settle_down()
    (truth,) = desk.terminal.truth.sales
    assert (sale.state, sale.amount_minor) == (SaleView.APPROVED, amount_minor)
    assert (truth.state, truth.amount_minor) == (SaleState.APPROVED, amount_minor)
    assert (sale.trace, sale.receipt_no) == (truth.trace, truth.receipt_no)
    assert truth.receipt is ReceiptBy.REGISTER
    assert sale.slips == 2
    merchant, customer = desk.register.printer.complete_slips
    assert merchant.lines[0] == "** HÄNDLERBELEG **"
    assert customer.lines[0] == "** KUNDENBELEG **"
    assert f"{amount_minor // 100},{amount_minor % 100:02d}" in customer.lines[6]


def test_sale_takes_as_long_as_people_do() -> None:
    desk = started()
    begun_us = desk.scheduler.now_us
    desk.register.sell(1250)
    desk.run(3)
    assert not desk.register.idle
    desk.settle_down()
    assert 3 <= (desk.scheduler.now_us - begun_us) / 1e6 <= 13


def test_decline_is_told_with_its_code() -> None:
    desk = started()
    desk.acquirer.decline_code = 0x05
    sale = desk.register.sell(1250)
    desk.settle_down()
    assert (sale.state, sale.code) == (SaleView.DECLINED, 0x05)
    assert desk.terminal.truth.sales[0].state is SaleState.DECLINED
    assert desk.register.printer.slips == []
    assert desk.acquirer.ledger.open_minor == 0


def test_decline_may_print_one_slip() -> None:
    desk = started()
    desk.acquirer.decline_code = 0x05
    desk.terminal.switches.prints_declines = True
    desk.register.sell(1250)
    desk.settle_down()
    (slip,) = desk.register.printer.complete_slips
    assert "Abgelehnt 05" in slip.lines


def test_sale_with_the_acquirer_down_fails_and_costs_nothing() -> None:
    desk = started()
    desk.acquirer.down = True
    sale = desk.register.sell(1250)
    desk.settle_down()
    assert (sale.state, sale.code) == (SaleView.DECLINED, codes.NO_CONNECTION)
    assert desk.terminal.truth.sales[0].state is SaleState.DECLINED


def test_paper_out_leaves_the_payment_and_no_receipt() -> None:
    desk = started()
    desk.register.printer.paper = False
    sale = desk.register.sell(1250)
    desk.settle_down()
    (truth,) = desk.terminal.truth.sales
    assert (sale.state, sale.slips) == (SaleView.APPROVED, 0)
    assert (truth.state, truth.receipt) == (SaleState.APPROVED, ReceiptBy.NOBODY)
    refused = desk.register_end.sent.count(bytes.fromhex("84CC00"))
    assert refused == 1, "the remaining lines must not be sent"


def test_paper_out_amid_the_lines_leaves_a_torn_slip() -> None:
    desk = started()
    printer = desk.register.printer
    sale = desk.register.sell(1250)
    while len(printer.slips) < 2:
        desk.run(0.05)
    printer.paper = False
    desk.settle_down()
    assert (sale.slips, len(printer.complete_slips), len(printer.slips)) == (1, 1, 2)
    assert desk.terminal.truth.sales[0].receipt is ReceiptBy.NOBODY
    printer.paper = True
    desk.register.repeat_receipt()
    desk.settle_down()
    assert [slip.complete for slip in printer.slips] == [True, False, True, True]


def test_repeat_receipt_is_marked() -> None:
    desk = started()
    desk.register.printer.paper = False
    desk.register.sell(1250)
    desk.settle_down()
    desk.register.printer.paper = True
    desk.register.repeat_receipt()
    desk.settle_down()
    slips = desk.register.printer.complete_slips
    assert len(slips) == 2
    assert all(DUPLICATE_MARK in slip.lines for slip in slips)
    assert desk.terminal.truth.sales[0].reprints == 1


def test_first_print_is_not_marked() -> None:
    desk = started()
    desk.register.sell(1250)
    desk.settle_down()
    assert not [s for s in desk.register.printer.slips if DUPLICATE_MARK in s.lines]


def test_end_of_day_settles_once_with_the_right_total() -> None:
    desk = started()
    for amount_minor in (1000, 250, 1610):
        desk.register.sell(amount_minor)
    desk.settle_down()
    desk.register.end_of_day()
    desk.register.end_of_day()
    desk.settle_down()
    (batch,) = desk.terminal.truth.batches
    assert (batch.count, batch.total_minor) == (3, 2860)
    assert [end.total_minor for end in desk.register.settlements] == [2860, 0]
    assert desk.acquirer.ledger.settled == [(3, 2860)]
    assert desk.acquirer.ledger.open_minor == 0
    assert desk.register.printer.complete_slips[6].lines[0] == "** KASSENSCHNITT **"


@pytest.mark.parametrize("code", [codes.NO_CONNECTION, codes.SETTLEMENT_IMPOSSIBLE])
def test_end_of_day_with_the_acquirer_down_keeps_the_batch(code: int) -> None:
    desk = started()
    desk.register.sell(1000)
    desk.settle_down()
    desk.acquirer.down = True
    desk.terminal.switches.acquirer_down_code = code
    desk.register.end_of_day()
    desk.settle_down()
    assert desk.register.settlements[0].outcome is Outcome.ABORTED
    assert desk.register.settlements[0].code == code
    assert desk.terminal.state.count_batch().total_minor == 1000
    desk.acquirer.down = False
    desk.register.end_of_day()
    desk.settle_down()
    assert desk.acquirer.ledger.settled == [(1, 1000)]


def test_settled_without_a_word_is_silent_to_the_register() -> None:
    desk = started()
    desk.register.sell(1000)
    desk.settle_down()
    desk.terminal.switches.drop_next_settlement = True
    desk.register.end_of_day()
    desk.settle_down()
    assert desk.register.settlements[0].outcome is Outcome.SILENT
    assert len(desk.terminal.truth.batches) == 1
    assert not desk.terminal.switches.drop_next_settlement


def test_register_waits_and_tries_again_when_told_to() -> None:
    desk = started()
    desk.terminal.switches.busy = True
    sale = desk.register.sell(1000)
    desk.run(7)
    assert not desk.register.idle
    desk.terminal.switches.busy = False
    desk.settle_down()
    assert sale.state is SaleView.APPROVED
    tries = [c for _, c in desk.terminal.truth.commands if c == codes.AUTHORISATION]
    assert len(tries) == 5


def test_register_does_not_wait_for_ever() -> None:
    desk = started()
    desk.terminal.switches.busy = True
    sale = desk.register.sell(1000)
    desk.settle_down(120)
    assert (sale.state, sale.code) == (SaleView.DECLINED, codes.PLEASE_WAIT)


def test_unregistered_sale_registers_first() -> None:
    desk = ShopDesk()
    sale = desk.register.sell(1000)
    desk.settle_down()
    assert sale.state is SaleView.APPROVED
    assert [command for _, command in desk.terminal.truth.commands] == [
        codes.REGISTRATION,
        codes.AUTHORISATION,
    ]


def test_register_that_builds_receipts_gets_no_lines() -> None:
    desk = started(config=_WITHOUT_LINES)
    sale = desk.register.sell(1000)
    desk.settle_down()
    assert (sale.state, desk.register.printer.slips) == (SaleView.APPROVED, [])
    assert desk.terminal.truth.sales[0].receipt is ReceiptBy.REGISTER


def test_terminal_that_prints_keeps_the_line_short() -> None:
    desk = started(config=_TERMINAL_PRINTS)
    desk.register.sell(1000)
    desk.settle_down()
    assert desk.register.printer.slips == []
    assert len(desk.terminal.printer.complete_slips) == 2
    assert desk.terminal.truth.sales[0].receipt is ReceiptBy.TERMINAL


def test_one_seed_gives_one_history() -> None:
    histories = []
    for seed in (5, 5, 6):
        desk = started(seed)
        for amount_minor in (1000, 2000):
            desk.register.sell(amount_minor)
        desk.register.end_of_day()
        desk.settle_down()
        histories.append((bytes(desk.terminal_end.sent), bytes(desk.register_end.sent)))
    assert histories[0] == histories[1]
    assert histories[0] != histories[2]
