# SPDX-License-Identifier: MIT
"""A small part of what `make bench` measures in line, so that it cannot grow worse unseen."""

from __future__ import annotations

import pytest

from tests.bench import inline

_FIFO_MS = {9600: 6.8, 115200: 0.6}  # a receiver's own wait, and a tick: 99 bytes in a hundred
_STALL_MS = 90  # two erases: the most that may come together


@pytest.mark.parametrize("baud", _FIFO_MS)
def test_a_sale_is_slower_by_a_receivers_fifo_and_at_worst_by_an_erase(baud: int) -> None:
    found = inline.dialogues(baud, sales=3, seed=7)
    assert found.bytes_lost == 0
    assert found.added_ms_p99 <= _FIFO_MS[baud]
    assert found.added_ms_max <= _FIFO_MS[baud] + _STALL_MS


def test_a_sector_is_erased_in_a_pause_between_two_sales_and_not_in_a_sale() -> None:
    """`idle_before_s` is 5, and every 2 s it is looked for."""
    found = inline.dialogues(9600, sales=36, seed=7, pause_s=7)
    assert found.erases, "not long enough to be a test"
    assert found.added_ms_max <= _FIFO_MS[9600]


def test_a_line_that_is_never_silent_loses_nothing_while_sectors_are_erased() -> None:
    found = inline.continuous(115200, seconds=5, seed=7)
    assert found.erases, "not long enough to be a test"
    assert found.bytes_lost == 0
    assert found.added_ms_max <= _STALL_MS


def test_a_closed_gate_holds_a_frame_no_longer_than_a_frame_and_twenty_ms() -> None:
    shortest_ms = 7 * 11 * 1000 / 9600  # 06 70 00: seven bytes and its CRC make nine
    assert inline.gated(9600, questions=2, seed=7) <= shortest_ms + 20
