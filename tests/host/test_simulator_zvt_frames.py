# SPDX-License-Identifier: MIT
"""The simulator's serial framing: captured frames, lost and corrupted bytes, repeats, garbage."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler
from posminder.simulator.zvt_frames import (
    ACK,
    DLE,
    NAK,
    STX,
    T2_US,
    FrameReader,
    SerialLink,
    crc16,
    encode_frame,
)
from tests.support.paced_pair import PacedEnd, paced_pair, run_for

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "zvt.json").read_text())["vectors"]
FRAMES = [bytes.fromhex(each["hex"]) for each in VECTORS if each["kind"] == "serial-frame"]
ANSWER = bytes.fromhex("800000")
LINE = bytes.fromhex("06D10140")


def test_crc_check_value() -> None:
    assert crc16(b"123456789") == 0x2189
    assert crc16(bytes.fromhex("80000003")) == 0x1FF5


@pytest.mark.parametrize("frame", FRAMES, ids=bytes.hex)
def test_captured_frame_both_ways(frame: bytes) -> None:
    (apdu,) = FrameReader().feed(frame)
    assert isinstance(apdu, bytes)
    assert encode_frame(apdu) == frame


def test_crc_bytes_are_never_doubled() -> None:
    frame = encode_frame(bytes.fromhex("06010704000000000127"))
    assert frame[-2:] == bytes.fromhex("1020")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_frame_survives_both_ways(apdu: bytes) -> None:
    assert FrameReader().feed(encode_frame(apdu)) == [apdu]


@settings(deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(FRAMES))))
def test_byte_by_byte_equals_one_chunk(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    whole, slow = FrameReader(), FrameReader()
    expected = whole.feed(data)
    assert [event for byte in data for event in slow.feed(bytes((byte,)))] == expected
    assert slow.idle == whole.idle
    assert whole.gap() == slow.gap()
    assert whole.feed(FRAMES[0]) == [ANSWER]


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=60), st.integers(0, 10**6), st.integers(1, 255))
def test_corrupted_frame_is_never_taken_as_another(apdu: bytes, at: int, flip: int) -> None:
    frame = bytearray(encode_frame(apdu))
    frame[at % len(frame)] ^= flip
    reader = FrameReader()
    events = [*reader.feed(bytes(frame)), reader.gap()]
    assert not [event for event in events if isinstance(event, bytes) and event != apdu]
    assert apdu not in events


def test_noise_before_a_frame_is_skipped() -> None:
    assert FrameReader().feed(b"\x00\x06\x06" + FRAMES[0]) == [ANSWER]


def test_start_of_a_new_frame_replaces_a_torn_one() -> None:
    assert FrameReader().feed(FRAMES[1][:6] + FRAMES[0]) == [ANSWER]


class Desk:
    """Two links on one line; each keeps what it was given and what became of what it sent."""

    def __init__(self) -> None:
        self.scheduler = Scheduler(0)
        self.left_end, self.right_end = paced_pair(self.scheduler)
        self.left_got: list[bytes] = []
        self.right_got: list[bytes] = []
        self.settled: list[bool] = []
        self.left = SerialLink(self.scheduler, self.left_end, self.left_got.append)
        self.right = SerialLink(self.scheduler, self.right_end, self.right_got.append)

    def send(self, apdu: bytes) -> None:
        self.left.send(apdu, self.settled.append)

    def sent_frames(self, end: PacedEnd) -> int:
        return bytes(end.sent).count(bytes((DLE, STX)))


def test_frame_is_delivered_and_acknowledged() -> None:
    desk = Desk()
    desk.send(LINE)
    run_for(desk.scheduler, 1)
    assert (desk.right_got, desk.settled) == ([LINE], [True])
    assert desk.right_end.sent == bytes((ACK,))


@pytest.mark.parametrize("lost", [DLE, STX, 0x06, 0xD1])
def test_lost_byte_is_nakked_and_repeated_soon(lost: int) -> None:
    desk = Desk()
    desk.left_end.lose_next(lost)
    desk.send(LINE)
    run_for(desk.scheduler, 1)
    assert (desk.right_got, desk.settled) == ([LINE], [True])
    assert desk.right_end.sent == bytes((NAK, ACK))
    assert desk.left.counters.repeats_sent == 1


def test_lost_ack_brings_a_duplicate_that_is_dropped() -> None:
    desk = Desk()
    desk.right_end.lose_next(ACK)
    desk.send(LINE)
    run_for(desk.scheduler, T2_US / US_PER_S)
    assert desk.settled == []
    run_for(desk.scheduler, 1)
    assert (desk.right_got, desk.settled) == ([LINE], [True])
    assert desk.right.counters.duplicates_dropped == 1


def test_equal_messages_with_an_answer_between_are_two() -> None:
    desk = Desk()
    for _ in range(2):
        desk.send(LINE)
        run_for(desk.scheduler, 1)
        desk.right.send(ANSWER)
        run_for(desk.scheduler, 1)
    assert desk.right_got == [LINE, LINE]
    assert desk.left_got == [ANSWER, ANSWER]
    assert desk.right.counters.duplicates_dropped == 0


def test_same_message_after_giving_up_is_a_new_one() -> None:
    desk = Desk()
    desk.right_end.cut()
    desk.send(LINE)
    run_for(desk.scheduler, 30)
    desk.right_end.mend()
    desk.send(LINE)
    run_for(desk.scheduler, 1)
    assert desk.settled == [False, True]
    assert desk.right_got == [LINE, LINE]


def test_answer_stands_in_for_a_lost_ack() -> None:
    desk = Desk()
    desk.right_end.lose_next(ACK)
    desk.send(LINE)
    run_for(desk.scheduler, 0.1)
    desk.right.send(ANSWER)
    run_for(desk.scheduler, 20)
    assert (desk.right_got, desk.left_got, desk.settled) == ([LINE], [ANSWER], [True])
    assert desk.sent_frames(desk.left_end) == 1


def test_crossing_frame_does_not_stand_in_for_an_ack() -> None:
    desk = Desk()
    desk.left_end.lose_next(STX)
    desk.send(LINE)
    desk.right.send(ANSWER)
    run_for(desk.scheduler, 20)
    assert (desk.right_got, desk.left_got, desk.settled) == ([LINE], [ANSWER], [True])


def test_dead_line_is_reported_after_three_sends() -> None:
    desk = Desk()
    desk.left_end.cut()
    desk.send(LINE)
    run_for(desk.scheduler, 14.9)
    assert desk.settled == []
    run_for(desk.scheduler, 1)
    assert desk.settled == [False]
    assert desk.sent_frames(desk.left_end) == 3


def test_frames_leave_in_order_one_at_a_time() -> None:
    desk = Desk()
    lines = [LINE, ANSWER, bytes.fromhex("060F00")]
    for line in lines:
        desk.send(line)
    run_for(desk.scheduler, 2)
    assert (desk.right_got, desk.settled) == (lines, [True, True, True])


def test_slow_bytes_are_one_frame_up_to_t1() -> None:
    for gap_ms, taken in ((190, [LINE]), (210, [])):
        desk = Desk()
        for index, byte in enumerate(encode_frame(LINE)):
            desk.scheduler.after(
                index * gap_ms * US_PER_MS, desk.right_end.received, bytes((byte,))
            )
        run_for(desk.scheduler, 30)
        assert desk.right_got == taken
        assert (NAK in desk.right_end.sent) is (taken == [])


def test_closed_link_is_silent_and_reopened_forgets() -> None:
    desk = Desk()
    desk.send(LINE)
    desk.right.close()
    run_for(desk.scheduler, 30)
    assert (desk.right_got, bytes(desk.right_end.sent), desk.settled) == ([], b"", [False])
    desk.right.open()
    desk.send(LINE)
    run_for(desk.scheduler, 1)
    assert desk.right_got == [LINE]


@pytest.mark.parametrize("seed", range(8))
def test_noisy_line_loses_and_doubles_nothing(seed: int) -> None:
    desk = Desk()
    rng = random.Random(seed)

    def noise(byte: int) -> bytes:
        return b"" if rng.random() < 0.004 else bytes((byte,))

    desk.left_end.fault = noise
    desk.right_end.fault = noise
    sent = []
    for number in range(60):
        apdu = bytes((0x06, 0xD1, 0x02, 0x40, number))
        sent.append(apdu)
        desk.send(apdu)
        run_for(desk.scheduler, 16)
        desk.right.send(ANSWER)
        run_for(desk.scheduler, 16)
    assert desk.settled == [True] * 60, f"seed {seed}"
    assert desk.right_got == sent
    assert desk.left.counters.repeats_sent > 0
