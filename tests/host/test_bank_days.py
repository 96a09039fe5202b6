# SPDX-License-Identifier: MIT
"""The shipped bank calendars: 2026 day by day, Easter another way, overlays, and where they end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.policy import bank_days as on_board
from posminder.profile.bank_days import BankDays, Closure, published_until, table
from posminder.profile.check import check
from posminder.profile.compile import compile_profile, day_number
from posminder.profile.findings import Severity
from posminder.profile.model_sheet import Calendar
from posminder_formats import profile_fields as f
from tests.dual import shop
from tests.host.site_text import checked

DAY = timedelta(days=1)
# What the notice for 2026 changes of the plain week.
CLOSED_WEEKDAYS = (
    "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25"
    " 10-01 10-02 10-05 10-06 10-07"
)
WORKING_WEEKENDS = "01-04 02-14 02-28 05-09 09-20 10-10"


def calendar(name: str, **changes: Any) -> Calendar:
    return Calendar.model_validate({"bank_days": name, **changes})


def days_of(year: int, text: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{each}") for each in text.split()}


@pytest.mark.parametrize("credited", [False, True])
def test_china_2026_day_by_day(credited: bool) -> None:
    bank = BankDays.of(calendar("CN", working_weekends_are_bank_days=credited))
    day = date(2026, 1, 1)
    while day.year == 2026:
        weekday = day.weekday() < 5
        turned = day in days_of(2026, CLOSED_WEEKDAYS)
        turned |= credited and day in days_of(2026, WORKING_WEEKENDS)
        assert bank.is_bank_day(day) is (weekday is not turned), day
        day += DAY
    assert bank.is_bank_day(day) is None


def test_every_working_weekend_is_one() -> None:
    for year in table("CN"):
        assert all(day.weekday() >= 5 for day in year.working_weekends)


def easter(year: int) -> date:
    """By Spencer Jones; the shipped days were made by Butcher's other form."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    march = h + weekday - 7 * ((a + 11 * h + 22 * weekday) // 451) + 22
    return date(year, 3, 1) + DAY * (march - 1)


def test_germany_is_the_closing_days_and_the_holidays_of_the_whole_country() -> None:
    for year in table("DE"):
        sunday = easter(year.year)
        assert sunday.weekday() == 6
        want = {sunday + DAY * ahead for ahead in (-2, 1, 39, 50)}
        want |= days_of(year.year, "01-01 05-01 10-03 12-25 12-26")
        assert {day for each in year.holidays for day in each.days()} == want


@pytest.mark.parametrize("name", ["CN", "DE"])
def test_every_year_says_its_source_and_follows_the_one_before(name: str) -> None:
    years = table(name)
    assert [each.year for each in years] == list(range(2026, 2026 + len(years)))
    for each in years:
        assert each.source.strip()
        assert each.published.year <= each.year
        assert all(day.year == each.year for row in each.holidays for day in row.days())
        assert all(row.en and row.zh for row in each.holidays)


def test_a_statutory_year_is_not_known_until_somebody_vouches_for_it() -> None:
    assert BankDays.of(calendar("CN")).last == date(2026, 12, 31)
    vouched = calendar(
        "CN",
        complete_until="2027-12-31",
        extra_holidays=["2027-02-09"],
        extra_workdays=["2027-02-13"],
    )
    bank = BankDays.of(vouched)
    assert bank.is_bank_day(date(2027, 1, 1)) is False
    assert bank.is_bank_day(date(2027, 2, 9)) is False
    assert bank.is_bank_day(date(2027, 2, 13)) is True
    assert bank.is_bank_day(date(2028, 1, 1)) is None


def test_due_days_over_the_national_day() -> None:
    bank = BankDays.of(calendar("CN"))
    assert bank.add(date(2026, 9, 29), 1) == date(2026, 9, 30)
    assert bank.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert bank.add(date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert bank.add(date(2026, 12, 31), 1) is None
    assert bank.next_closure(date(2026, 9, 28)) == Closure(date(2026, 10, 1), date(2026, 10, 7))
    germany = BankDays.of(calendar("DE"))
    assert germany.add(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert germany.add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert germany.next_closure(date(2026, 11, 29)) == Closure(
        date(2026, 12, 25), date(2026, 12, 27)
    )


@given(
    name=st.sampled_from(["CN", "DE"]),
    extra=st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=6, unique=True),
    begin=st.dates(date(2026, 1, 1), date(2026, 11, 30)),
    count=st.integers(0, 9),
)
def test_board_and_host_count_alike(name: str, extra: list[date], begin: date, count: int) -> None:
    texts = [str(day) for day in extra]
    bank = BankDays.of(calendar(name, extra_holidays=texts[:3], extra_workdays=texts[3:]))
    turned = sorted(day_number(day) for day in bank.turned)
    fields = [day_number(bank.first), day_number(bank.last), turned]
    profile = shop.profile(bank_days=fields)
    due = bank.add(begin, count)
    want = None if due is None else day_number(due)
    assert on_board.add_bank_days(profile, day_number(begin), count) == want


def compiled(tmp_path: Path, text: str, year: int = 2026) -> dict[int, Any]:
    profile = checked(tmp_path, text).profile
    assert profile is not None
    values: dict[int, Any] = cbor2.loads(compile_profile(profile, "000000", year).data)
    return values


def test_the_board_gets_five_years_at_once_or_what_is_left(tmp_path: Path) -> None:
    first, last, turned = compiled(tmp_path, "")[f.P_BANK_DAYS]
    assert (first, last) == (day_number(date(2026, 1, 1)), day_number(date(2030, 12, 31)))
    assert turned == sorted(turned)
    assert day_number(date(2026, 12, 25)) in turned
    assert day_number(date(2026, 12, 26)) not in turned  # a Saturday
    assert compiled(tmp_path, "", 2030)[f.P_BANK_DAYS][0] == day_number(date(2030, 1, 1))
    assert compiled(tmp_path, "", 2031)[f.P_BANK_DAYS] == [0, 0, []]


def test_more_days_than_a_board_holds_end_what_it_knows(tmp_path: Path) -> None:
    days = [date(2026, 1, 5) + DAY * (7 * week + day) for week in range(20) for day in range(5)]
    text = f"calendar: {{extra_holidays: [{', '.join(map(str, days))}]}}\n"
    _first, last, turned = compiled(tmp_path, text)[f.P_BANK_DAYS]
    assert len(turned) == 96
    assert last == day_number(date(2026, 5, 17))  # the day before the first that found no room


def test_the_shops_own_days_reach_the_board_in_order(tmp_path: Path) -> None:
    short = '2026-12-24: "08:00-14:00"'
    text = f"special_days: {{2027-02-05..2027-02-08: null, {short}, 2025-12-24: null}}\n"
    days = [day_number(date.fromisoformat(each)) for each in ("2026-12-24", "2027-02-05")]
    want = [[days[0], days[0], [[480, 840]]], [days[1], days[1] + 3, []]]
    assert compiled(tmp_path, text)[f.P_SPECIAL_DAYS] == want


@pytest.mark.parametrize(
    ("text", "path", "severity", "words"),
    [
        (
            "calendar: {extra_holidays: [2026-12-24], extra_workdays: [2026-12-24]}\n",
            "calendar.extra_workdays[0]",
            Severity.ERROR,
            "2026-12-24 is a holiday and a workday",
        ),
        (
            "calendar: {extra_holidays: [2026-12-25]}\n",
            "calendar.extra_holidays[0]",
            Severity.WARNING,
            "is no bank day anyway",
        ),
        (
            "calendar: {extra_workdays: [2026-12-24]}\n",
            "calendar.extra_workdays[0]",
            Severity.WARNING,
            "is a bank day anyway",
        ),
        (
            "calendar: {extra_holidays: [2031-12-24]}\n",
            "calendar.extra_holidays[0]",
            Severity.WARNING,
            "not within 2026-01-01 to 2030-12-31",
        ),
        (
            "calendar: {complete_until: 2031-12-31}\n",
            "calendar.complete_until",
            Severity.ERROR,
            "knows nothing of any year after 2030",
        ),
        (
            "calendar: {complete_until: 2029-12-31}\n",
            "calendar.complete_until",
            Severity.WARNING,
            "is complete until 2030-12-31",
        ),
        (
            'special_days: {2026-12-24..2026-12-26: null, 2026-12-26: "08:00-14:00"}\n',
            "special_days.2026-12-26",
            Severity.ERROR,
            "is named twice",
        ),
        (
            'special_days: {2026-12-24: "14:00-08:00"}\n',
            "special_days.2026-12-24",
            Severity.ERROR,
            "ends before it begins",
        ),
        (
            'special_days: {2026-12-24: "08:00-22:00"}\n',
            "special_days.2026-12-24",
            Severity.WARNING,
            "closes after 20:45",
        ),
        (
            "special_days: {2026-12-24..2026-12-23: null}\n",
            "special_days.2026-12-24..2026-12-23",
            Severity.ERROR,
            "ends before it begins",
        ),
        (
            "special_days: {christmas: null}\n",
            "special_days.christmas",
            Severity.ERROR,
            "must be a date",
        ),
    ],
)
def test_each_fault_once_and_at_its_place(
    tmp_path: Path, text: str, path: str, severity: Severity, words: str
) -> None:
    found = checked(tmp_path, text)
    assert [(each.path, each.severity) for each in found.findings] == [(path, severity)]
    assert words in found.findings[0].sentence


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 1), None),  # 60 days before the end
        (date(2026, 11, 2), "end on 2026-12-31; of 2027 only the statutory days are known"),
        (date(2026, 11, 29), "complete_until: 2027-12-31"),
        (date(2027, 1, 1), "ended on 2026-12-31"),
    ],
)
def test_the_end_of_the_data_is_told_sixty_days_before(today: date, words: str | None) -> None:
    found = check(Path("example/convenience"), {}, today)
    ends = [each for each in found.findings if each.path == "calendar.bank_days"]
    assert [words in each.sentence for each in ends if words] == ([] if words is None else [True])
    assert len(ends) == (words is not None)
    assert published_until("DE") == date(2030, 12, 31)
