# SPDX-License-Identifier: MIT
"""Days that are not like others: the bank calendar and its end (R35, R77), the shop's own days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, pairwise
from typing import Final

from posminder.profile.bank_days import BankDays, known_until, published_until, table
from posminder.profile.findings import Finding, KeyPath
from posminder.profile.hours_checks import business_minute, range_fault
from posminder.profile.subject import Subject
from posminder.profile.values import clock_text

WARN_BEFORE: Final = timedelta(days=60)
_SPECIAL: Final = "special_days"


def check_calendar(subject: Subject) -> Iterator[Finding]:
    """Yield every fault among bank days, their overlays and the shop's single days."""
    return chain(_end_of_data(subject), _overlays(subject), _special_days(subject))


def _end_of_data(subject: Subject) -> Iterator[Finding]:
    calendar = subject.profile.calendar
    if calendar is None:
        return
    until, name = known_until(calendar), calendar.bank_days
    later = [each for each in table(name) if each.year > until.year]
    if subject.today + WARN_BEFORE > until:
        ends = "ended on" if subject.today > until else "end on"
        known = f"; of {later[0].year} only the statutory days are known" if later else ""
        sentence = (
            f"the bank days of {name} {ends} {until}{known}: after that no deposit has a due day; "
            "take a newer Posminder, or write the new days as extra_holidays and extra_workdays "
            f"with complete_until: {until.year + 1}-12-31"
        )
        yield subject.warning(("calendar", "bank_days"), sentence)
    last_year = table(name)[-1].year
    if calendar.complete_until is None:
        return
    path: KeyPath = ("calendar", "complete_until")
    if calendar.complete_until.year > last_year:
        sentence = f"the table of {name} knows nothing of any year after {last_year}"
        yield subject.finding(path, sentence, against=("calendar", "bank_days"))
    elif calendar.complete_until <= published_until(name):
        sentence = f"the table of {name} is complete until {published_until(name)}: take it out"
        yield subject.warning(path, sentence)


def _overlays(subject: Subject) -> Iterator[Finding]:
    calendar = subject.profile.calendar
    if calendar is None:
        return
    without = calendar.model_copy(update={"extra_holidays": (), "extra_workdays": ()})
    shipped = BankDays.of(without)
    for name, days, is_open in (
        ("extra_holidays", calendar.extra_holidays, False),
        ("extra_workdays", calendar.extra_workdays, True),
    ):
        for index, day in enumerate(days):
            path: KeyPath = ("calendar", name, index)
            if is_open and day in calendar.extra_holidays:
                other = ("calendar", "extra_holidays", calendar.extra_holidays.index(day))
                yield subject.finding(path, f"{day} is a holiday and a workday", against=other)
            elif (known := shipped.is_bank_day(day)) is None:
                sentence = (
                    f"{day} is not within {shipped.first} to {shipped.last}, the days that are "
                    "known: it changes nothing until complete_until reaches it"
                )
                yield subject.warning(path, sentence)
            elif known is is_open:
                what = "a bank day" if known else "no bank day"
                yield subject.warning(path, f"{day} is {what} anyway: take it out")


def _special_days(subject: Subject) -> Iterator[Finding]:
    """Yield dates named twice, hours that make no sense, and a settlement before closing."""
    latest = subject.profile.settle.latest
    days = sorted(subject.profile.special_days, key=lambda dates: dates.first)
    for earlier, later in pairwise(days):
        if later.first <= earlier.last:
            place, other = (
                subject.layer.place((_SPECIAL, each.text)).key for each in (later, earlier)
            )
            sentence = f'{later.first} is named twice, here and in "{earlier.text}"'
            yield Finding(place, f"{_SPECIAL}.{later.text}", sentence, against=other)
    for dates in days:
        ranges = subject.profile.special_days[dates]
        path: KeyPath = (_SPECIAL, dates.text)
        if (fault := range_fault(ranges)) is not None:
            yield subject.finding(path, fault)
        elif ranges and business_minute(latest) < business_minute(ranges[-1].close_min):
            sentence = (
                f"the shop closes after {clock_text(latest)}, its latest settlement: "
                "later sales would wait a day"
            )
            yield subject.warning(path, sentence, ("settle", "latest"))
