# SPDX-License-Identifier: MIT
"""`audit`: an acquirer's file by itself, each finding by a written line, and what is not judged."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from posminder import home
from posminder.reconcile.audit import Cycle
from posminder.store.statements import AcquirerLine
from tests.host.technician import Run

HEADS = "营业日,商户名称,终端编号,批次号,笔数,交易金额,结算时间,划款日期,划款状态,失败原因"
GOOD = "2026-11-23,五爱店,30100417,12,41,100.00,2026-11-23 22:10,2026-11-24,已划款,"


def audited(run: Run, tmp_path: Path, *lines: str, heads: str = HEADS, options: Any = ()) -> Any:
    path = tmp_path / "acquirer.csv"
    path.write_bytes("\n".join((heads, *lines, "")).encode("gb18030"))
    sheet = ("--sheet", "acquirer/example-cn", *options)
    return run("audit", str(path), "--layout", "layout/acquirer-cn", *sheet)


def findings(ran: Any) -> list[tuple[str, int, int | None]]:
    return [
        (each["finding"], each["line"], each["days"])
        for shop in ran.json()
        for each in shop["findings"]
    ]


def test_a_good_file_has_no_findings_and_no_store_is_made(run: Run, tmp_path: Path) -> None:
    ran = audited(run, tmp_path, GOOD)
    assert (ran.code, "1 shops up to 2026-11-24: 0 not settled" in ran.out) == (0, True)
    assert not home.store_path().exists()


@pytest.mark.parametrize(
    ("line", "finding", "days"),
    [
        # settled the next noon; at 01:30 it is of the evening before
        ("2026-11-23,店,1,13,1,5.00,2026-11-24 12:00,2026-11-25,已划款,", "settled_late", 1),
        ("2026-11-23,店,1,13,1,5.00,2026-11-24 01:30,2026-11-25,已划款,", None, None),
        ("2026-11-23,店,1,13,1,5.00,,,待划款,", "not_settled", 7),
        ("2026-11-30,店,1,13,1,5.00,,,待划款,", None, None),  # the file's last day
        ("2026-11-23,店,1,13,1,0.00,,,待划款,", None, None),
        # T+1: Friday's money on Monday; after the cut-over of 23:00 on Tuesday
        ("2026-11-20,店,1,13,1,5.00,2026-11-20 22:00,2026-11-23,已划款,", None, None),
        ("2026-11-20,店,1,13,1,5.00,2026-11-20 22:00,2026-11-24,已划款,", "paid_late", 1),
        ("2026-11-20,店,1,13,1,5.00,2026-11-20 23:00,2026-11-24,已划款,", "paid_late", 1),
        ("2026-11-23,店,1,13,1,5.00,2026-11-23 23:00,2026-11-25,已划款,", None, None),
        ("2026-11-23,店,1,13,1,5.00,2026-11-24 00:30,2026-11-25,已划款,", None, None),
        ("2026-11-23,店,1,13,1,5.00,2026-11-23 22:00,,待划款,", "not_paid", 6),
        ("2026-11-27,店,1,13,1,5.00,2026-11-27 22:00,,待划款,", None, None),
        (
            "2026-11-23,店,1,13,1,5.00,2026-11-23 22:00,2026-11-24,划款失败,账户冻结",
            "returned",
            None,
        ),
    ],
)
def test_each_finding(
    run: Run, tmp_path: Path, line: str, finding: str | None, days: int | None
) -> None:
    end = "2026-11-30,别家,2,1,1,1.00,2026-11-30 22:00,,待划款,"
    ran = audited(run, tmp_path, GOOD, line, end, options=("--json",))
    expected = [] if finding is None else [(finding, 3, days)]
    assert (ran.code, findings(ran)) == (bool(expected), expected)


@pytest.mark.parametrize(
    ("settled", "due"),
    [
        ("2026-11-24 00:00:30", date(2026, 11, 24)),  # half a minute past midnight: that evening's
        ("2026-11-24 00:01:00", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 25)),  # a day without a time
    ],
)
def test_whose_evening_a_settlement_is_of(settled: str, due: date) -> None:
    said = ("acquirer", "", "1", date(2026, 11, 23), "13", "", 0, "CNY", 1, 500, None, None)
    line = AcquirerLine(*said, settled, None, None, "", "", "", "", 2)
    assert Cycle("D+1", None, None).due(line) == due


def test_a_batch_over_several_days_was_forgotten_where_no_time_is_said(
    run: Run, tmp_path: Path
) -> None:
    heads = "营业日,商户名称,终端编号,批次号,交易金额"
    lines = [f"2026-11-{day},店,1,000012,5.00" for day in (23, 24, 24)]
    ran = audited(run, tmp_path, *lines, "2026-11-25,店,1,000013,5.00", heads=heads)
    assert ran.code == 1
    assert "店, 1, 2026-11-23, batch 000012: 5.00 CNY was settled 1 days late (line 2)." in ran.out
    assert "no time of it" in ran.err
    assert "no status" in ran.err


def test_without_a_sheet_nothing_is_called_late(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    late = GOOD.replace("2026-11-24,已划款", "2026-12-24,已划款")
    path.write_bytes(f"{HEADS}\n{late}\n".encode("gb18030"))
    ran = run("audit", str(path), "--layout", "layout/acquirer-cn")
    assert (ran.code, "Whether money is late is not judged" in ran.err) == (0, True)


def test_shops_are_told_apart_the_one_with_most_waiting_first(run: Run, tmp_path: Path) -> None:
    ran = audited(
        run,
        tmp_path,
        GOOD,
        "2026-11-23,甲,1,13,1,5.00,,,待划款,",
        "2026-11-23,乙,2,13,1,50.00,2026-11-23 22:00,,划款失败,户名不符",
        "2026-11-30,乙,2,14,1,1.00,,,待划款,",
    )
    rows = [line.split()[0] for line in ran.out.splitlines()[1:4]]
    assert rows == ["乙", "甲", "五爱店"]
    assert "乙, 2, 2026-11-23, batch 13: 50.00 CNY came back: 户名不符 (line 4)." in ran.out
    assert "1 not settled, 0 settled late, 0 not paid, 0 paid late, 1 came back; 55.00" in ran.out
    chinese = audited(run, tmp_path, GOOD, options=("--lang", "zh-CN"))
    assert "家商户" in chinese.out


def test_a_seeded_chain_of_shops_is_judged_as_somebody_else_does(run: Run, tmp_path: Path) -> None:
    """Sixty shops for three weeks, what is wrong drawn line by line, counted where it is drawn."""
    rng = random.Random(11)
    lines, planted = [], dict.fromkeys(("returned", "not_paid", "not_settled", "settled_late"), 0)
    first, last = date(2026, 11, 2), date(2026, 11, 22)
    for shop in range(60):
        for number in range((last - first).days):
            day = first + timedelta(days=number)
            settled: datetime | None = datetime(day.year, day.month, day.day, 21, rng.randrange(60))
            paid: date | None = day + timedelta(days=1)
            while paid is not None and paid.weekday() > 4:
                paid += timedelta(days=1)
            status = "已划款"
            what = rng.choice(["good"] * 30 + list(planted))
            if what == "returned":
                status = "划款失败"
            elif what == "not_paid" and day < date(2026, 11, 18):
                paid, status = None, "待划款"
            elif what == "not_settled":
                settled, paid, status = None, None, "待划款"
            elif what == "settled_late" and settled is not None and day.weekday() < 3:
                settled += timedelta(days=1)
                paid = day + timedelta(days=2)
            else:
                what = "good"
            planted[what] = planted.get(what, 0) + 1
            lines.append(
                f"{day},店{shop},{shop:08},{number},3,10.00,{settled or ''},{paid or ''},{status},"
            )
    end = "2026-11-22,店0,00000000,99,1,1.00,2026-11-22 21:00:00,,待划款,"
    ran = audited(run, tmp_path, *lines, end, options=("--json", "--until", str(last)))
    found = [name for name, _, _ in findings(ran)]
    counted = {name: found.count(name) for name in planted if name != "good"}
    assert counted == {name: count for name, count in planted.items() if name != "good"}
    assert len(found) == sum(counted.values())


def test_a_bank_s_layout_and_a_wrong_sheet_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("audit", "x.csv", "--layout", "layout/bank-cn").code == 2
    sheet = tmp_path / "sheet.yaml"
    for text, said in (
        ("cut_over: 23:00\n", "names no deposit.cycle"),
        ("deposit: {cycle: T1}\n", "does not fit"),
    ):
        sheet.write_text(text)
        options = ("--layout", "layout/acquirer-cn", "--sheet", str(sheet))
        ran = run("audit", "x.csv", *options)
        assert (ran.code, said in ran.err) == (2, True), ran.err
    ran = audited(run, tmp_path, "2026-13-01,店,1,1,1,1,,,,")
    assert (ran.code, "acquirer.csv:2:1 date: is no date" in ran.err) == (2, True)
