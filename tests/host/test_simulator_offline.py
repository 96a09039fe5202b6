# SPDX-License-Identifier: MIT
"""A terminal that sells without its acquirer: what it holds, says, sends, and never invents."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_truth import SaleState
from tests.support.bare_terminal import PASSWORD, TEN_EURO, registered
from tests.support.shop_desk import BareRegister, ShopDesk, started

LINE_STEPS = (codes.OFFLINE, codes.ONLINE)


def cut_off() -> ShopDesk:
    """Return a shop whose terminal sells up to 20.00 by itself, and must."""
    desk = started()
    desk.terminal.switches.offline_floor_minor = 2_000
    desk.acquirer.down = True
    return desk


def steps(bare: BareRegister) -> list[int]:
    """Return what the terminal said of its line in the last dialogue."""
    shown = [m.data[0] for m in bare.said if m.command == codes.INTERMEDIATE_STATUS]
    return [step for step in shown if step in LINE_STEPS]


def test_small_sales_are_approved_and_held_and_great_ones_are_not() -> None:
    desk = cut_off()
    for amount in (2_000, 2_001):
        desk.register.sell(amount)
    desk.settle_down()
    small, great = desk.terminal.truth.sales
    assert (small.state, small.offline, small.auth_id) == (SaleState.APPROVED, True, "")
    assert (great.state, great.result) == (SaleState.DECLINED, codes.NO_CONNECTION)
    assert desk.acquirer.ledger.authorised == []
    assert desk.terminal.state.count_batch().count == 1


def test_without_a_floor_nothing_is_sold_and_nothing_said() -> None:
    bare = registered()
    bare.acquirer.down = True
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert steps(bare) == []
    assert bare.terminal.truth.sales[0].result == codes.NO_CONNECTION


def test_it_says_that_it_is_cut_off_and_once_that_it_is_back() -> None:
    bare = registered()
    bare.terminal.switches.offline_floor_minor = 2_000
    said = []
    for down in (False, True, True, False, False):
        bare.acquirer.down = down
        bare.ask(codes.AUTHORISATION, TEN_EURO)
        said.append(steps(bare))
    assert said == [[], [codes.OFFLINE], [codes.OFFLINE], [codes.ONLINE], []]


@pytest.mark.parametrize("command", [codes.SEND_OFFLINE, codes.END_OF_DAY])
def test_what_is_held_is_sent_first_and_once(command: int) -> None:
    bare = registered()
    bare.terminal.switches.offline_floor_minor = 2_000
    bare.acquirer.down = True
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    refused = codes.UPLOAD_FAILED if command == codes.SEND_OFFLINE else codes.NO_CONNECTION
    ended = bare.ask(command, PASSWORD)
    assert (ended.outcome, ended.code) == (Outcome.ABORTED, refused)
    bare.acquirer.down = False
    for _ in range(2):
        assert bare.ask(command, PASSWORD).outcome is Outcome.COMPLETED
    assert bare.acquirer.ledger.authorised == [1_000]
    assert bare.terminal.truth.sales[0].uploaded_s is not None


def test_the_acquirer_may_refuse_an_upload_and_take_the_next() -> None:
    desk = cut_off()
    desk.register.sell(1_000)
    desk.settle_down()
    desk.acquirer.down = False
    desk.terminal.switches.refuse_uploads = 1
    ended: list[tuple[Outcome, int]] = []
    for _ in range(2):
        desk.register.send_offline(lambda end: ended.append((end.outcome, end.code)))
    desk.settle_down()
    assert ended == [(Outcome.ABORTED, codes.UPLOAD_FAILED), (Outcome.COMPLETED, 0)]
    assert desk.acquirer.ledger.open_minor == 1_000


def test_a_held_sale_is_reversed_without_the_acquirer() -> None:
    desk = cut_off()
    desk.register.sell(1_000)
    desk.settle_down()
    desk.acquirer.down = False
    desk.register.reverse(1)
    desk.register.end_of_day()
    desk.settle_down()
    assert [sale.state for sale in desk.register.sales] == [SaleView.REVERSED, SaleView.APPROVED]
    assert desk.terminal.truth.sales[0].state is SaleState.REVERSED
    assert (desk.acquirer.ledger.reversed, desk.acquirer.ledger.open_minor) == ([], 0)


def test_an_upload_of_its_own_makes_the_line_wait() -> None:
    bare = registered()
    bare.terminal.switches.offline_floor_minor = 2_000
    bare.acquirer.down = True
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.acquirer.down = False
    assert bare.terminal.upload()
    assert not bare.terminal.upload()
    bare.ask(codes.SEND_TOTALS, PASSWORD)
    asked = [command for _, command in bare.terminal.truth.commands]
    assert asked.count(codes.SEND_TOTALS) > 1, "answered 84 9C and asked again"
    assert bare.terminal.state.held == []
