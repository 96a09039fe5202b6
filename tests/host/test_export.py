# SPDX-License-Identifier: MIT
"""Tables for other programs: declared once, the same in CSV and JSONL, true to their schema."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from posminder import export
from posminder.export.catalogue import TABLES
from posminder.export.page import page
from posminder.export.schema import schema
from posminder.export.source import Source
from posminder.export.table import Column, Kind, Row, Table
from posminder.export.write import cells, csv_lines, jsonl_lines
from posminder.messages import LANGUAGES
from posminder.report.whole import Whole
from posminder_formats import people
from posminder_formats import records as r
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.technician import Run

SHOWN = Table(
    "shown",
    2,
    "one row of each kind",
    "各类一行",
    (
        Column("text", Kind.TEXT, "a text", "文本", optional=True),
        Column("count", Kind.INTEGER, "a count", "数量", optional=True),
        Column("currency", Kind.TEXT, "letters", "币种", optional=True),
        Column("amount", Kind.MONEY, "an amount", "金额", optional=True),
        Column("day", Kind.DATE, "a day", "日期", optional=True),
        Column("at", Kind.TIME, "a time", "时间", optional=True),
        Column("good", Kind.BOOL, "whether", "是否", optional=True),
        Column("card", Kind.TEXT, "a card", "卡号", optional=True, masked=True),
    ),
)
EMPTY: Row = dict.fromkeys(each.name for each in SHOWN.columns)


def validate(table: Table, line: str) -> dict[str, Any]:
    """Return a JSONL line's object, which its schema takes."""
    found = json.loads(line)
    checker = Draft202012Validator(
        schema(table), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    checker.validate(found)
    return dict(found)


def two_days() -> Whole:
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    book.alert("11:00:00", "receipt_missing", "raised", 7)
    book.add("11:01:00", r.R_APPROVAL, "anna", 2, people.ACKNOWLEDGE, 1, b"", 0, None)
    book.alert("11:01:00", "receipt_missing", "seen", 7)
    book.alert("11:02:00", "receipt_missing", "cleared", 7)
    book.sale("12:00:00", 1_250)
    book.sale("12:10:00", 999, result=0x6C)
    book.sale("13:00:00", 250, "refund")
    book.settles("20:05:00")
    book.sale("+21:00:00", 2_000)  # after closing: unusual
    book.sale(None, 3_000)
    return Whole.of(book.records(), SITE)


def test_a_row_is_written_once_as_text_and_once_in_minor_units() -> None:
    row = {
        **EMPTY,
        "currency": "CNY",
        "amount": -1_205,
        "day": date(2026, 11, 23),
        "at": datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        "good": False,
    }
    (line,) = jsonl_lines(SHOWN, [row])
    assert validate(SHOWN, line) == {
        "schema": "shown/2",
        **dict.fromkeys(("text", "count", "card")),
        "currency": "CNY",
        "amount": "-12.05",
        "amount_minor": -1_205,
        "day": "2026-11-23",
        "at": "2026-11-23T09:05:00+00:00",
        "good": False,
    }
    head, written = csv_lines(SHOWN, [row])
    assert head == "schema,text,count,currency,amount,amount_minor,day,at,good,card\n"
    assert written == ("shown/2,,,CNY,-12.05,-1205,2026-11-23,2026-11-23T09:05:00+00:00,false,\n")


@pytest.mark.parametrize(
    ("currency", "text"), [("CLP", "1205"), ("EUR", "12.05"), ("840", None), (None, None)]
)
def test_where_the_point_is_not_known_there_is_no_decimal_text(
    currency: str | None, text: str | None
) -> None:
    found = cells(SHOWN, {**EMPTY, "currency": currency, "amount": 1_205})
    assert (found["amount"], found["amount_minor"]) == (text, 1_205)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    lines = "".join(csv_lines(SHOWN, [{**EMPTY, "text": text}]))
    (row,) = csv.DictReader(io.StringIO(lines, newline=""))
    assert row["text"] == "'" + text
    (line,) = jsonl_lines(SHOWN, [{**EMPTY, "text": text}])
    assert validate(SHOWN, line)["text"] == text


def test_commas_quotes_and_line_ends_come_back_from_csv() -> None:
    text = '张三, "Kiosk"\nam Markt'
    lines = "".join(csv_lines(SHOWN, [{**EMPTY, "text": text}]))
    (row,) = csv.DictReader(io.StringIO(lines, newline=""))
    assert row["text"] == text


@pytest.mark.parametrize(
    "number", ["4761730000000119", "4761 7300 0000 0119", "６２２２０２０２０００１１２３３４５６"]
)
def test_a_whole_card_number_never_goes_out(number: str) -> None:
    (line,) = jsonl_lines(SHOWN, [{**EMPTY, "card": number}])
    shown = validate(SHOWN, line)["card"]
    assert sum(each.isdigit() for each in shown) == 10
    assert cells(SHOWN, {**EMPTY, "card": "476173******0119"})["card"] == "476173******0119"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"count": "1"}, TypeError),
        ({"count": True}, TypeError),
        ({"good": 1}, TypeError),
        ({"day": datetime(2026, 1, 1, tzinfo=UTC)}, TypeError),
        ({"more": 1}, KeyError),
    ],
)
def test_a_row_that_is_not_as_declared_is_not_written(
    wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        cells(SHOWN, {**EMPTY, **wrong})


def test_a_table_that_could_not_be_read_back_is_refused() -> None:
    amount = Column("amount", Kind.MONEY, "an amount", "金额")
    with pytest.raises(ValueError, match="currency"):
        Table("a", 1, "a", "表", (amount,))
    minor = Column("amount_minor", Kind.INTEGER, "an amount", "金额")
    with pytest.raises(ValueError, match="twice"):
        Table("a", 1, "a", "表", (*SHOWN.columns, minor))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_described_in_both_languages(name: str) -> None:
    table = TABLES[name].table
    assert table.name == name
    for language in LANGUAGES:
        found = schema(table, language)
        Draft202012Validator.check_schema(found)
        assert list(found["properties"]) == table.cell_names == found["required"]
        for each in found["properties"].values():
            chinese = any("一" <= letter <= "鿿" for letter in each["description"])
            assert chinese == (language == "zh-CN"), each


def test_the_page_on_tables_is_what_the_program_makes() -> None:
    made = page()
    assert (Path(export.__file__).parent / "EXPORT.md").read_text(encoding="utf-8") == made
    columns = [column for each in TABLES.values() for column in each.table.columns]
    assert made.count("\n| `") == len(columns)
    masked = [line for line in made.splitlines() if line.startswith("| `") and ", masked" in line]
    assert sum(each.masked for each in columns) <= len(masked)


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_jsonl_say_the_same_and_keep_to_the_schema(name: str) -> None:
    filled = TABLES[name]
    source = Source(two_days())
    objects = [
        validate(filled.table, each) for each in jsonl_lines(filled.table, filled.rows(source))
    ]
    assert objects
    lines = "".join(csv_lines(filled.table, filled.rows(source)))
    for found, row in zip(objects, csv.DictReader(io.StringIO(lines, newline="")), strict=True):
        texts = {k: "" if v is None else str(v) for k, v in found.items()}
        assert {k: v.lower() if v in ("True", "False") else v for k, v in texts.items()} == row


def test_transactions_say_which_settlement_took_them() -> None:
    rows = [
        cells(TABLES["transactions"].table, e)
        for e in TABLES["transactions"].rows(Source(two_days()))
    ]
    told = [(e["amount"], e["approved"], e["settlement_state"], e["settled_day"]) for e in rows]
    assert told == [
        ("12.50", True, "verified", "2026-11-23"),
        ("9.99", False, None, None),
        ("2.50", True, "verified", "2026-11-23"),
        ("20.00", True, None, None),
        ("30.00", True, None, None),
    ]
    assert rows[0]["time"] == "2026-11-23T12:00:00+01:00"
    assert rows[4]["time"] is None


def test_batches_show_both_totals() -> None:
    (batch,) = TABLES["batches"].rows(Source(two_days()))
    assert (batch["count"], batch["total"]) == (2, 1_000)
    assert (batch["saw_count"], batch["saw_total"]) == (2, 1_000)


def test_alerts_say_who_saw_them_and_how_they_ended() -> None:
    (alert,) = TABLES["alerts"].rows(Source(two_days()))
    assert (alert["alert"], alert["subject"], alert["seen_by"]) == ("receipt_missing", "7", "anna")
    assert alert["ended_by"] == "cleared"
    (approval,) = TABLES["approvals"].rows(Source(two_days()))
    assert (approval["person"], approval["deed"]) == ("anna", "acknowledge")


def test_incidents_tell_a_start_and_what_the_store_lacks() -> None:
    whole = two_days()
    lacking = Whole.of([e.record for e in whole.placed if e.seq != 9], SITE)
    found = [(e["incident"], e["seq"]) for e in TABLES["incidents"].rows(Source(lacking))]
    assert found == [("start", 1), ("lacking", 9)]
    assert [e["state"] for e in TABLES["sign_ins"].rows(Source(whole))] == ["unknown", "signed_in"]


def test_only_the_days_asked_for() -> None:
    rows = list(TABLES["transactions"].rows(Source(two_days(), first=date(2026, 11, 24))))
    assert {each["day"] for each in rows} == {date(2026, 11, 24)}
    assert not list(TABLES["batches"].rows(Source(two_days(), last=date(2026, 11, 22))))
    assert MONDAY.isoformat() == "2026-11-23"


def test_the_command_writes_rows_a_file_and_a_schema(stored: Run, tmp_path: Path) -> None:
    ran = stored("export", "transactions")
    assert ran.code == 0
    assert [each["trace"] for each in ran.json()] == [17, 18]
    out = tmp_path / "new" / "transactions.csv"
    assert stored("export", "transactions", "--format", "csv", "--bom", "--out", str(out)).out == ""
    assert out.read_bytes().startswith(b"\xef\xbb\xbfschema,board,")
    assert [each.name for each in out.parent.iterdir()] == [out.name]
    described = json.loads(stored("export", "--schema", "batches", "--lang", "zh-CN").out)
    assert described["$id"] == "urn:posminder:export:batches:2"


def test_wrong_use_is_said_and_leaves_nothing(stored: Run, tmp_path: Path) -> None:
    assert "transactions, batches" in stored("export", "sales").err
    assert stored("export", "batches", "--format", "xml").code == 2
    assert stored("export", "batches", "--from", "monday").code == 2
    assert stored("export", "batches", "--out", str(tmp_path)).code == 2
    assert not list(tmp_path.glob("*.part"))
