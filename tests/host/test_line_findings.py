# SPDX-License-Identifier: MIT
"""What line counters say of cables and speed: every row of the table, and its words."""

from __future__ import annotations

from typing import get_args

import pytest

from posminder.board_status import LinePart, LinesPart
from posminder.line_findings import Finding, Heard, finding, heard
from posminder.messages import LANGUAGES, sentence

ROWS = (
    ("nothing", Heard(0, 0, 0, 0)),
    ("garbage", Heard(0, 3, 0, 0)),
    ("garbage", Heard(0, 0, 0, 3)),
    ("garbage", Heard(0, 0, 0, 0, noise=True)),
    ("register_alone", Heard(0, 0, 4, 0)),
    ("terminal_garbage", Heard(0, 2, 4, 0)),
    ("terminal_alone", Heard(4, 0, 0, 0)),
    ("register_garbage", Heard(4, 0, 0, 2)),
    ("good", Heard(4, 0, 4, 0)),
    ("good", Heard(4, 1, 4, 0)),  # one damaged frame of few says nothing yet
    ("noisy", Heard(40, 2, 40, 0)),
    ("losing", Heard(40, 2, 40, 0, lost=1)),
    ("no_line", Heard(40, 0, 0, 0, fitted=False)),
)


@pytest.mark.parametrize(("name", "counted"), ROWS)
def test_counters_mean(name: str, counted: Heard) -> None:
    assert finding(counted) == name


def test_every_finding_has_a_row_here_and_a_cure_in_each_language() -> None:
    findings = set(get_args(Finding))
    assert findings == {name for name, _ in ROWS}
    for name in findings - {"good"}:
        assert all(sentence(language, f"install.line.{name}") for language in LANGUAGES)


def line(frames: int, bad: int = 0) -> LinePart:
    return LinePart(
        frames=frames, checksum_errors=bad, repeats=0, broken=0, oversize=0, lost_bytes=0
    )


def test_what_counts_is_what_came_since_and_a_restart_begins_anew() -> None:
    before = LinesPart(terminal=line(100, 5), register=line(90))
    now = LinesPart(terminal=line(103, 5), register=line(90))
    assert heard(before, now) == Heard(3, 0, 0, 0)
    started = LinesPart(terminal=line(2), register=line(3))
    assert heard(before, started) == Heard(2, 0, 3, 0)
    assert heard(LinesPart(), LinesPart(terminal=line(1))).fitted is False
