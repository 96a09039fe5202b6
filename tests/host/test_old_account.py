# SPDX-License-Identifier: MIT
"""The account before a change: kept open while money is on its way to it, and said so (R45)."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from posminder import home
from posminder.account_text import Side, masks_of, plan_text
from posminder.messages import LANGUAGES
from posminder.old_account import OldAccount, Waiting, of_records, sentences, to_json
from posminder.store.store import Store
from posminder_formats import people
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import MONDAY, SITE, Book
from tests.host.technician import Run
from tests.host.test_reconcile_shop import (
    MISSING,
    OLD,
    OLD_CARD,
    OWN,
    RETURNED,
    Shop,
    Stored,
    take_bank,
)
from tests.host.test_reconcile_shop import reconciles as reconciles
from tests.host.test_reconcile_shop import shop as shop

STAGES: Final = {people.EFFECT_ACCOUNT: 4, people.CLOSE_ACCOUNT: 0, people.CLOSE_ACCOUNT_EARLY: 0}
EUR: Final = 978


def does(book: Book, at: str, deed: int, outcome: int = 0, text: bytes = b"") -> None:
    """Write a step of a change of account; one refused leaves the stage unsaid."""
    stage = None if outcome else STAGES[deed]
    digest = sha256(text).digest()
    book.add(at, r.R_APPROVAL, "owner", 1, deed, 0, digest, outcome, stage)


def found_in(book: Book) -> OldAccount | None:
    return of_records(book.records(), SITE, 10)


def test_it_begins_with_what_took_effect_and_ends_with_the_change() -> None:
    book = Book()
    does(book, "08:00:00", people.EFFECT_ACCOUNT, outcome=7)
    assert found_in(book) is None
    does(book, "++09:00:00", people.EFFECT_ACCOUNT)
    wednesday = MONDAY + timedelta(2)
    thursday = wednesday + timedelta(1)
    until = wednesday + timedelta(10)
    assert found_in(book) == OldAccount(wednesday, until)
    does(book, "+++09:00:00", people.CLOSE_ACCOUNT, outcome=7)
    assert found_in(book) == OldAccount(wednesday, until)
    does(book, "+++09:00:00", people.CLOSE_ACCOUNT_EARLY)
    assert found_in(book) == OldAccount(wednesday, until, thursday)
    does(book, "+" * 20 + "09:00:00", people.EFFECT_ACCOUNT)
    again = MONDAY + timedelta(20)
    assert found_in(book) == OldAccount(again, again + timedelta(10))


def test_what_was_settled_before_waits_and_its_due_day_counts_too() -> None:
    old = OldAccount(MONDAY, MONDAY + timedelta(1), MONDAY)
    before = Waiting(MONDAY - timedelta(1), 1_250, MONDAY + timedelta(3))
    after = Waiting(MONDAY, 99_900, MONDAY + timedelta(9))
    unknown = Waiting(None, None, None)
    told = old.of([before, after, unknown])
    assert told.waiting == (before, unknown)
    assert told.until == MONDAY + timedelta(3)
    assert told.closed_early(date.max)
    assert not old.closed_early(old.hold_until)
    assert old.closed_early(MONDAY)
    for language in LANGUAGES:
        lines = list(sentences(told, EUR, language, held=False))
        assert len(lines) == 5
        assert "2026-11-26" in lines[1]
        assert "2026-11-22" in lines[3]
        assert "12.50" in lines[3]
        assert not list(sentences(old, EUR, language, held=False))
        assert len(list(sentences(old, EUR, language, held=True))) == 2


def test_a_statement_that_ends_before_a_step_does_not_know_of_it() -> None:
    since = MONDAY + timedelta(2)
    old = OldAccount(since, since + timedelta(10), since + timedelta(12))
    assert to_json(old.as_of(MONDAY + timedelta(1))) is None
    then = old.as_of(since + timedelta(11))
    assert then == OldAccount(since, old.hold_until)
    assert not then.closed_early(since)
    assert old.as_of(since + timedelta(12)) == old


@pytest.fixture
def changed(run: Run, tmp_path: Path, shop: Shop, reconciles: Stored) -> Stored:
    """The shop's account changed on the last evening, with money on its way."""
    does(shop.book, "+" * 23 + "21:10:00", people.EFFECT_ACCOUNT)
    take_again(run, tmp_path, shop)
    take_bank(run, tmp_path, shop, (OWN,))
    return reconciles


def take_again(run: Run, tmp_path: Path, shop: Shop) -> None:
    file = tmp_path / "more.pmj"
    file.write_bytes(export(*shop.book.bodies))
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0


def test_reconcile_names_what_may_still_go_there(
    run: Run, tmp_path: Path, shop: Shop, changed: Stored
) -> None:
    (told,) = changed("--json").json()
    old = told["old_account"]
    assert (old["since"], old["ended"]) == ("2026-12-16", None)
    assert old["until"] == "2026-12-26"
    open_ = {each["business_day"]: each["amount_minor"] for each in old["waiting"]}
    for day in (MISSING, RETURNED):
        assert open_[str(shop.day(day))] == shop.net[day]
    ran = changed()
    assert "Keep the old account open until 2026-12-26." in ran.out
    assert f"- business day {shop.day(MISSING)}: " in ran.out
    assert "ended too early" not in ran.out
    does(shop.book, "+" * 23 + "21:20:00", people.CLOSE_ACCOUNT_EARLY)
    take_again(run, tmp_path, shop)
    assert "ended too early" in changed().out
    chinese = changed("--lang", "zh-CN").out
    for words in ("结算卡变更结束过早", "原结算卡保留至 2026-12-26", "仍可能进入原结算卡"):
        assert words in chinese


@pytest.mark.parametrize(
    ("later", "sides", "is_right"),
    [
        (1, (OLD, OWN), True),  # settled the day before: it goes where it always went
        (0, (OLD, OWN), False),
        (-5, (OLD, OWN), False),
        (-5, (OWN, OLD), True),  # the profile is not changed over yet, and the money is
        (1, ("DE0000************0000", OWN), False),
    ],
)
def test_both_accounts_of_a_change_are_the_shops(
    run: Run,
    tmp_path: Path,
    shop: Shop,
    reconciles: Stored,
    later: int,
    sides: tuple[str, str],
    is_right: bool,
) -> None:
    old, new = (Side(mask, "Bank", "A. Beispiel") for mask in sides)
    effective = shop.day(OLD_CARD) + timedelta(later)
    text = plan_text(BOARD, "kn-0001", old, new, effective, "owner")
    assert masks_of(text) == sides
    with Store(home.store_path()) as store:
        store.add_account_text(BOARD, text, 0)
    days = "+" * (effective - MONDAY).days
    does(shop.book, f"{days}08:00:00", people.EFFECT_ACCOUNT, text=text)
    take_again(run, tmp_path, shop)
    take_bank(run, tmp_path, shop)
    (told,) = reconciles("--json").json()
    day = str(shop.day(OLD_CARD))
    (row,) = [
        each for each in told["rows"] if any(day in it["business_days"] for it in each["deposits"])
    ]
    assert (row["status"] != "wrong_account") == is_right, row
    assert [each["account"] for each in row["credits"]] == [OLD]


def test_a_text_of_another_kind_has_no_masks() -> None:
    assert masks_of(b"") is None
    assert masks_of(b"old account \xff: x\n") is None
