# SPDX-License-Identifier: MIT
"""Bank days from the shipped tables (profiles/calendar) and what a sheet lays over them.

A day outside what is known is never guessed: the answer is None. Knows no board; what it says in
three numbers and a list is what a board computes with (agent/policy/bank_days.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field
from ruamel.yaml import YAML

from posminder.profile.amounts import parse_date
from posminder.profile.kinds import Settings
from posminder.profile.model_sheet import Calendar

CLOSED_FOR_LONG: Final = (
    3  # a closure of this many days in a row is told in advance; weekends are 2
)
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


# YAML's own dates, or their text: which of them ruamel gives is a matter of its set-up.
_Date = Annotated[date, BeforeValidator(lambda value: parse_date(str(value)))]


class Holiday(Settings):
    """One holiday: a `day`, or the days `first` to `last`, bridge days and weekends included."""

    day: _Date | None = None
    first: _Date | None = None
    last: _Date | None = None
    en: str
    zh: str = Field(alias="zh-CN")

    def days(self) -> Iterator[date]:
        """Yield its days. Raises ValueError when neither a day nor a first and last one is said."""
        first, last = self.day or self.first, self.day or self.last
        if first is None or last is None:
            raise ValueError(f"{self.en} has no days")
        return _days(first, last)


class Year(Settings):
    """One year of a table, and whose word it is."""

    year: int
    status: Literal["published", "statutory_only"]
    source: str
    published: _Date
    holidays: tuple[Holiday, ...] = Field(strict=False)
    working_weekends: tuple[_Date, ...] = Field((), strict=False)


@dataclass(frozen=True, slots=True)
class Closure:
    """The bank is closed from `first` to `last`, CLOSED_FOR_LONG days or more in a row."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class BankDays:
    """Which days from `first` to `last` are bank days: weekdays, but for `turned` the other way."""

    first: date
    last: date
    turned: frozenset[date]

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        """Return the table a sheet names, with its overlays, as far as it is complete."""
        years = table(calendar.bank_days)
        closed = {day for year in years for each in year.holidays for day in each.days()}
        open_ = set(calendar.extra_workdays)
        if calendar.working_weekends_are_bank_days:
            open_.update(day for year in years for day in year.working_weekends)
        closed = (closed | set(calendar.extra_holidays)) - open_
        first, last = date(years[0].year, 1, 1), known_until(calendar)
        turned = (day for day in closed | open_ if (day in open_) is _is_weekend(day))
        return cls(first, last, frozenset(day for day in turned if first <= day <= last))

    def is_bank_day(self, day: date) -> bool | None:
        """Return whether money is credited on `day`, None where that is not known."""
        if not self.first <= day <= self.last:
            return None
        return _is_weekend(day) is (day in self.turned)

    def add(self, day: date, count: int) -> date | None:
        """Return the `count`-th bank day after `day`; 0: `day` itself, or the first one after it.

        None where that is beyond what is known.
        """
        if count == 0:
            day, count = day - _DAY, 1
        while count > 0:
            day += _DAY
            is_open = self.is_bank_day(day)
            if is_open is None:
                return None
            count -= is_open
        return day

    def next_closure(self, day: date) -> Closure | None:
        """Return the first long closure that begins after `day`, None where none is known."""
        run: list[date] = []
        for each in _days(day, self.last):
            if self.is_bank_day(each):
                if len(run) >= CLOSED_FOR_LONG and run[0] > day:
                    return Closure(run[0], run[-1])
                run = []
            else:
                run.append(each)
        return None


def due_day(cycle: str, bank: BankDays | None, day: date) -> date | None:
    """Return when what is cleared on `day` is credited, None where that is not known.

    `cycle` is T+n bank days, which takes `bank`, or D+n calendar days.
    """
    days = int(cycle[2:])
    if cycle.startswith("D"):
        return day + days * _DAY
    return None if bank is None else bank.add(day, days)


@cache
def table(name: str) -> tuple[Year, ...]:
    """Return the shipped years of CN or DE, ascending and without a gap."""
    text = files("posminder").joinpath("profiles", "calendar", f"{name.lower()}.yaml")
    loaded: Any = YAML(typ="safe", pure=True).load(text.read_text(encoding="utf-8"))
    return tuple(Year.model_validate(each) for each in loaded["years"])


def published_until(name: str) -> date:
    """Return the last day of the table's published years."""
    return date(max(y.year for y in table(name) if y.status == "published"), 12, 31)


def known_until(calendar: Calendar) -> date:
    """Return the last day that is known: the table's, or what the sheet vouches for."""
    until = calendar.complete_until
    return max(published_until(calendar.bank_days), until or date.min)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
