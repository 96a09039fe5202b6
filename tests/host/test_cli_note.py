# SPDX-License-Identifier: MIT
"""`note`: what people add to the records, where it shows, and what it cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.host.technician import Run


def test_a_note_on_a_transaction_is_shown_with_it_and_its_correction_too(stored: Run) -> None:
    kept = stored("note", "add", "came back for the slip", "--tx", "117", "--by", "Li")
    assert (kept.code, kept.out) == (0, "Note 1 is kept, record 5.\n")
    stored("note", "add", "came back at nine", "--corrects", "1", "--by", "Wang")
    shown = stored("tx", "17").out
    assert ": came back for the slip (corrected by note 2)\n" in shown
    assert "Note 2, Wang, " in shown
    assert "came back" not in stored("tx", "18").out
    (found,) = stored("tx", "17", "--json").json()
    assert [(each["seq"], each["corrects"]) for each in found["notes"]] == [(5, None), (5, 1)]
    assert "备注 2，Wang，" in stored("tx", "17", "--lang", "zh-CN").out


def test_notes_are_listed_in_the_order_written(stored: Run) -> None:
    empty = stored("note", "list")
    assert (empty.code, empty.out) == (0, "")
    assert "Next: posminder note add TEXT" in empty.err
    stored("note", "add", "power was off", "--day", "2026-11-22")
    stored("note", "add", "paper was wet", "--seq", "6")
    stored("note", "add", "new router")
    listed = stored("note", "list", "--json").json()
    about = [(each["id"], each["day"], each["seq"]) for each in listed]
    assert about == [(1, "2026-11-22", None), (2, None, 6), (3, None, None)]
    assert all(each["by"] for each in listed)
    table = stored("note", "list").out
    assert [word in table for word in ("2026-11-22", "record 6", "the board", "wet")] == [True] * 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--tx", "99"), 1, "No transaction with number 99"),
        (("--seq", "13"), 2, "no record 13"),
        (("--day", "22.11."), 2, "write it as 2026-11-22"),
        (("--corrects", "7"), 1, "no note 7"),
        (("--tx", "17", "--day", "2026-11-22"), 2, "one subject"),
    ],
)
def test_a_note_about_nothing_is_not_kept(
    stored: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = stored("note", "add", "text", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert stored("note", "list", "--json").json() == []


def test_a_whole_card_number_is_not_kept_and_not_repeated(stored: Run) -> None:
    ran = stored("note", "add", "card 4761 7390 0101 0119 was torn")
    assert (ran.code, ran.out) == (2, "")
    assert "first 6 and last 4" in ran.err
    assert "4761" not in ran.err


@pytest.mark.parametrize("arguments", [("\udcff",), ("text", "--by", "\udcff")])
def test_bytes_that_are_no_text_are_not_kept(stored: Run, arguments: tuple[str, ...]) -> None:
    ran = stored("note", "add", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "not UTF-8 text" in ran.err


def test_every_key_of_a_note_is_documented(stored: Run) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    (found,) = stored("note", "add", "text", "--json").json()
    assert all(f"`{key}`" in documented for key in found)
