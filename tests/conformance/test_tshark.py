# SPDX-License-Identifier: MIT
"""Wireshark's ZVT dissector reads what our driver and the simulated terminal say to each other.

What it does not know (version 4.0): the commands of UNKNOWN_TO_IT, text of print lines, CRCs, and
that a 10 inside a serial frame is doubled. Those are held against the vectors elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent import events
from agent.terminals.zvt import messages
from agent.terminals.zvt.driver import ZvtDriver
from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.scheduler import US_PER_MS, Scheduler
from posminder.simulator.terminal import Terminal
from posminder.simulator.zvt_frames import DLE, FrameReader
from posminder_formats import profile_fields
from tests.support.paced_pair import paced_pair, run_for
from tests.support.shop_desk import EPOCH_S, ShopDesk
from tests.support.system_programs import require
from tests.support.wireshark import Dissected, dissect

PASSWORD = "123456"
OWN_COMMANDS = (
    *(events.REGISTER, events.CHECK_STATUS, events.SIGN_IN, events.DIAGNOSE),
    *(events.QUERY_LAST, events.REPEAT_RECEIPT, events.READ_TOTALS, events.SEND_OFFLINE),
    *(events.SET_CLOCK, events.SETTLE, events.SHOW_TEXT),
)
# Commands that version 4.0 of the dissector does not take for ZVT at all.
UNKNOWN_TO_IT = {
    *(codes.STATUS_ENQUIRY, codes.SET_REGISTER_CLOCK, codes.LOG_OFF, codes.SEND_TOTALS),
    *(codes.REPRINT_RECEIPTS, codes.REPEAT_RECEIPT, codes.SEND_OFFLINE, codes.SET_CLOCK),
    *(codes.ABORT_REQUEST, codes.DISPLAY_TEXT),
}
STEP_S = 0.01
STEPS_MAX = 6_000  # a virtual minute
# Of the simulated register and terminal: what only our driver asks, or nobody does.
NEVER_SAID = {
    *(codes.STATUS_ENQUIRY, codes.SEND_TOTALS, codes.SET_CLOCK, codes.ABORT_REQUEST),
    *(codes.LOG_OFF, codes.DISPLAY_TEXT),
}


class Beside:
    """Our driver beside the simulated terminal; `frames` are what the driver sent."""

    def __init__(self) -> None:
        rng = random.Random(1)
        self.scheduler = Scheduler(EPOCH_S)
        self.terminal_end, self._end = paced_pair(self.scheduler)
        self.terminal = Terminal(
            self.scheduler, self.terminal_end, Acquirer(rng), rng, password=PASSWORD
        )
        self.frames: list[bytes] = []
        self.seen: list[tuple[object, ...]] = []
        self._driver = ZvtDriver(
            profile_fields.WIRING_BESIDE,
            bytes.fromhex(PASSWORD),
            978,
            0,
            self._send,
            lambda _data, count: count,
            self.seen.append,
        )
        self._end.received = lambda data: self._driver.from_terminal(data, len(data), self._now_ms)

    @property
    def _now_ms(self) -> int:
        return self.scheduler.now_us // US_PER_MS

    def _send(self, data: bytes | bytearray | memoryview, count: int) -> int:
        self.frames.append(bytes(data[:count]))
        self._end.send(self.frames[-1])
        return count

    def carry_out(self, command: int) -> None:
        """Let the driver run one own command to its good end."""
        said = {events.SET_CLOCK: EPOCH_S, events.SHOW_TEXT: ("No receipt: 2",)}.get(command)
        assert self._driver.request(command, self._now_ms, said)
        for _ in range(STEPS_MAX):
            self._driver.on_deadline(self._now_ms)
            run_for(self.scheduler, STEP_S)
            if not self._driver.busy():
                break
        assert self.seen[-1][:3] == (events.COMMAND_ENDED, command, events.DONE)


def apdus(sent: bytes | bytearray) -> list[bytes]:
    """Return the APDUs of one direction of a line, in order."""
    return [event for event in FrameReader().feed(bytes(sent)) if isinstance(event, bytes)]


def undoubled(frames: Sequence[bytes]) -> list[bytes]:
    """Return the frames, not single ACKs, that read the same to somebody who doubles no DLE."""
    return [frame for frame in frames if len(frame) > 1 and frame.count(DLE) == 2]


def names(found: Sequence[Dissected]) -> set[str]:
    """Return the dissector's names of all commands it knows."""
    words = [
        each.words("zvt.control_field") for each in found if "zvt.control_field" in each.fields
    ]
    return {word.removeprefix("Control-field: ").partition(" (")[0] for word in words}


def is_line(each: Dissected) -> bool:
    """Tell whether the dissector takes a packet for a print line."""
    return each.fields.get("zvt.control_field", [("", "")])[0][0] == "0x06d1"


def _are_read(sent: Sequence[bytes], found: Sequence[Dissected]) -> None:
    """It knows each, but those that are known to be unknown to it, and complains of none."""
    for apdu, each in zip(sent, found, strict=True):
        assert each.known is (int.from_bytes(apdu[:2], "big") not in UNKNOWN_TO_IT), apdu.hex()
        assert not each.complaints, apdu.hex()


@pytest.fixture(scope="module")
def tshark() -> str:
    return require("tshark", "tshark")


@pytest.fixture(scope="module")
def beside() -> Beside:
    """Every own command, on a batch of one sale."""
    line = Beside()
    line.carry_out(events.REGISTER)
    assert line.terminal.local_sale(1_250)
    run_for(line.scheduler, 60)
    for command in OWN_COMMANDS[1:]:
        line.carry_out(command)
    return line


def test_it_reads_our_own_commands(tshark: str, beside: Beside, tmp_path: Path) -> None:
    ours = [apdu for apdu in apdus(b"".join(beside.frames)) if apdu[0] != 0x80]
    table = {field for _, field, _ in messages.OWN_COMMANDS}
    assert {apdu[:2] for apdu in ours} == table, "each command that the driver has is sent"
    found = dissect(tshark, ours, tmp_path)
    _are_read(ours, found)
    assert names(found) == {"Registration", "Initialisation", "Diagnosis", "End Of Day"}
    registration, _, initialisation, *_ = found
    assert registration.value("zvt.password") == "12:34:56"
    assert registration.value("zvt.reg.config_byte") == "0x08"
    assert registration.words("zvt.cc") == "Currency Code: EUR (0x0978)"
    assert initialisation.value("zvt.password") == "12:34:56"


def test_it_reads_our_answers(tshark: str, tmp_path: Path) -> None:
    answers = [messages.POSITIVE, messages.PLEASE_WAIT, messages.NOT_POSSIBLE]
    found = dissect(tshark, answers, tmp_path)
    _are_read(answers, found)
    assert [each.value("zvt.ccrc") for each in found] == ["0x80", "0x84", "0x84"]


def test_it_finds_every_part_of_our_serial_frames(
    tshark: str, beside: Beside, tmp_path: Path
) -> None:
    frames = undoubled(beside.frames)
    found = dissect(tshark, frames, tmp_path)
    assert not [each.complaints for each in found if each.complaints]
    commands = set()
    for frame, each in zip(frames, found, strict=True):
        assert [value for value, _ in each.fields["zvt.serial_char"]] == [
            *("0x10", "0x02"),
            *("0x10", "0x03"),
        ]
        assert int(each.value("zvt.crc"), 16) == int.from_bytes(frame[-2:], "little")
        apdu = frame[2:-4]
        assert int(each.value("zvt.length_field")) == len(apdu) - 3
        if apdu[0] != 0x80:
            assert each.value("zvt.control_field") == f"0x{apdu[:2].hex()}"
            commands.add(apdu[:2].hex())
    assert commands == {
        "0600",
        "0501",
        "0693",
        "0670",
        "0620",
        "0651",
        "0691",
        "06e0",
        "0650",
    }  # 06 10 has a 10


def test_it_reads_what_the_terminal_says_to_us(tshark: str, beside: Beside, tmp_path: Path) -> None:
    said = apdus(beside.terminal_end.sent)
    found = dissect(tshark, said, tmp_path)
    _are_read(said, found)
    assert names(found) == {"Status Information", "Intermediate Status Information", "Completion"}
    told = [each for each in found if "zvt.amount" in each.fields]
    assert [each.value("zvt.amount") for each in told] == ["1250"] * 3  # last, totals, settlement
    completions = [each for each in found if "zvt.terminal_id" in each.fields]
    assert completions[0].value("zvt.terminal_id") == "29001234"


def test_it_reads_all_that_register_and_terminal_say(tshark: str, tmp_path: Path) -> None:
    """Whatever either of them can: a command without an example here fails the test."""
    said: list[bytes] = []
    ordered: list[bytes] = []
    for text_blocks in (False, True):
        desk = ShopDesk(seed=3, text_blocks=text_blocks, runs_initialisation=True)
        _a_day_of_everything(desk)
        said += apdus(desk.terminal_end.sent)
        ordered += apdus(desk.register_end.sent)
    for messages_ in (said, ordered):
        found = dissect(tshark, messages_, tmp_path)
        _are_read(messages_, found)
    fields = {int.from_bytes(apdu[:2], "big") for apdu in said + ordered if apdu[0] < 0x80}
    assert fields == {number for number in vars(codes).values() if _is_command(number)} - NEVER_SAID


def _a_day_of_everything(desk: ShopDesk) -> None:
    """Let the register give each command it has, on a terminal that answers in each way it has."""
    register, terminal, acquirer = desk.register, desk.terminal, desk.acquirer
    terminal.needs_initialisation = True
    register.start()
    for amount_minor, down in ((1_250, False), (2_000, False), (990, True)):
        desk.settle_down()
        acquirer.down = down
        register.sell(amount_minor)
    desk.settle_down()
    acquirer.down = False
    register.refund(100)
    desk.settle_down()
    register.reverse_last()
    for does in (register.repeat_receipt, register.diagnose, register.send_offline):
        desk.settle_down()
        does()
    desk.settle_down()
    register.reprint(1, 1)
    desk.settle_down()
    register.end_of_day()
    desk.settle_down()


def _is_command(number: object) -> bool:
    """Tell a command of zvt_codes, two bytes long, from its other numbers."""
    return isinstance(number, int) and 0x0401 <= number <= 0x06FF


def test_it_reads_a_sale_with_its_status_information_and_print_lines(
    tshark: str, tmp_path: Path
) -> None:
    desk = ShopDesk(seed=3)
    desk.register.start()
    desk.settle_down()
    desk.register.sell(1_250, lambda _sale: None)
    desk.settle_down()
    desk.acquirer.down = True
    desk.register.sell(990, lambda _sale: None)
    desk.settle_down()
    said = apdus(desk.terminal_end.sent)
    found = dissect(tshark, said, tmp_path)
    assert all(each.known for each in found)
    assert not [each.complaints for each in found if each.complaints]
    assert names(found) == {
        *("Status Information", "Intermediate Status Information"),
        *("Print Line", "Completion", "Abort"),
    }
    sale = desk.terminal.truth.sales[0]
    approved = next(each for each in found if "zvt.card_number" in each.fields)
    assert approved.value("zvt.result_code") == "0x00"
    assert int(approved.value("zvt.amount")) == sale.amount_minor
    assert int(approved.value("zvt.trace_number")) == sale.trace
    assert approved.words("zvt.cc") == "Currency Code: EUR (0x0978)"
    assert approved.value("zvt.card_name") == sale.card.name
    assert approved.value("zvt.card_number") == sale.card.masked.replace("E", "?")
    lines = [
        bytes.fromhex(each.value("zvt.data").replace(":", "")) for each in found if is_line(each)
    ]
    assert b"\0Zahlung erfolgt" in lines
