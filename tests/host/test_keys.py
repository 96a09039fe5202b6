# SPDX-License-Identifier: MIT
"""`posminder keys`: other keys for a board, the company's key exchanged, and what is kept here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posminder import home, seal_keys
from posminder.person import Person
from tests.host.journal_bytes import BOARD
from tests.host.technician import KIOSK, Run, plug_in
from tests.host.test_cli_verify import SealingBoard
from tests.support import sealed_journal as made
from tests.support.company_key import company_key

OWNER = Person.with_pin("owner", "2580", bytes.fromhex(BOARD))


@pytest.fixture
def board(run: Run, monkeypatch: pytest.MonkeyPatch) -> SealingBoard:
    board = SealingBoard(None)
    plug_in(monkeypatch, {"desk": board})
    return board


def findings(run: Run, *arguments: str) -> tuple[int, list[str]]:
    ran = run("logs", "verify", "--json", *arguments)
    return ran.code, [each["finding"] for each in ran.json()[0]["findings"]]


def listed(run: Run) -> list[tuple[int | None, str, object]]:
    return [
        (each["from_epoch"], each["first_key"], each["newest_seal"])
        for each in run("keys", "list", "--json").json()
    ]


def test_other_keys_and_verified_on_both_sides(
    run: Run, board: SealingBoard, tmp_path: Path
) -> None:
    key = company_key(tmp_path, "company")
    run("apply", KIOSK, "--commission")
    ran = run("keys", "rekey")
    assert ran.code == 0
    assert "seals with other keys from segment 6 on; the first is kept in" in ran.out
    assert findings(run, "--company-key", str(key)) == (0, [])
    assert findings(run) == (7, ["no_key", "no_key"])
    assert listed(run) == [(0, "locked", None), (6, "locked", {"epoch": 7, "seq": 20})]
    new = board.chains[6]
    everything = b"".join(each.read_bytes() for each in home.home().rglob("*") if each.is_file())
    assert new not in everything
    assert new.hex().encode() not in everything
    shown = run("keys", "list").out
    assert "locked to company key" in shown
    assert "segment 7, record 20" in shown
    proof = tmp_path / "proof.json"
    assert run("logs", "prove", "#18", "--out", str(proof)).code == 0
    checked = run("logs", "verify", "--proof", str(proof), "--company-key", str(key))
    assert checked.code == 0


def test_keys_that_another_computer_ordered_are_named(
    run: Run, board: SealingBoard, tmp_path: Path
) -> None:
    key = company_key(tmp_path, "company")
    run("apply", KIOSK, "--commission")
    run("logs")
    board.rekey(bytes(32), made.BLINDING)  # by nobody who has an account here
    run("logs")
    assert findings(run, "--company-key", str(key)) == (7, ["rekey_unknown"])
    said = run("logs", "verify", "--company-key", str(key), "--lang", "zh-CN").out
    assert "否则视为伪造" in said


def test_a_first_key_that_nobody_kept(run: Run, board: SealingBoard, tmp_path: Path) -> None:
    run("apply", KIOSK, "--commission")
    refused = run("keys", "rekey")
    assert refused.code == 6
    assert "There is no company key" in refused.err
    assert list(board.chains) == [0]
    key = company_key(tmp_path, "company")
    assert run("keys", "rekey").code == 0
    assert findings(run, "--company-key", str(key)) == (7, ["no_key"])  # of the first chain
    assert [each[:2] for each in listed(run)] == [(0, "not_kept"), (7, "locked")]


def test_an_owner_decides_where_people_are(
    run: Run, board: SealingBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_key(tmp_path, "company")
    run("apply", KIOSK, "--commission")
    board.named = [("owner", 4), ("super", 3)]
    supervisor = Person.with_pin("super", "1379", bytes.fromhex(BOARD))
    board.enrolled = [["owner", 4, OWNER.key], ["super", 3, supervisor.key]]
    assert run("keys", "rekey").code == 2
    monkeypatch.setenv("POSMINDER_PIN", "1379")
    assert run("keys", "rekey", "--by", "owner").code == 6
    refused = run("keys", "rekey", "--by", "super")
    assert (refused.code, list(board.chains)) == (6, [0])
    monkeypatch.setenv("POSMINDER_PIN", "2580")
    assert run("keys", "rekey", "--by", "owner").code == 0
    assert len(board.chains) == 2
    # What was kept for the attempts is kept on, and harms nothing.
    assert [each[0] for each in listed(run)].count(None) == 2


def test_a_board_with_nothing_to_go_on_from(run: Run, board: SealingBoard, tmp_path: Path) -> None:
    company_key(tmp_path, "company")
    run("apply", KIOSK, "--commission")
    board.no_chain = True
    refused = run("keys", "rekey")
    assert refused.code == 6
    assert "no seal is near to go on from" in refused.err


def test_the_company_key_is_exchanged(run: Run, board: SealingBoard, tmp_path: Path) -> None:
    old = company_key(tmp_path, "old")
    run("apply", KIOSK, "--commission")
    run("keys", "rekey")
    new = company_key(tmp_path, "new")
    wrong = tmp_path / "wrong.key"
    wrong.write_text("no key")
    assert run("keys", "rewrap", "--company-key", str(wrong)).code == 6
    before = seal_keys.path_of(BOARD).read_bytes()
    other = run("keys", "rewrap", "--company-key", str(new), "--json")
    assert (other.code, other.json()[0]["left"]) == (6, [BOARD])
    assert seal_keys.path_of(BOARD).read_bytes() == before
    ran = run("keys", "rewrap", "--company-key", str(old))
    assert ran.code == 0
    assert "1 boards' keys are locked" in ran.out
    assert findings(run, "--company-key", str(new)) == (0, [])
    assert run("logs", "verify", "--company-key", str(old)).code == 6
    again = run("keys", "rewrap", "--company-key", str(old), "--json")
    assert (again.code, again.json()[0]["rewrapped"]) == (0, [])


def test_nothing_kept_and_damaged_files(run: Run, board: SealingBoard) -> None:
    assert run("keys", "list").code == 0
    run("apply", KIOSK, "--commission", "--keep-first-key")
    assert [each[1] for each in listed(run)] == ["plain"]
    path = seal_keys.path_of(BOARD)
    for spoilt in ({"later": [{}]}, {"later": [{"hash": "0", "blinding": "", "first": {}}]}):
        path.write_text(json.dumps(json.loads(path.read_text()) | spoilt))
        assert run("keys", "list").code == 6
