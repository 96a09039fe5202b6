# SPDX-License-Identifier: MIT
"""Speaks of a shop's records in one language: times in the shop's day, amounts in its currency."""

from __future__ import annotations

import re
from datetime import date

from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder.report.cause import NONE, Cause
from posminder.report.placing import Placed
from posminder.report.site import ReportSite, clock_text, date_of


class Speech:
    """Speaks of one shop in one language; `day` is what a time without a date is of."""

    def __init__(self, language: str, site: ReportSite, day: date | None = None) -> None:
        self.language = language
        self.site = site
        self.date = day

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a message."""
        return sentence(self.language, name, **values)

    def shop(self) -> tuple[tuple[str, str], ...]:
        """Return the shop, its board and its terminal, each with its name."""
        return (
            (self("report.site"), self.site.site_id),
            (self("report.board"), self.site.board_id),
            (self("report.terminal"), self.site.terminal_id or self("report.not_known")),
        )

    def word(self, group: str, coded: object) -> str:
        """Return what a coded word is called."""
        return word(self.language, group, str(coded))

    def time(self, each: Placed) -> str:
        """Return when a record was written, to the second."""
        return self._dated(each, clock_text(each.at_s))

    def minute(self, each: Placed) -> str:
        """Return when a record was written, to the minute."""
        return self._dated(each, clock_text(each.at_s)[:5])

    def _dated(self, each: Placed, clock: str) -> str:
        """Mark a time that was inferred, and one of another date than the day's."""
        time = clock if each.exact else f"≈ {clock}"
        on = date_of(each.at_s)
        if on == self.date:
            return time
        return self("report.of_another_day", time=time, date=on.isoformat())

    def money(self, minor: int | None, currency: int | None = None) -> str:
        """Return an amount in the shop's currency."""
        return amount_text(minor, currency or self.site.currency, self.language)

    def amount(self, minor: int) -> str:
        """Return an amount without its currency, for where that is said elsewhere."""
        return re.split("[ （]", self.money(minor), maxsplit=1)[0]

    def unit(self) -> str:
        """Return the currency that `amount` leaves out."""
        return self.money(0).removeprefix(self.amount(0)).strip()

    def percent(self, permille: int) -> str:
        """Return thousandths as `96.1 %`."""
        return f"{permille // 10}.{permille % 10} %"

    def books(self, count: int | None, minor: int | None) -> str:
        """Return `3 transactions, 12.50 EUR`."""
        name = "report.books_one" if count == 1 else "report.books"
        shown = "?" if count is None else count
        return self(name, count=shown, total=self.money(minor))

    def bracketed(self, cause: str | None) -> str:
        """Return a cause in brackets, or nothing."""
        return (
            "" if cause in (None, NONE) else self("verdict.cause", cause=self.word("cause", cause))
        )

    def why(self, cause: Cause) -> str:
        """Return why sales waited."""
        return self(
            f"cause.{cause.how}",
            began="?" if cause.began is None else self.minute(cause.began),
            ended="?" if cause.ended is None else self.minute(cause.ended),
            state="" if cause.state is None else self.word("settlement", cause.state),
            cause=self.bracketed(cause.word),
        )
