# SPDX-License-Identifier: MIT
"""The simulated terminal alone: sales from the register and at the terminal, receipts again."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.terminal_truth import CARDS, ReceiptBy, SaleState
from posminder.simulator.zvt_messages import (
    Apdu,
    decode_print_line,
    refusal,
)
from tests.support.bare_terminal import (
    PASSWORD,
    PLAIN_LOCKS,
    TEN_EURO,
    information,
    registered,
    status,
)
from tests.support.paced_pair import run_for


def test_sale_without_registration_is_aborted() -> None:
    bare = registered()
    assert bare.ask(codes.LOG_OFF).outcome is Outcome.COMPLETED
    assert bare.terminal.state.config == codes.CONFIG_AFTER_LOG_OFF
    end = bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.NOT_REGISTERED)


def test_sale_in_a_foreign_currency_is_aborted() -> None:
    end = registered().ask(codes.AUTHORISATION, "04000000001000490840")
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.WRONG_CURRENCY)


@pytest.mark.parametrize("lock", PLAIN_LOCKS)
def test_lock_is_told_and_aborts_sales_until_cured(lock: int) -> None:
    cures = {
        codes.STATUS_INITIALISE: (codes.INITIALISATION, PASSWORD),
        codes.STATUS_DIAGNOSE: (codes.DIAGNOSIS, ""),
        codes.SETTLEMENT_REQUIRED: (codes.END_OF_DAY, PASSWORD),
    }
    bare = registered()
    bare.terminal.locks.add(lock)
    assert status(bare) == lock
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.ABORTED
    assert bare.ask(*cures[lock]).outcome is Outcome.COMPLETED
    assert status(bare) == codes.STATUS_READY
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED


def test_sale_tells_steps_then_result_then_lines() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    order = [each.command for each in bare.said]
    assert order[:3] == [
        codes.INTERMEDIATE_STATUS,
        codes.INTERMEDIATE_STATUS,
        codes.STATUS_INFORMATION,
    ]
    assert set(order[3:]) == {codes.PRINT_LINE}
    attributes = [decode_print_line(each.data)[0] for each in bare.said[3:]]
    assert attributes.count(0x81) == 2
    assert attributes[-1] == 0x81


def test_steps_are_shown_only_on_request() -> None:
    bare = registered(config="B6")
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert codes.INTERMEDIATE_STATUS not in [each.command for each in bare.said]


def test_status_information_has_the_fields_a_register_needs() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    fields = information(bare)
    (sale,) = bare.terminal.truth.sales
    assert fields.byte(codes.RESULT) == 0
    assert fields.number(codes.AMOUNT) == 1000
    assert fields.number(codes.TRACE) == sale.trace
    assert fields.number(codes.RECEIPT_NO) == sale.receipt_no
    assert fields.number(codes.DATE) == 301
    assert fields.number(codes.TERMINAL_ID) == 29001234
    assert fields.byte(codes.CARD_TYPE) == sale.card.kind
    assert fields.get(codes.CARD_NAME) == sale.card.name.encode() + b"\0"
    assert (fields.get(codes.PAN) or b"").hex().upper().rstrip("F") == sale.card.masked
    assert fields.rest == b""


def test_card_data_appears_only_when_planted() -> None:
    for planted in (False, True):
        bare = registered()
        bare.terminal.switches.plant_card_data = planted
        bare.ask(codes.AUTHORISATION, TEN_EURO)
        wire = bytes(bare.terminal_end.sent).hex()
        assert any(card.pan in wire for card in CARDS) is planted
        assert (information(bare).get(codes.TRACK_2) is not None) is planted


@pytest.mark.parametrize("answer", [refusal(0x66), refusal(codes.FUNCTION_IMPOSSIBLE)])
def test_refused_status_information_reverses(answer: Apdu) -> None:
    bare = registered()
    bare.answers[codes.STATUS_INFORMATION] = answer
    end = bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert end.outcome is Outcome.ABORTED
    assert bare.terminal.truth.sales[0].state is SaleState.REVERSED
    assert bare.acquirer.ledger.reversed == [1000]
    bare.answers.clear()
    bare.ask(codes.REPEAT_RECEIPT, PASSWORD + "0303")
    assert information(bare).byte(codes.RESULT) == codes.ALREADY_REVERSED


def test_status_information_waits_when_asked_to() -> None:
    bare = registered()
    bare.answers[codes.STATUS_INFORMATION] = refusal(codes.PLEASE_WAIT)
    bare.scheduler.after(20_000_000, bare.answers.clear)
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    asked = [each for each in bare.said if each.command == codes.STATUS_INFORMATION]
    assert len(asked) > 3
    assert bare.terminal.truth.sales[0].state is SaleState.APPROVED


def test_84_00_counts_as_taken() -> None:
    bare = registered()
    bare.answers[codes.STATUS_INFORMATION] = refusal(0)
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert bare.terminal.truth.sales[0].state is SaleState.APPROVED


def test_abort_is_heard_while_the_card_is_awaited() -> None:
    bare = registered()
    bare.scheduler.after(1_000_000, bare.send, codes.ABORT_REQUEST)
    end = bare.ask(codes.AUTHORISATION, TEN_EURO)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.ABORTED_BY_KEY)
    assert information(bare).byte(codes.RESULT) == codes.ABORTED_BY_KEY
    assert bare.acquirer.ledger.authorised == []


def test_command_amid_a_sale_is_told_to_wait() -> None:
    bare = registered()
    bare.scheduler.after(1_000_000, bare.send, codes.STATUS_ENQUIRY)
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert bytes.fromhex("849C00") in bytes(bare.terminal_end.sent)


def test_running_command_once_more_is_a_repeat() -> None:
    bare = registered()
    bare.scheduler.after(1_000_000, bare.send, codes.AUTHORISATION, TEN_EURO)
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert bytes.fromhex("849C00") not in bytes(bare.terminal_end.sent)
    assert len(bare.terminal.truth.sales) == 1


@pytest.mark.parametrize(("service", "informed", "printed"), [(1, 1, 1), (2, 0, 0), (3, 1, 0)])
def test_repeat_follows_the_service_byte(service: int, informed: int, printed: int) -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.REPEAT_RECEIPT, f"{PASSWORD}03{service:02X}")
    commands = {each.command for each in bare.said}
    assert (codes.STATUS_INFORMATION in commands) == informed
    assert (codes.PRINT_LINE in commands) == printed


def test_nothing_to_repeat_is_aborted() -> None:
    bare = registered()
    assert bare.ask(codes.REPEAT_RECEIPT, PASSWORD).outcome is Outcome.ABORTED
    assert bare.ask(codes.REPEAT_RECEIPT, PASSWORD + "06041F010104").outcome is Outcome.ABORTED


def test_answer_may_be_delayed() -> None:
    bare = registered()
    bare.terminal.switches.answer_delay_us = 6_000_000
    assert bare.ask(codes.STATUS_ENQUIRY).outcome is Outcome.SILENT


def test_local_sale_says_nothing_and_prints_itself() -> None:
    bare = registered(config="08")
    before = len(bare.terminal_end.sent)
    assert bare.terminal.local_sale(1250)
    assert not bare.terminal.local_sale(1), "one sale at a time"
    run_for(bare.scheduler, 10)
    (sale,) = bare.terminal.truth.sales
    assert len(bare.terminal_end.sent) == before
    assert (sale.local, sale.state, sale.receipt) == (
        True,
        SaleState.APPROVED,
        ReceiptBy.TERMINAL,
    )
    bare.ask(codes.REPEAT_RECEIPT, PASSWORD + "0303")
    assert information(bare).number(codes.AMOUNT) == 1250


def test_local_sale_without_paper_stands_and_is_told_by_status() -> None:
    bare = registered(config="08")
    bare.terminal.printer.paper = False
    assert bare.terminal.local_sale(1250)
    run_for(bare.scheduler, 10)
    assert bare.terminal.truth.sales[0].receipt is ReceiptBy.NOBODY
    assert status(bare) == codes.PRINTER_NOT_READY
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).code == codes.PRINTER_NOT_READY


def test_local_sale_needs_leave_and_signing_in() -> None:
    assert not registered(config="BE").terminal.local_sale(1)
    bare = registered(config="08")
    bare.terminal.needs_initialisation = True
    assert not bare.terminal.local_sale(1)


def test_local_sale_makes_the_line_wait() -> None:
    bare = registered(config="08")
    bare.terminal.local_sale(1250)
    bare.send(codes.STATUS_ENQUIRY)
    run_for(bare.scheduler, 1)
    assert bytes.fromhex("849C00") in bytes(bare.terminal_end.sent)
