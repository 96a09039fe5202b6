# SPDX-License-Identifier: MIT
"""Which board and which transaction in the store a command means, and how records are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from posminder.cli.profile_file import language_of
from posminder.errors import EXIT_FINDING, PosminderError, ProtocolError, UsageError
from posminder.excerpt.days import Days, of_days
from posminder.excerpt.sale import bearing
from posminder.export.source import Source
from posminder.home import store_path
from posminder.journal_file import Record, currency_in
from posminder.profile.read_back import rules
from posminder.record_view import View
from posminder.report.site import ReportSite
from posminder.report.whole import Whole
from posminder.store.notes import Note
from posminder.store.store import Store
from posminder.store.totals import Total
from posminder.transaction import RRN, Life, find
from posminder_formats import records

BoardOption = Annotated[
    str | None,
    typer.Option("--board", help="Board id or site id. Default: the only board in the store."),
]


class StoreEmpty(UsageError):
    """The store holds no records yet. Next: posminder logs --port PORT"""


class TransactionUnknown(PosminderError):
    """No transaction with number {} is in the store. Next: posminder logs --port PORT"""

    exit_code = EXIT_FINDING


class RrnUnknown(PosminderError):
    """No transaction with number {} is in the store. It looks like an RRN, which is the acquirer's
    number: a ZVT terminal does not tell it. Next: posminder tx NUMBER, with the trace number,
    receipt number or authorisation on the slip"""

    exit_code = EXIT_FINDING


@dataclass(frozen=True)
class StoredShop:
    """What the store holds of one board, and the language to speak of it."""

    board_id: str
    site: ReportSite
    notes: tuple[Note, ...]
    totals: tuple[Total, ...]
    language: str
    profile: tuple[bytes, str] | None  # the newest seen on the board, and its hash
    path: Path  # of the store

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """All its records: of a journal of years has more than most questions need."""
        with Store(self.path) as store:
            return tuple(store.records(self.board_id))

    @cached_property
    def lacks(self) -> list[tuple[int, int]]:
        """The runs of numbers that the store lacks: told by all numbers, so looked for once."""
        with Store(self.path) as store:
            return store.gaps(self.board_id)

    def whole(self, first: date | None = None, last: date | None = None) -> Whole:
        """Return its journal in the shop's days. Raises NoBusinessDay.

        With a first or a last business day only what those days need, which is told as by all.
        """
        if first is None and last is None:
            return self._whole
        with Store(self.path) as store:
            found = of_days(store.reader(self.board_id), Days(self.site, first, last))
            return Whole.of(found, self.site, self.totals, self.lacks)

    @cached_property
    def _whole(self) -> Whole:
        """All of it, placed once for whoever asks."""
        return Whole.of(self.records, self.site, self.totals)

    def source(self, first: date | None, last: date | None) -> Source:
        """Return what tables of these business days are filled from. Raises NoBusinessDay."""
        return Source(self.whole(first, last), first, last)

    def reaches(self) -> tuple[date, date] | None:
        """Return the first and the newest business day with a record. Raises NoBusinessDay."""
        days = self.whole(date.max, date.max).days
        return (min(days), max(days)) if days else None


def opened(board: str | None, lang: str | None) -> StoredShop:
    """Return what the store holds of the board that `board` names, or of the only one.

    Spoken is `lang`, else the shop's language. Raises UsageError.
    """
    language_of(None, lang)  # before anything is read
    with Store(store_path()) as store:
        return shop_of(store, choose(store, board), lang)


def all_opened(lang: str | None) -> tuple[StoredShop, ...]:
    """Return what the store holds of every board. Raises StoreEmpty."""
    with Store(store_path()) as store:
        boards = tuple(store.boards())
    if not boards:
        raise StoreEmpty
    return tuple(opened(each, lang) for each in boards)


def shop_of(store: Store, board_id: str, lang: str | None = None) -> StoredShop:
    """Return what the store holds of one board, spoken of in `lang`, else the shop's language."""
    row = store.site(board_id)
    if row is None:
        sales = store.records(board_id, kinds=(records.R_SALE_STARTED, records.R_SALE))
        site = ReportSite(board_id, board_id, board_id, currency_in(sales))
    else:
        site = ReportSite.of(board_id, row)
    return StoredShop(
        board_id,
        site,
        tuple(store.notes(board_id)),
        store.totals(board_id),
        language_of(None, lang) if lang or row is None else row.language,
        store.profile(board_id),
        store.path,
    )


def rules_of(
    known: tuple[bytes, str] | None, in_force: str | None, language: str
) -> tuple[str, ...] | None:
    """Return the sentences of the rules of the profile whose hash begins with `in_force`.

    None where this computer knows another or none, or one of a newer board.
    """
    if known is None or in_force is None or not known[1].startswith(in_force):
        return None
    try:
        return rules(known[0], language)
    except ProtocolError:
        return None


def choose(store: Store, wanted: str | None) -> str:
    """Return the id of the board in the store that `wanted` names, or of the only one.

    Raises StoreEmpty, and UsageError with the choices where not exactly one is named.
    """
    known = {board_id: store.site(board_id) for board_id in store.boards()}
    names = [f"{board_id} ({site.site_id if site else '?'})" for board_id, site in known.items()]
    if not known:
        raise StoreEmpty
    matching = [
        board_id
        for board_id, site in known.items()
        if wanted is None or wanted == board_id or (site is not None and site.site_id == wanted)
    ]
    if len(matching) != 1:
        problem = "The store has several boards" if wanted is None else f"Not one board is {wanted}"
        raise UsageError(f"{problem}; name one with --board: {', '.join(names)}")
    return matching[0]


def view_of(store: Store, board_id: str) -> View:
    """Return how the board's records are shown, by its site and its clock.

    Where its profile was never seen, the sales say in what currency they were.
    """
    clocks = store.records(board_id, kind=records.R_CLOCK)
    site = store.site(board_id)
    sales = store.records(board_id, kinds=(records.R_SALE_STARTED, records.R_SALE))
    currency = currency_in(sales) if site is None else site.currency
    return View(board_id, site, clocks, currency)


def lives_of(store: Store, board_id: str, number: str) -> list[Life]:
    """Return the transactions that bear `number`, newest first; at least one.

    Raises TransactionUnknown, RrnUnknown.
    """
    lives = find(bearing(store.reader(board_id), number), number)
    if not lives:
        raise unknown_number(number)
    return lives


def unknown_number(number: str) -> PosminderError:
    """Return what to say of a number that no transaction in the store bears."""
    return (RrnUnknown if RRN.fullmatch(number) else TransactionUnknown)(number)
