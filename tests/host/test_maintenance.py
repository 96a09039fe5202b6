# SPDX-License-Identifier: MIT
"""`maintenance`: kept as notes that are never changed, due by date, told in the month's report."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from posminder.messages import LANGUAGES
from posminder.store.maintenance import (
    ANSWERED,
    DUE,
    LATER,
    NO_DATE,
    OVERDUE,
    SOON,
    text_of,
    works,
)
from posminder.store.notes import Note, NoteRefused, Subject
from tests.host.technician import Run

TODAY = date(2026, 11, 22)


def note(number: int, text: str, day: date = TODAY, corrected_by: int | None = None) -> Note:
    return Note(number, 0, "Li", text, Subject(day=day.isoformat()), None, corrected_by)


@pytest.mark.parametrize("parts", [None, "cutter, 切刀"])
@pytest.mark.parametrize("next_day", [None, date(2027, 2, 1)])
def test_what_was_kept_is_read_back(parts: str | None, next_day: date | None) -> None:
    (work,) = works([note(1, text_of("cleaned  the head", parts, next_day))])
    assert (work.what, work.parts, work.next) == ("cleaned the head", parts, next_day)
    assert (work.day, work.by) == (TODAY, "Li")


@pytest.mark.parametrize(("what", "parts"), [("", None), ("a [b", None), ("a", "b]"), ("a", " ")])
def test_what_could_not_be_read_back_is_refused(what: str, parts: str | None) -> None:
    with pytest.raises(NoteRefused):
        text_of(what, parts, None)


def test_the_same_work_again_answers_its_date_and_a_correction_withdraws() -> None:
    day = TODAY - timedelta(days=30)
    found = works(
        [
            note(1, text_of("head", None, TODAY - timedelta(days=1)), day),
            note(2, text_of("Head", None, TODAY + SOON)),
            note(3, text_of("roll", None, TODAY - timedelta(days=1)), day),
            note(4, text_of("line", None, TODAY + SOON + timedelta(days=1))),
            note(5, text_of("case", None, None)),
            note(6, text_of("withdrawn", None, TODAY - timedelta(days=1)), day, corrected_by=7),
            note(7, "was another shop"),
            note(8, "[maintenance] by hand [next: 2026-13-99]"),
        ]
    )
    states = {each.id: each.state(TODAY) for each in found}
    assert states == {1: ANSWERED, 2: DUE, 3: OVERDUE, 4: LATER, 5: NO_DATE}
    assert [each.state(TODAY + SOON * 2) for each in found if each.id == 2] == [OVERDUE]


def test_it_is_kept_listed_and_overdue_is_a_finding(stored: Run) -> None:
    empty = stored("maintenance", "list", "--lang", "zh-CN")
    assert (empty.code, "尚无维护记录" in empty.err) == (0, True)
    kept = stored("maintenance", "add", "cleaned the head", "--day", "2020-01-31", "--every", "90")
    assert (kept.code, "due again on 2020-04-30" in kept.out) == (0, True)
    stored("maintenance", "add", "new roll", "--parts", "roll", "--by", "Li", "--lang", "zh-CN")
    listed = stored("maintenance", "list", "--json")
    told = [(each["what"], each["next"], each["state"]) for each in listed.json()]
    assert told == [("cleaned the head", "2020-04-30", OVERDUE), ("new roll", None, NO_DATE)]
    assert listed.code == 1
    assert "已过期" in stored("maintenance", "list", "--lang", "zh-CN").out
    assert "OVERDUE" in stored("maintenance", "list").out
    stored("note", "add", "another shop", "--corrects", "1")
    assert stored("maintenance", "list").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a", "--next", "2026-12-01", "--every", "3"), "use one"),
        (("a", "--day", "2026-12-01", "--next", "2026-12-01"), "is not after"),
        (("a", "--day", "1.12."), "no date"),
        (("a", "--day", "9999-12-31", "--every", "3"), "calendar"),
        (("a [b]",), "holds [ or ]"),
        (("4761 7390 0101 0119",), "whole card number"),
    ],
)
def test_wrong_use_is_said_and_keeps_nothing(
    stored: Run, arguments: tuple[str, ...], said: str
) -> None:
    ran = stored("maintenance", "add", *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert stored("maintenance", "list", "--json").json() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_month_tells_what_was_done_and_what_fell_due(
    stored: Run, tmp_path: Path, language: str
) -> None:
    page = tmp_path / "month.html"
    arguments = ("report", "month", "2026-11", "--lang", language, "--out", str(page))
    stored(*arguments)
    assert 'id="maintenance"' not in page.read_text(encoding="utf-8")
    stored("maintenance", "add", "old work", "--day", "2026-01-02", "--next", "2026-11-30")
    stored("maintenance", "add", "other month", "--day", "2026-10-31", "--next", "2026-12-01")
    stored("maintenance", "add", "this month", "--day", "2026-11-01", "--parts", "cutter")
    stored(*arguments)
    html = page.read_text(encoding="utf-8")
    shown = [each in html for each in ("old work", "this month", "cutter", "other month")]
    assert shown == [True, True, True, False]
    assert {"en": "Maintenance", "zh-CN": "维护"}[language] in html
