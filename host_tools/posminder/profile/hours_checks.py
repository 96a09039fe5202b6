# SPDX-License-Identifier: MIT
"""Business hours that make sense, and a settlement that follows them in time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from posminder.messages import LANGUAGES
from posminder.profile.findings import Finding, KeyPath
from posminder.profile.settlement_starts import spread_s, start_text
from posminder.profile.subject import Subject
from posminder.profile.values import DAY_NAMES, MIDNIGHT, Range, clock_text, duration_text
from posminder_formats import profile_fields


def _default(key: int) -> int:
    for row in profile_fields.FIELDS:
        if row[0] == key and isinstance(row[5], int):
            return row[5]
    raise KeyError(key)


DAY_STARTS_MIN: Final = _default(profile_fields.P_DAY_STARTS_MIN)
_LATEST: Final[KeyPath] = ("settle", "latest")


def business_minute(minute: int) -> int:
    """Return `minute` on the business day's own scale, where small hours come after midnight."""
    return minute if minute >= DAY_STARTS_MIN else minute + MIDNIGHT


def check_hours(subject: Subject) -> Iterator[Finding]:
    """Yield days named twice and ranges that overlap or end before they begin."""
    taken: dict[int, str] = {}
    for key, ranges in subject.profile.hours.items():
        place = subject.layer.place(("hours", key.text))
        name = f"hours.{key.text}"
        for day in key.days:
            if day in taken:
                other = subject.layer.place(("hours", taken[day])).key
                sentence = f'{DAY_NAMES[day]} is named twice, here and in "{taken[day]}"'
                yield Finding(place.key, name, sentence, against=other)
            taken[day] = key.text
        if (sentence_or_none := range_fault(ranges)) is not None:
            yield Finding(place.value, name, sentence_or_none)
    if not any(subject.profile.hours.values()):
        yield Finding(subject.layer.place(("hours",)).value, "hours", "no day is ever open")


def range_fault(ranges: tuple[Range, ...]) -> str | None:
    """Return what is wrong with one day's ranges, None for nothing."""
    before = DAY_STARTS_MIN
    for each in ranges:
        opens, closes = business_minute(each.open_min), business_minute(each.close_min)
        if closes <= opens:
            return (
                f"{each} ends before it begins; a shop open past midnight must close before "
                f"{clock_text(DAY_STARTS_MIN)}, when the board's business day begins"
            )
        if opens < before:
            return f"{each} overlaps the range before it, or stands before it"
        before = closes
    return None


def check_latest(subject: Subject) -> Iterator[Finding]:
    """Yield the first day whose hours no settlement follows."""
    minute = subject.profile.settle.latest
    latest = business_minute(minute)
    for day, ranges in enumerate(subject.profile.week()):
        if not ranges or latest >= business_minute(ranges[-1].close_min):
            continue
        last = clock_text(ranges[-1].close_min % MIDNIGHT)
        hours = ", ".join(str(each) for each in ranges)
        if any(_holds(each, latest) for each in ranges):
            why = f"is inside the hours of {DAY_NAMES[day]} ({hours}): later sales would wait a day"
        elif latest < business_minute(ranges[0].open_min):
            why = (
                f"comes after the night, before {DAY_NAMES[day]} opens: the day's sales would wait"
            )
        else:
            why = (
                f"is between the hours of {DAY_NAMES[day]} ({hours}): later sales would wait a day"
            )
        cure = f"choose a time from {last} on and before {clock_text(DAY_STARTS_MIN)}"
        sentence = f"{clock_text(minute)} {why}; {cure}"
        yield subject.finding(_LATEST, sentence, against=_written_hours(subject, day))
        return


def _holds(hours: Range, minute: int) -> bool:
    return business_minute(hours.open_min) <= minute < business_minute(hours.close_min)


def _written_hours(subject: Subject, day: int) -> KeyPath:
    keys = (key.text for key in subject.profile.hours if day in key.days)
    return ("hours", next(keys))


def check_cut_over(subject: Subject) -> Iterator[Finding]:
    """Yield a latest settlement at or after the acquirer's cut-over, which costs a day.

    A shop that is open so long has no better time to choose, and is only told.
    """
    cut_over, latest = subject.profile.cut_over, subject.profile.settle.latest
    if cut_over is None:
        return
    in_time_s = (business_minute(cut_over) - business_minute(latest)) * 60
    if in_time_s > 0:
        if in_time_s <= spread_s(subject.profile):
            text = start_text(subject.profile, latest)
            sentence = (
                f"spreads {clock_text(latest)} to {text}, not before the acquirer's cut-over at "
                f"{clock_text(cut_over)}; choose a shorter spread, or an earlier latest"
            )
            yield subject.finding(("settle", "spread"), sentence, against=("cut_over",))
        return
    text, end = clock_text(latest), clock_text(cut_over)
    why = f"{text} is not before the acquirer's cut-over at {end}: counted for the next day"
    closes = max(business_minute(r[-1].close_min) for r in subject.profile.week() if r)
    if closes >= business_minute(cut_over):
        yield subject.warning(_LATEST, f"{why}; the shop is open that long", ("cut_over",))
        return
    cure = f"choose a time from {clock_text(closes % MIDNIGHT)} on and before {end}"
    yield subject.finding(_LATEST, f"{why}; {cure}", against=("cut_over",))


def check_starts(subject: Subject) -> Iterator[Finding]:
    """Yield a configured time and idle minutes that can never come before the latest time."""
    settle = subject.profile.settle
    latest = business_minute(settle.latest)
    if settle.at is not None and business_minute(settle.at) >= latest:
        sentence = (
            f"{clock_text(settle.at)} is not before latest {clock_text(settle.latest)}: "
            "it would never begin; choose an earlier time, or at: closing"
        )
        yield subject.finding(("settle", "at"), sentence, against=_LATEST)
    closings = [business_minute(r[-1].close_min) for r in subject.profile.week() if r]
    idle = settle.idle_after_closing
    if idle and min(closings) + idle >= latest:
        sentence = (
            f"{idle} min after the earliest closing are not before latest "
            f"{clock_text(settle.latest)}: they would never begin"
        )
        yield subject.warning(("settle", "idle_after_closing"), sentence, _LATEST)


def check_max_defer(subject: Subject) -> Iterator[Finding]:
    """Yield a minimum whose waiting ends while the shop is closed, with nobody there to see."""
    settle = subject.profile.settle
    longest_min = _longest_closed_min(subject.profile.week())
    if settle.min is None or settle.max_defer >= longest_min * 60:
        return
    path: KeyPath = ("settle", "max_defer")
    if path not in subject.layer.places:
        path = ("settle", "min")
    hours = -(-longest_min // 60)
    wait = duration_text(settle.max_defer, LANGUAGES[0])
    sentence = (
        f"{wait} of waiting end while the shop is closed for up to {hours} h,"
        f" when nobody sees how it ends; choose max_defer: {hours}h or more"
    )
    yield subject.warning(path, sentence, ("hours",))


def _longest_closed_min(week: tuple[tuple[Range, ...], ...]) -> int:
    """Return the longest time in minutes from a closing to the opening after it."""
    spans = [
        (
            day * MIDNIGHT + business_minute(each.open_min),
            day * MIDNIGHT + business_minute(each.close_min),
        )
        for day, ranges in enumerate(week)
        for each in ranges
    ]
    first = spans[0]
    around = [*spans, (first[0] + 7 * MIDNIGHT, first[1] + 7 * MIDNIGHT)]
    return max(later[0] - earlier[1] for earlier, later in pairwise(around))
