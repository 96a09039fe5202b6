# SPDX-License-Identifier: MIT
"""Five weeks of a kiosk, written record by record, with what can go wrong at a counter in a month.

Every figure a test needs is counted here while it is written, apart from the code under test.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from posminder_formats import records as r
from tests.host.report_days import MONDAY, SITE, Book

WEEKS: Final = 5
DAYS: Final = 7 * WEEKS
SHOP: Final = replace(SITE, hours=(*[((480, 1200),)] * 6, ()))  # Sundays closed
FORGOTTEN: Final = 9  # days since MONDAY
HELD: Final = 16
UNBALANCED: Final = 22
SEEN: Final = 29
EMPTY: Final = 11
HELD_BY_MAX: Final = r.CAUSE_WORDS.index("held_by_max")
SOLD_AT: Final = ("08:20", "09:05", "10:40", "11:15", "12:30", "13:50", "15:10", "16:25", "18:40")


def day(index: int) -> date:
    """Return the date of a day of the month."""
    return MONDAY + timedelta(days=index)


def at(index: int, clock: str) -> str:
    """Return a moment as Book takes it."""
    return "+" * index + (clock if clock.count(":") == 2 else f"{clock}:00")


def month(odd: Callable[[Book, int], bool] | None = None) -> tuple[Book, dict[int, list[int]]]:
    """Return the journal, and the amounts sold by day.

    `odd` sells on a day in a way of its own, and tells whether it did.
    """
    rng = random.Random(5)
    book = Book()
    sold: dict[int, list[int]] = {}
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    for index in range(DAYS):
        if day(index).weekday() == 6:
            continue
        sold[index] = [] if index == EMPTY else [rng.randint(200, 4_000) for _ in SOLD_AT]
        if odd is not None and odd(book, index):
            continue
        for clock, minor in zip(SOLD_AT, sold[index], strict=False):
            book.sale(at(index, clock), minor, card=rng.choice(("VISA", "girocard")))
        _close(book, index, rng)
    return book, sold


def _close(book: Book, index: int, rng: random.Random) -> None:
    if index == FORGOTTEN:
        return
    if index == HELD:
        book.settlement(at(index, "20:45"), "begun")
        book.settlement(at(index, "20:45:02"), "held", HELD_BY_MAX)
    elif index == UNBALANCED:
        book.settles(at(index, "20:05"), off_by=100)
    elif index == SEEN:
        book.settlement(at(index, "20:07"), "seen")
        book.sold.clear()
    elif index == EMPTY:
        book.settlement(at(index, "20:45"), "nothing_to_settle")
    elif index < DAYS - 2:
        book.settles(at(index, f"20:{rng.randint(0, 40):02}:00"))


def says_operator(book: Book, moment: str, person: str | None, index: int) -> None:
    """Somebody says that the operator signed in: by name, or by the button."""
    number = (day(index) - date(1970, 1, 1)).days
    by = 2 if person else 1
    book.add(moment, r.R_OPERATOR, person, by, number)


def counter_week() -> Book:
    """Three days of people: shifts, sales while not signed in, receipts late and never printed."""
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    says_operator(book, "07:50:00", "li", 0)
    book.sale("09:00:00", 1_000)
    late = book.sale("09:30:00", 2_000, printed="refused")
    book.prints("09:31:00", late, "duplicate")
    book.sale("13:10:00", 3_000, printed="refused")
    says_operator(book, "14:00:00", None, 0)
    book.sale("15:00:00", 4_000, printed="missing")
    book.sale("15:20:00", 500, printed="not_wanted")
    book.settles("20:05:00")
    book.signs_in("+07:40:00", "needed")
    book.sale("+08:30:00", 600)
    book.sale("+08:40:00", 700, result=0x6C)
    book.sale("+08:50:00", 800, printed="refused")
    book.signs_in("+09:00:00")
    says_operator(book, "+09:05:00", "wang", 1)
    book.sale("+10:00:00", 900)
    book.starts("+12:00:00")
    book.sale("+12:10:00", 1_100)
    book.signs_in("+12:20:00", "attested")
    book.sale("+12:30:00", 1_200)
    book.settles("+20:05:00")
    book.sale("++09:00:00", 1_300)
    return book
