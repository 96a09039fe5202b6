# SPDX-License-Identifier: MIT
"""Bank days on the board against a naive reckoning, and the shop's own days."""

import unittest

import shop

from agent.policy import bank_days, calendar

FIRST, LAST = 20454, 20818  # 2026, a year that begins on a Thursday
TURNED = (20454, 20455, 20457, 20498, 20737)  # two weekdays closed, 4 January open, and so on


def profile(first=FIRST, last=LAST, turned=TURNED):
    return shop.profile(bank_days=[first, last, list(turned)])


def naive(day):
    """Monday of a known week is 20458 (2026-01-05)."""
    weekend = (day - 20458) % 7 in (5, 6)
    return weekend if day in TURNED else not weekend


class BankDays(unittest.TestCase):
    def test_every_day_of_the_year(self):
        rules = profile()
        for day in range(FIRST, LAST + 1):
            self.assertEqual(bank_days.is_bank_day(rules, day), naive(day), day)

    def test_what_is_not_known_is_not_guessed(self):
        rules = profile()
        for day in (FIRST - 1, LAST + 1, 0):
            self.assertTrue(bank_days.is_bank_day(rules, day) is None)
        self.assertTrue(bank_days.is_bank_day(shop.profile(), FIRST) is None)

    def test_adding_is_counting_one_by_one(self):
        rules = profile()
        for day in range(FIRST - 1, LAST - 20):
            for count in range(10):
                left, at = count, day
                if count == 0:
                    while not naive(at) or at < FIRST:
                        at += 1
                while left:
                    at += 1
                    left -= naive(at)
                want = at if count or day >= FIRST else None
                self.assertEqual(bank_days.add_bank_days(rules, day, count), want, (day, count))

    def test_adding_past_the_end_is_unknown(self):
        rules = profile()
        self.assertEqual(bank_days.add_bank_days(rules, LAST - 1, 1), LAST)
        self.assertTrue(bank_days.add_bank_days(rules, LAST, 1) is None)
        self.assertEqual(bank_days.add_bank_days(rules, LAST, 0), LAST)
        self.assertTrue(bank_days.add_bank_days(rules, LAST + 1, 0) is None)


class OwnDays(unittest.TestCase):
    def rules(self):
        closed = [shop.DAY + 1, shop.DAY + 3, []]
        short = [shop.DAY + 4, shop.DAY + 4, [[600, 840]]]
        rows = [[row[0], row[1], row[2]] for row in (closed, short)]
        return shop.profile(special_days=rows)

    def test_single_days_come_before_the_week(self):
        rules, week = self.rules(), shop.OPEN_ALL_WEEK[0]
        found = [calendar.spans(rules, shop.DAY + ahead) for ahead in range(6)]
        self.assertEqual(found, [week, (), (), (), ((600, 840),), week])

    def test_sign_in_is_checked_before_the_next_day_that_opens(self):
        rules = self.rules()
        evening_s = shop.at(21).local_s
        after = calendar.next_sign_in_check_s(rules, evening_s)
        self.assertEqual(after, shop.at(9, 45, day=shop.DAY + 4).local_s)

    def test_a_shop_closed_for_weeks_still_has_its_check(self):
        rules = shop.profile(special_days=[[shop.DAY + 1, shop.DAY + 40, []]])
        after = calendar.next_sign_in_check_s(rules, shop.at(21).local_s)
        self.assertEqual(after, shop.at(7, 45, day=shop.DAY + 41).local_s)


if __name__ == "__main__":
    unittest.main()
