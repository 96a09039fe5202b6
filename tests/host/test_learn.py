# SPDX-License-Identifier: MIT
"""A dialect drafted from a line between two simulated peers, with the real command between them."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from posminder.cli.root import app
from posminder.errors import UsageError
from posminder.learning.frames import Cutter
from posminder.learning.line import Line
from posminder.learning.masking import Masker, mask_field
from posminder.learning.record import Exchange, Record, to_text
from posminder.profile.card_numbers import is_card_number
from posminder.profile.load import load
from posminder.simulator.mis_speech import Speech, frame
from posminder.simulator.mis_terminal import MisTerminal
from tests.host.mis_line import MisPair

_INVENTED = Path(__file__).resolve().parents[1] / "vectors" / "dialects"
_ALLINPAY = Path("dialect/allinpay-experimental")
_HEADER = _INVENTED / "header-invented.yaml"
_BER = _INVENTED / "ber-invented.yaml"
_TID = "10000001"
_CARD = "6222021234567894"
_AMOUNT = 1237
_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sign_in", {}),
    ("sale", {"amount": _AMOUNT}),
    ("query_last", {}),
    ("reprint", {}),
    ("totals", {}),
    ("void", {"old_trace": 1}),
    ("settle", {}),
)


def _settings(file: Path) -> dict[str, Any]:
    settings: dict[str, Any] = load(file).values["dialect"]
    return settings


@contextmanager
def _local_time(patch: pytest.MonkeyPatch, minute: int) -> Iterator[None]:
    """Be in a time zone where so many minutes of the day are over."""
    now = datetime.now(UTC)
    behind = now.hour * 60 + now.minute - minute
    sign, (hours, minutes) = "-" if behind < 0 else "", divmod(abs(behind), 60)
    before = os.environ.get("TZ")
    patch.setenv("TZ", f"TEST{sign}{hours}:{minutes}")
    time.tzset()
    try:
        yield
    finally:
        patch.setenv("TZ", before or "")
        if before is None:
            patch.delenv("TZ")
        time.tzset()


def _recorded(
    file: Path, out: Path, card: str, lang: str = "en", at_minute: int = 12 * 60
) -> tuple[int, str, str]:
    """Run the command between the two; return its exit code, stdout and stderr."""
    with (
        pytest.MonkeyPatch.context() as patch,
        _local_time(patch, at_minute),
        MisPair(_settings(file), _TID) as pair,
    ):
        book = MisTerminal._book

        def planted(self: MisTerminal, kind: str, amount: int) -> Any:
            sale = book(self, kind, amount)
            sale.card = card
            return sale

        patch.setattr(MisTerminal, "_book", planted)
        ports = ["--register", pair.ends[0].path, "--terminal", pair.ends[1].path]
        told = ["--amount", str(_AMOUNT), "--tid", _TID, "--json", "--lang", lang]
        process = subprocess.Popen(
            [sys.executable, "-m", "posminder", "learn", str(out), *ports, *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stderr is not None
        said = [process.stderr.readline(), process.stderr.readline()]  # how it goes
        for step, values in _STEPS:
            said.append(process.stderr.readline())
            can = pair.register.speech.knows(step)
            if can:
                reply = pair.ask(step, **values)
                assert reply is not None, (step, said)
            process.stdin.write("\n" if can else "s\n")
            process.stdin.flush()
            if can:
                said.append(process.stderr.readline())
        out_text, err_text = process.communicate(timeout=30)
    return process.returncode, out_text, "".join(said) + err_text


@pytest.mark.parametrize("file", [_ALLINPAY, _HEADER, _BER], ids=lambda file: file.stem)
def test_the_draft_has_the_tables_of_the_dialect_it_was_recorded_from(
    file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mine.yaml"
    track = f"{_CARD}=30122011234567890"
    code, said, err = _recorded(file, out, track)
    told = json.loads(said)
    assert (code, told["ok"]) == (0, True), (said, err, out.read_text())
    source, drafted = _settings(file), _settings(out)
    for name in ("acknowledge",):
        assert drafted["frame"][name] == source["frame"][name]
    assert {"tags": "hex", "length_bytes": 1} | drafted["body"] == {
        "tags": "hex",
        "length_bytes": 1,
    } | source["body"]
    for name in ("type", "result", "amount", "trace", "old_trace", "date", "time", "card", "tid"):
        assert drafted["fields"][name] == source["fields"][name], (name, out.read_text())
    for name in ("total", "count", "echo"):
        if name in source["fields"] and "totals" in source["types"]:
            assert drafted["fields"][name] == source["fields"][name], (name, out.read_text())
    for name, codes in drafted["types"].items():
        assert list(codes) == list(source["types"][name][:1])
    assert list(drafted["types"]) == [step for step, _ in _STEPS if step in source["types"]]
    assert list(drafted["results"]["approved"]) == ["00"]
    assert [(each["step"], each["wrong"]) for each in told["replay"]] == [
        (step, []) for step, _ in _STEPS if step in source["types"]
    ]
    _holds_no_card(tmp_path, err + said)
    _again(out, tmp_path)


def _again(out: Path, folder: Path) -> None:
    """From the record the same is drafted; another dialect does not hold against it."""
    record = out.with_suffix(".record.json")
    other = folder / "again.yaml"
    done = CliRunner().invoke(app, ["learn", str(other), "--file", str(record)])
    assert done.exit_code == 0, done.output
    assert other.read_text().replace("name: again", "name: mine") == out.read_text()
    check = ["dialect", "check", str(other), "--no-play", "--replay", str(record)]
    done = CliRunner().invoke(app, [*check, "--lang", "zh-CN"])
    assert done.exit_code == 0, done.output
    assert "消费（记录）：解读与实际操作一致" in done.stdout
    swapped = other.read_text().replace("    sale: [", "    x: [").replace("void: [", "sale: [")
    other.write_text(swapped.replace("    x: [", "    void: ["))
    done = CliRunner().invoke(app, [*check, "--json"])
    assert done.exit_code == 1
    wrong = {each["step"]: each["wrong"] for each in json.loads(done.stdout)["replay"]}
    assert wrong["sale"] == wrong["void"] == ["command", "reply"]
    assert wrong["settle"] == []


def _holds_no_card(folder: Path, said: str) -> None:
    packed = bytes.fromhex(_CARD)
    for file in folder.iterdir():
        text = file.read_text()
        assert _CARD not in text
        assert packed.hex() not in text.lower()
        if file.suffix == ".json":
            bodies = [each[name] for each in json.loads(text)["exchanges"] for name in _BOTH]
            for body in map(bytes.fromhex, bodies):
                assert _CARD.encode() not in body
                assert b"12345678" not in body
                assert b"3012" not in body
                assert b"67890" not in body
                assert packed not in body
    assert _CARD not in said


_BOTH = ("command", "reply")


def test_a_packed_card_number_is_in_no_file_either(tmp_path: Path) -> None:
    text = _BER.read_text()
    assert 'card: "DF09"' in text
    file, out = tmp_path / "source.yaml", tmp_path / "out" / "mine.yaml"
    file.write_text(text.replace('card: "DF09"', 'card: "DF09 bcd"'))
    code, said, err = _recorded(file, out, _CARD)
    assert code == 0, err
    _holds_no_card(out.parent, err + said)
    assert bytes.fromhex("622202EEEEEE7894").hex().upper() in (
        out.with_suffix(".record.json").read_text()
    )
    assert "# unknown: card\n" in out.read_text()


def test_a_record_that_holds_a_card_is_masked_when_it_is_read(tmp_path: Path) -> None:
    speech = Speech(_settings(_ALLINPAY))
    at = datetime(2026, 11, 29, 12)
    exchanges = tuple(
        Exchange(
            step,
            at,
            speech.message(step, {"tid": _CARD}, reply=False),
            speech.message(step, {"result": "00"}, reply=True),
        )
        for step in ("sign_in", "sale")
    )
    file, out = tmp_path / "r.json", tmp_path / "mine.yaml"
    file.write_text(to_text(Record(_AMOUNT, False, exchanges)))
    done = CliRunner().invoke(app, ["learn", str(out), "--file", str(file)])
    assert "622202******7894" in out.read_text()
    assert _CARD not in out.read_text() + done.output


def test_just_after_midnight_the_time_is_told_from_the_counters(tmp_path: Path) -> None:
    """At 00:09 trace, receipt and counter can be read as times of 00:00:01 and on."""
    out = tmp_path / "mine.yaml"
    code, said, err = _recorded(_BER, out, _CARD, at_minute=9)
    assert code == 0, (said, err)
    drafted, source = _settings(out)["fields"], _settings(_BER)["fields"]
    for name in ("time", "trace", "echo", "receipt"):
        assert drafted.get(name) in (source[name], None), out.read_text()
    assert drafted["time"] == source["time"], out.read_text()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind": "posminder-mis-record"}', "\xff", "[" * 9]
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(text)
    for command in (
        ["learn", str(tmp_path / "o.yaml"), "--file"],
        ["dialect", "check", str(_ALLINPAY), "--replay"],
    ):
        done = CliRunner().invoke(app, [*command, str(file)])
        assert isinstance(done.exception, UsageError)
        assert "no record of a line" in str(done.exception)
    assert not (tmp_path / "o.yaml").exists()


@pytest.mark.parametrize(
    "body",
    [
        b"\x9f\x0b\x00\x10" + _CARD.encode(),
        b"30\x00\x16" + b"6222 0212 3456 7894" + b"\x1c",
        b"\x9f\x0b\x00\x25;" + _CARD.encode() + b"=30122011234567890?",
        b"\x9f\x0b\x00\x30%B" + _CARD.encode() + b"^SOMEBODY/ANN^3012201?",
        b"\xdf\x09\x08" + bytes.fromhex(_CARD) + b"\xdf\x0a\x01\x00",
        b"\xdf\x09\x0a" + bytes.fromhex("6222021234567890128F") + b"\xdf",
        b"\xdf\x09\x10" + bytes.fromhex(_CARD + "D3012201123456789"[:16]) + b"\xdf",
        b"00000012376222021234567894" + b"\x1c",
    ],
)
def test_what_may_be_a_card_is_masked_and_lengths_stay(body: bytes) -> None:
    masker = Masker()
    masker.mask(b"\x9f\x01\x00\x01\x01", register=True)
    masked = masker.mask(body, register=False)
    assert len(masked) == len(body)
    for secret in (b"12345678", b"1234 5678", b"0212 3456", bytes.fromhex("123456"), b"3012201"):
        assert secret not in masked, masked
    assert bytes.fromhex("3012") not in masked
    assert b"SOMEBODY" not in masked


def _card(rng: random.Random) -> str:
    digits = "".join(rng.choices("0123456789", k=rng.randrange(11, 18)))
    begun = rng.choice("3456") + digits
    return next(begun + last for last in "0123456789" if is_card_number(begun + last))


def test_no_card_is_left_whole_among_random_bytes() -> None:
    rng = random.Random("cards")
    for _ in range(1_000):
        card, before, behind = _card(rng), rng.randbytes(5), rng.randbytes(5)
        odd = len(card) % 2
        track = card + "d3012201123"
        forms = [card.encode(), bytes.fromhex(card + "f" * odd), bytes.fromhex("0" * odd + card)]
        forms.append(bytes.fromhex(track + "f" * (len(track) % 2)))
        for form in forms:
            masker = Masker()
            masker.mask(b"\x01", register=True)
            body = before + bytes((len(form),)) + form + behind
            masked = masker.mask(body, register=False)
            assert len(masked) == len(body)
            assert form not in masked, body.hex()
            assert card not in masked.hex(), body.hex()
            assert "3012201123" not in masked.hex() or form != forms[3], body.hex()


def test_bodies_without_a_card_stay_as_they_are() -> None:
    rng = random.Random("no cards")
    for file in (_ALLINPAY, _HEADER, _BER):
        speech = Speech(_settings(file))
        for _ in range(300):
            masker = Masker()
            echo = f"9{rng.randrange(10**11):011}"
            masker.mask(speech.message("sign_in", {"echo": echo}, reply=False), register=True)
            numbers = {name: rng.randrange(1, 10**6) for name in ("amount", "trace", "receipt")}
            texts = {"tid": f"{rng.randrange(10**8):08}", "auth": f"{rng.randrange(10**6):06}"}
            when = {"date": "20261129", "time": f"{rng.randrange(24):02}5959"}
            told = numbers | texts | when | {"echo": echo, "result": "00"}
            body = speech.message("sale", told, reply=True)
            assert masker.mask(body, register=False) == body


def test_a_header_is_no_card_only_where_the_first_command_begins_with_as_many_digits() -> None:
    masker = Masker()
    header = b"9000000000018001010\x1c"
    assert masker.mask(header, register=True) == header
    assert masker.mask(b"9000000000023000010\x1c", register=False) == b"9000000000023000010\x1c"
    assert masker.mask(_CARD.encode(), register=False) == b"622202******7894"


def test_keys_and_pin_blocks_are_dropped() -> None:
    assert mask_field(bytes.fromhex("04126FEDCBA98765")) == bytes(8)
    assert mask_field(b"04126FEDCBA98765") == b"0" * 16
    assert mask_field(b"000000001237") == b"000000001237"
    assert mask_field(bytes.fromhex("000000001237")) == bytes.fromhex("000000001237")


def test_a_line_over_sockets_passes_every_byte_and_says_when_it_broke() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
        ExitStack() as sockets,
    ):
        names = [f"socket://127.0.0.1:{each.getsockname()[1]}" for each in (one, two)]
        with Line(names[0], names[1], 9600) as line:
            register = sockets.enter_context(one.accept()[0])
            terminal = sockets.enter_context(two.accept()[0])
            asked, told = frame(bytes(range(256))), frame(_CARD.encode()) + b"\x06"
            line.begin("sale")
            register.sendall(asked)
            assert _taken(terminal, len(asked)) == asked
            terminal.sendall(told)
            assert _taken(register, len(told)) == told  # the register gets the whole number
            deadline_s = time.monotonic() + 5
            while not line.acknowledged and time.monotonic() < deadline_s:
                time.sleep(0.01)
            exchange = line.end()
            assert exchange is not None
            assert exchange.reply == b"622202******7894"
            terminal.close()
            while line.broken is None and time.monotonic() < deadline_s:
                time.sleep(0.01)
            assert line.broken is not None


def _taken(end: socket.socket, count: int) -> bytes:
    end.settimeout(5)
    data = b""
    while len(data) < count:
        data += end.recv(count)
    return data


def test_damaged_frames_are_not_heard_and_the_next_one_is() -> None:
    cutter = Cutter()
    good, bad = frame(b"\x02\x03whole"), bytearray(frame(b"damaged"))
    bad[5] ^= 1
    data = b"\x06" + bytes(bad) + good
    assert [body for byte in data for body in cutter.feed(bytes((byte,)))] == [b"\x02\x03whole"]
    assert cutter.acknowledgements >= 1


def test_a_draft_that_lacks_something_says_where(tmp_path: Path) -> None:
    speech = Speech(_settings(_ALLINPAY))
    exchanges = [
        Exchange(
            step,
            datetime(2026, 11, 29, 12),
            speech.message(step, told, reply=False),
            speech.message(step, told | {"result": "00"}, reply=True),
        )
        for step, told in (("sign_in", {}), ("sale", {"amount": _AMOUNT}))
    ]
    file, out = tmp_path / "r.json", tmp_path / "mine.yaml"
    file.write_text(to_text(Record(_AMOUNT, False, tuple(exchanges))))
    done = CliRunner().invoke(app, ["learn", str(out), "--file", str(file)])
    assert done.exit_code == 1, done.output
    assert "query_last" in done.stderr
    assert "mine.yaml:" in done.stderr
    assert "# unknown: query_last" in out.read_text()
    before = out.read_text()
    again = CliRunner().invoke(app, ["learn", str(out), "--file", str(file)])
    assert isinstance(again.exception, UsageError)
    assert out.read_text() == before
