# SPDX-License-Identifier: MIT
"""Batches sum to their transactions, days to batches, months to days, clearing dates to the same.

Of journals drawn at random, with times, numbers and amounts that no shop would write. What matches
nothing, and what has no amount, is counted and named and never left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from posminder.export.catalogue import TABLES
from posminder.export.source import Source
from posminder.messages import LANGUAGES
from posminder.report.month import Month, month_of
from posminder.report.month_page import month_html
from posminder.report.site import ReportSite
from posminder.report.whole import NoBusinessDay, Whole
from posminder_formats import records as r
from tests.host import month_days
from tests.host.month_days import CUT_OVER
from tests.host.random_journal import RandomJournal
from tests.host.report_days import DAY, SITE, Book

Rows = list[dict[str, Any]]
Sums = tuple[int, int, int]  # transactions, their total, those without an amount

_seeds = st.integers(0, 1_000_000)
_sites = st.sampled_from((SITE, CUT_OVER, replace(SITE, hours=None)))
_sizes = st.tuples(st.integers(1, 40), st.integers(2, 20))


def exported(whole: Whole, name: str) -> Rows:
    return [dict(each) for each in TABLES[name].rows(Source(whole))]


def summed(transactions: Iterable[dict[str, Any]]) -> Sums:
    """Return what a terminal counts, by nobody's code but this."""
    count = total = unknown = 0
    for each in transactions:
        count += -1 if each["transaction"] == "reversal" else 1
        sign = -1 if each["transaction"] in ("refund", "reversal") else 1
        total += sign * (each["amount"] or 0)
        unknown += each["amount"] is None
    return count, total, unknown


def told(rows: Iterable[dict[str, Any]], count: str = "count", total: str = "total") -> Sums:
    found = [(each[count] or 0, each[total] or 0, each["amounts_unknown"]) for each in rows]
    a, b, c = (sum(figures) for figures in zip((0, 0, 0), *found, strict=True))
    return a, b, c


def random_whole(seed: int, size: tuple[int, int], site: ReportSite) -> Whole:
    try:
        return Whole.of(RandomJournal(seed, *size).records(), site)
    except NoBusinessDay:
        assume(False)
        raise


def months(whole: Whole) -> list[Month]:
    firsts = dict.fromkeys(day.replace(day=1) for day in whole.days)
    return [month_of(whole, first) for first in firsts]


@settings(max_examples=30)
@given(_seeds, _sizes, _sites)
def test_every_sum_is_the_sum_of_what_is_below_it(
    seed: int, size: tuple[int, int], site: ReportSite
) -> None:
    whole = random_whole(seed, size, site)
    sold = [each for each in exported(whole, "transactions") if each["approved"]]
    waiting = [each for each in sold if each["settlement"] is None]
    batches = exported(whole, "batches")
    days = exported(whole, "days")
    month = exported(whole, "month")

    for batch in batches:
        took = [each for each in sold if each["settlement"] == batch["seq"]]
        assert told([batch], "saw_count", "saw_total") == summed(took)
        assert {each["settlement_state"] for each in took} <= {batch["state"]}
    assert {e["settlement"] for e in sold} - {None} <= {each["seq"] for each in batches}
    for day in days:
        of_day = [each for each in sold if each["day"] == day["day"]]
        assert told([day]) == summed(of_day)
        assert (day["waiting_count"], day["waiting_total"]) == summed(
            each for each in of_day if each["settlement"] is None
        )[:2]
        assert told(each for each in month if each["day"] == day["day"]) == told([day])
    of_batches, left = told(batches, "saw_count", "saw_total"), summed(waiting)
    assert tuple(map(sum, zip(of_batches, left, strict=True))) == told(days) == summed(sold)
    assert told(month) == told(days)


@settings(max_examples=30)
@given(_seeds, _sizes, _sites)
def test_clearing_dates_sum_to_the_same_and_only_what_is_not_known_has_none(
    seed: int, size: tuple[int, int], site: ReportSite
) -> None:
    whole = random_whole(seed, size, site)
    sold = [each for each in exported(whole, "transactions") if each["approved"]]
    lines = [line for month in months(whole) for line in month.lines]
    by_clearing: Counter[date | None] = Counter()
    for line in lines:
        assert line.total_minor == line.sales_minor - line.refunds_minor
        assert line.sales_minor >= 0 <= line.refunds_minor
        by_clearing[line.clearing] += line.total_minor
    assert sum(by_clearing.values()) == summed(sold)[1]
    for day in {each["day"] for each in sold}:
        took = {each["settlement"] for each in sold if each["day"] == day}
        found = [line for line in lines if line.day == day]
        assert sorted(0 if e.batch is None else e.batch.end.seq for e in found) == sorted(
            seq or 0 for seq in took
        )
        for line in found:
            nobody_knows = line.batch is None or line.batch.state in (
                "stranded",
                "nothing_to_settle",
            )
            assert (line.clearing is None) == (nobody_knows or site.hours is None)


@settings(max_examples=5)
@given(_seeds)
def test_a_shops_month_is_what_was_written(seed: int) -> None:
    book, truth = month_days.month(seed)
    whole = Whole.of(book.records(), CUT_OVER)
    days = {each["day"]: each["total"] for each in exported(whole, "days")}
    assert {day: days[day] for day in truth.totals} == truth.totals
    clearing: Counter[date | None] = Counter()
    for line in month_of(whole, date(2026, 12, 1)).lines:
        clearing[line.clearing] += line.total_minor
    assert clearing == truth.clearing


def written(*, said_of: int = DAY) -> Whole:
    """A Monday with a sale that has no amount, attested on Tuesday, of day `said_of`."""
    book = Book()
    book.starts("07:30:00")
    book.sale("09:00:00", 1_000)
    book.add("09:30:00", r.R_UNSEEN, 2, 700)
    kind = (0, 0, None, 978, 7, 107, 6, "VISA", None, 1123, 0, 1, "A1")
    book.add("10:00:00", r.R_SALE, *kind)
    book.add("+09:00:00", r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index("attested"), said_of, 0, 0, 0)
    return Whole.of(book.records(), SITE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_names_what_has_no_amount_and_what_nobody_saw(language: str) -> None:
    html = month_html(month_of(written(), date(2026, 11, 1)), (), language)
    wanted = {
        "en": ("amount is not known: 1.", "1 without an amount", "no record of their own"),
        "zh-CN": ("金额不明的交易：1 笔", "1 笔金额不明", "没有单独记录"),
    }
    assert [each for each in wanted[language] if each not in html] == []


def test_what_a_person_called_settled_is_not_shown_as_open_for_the_day_they_named() -> None:
    whole = written(said_of=DAY + 1)
    (line,) = month_of(whole, date(2026, 11, 1)).lines
    assert line.batch is not None
    assert line.batch.state == "attested"
    assert line.clearing == date(2026, 11, 23) + timedelta(days=1)
