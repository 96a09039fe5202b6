# SPDX-License-Identifier: MIT
"""Disputed sales: shop days sealed as a board seals them, in a store with their site's profile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from posminder import home, seal_keys
from posminder.evidence.forms import read_form
from posminder.evidence.material import Material
from posminder.evidence.subject import lives
from posminder.profile.compile import compile_profile
from posminder.record_view import View
from posminder.report.whole import Whole
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD
from tests.host.report_days import DAY, MIDNIGHT_S, Book
from tests.host.report_days import SITE as SHOP
from tests.host.site_text import checked
from tests.host.technician import Run
from tests.support import sealed_journal as sealed

TERMS: Final = """\
deposit: {cycle: T+2, shown_as: [PAYONE]}
fees:
  per_deposit: "0.20"
  rates: [{card: debit, rate: "0.25%"}, {card: credit, rate: "0.95%"}]
  card_names: [{name: girocard, card: debit}, {name: VISA, card: credit}]
account: {masked: "DE8937************3000", bank: Sparkasse}
evidence: {acquirer: PAYONE, respond_within_bank_days: 5, reply_form: form/unionpay-retrieval}
"""
RRN: Final = "632811004711"
_GOES_ON, _WHOLE = 1, 2
_MERCHANT, _CUSTOMER = 1, 2
_TOP: Final = b"*** H[NDLERBELEG ***\n  Kiosk am Markt\nTerminal-ID   29001234\nTA-Nr 000002"
_REST: Final = b"\nVISA\n476173******0119\nBETRAG  EUR   89,90\nRef " + RRN.encode() + b"\n"


def morning(*, signed_in: bool = True) -> Book:
    """The board starts, its clock is set by a computer, the terminal is signed in, one sale."""
    book = Book()
    book.add(None, r.R_BOOT, 0, "0.3.0", b"\x5f\x0c" * 16, 0)
    book.add("07:29:00", r.R_CLOCK, None, MIDNIGHT_S + 7 * 3_600 + 1_740, 2)
    book.add("07:29:05", r.R_TERMINAL, 0, "29001234")
    book.add("07:29:06", r.R_CLOCK_SEEN, 2, 3, 1)
    book.signs_in("07:30:09", "signed_in" if signed_in else "needed")
    book.sale("09:12:40", 1_250, card="girocard")
    return book


def sells(book: Book, at: str = "12:40", *, printed: str | None = "delivered") -> int:
    """Sell what is disputed: 89.90 by Visa."""
    book.add(f"{at}:01", r.R_SALE_STARTED, 1, 8_990, 978)
    return book.sale(f"{at}:21", 8_990, printed=printed)


def slip(book: Book, at: str, trace: int, text: bytes = b"") -> None:
    """Write the text of the merchant's copy in two pieces."""
    numbers = trace, 100 + trace
    book.add(at, r.R_SLIP, *numbers, _MERCHANT, 0, _TOP, _GOES_ON, 0)
    book.add(at, r.R_SLIP, *numbers, _MERCHANT, 1, text or _REST, _WHOLE, 0)


def settles(book: Book, at: str = "20:05:00") -> None:
    """Close by the button and settle."""
    book.add(at, r.R_BUTTON, 2)
    book.settles(at)


def good_day() -> Book:
    """Sold, printed with its text kept, settled in the evening, and a day goes by."""
    book = morning()
    trace = sells(book)
    slip(book, "12:40:25", trace)
    book.sale("17:05:21", 420, card="girocard")
    settles(book)
    book.starts("+07:30:00")
    book.signs_in("+07:30:09")
    return book


def reprinted() -> Book:
    """The printer was not ready; a duplicate came after the reminder."""
    book = morning()
    trace = sells(book, printed="refused")
    book.alert("12:40:21", "receipt_missing", "raised", trace)
    book.prints("12:42:10", trace, "duplicate")
    slip(book, "12:42:10", trace)
    book.alert("12:42:10", "receipt_missing", "cleared", trace)
    settles(book)
    return book


def not_signed_in() -> Book:
    """Sold while the terminal was not signed in; settled."""
    book = morning(signed_in=False)
    trace = sells(book)
    book.alert("12:40:21", "sale_not_signed_in", "raised", trace)
    settles(book)
    return book


def settled_late() -> Book:
    """Refused in the evening, settled the next day."""
    book = morning()
    sells(book)
    book.add("20:05:00", r.R_BUTTON, 2)
    book.settlement("20:05:00", "begun")
    book.refuses("20:05:10")
    book.settlement("20:06:00", "given_up", 5)
    book.starts("+07:30:00")
    settles(book, "+20:05:00")
    return book


def voided() -> Book:
    """Charged twice within two minutes; the second one was taken back."""
    book = morning()
    sells(book)
    trace = sells(book, "12:42")
    book.sale("12:45:00", 8_990, "reversal", trace=trace)
    settles(book)
    return book


def nothing_captured() -> Book:
    """A restart swallowed the print; the journal has a gap and no later word."""
    book = morning()
    sells(book, printed=None)
    settles(book)
    return book


def attended_day() -> Book:
    """A terminal that speaks nothing: presses, and what they stand for."""
    book = Book()
    book.add(None, r.R_BOOT, 0, "0.3.0", b"\x5f\x0c" * 16, 0)
    book.add("07:29:00", r.R_CLOCK, None, MIDNIGHT_S + 7 * 3_600 + 1_740, 2)
    book.add("07:46:00", r.R_ATTESTED, 1, 1, DAY)
    book.signs_in("07:46:00", "attested")
    book.add("12:40:00", r.R_BUTTON, 1)
    book.add("12:40:00", r.R_ATTESTED, 4, 1, DAY)  # record 6
    book.add("12:40:30", r.R_ATTESTED, 3, 1, DAY)
    book.add("20:05:00", r.R_BUTTON, 2)
    book.add("20:05:00", r.R_ATTESTED, 2, 1, DAY)
    book.add("20:05:00", r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index("attested"), DAY, *[None] * 2, 0)
    return book


def sealed_export(book: Book, without: Sequence[int] = ()) -> bytes:
    """Return the journal, every twenty records under a seal."""
    groups = [list(book.bodies[at : at + 20]) for at in range(0, len(book.bodies), 20)]
    found = sealed.records_of(sealed.chained(groups))
    return sealed.export({seq: body for seq, body in found.items() if seq not in without})


def keep(
    run: Run, tmp_path: Path, book: Book, text: str = TERMS, without: Sequence[int] = ()
) -> str:
    """Put a day into the store, with its board's profile and the key of its proofs.

    Returns the profile's file.
    """
    journal = tmp_path / "days.pmj"
    journal.write_bytes(sealed_export(book, without))
    assert run("logs", "--file", str(journal), "--board", BOARD).code in (0, 1)
    found = checked(tmp_path, text)
    assert found.profile is not None, [each.render() for each in found.findings]
    compiled = compile_profile(found.profile, found.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
    seal_keys.keep(BOARD, sealed.BLINDING, None)
    return str(tmp_path / "shop.yaml")


def material(book: Book, number: str, language: str, form: str = "form/retrieval") -> Material:
    """Return what a pack is made of without a store: the journal alone."""
    found = book.records()
    return Material(
        lives(found, number)[0],
        Whole.of(found, SHOP),
        View(BOARD, None, [each for each in found if each.kind == r.R_CLOCK], 978),
        language,
        read_form(form),
    )
