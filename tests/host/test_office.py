# SPDX-License-Identifier: MIT
"""The office's store, the tickets it issues, and what they open on a technician's computer."""

from __future__ import annotations

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from posminder import home, office_store, ticket_files
from posminder.office_store import Office
from posminder_formats import people
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KEY, KIOSK, Run, keep_key

PHRASE = "four words are enough"


@pytest.fixture(autouse=True)
def quick_and_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase from the environment; and a scrypt that is cheap, as no store in use is."""
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", PHRASE)
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    office = Office.create(PHRASE, tmp_path / "office.json")
    office.add(BOARD, KEY)
    return office.path


def laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Sit down at another computer."""
    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / name))


def test_the_store_keeps_keys_encrypted_for_its_owner(store: Path) -> None:
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert KEY.hex() not in store.read_text()
    assert BOARD not in store.read_text()
    assert Office.open(PHRASE, store).key_of(BOARD) == KEY
    assert KEY.hex() not in repr(Office.open(PHRASE, store))
    with pytest.raises(office_store.OfficeLocked):
        Office.open("four words are enougH", store)
    with pytest.raises(office_store.OfficeThere):
        Office.create(PHRASE, store)


def test_the_costs_of_a_guess_are_those_of_a_store_in_use() -> None:
    source = Path(office_store.__file__).read_text(encoding="utf-8")
    assert "SCRYPT_N: Final = 1 << 17" in source


def test_any_changed_byte_of_the_store_opens_nothing(store: Path) -> None:
    whole = store.read_bytes()
    told = json.loads(whole)
    for name in ("salt", "nonce", "box"):
        for at in range(0, len(told[name]), 7):
            digits = told[name]
            other = digits[:at] + format(int(digits[at], 16) ^ 1, "x") + digits[at + 1 :]
            store.write_text(json.dumps(told | {name: other}))
            with pytest.raises(office_store.OfficeLocked):
                Office.open(PHRASE, store)
    for odd in ({"n": 32}, {"n": 1 << 40}, {"n": "16"}, {"form": "another"}, {"box": ""}):
        store.write_text(json.dumps(told | odd))
        with pytest.raises(office_store.OfficeLocked):
            Office.open(PHRASE, store)
    for end in (0, 1, len(whole) // 2):
        store.write_bytes(whole[:end])
        with pytest.raises(office_store.OfficeLocked):
            Office.open(PHRASE, store)


def test_a_short_passphrase_makes_no_store(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", "elevenchars")
    assert run("office", "init").code == 2
    assert not office_store.is_office()
    assert run("office", "list").code == 2, "there is none"


def test_the_office_commissions_and_no_plain_key_lies_there(
    run: Run, board: DeskBoard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    board.stored_key = None
    assert run("office", "init").code == 0
    ran = run("apply", KIOSK, "--commission")
    assert ran.code == 0
    assert "posminder office ticket" in ran.out
    assert not home.key_path(BOARD).exists()
    assert Office.open(PHRASE).key_of(BOARD) == board.stored_key
    ran = run("apply", KIOSK)
    assert ran.code == 6, "the office too goes by a ticket"
    assert f"posminder office ticket {BOARD}" in ran.err
    assert run("office", "ticket", BOARD, "--person", "li", "--keep").code == 0
    assert run("apply", KIOSK).code == 0

    out = tmp_path / "tom.tickets"
    ran = run("office", "ticket", BOARD, "--person", "tom", "--days", "7", "--out", str(out))
    assert ran.code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert board.stored_key.hex() not in out.read_text()
    (told,) = run("office", "list", "--json").json()
    assert [each["person"] for each in told["tickets"]] == ["li", "tom"]

    laptop(monkeypatch, tmp_path, "toms")
    assert run("diff", KIOSK).code == 6
    assert run("tickets", "take", str(out)).code == 0
    out.unlink()
    assert run("apply", KIOSK).code == 0
    assert run("unlock", "--json").json() == [{"id": BOARD, "role": "technician", "idle_s": 600}]
    assert run("lock").code == 0
    (listed,) = run("tickets", "list", "--json").json()
    assert (listed["board"], listed["person"], listed["state"]) == (BOARD, "tom", "good")


def test_a_ticket_of_another_day_or_board_says_what_to_do(run: Run, board: DeskBoard) -> None:
    board.stored_key = KEY
    office = Office.create(PHRASE)
    office.add(BOARD, KEY)
    today = ticket_files.day_of(date.today())
    ticket_files.take(office.issue([BOARD], people.TECHNICIAN, "tom", today - 9, today - 1))
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert f"ended on {date.today() - timedelta(1)}" in ran.err
    assert "posminder tickets take FILE" in ran.err
    # A laptop whose clock is wrong finds its ticket good: the board does not.
    board.wall = 86_400 * (today + 400)
    ticket_files.take(office.issue([BOARD], people.TECHNICIAN, "tom", today, today + 30))
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert "by the board's clock" in ran.err.lower()


def test_an_owner_s_ticket_reads_and_does_not_configure(run: Run, board: DeskBoard) -> None:
    board.stored_key = KEY
    office = Office.create(PHRASE)
    office.add(BOARD, KEY)
    assert run("office", "ticket", BOARD, "--person", "anna", "--role", "owner", "--keep").code == 0
    assert run("people", "list").code == 0
    ran = run("apply", KIOSK)
    assert ran.code == 6
    assert board.stored_profile is None


def test_a_lost_laptop_costs_a_key_and_its_tickets_are_void(
    run: Run, board: DeskBoard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    board.stored_key = KEY
    office = Office.create(PHRASE)
    office.add(BOARD, KEY)
    out = tmp_path / "tom.tickets"
    assert run("office", "ticket", BOARD, "--person", "tom", "--out", str(out)).code == 0
    assert run("office", "revoke", "nobody").code == 2
    ran = run("office", "revoke", "tom")
    assert f"{BOARD}: a revoked ticket still opens it" in ran.out
    assert run("office", "list", "--json").json()[0]["rotate"] is True
    assert run("office", "rotate").code == 0
    assert board.stored_key != KEY
    assert Office.open(PHRASE).keys_of(BOARD) == (board.stored_key,)
    assert run("office", "list", "--json").json()[0]["rotate"] is False
    laptop(monkeypatch, tmp_path, "toms")
    assert run("tickets", "take", str(out)).code == 0
    ran = run("unlock")
    assert ran.code == 6
    assert "has changed" in ran.err


@pytest.mark.parametrize("took_it", [False, True])
def test_a_change_of_key_that_broke_off_is_ended_by_the_same_command(
    run: Run, board: DeskBoard, took_it: bool
) -> None:
    board.stored_key = KEY
    office = Office.create(PHRASE)
    office.add(BOARD, KEY)
    new = office.begin_change(BOARD)
    if took_it:
        board.stored_key = new
    assert run("office", "rotate").code == 0
    assert board.stored_key == new
    assert Office.open(PHRASE).keys_of(BOARD) == (new,)


def test_plain_keys_move_into_the_store(run: Run, board: DeskBoard) -> None:
    keep_key()
    assert run("office", "init").code == 0
    assert run("office", "add").code == 0
    assert not home.key_path(BOARD).exists()
    assert Office.open(PHRASE).key_of(BOARD) == KEY
    ran = run("office", "add")
    assert ran.code == 2, "there is none any more"


def test_what_no_office_writes_is_no_ticket(run: Run, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "tickets"
    ticket_files.hand_out(path, Office.open(PHRASE, store).issue([BOARD], 1, "tom", 10, 20))
    told = json.loads(path.read_text())
    for odd in (
        {"board": "../../etc"},
        {"board": BOARD.upper()},
        {"role": 0},
        {"role": 5},
        {"role": True},
        {"person": "../tom"},
        {"first_day": 21},
        {"first_day": 0, "last_day": 0},
        {"last_day": 1 << 16},
        {"secret": "00"},
        {"secret": "zz" * 32},
        {"secret": None},
    ):
        path.write_text(json.dumps({**told, "tickets": [told["tickets"][0] | odd]}))
        ran = run("tickets", "take", str(path))
        assert ran.code == 6, odd
    path.write_text("{}")
    assert run("tickets", "take", str(path)).code == 6
    assert run("tickets", "take", str(tmp_path / "none")).code == 2
    assert ticket_files.kept() == ()


def test_wrong_uses_change_nothing(run: Run) -> None:
    office = Office.create(PHRASE)
    office.add(BOARD, KEY)
    for wrong in (
        ("--person", "tom"),
        ("--person", "tom", "--keep", "--out", "x"),
        ("--person", "Tom", "--keep"),
        ("--person", "tom", "--role", "nobody", "--keep"),
    ):
        assert run("office", "ticket", BOARD, *wrong).code == 2
    assert run("office", "ticket", "00" * 8, "--person", "tom", "--keep").code == 6
    assert Office.open(PHRASE).issued == []
