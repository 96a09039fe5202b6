# SPDX-License-Identifier: MIT
"""The simulated line's faults without a board: rates, single strikes, and the plug."""

from __future__ import annotations

from itertools import pairwise

import pytest

from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler
from posminder.simulator.wire import Faults, Line, Wire
from posminder.simulator.zvt_frames import ACK, NAK, SerialLink
from tests.support.paced_pair import run_for

MESSAGE = bytes.fromhex("06D114402A2A204B415353454E5343484E495454202A2A")


class Ends:
    """A line whose two ends note what comes; times are virtual us."""

    def __init__(self, baud: int = 9600) -> None:
        self.scheduler = Scheduler(0)
        self.at_board: list[tuple[int, bytes]] = []
        self.at_far_end: list[tuple[int, bytes]] = []
        self.line = Line(self.scheduler, "seed", baud, 10, self._board_heard)
        self.line.received = self._far_end_heard

    def _board_heard(self, data: bytes) -> None:
        self.at_board.append((self.scheduler.now_us, data))

    def _far_end_heard(self, data: bytes) -> None:
        self.at_far_end.append((self.scheduler.now_us, data))

    def run(self) -> None:
        run_for(self.scheduler, 10)


def joined(pieces: list[tuple[int, bytes]]) -> bytes:
    return b"".join(data for _, data in pieces)


def test_single_strikes_hit_the_next_bytes_of_one_direction_once() -> None:
    ends = Ends()
    ends.line.to_board.next_bytes.lose = 2
    ends.line.to_board.next_bytes.double = 3
    ends.line.to_board.next_bytes.flip = 1
    ends.line.from_board.next_bytes.flip = 1
    ends.line.send(b"abcdef")
    ends.line.send_from_board(b"abc")
    ends.run()
    assert joined(ends.at_board) == b"ccdef"
    assert joined(ends.at_far_end) == b"`bc"
    ends.line.send(b"abc")
    ends.run()
    assert joined(ends.at_board) == b"ccdefabc"


def test_single_split_hands_over_what_came_and_goes_on_later() -> None:
    ends = Ends(10_000)  # a character takes 1 ms
    ends.line.send(b"ab")
    ends.scheduler.after(2_500, setattr, ends.line.to_board.next_bytes, "split_us", 50_000)
    ends.scheduler.after(2_600, ends.line.send, b"cd")
    ends.run()
    assert ends.at_board == [(5_200, b"ab"), (2_600 + 50_000 + 2_000 + 3_200, b"cd")]


def test_split_at_once_delays_the_first_byte_and_keeps_the_order() -> None:
    ends = Ends(10_000)
    ends.line.to_board.next_bytes.split_us = 7_000
    ends.line.send(b"abc")
    ends.line.send(b"defgh")
    ends.run()
    assert ends.at_board == [(11_000, b"abcd"), (15_000, b"efgh")]


def test_split_before_the_last_byte_delays_nothing_later() -> None:
    scheduler = Scheduler(0)
    arrivals: list[tuple[int, bytes]] = []
    gaps = [0, 0, 5_000]
    wire = Wire(
        scheduler,
        10,
        bytes,
        lambda data: arrivals.append((scheduler.now_us, data)),
        lambda: gaps.pop(0) if gaps else 0,
    )
    wire.baud = 10_000
    wire.send(b"abc")
    scheduler.after(20_000, wire.send, b"d")
    run_for(scheduler, 1)
    assert arrivals == [(5_200, b"ab"), (11_200, b"c"), (24_200, b"d")]


def test_split_rate_breaks_bytes_apart_and_loses_none() -> None:
    ends = Ends()
    ends.line.faults = Faults(split=0.2, split_us=20 * US_PER_MS)
    sent = bytes(range(200))
    ends.line.send(sent)
    run_for(ends.scheduler, 60)
    assert joined(ends.at_board) == sent
    gaps = [after - before for (before, _), (after, _) in pairwise(ends.at_board)]
    assert 20 <= sum(gap >= 20 * US_PER_MS for gap in gaps) <= 60


def test_unplugged_line_is_dead_both_ways_until_it_is_plugged_again() -> None:
    ends = Ends()
    ends.line.unplugged = True
    ends.line.send(b"lost")
    ends.line.send_from_board(b"lost")
    ends.run()
    ends.line.unplugged = False
    ends.line.send(b"heard")
    ends.line.send_from_board(b"heard")
    ends.run()
    assert joined(ends.at_board) == joined(ends.at_far_end) == b"heard"


def test_far_end_without_power_sends_no_further_byte() -> None:
    ends = Ends()
    ends.line.to_board.next_bytes.split_us = US_PER_S
    ends.line.send(b"abcdefgh")
    ends.scheduler.after(1_005_000, ends.line.lost_power)
    ends.run()
    assert joined(ends.at_board) == b"abcd"
    ends.line.send(b"again")
    ends.run()
    assert joined(ends.at_board) == b"abcdagain"


@pytest.mark.parametrize(("split_ms", "answers"), [(150, bytes((ACK,))), (250, bytes((NAK, ACK)))])
def test_split_frame_is_one_within_t1_and_repeated_beyond(split_ms: int, answers: bytes) -> None:
    """A link plays the board's part, so that the line's faults meet a real receiver."""
    scheduler = Scheduler(0)
    got: list[bytes] = []
    heard = bytearray()
    board = _BoardEnd()
    line = Line(scheduler, "seed", 9600, 11, lambda data: board.received(data))
    board.line = line
    link = SerialLink(scheduler, board, got.append)
    sender = SerialLink(scheduler, line, lambda _message: None)
    received = line.received
    line.received = lambda data: (heard.extend(data), received(data))[1]
    sender.send(MESSAGE)
    scheduler.after(10 * US_PER_MS, setattr, line.to_board.next_bytes, "split_us", split_ms * 1000)
    run_for(scheduler, 20)
    assert (got, bytes(heard)) == ([MESSAGE], answers)
    assert link.counters.duplicates_dropped == 0


class _BoardEnd:
    """The board's side of a Line as a LineEnd."""

    line: Line

    def __init__(self) -> None:
        self.received = lambda _data: None

    def send(self, data: bytes) -> None:
        self.line.send_from_board(data)

    def lost_power(self) -> None:
        pass
