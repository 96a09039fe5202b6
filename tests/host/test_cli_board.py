# SPDX-License-Identifier: MIT
"""`status` and `apply`: what a board says, and what reaches it or does not."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from posminder import home
from posminder.store.store import Store
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KEY, KIOSK, Run, keep_key


def test_status_of_a_shop_where_all_is_well(run: Run, board: DeskBoard) -> None:
    ran = run("status")
    assert ran.code == 0
    for expected in (
        f"Board {BOARD} (desk), firmware 0.1.0, up 1 h 2 min since boot 3.",
        "Terminal line: 120 frames good, 2 checksum errors, 1 repeats, 0 broken off",
        "Register line: 120 frames good, 0 checksum errors",
        "Open batch: 2 transactions, 25.05 EUR",
        "Last settlement: verified, business day 2026-11-21",
        "No alert stands.",
    ):
        assert expected in ran.out


def test_status_exits_with_1_while_an_alert_stands(run: Run, board: DeskBoard) -> None:
    board.changes["alerts"] = [
        {"alert": "receipt_missing", "subject": 17, "seen": False, "age_s": 95}
    ]
    ran = run("status")
    assert ran.code == 1
    assert "ALERT receipt not delivered (17), for 1 min 35 s." in ran.out
    assert "签购单未打印" in run("status", "--lang", "zh-CN").out


def test_status_of_an_empty_board(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    missing = {"site": None, "profile_hash": None, "mode": None, "wall_s": None, "clock": "unset"}
    duties = {"terminal": None, "batch": None, "settlement": None, "receipts_open": None}
    board.changes |= missing | duties | {"lines": {}}
    ran = run("status")
    assert ran.out.startswith("UNCOMMISSIONED: this board has no key")
    assert "No profile: the board does nothing to the terminal." in ran.out
    assert "Clock unset" in ran.out
    assert "line:" not in ran.out


def test_status_json_has_the_documented_keys(run: Run, board: DeskBoard) -> None:
    (found,) = run("status", "--json").json()
    assert found.pop("sheet") is None  # another file, documented with the command's JSON
    documented = Path("firmware/posminder_formats/STATUS.md").read_text(encoding="utf-8")
    for key, value in found.items():
        names = [f"{key}.{each}" for each in value] if isinstance(value, dict) else [key]
        assert all(f"`{name}`" in documented for name in names), names
    assert found["lines"]["register"]["frames"] == 120


@pytest.mark.parametrize("changes", [{"boots": "3"}, {"clock": "gps"}, {"alerts": [{}]}])
def test_a_status_that_breaks_its_contract_is_a_protocol_error(
    run: Run, board: DeskBoard, changes: dict[str, Any]
) -> None:
    board.changes |= changes
    ran = run("status")
    assert ran.code == 4
    assert f"/status: {next(iter(changes))}" in ran.err


def test_apply_commissions_a_new_board_and_applies_a_profile(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    ran = run("apply", KIOSK, "--commission")
    assert ran.code == 0
    expected = run("check", KIOSK, "--json").json()[0]["sha256"]
    assert f"Board {BOARD} has it in force: SHA-256 {expected}" in ran.out
    assert board.stored_key == home.load_key(BOARD)
    assert stat.S_IMODE(home.key_path(BOARD).stat().st_mode) == 0o600
    assert board.wall is not None
    with Store(home.store_path()) as store:
        site = store.site(BOARD)
    assert site is not None
    assert (site.site_id, site.profile_hash) == ("kn-0001", expected)


def test_apply_to_a_board_without_a_key_says_how(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert "posminder apply FILE --commission" in ran.err
    assert board.stored_profile is None


def test_apply_again_needs_no_commissioning(run: Run, board: DeskBoard) -> None:
    keep_key()
    (first,) = run("apply", KIOSK, "--json").json()
    (second,) = run("apply", KIOSK, "--commission", "--json").json()
    assert second["replaced"] == first["sha256"] == second["sha256"]
    assert board.stored_key == KEY


def test_a_wrong_profile_does_not_touch_the_board(
    run: Run, board: DeskBoard, tmp_path: Path
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("schema: 1\n")
    keep_key()
    ran = run("apply", str(path))
    assert ran.code == 2
    assert (board.stored_profile, board.wall) == (None, None)


def test_a_wrong_key_is_refused_and_changes_nothing(run: Run, board: DeskBoard) -> None:
    keep_key(bytes(32))
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert "not the board's" in ran.err
    assert (board.stored_profile, board.wall) == (None, None)


def test_a_key_of_another_computer_is_missed_by_name(run: Run, board: DeskBoard) -> None:
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert f"no key for board {BOARD}" in ran.err


def test_a_hash_that_differs_is_an_integrity_error(run: Run, board: DeskBoard) -> None:
    keep_key()
    board.spoil_hash = True
    assert run("apply", KIOSK).code == 4
