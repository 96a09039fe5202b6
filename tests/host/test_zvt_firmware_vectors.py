# SPDX-License-Identifier: MIT
"""The firmware's ZVT codec against byte strings from public sources (tests/vectors/zvt.json)."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.terminals.zvt import enquiry, fields, framing, messages, receipt_fields
from agent.terminals.zvt.framing import Framer, encode

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "zvt.json").read_text("utf-8"))
VECTORS = VECTORS["vectors"]

ABORTED = "040F44276C040000000012004909780C1133390D081722F0F00B000000196029525002958BF0F100"
# Their length field contradicts their bytes: two examples of that, and one cut short.
CORRUPT = {"040F0600010203", "06D118402A2A204B415353454E5343484E495454202A2A", ABORTED}
# Status enquiries and vendor commands complete with positional bodies: no BMP fields to walk.
POSITIONAL = ("060F89", "060F25")


def of_kind(kind: str) -> list[Any]:
    return [pytest.param(v["hex"], id=v["meaning"][:60]) for v in VECTORS if v["kind"] == kind]


def data_of(text: str) -> tuple[bytes, int, int]:
    data = bytes.fromhex(text)
    return data, messages.body(data, len(data)), len(data)


def starting(prefix: str) -> list[str]:
    return [v["hex"] for v in VECTORS if v["hex"].startswith(prefix) and v["kind"] == "APDU"]


def test_there_is_something_to_test() -> None:
    assert len(of_kind("APDU")) >= 70
    assert len(of_kind("serial-frame")) == 7


@pytest.mark.parametrize("text", of_kind("serial-frame"))
def test_serial_frames_both_ways(text: str) -> None:
    framer = Framer()
    said = [framer.feed(byte) for byte in bytes.fromhex(text)]
    assert said[-1] == framing.FRAME
    assert set(said[:-1]) == {framing.MORE}
    out = bytearray(64)
    count = encode(bytes(framer.buffer[: framer.count]), out)
    assert out[:count].hex().upper() == text
    assert messages.body(framer.buffer, framer.length) == 3


@pytest.mark.parametrize("text", of_kind("APDU"))
def test_apdus_have_the_length_they_tell(text: str) -> None:
    data, start, _ = data_of(text)
    wanted = 5 if data[2] == 0xFF else 3
    assert start == (-1 if text in CORRUPT else wanted)


@pytest.mark.parametrize("text", of_kind("APDU"))
def test_apdus_survive_the_line(text: str) -> None:
    data = bytes.fromhex(text)
    out = bytearray(2 * len(data) + 6)
    framer = Framer()
    said = [framer.feed(byte) for byte in out[: encode(data, out)]]
    assert said[-1] == framing.FRAME
    assert framer.length == len(data)
    assert framer.buffer[: framer.count] == data[: framer.count]


@pytest.mark.parametrize("prefix", ["040F", "060F"])
def test_walks_reach_the_end_of_the_body(prefix: str) -> None:
    for text in starting(prefix):
        if text in CORRUPT or text.startswith(POSITIONAL):
            continue
        data, start, end = data_of(text)
        walk = messages.FieldWalk(data, start, end, fields.LENGTHS)
        covered = start
        while walk.step():
            covered = walk.end
        assert covered == end, text


def transactions() -> dict[str, tuple[Any, ...]]:
    seen = {}
    for vector in VECTORS:
        if vector["hex"].startswith("040F") and vector["hex"] not in CORRUPT:
            decoded = fields.transaction(*data_of(vector["hex"]), fields.SALE)
            assert decoded is not None
            seen[vector["meaning"].split()[1]] = decoded
    data = bytes.fromhex(ABORTED)
    cut_short = fields.transaction(data, 3, len(data), fields.SALE)
    assert cut_short is not None
    return {**seen, "AbortViaTimeout": cut_short}


def test_status_information() -> None:
    unseen = (None,) * 3
    assert transactions() == {
        "SystemError": (1, 0xFF, *unseen, *unseen, *unseen, None),
        "PaymentGood1": (
            *(1, 0, 2040, 978, 470, 470, 0x2E),
            *("Debit Mastercard", "************4771", 1006, 223953, "611804"),
        ),
        "ReversalGood1": (
            *(1, 0, 100, 978, 607, 607, 0x2E),
            *("Debit Mastercard", "************4771", 201, 154858, "715691"),
        ),
        "TlvInfos1": (
            *(1, 0, None, None, 0, 8, 6),
            *("MASTERCARD", "************4771", 1029, 231355, None),
        ),
        "AbortViaTimeout": (1, 0x6C, 1200, 978, 0, None, None, "", "", 817, 113339, None),
    }


def test_a_captured_reversal_shows_as_one_when_read_back() -> None:
    text = next(v["hex"] for v in VECTORS if "ReversalGood1" in v["meaning"])
    decoded = fields.transaction(*data_of(text), None)
    assert decoded is not None
    assert decoded[0] == fields.REVERSED


def test_completions() -> None:
    assert fields.registration(*data_of("060F0A19102952523535490978")) == (0x10, "52523535", 978)
    assert fields.registration(*data_of(starting("060F18")[0])) == (0x00, "65000028", 978)
    assert enquiry.status(*data_of(starting("060F89")[0])) == 0x00
    code = fields.completion_code(*data_of("060F0227E0"))
    assert (code, fields.leaves(code)) == (0xE0, True), "settled, and updating itself now"


def test_print_lines_and_their_last() -> None:
    lines = [vector["hex"] for vector in VECTORS if vector["command"] == "06 D1"]
    last = [text for text in lines if receipt_fields.is_last_line(*data_of(text))]
    assert len(lines) == 43
    assert {text[6:8] for text in last} == {"81"}
    assert len(last) == 3


def test_intermediate_status() -> None:
    assert fields.new_timeout_minutes(*data_of("04FF0117")) is None
    text = next(v["hex"] for v in VECTORS if v["hex"].startswith("FF10061A"))
    data = bytes.fromhex(text)
    assert fields.new_timeout_minutes(data, 0, len(data)) == 10
