# SPDX-License-Identifier: MIT
"""Files of banks and acquirers: read by layouts, kept once, refused whole with file:line:column."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import zipfile
from datetime import date, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from posminder import home
from posminder.statements import cells
from posminder.statements.layout import Layout, read_layout
from posminder.statements.reading import FINDINGS_MAX, Statement, read
from posminder.store import store as store_module
from posminder.store.statements import BankLine, StatementFile
from posminder.store.store import Store
from tests.host.technician import Run

PAN = "4761739001010119"
ACCOUNT = "622202******1234"
BANK = """\
中国某某银行账户明细,,,,,
账号,6222020200012341234,,,,
交易日期,摘要,借方发生额,贷方发生额,对方户名,交易流水号
２０２６１１２４,商户划款,,"１２，３４０．５０",银联商务,0001
20261125,工资,5000.00,,员工,0002
2026-11-26,划款,-,¥1\u00a0500.00,银联商务,0003
2026-11-26,划款,,"1,500.00",银联商务,0003
合计,,5000.00,"15,340.50",,
"""


def layout(name: str) -> Layout:
    found = read_layout(Path("layout") / name)
    assert found.layout is not None, [each.render() for each in found.findings]
    return found.layout


def bank(tmp_path: Path, text: str | bytes, name: str = "bank-cn") -> Statement:
    path = tmp_path / "bank.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(layout(name).file.encoding))
    return read(path, layout(name), ACCOUNT)


def amounts(found: Statement) -> list[tuple[str, int]]:
    assert not found.findings, [each.render() for each in found.findings]
    return [
        (str(each.day), each.amount_minor) for each in found.lines if isinstance(each, BankLine)
    ]


def test_gb18030_full_width_digits_and_two_columns(tmp_path: Path) -> None:
    found = bank(tmp_path, BANK)
    assert amounts(found) == [
        ("2026-11-24", 1_234_050),
        ("2026-11-25", -500_000),
        ("2026-11-26", 150_000),
        ("2026-11-26", 150_000),
    ]
    first, _, third, fourth = found.lines
    assert isinstance(first, BankLine)
    assert (first.text, first.payer, first.reference) == ("商户划款", "银联商务", "0001")
    assert (first.account, first.line, third.nth, fourth.nth) == (ACCOUNT, 4, 0, 1)


def test_one_amount_with_its_direction_beside_it(tmp_path: Path) -> None:
    text = '交易日期,交易金额,借贷标志,摘要\n2026-11-24,"1,000.00",贷,a\n2026-11-24,20.5,借方,b\n'
    assert amounts(bank(tmp_path, text, "bank-cn-direction")) == [
        ("2026-11-24", 100_000),
        ("2026-11-24", -2_050),
    ]


def test_signs_points_and_commas_of_a_german_bank(tmp_path: Path) -> None:
    text = (
        "Buchungstag;Betrag;Verwendungszweck;Auftragskonto\n"
        "24.11.2026;1.234,56;Gutschrift;DE89370400440532013000\n"
        "24.11.26;-12,00;Entgelt;DE89370400440532013000\n"
        "25.11.2026;12,00-;Entgelt;DE89370400440532013000\n"
        "25.11.2026;(3,5);Entgelt;DE89370400440532013000\n"
    )
    found = bank(tmp_path, text, "bank-de")
    assert [minor for _, minor in amounts(found)] == [123_456, -1_200, -1_200, -350]
    assert {each.account for each in found.lines} == {"DE8937************3000"}


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADS = ["交易日期", "摘要", "借方发生额", "贷方发生额"]


def test_xlsx_with_numbers_dates_and_text(tmp_path: Path) -> None:
    found = bank(
        tmp_path,
        xlsx(
            ["明细"],
            HEADS,
            [datetime(2026, 11, 24), "a", None, 12340.5],
            [date(2026, 11, 25), "b", 0.1 + 0.2, None],
            ["20261126", "c", None, "1,500.00"],
            [datetime(2026, 11, 26, 8, 30), "d", None, 7],
        ),
    )
    assert amounts(found) == [
        ("2026-11-24", 1_234_050),
        ("2026-11-25", -30),
        ("2026-11-26", 150_000),
        ("2026-11-26", 700),
    ]


def test_an_acquirer_s_file_has_its_batches(tmp_path: Path) -> None:
    text = (
        "营业日,商户名称,终端编号,批次号,笔数,交易金额,手续费,结算金额,结算时间,清算日期,划款日期,"
        "划款状态,失败原因,收款账号\n"
        "2026-11-23,五爱店,30100417,000012,41,12340.50,74.04,12266.46,2026-11-23 22:10,2026-11-23,"
        "2026-11-24,已划款,,6222020200012341234\n"
        "2026-11-24,五爱店,30100417,000013,3,100.00,0.60,99.40,,,,待划款,,\n"
        "2026-11-25,五爱店,30100417,000014,3,100.00,0.60,99.40,2026-11-26,2026-11-26,2026-11-27,"
        "划款失败,账户冻结,\n"
    )
    found = bank(tmp_path, text, "acquirer-cn")
    assert not found.findings, [each.render() for each in found.findings]
    first, second, third = found.lines
    assert not isinstance(first, BankLine)
    assert (first.terminal, first.batch, first.count, first.gross_minor) == (
        "30100417",
        "000012",
        41,
        1_234_050,
    )
    assert (first.fee_minor, first.net_minor) == (7_404, 1_226_646)
    assert (first.settled, first.paid) == ("2026-11-23 22:10:00", date(2026, 11, 24))
    assert (first.account, first.status) == ("622202*********1234", "paid")
    assert not isinstance(second, BankLine)
    assert (second.settled, second.paid, second.status) == (None, None, "pending")
    assert not isinstance(third, BankLine)
    assert (third.status, third.reason) == ("returned", "账户冻结")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (BANK.replace("5000.00,,员工", "5O00.00,,员工"), ":5:3", "debit: is no amount"),
        (BANK.replace("20261125", "20261325"), ":5:1", "date: is no date such as 2026-11-23"),
        (BANK.replace("5000.00,,员工", "5000.001,,员工"), ":5:3", "more than 2 decimals"),
        (BANK.replace("5000.00,,员工", "5000.00,1.00,员工"), ":5:4", "in one of credit and debit"),
        (BANK.replace("5000.00,,员工", "50,,员工".replace("50", "9" * 13)), ":5:3", "larger than"),
        ("a,b\n1,2\n", ":1:1", "has no line with the heads 交易日期, 贷方发生额, 借方发生额"),
        ("交易日期,贷方发生额,借方发生额\n", ":1:1", "holds no entry"),
        ("交易日期,贷方发生额,借方发生额\n2026-11-24,1\x00,\n", ":2:2", "U+0000"),
        ('交易日期,贷方发生额,借方发生额\n2026-11-24,"1,\n', ":2:1", "is no CSV"),
        ("交易日期,贷方发生额,借方发生额\n2026-11-24\n", ":2:2", "one of credit and debit"),
        ("交易日期,贷方发生额,借方发生额\n," + "x" * 1_001, ":2:2", "more than 1000"),
        ("交易日期,贷方发生额,借方发生额\n" + "," * 200, ":2:201", "more than 200 columns"),
        ("交易日期,贷方发生额,借方发生额\n1026-11-24,1,\n", ":2:1", "long past"),
        (b"\xd0\xcf\x11\xe0old", ":1:1", "old Excel file"),
        (b"PK\x03\x04 and nothing", ":1:1", "cannot be read as an xlsx file"),
        (BANK.encode("utf-16"), ":", ""),
        (b"", ":1:1", "has no line with the heads"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, text: str | bytes, place: str, said: str) -> None:
    found = bank(tmp_path, text)
    assert found.lines == ()
    finding = found.findings[0]
    assert f"bank.csv{place}" in str(finding.spot)
    assert said in finding.sentence


def test_findings_are_bounded(tmp_path: Path) -> None:
    text = "交易日期,贷方发生额,借方发生额\n" + "nonsense,1,\n" * 1_000
    assert len(bank(tmp_path, text).findings) == FINDINGS_MAX


def test_what_would_grow_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (cells.UNPACKED_BYTES_MAX + 1))
    found = bank(tmp_path, packed.getvalue())
    assert "grows to more than" in found.findings[0].sentence
    monkeypatch.setattr(cells, "LINES_MAX", 2)
    assert "longer than 2 lines" in bank(tmp_path, BANK).findings[0].sentence
    monkeypatch.setattr(cells, "FILE_BYTES_MAX", 2)
    assert "is larger than 2 bytes" in bank(tmp_path, BANK).findings[0].sentence


def test_entities_that_grow_are_no_answer_either(tmp_path: Path) -> None:
    good = xlsx(HEADS, ["2026-11-24", "a", None, "1.00"])
    bomb = b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
    for number in range(1, 20):
        name, before = chr(97 + number).encode(), chr(96 + number).encode()
        bomb += b'<!ENTITY %s "%s">' % (name, b"&%s;" % before * 10)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good)) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for part in old.namelist():
            data = old.read(part)
            if part.endswith("sheet1.xml"):
                head, _, tail = data.partition(b"<worksheet")
                data = (
                    head
                    + bomb
                    + b"]><worksheet"
                    + tail.replace(b"</worksheet>", b"&t;</worksheet>")
                )
            new.writestr(part, data)
    assert (
        "cannot be read as an xlsx file" in bank(tmp_path, packed.getvalue()).findings[0].sentence
    )


def test_any_damage_ends_in_lines_or_findings(tmp_path: Path) -> None:
    good = xlsx(HEADS, *[["2026-11-24", f"a{n}", None, 12.5 + n] for n in range(30)])
    rng = random.Random(9)
    for _ in range(150):
        damaged = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(4, len(damaged))] = rng.randrange(256)
        found = bank(tmp_path, bytes(damaged))
        assert bool(found.lines) is not bool(found.findings)
    for at in range(0, len(good), 97):
        assert bank(tmp_path, good[:at] or b"x").findings


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda t: t.encode("gb18030", "replace"))
)
def test_any_bytes_end_in_lines_or_findings(tmp_path_factory: Any, data: bytes) -> None:
    found = bank(tmp_path_factory.mktemp("any"), data)
    assert bool(found.lines) is not bool(found.findings)


def test_no_whole_number_of_a_card_or_an_account_is_kept(run: Run, tmp_path: Path) -> None:
    text = BANK.replace("商户划款", f"退 {PAN} 6222020200012341234").replace("0001", PAN)
    path = tmp_path / f"{PAN}.csv"
    path.write_bytes(text.encode("gb18030"))
    ran = run("statements", "take", str(path), "--layout", "layout/bank-cn", "--account", ACCOUNT)
    assert ran.code == 0, ran.err
    raw = b"".join(each.read_bytes() for each in home.store_path().parent.glob("*"))
    assert PAN.encode() not in raw
    assert b"6222020200012341234" not in raw


# The store


def taken(run: Run, tmp_path: Path, text: str, *options: str, name: str = "bank-cn") -> Any:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode("gb18030"))
    return run("statements", "take", str(path), "--layout", f"layout/{name}", *options)


def held() -> list[tuple[str, int, int]]:
    with Store(home.store_path()) as store:
        return [(str(each.day), each.amount_minor, each.nth) for each in store.bank_lines()]


def test_the_same_lines_are_kept_once_however_files_overlap(run: Run, tmp_path: Path) -> None:
    assert taken(run, tmp_path, BANK, "--account", ACCOUNT).out == (
        "file.csv: 4 entries: 4 new, 0 corrected, 0 known.\n"
    )
    before = held()
    longer = BANK.replace("合计", "2026-11-27,划款,,8.00,银联商务,0009\n合计")
    (told,) = taken(run, tmp_path, longer, "--account", ACCOUNT, "--json").json()
    assert (told["new"], told["known"]) == (1, 4)
    assert held() == [*before, ("2026-11-27", 800, 0)]
    assert "已有 5" in taken(run, tmp_path, longer, "--account", ACCOUNT, "--lang", "zh-CN").out


def test_a_wrong_line_keeps_nothing(run: Run, tmp_path: Path) -> None:
    ran = taken(run, tmp_path, BANK.replace("5000.00,,员工", "x,,员工"), "--account", ACCOUNT)
    assert ran.code == 2
    assert "file.csv:5:3 debit: is no amount as this layout writes them" in ran.err
    assert held() == []
    (told,) = taken(run, tmp_path, "a,b\n", "--json").json()
    assert (told["ok"], told["errors"][0]["line"]) == (False, 1)


def test_a_store_of_schema_8_takes_statements_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.add_account_text("b0", b"kept", 1)
    db = sqlite3.connect(path)
    later = "".join(
        files("posminder").joinpath("store", script).read_text("utf-8")
        for script in store_module._SCRIPTS[8:]
    )
    for kind, name in re.findall(r"CREATE (?:UNIQUE )?(TABLE|INDEX) (\w+)", later):
        db.execute(f"DROP {kind} IF EXISTS {name}")
    db.execute("PRAGMA user_version = 8")
    db.close()
    line = BankLine("", date(2026, 11, 24), 5, "CNY", "", "", "", 0, "00", 1)
    with Store(path) as store:
        store.add_statement(StatementFile("00", "f", "l", "bank", 0, "li"), [line])
        assert store.bank_lines() == [line]
        assert len(store.account_text("b0", sha256(b"kept").hexdigest()) or b"") == 4


ACQUIRER = (
    "营业日,商户名称,终端编号,批次号,笔数,交易金额,划款状态\n"
    "2026-11-23,店,30100417,12,41,12340.50,{}\n"
)


def test_an_acquirer_s_new_word_is_an_added_correction(run: Run, tmp_path: Path) -> None:
    for status, what in (("待划款", "new"), ("待划款", "known"), ("划款失败", "corrected")):
        text = ACQUIRER.format(status)
        (told,) = taken(run, tmp_path, text, "--json", name="acquirer-cn").json()
        assert told[what] == 1, what
    with Store(home.store_path()) as store:
        (line,) = store.acquirer_lines()
    assert line.status == "returned"
    db = sqlite3.connect(home.store_path())
    assert db.execute("SELECT status, corrects FROM acquirer_line ORDER BY id").fetchall() == [
        ("pending", None),
        ("returned", 1),
    ]
    for table in ("statement_file", "bank_line", "acquirer_line"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 9"):
            if table == "bank_line":
                continue  # empty here: no row, no trigger
            with pytest.raises(sqlite3.Error):
                db.execute(change)
    db.close()


_LINES = st.lists(
    st.tuples(st.integers(1, 5), st.integers(-3, 3).filter(bool), st.sampled_from("ab")),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, deadline=None)
@given(lines=_LINES, seed=st.randoms(use_true_random=False))
def test_ingest_is_idempotent_whatever_whole_days_a_file_spans(
    tmp_path_factory: Any, lines: list[tuple[int, int, str]], seed: random.Random
) -> None:
    """Files of any spans of whole days, in any order, leave each booking once."""
    folder = tmp_path_factory.mktemp("store")
    everything = sorted(lines)
    with Store(folder / "store.sqlite") as store:
        spans = seed.sample([(a, b) for a in range(1, 6) for b in range(a, 6)], 5)
        for number, (first, last) in enumerate([*spans, (1, 5)]):
            rows = [
                f"2026-11-0{day},{text},{-minor if minor < 0 else ''},{minor if minor > 0 else ''}"
                for day, minor, text in everything
                if first <= day <= last
            ]
            if rows:
                text = "交易日期,摘要,借方发生额,贷方发生额\n" + "\n".join(rows)
                found = bank(folder, text)
                file = StatementFile(found.sha256, str(number), "layout/bank-cn", "bank", 0, "li")
                store.add_statement(file, found.lines)
        kept = [(each.day.day, each.amount_minor // 100, each.text) for each in store.bank_lines()]
    assert sorted(kept) == everything


# Layouts


def test_every_shipped_layout_is_listed_and_says_that_it_is_untried(run: Run) -> None:
    names = sorted(
        each.stem for each in Path("host_tools/posminder/profiles/layout").glob("*.yaml")
    )
    out = run("statements", "layouts").out
    assert all(f"layout/{name}" in out for name in names)
    assert out.count("no real file yet") == len(names)
    assert len(run("statements", "layouts", "--json").json()) == len(names)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {date: [a]}\n", "layout: is missing"),
        ("columns: {dat: [a]}\n", 'did you mean "date"?'),
        ("columns: {date: [a]}\nfile: {encoding: gb18O30}\n", "is no encoding"),
        ('columns: {date: [a]}\nfile: {dates: ["%Q"]}\n', "must be written with codes"),
    ],
)
def test_a_wrong_layout_says_where(run: Run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    ran = run("statements", "take", "x.csv", "--layout", str(path))
    assert ran.code == 2
    assert said in ran.err


def test_a_layout_that_lacks_a_column_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "layout: {id: own, kind: bank, source: mine, currency: CNY}\ncolumns: {date: [a]}\n"
    )
    ran = run("statements", "take", "x.csv", "--layout", str(path))
    assert (ran.code, "needs columns.amount, or credit" in ran.err) == (2, True)
    ran = run("statements", "take", "x.csv", "--layout", "layout/bank-cn", "--account", PAN)
    assert (ran.code, PAN in ran.err) == (2, False)
