# SPDX-License-Identifier: MIT
"""An acquirer's file held against what people attested, shop by shop. Facts only, no words.

The board of such a shop saw no sale and no total: that the two agree proves nothing that it could
grade higher than a person's word (C). What does not fit is a finding, and nobody is put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from posminder.acquirer_file import AcquirerFile, Row
from posminder.profile.findings import Finding
from posminder.report.whole import Whole
from posminder.store.totals import Total

# What a remark is about.
UNKNOWN: Final = "unknown"  # no board in the store has this terminal or site
SEVERAL: Final = "several"  # more than one has
SPEAKS: Final = "speaks"  # its terminal is read by the board: nothing is to be filled in
NO_RECORDS: Final = "no_records"  # its records do not reach that day
NOT_ATTESTED: Final = "not_attested"  # nobody said that the day was settled
LACKING: Final = "lacking"  # somebody did, and the file knows nothing of it
LEAVE_OUT: Final = (UNKNOWN, SEVERAL, SPEAKS, NO_RECORDS)


@dataclass(frozen=True)
class Shop:
    """A board in the store: its journal, every TID its terminals had, what is held of its days."""

    whole: Whole
    tids: frozenset[str]
    held: tuple[Total, ...]

    def is_meant(self, row: Row) -> bool:
        """Tell whether `row` names this shop or a terminal of it."""
        return row.name == self.whole.site.site_id if row.of_site else row.name in self.tids

    def reaches(self, day: date) -> bool:
        """Tell whether the records begin on `day` or earlier, and end on it or later."""
        days = self.whole.days
        return bool(days) and min(days) <= day <= max(days)


@dataclass(frozen=True, slots=True)
class Remark:
    """What does not fit. `line` of the file, None for a day it lacks; `shop` where it is known."""

    about: str
    day: date
    name: str
    line: int | None = None
    shop: Shop | None = None
    books: tuple[int, int] | None = None


@dataclass(slots=True)
class Matched:
    """Rows by the board they are kept for, what does not fit, and errors that stop everything."""

    kept: dict[str, list[Row]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)


def match(file: AcquirerFile, shops: Sequence[Shop]) -> Matched:
    """Hold the rows of a file without errors against `shops`."""
    matched = Matched()
    for row in file.rows:
        found = _shop_of(row, shops)
        if isinstance(found, Remark):
            matched.remarks.append(found)
            continue
        board_id = found.whole.site.board_id
        earlier = matched.kept.setdefault(board_id, [])
        matched.errors += _errors(row, found, earlier)
        earlier.append(row)
    for shop in shops:
        rows = matched.kept.get(shop.whole.site.board_id, [])
        matched.remarks += [*_unattested(shop, rows), *_lacking(shop, rows)]
    return matched


def _shop_of(row: Row, shops: Iterable[Shop]) -> Shop | Remark:
    """Return whose row it is; of an old board and its successor the one that was there."""
    meant = [each for each in shops if each.is_meant(row)]
    silent = [each for each in meant if each.whole.site.attended]
    there = [each for each in silent if each.reaches(row.day)]
    said = [each for each in there if row.day in each.whole.attested] or there
    if len(said) == 1:
        return said[0]
    about = SEVERAL if said else NO_RECORDS if silent else SPEAKS if meant else UNKNOWN
    return Remark(about, row.day, row.name, row.spot.line, None, row.books)


def _errors(row: Row, shop: Shop, earlier: Sequence[Row]) -> Iterator[Finding]:
    site = shop.whole.site
    if row.currency not in (None, site.currency):
        yield Finding(row.spot, "currency", f"is not what {site.site_id} sells in")
    known: tuple[Total | Row, ...] = (*shop.held, *earlier)
    of_day = [each.batch for each in known if each.day == row.day]
    if of_day and any(bool(batch) is not bool(row.batch) for batch in of_day):
        how = "with" if of_day[0] else "without"
        sentence = f"{row.day} is known {how} batch numbers: write it so, or it would count twice"
        yield Finding(row.spot, "batch", sentence)


def _unattested(shop: Shop, rows: Iterable[Row]) -> Iterator[Remark]:
    for row in rows:
        if row.books != (0, 0) and row.day not in shop.whole.attested:
            yield Remark(NOT_ATTESTED, row.day, row.name, row.spot.line, shop, row.books)


def _lacking(shop: Shop, rows: Sequence[Row]) -> Iterator[Remark]:
    """Yield the attested days between the file's first and last that it has no row of."""
    days = {row.day for row in rows}
    for day in sorted(shop.whole.attested):
        if days and min(days) < day < max(days) and day not in days:
            yield Remark(LACKING, day, rows[0].name, None, shop)
