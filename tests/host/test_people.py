# SPDX-License-Identifier: MIT
"""PINs that will not do, numbers cut to masks, the text people sign, and how a no is said."""

from __future__ import annotations

import io
import sqlite3
import sys
from datetime import date
from pathlib import Path

import pytest

from posminder import errors
from posminder.account_number import NumberRefused, mask
from posminder.account_text import Side, handover_text, plan_text
from posminder.cli.secrets_typed import is_trivial
from posminder.errors import UsageError
from posminder.messages import MESSAGES
from posminder.person import Person
from posminder.store.store import Store
from posminder_formats import people, record_words
from tests.host.desk_board import DeskBoard
from tests.host.technician import Run, keep_key

BOARD = bytes(range(8))
OLD = Side("622202******1234", "Old Bank", "Kiosk")
NEW = Side("621700*********0122", "New Bank", "Kiosk")


@pytest.mark.parametrize("pin", ["0000", "1212", "123123", "1234", "4321", "98765", "67890"])
def test_a_pin_that_anybody_tries_first(pin: str) -> None:
    assert is_trivial(pin)


@pytest.mark.parametrize("pin", ["2846", "73915", "5501", "135790", "1123"])
def test_a_pin_that_will_do(pin: str) -> None:
    assert not is_trivial(pin)


@pytest.mark.parametrize(
    ("pin", "again", "why"),
    [
        ("2846", "2847", "differ"),
        ("123", "123", "4 to 8 digits"),
        ("123456789", "123456789", "4 to 8 digits"),
        ("28a6", "28a6", "4 to 8 digits"),
        ("1234", "1234", "first anybody tries"),
    ],
)
def test_what_is_typed_is_never_said_back(
    run: Run,
    board: DeskBoard,
    monkeypatch: pytest.MonkeyPatch,
    pin: str,
    again: str,
    why: str,
) -> None:
    keep_key()
    board.named = [("owner", people.OWNER)]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{pin}\n{again}\n"))
    ran = run("people", "enrol", "owner")
    assert (ran.code, why in ran.err) == (2, True)
    assert pin not in ran.out + ran.err.replace("4 to 8", "")


def test_a_person_is_another_one_on_another_board_and_with_another_pin() -> None:
    made = {
        Person.with_pin("anna", "2846", BOARD).key,
        Person.with_pin("anna", "2846", bytes(8)).key,
        Person.with_pin("anna", "2847", BOARD).key,
        Person.with_pin("bert", "2846", BOARD).key,
    }
    assert len(made) == 4
    assert all(len(key) == people.KEY_BYTES for key in made)
    # RFC 8018's function, by another program: openssl kdf -keylen 32 PBKDF2
    assert Person.with_pin("anna", "2846", BOARD).key.hex() == _ANNA


_ANNA = "6bcac38184d87d501b7fe98184ceebce0b56e221848e9b931085ba4367da2ec8"


@pytest.mark.parametrize(
    ("number", "corporate", "masked"),
    [
        ("6217 0012 3456 7890 122", False, "621700*********0122"),
        ("4761739001010119", False, "476173******0119"),
        ("1234567890", True, "12****7890"),
        ("123456789012", True, "1234****9012"),
        ("de89 3704 0044 0532 0130 00", False, "DE893704**********3000"),
        ("GB82 WEST 1234 5698 7654 32", True, "GB82**************5432"),
    ],
)
def test_masks(number: str, corporate: bool, masked: str) -> None:
    assert mask(number, corporate=corporate) == masked


@pytest.mark.parametrize(
    ("number", "corporate"),
    [
        ("4761739001010118", False),
        ("123456789012", False),
        ("123456789", True),
        ("1" * 31, True),
        ("12345678901x", True),
        ("DE88370400440532013000", False),
        ("", False),
        ("４７６１７３９００１０１０１１９", False),
    ],
)
def test_numbers_that_are_none(number: str, corporate: bool) -> None:
    with pytest.raises(NumberRefused) as caught:
        mask(number, corporate=corporate)
    assert number == "" or number not in str(caught.value)


def test_the_text_is_the_same_bytes_for_everybody() -> None:
    plan = plan_text("00" * 8, "kn-0001 Kiosk", OLD, NEW, date(2027, 1, 31), "owner (A)")
    whole = handover_text(plan, "A", "B", ["bank letter", "licence"])
    assert whole.startswith(plan)
    assert whole.decode().splitlines() == [
        "posminder settlement account change 1 / 结算卡变更",
        "board 守护盒: 0000000000000000",
        "site 站点: kn-0001 Kiosk",
        "old account 原结算卡: 622202******1234",
        "old bank 原开户行: Old Bank",
        "old holder 原户名: Kiosk",
        "old class, since 原账户类别, 启用日: -",
        "new account 新结算卡: 621700*********0122",
        "new bank 新开户行: New Bank",
        "new holder 新户名: Kiosk",
        "effective 生效日: 2027-01-31",
        "planned by 计划人: owner (A)",
        "handed over by 移交人: A",
        "handed over to 接收人: B",
        "paper checked 已核对材料: bank letter",
        "paper checked 已核对材料: licence",
    ]


@pytest.mark.parametrize(
    "value", ["", "two\nlines", "x" * 201, "4761739001010119", "DE89370400440532013000"]
)
def test_what_cannot_stand_in_the_text(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        handover_text(b"", "A", "B", [value])
    assert "0101" not in str(caught.value)
    assert "3704" not in str(caught.value)


def test_a_text_is_kept_once_and_never_changed(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite3") as store:
        for at_s in (1, 2):
            store.add_account_text("b", "text 结\n".encode(), at_s)
        digest = "54ecd4f6ab1b8c9b4b3c2b0a"
        assert store.account_text("b", digest) is None
    db = sqlite3.connect(tmp_path / "store.sqlite3")
    ((digest, at_s),) = db.execute("SELECT sha256, at_s FROM account_text").fetchall()
    assert at_s == 1
    for sql in ("UPDATE account_text SET text = 'x'", "DELETE FROM account_text"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(sql)
    db.close()
    with Store(tmp_path / "store.sqlite3") as store:
        assert store.account_text("b", digest) == "text 结\n".encode()


def test_every_refusal_is_said_in_both_languages_as_its_error_says_it() -> None:
    for error in errors.Refused.__subclasses__():
        assert MESSAGES[f"refused.{error.word}"][0] == str(error())


def test_every_deed_and_stage_has_its_words() -> None:
    for deed, _ in people.RIGHTS:
        assert f"word.deed.{record_words.VALUES['deed'][deed]}" in MESSAGES
    for stage in record_words.VALUES["stage"].values():
        assert f"word.stage.{stage}" in MESSAGES


def test_rights_are_one_table_for_all(run: Run) -> None:
    shown = {row["deed"]: row["roles"] for row in run("people", "rights", "--json").json()}
    assert shown["approve_account"] == ["supervisor", "owner"]
    assert shown["settle_above_max"] == ["nobody", "supervisor", "owner"]
    assert "whoever is at the button" in run("people", "rights").out
