# SPDX-License-Identifier: MIT
"""`self-test` at a desk: what is asked of people, what is said, in which exit code."""

from __future__ import annotations

from pathlib import Path

from agent.self_test import PARTS
from posminder.messages import MESSAGES
from posminder.self_testing import Part, cure
from posminder_formats import record_words, records
from tests.host.desk_board import DeskBoard
from tests.host.technician import Run, keep_key

WELL = [{"part": part, "state": "good", "why": None} for part in PARTS]


def told(*, state: str = "done", press: bool = False, **bad: str) -> dict[str, object]:
    parts = [
        each | ({"state": "bad", "why": bad[each["part"]]} if each["part"] in bad else {})
        for each in WELL
        if each["part"] is not None
    ]
    return {"state": state, "wants_press": press, "wall_s": 1, "parts": parts}


def test_a_press_is_asked_for_once_and_all_is_well(run: Run, board: DeskBoard) -> None:
    keep_key()
    pressing = told(state="running", press=True)
    board.test_told = [pressing, pressing, told()]
    ran = run("self-test")
    assert ran.code == 0
    assert ran.err.count("Press the button on the board now") == 1
    assert "Nothing is bad." in ran.out
    assert board.tests == [True]


def test_a_bad_part_is_named_with_its_cure_in_both_languages(run: Run, board: DeskBoard) -> None:
    keep_key()
    board.test_told = [told(terminal="no_answer", clock="stands")]
    ran = run("self-test", "--no-button")
    assert ran.code == 1
    assert "RX and TX" in ran.out
    assert "Bad parts: 2." in ran.out
    assert board.tests == [False]
    shown = run("self-test", "--lang", "zh-CN").out
    assert "时钟不走" in shown
    assert "异常部件：2 个" in shown


def test_a_board_that_restarted_meanwhile_is_no_success(run: Run, board: DeskBoard) -> None:
    keep_key()
    board.test_told = [told(state="running"), {"state": "never"}]
    ran = run("self-test")
    assert ran.code == 1
    assert "did not end" in ran.out


def test_json_has_the_documented_keys(run: Run, board: DeskBoard) -> None:
    keep_key()
    board.test_told = [told(terminal="no_answer")]
    ran = run("self-test", "--json")
    assert ran.code == 1
    (found,) = ran.json()
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    (row,) = (each for each in documented.splitlines() if each.startswith("| `self-test`"))
    assert all(f"`{key}`" in row for key in found)


def test_every_part_has_its_word_and_its_record_the_same_names() -> None:
    named = record_words.STATES[(records.R_SELF_TEST, "part")]
    assert [named[number] for number in sorted(named)] == list(PARTS[:-1])
    assert all(f"word.board_part.{part}" in MESSAGES for part in PARTS)
    assert cure(Part(part="clock", state="good", why=None), "en") == ""
