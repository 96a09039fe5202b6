# SPDX-License-Identifier: MIT
"""Cases as a dispute clerk keeps them: deadlines, papers, history, and what none may hold."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from posminder.evidence import case_files, deadline, paper
from posminder.evidence.case import PAPERS, REQUESTS, STATES
from posminder.evidence.case_files import CaseDamaged
from posminder.evidence.case_text import HoldsCardNumber, kept
from posminder.messages import MESSAGES
from posminder.profile.card_numbers import is_card_number
from posminder.profile.model_sheet import Calendar
from tests.host.technician import KIOSK, Run

TODAY = date.today()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PAN = "4761739001010119"


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def opened(run: Run, *arguments: str) -> str:
    """Open a case, and return its number."""
    (told,) = run("case", "open", "retrieval", *arguments, "--json").json()
    return str(told["number"])


def written() -> Iterator[Path]:
    return (each for each in case_files.folder().rglob("*") if each.is_file())


def test_a_case_from_its_opening_to_its_end(stored: Run, tmp_path: Path) -> None:
    ran = stored(
        *("case", "open", "retrieval", "--tx", "17", "--received", on(-1), "--answer-by", on(9)),
        *("--reference", "RR-77", "--from", "Nexa", "--code", "4853", "--reason", "not recognised"),
        *("--rrn", "612345678901", "--by", "Li", "--no", "A-17"),
    )
    assert ran.code == 0
    for said in ("Case A-17: retrieval request, open", "RR-77", "Nexa", "4853 not recognised"):
        assert said in ran.out
    assert f"{on(9)}  9 d" in ran.out
    assert "the day that the request names" in ran.out
    assert "17 (record 5 of " in ran.out
    slip = tmp_path / "scan 17.png"
    slip.write_bytes(PNG)
    stored("case", "attach", "A-17", str(slip), "--as", "slip", "--masked", "--by", "Li")
    stored("case", "lacks", "A-17", "delivery", "taken along at the counter", "--by", "Li")
    stored("case", "answer", "A-17", "The card was read by its chip.", "--by", "Wang")
    stored("case", "state", "A-17", "sent", "--why", "by courier", "--by", "Wang")
    (told,) = stored("case", "show", "A-17", "--json").json()
    assert (told["state"], told["seq"], told["overdue"]) == ("sent", 5, False)
    assert told["answer"] == "The card was read by its chip."
    assert told["lacking"] == {"delivery": "taken along at the counter"}
    (one,) = told["papers"]
    assert one == {
        "paper": "slip",
        "file": "01-slip.png",
        "name": "scan 17.png",
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "size": len(PNG),
        "masked": True,
    }
    did = [(each["event"], each["by"]) for each in told["history"]]
    assert did == [
        ("opened", "Li"),
        ("tied", did[1][1]),
        ("attached", "Li"),
        ("lacking", "Li"),
        ("answered", "Wang"),
        ("moved", "Wang"),
    ]
    shown = stored("case", "show", "A-17", "--lang", "zh-CN").out
    for said in ("案件 A-17：调单，已提交", "无法提供：taken along", "已查看：无完整卡号"):
        assert said in shown


def test_what_is_due_stands_first_and_overdue_is_a_finding(run: Run) -> None:
    empty = run("case", "list")
    assert (empty.code, empty.out) == (0, "")
    for number, days in (("soon", 2), ("later", 30), ("today", 0)):
        opened(run, "--no", number, "--answer-by", on(days))
    ran = run("case", "list")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["case", "today", "soon", "later"]
    opened(run, "--no", "late", "--answer-by", on(-4))
    ran = run("case", "list")
    assert ran.code == 1
    assert ran.out.splitlines()[1].startswith("late")
    assert "4 d OVERDUE" in ran.out
    assert "已逾期 4 天" in run("case", "list", "--lang", "zh-CN").out
    run("case", "state", "late", "sent")  # an answer that is on its way is not due any more
    assert run("case", "list").code == 0
    run("case", "state", "late", "lost")
    assert "\nlate " not in run("case", "list").out
    rows = run("case", "list", "--all", "--json").json()
    assert [each["number"] for each in rows] == ["today", "soon", "later", "late"]


def test_numbers_go_on_through_the_year_and_none_comes_twice(run: Run) -> None:
    assert opened(run) == f"{TODAY.year}-001"
    assert opened(run, "--no", f"{TODAY.year}-041") == f"{TODAY.year}-041"
    assert opened(run) == f"{TODAY.year}-042"
    ran = run("case", "open", "inquiry", "--no", f"{TODAY.year}-001")
    assert (ran.code, ran.out) == (2, "")
    assert "There is a case" in ran.err


CN = Calendar.model_validate({"bank_days": "CN"})


@pytest.mark.parametrize(
    ("received", "calendar", "day", "rule"),
    [
        # National Day 2026: 1 to 7 October are off, Saturday the 10th is worked and no bank day
        (date(2026, 9, 29), CN, date(2026, 10, 9), "bank_days"),
        (date(2026, 9, 29), deadline.of_currency(156), date(2026, 10, 9), "bank_days"),
        (date(2026, 10, 8), CN, date(2026, 10, 13), "bank_days"),
        # where some banks work on it, the day is the earlier one
        (date(2026, 10, 8), deadline.of_currency(156), date(2026, 10, 12), "bank_days"),
        # what is not known is never counted as closed
        (date(2026, 12, 30), CN, date(2027, 1, 2), "calendar_days"),
        (date(2026, 9, 29), deadline.of_currency(978), date(2026, 10, 2), "calendar_days"),
    ],
)
def test_the_last_day_is_counted_in_bank_days_or_too_early(
    received: date, calendar: Calendar | None, day: date, rule: str
) -> None:
    found = deadline.counted(received, 3, calendar)
    assert (found.day, found.rule) == (day, rule)


def test_the_sheet_of_a_profile_says_how_long_and_by_which_days(run: Run) -> None:
    ran = run("case", "open", "retrieval", "--received", "2026-11-20", "--profile", KIOSK)
    assert "2026-11-27" in ran.out
    assert "5 bank days (DE) after 2026-11-20" in ran.out
    ran = run(
        "case", "open", "retrieval", "--received", "2026-11-20", "--profile", KIOSK, "--days", "1"
    )
    assert "1 bank days (DE)" in ran.out


def test_a_sale_is_found_later(stored: Run) -> None:
    number = opened(stored)
    assert "not found yet" in stored("case", "show", number).out
    assert "尚未查到" in stored("case", "list", "--lang", "zh-CN").out
    ran = stored("case", "tie", number, "18")
    assert "18 (record 9 of " in ran.out
    assert stored("case", "tie", number, "99").code == 1
    assert "18 (record 9 of " in stored("case", "show", number).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("open", "refund"), '"refund" is none of retrieval'),
        (("open", "inquiry", "--no", "../../evil"), "is no number of a case"),
        (("open", "inquiry", "--received", "24.11."), "write it as 2026-11-22"),
        (("open", "inquiry", "--reason", "x" * 4001), "4000 at most"),
        (("open", "inquiry", "--reason", "\udcff"), "not UTF-8"),
        (("show", "nowhere"), "There is no case nowhere"),
        (("show", "/etc"), "is no number of a case"),
        (("state", "1", "closed"), '"closed" is none of'),
        (("lacks", "1", "slip", "  "), "WHY is empty"),
        (("lacks", "1", "cheque", "none"), '"cheque" is none of'),
        (("state", "1", "open"), "is in that state already"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    opened(run, "--no", "1")
    before = {path: path.read_bytes() for path in written()}
    ran = run("case", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert {path: path.read_bytes() for path in written()} == before


@pytest.mark.parametrize("number", [PAN, "4761 7390 0101 0119", "6222-0212-3456-7890-128"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "inquiry", "--reason"),
        ("open", "inquiry", "--code"),
        ("open", "inquiry", "--from"),
        ("open", "inquiry", "--reference"),
        ("open", "inquiry", "--by"),
        ("open", "inquiry", "--no"),
        ("answer", "1"),
        ("lacks", "1", "slip"),
        ("state", "1", "won", "--why"),
    ],
)
def test_a_whole_card_number_is_not_kept_and_not_repeated(
    run: Run, number: str, arguments: tuple[str, ...]
) -> None:
    assert is_card_number("".join(each for each in number if each.isdigit())) or number[0] == "6"
    opened(run, "--no", "1")
    before = {path: path.read_bytes() for path in written()}
    ran = run("case", *arguments, f"card {number} of the customer")
    assert (ran.code, ran.out) == (2, "")
    assert "first six and the last four" in ran.err
    assert number[-4:] not in ran.err
    assert {path: path.read_bytes() for path in written()} == before


def test_a_merchants_number_and_an_rrn_are_no_cards() -> None:
    for text in ("商户编号：898310053110001", "merchant ID 476173900101011", "RRN 612345678901"):
        assert kept(text, "x") == text
    with pytest.raises(HoldsCardNumber):
        kept(f"商户编号 {PAN}", "x")


def test_an_image_takes_a_person_who_looked(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    scan = tmp_path / "scan.JPEG"
    scan.write_bytes(b"\xff\xd8\xff\xe0" + bytes(50))
    ran = run("case", "attach", number, str(scan), "--as", "slip")
    assert (ran.code, ran.out) == (6, "")
    assert "--masked" in ran.err
    assert not list(case_files.folder().rglob("papers/*"))
    ran = run("case", "attach", number, str(scan), "--as", "slip", "--masked")
    assert ran.code == 0
    assert "01-slip.jpg" in ran.out
    assert "looked at: no whole card number on it" in ran.out


def _fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("letter.txt", f"card {PAN}".encode(), 2, "whole card number"),
        ("letter.csv", f"卡号,{PAN}".encode("gb18030"), 2, "whole card number"),
        (f"scan {PAN}.png", PNG, 2, "The file's name holds a whole card number"),
        ("scan.png", b"<script>", 2, "no png"),
        ("scan.exe", b"MZ", 2, "none of jpg"),
        ("scan", PNG, 2, "none of jpg"),
        ("empty.png", b"", 2, "no byte"),
        ("large.png", PNG + bytes(paper.BYTES_MAX), 2, "more than 5 MiB"),
        ("binary.txt", b"\0\1\2", 2, "no text"),
    ],
    ids=("text", "gb18030", "name", "script", "program", "no ending", "empty", "large", "binary"),
)
def test_papers_that_are_not_taken(
    run: Run, tmp_path: Path, name: str, data: bytes, code: int, said: str
) -> None:
    number = opened(run)
    (tmp_path / name).write_bytes(data)
    ran = run("case", "attach", number, str(tmp_path / name), "--as", "slip", "--masked")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert PAN not in ran.err
    assert not list(case_files.folder().rglob("papers/*"))
    assert run("case", "show", number, "--json").json()[0]["papers"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs there")
def test_a_file_that_never_ends_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    _fifo(tmp_path / "endless.txt")
    ran = run("case", "attach", number, str(tmp_path / "endless.txt"), "--as", "slip")
    assert ran.code == 2
    assert "it is no file" in ran.err


def test_a_hostile_name_never_reaches_the_disk_or_the_screen(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    hostile = tmp_path / "..\\\x1b]0;evil\x07 $(rm -rf)‮.txt"
    hostile.write_bytes(b"a note")
    no_text = tmp_path / "\udcff.txt"
    no_text.write_bytes(b"a note")
    assert run("case", "attach", number, str(no_text), "--as", "invoice").code == 0
    ran = run("case", "attach", number, str(hostile), "--as", "correspondence")
    assert ran.code == 0
    assert not {"\x1b", "\x07", "‮"} & set(ran.out)
    assert sorted(each.name for each in case_files.folder().rglob("papers/*")) == [
        "01-invoice.txt",
        "02-correspondence.txt",
    ]


def test_a_case_is_only_ever_added_to_and_only_its_owner_reads_it(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    path = case_files.folder_of(number) / "case.jsonl"
    before = b""
    for arguments in (
        ("state", number, "prepared"),
        ("answer", number, "a"),
        ("answer", number, "b"),
    ):
        whole = path.read_bytes()
        assert whole.startswith(before)
        before = whole
        run("case", *arguments)
    assert path.read_bytes().count(b"\n") == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(case_files.folder().stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", ["cut", "bit", "order", "foreign", "future"])
def test_a_damaged_case_is_named_and_not_written_to(run: Run, damage: str) -> None:
    number = opened(run)
    run("case", "answer", number, "text")
    path = case_files.folder_of(number) / "case.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    broken = {
        "cut": path.read_bytes()[:-5],
        "bit": lines[0] + lines[1].replace(b"{", b"z", 1),
        "order": lines[1] + lines[0],
        "foreign": lines[0].replace(number.encode(), b"other") + lines[1],
        "future": lines[0] + lines[1].replace(b"answered", b"teleport"),
    }[damage]
    path.write_bytes(broken)
    for arguments in (("show", number), ("list",), ("answer", number, "more")):
        ran = run("case", *arguments)
        assert (ran.code, ran.out) == (CaseDamaged.exit_code, "")
        assert "case.jsonl:" in ran.err
    assert path.read_bytes() == broken


def test_a_case_holds_so_many_papers_and_no_more(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    case = case_files.load(number)
    folder = case_files.folder_of(number) / "papers"
    folder.mkdir()
    for at in range(1, case_files.PAPERS_MAX + 1):
        (folder / f"{at:02}-slip.txt").write_bytes(b"left by a crash")
    (tmp_path / "a.txt").write_bytes(b"a")
    ran = run("case", "attach", number, str(tmp_path / "a.txt"), "--as", "invoice")
    assert ran.code == 2
    assert "all that a case can hold" in ran.err
    assert case_files.load(number) == case


def test_every_word_of_a_case_is_said_in_both_languages() -> None:
    named = {name for name in MESSAGES if name.startswith("word.case.")}
    assert named == {f"word.case.{each}" for each in STATES}
    assert {f"evidence.attach.{each}" for each in PAPERS} <= MESSAGES.keys()
    assert {f"word.request.{each}" for each in REQUESTS} <= MESSAGES.keys()
