# SPDX-License-Identifier: MIT
"""Receipts as text blocks, on the terminal's own paper, printed again, printed slowly."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Ended, Outcome
from posminder.simulator.receipts import DUPLICATE_MARK
from posminder.simulator.register import SaleView
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.terminal_truth import ReceiptBy, SaleState
from posminder.simulator.zvt_frames import encode_frame
from posminder.simulator.zvt_messages import (
    decode_fields,
    decode_text_block,
    decode_tlv,
    encode_text_block,
    ends_slip,
)
from tests.support.bare_terminal import PASSWORD, REGISTER_BE, TEN_EURO, registered, status
from tests.support.paced_pair import run_for
from tests.support.shop_desk import BareRegister, started

TAKES_BLOCKS = "0606" + "2604" + "0A0206D3"
TERMINAL_PRINTS = 0x08


def with_blocks() -> BareRegister:
    bare = BareRegister()
    bare.ask(codes.REGISTRATION, REGISTER_BE + TAKES_BLOCKS)
    return bare


# Blocks ------------------------------------------------------------------------------------------


def test_register_asks_for_blocks_as_the_specification_has_it() -> None:
    desk = started(text_blocks=True)
    assert bytes.fromhex("06000E123456BE0978" + TAKES_BLOCKS) in bytes(desk.register_end.sent)
    assert desk.terminal.state.takes_blocks


def test_terminal_confirms_blocks_in_the_completion() -> None:
    bare = BareRegister()
    assert TAKES_BLOCKS not in bare.ask(codes.REGISTRATION, REGISTER_BE + "0600").data.hex().upper()
    data = bare.ask(codes.REGISTRATION, REGISTER_BE + TAKES_BLOCKS).data
    assert data.hex().upper().endswith(TAKES_BLOCKS)
    bare.ask(codes.LOG_OFF)
    assert not bare.terminal.state.takes_blocks


def test_block_is_the_bytes_of_the_specification() -> None:
    block = encode_text_block(2, ["AB", "Ä"], 0x81)
    assert block.encode().hex().upper() == (
        "06D3" + "12" + "0610" + "1F0701" + "02" + "250A" + "07024142" + "07018E" + "090181"
    )
    assert decode_text_block(block.data) == (["AB", "Ä"], 0x81)


@pytest.mark.parametrize(
    ("attribute", "ends"),
    [(0x00, False), (0x40, False), (0x7F, False), (0x80, False), (0xFF, False), (0xC0, True)],
)
def test_only_some_attributes_end_a_slip(attribute: int, ends: bool) -> None:
    assert ends_slip(attribute) is ends


def test_each_slip_ends_with_the_mark_and_says_whom_it_is_for() -> None:
    bare = with_blocks()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    blocks = [each.data for each in bare.said if each.command == codes.PRINT_BLOCK]
    assert codes.PRINT_LINE not in {each.command for each in bare.said}
    kinds = [decode_tlv(decode_fields(data).get(codes.TLV_CONTAINER) or b"")[0] for data in blocks]
    assert [kind.value for kind in kinds] == [b"\x01", b"\x01", b"\x02", b"\x02"]
    ends = [data[-3:] == bytes.fromhex("090181") for data in blocks]
    assert ends == [False, True, False, True]
    bare.ask(codes.END_OF_DAY, PASSWORD)
    report = decode_tlv(decode_fields(bare.said[-1].data).get(codes.TLV_CONTAINER) or b"")
    assert report[0].value == b"\x03"


def test_blocks_leave_the_slips_that_lines_leave() -> None:
    slips = []
    for text_blocks in (False, True):
        desk = started(seed=4, text_blocks=text_blocks)
        sale = desk.register.sell(1250)
        desk.register.end_of_day()
        desk.settle_down()
        assert (sale.state, sale.slips) == (SaleView.APPROVED, 2)
        assert desk.terminal.truth.sales[0].receipt is ReceiptBy.REGISTER
        slips.append([slip.lines for slip in desk.register.printer.complete_slips])
    stamps = {line for lines in slips for slip in lines for line in slip if ":" in line[12:]}
    assert [[line for line in slip if line not in stamps] for slip in slips[0]] == [
        [line for line in slip if line not in stamps] for slip in slips[1]
    ]
    assert len(slips[1]) == 3


def test_block_without_paper_is_refused_and_the_payment_stands() -> None:
    desk = started(text_blocks=True)
    desk.register.printer.lines_left = 3
    sale = desk.register.sell(1250)
    desk.settle_down()
    assert (sale.state, sale.slips) == (SaleView.APPROVED, 0)
    assert bytes(desk.register_end.sent).count(bytes.fromhex("84CC00")) == 1
    assert desk.terminal.truth.sales[0].receipt is ReceiptBy.NOBODY
    assert [slip.complete for slip in desk.register.printer.slips] == [False]


def test_block_that_is_none_is_refused() -> None:
    desk = started(text_blocks=True)
    sale = desk.register.sell(1250)
    desk.run(0.5)  # the terminal waits for the card
    for message in ("06D300", "06D303060225", "06D3022700"):
        before = len(desk.register_end.sent)
        desk.terminal_end.send(encode_frame(bytes.fromhex(message)))
        desk.run(0.2)
        assert encode_frame(bytes.fromhex("848300")) in bytes(desk.register_end.sent[before:])
    desk.settle_down()
    assert (sale.state, sale.slips) == (SaleView.APPROVED, 2)


# The terminal's own paper ------------------------------------------------------------------------


def test_paper_out_before_a_sale_refuses_it() -> None:
    desk = started(config=TERMINAL_PRINTS)
    desk.terminal.printer.paper = False
    sale = desk.register.sell(1250)
    desk.settle_down()
    assert (sale.state, sale.code) == (SaleView.DECLINED, codes.PRINTER_NOT_READY)
    assert desk.terminal.truth.sales == []
    desk.terminal.printer.paper = True
    sale = desk.register.sell(1250)
    desk.settle_down()
    assert sale.state is SaleView.APPROVED


def test_paper_that_ends_at_the_slip_leaves_the_sale_and_is_told_by_status() -> None:
    bare = registered("08")
    bare.terminal.printer.lines_left = 12
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert status(bare) == codes.PRINTER_NOT_READY
    (sale,) = bare.terminal.truth.sales
    assert (sale.state, sale.receipt) == (SaleState.APPROVED, ReceiptBy.NOBODY)
    assert [slip.complete for slip in bare.terminal.printer.slips] == [True, False]
    again = bare.ask(codes.REPEAT_RECEIPT, PASSWORD)
    assert (again.outcome, again.code) == (Outcome.ABORTED, codes.PRINTER_NOT_READY)
    bare.terminal.printer.paper = True
    assert bare.ask(codes.REPEAT_RECEIPT, PASSWORD).outcome is Outcome.COMPLETED
    assert (sale.reprints, status(bare)) == (1, codes.STATUS_READY)


def test_in_line_a_terminal_with_a_printer_sells_both_ways() -> None:
    desk = started(config=TERMINAL_PRINTS)
    desk.register.sell(1250)
    desk.settle_down()
    assert desk.terminal.local_sale(300)
    desk.run(20)
    assert [sale.local for sale in desk.terminal.truth.sales] == [False, True]
    assert {sale.receipt for sale in desk.terminal.truth.sales} == {ReceiptBy.TERMINAL}
    assert desk.register.printer.slips == []


# Again -------------------------------------------------------------------------------------------


def test_reprint_prints_the_range_as_duplicates() -> None:
    desk = started()
    for amount_minor in (100, 200, 300, 400):
        desk.register.sell(amount_minor)
    desk.settle_down()
    ends: list[Ended] = []
    desk.register.reprint(2, 3, ends.append)
    desk.settle_down()
    assert bytes.fromhex("061207" + PASSWORD + "00020003") in bytes(desk.register_end.sent)
    assert ends[0].outcome is Outcome.COMPLETED
    assert [sale.reprints for sale in desk.terminal.truth.sales] == [0, 1, 1, 0]
    again = desk.register.printer.complete_slips[8:]
    assert [DUPLICATE_MARK in slip.lines for slip in again] == [True] * 4
    assert [slip.lines[3][-4:] for slip in again] == ["0002", "0002", "0003", "0003"]


@pytest.mark.parametrize("numbers", ["", "00", "000200", "00020003" + "00", "00090012", "0A00"])
def test_reprint_of_nothing_is_aborted(numbers: str) -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    end = bare.ask(codes.REPRINT_RECEIPTS, PASSWORD + numbers)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.FUNCTION_IMPOSSIBLE)
    assert bare.said == []


def test_reprint_of_one_receipt_stops_where_the_paper_ends() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert bare.ask(codes.REPRINT_RECEIPTS, PASSWORD + "0002").outcome is Outcome.COMPLETED
    assert [sale.reprints for sale in bare.terminal.truth.sales] == [0, 1]
    bare.ask(codes.END_OF_DAY, PASSWORD)
    assert bare.ask(codes.REPRINT_RECEIPTS, PASSWORD + "0002").outcome is Outcome.ABORTED


# Slowly ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("config", [0xBE, TERMINAL_PRINTS])
def test_slow_printing_takes_its_time(config: int) -> None:
    times = []
    for delay_us in (0, 2 * US_PER_S):
        desk = started(config=config)
        desk.terminal.switches.print_delay_us = delay_us
        begun_us = desk.scheduler.now_us
        desk.register.sell(1250)
        desk.settle_down()
        times.append((desk.scheduler.now_us - begun_us) / US_PER_S)
        assert desk.terminal.truth.sales[0].receipt is not ReceiptBy.NOBODY
    assert 2 * 16 <= times[1] - times[0] <= 2 * 18 + 2


def test_power_cut_on_own_paper_leaves_the_sale_and_a_torn_slip() -> None:
    bare = registered("08")
    bare.terminal.switches.print_delay_us = US_PER_S
    bare.terminal.local_sale(1250)
    while not bare.terminal.printer.slips:
        run_for(bare.scheduler, 0.1)
    bare.terminal.power_off()
    bare.terminal.switches.print_delay_us = 0
    bare.terminal.power_on()
    run_for(bare.scheduler, 10)
    (sale,) = bare.terminal.truth.sales
    assert (sale.state, sale.receipt) == (SaleState.APPROVED, ReceiptBy.NOBODY)
    bare.ask(codes.REPEAT_RECEIPT, PASSWORD)
    assert [slip.complete for slip in bare.terminal.printer.slips] == [False, True, True]
