# SPDX-License-Identifier: MIT
"""The receipt duty: a reminder while the customer is still at the counter."""

import unittest

import shop
from shop import at, sale

from agent import effects, events, limits
from agent.policy import receipt
from posminder_formats import records as r

_DELIVERED = (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 21, 0)
_REFUSED = (events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 3, 0)
_REPEATED = (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 21, 1)


class Receipts(unittest.TestCase):
    def setUp(self):
        self.duty = receipt.Receipts(shop.profile())
        self.stage = shop.Stage(self.duty)

    def test_delivered_is_written_down_and_nobody_is_disturbed(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_DELIVERED, at(9, 0, 4))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 1, 21)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.assertIsNone(self.duty.deadline_ms)

    def test_a_refusal_reminds_at_once(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9, 0, 2))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 2, 3)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])

    def test_silence_reminds_after_the_profiles_seconds(self):
        self.stage.say(sale(1), at(9))
        self.stage.say((events.DEADLINE,), at(9, 0, 19))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.stage.say((events.DEADLINE,), at(9, 0, 20))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 3, 0)])

    def test_a_duplicate_ends_the_reminder_and_is_called_one(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9, 0, 2))
        self.stage.say(_REPEATED, at(9, 1))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (1, 1, 4, 21))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])
        self.assertEqual(self.duty.owed, [])

    def test_a_duplicate_of_a_printed_receipt_changes_nothing(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_DELIVERED, at(9))
        self.stage.say(_REPEATED, at(9, 1))
        self.assertEqual(len(self.stage.records(r.R_RECEIPT)), 1)

    def test_a_declined_sale_owes_nothing(self):
        self.stage.say(sale(1, result=5), at(9))
        self.assertEqual(self.duty.owed, [])

    def test_owed_receipts_are_bounded_and_the_dropped_one_is_reported(self):
        for trace in range(limits.RECEIPTS_OPEN_MAX + 1):
            self.stage.say(sale(trace), at(9, 0, trace % 10))
        self.assertEqual(len(self.duty.owed), limits.RECEIPTS_OPEN_MAX)
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(0, 0, 3, 0)])

    def test_reminders_end_when_the_batch_is_closed_and_a_fresh_sale_still_has_its_time(self):
        self.stage.say(sale(1), at(20))
        self.stage.say(_REFUSED, at(20))
        self.stage.say(sale(2), at(20, 1))
        written = len(self.stage.records(r.R_RECEIPT))
        self.stage.say((events.BATCH_CLOSED,), at(20, 1, 5))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])
        self.assertEqual([owed.trace for owed in self.duty.owed], [2])
        self.assertEqual(len(self.stage.records(r.R_RECEIPT)), written)
        self.stage.say((events.DEADLINE,), at(20, 1, 20))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (2, 2, 3, 0))

    def test_the_record_of_a_closing_ends_them_after_a_restart_too(self):
        for state in range(1, 11):
            replayed = receipt.Receipts(shop.profile())
            replayed.replay(shop.sale_record(1))
            replayed.replay([r.R_RECEIPT, 1, 0, 0, 1, 1, events.RECEIPT_REFUSED, 3])
            replayed.replay(shop.sale_record(2))
            replayed.replay([r.R_SETTLEMENT, 1, 0, 0, state, shop.DAY, 2, 2000, 0])
            left = [2] if state in (2, 3, 4, 8, 9, 10) else [1, 2]
            self.assertEqual([owed.trace for owed in replayed.owed], left)

    def test_what_still_comes_of_the_slip_of_a_sale_taken_back_is_nobodys(self):
        for answer in (_DELIVERED, _REFUSED):
            self.setUp()
            self.stage.say(sale(1), at(9))
            self.stage.say(sale(1, kind=events.TYPE_REVERSAL), at(9))
            self.stage.say(answer, at(9))
            self.assertEqual(self.stage.records(r.R_RECEIPT), [])
            self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_a_reversal_ends_the_reminder_of_the_sale_whose_number_it_names(self):
        for trace in (1, 2):
            self.stage.say(sale(trace), at(9))
            self.stage.say(_REFUSED, at(9))
        self.stage.say(sale(3, kind=events.TYPE_REVERSAL), at(9, 5))
        self.stage.say((events.SALE_REVERSED, 1), at(9, 5))
        self.assertEqual([owed.trace for owed in self.duty.owed], [2])
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])

    def test_a_reminder_that_a_reversal_ended_stays_ended_after_a_restart(self):
        replayed = receipt.Receipts(shop.profile())
        for trace in (1, 2):
            replayed.replay(shop.sale_record(trace))
            replayed.replay([r.R_RECEIPT, 1, 0, 0, trace, trace, events.RECEIPT_REFUSED, 3])
        cleared = [effects.A_RECEIPT_MISSING, effects.CLEARED, 1]
        replayed.replay([r.R_ALERT, 1, 0, 0] + cleared)
        self.assertEqual([owed.trace for owed in replayed.owed], [2])

    def test_a_restart_forgets_no_receipt(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9))
        self.stage.say(sale(2), at(9, 1))
        later = receipt.Receipts(shop.profile())
        later.restore(self.duty.snapshot())
        self.assertEqual(later.snapshot(), [1, 1, receipt.REMINDED, 2, 2, receipt.OWED])
        replayed = receipt.Receipts(shop.profile())
        for trace in (1, 2):
            replayed.replay(shop.sale_record(trace))
        replayed.replay([r.R_RECEIPT, 1, 0, 0, 1, 1, events.RECEIPT_REFUSED, 3])
        self.assertEqual(replayed.snapshot(), later.snapshot())
