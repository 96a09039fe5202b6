# SPDX-License-Identifier: MIT
"""tests/COVERAGE.md names every requirement once, with a state that its tests can bear out."""

from __future__ import annotations

import re
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
_PAGE = (_TESTS / "COVERAGE.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| R(\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", re.MULTILINE)
_ROWS = [match.groups() for match in _ROW.finditer(_PAGE)]


def test_every_requirement_has_one_row() -> None:
    assert [int(row[0]) for row in _ROWS] == list(range(1, 96))


def test_states_are_the_four_and_shown_by_tests() -> None:
    for number, _, state, tests, _ in _ROWS:
        assert state in ("done", "partly", "open", "out"), f"R{number}: {state}"
        assert bool(tests) == (state in ("done", "partly")), f"R{number}: {state} with {tests!r}"


def test_the_tests_named_exist() -> None:
    for number, _, _, tests, _ in _ROWS:
        for name in re.findall(r"`([^`]+)`", tests):
            assert (_TESTS / name).is_file(), f"R{number}: {name}"


def test_partly_says_what_works() -> None:
    for number, _, state, _, note in _ROWS:
        assert state != "partly" or note, f"R{number}"
