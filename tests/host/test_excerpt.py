# SPDX-License-Identifier: MIT
"""A day, a month or a sale worked out of the records it needs is the same as worked out of all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from posminder.excerpt.days import Days, of_days
from posminder.excerpt.sale import bearing
from posminder.explain.day import explain_day
from posminder.export.catalogue import TABLES
from posminder.export.source import Source
from posminder.journal_file import Record
from posminder.report import facts, settlements
from posminder.report.day import day_of
from posminder.report.whole import Whole
from posminder.store.ingest import ingest
from posminder.store.store import Store
from posminder.transaction import KINDS, find
from tests.host.journal_bytes import BOARD
from tests.host.random_journal import RandomJournal
from tests.host.report_days import SITE

SEEDS = range(4)
SMALL, BUSY = (9, 6), (4, 20)  # days, about so many records each


def stored(tmp_path: Path, seed: int, size: tuple[int, int]) -> tuple[Store, tuple[Record, ...]]:
    journal = RandomJournal(seed, *size)
    store = Store(tmp_path / f"{seed}.sqlite3")
    ingest(store, BOARD, journal.bytes(), "random")
    return store, journal.records()


def told(whole: Whole, day: date) -> dict[str, Any]:
    """Return all that reports say of one day."""
    row = settlements.row(whole, day)
    source = Source(whole, day, day)
    return {
        "day": facts.to_json(day_of(whole, day)),
        "row": settlements.to_json(row, whole),
        "explained": [each.to_json() for each in explain_day(whole, day, (), "en")],
        "exported": {name: list(each.rows(source)) for name, each in TABLES.items()},
        "ends": (min(whole.days), max(whole.days), [each.seq for each in whole.open]),
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [SMALL, BUSY])
def test_days_are_the_same_as_by_the_whole_journal(
    seed: int, size: tuple[int, int], tmp_path: Path
) -> None:
    store, records = stored(tmp_path, seed, size)
    whole = Whole.of(records, SITE)
    with store:
        reader = store.reader(BOARD)
        for span in (1, 3):
            for day in whole.days:
                last = day + timedelta(days=span - 1)
                some = Whole.of(of_days(reader, Days(SITE, day, last)), SITE)
                for number in range(span):
                    of = day + timedelta(days=number)
                    assert told(some, of) == told(whole, of), (seed, of)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [SMALL, BUSY])
def test_lives_are_the_same_as_by_the_whole_journal(
    seed: int, size: tuple[int, int], tmp_path: Path
) -> None:
    store, records = stored(tmp_path, seed, size)
    of_kinds = [each for each in records if each.kind in KINDS]
    with store:
        reader = store.reader(BOARD)
        for number in ("a1", "A2", "031", *map(str, range(30))):
            assert find(bearing(reader, number), number) == find(of_kinds, number), (seed, number)
