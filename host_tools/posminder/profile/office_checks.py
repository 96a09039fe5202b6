# SPDX-License-Identifier: MIT
"""What the office must keep true: who approves, how old sheet and review are, whose word counts.

Rows R43 (two people approve) and R64 (a profile is read again once a year).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from posminder.profile.findings import Finding, KeyPath, Severity, dotted
from posminder.profile.model_sheet import SHEET_KEYS
from posminder.profile.subject import Subject

REVIEW_YEARS: Final = 1
SHEET_YEARS: Final = 2


def check_office(subject: Subject) -> Iterator[Finding]:
    """Yield every fault among people, dates and layers."""
    return chain(
        _ids(subject),
        _approvals(subject),
        _sheet_date(subject),
        _sheet_currency(subject),
        _review(subject),
        _overridden_sheet(subject),
        _announced(subject),
    )


def _ids(subject: Subject) -> Iterator[Finding]:
    """Yield every id that two people have: the journal could not tell them apart."""
    people = subject.profile.people
    short = ("owner", people.owner), ("supervisor", people.supervisor)
    known: dict[str, KeyPath] = {role: ("people", role) for role, name in short if name is not None}
    for index, person in enumerate(people.staff):
        here = ("people", "staff", index, "id")
        if person.id in known:
            sentence = f"{person.id} is somebody else's id already"
            yield subject.finding(here, sentence, against=known[person.id])
        known.setdefault(person.id, here)


def _approvals(subject: Subject) -> Iterator[Finding]:
    change = subject.profile.change_of_account
    if change is None:
        return
    able = [each for each in subject.profile.people.everybody() if each.role in change.roles]
    people = {each.name for each in able}
    if len(people) < change.approvals:
        empty = [role for role in change.roles if role not in {each.role for each in able}]
        cure = f"name them: people: {{{', '.join(f'{role}: ...' for role in empty)}}}"
        sentence = (
            f"asks {change.approvals} different people, and "
            f"{', '.join(change.roles)} name {len(people)}; "
            f"{cure if empty else 'the same person twice does not count'}"
        )
        yield subject.finding(("change_of_account", "approvals"), sentence, against=("people",))


def _sheet_date(subject: Subject) -> Iterator[Finding]:
    sheet = subject.profile.sheet
    if sheet is None:
        return
    path = ("sheet", "valid_from")
    if sheet.valid_from > subject.today:
        yield subject.warning(path, f"{sheet.id} holds from {sheet.valid_from} on, not yet today")
    elif _older(sheet.valid_from, SHEET_YEARS, subject.today):
        sentence = f"{sheet.id} is older than {SHEET_YEARS} years: ask the acquirer for changes"
        yield subject.warning(path, sentence)


def _sheet_currency(subject: Subject) -> Iterator[Finding]:
    sheet, currency = subject.profile.sheet, subject.profile.site.currency
    if sheet is not None and sheet.currency not in (None, currency):
        sentence = f"{currency} is not what {sheet.id} settles in: {sheet.currency}"
        yield subject.finding(("site", "currency"), sentence, against=("sheet", "currency"))


def _review(subject: Subject) -> Iterator[Finding]:
    day = subject.profile.reviewed_on
    today = subject.today.isoformat()
    if day is None:
        sentence = f"is missing: read the profile through and write reviewed_on: {today}"
        yield Finding(
            subject.layer.place(("schema",)).key, "reviewed_on", sentence, Severity.WARNING
        )
    elif day > subject.today:
        yield subject.warning(("reviewed_on",), f"{day} is yet to come; today is {today}")
    elif _older(day, REVIEW_YEARS, subject.today):
        sentence = f"{day} is more than a year ago: read the profile through, then write {today}"
        yield subject.warning(("reviewed_on",), sentence)


def _older(day: date, years: int, today: date) -> bool:
    return (today.year - day.year, today.month, today.day) > (years, day.month, day.day)


def _overridden_sheet(subject: Subject) -> Iterator[Finding]:
    """Yield what a later layer takes from the acquirer's sheet: allowed, never unnoticed."""
    for each in subject.layer.overridden:
        if each.path[0] in SHEET_KEYS:
            sentence = "overrides the acquirer's sheet"
            yield Finding(
                each.above.value,
                dotted(each.path),
                sentence,
                Severity.WARNING,
                against=each.below.value,
            )


def _announced(subject: Subject) -> Iterator[Finding]:
    """Yield what a notice is said to have announced and the sheet does not hold (R91)."""
    sheet = subject.profile.sheet
    written = {dotted(path) for path in subject.layer.places if path[0] in SHEET_KEYS}
    for index, each in enumerate(() if sheet is None else sheet.announced):
        for name in each.settings:
            if name not in written or name.partition(".")[0] == "sheet":
                path = ("sheet", "announced", index, "settings")
                yield subject.finding(path, f"{name} is no setting of this sheet")
