# SPDX-License-Identifier: MIT
"""The simulator's ZVT messages against byte strings from public sources, and against garbage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posminder.simulator import zvt_codes as codes
from posminder.simulator.zvt_messages import (
    Apdu,
    Fields,
    Tlv,
    ZvtError,
    decode_bcd,
    decode_fields,
    decode_print_line,
    decode_tlv,
    decode_version,
    encode_bcd,
    encode_card_digits,
    encode_fields,
    encode_length_digits,
    encode_print_line,
    encode_tlv,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "zvt.json").read_text())["vectors"]
APDUS = [vector["hex"] for vector in VECTORS if vector["kind"] == "APDU"]
CUT_SHORT = {
    "040F0600010203",
    "06D118402A2A204B415353454E5343484E495454202A2A",
    "040F44276C040000000012004909780C1133390D081722F0F00B000000196029525002958BF0F100",
}

# Bytes of positional data before the fields, by command; what is not named has none.
HEADS = {0x0600: 6, 0x0650: 3, 0x061E: 1, 0x04FF: 1, 0x0814: 3}
# Data that is no list of fields: text, and the vendor commands of one maker.
NOT_FIELDS = {codes.PRINT_LINE, 0x06E0, 0x0813, 0x0FA1}


def _vector(start: str) -> Apdu:
    (found,) = [text for text in APDUS if text.startswith(start)]
    return Apdu.decode(bytes.fromhex(found))


@pytest.mark.parametrize("text", [text for text in APDUS if text not in CUT_SHORT])
def test_vector_survives_both_ways(text: str) -> None:
    apdu = Apdu.decode(bytes.fromhex(text))
    assert apdu.command == int(text[:4], 16)
    assert apdu.encode() == bytes.fromhex(text)


@pytest.mark.parametrize("text", sorted(CUT_SHORT))
def test_vector_with_a_wrong_length_is_refused(text: str) -> None:
    with pytest.raises(ZvtError):
        Apdu.decode(bytes.fromhex(text))


@pytest.mark.parametrize("text", [text for text in APDUS if text not in CUT_SHORT])
def test_fields_of_every_vector_are_known(text: str) -> None:
    apdu = Apdu.decode(bytes.fromhex(text))
    if apdu.command in NOT_FIELDS:
        return
    data = apdu.data[HEADS.get(apdu.command, 0) :]
    if apdu.command == codes.COMPLETION and data[:1] not in (b"", b"\x19", b"\x27"):
        version, rest = decode_version(data)
        data = rest[1:] if version else b""
    fields = decode_fields(data)
    assert fields.rest == b""
    if not any(number == codes.TLV_CONTAINER for number, _ in fields.items):
        assert encode_fields(fields.items) == data


def test_payment_is_read() -> None:
    fields = decode_fields(_vector("040F7727").data)
    assert fields.byte(codes.RESULT) == 0
    assert fields.number(codes.AMOUNT) == 2040
    assert fields.number(codes.TRACE) == 470
    assert fields.number(codes.TIME) == 223953
    assert fields.number(codes.DATE) == 1006
    assert fields.get(codes.PAN) == bytes.fromhex("EEEEEEEEEEEE4771")
    assert fields.number(codes.TERMINAL_ID) == 28004869
    assert fields.number(codes.CURRENCY) == 978
    assert fields.number(codes.RECEIPT_NO) == 470
    assert fields.byte(codes.CARD_TYPE) == 0x2E
    assert fields.get(codes.CARD_NAME) == b"Debit Mastercard\0"


def test_tlv_of_a_payment_is_read() -> None:
    container = decode_fields(_vector("040F6527").data).get(codes.TLV_CONTAINER) or b""
    authorisation, application, trace = decode_tlv(container)
    assert authorisation.value == (Tlv(0x1F12, b"\x02"), Tlv(0x1F10, b"\0"))
    assert application.value == (
        Tlv(0x43, bytes.fromhex("A0000000041010")),
        Tlv(0x44, b"Debit Mastercard"),
    )
    assert trace == Tlv(0x1F2B, bytes.fromhex("10015008"))
    assert encode_tlv((authorisation, application, trace)) == container


def test_registration_completion_is_read() -> None:
    fields = decode_fields(_vector("060F1819").data)
    assert fields.byte(codes.STATUS_BYTE) == 0
    assert fields.number(codes.TERMINAL_ID) == 65000028
    assert decode_tlv(fields.get(codes.TLV_CONTAINER) or b"")[0] == Tlv(
        0x26, (Tlv(0x0A, bytes.fromhex("06D3")),)
    )


def test_status_completion_is_positional() -> None:
    version, rest = decode_version(_vector("060F89F0").data)
    assert version.startswith(b"GER-APP-v2.0.9")
    assert rest[0] == codes.STATUS_READY
    assert decode_version(b"\x51") == (b"", b"\x51")


def test_large_text_block_is_read() -> None:
    container = decode_fields(_vector("06D3FF").data).get(codes.TLV_CONTAINER)
    assert container is not None
    kind, block = decode_tlv(container)
    assert kind.tag == 0x1F07
    assert isinstance(block.value, tuple)
    assert len(block.value) > 100


def test_print_lines_are_read() -> None:
    assert decode_print_line(
        Apdu.decode(bytes.fromhex("06D114402A2A204B415353454E5343484E495454202A2A")).data
    ) == (
        0x40,
        "** KASSENSCHNITT **",
    )
    with_tlv = bytes.fromhex("403638353020444F524E4249524E06041F070101")
    assert decode_print_line(with_tlv) == (0x40, "6850 DORNBIRN")
    assert decode_print_line(b"\x81") == (0x81, "")
    assert encode_print_line(0, "HÄNDLER").data == b"\0H\x8eNDLER"


def test_small_pieces_from_public_tests() -> None:
    assert decode_version(bytes.fromhex("F0F0F2") + b"ab\0") == (b"ab", b"\0")
    assert encode_length_digits(19, 3) == bytes.fromhex("F0F1F9")
    assert Tlv(0x04, bytes(650)).encode()[1:4] == bytes.fromhex("82028A")
    assert encode_bcd(123456789000, 6) == bytes.fromhex("123456789000")
    assert encode_card_digits("672590EEE") == bytes.fromhex("672590EEEF")


def test_unknown_field_ends_parsing_and_keeps_the_rest() -> None:
    data = bytes.fromhex("2700") + bytes.fromhex("7F040000")
    assert decode_fields(data) == Fields(((codes.RESULT, b"\0"),), bytes.fromhex("7F040000"))


@pytest.mark.parametrize(
    "text", ["04000000", "22F1", "22F0FA00000000000000000000", "0680", "068300000100", "06820001"]
)
def test_known_field_cut_short_is_refused(text: str) -> None:
    with pytest.raises(ZvtError):
        decode_fields(bytes.fromhex(text))


def test_amount_out_of_range_is_our_own_mistake() -> None:
    for amount in (-1, 10**12):
        with pytest.raises(ValueError, match="BCD"):
            encode_bcd(amount, 6)


def test_single_totals_follow_the_specification() -> None:
    totals = bytes.fromhex("00680071" + "04000000002600" + "00000000000000" * 6)
    data = encode_fields([(codes.SINGLE_TOTALS, totals)])
    assert data[:4] == bytes.fromhex("60F0F5F3")
    assert decode_fields(data).get(codes.SINGLE_TOTALS) == totals


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_garbage_parses_or_raises_our_error(data: bytes) -> None:
    for parse in (Apdu.decode, decode_fields, decode_tlv, decode_version, decode_bcd):
        try:
            parse(data)
        except ZvtError:
            continue
    try:
        decode_print_line(data)
    except ZvtError:
        assert data == b""


def test_deep_nesting_is_refused() -> None:
    data = b""
    for _ in range(100):
        data = Tlv(0x20, data).encode()
    with pytest.raises(ZvtError):
        decode_tlv(data)


@settings(deadline=None)
@given(st.integers(0, 0xFFFF), st.binary(max_size=700))
def test_apdu_survives_both_ways(command: int, data: bytes) -> None:
    assert Apdu.decode(Apdu(command, data).encode()) == Apdu(command, data)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(sorted(codes.FIXED_LENGTHS | codes.LENGTH_DIGITS | {6: 0})).flatmap(
            lambda number: st.tuples(
                st.just(number),
                st.binary(
                    min_size=codes.FIXED_LENGTHS.get(number, 0),
                    max_size=codes.FIXED_LENGTHS.get(number, 99),
                ),
            )
        ),
        max_size=12,
    )
)
def test_fields_survive_both_ways(items: list[tuple[int, bytes]]) -> None:
    assert decode_fields(encode_fields(items)) == Fields(tuple(items))
