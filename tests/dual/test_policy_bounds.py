# SPDX-License-Identifier: MIT
"""Minimum and maximum: inclusive, of any sign, and what wins over them."""

import unittest

import shop

from agent import effects
from agent.policy import bounds, cause

_OUTSIDE = bounds.ABOVE | bounds.BELOW
_WINS = (
    (bounds.EXCHANGED, bounds.WAIT, cause.TERMINAL_CHANGED),
    (bounds.IN_DOUBT, bounds.WAIT, cause.SALE_OPEN),
    (bounds.UNFLUSHED, bounds.WAIT, cause.JOURNAL_FAULT),
    (bounds.MAINTENANCE, bounds.WAIT, cause.MAINTENANCE),
    (bounds.UNTRUSTED, bounds.WAIT, cause.CLOCK_UNTRUSTED),
    (bounds.DEMANDED, bounds.SETTLE, effects.WHY_TERMINAL_DEMANDS),
    (bounds.FULL, bounds.SETTLE, effects.WHY_BATCH_FULL),
    (bounds.DECIDED, bounds.SETTLE, effects.WHY_CLOSING_BUTTON),
    (bounds.APPROVED, bounds.SETTLE, effects.WHY_APPROVED),
    (bounds.OVERDUE, bounds.SETTLE, effects.WHY_MAX_DEFER),
    (bounds.LAST_CUT_OVER, bounds.SETTLE, effects.WHY_CUT_OVER),
    (bounds.ABOVE, bounds.HOLD, cause.HELD_BY_MAX),
    (bounds.BELOW, bounds.DEFER, cause.BELOW_MIN),
    (bounds.CALLED, bounds.SETTLE, 0),
)


class Bounds(unittest.TestCase):
    def where(self, total_minor, low, high):
        return bounds.outside(
            shop.profile(settle_min_minor=low, settle_max_minor=high), total_minor
        )

    def test_both_are_inclusive(self):
        totals = (999, 1000, 1001, 4999, 5000, 5001)
        found = [self.where(total, 1000, 5000) for total in totals]
        self.assertEqual(found, [bounds.BELOW, 0, 0, 0, 0, bounds.ABOVE])

    def test_one_value_may_be_both(self):
        found = [self.where(total, 700, 700) for total in (699, 700, 701)]
        self.assertEqual(found, [bounds.BELOW, 0, bounds.ABOVE])

    def test_zero_is_a_total_like_any_other(self):
        self.assertEqual(self.where(0, 1, 5000), bounds.BELOW)
        self.assertEqual(self.where(0, 0, 0), 0)
        self.assertEqual(self.where(0, -5, -1), bounds.ABOVE)

    def test_refunds_may_exceed_sales(self):
        found = [self.where(total, -500, -100) for total in (-501, -500, -100, -99)]
        self.assertEqual(found, [bounds.BELOW, 0, 0, bounds.ABOVE])
        self.assertEqual(self.where(-1, 0, 5000), bounds.BELOW)

    def test_a_profile_that_names_none_holds_nothing(self):
        for total in (-999999999999, 0, 999999999999):
            self.assertEqual(bounds.outside(shop.profile(), total), 0)


class Order(unittest.TestCase):
    def test_the_table_is_the_law_of_the_house(self):
        self.assertEqual(bounds.ORDER, _WINS)

    def test_of_any_facts_the_strongest_decides(self):
        profile = shop.profile()
        self.assertEqual(bounds.decide(profile, 0), (bounds.REST, 0))
        for facts in range(1, 2 * bounds.CALLED):
            verdict, says = next(row[1:] for row in _WINS if facts & row[0])
            if verdict == bounds.SETTLE and not facts & _OUTSIDE:
                says = 0  # what is within bounds needs no stronger reason than its beginning
            self.assertEqual(bounds.decide(profile, facts), (verdict, says), facts)

    def test_every_fact_has_its_row_and_a_stronger_one_is_a_lower_bit(self):
        self.assertEqual([row[0] for row in bounds.ORDER], [1 << n for n in range(len(_WINS))])

    def test_a_shop_without_a_supervisor_settles_above_the_maximum(self):
        profile = shop.profile(above_max=2)
        called = bounds.CALLED
        self.assertEqual(bounds.decide(profile, called | bounds.ABOVE), (bounds.SETTLE, 0))
        self.assertEqual(
            bounds.decide(profile, called | bounds.BELOW), (bounds.DEFER, cause.BELOW_MIN)
        )
