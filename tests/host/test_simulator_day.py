# SPDX-License-Identifier: MIT
"""A terminal's bad day: refused and differing settlements, full files, slow answers, power cuts."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Ledger
from posminder.simulator.exchange import Ended, Outcome
from posminder.simulator.register import SaleView
from posminder.simulator.scheduler import US_PER_MS
from posminder.simulator.terminal_state import Switches
from posminder.simulator.terminal_truth import SaleState
from tests.support.bare_terminal import PASSWORD, TEN_EURO, information, registered, status
from tests.support.paced_pair import run_for
from tests.support.shop_desk import started


def test_defaults_are_a_well_behaved_terminal() -> None:
    bent = {name: value for name in Switches.__slots__ if (value := getattr(Switches(), name))}
    assert bent == {
        "acquirer_down_code": codes.NO_CONNECTION,
        "refused_settlement_code": codes.SETTLEMENT_IMPOSSIBLE,
    }


# End of day --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [codes.SETTLEMENT_IMPOSSIBLE, codes.NO_CONNECTION])
def test_settlement_is_refused_so_many_times_and_then_taken(code: int) -> None:
    desk = started()
    desk.register.sell(1000)
    desk.terminal.switches.refuse_settlements = 2
    desk.terminal.switches.refused_settlement_code = code
    for _ in range(3):
        desk.register.end_of_day()
    desk.settle_down()
    ends = [(end.outcome, end.code) for end in desk.register.settlements]
    assert ends == [(Outcome.ABORTED, code)] * 2 + [(Outcome.COMPLETED, 0)]
    assert desk.acquirer.ledger.settled == [(1, 1000)]


def test_totals_may_differ_from_the_truth_in_what_is_told_only() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.terminal.switches.totals_error_minor = -300
    bare.terminal.switches.settlement_error_minor = 50
    bare.ask(codes.SEND_TOTALS, PASSWORD)
    assert information(bare).number(codes.AMOUNT) == 700
    bare.terminal.switches.totals_error_minor = -1001
    bare.ask(codes.SEND_TOTALS, PASSWORD)
    assert information(bare).number(codes.AMOUNT) == 0, "an amount has no sign"
    bare.ask(codes.END_OF_DAY, PASSWORD)
    fields = information(bare)
    assert fields.number(codes.AMOUNT) == 1050
    rows = (fields.get(codes.SINGLE_TOTALS) or b"")[4:]
    assert sum(int(rows[at + 1 : at + 7].hex()) for at in range(0, 49, 7)) == 1000
    assert bare.terminal.truth.batches[0].total_minor == 1000
    assert bare.acquirer.ledger.settled == [(1, 1000)]


def test_full_turnover_file_sells_nothing_until_the_end_of_day() -> None:
    bare = registered("08")
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.terminal.locks.add(codes.STATUS_MEMORY_FULL)
    assert status(bare) == codes.STATUS_MEMORY_FULL
    end = bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.TURNOVER_FULL)
    assert not bare.terminal.local_sale(100)
    assert bare.ask(codes.SEND_TOTALS, PASSWORD).code == codes.TURNOVER_FULL
    assert bare.ask(codes.END_OF_DAY, PASSWORD).outcome is Outcome.COMPLETED
    assert status(bare) == codes.STATUS_READY
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED


def test_reversed_sale_makes_room_and_a_batch_of_nothing_is_not_handed_over() -> None:
    bare = registered(batch_limit=2)
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.REVERSAL, PASSWORD + "870001")
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert status(bare) == codes.STATUS_READY
    bare.ask(codes.REVERSAL, PASSWORD + "870003")
    bare.ask(codes.END_OF_DAY, PASSWORD)
    assert (bare.terminal.truth.batches, bare.acquirer.ledger.settled) == ([], [])


def test_register_runs_a_diagnosis() -> None:
    desk = started()
    desk.terminal.locks.add(codes.STATUS_DIAGNOSE)
    ends: list[Ended] = []
    desk.register.diagnose(ends.append)
    desk.settle_down()
    assert ends[0].outcome is Outcome.COMPLETED
    assert desk.terminal.locks == set()
    assert bytes.fromhex("067000") in bytes(desk.register_end.sent)


# What a payment tells ----------------------------------------------------------------------------


def test_authorisation_attribute_is_six_digits_and_nulls() -> None:
    bare = registered()
    codes_told = []
    for _ in range(3):
        bare.ask(codes.AUTHORISATION, TEN_EURO)
        attribute = information(bare).get(codes.AUTHORISATION_ATTRIBUTE) or b""
        assert (len(attribute), attribute[6:]) == (8, b"\0\0")
        codes_told.append(attribute[:6].decode())
    assert [sale.auth_id for sale in bare.terminal.truth.sales] == codes_told
    assert all(code.isdecimal() for code in codes_told)
    assert len(set(codes_told)) == 3
    bare.acquirer.decline_code = 0x05
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert information(bare).get(codes.AUTHORISATION_ATTRIBUTE) is None
    assert bare.terminal.truth.sales[-1].auth_id == ""


def test_terminal_in_yuan() -> None:
    desk = started(currency=156)
    sale = desk.register.sell(1250)
    desk.register.end_of_day()
    desk.settle_down()
    assert sale.state is SaleView.APPROVED
    sent = bytes(desk.terminal_end.sent)
    assert bytes.fromhex("490156") in sent
    assert bytes.fromhex("490978") not in sent
    slips = desk.register.printer.complete_slips
    assert slips[0].lines[6] == "Betrag CNY         12,50"
    assert slips[2].lines[-3] == "Gesamt 1x      CNY 12,50"


# Time and power ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delay_ms", "outcome"), [(4_900, Outcome.COMPLETED), (5_100, Outcome.SILENT)]
)
def test_answer_is_waited_for_until_t3(delay_ms: int, outcome: Outcome) -> None:
    bare = registered()
    bare.terminal.switches.answer_delay_us = delay_ms * US_PER_MS
    assert bare.ask(codes.SEND_TOTALS, PASSWORD).outcome is outcome


def test_sale_answered_after_t3_is_resolved_by_asking() -> None:
    desk = started()
    desk.terminal.switches.answer_delay_us = 6_000 * US_PER_MS
    sale = desk.register.sell(1000)
    desk.run(6)
    assert sale.state is SaleView.UNKNOWN
    desk.terminal.switches.answer_delay_us = 0
    desk.settle_down()
    # The late status information was refused, so the terminal has taken the sale back.
    assert desk.terminal.truth.sales[0].state is SaleState.REVERSED
    assert (sale.state, desk.acquirer.ledger.open_minor) == (SaleView.DECLINED, 0)


@pytest.mark.parametrize("tenths", range(0, 90, 7))
def test_power_cut_anywhere_in_a_settlement_settles_once(tenths: int) -> None:
    desk = started(seed=2)
    desk.register.sell(1000)
    desk.settle_down()
    desk.register.end_of_day()
    desk.run(tenths / 10)
    desk.terminal.power_off()
    handed_over = len(desk.acquirer.ledger.settled)
    assert desk.terminal.state.count_batch().count == 1 - handed_over
    desk.terminal.power_on()
    desk.settle_down()
    desk.register.end_of_day()
    desk.settle_down()
    assert desk.acquirer.ledger == Ledger(authorised=[1000], settled=[(1, 1000)])
    assert len(desk.terminal.truth.batches) == 1


def test_power_cuts_of_a_settlement_fall_on_both_sides_of_its_hand_over() -> None:
    sides = set()
    for tenths in range(0, 90, 7):
        desk = started(seed=2)
        desk.register.sell(1000)
        desk.settle_down()
        desk.register.end_of_day()
        desk.run(tenths / 10)
        desk.terminal.power_off()
        told = desk.register.settlements != []
        sides.add((len(desk.terminal.truth.batches), told))
    assert {(0, False), (1, False), (1, True)} == sides


@pytest.mark.parametrize("tenths", range(0, 110, 9))
@pytest.mark.parametrize("what", ["sell", "refund", "reverse", "repeat"])
def test_power_cut_anywhere_leaves_the_books_right(what: str, tenths: int) -> None:
    desk = started(seed=2)
    desk.register.sell(1000)
    desk.settle_down()
    begin = {
        "sell": lambda: desk.register.sell(500),
        "refund": lambda: desk.register.refund(500),
        "reverse": lambda: desk.register.reverse(1),
        "repeat": lambda: desk.register.repeat_receipt(),
    }
    begin[what]()
    desk.run(tenths / 10)
    desk.terminal.power_off()
    desk.terminal.power_on()
    desk.settle_down(1200)
    truth = desk.terminal.truth.sales
    assert not [sale for sale in truth if sale.state is SaleState.PENDING]
    kept = [sale for sale in truth if sale.state is SaleState.APPROVED]
    total = sum(sale.net_minor for sale in kept)
    assert desk.terminal.state.count_batch().total_minor == total
    assert desk.acquirer.ledger.open_minor == total
    believed = [view.trace for view in desk.register.sales if view.state is SaleView.APPROVED]
    assert believed == [sale.trace for sale in kept]


def test_power_cut_tears_the_frame_that_was_leaving() -> None:
    bare = registered()
    bare.send(codes.AUTHORISATION, TEN_EURO)
    while bytes.fromhex("040F") not in bytes(bare.terminal_end.sent):
        run_for(bare.scheduler, 0.001)
    before = len(bare.terminal_end.sent)
    bare.terminal.power_off()
    run_for(bare.scheduler, 10)
    assert len(bare.terminal_end.sent) == before
    assert bare.terminal.truth.sales[0].state is SaleState.REVERSED
