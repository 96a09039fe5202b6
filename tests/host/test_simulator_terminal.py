# SPDX-License-Identifier: MIT
"""The simulated terminal alone: each command, lock and switch, asked by a bare register."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.exchange import Outcome
from posminder.simulator.receipts import DUPLICATE_MARK
from posminder.simulator.scheduler import Scheduler
from posminder.simulator.terminal import Terminal
from posminder.simulator.zvt_frames import FrameReader, encode_frame
from posminder.simulator.zvt_messages import (
    Apdu,
    decode_fields,
    decode_print_line,
    decode_tlv,
    decode_version,
    refusal,
)
from tests.support.bare_terminal import (
    PASSWORD,
    REGISTER_BE,
    TEN_EURO,
    information,
    registered,
    status,
)
from tests.support.paced_pair import paced_pair, run_for
from tests.support.shop_desk import BareRegister


def test_registration_tells_status_id_and_currency() -> None:
    bare = BareRegister()
    bare.terminal.needs_initialisation = True
    bare.terminal.locks.add(codes.STATUS_DIAGNOSE)
    end = bare.ask(codes.REGISTRATION, REGISTER_BE)
    assert end.data == bytes.fromhex("1903" + "2929001234" + "490978")


@pytest.mark.parametrize(
    ("command", "data", "code"),
    [
        (codes.REGISTRATION, "000000BE0978", codes.WRONG_PASSWORD),
        (codes.REGISTRATION, PASSWORD + "BE0840", codes.WRONG_CURRENCY_AT_REGISTRATION),
        (codes.REGISTRATION, PASSWORD, codes.FUNCTION_IMPOSSIBLE),
        (codes.END_OF_DAY, "654321", codes.WRONG_PASSWORD),
        (codes.STATUS_ENQUIRY, "654321", codes.WRONG_PASSWORD),
        (codes.AUTHORISATION, TEN_EURO + "7F00", codes.FUNCTION_IMPOSSIBLE),
        (codes.AUTHORISATION, "0400", codes.FUNCTION_IMPOSSIBLE),
        (0x0812, PASSWORD, codes.FUNCTION_IMPOSSIBLE),
    ],
)
def test_bad_command_is_refused(command: int, data: str, code: int) -> None:
    end = BareRegister().ask(command, data)
    assert (end.outcome, end.code) == (Outcome.REFUSED, code)


def test_status_is_positional() -> None:
    bare = registered()
    bare.terminal.needs_initialisation = True
    assert decode_version(bare.ask(codes.STATUS_ENQUIRY).data) == (b"SIM 1.0", b"\x51")
    assert bare.ask(codes.STATUS_ENQUIRY, PASSWORD + "0302").data == b"\x51"


def test_status_adds_the_clock_when_tlv_is_spoken() -> None:
    bare = BareRegister()
    bare.ask(codes.REGISTRATION, REGISTER_BE + "0600")
    data = bare.ask(codes.STATUS_ENQUIRY, PASSWORD + "0306").data
    tid, clock, device = decode_tlv(decode_fields(data[1:]).get(codes.TLV_CONTAINER) or b"")
    assert tid.value == bytes.fromhex("29001234")
    assert isinstance(clock.value, tuple)
    assert clock.value[0].value == bytes.fromhex("20260301")
    assert isinstance(device.value, tuple)
    assert [each.value for each in device.value] == [b"SIM", b"\x00"]


def test_clock_is_set_and_the_lock_lifted() -> None:
    bare = registered()
    bare.terminal.state.clock_error_s = -86_400
    bare.terminal.locks.add(codes.STATUS_CLOCK_WRONG)
    assert status(bare) == codes.STATUS_CLOCK_WRONG
    end = bare.ask(codes.SET_CLOCK, PASSWORD + "AA260301" + "0C100000")
    assert end.outcome is Outcome.COMPLETED
    assert abs(bare.terminal.state.clock_error_s) < 5
    assert status(bare) == codes.STATUS_READY
    assert bare.ask(codes.SET_CLOCK, PASSWORD + "AA269901").outcome is Outcome.ABORTED


def test_initialisation_fails_while_the_acquirer_is_down() -> None:
    bare = registered()
    bare.terminal.needs_initialisation = True
    bare.acquirer.down = True
    end = bare.ask(codes.INITIALISATION, PASSWORD)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.NO_CONNECTION)
    assert bare.terminal.needs_initialisation
    assert bare.terminal.truth.sign_ins == []


def test_lenient_terminal_sells_unsigned() -> None:
    bare = registered()
    bare.terminal.needs_initialisation = True
    bare.terminal.switches.sells_unsigned = True
    assert bare.ask(codes.AUTHORISATION, TEN_EURO).outcome is Outcome.COMPLETED
    assert not bare.terminal.truth.sales[0].signed_in


def test_settling_may_sign_off() -> None:
    bare = registered()
    bare.terminal.switches.settlement_signs_off = True
    bare.ask(codes.END_OF_DAY, PASSWORD)
    assert status(bare) == codes.STATUS_INITIALISE


def test_diagnosis_gives_the_register_the_time() -> None:
    bare = registered()
    bare.terminal.state.clock_error_s = 900
    assert bare.ask(codes.DIAGNOSIS).outcome is Outcome.COMPLETED
    (clock,) = [each for each in bare.said if each.command == codes.SET_REGISTER_CLOCK]
    assert decode_fields(clock.data).number(codes.YEAR_DATE) == 260301
    assert bare.terminal.state.clock_error_s == 0
    bare.acquirer.down = True
    assert bare.ask(codes.DIAGNOSIS).code == codes.NO_CONNECTION


@pytest.mark.parametrize(
    ("command", "data"),
    [
        (codes.AUTHORISATION, "04" + "00000000000A"),
        (codes.AUTHORISATION, "04" + "000000000000"),
        (codes.REPEAT_RECEIPT, PASSWORD + "06021F80"),
    ],
)
def test_field_that_makes_no_sense_aborts(command: int, data: str) -> None:
    end = registered().ask(command, data)
    assert (end.outcome, end.code) == (Outcome.ABORTED, codes.FUNCTION_IMPOSSIBLE)


def test_totals_add_up_and_change_nothing() -> None:
    bare = registered()
    for _ in range(4):
        bare.ask(codes.AUTHORISATION, TEN_EURO)
    for _ in range(2):
        bare.ask(codes.SEND_TOTALS, PASSWORD)
        fields = information(bare)
        totals = fields.get(codes.SINGLE_TOTALS) or b""
        groups = [totals[at : at + 7] for at in range(4, 53, 7)]
        assert len(totals) == 53
        assert totals[:4] == bytes.fromhex("00010004")
        assert sum(group[0] for group in groups) == 4
        assert sum(int(group[1:].hex()) for group in groups) == 4000
        assert fields.number(codes.AMOUNT) == 4000


@pytest.mark.parametrize("command", [codes.SEND_TOTALS, codes.END_OF_DAY])
def test_empty_batch_answers_zero_or_aborts(command: int) -> None:
    bare = registered()
    assert bare.ask(command, PASSWORD).outcome is Outcome.COMPLETED
    assert information(bare).number(codes.AMOUNT) == 0
    bare.terminal.switches.empty_batch_code = codes.SETTLEMENT_IMPOSSIBLE
    assert bare.ask(command, PASSWORD).code == codes.SETTLEMENT_IMPOSSIBLE
    assert bare.terminal.truth.batches == []


def test_settlement_is_reported_and_can_be_asked_for_again() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.ask(codes.END_OF_DAY, PASSWORD)
    first = information(bare)
    assert [number for number, _ in first.items] == [
        codes.RESULT,
        codes.AMOUNT,
        codes.SINGLE_TOTALS,
        codes.TIME,
        codes.DATE,
    ]
    bare.ask(codes.REPEAT_RECEIPT, PASSWORD + "0301" + "06041F010104")
    assert information(bare) == first
    texts = [decode_print_line(each.data)[1] for each in bare.said[1:]]
    assert texts[:2] == ["** KASSENSCHNITT **", DUPLICATE_MARK]


def test_printer_of_the_register_does_not_undo_a_settlement() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.answers[codes.PRINT_LINE] = refusal(codes.PRINTER_NOT_READY)
    assert bare.ask(codes.END_OF_DAY, PASSWORD).outcome is Outcome.COMPLETED
    assert bare.terminal.truth.batches[0].total_minor == 1000
    assert bare.terminal.state.open_batch == []


def test_full_batch_demands_a_settlement() -> None:
    bare = registered(batch_limit=2)
    for expected in (Outcome.COMPLETED, Outcome.COMPLETED, Outcome.ABORTED):
        end = bare.ask(codes.AUTHORISATION, TEN_EURO)
        assert end.outcome is expected
    assert end.code == codes.SETTLEMENT_REQUIRED
    assert status(bare) == codes.SETTLEMENT_REQUIRED


def test_power_cut_keeps_the_batch_and_silences_the_line() -> None:
    bare = registered()
    bare.ask(codes.AUTHORISATION, TEN_EURO)
    bare.terminal.power_off()
    assert bare.ask(codes.STATUS_ENQUIRY).outcome is Outcome.SILENT
    bare.terminal.power_on(needs_initialisation=True)
    assert not bare.terminal.idle
    run_for(bare.scheduler, 5)
    assert status(bare) == codes.STATUS_INITIALISE
    bare.ask(codes.INITIALISATION, PASSWORD)
    bare.ask(codes.SEND_TOTALS, PASSWORD)
    assert information(bare).number(codes.AMOUNT) == 1000
    assert len(bare.terminal.truth.sign_ins) == 1


def test_batch_limit_must_fit_one_count_byte() -> None:
    with pytest.raises(ValueError, match="251"):
        BareRegister(batch_limit=251)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.tuples(
                st.sampled_from([0x0600, 0x0601, 0x0620, 0x0650, 0x0691, 0x0501, 0x8000, 0x04FF]),
                st.sampled_from([b"", bytes.fromhex(PASSWORD)]),
                st.binary(max_size=12),
            ).map(lambda each: encode_frame(Apdu(each[0], each[1] + each[2]).encode())),
        ),
        max_size=8,
    )
)
def test_garbage_on_the_line_never_raises_and_the_terminal_recovers(pieces: list[bytes]) -> None:
    scheduler = Scheduler(1_772_355_600)
    terminal_end, register_end = paced_pair(scheduler)
    rng = random.Random(1)
    terminal = Terminal(scheduler, terminal_end, Acquirer(rng), rng)
    for piece in pieces:
        register_end.send(piece)
        run_for(scheduler, 1)
    run_for(scheduler, 300)
    assert terminal.idle
    heard: list[bytes] = []
    register_end.received = heard.append
    register_end.send(encode_frame(bytes.fromhex("050100")))
    run_for(scheduler, 1)
    assert bytes.fromhex("800000") in FrameReader().feed(b"".join(heard))
