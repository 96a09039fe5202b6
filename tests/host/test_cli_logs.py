# SPDX-License-Identifier: MIT
"""`logs` and `tx`: what is pulled, refused, and told of one transaction."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from posminder import home
from posminder.cli import record_filter
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD, OPENING_S, export, record, sale, short_day
from tests.host.technician import KIOSK, Run, keep_key


def test_logs_pulls_stores_and_prints_in_the_shop_s_time(run: Run, board: DeskBoard) -> None:
    keep_key()
    run("apply", KIOSK)
    ran = run("logs")
    assert ran.code == 0
    assert "12 new records, 0 known; the newest is 12." in ran.err
    assert "2026-11-22 +01:00, clock: host\n" in ran.out
    assert re.search(r"\n +5  08:01:10  sale .* amount=12.50 EUR .* card=\*0119 ", ran.out)
    again = run("logs", "--since", "11", "--json")
    assert "0 new records" in again.err
    assert board.asked_since == [0, 12]
    (last,) = again.json()
    assert (last["seq"], last["kind"], last["clock"]) == (12, "settlement", "host")
    assert last["fields"]["state"] == "verified"


def test_records_are_readable_on_a_screen_of_80_columns_and_piped(
    run: Run, board: DeskBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    run("apply", KIOSK)
    piped = run("logs").out.splitlines()
    assert piped[0] == "boot 1, clock unset: seconds since that boot"
    assert piped[1].startswith("     1  +0.000    boot          reason=power firmware=0.1.0")
    assert piped[2] == "2026-11-22 +01:00, clock: host"
    assert len(piped) == 14, "day and clock once each, a record a line"
    assert piped[-1].endswith("state=verified business_day=2026-11-22 count=1 total=12.50 EUR")
    assert [line for line in piped if line != line.rstrip()] == []
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = re.sub(r"\x1b\[\d*m", "", run("logs", "--no-pull").out).splitlines()
    assert max(map(len, screen)) <= 80
    assert " ".join(" ".join(screen).split()) == " ".join(" ".join(piped).split())
    folded = [line for line in screen if line.startswith(" " * 8)]
    assert folded
    assert all(line.startswith(" " * 32) and line[32] != " " for line in folded)


def test_a_board_whose_profile_was_never_seen_has_the_currency_of_its_sales(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "day.pmj"
    file.write_bytes(short_day())
    shown = run("logs", "--file", str(file), "--board", BOARD, "--kind", "settlement,totals").out
    assert shown.count("total=12.50 EUR") == 3
    page = tmp_path / "day.html"
    assert run("report", "day", "--out", str(page)).code in (0, 1)
    text = page.read_text(encoding="utf-8")
    assert "12.50 EUR" in text
    assert "currency not known" not in text


def test_an_amount_without_any_currency_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "end.pmj"
    file.write_bytes(export(record(r.R_TOTALS, 3, 51_460, 1)))
    shown = run("logs", "--file", str(file), "--board", BOARD).out
    assert "total=514.60 (currency not known)" in shown


def test_logs_learns_the_site_from_the_board(run: Run, board: DeskBoard) -> None:
    keep_key()
    run("apply", KIOSK)
    home.store_path().unlink()
    run("logs")
    assert run("logs", "--no-pull", "--board", "kn-0001", "--kind", "settlement").code == 0


def test_a_pull_cut_off_at_any_byte_goes_on_where_it_was(run: Run, board: DeskBoard) -> None:
    keep_key()
    board.journal = export(*[record(r.R_BUTTON, 1)] * 600)
    board.bytes_until_gone = 9000
    assert run("logs").code == 3
    board.bytes_until_gone = None
    assert run("logs").code == 0
    assert board.asked_since[0] == 0
    assert 20 < board.asked_since[1] < 600
    assert len(run("logs", "--no-pull", "--json").json()) == 600


def test_without_a_profile_times_are_utc_and_before_the_clock_since_boot(
    run: Run, board: DeskBoard
) -> None:
    keep_key()
    board.changes["profile_hash"] = None
    ran = run("logs", "--json")
    first, second, third, *_ = ran.json()
    assert (first["time"], first["clock"]) == ("boot 1 +0.000 s", "unset")
    assert (second["clock"], third["time"]) == ("host", "2026-11-22 07:00:01 +00:00")


def test_a_gap_stands_in_its_place_and_exits_with_1(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "part.pmj"
    file.write_bytes(export(record(r.R_BUTTON, 1)) + export(record(r.R_BUTTON, 2), first_seq=5))
    ran = run("logs", "--file", str(file), "--board", BOARD, "--json")
    assert ran.code == 1
    assert "Records 2 to 4 are missing: nothing says why." in ran.err
    assert [each.get("seq", each.get("gap")) for each in ran.json()] == [
        1,
        {"first": 2, "last": 4, "admitted": False, "damaged": False},
        5,
    ]
    assert "2..4" in run("logs", "--no-pull").out


def test_a_damaged_record_is_named_in_its_place_and_costs_no_other(
    run: Run, tmp_path: Path
) -> None:
    data = bytearray(short_day())
    data[data.index(b"VISA")] ^= 4
    file = tmp_path / "day.pmj"
    file.write_bytes(bytes(data))
    ran = run("logs", "--file", str(file), "--board", BOARD, "--json")
    assert ran.code == 1
    assert "Damaged bytes behind record 4" in ran.err
    assert "Records 5 to 5 are missing: their bytes are damaged" in ran.err
    seqs = [each.get("seq", each.get("gap")) for each in ran.json()]
    gap = {"first": 5, "last": 5, "admitted": False, "damaged": True}
    assert seqs == [1, 2, 3, 4, gap, *range(6, 13)]
    assert "DAMAGED" in run("logs", "--no-pull").out


def test_what_is_stored_is_acknowledged_with_the_number_of_damaged_records(
    run: Run, board: DeskBoard
) -> None:
    keep_key()
    data = bytearray(short_day())
    data[data.index(b"VISA")] ^= 4
    board.journal = bytes(data)
    assert run("logs").code == 1
    assert board.acknowledged == [(12, 1)]


def test_a_foreign_file_imports_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "day.pmj"
    file.write_bytes(b"%PDF-1.7 and so on")
    ran = run("logs", "--file", str(file), "--board", BOARD)
    assert ran.code == 4
    assert "nothing was imported" in ran.err
    with Store(home.store_path()) as store:
        assert store.boards() == []


def test_a_forged_record_is_refused_with_4(run: Run, tmp_path: Path) -> None:
    for name, press in (("real", 1), ("forged", 2)):
        (tmp_path / name).write_bytes(export(record(r.R_BUTTON, press)))
    assert run("logs", "--file", str(tmp_path / "real"), "--board", BOARD).code == 0
    ran = run("logs", "--file", str(tmp_path / "forged"))
    assert ran.code == 4
    assert f"Record 1 of board {BOARD}" in ran.err


def test_a_hostile_text_cannot_drive_the_terminal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hostile.pmj"
    file.write_bytes(export(record(r.R_TERMINAL, 0, "\x1b]0;owned\x07[red]x[/red]")))
    ran = run("logs", "--file", str(file), "--board", BOARD)
    assert "\x1b" not in ran.out
    assert "\\x1b]0;owned\\x07[red]x[/red]" in ran.out


def test_an_unknown_kind_or_file_is_a_usage_error_that_says_what_next(
    run: Run, tmp_path: Path
) -> None:
    near = run("logs", "--no-pull", "--kind", "sale,setlement")
    assert (near.code, near.out) == (2, "")
    assert 'there is no kind "setlement"; did you mean "settlement"?' in near.err
    assert "use one of alert, approval, " in run("logs", "--no-pull", "--kind", "tea").err
    file = run("logs", "--file", str(tmp_path / "none"), "--board", BOARD)
    assert file.code == 2
    assert "none cannot be read: No such file or directory. Next: " in file.err
    assert run("logs", "--no-pull").code == 2


def seqs(run: Run, *arguments: str) -> list[int]:
    ran = run("logs", "--no-pull", "--json", *arguments)
    assert ran.code == 0, ran.err
    return [each["seq"] for each in ran.json()]


def test_filters_combine(stored: Run) -> None:
    assert seqs(stored, "--kind", "sale,receipt", "--kind", "alert") == [5, 6, 7, 8, 9]
    assert seqs(stored, "--kind", "sale, receipt", "--since", "6") == [8, 9]
    assert seqs(stored, "--tx", "17", "--kind", "receipt") == [6, 8]
    assert seqs(stored, "--tx", "17", "--from", "2026-11-22 07:05") == [10, 11, 12]
    assert seqs(stored, "--from", "2026-11-22T07:01:10", "--to", "2026-11-22 07:01:30") == [5, 6]
    assert seqs(stored, "--to", "2026-11-22 07:01") == [1, 2, 3, 4, 5, 6, 7]
    assert seqs(stored, "--to", "2026-11-21") == [1]  # no wall time: it may be of that day
    assert len(seqs(stored, "--from", "2026-11-22", "--to", "2026-11-22")) == 12
    assert seqs(stored, "--from", "2026-11-23") == []


def test_times_are_the_shop_s_and_a_clock_time_is_today_s(
    run: Run, board: DeskBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    run("apply", KIOSK)
    run("logs")
    assert seqs(run, "--from", "2026-11-22 08:05", "--to", "2026-11-22 08:05:00") == [10]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 11, 21, 23, 30, tzinfo=tz)  # in the shop it is the 22nd

    monkeypatch.setattr(record_filter, "datetime", Clock)
    assert seqs(run, "--from", "8:05") == [10, 11, 12]


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--from", "yesterday"), ("--to", "25:00"), ("--from", ""), ("--to", "2026-02-30"),
        ("--from", "2026-11-2207:00"), ("--to", "9999-12-31"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_a_usage_error(stored: Run, option: str, text: str) -> None:
    ran = stored("logs", "--no-pull", option, text)
    assert (ran.code, ran.out) == (2, "")
    assert "use a date" in ran.err


def test_a_span_that_ends_before_it_begins_is_a_usage_error(stored: Run) -> None:
    ran = stored("logs", "--no-pull", "--from", "2026-11-22", "--to", "2026-11-21")
    assert ran.code == 2
    assert "2026-11-21 is before 2026-11-22" in ran.err


def test_a_filtered_list_shows_no_gap_and_still_warns(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "part.pmj"
    file.write_bytes(export(record(r.R_BUTTON, 1)) + export(record(r.R_BUTTON, 2), first_seq=5))
    ran = run("logs", "--file", str(file), "--board", BOARD, "--json", "--kind", "button")
    assert ran.code == 1
    assert [each["seq"] for each in ran.json()] == [1, 5]
    assert "Records 2 to 4 are missing" in ran.err


def test_tx_of_another_kind_of_number_says_what_it_is(stored: Run) -> None:
    rrn = stored("tx", "432112345678")
    assert (rrn.code, rrn.out) == (1, "")
    assert "It looks like an RRN, which is the acquirer's number: a ZVT terminal" in rrn.err
    assert stored("logs", "--no-pull", "--tx", "432112345678").code == 1
    assert "RRN" not in stored("tx", "4321").err


def test_a_number_used_again_is_picked_by_day_or_batch(run: Run, tmp_path: Path) -> None:
    day = 86_400
    records = [
        record(kind_and_fields[0], *kind_and_fields[1:], wall_s=OPENING_S + at_s)
        for at_s, kind_and_fields in (
            (0, sale(17)),
            (60, (r.R_SETTLEMENT, 2, 20_779, 1, 1250, 0)),
            (day, sale(17, amount_minor=99)),
        )
    ]
    file = tmp_path / "days.pmj"
    file.write_bytes(export(*records))
    run("logs", "--file", str(file), "--board", BOARD)
    newest = run("tx", "17")
    assert newest.out.startswith("Sale approved: 0.99 EUR, 2026-11-23")
    assert "used before: record 1, 2026-11-22" in newest.err
    assert "Next: posminder tx 17 --seq 1\n" in newest.err
    assert run("tx", "17", "--seq", "1").out.startswith("Sale approved: 12.50 EUR, 2026-11-22")
    for option in ("--day", "--batch"):
        older = run("tx", "17", option, "2026-11-22")
        assert older.out.startswith("Sale approved: 12.50 EUR, 2026-11-22")
        assert older.err == ""
    other = run("tx", "17", "--day", "2026-11-24").err
    assert "is of 2026-11-24; the store has record 3, 2026-11-23, not settled; record 1," in other
    assert "Next: posminder tx 17 --seq 3" in other
    none = run("tx", "17", "--batch", "2026-11-24")
    assert none.code == 1
    assert "is settled with 2026-11-24; the store has record 3, " in none.err
    assert run("tx", "17", "--seq", "2").code == 1
    assert run("tx", "17", "--day", "soon").code == 2
    assert [each["sale"]["seq"] for each in run("tx", "17", "--json").json()] == [3, 1]


def test_hints_lead_on_without_a_clock_and_within_one_day(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "day.pmj"
    sales = (record(*sale(17)), record(*sale(17)), record(*sale(17), wall_s=OPENING_S))
    file.write_bytes(export(*sales, record(*sale(17), wall_s=OPENING_S + 60)))
    run("logs", "--file", str(file), "--board", BOARD)
    ran = run("tx", "17", "--board", BOARD)
    hints = re.findall(r"Next: posminder (tx 17 --seq \d --board \w+)\n", ran.err)
    assert len(hints) == 3
    for seq, hint in zip((3, 2, 1), hints, strict=True):
        (shown,) = run(*hint.split(), "--json").json()
        assert shown["sale"]["seq"] == seq
    assert "record 1, clock unset, not settled" in run("tx", "17", "--day", "2026-11-24").err


def test_a_number_of_any_length_is_only_not_found(stored: Run) -> None:
    ran = stored("tx", "9" * 5000)
    assert ran.code == 1
    assert "No transaction with number 999" in ran.err


def test_a_file_alone_does_not_say_which_board_wrote_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "day.pmj"
    file.write_bytes(short_day())
    ran = run("logs", "--file", str(file))
    assert ran.code == 2
    assert "name it with --board ID" in ran.err
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    assert run("logs", "--file", str(file)).code == 0


@pytest.mark.parametrize("number", ["17", "117", "000017"])
def test_tx_shows_the_whole_life_on_one_screen(stored: Run, number: str) -> None:
    ran = stored("tx", number)
    assert ran.code == 0
    assert ran.out.startswith("Sale approved: 12.50 EUR, 2026-11-22 07:01:10 +00:00.")
    for said in (
        "Trace 17, receipt 117, authorisation -, card 476173******0119 VISA.",
        "Terminal before it: signed in, 2026-11-22 07:00:01 +00:00.",
        "Receipt: refused by the register's printer, then printed later as a duplicate.",
        "Reminder, receipt not delivered: raised 2026-11-22 07:01:31 +00:00.",
        "Batch of business day 2026-11-22: verified, 2026-11-22 07:05:10 +00:00.",
    ):
        assert said in ran.out
    assert len(ran.out.splitlines()) < 25
    chinese = stored("tx", number, "--lang", "zh-CN").out
    assert chinese.startswith("消费成功：12.50 EUR")
    assert "签购单：收银机打印机拒绝，随后已重打印。" in chinese


def test_tx_json_holds_every_step_in_order(stored: Run) -> None:
    (found,) = stored("tx", "17", "--json").json()
    assert [step["seq"] for step in found["steps"]] == [3, 4, 5, 6, 7, 8, 10, 11, 12]
    assert (found["receipt"], found["settlement"]) == ("refused, then duplicate", "verified")


def test_tx_of_a_declined_sale_has_no_batch(stored: Run) -> None:
    ran = stored("tx", "18")
    assert (
        "not approved (code 0x6C, ended at the terminal by a key or by time): 12.50 EUR" in ran.out
    )
    assert "Receipt: nothing seen.\nBatch: not part of one." in ran.out


def test_tx_of_an_unknown_number_exits_with_1(stored: Run) -> None:
    ran = stored("tx", "99")
    assert ran.code == 1
    assert "No transaction with number 99" in ran.err


def test_a_board_that_is_not_on_the_port_is_not_read_in_its_place(
    run: Run, board: DeskBoard
) -> None:
    keep_key()
    ran = run("logs", "--board", "somewhere-else")
    assert ran.code == 2
    assert "not somewhere-else" in ran.err
    assert board.asked_since == []


@pytest.mark.parametrize(
    "arguments",
    [("--since", "99999999999999999999"), ("--to", "9999-12-31 23:59"), ("--from", "9999-12-31")],
)
def test_numbers_and_times_out_of_all_range_are_refused(
    stored: Run, arguments: tuple[str, ...]
) -> None:
    ran = stored("logs", "--no-pull", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert arguments[0] in ran.err


def test_one_odd_record_leaves_the_store_as_it_was(stored: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.pmj"
    odd = (
        record(r.R_CLOCK),
        record(r.R_SALE, 1, 0, "x", *[None] * 10),
        record(r.R_ALERT, 1, 1, [1]),
    )
    for body in odd:
        file.write_bytes(export(record(r.R_BUTTON, 1), body, first_seq=13))
        refused = stored("logs", "--file", str(file), "--board", BOARD)
        assert (refused.code, refused.out) == (4, "")
        assert "record 14 has a good checksum but is no record" in refused.err
    assert stored("logs", "--no-pull", "--json").json()[-1]["seq"] == 12
