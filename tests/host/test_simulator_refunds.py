# SPDX-License-Identifier: MIT
"""Refunds and reversals, by the register and by hand: bytes, refusals, totals, and the ledger."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_truth import ReceiptBy, SaleKind, SaleState
from posminder.simulator.zvt_frames import encode_frame
from posminder.simulator.zvt_messages import refusal
from tests.support.bare_terminal import PASSWORD, TEN_EURO, information, registered
from tests.support.paced_pair import run_for
from tests.support.shop_desk import ShopDesk, started

LOCAL_START = "08"


def conserved(desk: ShopDesk) -> None:
    """The terminal's truth, its open batch and the acquirer's ledger tell one story."""
    truth = desk.terminal.truth
    open_minor = desk.terminal.state.count_batch().total_minor
    kept = [sale for sale in truth.sales if sale.state is SaleState.APPROVED]
    settled = sum(batch.total_minor for batch in truth.batches)
    assert sum(sale.net_minor for sale in kept) == settled + open_minor
    assert sum(sale.counted for sale in kept) == (
        sum(batch.count for batch in truth.batches) + desk.terminal.state.count_batch().count
    )
    assert desk.acquirer.ledger.open_minor == open_minor


def test_refund_and_reversal_are_asked_for_as_the_specification_has_them() -> None:
    desk = started()
    desk.register.sell(1000)
    desk.settle_down()
    desk.register.refund(250)
    desk.register.reverse(1)
    desk.settle_down()
    sent = bytes(desk.register_end.sent)
    assert encode_frame(bytes.fromhex("06310D" + PASSWORD + "04000000000250" + "490978")) in sent
    assert encode_frame(bytes.fromhex("063006" + PASSWORD + "870001")) in sent


def test_refund_lowers_total_and_group_and_counts() -> None:
    desk = started()
    desk.register.sell(1000)
    refund = desk.register.refund(250)
    desk.settle_down()
    sold, refunded = desk.terminal.truth.sales
    assert (refund.state, refund.kind, refund.slips) == (SaleView.APPROVED, SaleKind.REFUND, 2)
    assert (refunded.kind, refunded.amount_minor, refunded.net_minor) == ("refund", 250, -250)
    assert refunded.receipt is ReceiptBy.REGISTER
    assert refunded.card == sold.card, "nobody else has paid"
    batch = desk.terminal.state.count_batch()
    group = batch.groups[sold.card.group]
    assert (batch.count, batch.total_minor) == (2, 750)
    assert (group.count, group.total_minor) == (2, 750)
    desk.register.end_of_day()
    desk.settle_down()
    assert desk.acquirer.ledger.settled == [(2, 750)]
    assert desk.acquirer.ledger.refunded == [250]
    conserved(desk)
    assert "Gutschrift erfolgt" in desk.register.printer.complete_slips[2].lines


def test_reversal_takes_the_sale_out_of_the_batch() -> None:
    desk = started()
    first, second = desk.register.sell(1000), desk.register.sell(400)
    desk.settle_down()
    reversal = desk.register.reverse(first.receipt_no or 0)
    desk.settle_down()
    truth = desk.terminal.truth.sales
    assert [sale.state for sale in truth] == ["reversed", "approved", "approved"]
    assert (truth[2].kind, truth[2].original_trace) == (SaleKind.REVERSAL, truth[0].trace)
    assert [first.state, second.state] == [SaleView.REVERSED, SaleView.APPROVED]
    assert (reversal.state, reversal.amount_minor) == (SaleView.APPROVED, 1000)
    assert reversal.original_trace == first.trace
    batch = desk.terminal.state.count_batch()
    assert (batch.count, batch.total_minor) == (1, 400)
    conserved(desk)
    assert "Storno erfolgt" in desk.register.printer.complete_slips[4].lines


def test_reversal_tells_its_own_trace_and_the_original_one() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.REVERSAL, PASSWORD + "870001")
    fields = information(bare)
    assert fields.byte(codes.RESULT) == codes.APPROVED
    assert fields.number(codes.AMOUNT) == 1000
    assert (fields.number(codes.TRACE), fields.number(codes.ORIGINAL_TRACE)) == (2, 1)
    assert fields.number(codes.RECEIPT_NO) == 2
    assert fields.get(codes.AUTHORISATION_ATTRIBUTE) is None
    assert fields.rest == b""


def test_reversal_asks_for_no_card_and_no_sale_tells_an_original() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert information(bare).get(codes.ORIGINAL_TRACE) is None
    bare.ask(codes.REVERSAL, PASSWORD + "870001")
    steps = [each.data[0] for each in bare.said if each.command == codes.INTERMEDIATE_STATUS]
    assert steps == [codes.WAITING_FOR_ACQUIRER]


def test_what_cannot_be_reversed_is_refused_by_its_code() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.REVERSAL, PASSWORD + "870001")
    for receipt, code in (
        ("0001", codes.ALREADY_REVERSED),
        ("0003", codes.REVERSAL_IMPOSSIBLE),  # the reversal itself
        ("0009", codes.REVERSAL_IMPOSSIBLE),  # nobody has it
    ):
        end = bare.ask(codes.REVERSAL, PASSWORD + "87" + receipt)
        assert (end.outcome, end.code) == (Outcome.ABORTED, code)
    bare.ask(codes.END_OF_DAY, PASSWORD)
    end = bare.ask(codes.REVERSAL, PASSWORD + "870002")
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.REVERSAL_IMPOSSIBLE)
    assert len(bare.terminal.truth.sales) == 3, "a refusal is no transaction"
    assert bare.acquirer.ledger.settled == [(1, 1000)]


@pytest.mark.parametrize(
    ("command", "data", "code"),
    [
        (codes.REFUND, PASSWORD + "04000000000000", codes.FUNCTION_IMPOSSIBLE),
        (codes.REFUND, PASSWORD, codes.FUNCTION_IMPOSSIBLE),
        (codes.REFUND, PASSWORD + "04000000001001", codes.AMOUNT_TOO_HIGH),
        (codes.REFUND, PASSWORD + "04000000000100490156", codes.WRONG_CURRENCY),
        (codes.REVERSAL, PASSWORD, codes.REVERSAL_IMPOSSIBLE),
        (codes.REFUND, "654321", codes.WRONG_PASSWORD),
        (codes.REVERSAL, "654321" + "870001", codes.WRONG_PASSWORD),
    ],
)
def test_senseless_refund_or_reversal_changes_nothing(command: int, data: str, code: int) -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert bare.ask(command, data).code == code
    assert bare.terminal.state.count_batch().total_minor == 1000
    assert bare.acquirer.ledger.open_minor == 1000


@pytest.mark.parametrize(
    ("command", "data"),
    [(codes.REFUND, "04000000000300"), (codes.REVERSAL, "870001")],
)
@pytest.mark.parametrize("silenced", [codes.STATUS_INFORMATION, codes.PRINT_LINE])
def test_what_nobody_answered_for_is_taken_back(command: int, data: str, silenced: int) -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    # Refused goods for the one, no answer to the other: both are the register's silence in effect.
    if silenced == codes.STATUS_INFORMATION:
        bare.answers[silenced] = refusal(0x66)
        assert bare.ask(command, PASSWORD + data).code == codes.RECEIVER_NOT_READY
    else:
        bare.send(command, PASSWORD + data)
        while not bare.terminal.truth.sales[1:]:
            run_for(bare.scheduler, 0.01)
        bare.register_end.cut()
        run_for(bare.scheduler, 60)
    assert [sale.state for sale in bare.terminal.truth.sales] == ["approved", "reversed"]
    assert bare.terminal.state.count_batch().total_minor == 1000
    assert bare.acquirer.ledger.open_minor == 1000


def test_acquirer_down_declines_both_and_the_sale_stays() -> None:
    desk = started()
    sale = desk.register.sell(1000)
    desk.settle_down()
    desk.acquirer.down = True
    refund, reversal = desk.register.refund(100), desk.register.reverse(1)
    desk.settle_down()
    for view in (refund, reversal):
        assert (view.state, view.code) == (SaleView.DECLINED, codes.NO_CONNECTION)
    assert sale.state is SaleView.APPROVED
    conserved(desk)


def test_unknown_reversal_is_not_taken_for_a_sale_by_hand() -> None:
    desk = started(config=0x08)
    sold = desk.register.sell(1000)
    desk.settle_down()
    desk.terminal.local_sale(300)
    desk.run(20)
    desk.register_end.cut()
    reversal = desk.register.reverse(sold.receipt_no or 0)
    desk.run(20)
    desk.register_end.mend()
    desk.settle_down()
    assert (reversal.state, sold.state) == (SaleView.DECLINED, SaleView.APPROVED)


def test_by_hand_the_line_hears_nothing() -> None:
    bare = registered(LOCAL_START)
    terminal = bare.terminal
    assert terminal.local_sale(1000)
    run_for(bare.scheduler, 10)
    before = len(bare.terminal_end.sent)
    assert terminal.local_refund(300)
    assert not terminal.local_reversal(1), "one thing at a time"
    run_for(bare.scheduler, 10)
    assert not terminal.local_reversal(1), "the refund has left less than the sale"
    assert terminal.local_sale(50)
    run_for(bare.scheduler, 10)
    assert terminal.local_reversal(3)
    run_for(bare.scheduler, 10)
    assert not terminal.local_reversal(3)
    assert not terminal.local_refund(701)
    assert len(bare.terminal_end.sent) == before
    assert [(sale.kind, sale.local) for sale in terminal.truth.sales] == [
        ("sale", True),
        ("refund", True),
        ("sale", True),
        ("reversal", True),
    ]
    assert terminal.state.count_batch().total_minor == 700
    assert len(terminal.printer.complete_slips) == 8


def test_locked_terminal_refunds_and_reverses_nothing() -> None:
    bare = registered(LOCAL_START)
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.terminal.locks.add(codes.SETTLEMENT_REQUIRED)
    assert not bare.terminal.local_refund(100)
    assert not bare.terminal.local_reversal(1)
    assert bare.ask(codes.REVERSAL, PASSWORD + "870001").code == codes.SETTLEMENT_REQUIRED


@pytest.mark.parametrize("what", ["refund", "reversal"])
@pytest.mark.parametrize("after_bytes", range(0, 900, 100))
def test_line_cut_anywhere_never_disagrees_for_good(what: str, after_bytes: int) -> None:
    desk = started(seed=3)
    desk.register.sell(1000)
    desk.settle_down()
    view = desk.register.refund(1000) if what == "refund" else desk.register.reverse(1)
    desk.terminal_end.cut_after(after_bytes)
    desk.run(100)
    desk.terminal_end.mend()
    desk.settle_down()
    truth = desk.terminal.truth.sales[1]
    done = truth.state is SaleState.APPROVED
    assert view.state is (SaleView.APPROVED if done else SaleView.DECLINED)
    assert desk.terminal.state.count_batch().total_minor == (0 if done else 1000)
    conserved(desk)


@pytest.mark.parametrize("seed", range(6))
def test_money_is_conserved_over_a_disturbed_day(seed: int) -> None:
    desk = started(seed)
    rng = desk.terminal.state.rng
    for turn in range(24):
        desk.register.sell(rng.randint(1, 9_999))
        desk.settle_down(1200)
        if rng.random() < 0.4:
            desk.register.refund(rng.randint(1, 4_000))
        else:
            desk.register.reverse(rng.randint(1, desk.terminal.truth.sales[-1].receipt_no))
        if rng.random() < 0.3:
            desk.terminal_end.cut_after(rng.randint(0, 900))
        desk.run(100)
        desk.terminal_end.mend()
        desk.settle_down(1200)
        if turn % 6 == 5:
            desk.register.end_of_day()
            desk.settle_down()
        conserved(desk)
    kinds = {sale.kind for sale in desk.terminal.truth.sales if sale.state is SaleState.APPROVED}
    assert kinds == set(SaleKind), f"seed {seed}: {kinds}"
    approved = [sale.trace for sale in desk.terminal.truth.sales if sale.state == "approved"]
    believed = [view.trace for view in desk.register.sales if view.state is SaleView.APPROVED]
    assert believed == approved, f"seed {seed}"
