# SPDX-License-Identifier: MIT
"""The heap may not grow: a full day passes with what it has been brought down to, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.board_of_32_bits import NotToBeHad, words_of_32_bits
from tests.bench.full_day import PULLS, RECEIPTS, full_day, play_full_day

LEAST_KIB = 192  # as `make bench` bisected it; a 64-bit board, ARCHITECTURE.md "Memory"
MAY_GROW_PERCENT = 2
ALERTS = 16  # agent.limits.ALERTS_MAX


def test_a_full_day_passes_with_the_least_heap() -> None:
    full = full_day(LEAST_KIB * (100 + MAY_GROW_PERCENT) // 100)
    assert full is not None, "measure what grew: make bench"


def test_the_full_day_is_as_full_as_it_says() -> None:
    full = play_full_day()
    owed = [each for each in full.played.records if each.name == "receipt"]
    let_go = [each for each in full.played.records if each.name == "credit"]
    assert full.profile_bytes > 700
    assert let_go, "the list of deposits was never full"
    assert sum(each.words()["state"] == "refused" for each in owed) >= RECEIPTS
    assert full.alerts == ALERTS
    assert full.sales_in_pulls >= 3
    assert full.pulled_bytes > PULLS * 20_000
    assert len(full.played.boots) == 1


def test_where_no_board_of_32_bits_can_be_built_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotToBeHad, match="gcc -m32"), words_of_32_bits(tmp_path / "made"):
        pass
