# SPDX-License-Identifier: MIT
"""Money laws (R87): transactions add up to batches, batches to days, and days to the month.

Weeks are drawn with sales, refunds, reversals, refused ones and settlements at odd hours; each
total is held against a plain sum over what was drawn, kept apart from every function under test.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from posminder.journal_file import read
from posminder.report.batches import net
from posminder.report.day import day_of
from posminder.report.site import DAY_S
from posminder.report.whole import Whole
from posminder_formats import records as r
from tests.host.journal_bytes import export, record
from tests.host.report_days import DAY, MIDNIGHT_S, MONDAY, SITE

WEEK = 7
DECLINED = 0x6C
KINDS = {"sale": (1, 1, 1), "refund": (2, 1, -1), "reversal": (3, -1, -1)}  # number, count, sign
EVENTS = st.one_of(
    st.tuples(
        st.sampled_from(sorted(KINDS)), st.integers(0, 10**12 - 1), st.sampled_from((0, DECLINED))
    ),
    st.tuples(st.just("settle"), st.just(0), st.just(0)),
)
WEEKS = st.lists(st.lists(EVENTS, max_size=8), min_size=WEEK, max_size=WEEK)


def journal(week: list[list[tuple[str, int, int]]]) -> tuple[Whole, list[list[tuple[int, int]]]]:
    """Return the journal of `week`, and the (count, sum) of each approved transaction by day."""
    bodies = [record(r.R_BOOT, 0, "0.1.0", None, 0, wall_s=MIDNIGHT_S + 7 * 3600)]
    true: list[list[tuple[int, int]]] = []
    open_: list[tuple[int, int]] = []
    trace = 0
    for day, events in enumerate(week):
        true.append([])
        for place, (what, minor, result) in enumerate(events):
            at_s = MIDNIGHT_S + day * DAY_S + (8 + place) * 3600
            if what == "settle":
                count, total = sum(c for c, _ in open_), sum(m for _, m in open_)
                fields = (2, DAY + day, count, total, 0)
                bodies.append(record(r.R_SETTLEMENT, *fields, wall_s=at_s))
                open_.clear()
                continue
            trace += 1
            number, count, sign = KINDS[what]
            card = (6, "VISA", "476173******0119", 1122, 80_001, 1)
            fields = (number, result, minor, 978, trace, trace, *card)
            bodies.append(record(r.R_SALE, *fields, wall_s=at_s))
            if result == 0:
                open_.append((count, sign * minor))
                true[-1].append((count, sign * minor))
    return Whole.of(read(export(*bodies), "week"), SITE), true


def total(sales: list[tuple[int, int]]) -> tuple[int, int]:
    """Return (count, sum) by the plainest of additions."""
    return sum(count for count, _ in sales), sum(minor for _, minor in sales)


@given(WEEKS)
def test_transactions_are_days_are_batches_are_the_week(
    week: list[list[tuple[str, int, int]]],
) -> None:
    whole, true = journal(week)
    closings = [whole.closing(MONDAY + timedelta(days=day)) for day in range(WEEK)]
    for closing, sold in zip(closings, true, strict=True):
        assert net(each.placed for each in closing.sold) == total(sold)
    batches = {each.end.seq: each for closing in closings for each in closing.batches}
    for batch in batches.values():
        fields = batch.end.record.fields
        assert net(batch.took) == (fields["count"], fields["total_minor"])
    taken = [net(batch.took) for batch in batches.values()]
    left = [each.placed for closing in closings for each in closing.sold if each.batch is None]
    assert total([*taken, net(left)]) == total([each for sold in true for each in sold])


@given(WEEKS)
def test_the_day_report_adds_up_to_the_same(week: list[list[tuple[str, int, int]]]) -> None:
    whole, true = journal(week)
    reported = [day_of(whole, MONDAY + timedelta(days=day)) for day in range(WEEK)]
    sums = [net(each.placed for each in day.approved) for day in reported]
    assert sums == [total(sold) for sold in true]
