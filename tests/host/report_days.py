# SPDX-License-Identifier: MIT
"""Shop days for reports, written record by record: Monday 2026-11-23 at a kiosk in Berlin."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, Final

from posminder.journal_file import Record, read
from posminder.report.site import ReportSite
from posminder_formats import record_words
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export, record

MONDAY: Final = date(2026, 11, 23)
DAY: Final = 20_780  # days since 1970
MIDNIGHT_S: Final = 1_795_388_400  # local midnight of the Monday, UTC seconds
_OPEN: Final = ((480, 1200),)

SITE: Final = ReportSite(
    board_id=BOARD,
    site_id="kn-0001",
    name="Kiosk am Markt",
    currency=978,
    utc_offsets=((0, 3600),),
    profile_hash="5f0c" * 16,
    terminal_id="29001234",
    mode="enforce",
    hours=(*[_OPEN] * 6, ()),
    latest_min=1245,
)


def coded(kind: int, field: str, word: str) -> int:
    """Return the number of a coded field's word."""
    table = record_words.STATES.get((kind, field)) or record_words.VALUES.get(field) or {}
    return next(number for number, known in table.items() if known == word)


class Book:
    """A journal in the making. Times are local, `HH:MM:SS`, a `+` before it for each day later."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.boot = 1
        self.trace = 0
        self.sold: list[tuple[int, int]] = []  # what the open batch has: count, minor units

    def add(self, at: str | None, kind: int, *fields: Any) -> None:
        """Write one record; `at` None: the clock is unset."""
        wall_s = None if at is None else _wall_s(at)
        mono_ms = 25_200_000 if wall_s is None else 1_000 * (wall_s - MIDNIGHT_S)
        self.bodies.append(record(kind, *fields, boot=self.boot, mono_ms=mono_ms, wall_s=wall_s))

    def starts(self, at: str, reason: str = "power") -> None:
        """Boot, and find the terminal signed in."""
        self.boot += bool(self.bodies)
        self.add(at, r.R_BOOT, coded(r.R_BOOT, "reason", reason), "0.3.0", b"\x5f\x0c" * 16, 0)

    def signs_in(self, at: str, state: str = "signed_in") -> None:
        """Change the terminal's sign-in state."""
        self.add(at, r.R_SIGN_IN, coded(r.R_SIGN_IN, "state", state), 0)

    def sale(
        self,
        at: str | None,
        minor: int,
        kind: str = "sale",
        *,
        result: int = 0,
        printed: str | None = "delivered",
        card: str = "VISA",
        seen: int = 1,
        trace: int | None = None,
        masked: str = "476173******0119",
    ) -> int:
        """Write a transaction and its first print; return its trace number."""
        self.trace += 1
        number = self.trace if trace is None else trace
        numbers = (number, 100 + number, 6, card, masked, 1123, 0, seen, "A1")
        kind_no = coded(r.R_SALE, "transaction", kind)
        self.add(at, r.R_SALE, kind_no, result, minor, 978, *numbers)
        if result == 0:
            sign = 1 if kind == "sale" else -1
            self.sold.append((-1 if kind == "reversal" else 1, sign * minor))
        if result == 0 and kind != "reversal" and printed is not None:
            self.prints(at, number, printed)
        return number

    def prints(self, at: str | None, trace: int, state: str) -> None:
        """Write how a print of a receipt ended."""
        self.add(at, r.R_RECEIPT, trace, 100 + trace, coded(r.R_RECEIPT, "state", state), 18)

    def alert(self, at: str, alert: str, state: str, subject: int | None = None) -> None:
        """Change the state of an alert."""
        number = r.ALERT_WORDS.index(alert)
        self.add(at, r.R_ALERT, number, coded(r.R_ALERT, "state", state), subject)

    def books(self) -> tuple[int, int]:
        """Return the open batch as the terminal counts it."""
        return sum(count for count, _ in self.sold), sum(minor for _, minor in self.sold)

    def settlement(self, at: str, state: str, cause: int = 0, books: Any = None) -> None:
        """Write one SETTLEMENT record."""
        count, minor = books or self.books()
        self.add(at, r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index(state), DAY, count, minor, cause)

    def settles(self, at: str, reason: str = "closing_button", off_by: int = 0) -> None:
        """Settle and prove it; `off_by`: what the settlement's own total differs by."""
        count, minor = self.books()
        self.settlement(at, "begun")
        self.add(at, r.R_TOTALS, count, minor, 1)
        self.add(at, r.R_INTENT, 4, coded(r.R_INTENT, "reason", reason))
        self.add(at, r.R_OUTCOME, 4, 1, 0)
        self.add(at, r.R_TOTALS, count, minor + off_by, 2)
        self.add(at, r.R_TOTALS, 0, 0, 3)
        self.settlement(at, "mismatch" if off_by else "verified", books=(count, minor))
        self.sold.clear()

    def refuses(self, at: str, cause: int = 5, code: int = 0xA1) -> None:
        """Try to settle, and be refused. A retry bears the reason of the first try."""
        self.add(at, r.R_TOTALS, *self.books(), 1)
        self.add(at, r.R_INTENT, 4, coded(r.R_INTENT, "reason", "closing_button"))
        self.add(at, r.R_OUTCOME, 4, 2, code)
        self.settlement(at, "refused", cause)

    def records(self, *without: int) -> tuple[Record, ...]:
        """Return the journal as the host reads it, `without` the records of these numbers."""
        return tuple(each for each in read(export(*self.bodies), "book") if each.seq not in without)


def _wall_s(at: str) -> int:
    clock = at.lstrip("+")
    hours, minutes, seconds = map(int, clock.split(":"))
    return MIDNIGHT_S + (len(at) - len(clock)) * 86_400 + hours * 3600 + minutes * 60 + seconds


def no_sales() -> Book:
    """A holiday: the board runs, the latest time comes, the batch is empty."""
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    book.settlement("20:45:00", "begun")
    book.settlement("20:45:02", "nothing_to_settle")
    return book


def three_sales() -> Book:
    """A good day: three sales, three receipts, settled by the button."""
    book = Book()
    book.starts("07:30:00")
    book.signs_in("07:30:09")
    book.sale("09:12:40", 1_250)
    book.sale("12:40:03", 8_990, card="MASTERCARD")
    book.sale("17:05:21", 420, card="girocard")
    book.add("20:04:58", r.R_BUTTON, 2)
    book.settles("20:05:00")
    return book


def hard_day() -> Book:
    """Sixty sales and most of what can go wrong; settled at last."""
    rng = random.Random(3)
    book = Book()
    book.add(None, r.R_BOOT, 0, "0.3.0", None, 0)
    book.add("07:01:00", r.R_CLOCK, None, MIDNIGHT_S + 7 * 3600 + 60, 2)
    book.signs_in("07:30:05", "needed")
    book.alert("07:30:40", "not_signed_in", "raised")
    book.signs_in("07:31:30")
    book.alert("07:31:30", "not_signed_in", "cleared")
    minutes = sorted(rng.sample(range(8 * 60 + 5, 19 * 60 + 50), 60))
    for index, minute in enumerate(minutes):
        _sell(book, index, minute, rng)
    book.add("20:03:10", r.R_BUTTON, 2)
    book.settlement("20:03:10", "begun")
    for at in ("20:03:20", "20:04:30", "20:07:00"):
        book.refuses(at)
    book.settlement("20:07:00", "given_up", 5)
    book.alert("20:07:00", "settlement_open", "raised")
    book.alert("20:12:00", "settlement_open", "escalated")
    book.alert("20:13:30", "settlement_open", "seen")
    book.add("20:20:00", r.R_BUTTON, 2)
    book.settles("20:20:00")
    book.alert("20:20:09", "settlement_open", "cleared")
    return book


def _sell(book: Book, index: int, minute: int, rng: random.Random) -> None:
    """Sell one thing; some indices are where the incidents are."""
    clock = f"{minute // 60:02}:{minute % 60:02}"
    price = rng.choice((rng.randint(150, 2_000), rng.randint(500, 9_990), rng.randint(500, 26_000)))
    card = rng.choice(("VISA", "MASTERCARD", "girocard", "AMEX"))
    if index in (14, 41):
        trace = book.sale(f"{clock}:05", price, printed="refused", card=card)
        book.alert(f"{clock}:05", "receipt_missing", "raised", trace)
        book.alert(f"{clock}:25", "receipt_missing", "seen", trace)
        if index == 14:
            book.prints(f"{clock}:52", trace, "duplicate")
            book.alert(f"{clock}:52", "receipt_missing", "cleared", trace)
    elif index in (8, 30, 47):
        book.sale(f"{clock}:10", price, result=0x6C, card=card)
    elif index == 20:
        book.sale(f"{clock}:10", 4_500, "refund", card=card)
    elif index == 25:
        book.add(f"{clock}:00", r.R_LINE, 1, 2)
        book.alert(f"{clock}:00", "terminal_silent", "raised")
        book.add(f"{clock}:50", r.R_LINE, 1, 1)
        book.alert(f"{clock}:50", "terminal_silent", "cleared")
    elif index == 36:
        book.starts(f"{clock}:10")
        book.signs_in(f"{clock}:31")
    else:
        book.sale(f"{clock}:{rng.randint(0, 40):02}", price, card=card)
