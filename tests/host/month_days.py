# SPDX-License-Identifier: MIT
"""A shop's December 2026 and the week before, drawn from a seed, with what it must come to.

Every figure is counted here while the day is written, by nobody's code but this.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from posminder.report.site import ReportSite
from posminder_formats import records as r
from tests.host.report_days import MONDAY, SITE, Book

CARDS: Final = ("girocard", "VISA", "MASTERCARD")
CUT_OVER: Final[ReportSite] = replace(SITE, cut_over_min=22 * 60)
# business days of December on which something goes wrong
LATE, MISSED, HELD, AFTER_CUT_OVER, UNBALANCED, OFF = 3, 31, 10, 15, 17, 22
UNSIGNED, UNPRINTED, REFUND, EXTRA = 7, 8, 9, 12


@dataclass
class Truth:
    """What December comes to."""

    days: int = 0
    on_time: int = 0
    sold: int = 0
    signed_in: int = 0
    owed: int = 0
    printed: int = 0
    raised: int = 0
    resolved: int = 0
    totals: dict[date, int] = field(default_factory=dict)
    clearing: dict[date | None, int] = field(default_factory=dict)


def month(seed: int = 5) -> tuple[Book, Truth]:
    """Return the journal and what it must come to."""
    rng, book, truth = random.Random(seed), Book(), Truth()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    for number in range((date(2026, 12, 31) - MONDAY).days + 1):
        day = MONDAY + timedelta(days=number)
        if day.weekday() != 6 and day != date(2026, 12, 25):
            _day(book, truth, rng, "+" * number, day)
    return book, truth


def _day(book: Book, truth: Truth, rng: random.Random, at: str, day: date) -> None:
    told = day.month == 12
    fault = day.day if told else 0
    if fault == OFF:
        return
    if fault == UNSIGNED:
        book.signs_in(at + "07:50:00", "needed")
        book.alert(at + "07:50:00", "not_signed_in", "raised")
    for index, (clock, minor) in enumerate(_sales(rng)):
        _sell(book, truth, at + clock, minor, (fault, index, told))
        if told:
            truth.totals[day] = truth.totals.get(day, 0) + minor
    if fault == REFUND:
        book.sale(at + "19:00:00", 500, "refund")
        truth.totals[day] -= 500
        truth.sold, truth.signed_in = truth.sold + 1, truth.signed_in + 1
        truth.owed, truth.printed = truth.owed + 1, truth.printed + 1
    _close(book, truth, rng, at, (fault, day))


def _sales(rng: random.Random) -> Iterator[tuple[str, int]]:
    for hour in sorted(rng.sample(range(9, 19), rng.randint(3, 8))):
        yield f"{hour:02}:{rng.randint(0, 59):02}:00", rng.randint(100, 20_000)


def _sell(book: Book, truth: Truth, at: str, minor: int, of: tuple[int, int, bool]) -> None:
    fault, index, told = of
    first = index == 0
    refused = fault == UNPRINTED and first
    card = CARDS[(minor + index) % 3]
    trace = book.sale(at, minor, card=card, printed="refused" if refused else "delivered")
    if refused:
        book.alert(at, "receipt_missing", "raised", trace)
        book.alert(at[:-2] + "40", "receipt_missing", "seen", trace)
        book.prints(at[:-2] + "50", trace, "duplicate")
        book.alert(at[:-2] + "55", "receipt_missing", "cleared", trace)
        truth.raised, truth.resolved = truth.raised + 1, truth.resolved + 1
    if fault == UNSIGNED and first:
        book.signs_in(at[:-2] + "30")
        book.alert(at[:-2] + "31", "not_signed_in", "cleared")
        truth.raised, truth.resolved = truth.raised + 1, truth.resolved + 1
    if told:
        truth.sold += 1
        truth.owed += 1
        truth.signed_in += not (fault == UNSIGNED and first)
        truth.printed += not refused


def _close(book: Book, truth: Truth, rng: random.Random, at: str, of: tuple[int, date]) -> None:
    fault, day = of
    next_day = day + timedelta(days=1)
    minute = rng.randint(1, 44)
    if day.month == 12:
        truth.days += 1
        truth.on_time += fault not in (LATE, MISSED, HELD, AFTER_CUT_OVER, UNBALANCED)
    if fault == LATE:
        book.refuses(f"{at}20:{minute:02}:00")
        book.alert(f"{at}20:50:00", "settlement_open", "raised")
        book.settles(f"+{at}08:15:00")
        book.alert(f"+{at}08:16:00", "settlement_open", "seen")
        book.alert(f"+{at}08:17:00", "settlement_open", "cleared")
        truth.raised, truth.resolved = truth.raised + 1, truth.resolved + 1
    elif fault == HELD:
        book.settlement(f"{at}20:{minute:02}:00", "held", cause=r.CAUSE_WORDS.index("held_by_max"))
        book.settles(f"+{at}08:30:00")
    elif fault == AFTER_CUT_OVER:
        book.settles(f"{at}22:{minute:02}:00")
    elif fault == MISSED:
        book.add(f"{at}23:00:00", r.R_BUTTON, 1)
        book.alert(f"{at}20:50:00", "settlement_open", "raised")
        truth.raised += 1
        # so that the day is over and the journal tells of it
        book.add(f"+{at}07:00:00", r.R_BUTTON, 1)
    else:
        book.settles(f"{at}20:{minute:02}:00", off_by=7 if fault == UNBALANCED else 0)
    if fault == EXTRA:
        book.sale(f"{at}20:50:00", 1_000)
        book.settles(f"{at}21:10:00")
        truth.totals[day] += 1_000
        truth.sold, truth.signed_in = truth.sold + 1, truth.signed_in + 1
        truth.owed, truth.printed = truth.owed + 1, truth.printed + 1
    if day.month == 12:
        clears = None if fault == MISSED else day
        if fault in (LATE, HELD, AFTER_CUT_OVER):
            clears = next_day
        truth.clearing[clears] = truth.clearing.get(clears, 0) + truth.totals[day]
