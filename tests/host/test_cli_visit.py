# SPDX-License-Identifier: MIT
"""`visit` at a desk: every step, what is asked, what is owed, and a cable that comes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import cbor2
import pytest

from posminder import home, site_files, ticket_files
from posminder.cli import visit
from posminder.messages import MESSAGES
from posminder.profile import sheets
from posminder.ticket import Ticket
from posminder_formats import profile_fields as f
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KEY, KIOSK, Run

SHEET = Path("host_tools/posminder/profiles/acquirer/example-de.yaml")


@pytest.fixture
def shop(run: Run, board: DeskBoard) -> DeskBoard:
    """Return a board whose site's file this computer put into force."""
    board.stored_key = None
    assert run("apply", KIOSK, "--commission").code == 0
    return board


def newer_sheet(old: str = "warn_at: 240", new: str = "warn_at: 200") -> None:
    text = SHEET.read_text(encoding="utf-8").replace("version: 2026-1", "version: 2026-2")
    assert old in text
    path = sheets.folder() / "acquirer/example-de.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    (found,) = run("visit", "--json", *arguments).json()
    return {each["step"]: each for each in found["steps"]}


def test_a_visit_where_nothing_is_owed(run: Run, shop: DeskBoard) -> None:
    ran = run("visit")
    assert ran.code == 0
    for said in ("Visit at kn-0001", "Journal: 12 new", "Clock: set", "Profile: in force"):
        assert said in ran.out, said
    for said in ("Firmware: ", "Batch: 2 sales, 25.05 EUR, not settled", "Nothing is owed."):
        assert said in ran.out, said
    shown = run("visit", "--lang", "zh-CN").out
    assert "时钟：已校准" in shown
    assert "没有待处理事项" in shown
    states = {name: step["state"] for name, step in told(run).items()}
    assert states["pull"] == "done"
    assert states["sheet"] == "newest"
    assert states["clock"] == "done"


def test_a_newer_sheet_is_put_into_force_after_a_question(run: Run, shop: DeskBoard) -> None:
    newer_sheet()
    assert told(run)["sheet"]["state"] == "declined"  # nobody there to ask
    assert told(run)["sheet"]["owed"]
    ran = run("visit", "--yes")
    assert "batch.warn_at" in ran.out
    assert "settings changed, now in force (acquirer/example-de 2026-2)" in ran.out
    assert shop.stored_profile is not None
    values = cbor2.loads(shop.stored_profile)
    assert values[f.P_BATCH_WARN_AT] == 200
    assert values[f.P_SHEET_VERSION] == "2026-2"
    assert told(run)["sheet"]["state"] == "newest"


def test_the_board_s_own_password_stays_where_its_variable_is_not_set(
    run: Run, board: DeskBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(KIOSK).read_text(encoding="utf-8")
    text = text.replace('tid: "29001234"', 'tid: "29001234", zvt: {password: "env:ZVT"}')
    file = tmp_path / "site.yaml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ZVT", "123456")
    board.stored_key = None
    assert run("apply", str(file), "--commission").code == 0
    monkeypatch.delenv("ZVT")
    file.unlink()  # the copy that was kept is enough
    assert site_files.find(BOARD) == home.home() / "sites" / BOARD / "site.yaml"
    newer_sheet()
    assert told(run, "--yes")["sheet"]["state"] == "applied"
    assert board.stored_profile is not None
    assert cbor2.loads(board.stored_profile)[f.P_ZVT_PASSWORD] == b"\x12\x34\x56"


def test_without_the_site_s_file_a_newer_sheet_is_only_told(run: Run, shop: DeskBoard) -> None:
    for path in sorted((home.home() / "sites" / BOARD).iterdir()):
        path.unlink()
    assert told(run)["sheet"]["state"] == "no_site"
    newer_sheet()
    found = told(run, "--yes")["sheet"]
    assert (found["state"], found["owed"]) == ("newer_no_site", True)
    assert found["values"]["version"] == "2026-2"


def test_a_site_s_file_with_errors_changes_nothing(
    run: Run, board: DeskBoard, tmp_path: Path
) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(Path(KIOSK).read_text(encoding="utf-8"), encoding="utf-8")
    board.stored_key = None
    assert run("apply", str(file), "--commission").code == 0
    before = board.stored_profile
    file.write_text("schema: 9\n", encoding="utf-8")
    assert told(run, "--yes")["sheet"]["state"] == "refused"
    assert board.stored_profile == before


def test_what_the_shop_owes_is_said_with_what_comes_next(run: Run, shop: DeskBoard) -> None:
    alert = {"subject": None, "seen": False, "age_s": 5, "alert": "receipt_missing"}
    shop.changes["alerts"] = [alert]
    over = ticket_files.day_of(date(2020, 1, 1))
    ticket_files.take([Ticket(bytes.fromhex(BOARD), 1, "tom", 1, over, KEY)])
    ran = run("visit")
    assert ran.code == 1
    assert "Alerts: receipt not delivered. Next: posminder runbook" in ran.out
    assert f"Tickets: over for {BOARD}" in ran.out
    assert "Owed: " in ran.out
    found = told(run)
    assert found["alerts"]["values"]["alerts"] == ["receipt_missing"]
    assert found["tickets"]["owed"]
    assert not found["batch"]["owed"]  # a batch of today is nobody's debt


LONG = 1_000_000


def used(run: Run, shop: DeskBoard) -> int:
    """Return how many bytes a board says in a whole visit."""
    shop.bytes_until_gone = LONG
    assert run("visit").code == 0
    return LONG - shop.bytes_until_gone


@pytest.mark.parametrize("share", [40, 60, 80])
def test_a_cable_that_comes_out_costs_no_step_that_was_done(
    run: Run, shop: DeskBoard, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    shop.bytes_until_gone = used(run, shop) * share // 100
    pulls = len(shop.asked_since)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:  # it is plugged in again
            shop.bytes_until_gone = None

    monkeypatch.setattr(visit.time, "sleep", sleep)
    ran = run("visit", "--json")
    (found,) = ran.json()
    assert len(slept) == 3
    assert ran.err.count("The rest goes on when the board answers") == 1
    assert [each["step"] for each in found["steps"]][:4] == ["pull", "clock", "sheet", "firmware"]
    assert len(set(shop.asked_since[pulls:])) <= 1  # nothing that came is asked for again


def test_a_board_that_stays_away_ends_it_with_exit_3(
    run: Run, shop: DeskBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit.time, "sleep", lambda seconds: None)
    shop.bytes_until_gone = used(run, shop) // 2
    assert run("visit").code == 3
    shop.bytes_until_gone = None
    assert run("visit", "--port", "elsewhere").code == 3  # one that never answered: no waiting
    assert run("visit").code == 0


def test_every_step_s_states_have_words_and_the_json_is_documented(
    run: Run, shop: DeskBoard
) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    (row,) = (each for each in documented.splitlines() if each.startswith("| `visit`"))
    (found,) = run("visit", "--json").json()
    assert all(f"`{key}`" in row for key in found)
    assert all(f"`{key}`" in row for key in found["steps"][0])
    names = {name.split(".")[1] for name in MESSAGES if name.startswith("visit.")}
    assert {each["step"] for each in found["steps"]} <= names
