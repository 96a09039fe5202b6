# SPDX-License-Identifier: MIT
"""Dates that people type: their options, the one way each becomes a day; and today's."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated, Final

import typer

from posminder.errors import UsageError
from posminder.store.site import Site
from posminder.wall_time import UTC_ONLY, offset_at

_DAY_S: Final = 86_400

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First business day. Default: all.")
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last business day.")]
MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="MONTH", help="Only its business days, as 2026-11."),
]


def date_of(text: str | None, option: str) -> date | None:
    """Return the day that `option` names, None where it was not given. Raises UsageError."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no date; write it as 2026-11-22') from None


def days_of(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """Return the days that --from and --to name, None for one not given. Raises UsageError."""
    return date_of(first, "--from"), date_of(last, "--to")


def month_of_text(text: str | None, option: str) -> date | None:
    """Return the first day of the month that `option` names, None where it was not given.

    Raises UsageError.
    """
    try:
        return None if text is None else date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no month; write it as 2026-11') from None


def today_at(site: Site | None) -> date:
    """Return today's date at the shop, of UTC where it is not known."""
    now_s = int(time.time())
    offset_s = offset_at(now_s, UTC_ONLY if site is None else site.utc_offsets)
    return date.fromordinal(date(1970, 1, 1).toordinal() + (now_s + offset_s) // _DAY_S)
