# SPDX-License-Identifier: MIT
"""What tables are filled from, and how a record's values become cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from posminder.export.table import Column, Kind
from posminder.money import currency_text
from posminder.report.placing import Placed
from posminder.report.site import ReportSite, within
from posminder.report.whole import Whole
from posminder.wall_time import instant


@dataclass(frozen=True, slots=True)
class Source:
    """One board's journal, and the business days wanted of it; None: no bound."""

    whole: Whole
    first: date | None = None
    last: date | None = None

    @property
    def site(self) -> ReportSite:
        """The board's shop."""
        return self.whole.site

    def wants(self, day: date) -> bool:
        """Tell whether `day` is one of those wanted."""
        return within(day, self.first, self.last)

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day wanted that has a record; None where none has."""
        days = [day for day in self.whole.days if self.wants(day)]
        return (days[0], days[-1]) if days else None

    def day(self, each: Placed) -> date:
        """Return the business day of a record."""
        return self.site.business_day(each.at_s)

    def records(self, *kinds: int) -> Iterator[Placed]:
        """Yield the records of `kinds` on the days wanted, in journal order."""
        for each in self.whole.placed:
            if each.kind in kinds and self.wants(self.day(each)):
                yield each

    def head(self, each: Placed) -> dict[str, Any]:
        """Return the cells of HEAD for a row that a record tells of."""
        return {
            **shop_cells(self.site),
            "day": self.day(each),
            "seq": each.seq,
            "time": self.time(each),
        }

    def time(self, each: Placed | None) -> datetime | None:
        """Return when a record was written by the board's clock, None where it was not set."""
        if each is None or not each.exact:
            return None
        return instant(each.record.wall_s, self.site.utc_offsets)

    def currency(self, number: int | None) -> str | None:
        """Return a currency's letters; where a record names none, the shop's."""
        known = self.site.currency if number is None else number
        return None if known is None else currency_text(known)


def shop_cells(site: ReportSite) -> dict[str, str]:
    """Return the cells of SHOP."""
    return {"board": site.board_id, "site": site.site_id}


def text(value: object) -> str | None:
    """Return a word as text; a code that this program knows no word for as its number."""
    return None if value is None else str(value)


def number(value: object) -> int | None:
    """Return a whole number, None for anything else."""
    return value if type(value) is int else None


def seq_of(each: Placed | None) -> int | None:
    """Return a record's number."""
    return None if each is None else each.seq


SHOP: Final = (
    Column("board", Kind.TEXT, "the board's id", "守护盒编号"),
    Column("site", Kind.TEXT, "the shop's id", "门店编号"),
)
HEAD: Final = (
    *SHOP,
    Column("day", Kind.DATE, "business day it belongs to", "所属营业日"),
    Column("seq", Kind.INTEGER, "number of its record in the journal", "日志记录号"),
    Column(
        "time",
        Kind.TIME,
        "when, by the board's clock; null: the clock was not set",
        "守护盒时钟的时间；时钟未设置时为 null",
        optional=True,
    ),
)
