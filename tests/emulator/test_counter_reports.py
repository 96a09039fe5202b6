# SPDX-License-Identifier: MIT
"""Reports about the counter, from the real firmware's journals, against the terminal's books."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posminder.report.anomalies import judge
from posminder.report.receipts import FIRST, LATER, shift_receipts
from posminder.report.settlements import RUNNING, rows
from posminder.report.sign_in import sign_in_days
from posminder.report.whole import Whole
from posminder.scenarios.load import load
from posminder.scenarios.play import Played, play
from posminder.simulator.terminal_truth import SaleState
from tests.host.report_days import SITE

NO_HOURS = replace(SITE, hours=None, latest_min=None)


def played(name: str) -> tuple[Whole, Played]:
    """Play a shipped scenario; return its journal as reports see it."""
    done = play(load(name))
    return Whole.of(done.records, NO_HOURS), done


def approved(done: Played) -> int:
    """Return how many transactions the terminal's own books have."""
    return sum(sale.state is SaleState.APPROVED for sale in done.truth.sales)


@pytest.mark.parametrize(
    ("name", "unsigned"), [("sold-while-not-signed-in", 1), ("paper-out-at-the-slip", 0)]
)
def test_sales_are_counted_once_and_by_the_state_they_were_made_in(
    name: str, unsigned: int
) -> None:
    whole, done = played(name)
    days = sign_in_days(whole)
    assert sum(len(day.sold) for day in days) == approved(done)
    assert sum(len(day.unsigned) for day in days) == unsigned
    assert sum(len(shift.sold) for day in days for shift in day.shifts) == approved(done)
    assert [row.state for row in rows(whole)] == [RUNNING]
    assert all(not each.findings for each in judge(whole))


def test_a_receipt_repeated_after_new_paper_came_later() -> None:
    whole, _ = played("paper-out-at-the-slip")
    (shift,) = shift_receipts(whole)
    assert shift.counts == {FIRST: 1, LATER: 1}


def test_an_operators_word_by_the_button_names_nobody_and_ends_with_a_restart() -> None:
    whole, _ = played("operator-asked")
    shifts = [shift for day in sign_in_days(whole) for shift in day.shifts]
    assert [(each.by, each.person, len(each.sold)) for each in shifts] == [
        (None, None, 1),
        ("button", None, 1),
        (None, None, 1),
        ("button", None, 0),
    ]
