# SPDX-License-Identifier: MIT
"""What is kept of slips' text: the budgets of a sale and a day, and what is said of a cut."""

import unittest

import shop
from shop import at, sale

from agent import events, limits
from agent.policy import receipt
from posminder_formats import records as r

NONE, MERCHANTS, ALL = 0, 1, 2
MERCHANT, CUSTOMER, BOTH, SETTLEMENT, UNKNOWN = 1, 2, 3, 4, 0
GOES_ON, WHOLE, CUT, DAY_FULL = 1, 2, 3, 4
PART, SALE, DAY = limits.SLIP_PART_BYTES, limits.SLIP_BYTES_MAX, limits.SLIP_DAY_BYTES_MAX


def slip(size, copies=MERCHANT, whole=1, number=None):
    """A SLIP_TEXT event of so many bytes."""
    return (events.SLIP_TEXT, copies, number, b"x" * size, whole)


class SlipTexts(unittest.TestCase):
    def start(self, keep=ALL):
        self.duty = receipt.Receipts(shop.profile(keep_slip=keep, slip_charset=2))
        self.stage = shop.Stage(self.duty)
        self.stage.say(sale(1), at(9))

    def kept(self):
        """(copies, part, size, state) of every record."""
        return [(e[2], e[3], len(e[4]), e[5]) for e in self.stage.records(r.R_SLIP)]

    def test_a_slip_is_cut_into_records_that_are_the_sales(self):
        for size, sizes in (
            (0, [0]),
            (1, [1]),
            (PART, [PART]),
            (PART + 1, [PART, 1]),
            (2 * PART, [PART, PART]),
        ):
            self.start()
            self.stage.say(slip(size), at(9))
            states = [GOES_ON] * (len(sizes) - 1) + [WHOLE]
            wanted = [(MERCHANT, i, sizes[i], states[i]) for i in range(len(sizes))]
            self.assertEqual(self.kept(), wanted)
            for record in self.stage.records(r.R_SLIP):
                self.assertEqual((record[0], record[1], record[6]), (1, 1, 2))

    def test_a_sale_has_no_more_than_its_budget_and_its_second_copy_a_part_of_it(self):
        self.start()
        self.stage.say(slip(SALE), at(9))
        self.stage.say(slip(SALE, CUSTOMER), at(9))
        self.stage.say(slip(SALE, UNKNOWN), at(9))  # a duplicate
        first = [(MERCHANT, part, PART, GOES_ON) for part in range(3)] + [(MERCHANT, 3, PART, CUT)]
        self.assertEqual(self.kept(), first + [(CUSTOMER, 0, PART, CUT)])
        self.start()
        self.stage.say(slip(SALE, BOTH), at(9))
        self.assertEqual(sum(each[2] for each in self.kept()), SALE)
        self.assertEqual(self.kept()[-1], (BOTH, 4, PART, WHOLE))

    def test_only_what_the_profile_keeps(self):
        for keep, copies, count in (
            (MERCHANTS, MERCHANT, 1),
            (MERCHANTS, CUSTOMER, 0),
            (MERCHANTS, BOTH, 1),
            (MERCHANTS, UNKNOWN, 1),
            (MERCHANTS, SETTLEMENT, 1),
            (ALL, CUSTOMER, 1),
        ):
            self.start(keep)
            self.stage.say(slip(20, copies), at(9))
            self.assertEqual(len(self.kept()), count, (keep, copies))

    def test_what_the_driver_could_not_hold_counts_as_cut(self):
        self.start()
        self.stage.say(slip(20, whole=0), at(9))
        self.assertEqual(self.kept(), [(MERCHANT, 0, 20, CUT)])

    def test_a_settlements_slip_is_no_sales(self):
        self.start()
        self.stage.say(slip(20, SETTLEMENT), at(20))
        self.assertEqual(self.stage.records(r.R_SLIP)[0][:3], (None, None, SETTLEMENT))

    def test_the_slip_of_a_sale_that_was_taken_back_is_nobodys(self):
        self.start()
        self.stage.say((events.SALE_REVERSED, 1), at(9))
        self.stage.say(slip(20), at(9))
        self.stage.say(slip(20, number=7), at(9))
        self.assertEqual(self.kept(), [])

    def test_a_full_day_says_so_with_each_slip_until_the_next_begins(self):
        self.start()
        fits = DAY // SALE
        for trace in range(2, 2 + fits):
            self.stage.say(sale(trace), at(9))
            self.stage.say(slip(SALE, BOTH), at(9))
        self.assertEqual(sum(each[2] for each in self.kept()), fits * SALE)
        left = DAY - fits * SALE
        for size in (left, 0):
            self.stage.say(sale(900 + size), at(10))
            before = len(self.kept())
            self.stage.say(slip(SALE, BOTH), at(10))
            new = self.kept()[before:]
            self.assertEqual(sum(each[2] for each in new), size)
            self.assertEqual(new[-1][3], DAY_FULL)
        self.stage.say(sale(999), at(9, day=shop.DAY + 1))
        self.stage.say(slip(20), at(9, day=shop.DAY + 1))
        self.assertEqual(self.kept()[-1], (MERCHANT, 0, 20, WHOLE))

    def test_a_restart_forgets_no_byte_of_the_day(self):
        self.start()
        self.stage.say(slip(SALE, BOTH), at(9))
        restored, replayed = (receipt.Receipts(self.duty.profile) for _ in range(2))
        restored.restore(self.duty.snapshot())
        replayed.replay(shop.sale_record(1))
        for fields in self.stage.records(r.R_SLIP):
            replayed.replay([r.R_SLIP, 1, 0, at(9).wall_s] + list(fields))
        for again in (restored, replayed):
            texts = again.texts
            self.assertEqual((texts.day, texts.used), (shop.DAY, SALE))
        replayed.replay([r.R_SLIP, 1, 0, None, 1, 1, 1, 0, b"abc", WHOLE, 0])
        self.assertEqual(replayed.texts.used, SALE + 3)
