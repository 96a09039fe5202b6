# SPDX-License-Identifier: MIT
"""A shop whose terminal speaks nothing: what holds of its journal, and what a report may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from posminder.journal_file import Record
from posminder.report import settlements, verdict
from posminder.report.whole import Whole
from posminder.scenarios import invariants
from posminder.scenarios.invariants import ATTENDED, Evidence
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from tests.host.report_days import DAY, MONDAY, SITE, Book
from tests.support.told import numbered, told

MIDNIGHT_S = DAY * 86_400
PROFILE = {
    f.P_DRIVER: f.DRIVER_ATTENDED,
    f.P_WIRING: f.WIRING_NONE,
    f.P_UTC_OFFSETS: [[0, 0]],
    f.P_HOURS: [[[480, 1200]]] * 7,
    f.P_SIGN_IN_BEFORE_MIN: 15,
    f.P_DAY_STARTS_MIN: 240,
    f.P_SETTLE_LATEST_MIN: 20 * 60 + 45,
}
Spoil = Callable[[list[Record]], list[Record]]


def at(hour: int, minute: int = 0) -> int:
    return (hour * 60 + minute) * 60_000


def a_day() -> list[Record]:
    """Return a sound day: asked at 20:00, attested at 20:05."""
    return [
        told("boot", at(7), reason="power"),
        told("profile", at(7), new_hash="00"),
        told("alert", at(7, 45), alert="sign_in_due", state="raised"),
        told("button", at(7, 46), press="short"),
        told("attested", at(7, 46), what="sign_in", by="button", business_day=DAY),
        told("sign_in", at(7, 46), state="attested"),
        told("alert", at(7, 46), alert="sign_in_due", state="cleared"),
        told("alert", at(20), alert="closing_due", state="raised"),
        told("button", at(20, 5), press="held"),
        told("attested", at(20, 5), what="settlement", by="button", business_day=DAY),
        told("settlement", at(20, 5), state="attested", business_day=DAY, cause="none"),
        told("alert", at(20, 5), alert="closing_due", state="cleared"),
        told("clock", at(23)),
    ]


def broken(records: list[Record]) -> set[str]:
    told_ = numbered(
        *[replace(each, wall_s=MIDNIGHT_S + each.mono_ms // 1_000) for each in records]
    )
    evidence = Evidence(told_, profile=PROFILE, epoch_s=MIDNIGHT_S)
    return {each.name for each in invariants.check(evidence)}


def without(name: str, **words: object) -> Spoil:
    def spoil(records: list[Record]) -> list[Record]:
        return [
            each
            for each in records
            if not (each.name == name and words.items() <= each.words().items())
        ]

    return spoil


def with_one(record: Record) -> Spoil:
    return lambda records: sorted([*records, record], key=lambda each: each.mono_ms)


def test_a_sound_day_breaks_nothing() -> None:
    assert broken(a_day()) == set()


SPOILT: tuple[tuple[str, Spoil], ...] = (
    ("line_is_dead", with_one(told("intent", at(20, 6), command="settle"))),
    ("attested_only", with_one(told("settlement", at(20, 6), state="verified"))),
    ("attested_only", with_one(told("sign_in", at(8), state="signed_in"))),
    ("attested_by_a_press", without("button", press="held")),
    ("attested_by_a_press", with_one(told("attested", at(12), what="receipt", by="button"))),
    ("sign_in_asked", without("alert", alert="sign_in_due")),
    ("closing_asked", without("alert", alert="closing_due")),
    ("open_days_ended", without("settlement")),
)


@pytest.mark.parametrize(("name", "spoil"), SPOILT)
def test_each_invariant_fails_over_a_day_spoilt_in_just_this_way(name: str, spoil: Spoil) -> None:
    assert name in broken(spoil(a_day()))


def test_every_invariant_of_its_own_is_shown_to_fail() -> None:
    common = {each.__name__ for each in invariants.INVARIANTS}
    own = {each.__name__ for each in ATTENDED} - common
    assert {name for name, _ in SPOILT} == own


# Reports

SHOP = replace(SITE, attended=True)


def attested(book: Book, at: str, day: int = DAY) -> None:
    book.add(at, r.R_ATTESTED, 2, 1, day)
    book.add(at, r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index("attested"), day, None, None, 0)


def evening(*, missed: bool = False) -> Book:
    book = Book()
    book.add("07:00:00", r.R_BOOT, 0, "0.3.0", b"\x5f\x0c" * 16, 0)
    book.alert("20:00:00", "closing_due", "raised")
    if missed:
        cause = r.CAUSE_WORDS.index("nobody_there")
        given_up = r.SETTLEMENT_WORDS.index("given_up")
        book.add("20:45:00", r.R_SETTLEMENT, given_up, DAY, None, None, cause)
    return book


def row(book: Book) -> settlements.Row:
    return settlements.row(Whole.of(book.records(), SHOP), MONDAY)


def test_what_a_person_said_is_grade_c_and_no_total_is_claimed() -> None:
    book = evening()
    attested(book, "20:05:00")
    judged = row(book).judged
    assert (judged.state, judged.grade, judged.settled) == (verdict.ATTESTED, "C", True)
    assert (judged.count, judged.total_minor, judged.saw) == (None, None, None)


def test_nobody_said_anything_is_not_nothing_sold() -> None:
    found = row(evening(missed=True))
    assert (found.state, found.judged.grade, found.judged.count) == (verdict.OPEN, None, None)
    assert found.cause is not None
    assert (found.cause.word, found.cause.how) == ("nobody_there", "asked")


def test_said_the_next_morning_it_counts_for_the_day_before_and_is_late() -> None:
    book = evening(missed=True)
    attested(book, "+08:05:00")
    found = row(book)
    assert (found.state, found.days_late) == (verdict.ATTESTED, 1)
    assert found.cause is not None
    tuesday = settlements.row(Whole.of(book.records(), SHOP), MONDAY + timedelta(days=1))
    assert tuesday.settlements == ()
    assert tuesday.state == settlements.RUNNING
