# SPDX-License-Identifier: MIT
"""Dates that people type: the one way an option or argument becomes a day."""

from __future__ import annotations

from datetime import date, timedelta

from posminder.errors import UsageError


def date_of(text: str | None, option: str) -> date | None:
    """Return the day that `option` names, None where it was not given. Raises UsageError."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no date; write it as 2026-11-22') from None


def month_of_text(text: str | None, option: str) -> date | None:
    """Return the first day of the month that `option` names, None where it was not given.

    Raises UsageError.
    """
    try:
        return None if text is None else date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no month; write it as 2026-11') from None


def month_before(first: date, months: int = 1) -> date:
    """Return the first day of the month so many months before that of `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1) if year >= date.min.year else date.min


def month_ends(first: date) -> date:
    """Return the last day of the month that `first` is in."""
    behind = month_before(first, -1) if first.replace(day=1) < date.max.replace(day=1) else None
    return date.max if behind is None else behind - timedelta(days=1)
