# SPDX-License-Identifier: MIT
"""Money found on statements: each status by a written case, and laws that hold for any money."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posminder.money_pages.call_sheet import call_sheet
from posminder.reconcile.books import BooksBroken, ageing, books, impact
from posminder.reconcile.expected import Expected, Portion, Terms, expected
from posminder.reconcile.fees import Sale
from posminder.reconcile.match import SEARCH_MAX, STEPS_MAX, Found, match
from posminder.reconcile.rows import Credit, Item, Row, same_account
from posminder.reconcile.sums import Budget, subset
from posminder.reconcile.three_way import compare
from posminder.report.site import days_text
from posminder.report.speech import Speech
from posminder.store.statements import AcquirerLine
from tests.host.report_days import SITE
from tests.host.site_text import checked

FEES = """\
fees:
  per_deposit: "0.20"
  rates: [{card: debit, rate: "0.25%"}, {card: credit, rate: "0.95%"}]
"""
TODAY = date(2026, 12, 31)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    return terms(tmp_path_factory.mktemp("site"))


def terms(path: Path, text: str = FEES) -> Terms:
    found = checked(path, text)
    assert found.profile is not None, [each.render() for each in found.findings]
    return Terms.of(found.profile, found.layer)


def deposit(by: Terms, clearing: date, *amounts: int, card: str | None = "debit") -> Expected:
    """One batch; a negative amount is a refund. Sales are an hour apart, the first at 9."""
    noon = (clearing - date(1970, 1, 1)).days * 86_400
    sales = tuple(
        Sale(at, noon + (9 + at) * 3_600, clearing, minor, card, "refund" if minor < 0 else "sale")
        for at, minor in enumerate(amounts)
    )
    name = f"{clearing:%m%d}"
    part = Portion(name, (clearing,), clearing, noon + 72_300, sales)
    (found,) = expected([part], by)
    return found


def item(found: Expected, **said: Any) -> Item:
    return Item(found.name, found.net_minor, found.due, found, **said)


def credit(day: date | None, minor: int, account: str = "", nth: int = 0) -> Credit:
    assert day is not None
    return Credit(day, minor, account, "", nth)


def only(found: Found) -> Row:
    (row,) = found.rows
    return row


def run(
    by: Terms, items: list[Item], credits: list[Credit], *, elsewhere: Any = (), today: date = TODAY
) -> Found:
    found = match(items, credits, by, today, elsewhere)
    came = [*credits, *(each for each in elsewhere if each in found.credits)]
    books(items, came, found.rows)
    return found


# One case a status. 100.00 at 0.25 % less 0.20 is 99.55, due two bank days after Monday.


def test_exact_amount_on_its_day(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    row = only(run(by, [item(of)], [credit(date(2026, 11, 25), 9_955)]))
    assert (row.status, row.days, row.good, row.open_minor, row.difference_minor) == (
        "matched",
        0,
        True,
        0,
        0,
    )


def test_early_and_late_and_how_much(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    early = only(run(by, [item(of)], [credit(date(2026, 11, 24), 9_955)]))
    assert (early.status, early.days, early.good) == ("early", -1, True)
    late = only(run(by, [item(of)], [credit(date(2026, 11, 30), 9_955)]))
    assert (late.status, late.days, late.good, late.cause) == ("late", 5, False, None)
    assert late.tested[0] == "cut_over"


def test_a_day_late_is_what_a_missed_cut_over_makes(by: Terms) -> None:
    row = only(run(by, [item(deposit(by, MONDAY, 10_000))], [credit(date(2026, 11, 26), 9_955)]))
    assert (row.status, row.cause) == ("late", "cut_over")


def test_a_calendar_without_the_holiday_makes_another_day(by: Terms) -> None:
    of = deposit(by, date(2026, 12, 23), 10_000)  # 24 is open, 25 closed: due on Monday 28
    assert of.due == date(2026, 12, 28)
    row = only(run(by, [item(of)], [credit(date(2026, 12, 25), 9_955)]))
    assert (row.status, row.cause) == ("early", "calendar")


def test_within_the_tolerance_of_the_sheet(tmp_path: Path, by: Terms) -> None:
    near = terms(tmp_path, f'{FEES}deposit: {{cycle: T+2, tolerance: "0.05"}}\n')
    of = deposit(near, MONDAY, 10_000)
    row = only(run(near, [item(of)], [credit(of.due, 9_950)]))
    assert (row.status, row.difference_minor, row.good) == ("matched_tolerance", 5, True)
    assert only(run(near, [item(of)], [credit(of.due, 9_949)])).status == "short"
    assert only(run(by, [item(of)], [credit(of.due, 9_950)])).status == "short"


def test_one_credit_for_several_and_several_for_one(by: Terms) -> None:
    two = [deposit(by, MONDAY, 10_000), deposit(by, MONDAY + DAY, 20_000)]
    row = only(run(by, [item(each) for each in two], [credit(two[0].due, 9_955 + 19_930)]))
    assert (row.status, len(row.items), row.several) == ("bundled", 2, False)
    assert (row.days, row.good) == (0, True)
    row = only(run(by, [item(each) for each in two], [credit(two[1].due, 9_955 + 19_930)]))
    assert (row.status, row.days, row.good) == ("bundled", 1, False)
    of = two[1]
    parts = [credit(of.due, 9_930), credit((of.due or TODAY) + DAY, 10_000)]
    row = only(run(by, [item(of)], parts))
    assert (row.status, row.days, len(row.credits), row.difference_minor) == ("split", 1, 2, 0)


def test_a_class_ii_account_s_limit_is_named_where_the_parts_show_it(tmp_path: Path) -> None:
    account = "account: {masked: 'DE89******1234', bank: B, account_class: II}\n"
    by = terms(tmp_path, FEES + account)
    of = deposit(by, MONDAY, 25_000)  # 250.00 - 0.63 - 0.20
    due = of.due or TODAY
    parts = [credit(due, 10_000), credit(due + DAY, 10_000), credit(due + 2 * DAY, 4_917)]
    row = only(run(by, [item(of)], parts))
    assert (row.status, row.cause) == ("split", "class_limit")
    for limit, cause in (("100.00", "class_limit"), ("200.00", None), ("99.99", None)):
        told = account.replace("class: II", f'class: II, daily_limit: "{limit}"')
        row = only(run(terms(tmp_path, FEES + told), [item(of)], parts))
        assert (row.status, row.cause) == ("split", cause)
    first = account.replace("class: II", 'class: I, daily_limit: "100.00"')
    assert only(run(terms(tmp_path, FEES + first), [item(of)], parts)).cause is None


@pytest.mark.parametrize(("limit", "told"), [("", "not known"), (', daily_limit: "100.00"', "")])
def test_the_call_sheet_tells_a_class_ii_account_s_limit(
    tmp_path: Path, limit: str, told: str
) -> None:
    account = f"account: {{masked: 'DE89******1234', bank: B, account_class: II{limit}}}\n"
    by = terms(tmp_path, FEES + account)
    row = only(run(by, [item(deposit(by, MONDAY, 25_000))], []))
    lines = call_sheet(row, by, Speech("en", SITE)).splitlines()
    (line,) = [each for each in lines if "class II" in each]
    assert (told or "takes 100.00 EUR a day") in line
    assert any(
        "II 类账户" in each for each in call_sheet(row, by, Speech("zh-CN", SITE)).splitlines()
    )


@pytest.mark.parametrize(
    ("amounts", "credited", "status", "cause"),
    [
        # the last 30.00 of 100.00 cleared a day later: 70.00 - 0.18 - 0.20
        ((7_000, 3_000), 6_962, "short", "cut_over"),
        # ten sales of 3.00, 0.0075 each: 0.10 a transaction, 0.08 a batch
        ((300,) * 10, 3_000 - 8 - 20, "over", "rounding"),
        # 100.00 at the credit rate
        ((10_000,), 10_000 - 95 - 20, "short", "fee_row"),
        ((10_000,), 10_000 - 20, "over", "no_fee"),
        ((10_000,), 10_000 - 25, "over", "per_deposit"),
        ((10_000,), 10_000 - 25 - 40, "short", "per_deposit"),
        # a refund of 20.00 that was not netted, and one that was netted twice
        ((10_000, -2_000, 3_000), 13_000 - 33 - 20, "over", "refund"),
        ((10_000, -2_000, 3_000), 9_000 - 23 - 20, "short", "refund"),
        ((10_000, -2_000, 3_000), 11_000 - 33 - 20, "short", "refund_fee"),
        # nothing of ours makes 97.77
        ((10_000,), 9_777, "short", None),
    ],
)
def test_causes_fit_to_the_cent_or_are_not_named(
    by: Terms, amounts: tuple[int, ...], credited: int, status: str, cause: str | None
) -> None:
    of = deposit(by, MONDAY, *amounts)
    row = only(run(by, [item(of)], [credit(of.due, credited)]))
    assert (row.status, row.cause) == (status, cause)
    assert row.difference_minor == of.net_minor - credited
    assert row.tested


def test_all_causes_that_fit_are_named(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000, -2_000)  # the refund is the last: left out, or after the cut
    row = only(run(by, [item(of)], [credit(of.due, 10_000 - 25 - 20)]))
    assert (row.cause, row.also) == ("cut_over", ("refund",))


def test_what_moved_over_the_cut_over_is_found_in_the_next_deposit(by: Terms) -> None:
    first, second = deposit(by, MONDAY, 7_000, 3_000), deposit(by, MONDAY + DAY, 5_000)
    credits = [credit(first.due, 6_962), credit(second.due, 8_000 - 8 - 13 - 20)]
    rows = run(by, [item(first), item(second)], credits).rows
    assert [(row.status, row.cause) for row in rows] == [
        ("short", "cut_over"),
        ("over", "cut_over"),
    ]


def test_unpriced_sales_are_found_by_the_rate_that_fits(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000, card=None)
    assert of.unpriced_minor == 10_000
    row = only(run(by, [item(of)], [credit(of.due, 10_000 - 95 - 20)]))
    assert (row.status, row.cause) == ("short", "fee_row")


def test_the_acquirer_s_own_net_is_the_first_cause(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    row = only(run(by, [item(of, acquirer_net_minor=9_885)], [credit(of.due, 9_885)]))
    assert (row.status, row.cause) == ("short", "acquirer_net")


def test_nothing_came(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    due = of.due or TODAY
    waits = only(run(by, [item(of)], [], today=due))
    assert (waits.status, waits.good, waits.days) == ("not_due", True, None)
    late = only(run(by, [item(of)], [], today=due + 3 * DAY))
    assert (late.status, late.days, late.open_minor) == ("overdue", 3, 9_955)
    back = only(run(by, [item(of, returned="account_frozen")], [], today=due + 3 * DAY))
    assert (back.status, back.cause, back.open_minor) == ("returned", "account_frozen", 9_955)


def test_a_payout_that_came_back_and_was_paid_again_is_late(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    row = only(run(by, [item(of, returned="account_frozen")], [credit(date(2026, 12, 1), 9_955)]))
    assert row.status == "late"


def test_money_on_another_account_is_found_and_the_rest_of_it_left_alone(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    old = [credit(of.due, 9_955, "DE11****9999"), credit(of.due, 70_000, "DE11****9999")]
    row = only(run(by, [item(of)], [], elsewhere=old))
    assert (row.status, row.good, row.credits[0].account) == (
        "wrong_account",
        False,
        "DE11****9999",
    )


def test_a_credit_that_nobody_expects(by: Terms) -> None:
    row = only(run(by, [], [credit(MONDAY, 500)]))
    assert (row.status, row.difference_minor, row.items) == ("unexplained", -500, ())


def test_a_month_s_charge_is_a_debit_or_taken_off_a_credit(by: Terms) -> None:
    of = deposit(by, MONDAY, 10_000)
    charge = Item("month 2026-11", -1_200, date(2026, 11, 30))
    rows = run(by, [item(of), charge], [credit(of.due, 9_955), credit(MONDAY + 9 * DAY, -1_200)])
    assert [row.status for row in rows.rows] == ["matched", "matched"]
    row = only(run(by, [item(of), charge], [credit(of.due, 8_755)]))
    assert (row.status, len(row.items)) == ("bundled", 2)
    rows = run(by, [item(of), charge], [credit(of.due, 9_955)])
    assert [row.status for row in rows.rows] == ["matched", "not_charged"]


# Books


def test_books_that_do_not_add_up_are_refused(by: Terms) -> None:
    of = item(deposit(by, MONDAY, 10_000))
    came = credit(of.due, 9_955)
    good = run(by, [of], [came]).rows
    assert books([of], [came], good).expected_minor == 9_955
    for rows in ([], [*good, *good]):
        with pytest.raises(BooksBroken):
            books([of], [came], rows)
    with pytest.raises(BooksBroken):
        books([of], [], good)


def test_open_money_by_its_age_and_what_it_costs(by: Terms) -> None:
    of = [deposit(by, MONDAY + n * DAY, 10_000 + n) for n in (0, 1, 2, 7)]
    found = run(by, [item(each) for each in of], [], today=date(2026, 11, 28))
    assert [row.status for row in found.rows] == [*["overdue"] * 3, "not_due"]
    assert [(each.first, each.count) for each in ageing(found.rows)] == [(1, 1), (2, 2)]
    hit = impact(found.rows, date(2026, 12, 2))
    assert hit is not None
    assert (hit.count, hit.gross_minor, hit.days) == (3, 30_003, 3)
    assert hit.net_minor == sum(each.net_minor for each in of[:3])


# Laws

_ITEMS = st.lists(st.tuples(st.integers(0, 12), st.integers(-400, 900)), max_size=9)


@settings(max_examples=120, deadline=None)
@given(
    items=_ITEMS,
    credits=st.lists(
        st.tuples(st.integers(0, 16), st.integers(-400, 1_500), st.integers(0, 1)), max_size=9
    ),
    copied=st.lists(st.integers(0, 8), max_size=6),
    seed=st.randoms(use_true_random=False),
)
def test_the_identity_holds_and_order_is_no_matter(
    by: Terms, items: Any, credits: Any, copied: Any, seed: random.Random
) -> None:
    deposits = [deposit(by, MONDAY + day * DAY, minor) for day, minor in items]
    whole = [
        Item(f"{n}", each.net_minor, each.due, each, "other" if n % 3 == 2 else None)
        for n, each in enumerate(deposits)
    ]
    came = [credit(MONDAY + day * DAY, minor, nth=n) for n, (day, minor, _) in enumerate(credits)]
    came += [
        credit(whole[at].due, whole[at].net_minor, nth=100 + n)
        for n, at in enumerate(copied)
        if at < len(whole)
    ]
    found = match(whole, came, by, TODAY)
    sums = books(whole, came, found.rows)
    assert sums.expected_minor == sums.credited_minor + sums.open_minor + sums.difference_minor
    assert sums.expected_minor == sum(each.net_minor for each in deposits)
    assert sums.credited_minor == sum(each.amount_minor for each in came)
    seed.shuffle(whole)
    seed.shuffle(came)
    assert match(whole, came, by, TODAY) == found


@given(st.lists(st.integers(-50, 50), max_size=9), st.integers(-99, 99))
def test_sums_are_right_the_fewest_and_found_whenever_there_are_any(
    amounts: list[int], total: int
) -> None:
    sizes = {
        len(taken): taken
        for mask in range(1 << len(amounts))
        if len(taken := [n for n in range(len(amounts)) if mask >> n & 1]) > 1
        and sum(amounts[n] for n in taken) == total
    }
    found = subset(amounts, total, Budget(10**6, 10**6))
    assert (found is None) == (not sizes)
    if found is not None:
        assert sum(amounts[n] for n in found.places) == total
        assert len(found.places) == min(sizes)


def test_the_search_ends_on_what_is_made_to_make_it_long(by: Terms) -> None:
    """Hundreds of amounts, all even, and odd credits: no sum fits, and each set would be tried."""
    whole = [
        Item(f"{n}", 10_000 + 2 * n, MONDAY + n % 5 * DAY, deposit(by, MONDAY, 10_000))
        for n in range(400)
    ]
    came = [credit(MONDAY + n % 5 * DAY, 80_001 + 2 * n, nth=n) for n in range(400)]
    began = time.monotonic()
    found = match(whole, came, by, TODAY)
    assert found.exhausted
    assert time.monotonic() - began < 60
    budget = Budget(STEPS_MAX, SEARCH_MAX)
    assert subset([2] * 16, 17, budget) is None
    assert STEPS_MAX - budget.total <= SEARCH_MAX


# The acquirer's books beside the board's


def line(day: date, batch: str, count: int, minor: int, **said: Any) -> AcquirerLine:
    values: dict[str, Any] = {
        "acquirer": "layout/x",
        "merchant": "",
        "terminal": "29001234",
        "day": day,
        "batch": batch,
        "reference": "",
        "nth": 0,
        "currency": "EUR",
        "count": count,
        "gross_minor": minor,
        "fee_minor": None,
        "net_minor": None,
        "settled": None,
        "clearing": None,
        "paid": None,
        "status": "",
        "reason": "",
        "account": "",
        "file": "",
        "line": 1,
    }
    return AcquirerLine(**{**values, **said})


def portion(batch: str, day: date, minor: int) -> Portion:
    return Portion(batch, (day,), day, 0, (Sale(1, 0, day, minor, "debit"),))


def test_batches_are_compared_by_number_else_by_day() -> None:
    parts = [
        portion("000012", MONDAY, 100),
        portion("#77", MONDAY + DAY, 200),
        portion("#78", MONDAY + 2 * DAY, 300),
        portion("#79", MONDAY + 3 * DAY, 400),
        portion("#80", MONDAY + 9 * DAY, 500),  # behind the file's last day: not judged
    ]
    lines = [
        line(MONDAY + DAY, "12", 1, 100),
        line(MONDAY + DAY, "", 1, 200),
        line(MONDAY + 2 * DAY, "", 2, 350),
        line(MONDAY + 4 * DAY, "9", 5, 60, status="returned", reason="frozen"),
        line(MONDAY, "", 9, 9, terminal="99999999"),
    ]
    found = compare(parts, lines, {"29001234"})
    assert [(each.state, each.batches) for each in found] == [
        ("agrees", ("000012",)),
        ("agrees", ("#77",)),
        ("differs", ("#78",)),
        ("missing", ("#79",)),
        ("unseen", ("9",)),
    ]
    assert (found[-1].returned, found[0].returned) == ("frozen", None)
    assert compare(parts, lines[-1:], {"29001234"}) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("622202******1234", "622202*********1234", True),
        ("1234", "622202******1234", True),
        ("622203******1234", "622202******1234", False),
        ("622202******1235", "622202******1234", False),
    ],
)
def test_masks_of_one_account(one: str, other: str, same: bool) -> None:
    assert same_account(one, other) is same


def test_two_credits_of_one_day_are_of_one_day() -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 4)
    assert days_text([first, first]) == "2026-12-01"
    assert days_text([first, first, last]) == "2026-12-01..2026-12-04"
