# SPDX-License-Identifier: MIT
"""A dispute from its request to the pack that a stranger verifies, as a clerk does it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from posminder import office_store
from posminder.evidence import case_files
from posminder.evidence.completeness import Lack
from posminder.messages import LANGUAGES, MESSAGES
from posminder.profile.card_numbers import blot
from posminder_formats import records as r
from tests.host import evidence_days as days
from tests.host.journal_bytes import BOARD
from tests.host.report_days import Book
from tests.host.technician import Run

MID = "455600000123"
SCAN = b"\x89PNG\r\n\x1a\n" + b"scanned"
PAN = "4761739001010119"


@pytest.fixture
def office(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An office with an evidence key."""
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", "four words are enough")
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    assert run("office", "init").code == 0
    return run


@pytest.fixture
def profile(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The profile of a shop whose good day is in the store."""
    monkeypatch.chdir(tmp_path)
    file = Path(days.keep(run, tmp_path, days.good_day()))
    text = file.read_text().replace('tid: "29001234"', f'tid: "29001234", mid: "{MID}"')
    file.write_text(text)
    return str(file)


def not_settled() -> Book:
    """Sold in the morning, and the shop still open."""
    book = days.morning()
    days.slip(book, "12:40:25", days.sells(book))
    return book


def opened(run: Run, profile: str, *arguments: str) -> None:
    ran = run(
        *("case", "open", "retrieval", "--no", "A-1", "--tx", "2", "--answer-by", "2099-01-01"),
        *("--profile", profile, "--code", "10.4", "--reason", "card absent", *arguments),
    )
    assert ran.code == 0, ran.err


def lacking(run: Run, *arguments: str) -> list[str]:
    """Return what evidence check says must be there and is not, and hold its exit code."""
    ran = run("evidence", "check", *arguments, "--json")
    (told,) = ran.json()
    assert ran.code == (0 if told["ready"] else 1)
    words = [each["lack"] for each in told["lacks"] if each["must"]]
    assert told["ready"] == (not words)
    return words


def test_from_the_request_to_what_a_stranger_verifies(
    office: Run, profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = office
    opened(run, profile)
    assert lacking(run, "--case", "A-1") == ["slip", "answer", "no_pack"]
    assert run("evidence", "make", "--case", "A-1", "--profile", profile).code == 0
    assert lacking(run, "--case", "A-1") == ["slip", "answer", "unsigned"]
    assert run("office", "evidence-key", "--out", "office.pem").code == 0
    (tmp_path / "scan.png").write_bytes(SCAN)
    run("case", "attach", "A-1", "scan.png", "--as", "slip", "--masked")
    run("case", "lacks", "A-1", "delivery", "taken along")
    run("case", "answer", "A-1", "The card was read at the counter.")
    assert lacking(run, "--case", "A-1") == ["unsigned", "stale"]
    assert run("evidence", "make", "--case", "A-1", "--profile", profile).code == 0
    assert lacking(run, "--case", "A-1") == []
    assert "Ready to be sent." in run("evidence", "check", "--case", "A-1").out
    assert "可以提交。" in run("evidence", "check", "pack-A-1", "--lang", "zh-CN").out
    assert (tmp_path / "pack-A-1/attachments/01-slip.png").read_bytes() == SCAN
    page = (tmp_path / "pack-A-1/pack.html").read_text()
    assert '<div class="space"><p><span class="box">×</span>' in page
    assert run("evidence", "zip", "pack-A-1").code == 0
    run("case", "state", "A-1", "sent")
    assert lacking(run, "--case", "A-1") == []  # what became of it is no part of the pack

    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / "a stranger's"))
    named = ("--signer", "office.pem")
    assert run("evidence", "verify", "pack-A-1", *named).code == 0
    assert run("evidence", "verify", "pack-A-1.zip", *named).code == 0
    assert run("evidence", "verify", "pack-A-1.zip").code == 7
    for path in sorted((tmp_path / "pack-A-1").rglob("*")):
        if path.is_file():
            whole = path.read_bytes()
            path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
            assert run("evidence", "verify", "pack-A-1", *named).code in (
                (0, 8) if path.name == "signer.pem" else (8,)
            ), path
            path.write_bytes(whole)
    assert not (tmp_path / "a stranger's").exists()


def test_the_pack_says_what_the_case_says(office: Run, profile: str, tmp_path: Path) -> None:
    run = office
    opened(run, profile, "--rrn", days.RRN)
    run("case", "lacks", "A-1", "slip", "contactless, none is signed")
    run("case", "answer", "A-1", "The card was read at the counter.")
    assert (
        run("evidence", "make", "--case", "A-1", "--profile", profile, "--lang", "zh-CN").code == 0
    )
    pack: dict[str, Any] = json.loads((tmp_path / "pack-A-1/pack.json").read_text())
    lines = {each["key"]: each for part in pack["parts"] for each in part["lines"]}
    assert lines["case_no"]["value"] == "A-1"
    assert lines["reason"]["value"] == "10.4 card absent"
    assert "来函指定的日期" in lines["answer_by"]["value"]
    assert (lines["answer"]["value"], lines["answer"]["grade"]) == (
        "The card was read at the counter.",
        "C",
    )
    page_1 = [each["key"] for group in pack["form"]["groups"] for each in group["lines"]]
    assert "answer" not in page_1
    assert any("无法提供：contactless" in text for _, text in pack["checklist"])
    assert "The card was read" in (tmp_path / "pack-A-1/pack.html").read_text()
    told = run("evidence", "check", "--case", "A-1")
    assert "there is no signed original, and the pack says why: contactless" in told.out


def test_the_same_case_gives_the_same_bytes(office: Run, profile: str, tmp_path: Path) -> None:
    opened(office, profile)
    assert office("office", "evidence-key").code == 0
    for folder in ("one", "two"):
        ran = office("evidence", "make", "--case", "A-1", "--profile", profile, "--out", folder)
        assert ran.code == 0
    one, two = (
        {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in tmp_path.glob(f"{folder}/*")
        }
        for folder in ("one", "two")
    )
    assert one == two
    assert lacking(office, "one", "--case", "A-1")[-1] != "other_pack"


def test_a_pack_takes_the_place_of_its_former_and_of_nothing_else(
    run: Run, profile: str, tmp_path: Path
) -> None:
    opened(run, profile)
    (tmp_path / "note.txt").write_text("a letter")
    run("case", "attach", "A-1", "note.txt", "--as", "correspondence")
    assert run("evidence", "make", "--case", "A-1", "--out", "out").code == 0
    assert (tmp_path / "out/attachments/01-correspondence.txt").is_file()
    assert run("evidence", "make", "2", "--out", "out").code == 0
    assert not (tmp_path / "out/attachments/01-correspondence.txt").exists()
    (tmp_path / "out/mine.docx").write_bytes(b"hours of work")
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}
    ran = run("evidence", "make", "2", "--out", "out")
    assert (ran.code, ran.out) == (2, "")
    assert "mine.docx" in ran.err
    assert {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")} == before


def test_a_paper_that_was_exchanged_in_the_case_is_not_packed(
    run: Run, profile: str, tmp_path: Path
) -> None:
    opened(run, profile)
    (tmp_path / "note.txt").write_text("a letter")
    run("case", "attach", "A-1", "note.txt", "--as", "invoice")
    (case_files.folder_of("A-1") / "papers/01-invoice.txt").write_text("another letter")
    ran = run("evidence", "make", "--case", "A-1")
    assert (ran.code, ran.out) == (4, "")
    assert "01-invoice.txt is not the file that was attached" in ran.err
    assert not (tmp_path / "pack-A-1").exists()


def test_a_case_without_a_sale_makes_no_pack(run: Run, profile: str) -> None:
    run("case", "open", "complaint", "--no", "A-2", "--reason", "charged twice, she says")
    assert "sale" in lacking(run, "--case", "A-2")
    ran = run("evidence", "make", "--case", "A-2")
    assert (ran.code, ran.out) == (2, "")
    assert "case tie A-2" in ran.err
    assert run("evidence", "make").code == 2
    assert run("evidence", "make", "2", "--case", "A-2").code == 2
    assert run("evidence", "check").code == 2


@pytest.mark.parametrize(
    ("day", "word"),
    [(not_settled, "Settlement"), (days.nothing_captured, None)],
    ids=["not settled", "nothing captured"],
)
def test_what_the_pack_itself_lacks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: Any, word: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    profile = days.keep(run, tmp_path, day())
    assert run("evidence", "make", "2", "--profile", profile, "--out", "out").code == 0
    ran = run("evidence", "check", "out", "--json")
    assert ran.code == 1
    (told,) = ran.json()
    must = [each["text"] for each in told["lacks"] if each["must"]]
    assert any("terminal.mid" in each for each in must)
    assert any(str(word) in each for each in must) == (word is not None)
    remarks = [each["lack"] for each in told["lacks"] if not each["must"]]
    assert ("no_text" in remarks) == (day is days.nothing_captured)


def test_the_sale_is_named_as_the_acquirer_names_it(run: Run, profile: str) -> None:
    ran = run("case", "open", "inquiry", "--no", "A-3", "--tx", days.RRN, "--rrn", days.RRN)
    assert f"{days.RRN} (record 9 of " in ran.out
    ran = run("case", "tie", "A-3", "#9")
    assert "#9 (record 9 of " in ran.out


def test_a_number_that_came_twice_is_not_guessed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = days.good_day()
    book.sale("+09:00:00", 8_990, trace=2)
    days.keep(run, tmp_path, book)
    ran = run("case", "open", "inquiry", "--tx", "2")
    assert (ran.code, ran.out) == (2, "")
    assert "#9 (2026-11-23 12:40:21" in ran.err
    assert run("case", "list").out == ""


def test_what_is_no_pack_is_not_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert run("evidence", "check", str(tmp_path / "out")).code == 4
    for text in ("{", "[]", '{"format": "posminder evidence pack 1", "slips": [], "form": 1}'):
        (tmp_path / "out/pack.json").write_text(text)
        ran = run("evidence", "check", str(tmp_path / "out"))
        assert (ran.code, ran.out) == (4, "")


def test_no_file_that_is_written_holds_a_card_number(
    office: Run, profile: str, tmp_path: Path
) -> None:
    run = office
    opened(run, profile)
    run("office", "evidence-key")
    for name, data in ((f"{PAN}.txt", b"x"), ("a.txt", PAN.encode()), ("b.png", SCAN)):
        (tmp_path / name).write_bytes(data)
        run("case", "attach", "A-1", name, "--as", "invoice", "--masked")
    run("case", "answer", "A-1", f"card {PAN}")
    run("evidence", "make", "--case", "A-1", "--profile", profile)
    run("evidence", "zip", "pack-A-1")
    run("evidence", "extract", "2", "--out", "extract.html")
    written = [*(tmp_path / "pack-A-1").rglob("*"), *case_files.folder().rglob("*")]
    written += [tmp_path / "pack-A-1.zip", tmp_path / "extract.html"]
    for path in (each for each in written if each.is_file()):
        assert PAN.encode() not in path.read_bytes(), path
        assert PAN not in path.name
        if path.suffix in (".html", ".txt", ".jsonl", ".json"):
            text = path.read_text(encoding="utf-8")
            runs = re.findall(r"(?<![0-9a-zA-Z])\d{13,19}(?![0-9a-zA-Z])", text)
            assert not [each for each in runs if blot(each)[1]], path
    assert len(case_files.load("A-1").papers) == 1


EXTRACT_NEVER = ("1250", "12.50", "4.20", "girocard", "LERBELEG", "rows.jsonl", BOARD, "kn-0001")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customers_extract_tells_his_sale_and_nothing_else(
    run: Run, profile: str, tmp_path: Path, language: str
) -> None:
    ran = run("evidence", "extract", "2", "--profile", profile, "--lang", language, "--json")
    (told,) = ran.json()
    page = (tmp_path / told["file"]).read_text()
    values = {each["key"]: each["value"] for each in told["lines"]}
    assert (values["merchant"], values["mid"]) == ("Kiosk am Markt", MID)
    assert (values["amount"], values["card"]) == ("89.90 EUR", "476173******0119")
    assert values["sold_at"] == "2026-11-23 12:40:21 +01:00"
    assert values["result"] == {"en": "approved", "zh-CN": "批准"}[language]
    assert "2026-11-23" in values["settled"]
    for value in values.values():
        assert value in page
    for never in EXTRACT_NEVER:
        assert never not in page.split("</style>")[1], never
    for name in ("extract.title", "extract.what", "extract.not"):
        for text in MESSAGES[name]:
            assert text.replace("'", "&#39;") in page
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)


def test_a_refund_that_may_be_anothers_is_no_part_of_an_extract(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = days.good_day()
    book.sale("+09:00:00", 8_990, kind="refund")
    days.keep(run, tmp_path, book)
    assert '"alike": true' in run("tx", "2", "--json").out
    (told,) = run("evidence", "extract", "2", "--json").json()
    (line,) = [each for each in told["lines"] if each["key"] == "counters"]
    assert line["value"].startswith("none was seen until")


def test_a_settlement_of_no_known_day_is_no_line_of_an_extract(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = days.morning()
    days.sells(book)
    word = r.SETTLEMENT_WORDS.index("verified")
    book.add("20:05:00", r.R_SETTLEMENT, word, None, 10_240, 2, 0)
    days.keep(run, tmp_path, book)
    (told,) = run("evidence", "extract", "2", "--lang", "zh-CN", "--json").json()
    assert "settled" not in {each["key"] for each in told["lines"]}
    assert "unknown" not in (tmp_path / told["file"]).read_text().split("</style>")[1]


def test_every_lack_has_its_sentence() -> None:
    source = Path(case_files.__file__).parent
    code = (source / "completeness.py").read_text() + (
        source.parent / "cli/evidence_check.py"
    ).read_text()
    words = set(re.findall(rf'{Lack.__name__}\("([a-z_]+)"', code))
    said = {name.removeprefix("lack.") for name in MESSAGES if name.startswith("lack.")}
    assert said == words | {"must", "remark", "ready", "not_ready"}
