# SPDX-License-Identifier: MIT
"""The text of slips on the host: decoded as declared, joined, and never called an original."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posminder.slip_text import decoded, slip_line, slips
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, Book
from tests.host.technician import Run

GOES_ON, WHOLE, CUT, DAY_FULL = 1, 2, 3, 4
MERCHANT, CUSTOMER, SETTLEMENT = 1, 2, 4


def a_day() -> Book:
    """A sale with both copies' text, one of two pieces, and a settlement's slip that was cut."""
    book = Book()
    book.starts("07:30:00")
    trace = book.sale("09:00:00", 100)
    numbers = trace, 100 + trace
    book.add("09:00:03", r.R_SLIP, *numbers, MERCHANT, 0, b"H[NDLER\nNr ****0119\n", GOES_ON, 0)
    book.add("09:00:03", r.R_SLIP, *numbers, MERCHANT, 1, b"Betrag 1,00\n\n", WHOLE, 0)
    book.add("09:00:05", r.R_SLIP, *numbers, CUSTOMER, 0, b"K\x84ufer\n", DAY_FULL, 2)
    book.add("20:00:00", r.R_SLIP, None, None, SETTLEMENT, 0, b"KASSENSCHNITT\n", CUT, 0)
    return book


@pytest.mark.parametrize(
    ("text", "charset", "told"),
    [
        (b"[\\]{|}~ Danke", "by_its_bytes", "ÄÖÜäöüß Danke"),
        (b"f\x81r [1]", "by_its_bytes", "für [1]"),
        (b"[1]", "cp437", "[1]"),
        (b"[1]\x84", "zvt", "Ä1Ü\ufffd"),
        (b"5 \xa4 f\xfcr", "iso8859_15", "5 € für"),
        (b"[", 9, "Ä"),
    ],
)
def test_characters_are_read_with_the_declared_set(text: bytes, charset: object, told: str) -> None:
    assert decoded(text, charset) == told


def test_pieces_are_joined_and_a_missing_one_is_said() -> None:
    found = a_day().records()
    told = [(slip.copy, slip.state, slip.lines) for slip in slips(found)]
    assert told == [
        ("merchant", "whole", ["HÄNDLER", "Nr ****0119", "Betrag 1,00"]),
        ("customer", "day_full", ["Käufer"]),
        ("settlement", "cut", ["KASSENSCHNITT"]),
    ]
    pieces = [each for each in found if each.kind == r.R_SLIP]
    assert [slip.state for slip in slips(pieces[1:])] == ["incomplete", "day_full", "cut"]
    assert [slip.state for slip in slips(pieces[:1])] == ["incomplete"]
    assert slip_line(pieces[0]) == "HÄNDLER / Nr ****0119"


def test_commands_show_it_and_say_what_it_is_not(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "book.pmj"
    file.write_bytes(export(*a_day().bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    out = run("tx", "1").out
    for said in ("not the signed original (merchant copy; whole; grade B)", "  | HÄNDLER"):
        assert said in out
    assert "KASSENSCHNITT" not in out
    told = json.loads(run("tx", "1", "--json").out)["slips"]
    assert [(slip["copy"], slip["grade"], slip["signed_original"]) for slip in told] == [
        ("merchant", "B", False),
        ("customer", "B", False),
    ]
    lines = run("slips", "--day", MONDAY.isoformat(), "--json").out.splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["whole", "day_full", "cut"]
    shown = run("slips", "--lang", "zh-CN")
    assert shown.code == 0
    assert "非签名原件（结算单；过长，已截断；证据等级 B）" in shown.out
    nothing = run("slips", "--day", "2020-01-01")
    assert nothing.out.strip() == "No slip's text is kept here."
    assert "HÄNDLER / Nr ****0119" in run("logs", "--no-pull", "--kind", "slip").out
