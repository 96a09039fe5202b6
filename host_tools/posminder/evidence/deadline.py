# SPDX-License-Identifier: MIT
"""By when a request is answered, and how that day was counted. Pure.

A day too early costs nothing, a day too late the dispute: where something is not known it is
counted so that the day can only be too early, and the rule says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from posminder.profile.bank_days import BankDays
from posminder.profile.model_sheet import Calendar

DAYS: Final = 3  # what acquirers leave a merchant, where no sheet says more
TOLD, BANK_DAYS, CALENDAR_DAYS = "told", "bank_days", "calendar_days"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, and the rule: as told, bank days of `calendar`, or days of the calendar."""

    day: date
    rule: str
    days: int = 0
    calendar: str = ""


def counted(received: date, days: int, calendar: Calendar | None) -> Deadline:
    """Return the `days`-th bank day after `received`.

    Where no calendar is known, or it ends before: days of the calendar, never later than those.
    """
    bank = None if calendar is None else BankDays.of(calendar)
    day = None if bank is None else bank.add(received, days)
    if day is None or calendar is None:
        return Deadline(received + timedelta(days=days), CALENDAR_DAYS, days)
    return Deadline(day, BANK_DAYS, days, calendar.bank_days)


def of_currency(currency: int | None) -> Calendar | None:
    """Return the calendar of a shop without a sheet, None where its country is not known by that.

    Working weekends count as bank days: with some acquirers they are.
    """
    if currency != 156:  # CNY: the one currency that names its banks' calendar
        return None
    told = {"bank_days": "CN", "working_weekends_are_bank_days": True}
    return Calendar.model_validate(told)
