# SPDX-License-Identifier: MIT
"""Which records `logs` shows: of a time, of some kinds, of one transaction, and all of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Final

import typer

from posminder.cli.shop import lives_of
from posminder.journal_file import Record
from posminder.record_view import kind_number
from posminder.store.store import Store
from posminder.wall_time import UTC_ONLY, Span, local_text, utc_span
from posminder_formats import record_words

_TIME: Final = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})(?:[ T](?=\d)|$))?(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)?"
)
_DAY: Final = timedelta(days=1)
_DATE_CHARACTERS: Final = 10


@dataclass(frozen=True, slots=True)
class Filter:
    """`begin`, `end`: as they were typed, in the shop's time. `number`: of a transaction."""

    kinds: tuple[int, ...] = ()
    begin: str | None = None
    end: str | None = None
    number: str | None = None

    @property
    def shows_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Filter()

    def records(self, store: Store, board_id: str, since: int) -> Iterator[Record]:
        """Yield what is to be shown, ascending.

        Raises typer.BadParameter for what is no time, TransactionUnknown, RrnUnknown.
        """
        of_transaction = None if self.number is None else _steps(store, board_id, self.number)
        span = self._span(store, board_id)
        for record in store.records(board_id, since, kinds=self.kinds, span=span):
            if of_transaction is None or record.seq in of_transaction:
                yield record

    def _span(self, store: Store, board_id: str) -> Span | None:
        if self.begin is None and self.end is None:
            return None
        site = store.site(board_id)
        offsets = UTC_ONLY if site is None else site.utc_offsets
        now_s = int(datetime.now(UTC).timestamp())
        today = date.fromisoformat(local_text(now_s, offsets)[:_DATE_CHARACTERS])
        first_s, last_s = Span().first_s, Span().last_s
        if self.begin is not None:
            begin, _ = _local(self.begin, today, "--from")
            first_s = utc_span(begin, offsets).first_s
        if self.end is not None:
            _, behind = _local(self.end, today, "--to")
            last_s = utc_span(behind - timedelta(seconds=1), offsets).last_s
        if first_s > last_s:
            raise typer.BadParameter(f"{self.end} is before {self.begin}", param_hint="--to")
        return Span(first_s, last_s)


def kinds_of(names: Sequence[str]) -> tuple[int, ...]:
    """Return the kinds named, each text one name or several with commas between.

    Raises typer.BadParameter with the name that was probably meant.
    """
    words = [word.strip() for text in names for word in text.split(",")]
    return tuple(sorted({_kind(word) for word in words}))


def _kind(name: str) -> int:
    number = kind_number(name)
    if number is not None:
        return number
    known = sorted(kind for kind, _ in record_words.KINDS.values())
    near = get_close_matches(name, known, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(known)}"
    raise typer.BadParameter(f'there is no kind "{name}"; {hint}', param_hint="--kind")


def _local(text: str, today: date, option: str) -> tuple[datetime, datetime]:
    """Return the beginning of what `text` names, a day, a minute or a second, and what follows."""
    match = _TIME.fullmatch(text.strip())
    if match is None or not (match["date"] or match["clock"]):
        raise _no_time(text, option)
    try:
        day = datetime.fromisoformat(match["date"] or today.isoformat())
        if match["clock"] is None:
            return day, day + _DAY
        parts = [int(part) for part in match["clock"].split(":")]
        begin = day.replace(hour=parts[0], minute=parts[1], second=(*parts, 0)[2])
        return begin, begin + timedelta(seconds=1 if len(parts) > 2 else 60)
    except (ValueError, OverflowError):
        raise _no_time(text, option) from None


def _no_time(text: str, option: str) -> typer.BadParameter:
    example = 'use a date, "2026-11-22 14:30", or 14:30 for today'
    return typer.BadParameter(f'"{text}" is no time; {example}', param_hint=option)


def _steps(store: Store, board_id: str, number: str) -> set[int]:
    """Return which records belong to the transactions of that number, every one that used it."""
    lives = lives_of(store, board_id, number)
    return {record.seq for life in lives for record in life.steps()}
