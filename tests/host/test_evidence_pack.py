# SPDX-License-Identifier: MIT
"""Evidence packs of disputed sales: what each page may say, and that nothing else is in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from posminder import home
from posminder.evidence import pdf
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.forms import read_form
from posminder.evidence.pack import make_pack
from posminder.messages import LANGUAGES, MESSAGES
from tests.host import evidence_days as days
from tests.host.journal_bytes import BOARD
from tests.host.report_days import MONDAY
from tests.host.technician import Run
from tests.support.system_programs import require

FONT: Final = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
PAN: Final = "4761739001010119"
ACQUIRER: Final = (
    "Umsatzdatum;Umsatz;TID;Anzahl;Status;Ausgezahlt am;Auszahlung\n"
    "23.11.2026;106,60;29001234;3;ausgezahlt;25.11.2026;105,51\n"
)
Made = Callable[..., dict[str, Any]]
DISPUTED: Final = {
    days.good_day: "2",
    days.reprinted: "2",
    days.not_signed_in: "2",
    days.settled_late: "2",
    days.voided: "3",
    days.nothing_captured: "2",
    days.attended_day: "#6",
}


@pytest.fixture
def made(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Store a day and make the pack of its disputed sale, but for its PDF; returns pack.json."""
    monkeypatch.setattr(pdf, "lacks", lambda: "typst")

    def make(
        day: Callable[[], Any], *options: str, lang: str = "en", **kept: Any
    ) -> dict[str, Any]:
        profile = days.keep(run, tmp_path, day(), **kept)
        out = tmp_path / "pack"
        number = DISPUTED[day]
        named = () if "--bare" in options else ("--profile", profile)
        rest = tuple(each for each in options if each != "--bare")
        ran = run("evidence", "make", number, *named, "--out", str(out), "--lang", lang, *rest)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads((out / "pack.json").read_text())
        return found

    return make


def lines_of(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every graded thing below `value`."""
    if isinstance(value, dict):
        if "grade" in value:
            yield value
        for each in value.values():
            yield from lines_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from lines_of(each)


def days_later(count: int) -> date:
    return MONDAY + timedelta(days=count)


def line(pack: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in lines_of(pack["parts"]) if each.get("key") == key)


@pytest.mark.parametrize("day", DISPUTED, ids=lambda day: day.__name__)
def test_page_1_has_no_word_of_a_person_and_nothing_inferred(
    made: Made, day: Callable[[], Any]
) -> None:
    pack = made(day)
    first = [each for group in pack["form"]["groups"] for each in group["lines"]]
    assert {each["grade"] for each in first} <= {"A", "B", ""}
    assert any(each["grade"] == "B" for each in first) == (day is not days.attended_day)
    assert [bool(each[0]) and bool(each[1]) for each in pack["form"]["limits"]] == [True] * 9
    for each in lines_of(pack):
        told = each.get("available", True) and each["grade"]
        assert not told or each["grade"] in "ABCD"
        assert each.get("value") != ""
        assert each.get("cells") != []


def test_a_good_day_says_what_happened(made: Made) -> None:
    good = made(days.good_day)
    amount = line(good, "amount")
    assert (amount["value"], amount["grade"], amount["records"]) == ("89.90 EUR", "B", [9])
    assert "first print" in good["slips"][0]["heading"]
    assert good["slips"][0]["text"][0] == "*** HÄNDLERBELEG ***"
    assert line(good, "credited")["value"].startswith("not available: no statement")
    assert line(good, "position")["value"].startswith("number 2 of 3")
    # 89.90 at 0.95 % is 0.85405, half up.
    assert line(good, "own_net")["value"] == "89.05 EUR"
    assert "none found in records #9 to #" in line(good, "counters")["value"]
    steps = [row["cells"][0] for row in good["timeline"]["table"]["rows"]]
    assert steps == [
        "Amount entered",
        "Card read",
        "Approved",
        "Receipt: printed",
        "Batch: verified",
        "Clearing date",
        "Expected credit",
        "Credited",
    ]
    approved = good["timeline"]["table"]["rows"][2]["cells"]
    assert approved[1:3] == ["2026-11-23 11:40:21Z", "2026-11-23 12:40:21 +01:00"]
    assert approved[3:5] == ["a computer", "5 h 11 min before, by a computer"]


def test_a_duplicate_is_called_one_and_the_reminder_stands_beside_it(made: Made) -> None:
    pack = made(days.reprinted)
    assert "duplicate" in pack["slips"][0]["heading"]
    prints = [each["value"] for each in pack["prints"]["lines"]]
    assert prints[0].startswith("refused by the register's printer")
    assert prints[1].startswith("printed later as a duplicate, 2026-11-23 12:42:10")
    assert [each.split(",")[0] for each in prints[2:]] == ["raised", "cleared"]


def test_a_sale_that_was_not_signed_in_says_so(made: Made) -> None:
    pack = made(days.not_signed_in)
    assert "while the terminal was not signed in" in line(pack, "sign_in")["value"]
    incidents = next(each for each in pack["parts"] if each["id"] == "incidents")
    assert "sale while not signed in" in incidents["sentences"][0]["cells"][0]


def test_a_late_settlement_says_why(made: Made) -> None:
    pack = made(days.settled_late)
    part = next(each for each in pack["parts"] if each["id"] == "settlement")
    said = " ".join(each["cells"][0] for each in part["sentences"])
    assert "waited 1 d for its settlement" in said
    assert "Cause: declined by the acquirer" in said
    assert line(pack, "due")["value"] == "2026-11-26"


def test_a_void_is_shown_and_so_is_the_charge_before_it(made: Made) -> None:
    pack = made(days.voided)
    assert line(pack, "counters")["value"].startswith("Reversal of 89.90 EUR")
    nearby = next(each for each in pack["parts"] if each["id"] == "nearby")
    assert [row["cells"][1:5] for row in nearby["table"]["rows"]] == [
        ["Sale", "Approved", "89.90 EUR", "the same"],
        ["Reversal", "Approved", "89.90 EUR", "the same"],
    ]
    assert "taken back" in line(pack, "own_net")["value"]


def test_what_was_not_captured_is_not_made_up(made: Made) -> None:
    pack = made(days.nothing_captured, without=(7,))
    assert pack["slips"] == []
    assert pack["prints"]["small"][0].startswith("not available: no slip's text was captured")
    assert "no print of it was seen" in pack["prints"]["lines"][0]["value"]
    assert any("#7 are missing" in english for english, _ in pack["form"]["limits"])


def test_without_a_profile_it_says_what_a_profile_would_tell(made: Made) -> None:
    pack = made(days.good_day, "--bare")
    assert pack["form"]["id"] == "form/retrieval"
    for key in ("mid", "own_net", "credited", "acquirer_total"):
        assert "the site's profile was not named (--profile)" in line(pack, key)["value"]


def test_what_lacks_of_a_journal_is_no_fault_of_terminal_or_options() -> None:
    book = days.Book()
    book.sale("12:40:21", 8_990)  # the journal begins with it
    it = days.material(book, "#1", "en")
    site = replace(it.whole.site, terminal_id=None, profile_hash=None)
    pack = json.loads(make_pack(replace(it, whole=replace(it.whole, site=site)))["pack.json"])
    for key, why in (
        ("firmware", "the records have no start of the board before it"),
        ("profile_hash", "the board's profile was never seen here"),
        ("tid", "neither the terminal nor the board's profile tells it"),
    ):
        assert line(pack, key)["value"] == f"not available: {why}"


def test_where_acquirer_and_bank_agree_with_the_board_the_grade_is_a(
    run: Run, tmp_path: Path
) -> None:
    profile = days.keep(run, tmp_path, days.good_day())
    for name, layout, rows in (
        ("bank", "bank-de", "Buchungstag;Betrag;Verwendungszweck\n25.11.2026;105,51;PAYONE\n"),
        ("due", "acquirer-de", ACQUIRER),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(rows, encoding="utf-8")
        account = ("--account", "DE8937************3000") if name == "bank" else ()
        taken = run("statements", "take", str(file), "--layout", f"layout/{layout}", *account)
        assert taken.code == 0, taken.err
    out = tmp_path / "pack"
    assert run("evidence", "make", "2", "--profile", profile, "--out", str(out)).code == 0
    pack = json.loads((out / "pack.json").read_text())
    first = {each["key"]: each for group in pack["form"]["groups"] for each in group["lines"]}
    assert (first["settled"]["grade"], first["credited"]["grade"]) == ("A", "A")
    assert first["credited"]["value"].startswith("105.51 EUR on 2026-11-25, account DE8937")
    assert line(pack, "acquirer_total")["source"].endswith("…, line 2")


def test_the_number_may_be_a_batch_s_or_an_rrn_on_the_slip_or_a_record_s(
    run: Run, tmp_path: Path
) -> None:
    days.keep(run, tmp_path, days.good_day())
    for number, code, said in (
        (days.RRN, 0, ""),
        ("#9", 0, ""),
        ("7/2", 1, "No transaction with number 7/2"),
        ("999999999999", 1, "looks like an RRN"),
        ("#4", 1, "No transaction"),
        ("A1", 2, "3 transactions bear the number A1, and one is meant. Name its record: #13 ("),
    ):
        ran = run("evidence", "make", number, "--out", str(tmp_path / "pack"), "--json")
        assert (ran.code, said in ran.err) == (code, True), ran.err
        if code == 0:
            assert ran.json()[0]["seq"] == 9


def test_the_proof_is_the_record_s_and_verifies(run: Run, tmp_path: Path) -> None:
    days.keep(run, tmp_path, days.good_day())
    out = tmp_path / "pack"
    assert run("evidence", "make", "2", "--out", str(out)).code == 0
    ran = run("logs", "verify", "--proof", str(out / "proof.json"), "--json")
    assert ran.json()[0]["proved"] == 1
    assert ran.json()[0]["record"]["seq"] == 9
    home.key_path(BOARD).with_suffix(".seal.json").unlink()
    ran = run("evidence", "make", "2", "--out", str(tmp_path / "other"))
    assert (ran.code, "blinding secret is not on this computer" in ran.err) == (0, True)
    assert not (tmp_path / "other/proof.json").exists()
    english, _ = json.loads((tmp_path / "other/pack.json").read_text())["form"]["limits"][0]
    assert "without a proof" in english


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_sale_gives_the_same_bytes(run: Run, tmp_path: Path, lang: str) -> None:
    profile = days.keep(run, tmp_path, days.good_day())
    found = []
    for name, umask in (("one", 0o022), ("two", 0o077)):
        before = os.umask(umask)
        try:
            out = tmp_path / name
            options = ("--profile", profile, "--lang", lang, "--out", str(out))
            assert run("evidence", "make", "2", *options).code == 0
        finally:
            os.umask(before)
        found.append({each.name: each.read_bytes() for each in out.iterdir()})
        time.sleep(1.1)  # a PDF has its time to the second
    assert found[0] == found[1]
    assert sum(map(len, found[0].values())) < 5_000_000
    assert found[0].keys() >= {"pack.html", "pack.json", "rows.jsonl", "receipt.txt", "proof.json"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_read_in_both_languages(run: Run, tmp_path: Path, lang: str) -> None:
    require(FONT, "fonts-noto-cjk")
    reader = require("pdftotext", "poppler-utils")
    for day, number in (("attended_day", "#6"), ("good_day", "2")):
        found = make_pack(days.material(getattr(days, day)(), number, lang))["pack.pdf"]
        file = tmp_path / "pack.pdf"
        file.write_bytes(found)
        read = subprocess.run([reader, "-layout", file, "-"], capture_output=True, check=True)
        first, second, *_ = read.stdout.decode().split("\f")
        for words in ("本材料证明什么、不证明什么", "What this proves, and what not", "经办人"):
            assert words in first, first
        assert "签购单（捕获文本）" in second
        assert "签章" not in second
    assert "*** HÄNDLERBELEG ***" in second


def test_no_card_number_gets_into_any_file(run: Run, tmp_path: Path) -> None:
    book = days.morning()
    trace = days.sells(book)
    days.slip(book, "12:40:25", trace, b"\nPAN 4761 7390 0101 0119\n4761739001\n010119\n")
    book.sale("12:41:00", 8_990, card=PAN)
    days.settles(book)
    days.keep(run, tmp_path, book)
    for number in ("2", "3"):
        out = tmp_path / number
        assert run("evidence", "make", number, "--out", str(out)).code == 0
        files = {each.name: each.read_bytes() for each in out.iterdir()}
        assert len(files) >= 5
        page = tmp_path / f"{number}.html"
        ran = run("evidence", "extract", number, "--out", str(page), "--json")
        files |= {page.name: page.read_bytes(), "extract.json": ran.out.encode()}
        for name, data in files.items():
            digits = re.sub(rb"\D", b"", data)
            if name != "pack.pdf":  # its text is the same as the page's
                assert PAN.encode() not in digits, name
                assert b"7390" not in data or name == "proof.json", name


def test_what_a_case_asks_is_in_its_own_words(tmp_path: Path) -> None:
    case = CaseFacts(
        number="C-17",
        request="retrieval",
        answer_by=days_later(5),
        counted="5 bank days after receipt",
        reason_code="10.3",
        reason_text=f"<b>card {PAN}</b>",
        rrn=days.RRN,
        attached=("slip",),
        lacking=(("invoice", f"lost, card {PAN}"),),
    )
    it = replace(days.material(days.good_day(), "2", "en"), case=case)
    asks = ("receipt", "signature", "camera_record")
    it = replace(it, form=it.form.model_copy(update={"asks": asks}))
    files = make_pack(it)
    pack = json.loads(files["pack.json"])
    first = {each["key"]: each for group in pack["form"]["groups"] for each in group["lines"]}
    assert first["case_no"]["value"] == "C-17"
    assert first["request"]["value"] == "retrieval request"
    assert first["answer_by"]["value"] == "2026-11-28 (5 bank days after receipt)"
    assert first["reason"]["value"] == "10.3 <b>card xxxxxxxxxxxxxxxx</b>"
    assert (first["rrn"]["value"], first["rrn"]["grade"]) == (days.RRN, "B")
    assert [each["part"] for each in pack["asked"]] == ["receipt", "receipt", ""]
    assert [done for done, _ in pack["form"]["ticks"]] == [True, False, False]
    assert b"&lt;b&gt;card" in files["pack.html"]
    assert not [name for name, data in files.items() if PAN.encode() in data]
    other = replace(it, case=replace(case, rrn="999999999999"))
    assert "no captured slip" in line(json.loads(make_pack(other)["pack.json"]), "rrn")["value"]


def test_where_the_pdf_cannot_be_made_the_rest_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.keep(run, tmp_path, days.good_day())
    for name, wanted, said in (
        ("_typst", lambda: None, "pip install 'posminder[evidence]'"),
        ("_families", frozenset, "apt install fonts-noto-cjk"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(pdf, name, wanted)
            out = tmp_path / name
            ran = run("evidence", "make", "2", "--out", str(out))
        assert (ran.code, said in ran.err) == (0, True)
        assert not (out / "pack.pdf").exists()
        assert (out / "pack.html").is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("form: 7", "form"),
        ("form: {id: form/x}", "form.title"),
        (
            "form: {id: form/x, title: {en: a, zh: b}, basis: {en: a, zh: b}}\n"
            "groups: []\nasks: [NO]",
            "asks",
        ),
    ],
)
def test_a_form_that_is_none_is_said_to_be_none(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(text)
    terms = days.TERMS.replace("form/unionpay-retrieval", str(file))
    profile = days.keep(run, tmp_path, days.good_day(), terms)
    ran = run("evidence", "make", "2", "--profile", profile, "--out", str(tmp_path / "pack"))
    assert (ran.code, "is no reply form" in ran.err, said in ran.err) == (2, True, True), ran.err


@pytest.mark.parametrize("name", ["form/retrieval", "form/unionpay-retrieval"])
def test_a_shipped_form_names_lines_that_there_are(name: str) -> None:
    form = read_form(name)
    labels = {each.split(".")[2] for each in MESSAGES if each.startswith("evidence.label.")}
    papers = {each.split(".")[2] for each in MESSAGES if each.startswith("evidence.attach.")}
    assert {key for group in form.groups for key in group.lines} | set(form.asks) <= labels
    assert set(form.ticks) <= papers
    assert "No acquirer's real form was seen." in form.form.basis.en


def test_messages_of_the_pack_are_all_used() -> None:
    """What nobody says any more goes."""
    root = Path(__file__).resolve().parents[2] / "host_tools/posminder"
    own_files = [
        each for each in root.glob("evidence/**/*.*") if each.suffix in (".py", ".j2", ".typ")
    ]
    code = "".join(each.read_text("utf-8") for each in own_files)
    code += "".join(each.read_text() for each in root.glob("cli/evidence*.py"))
    own = [name.split(".")[1:] for name in MESSAGES if name.startswith("evidence.")]
    keyed = ("label", "column", "step", "part", "attach", "glossary", "missing", "source")
    said = set(re.findall(r"""["'](?:evidence\.)?([a-z0-9_]+)[.'"]""", code))
    assert not [".".join(each) for each in own if each[0] not in keyed and each[0] not in said]
