# SPDX-License-Identifier: MIT
"""The doubt duty: a sale that broke off is asked about, and neither believed nor dropped."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.policy import doubt, outcome
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_SEEN = events.T_AUTH_ID  # in the record's fields it stands before the Transaction's last
_STARTED = (events.SALE_STARTED, 1, 1000, 978)


def last(trace, result=0, kind=1):
    """The terminal's answer to what its last payment was."""
    return ended(events.QUERY_LAST, detail=sale(trace, result=result, kind=kind)[1])


class Doubts(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(shop.profile())
        self.stage = shop.Stage(self.engine)
        self.say((events.BOOTED,))
        self.say(ended(events.CHECK_STATUS, code=0))
        self.say(sale(1, 500))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))

    def say(self, event, now=None):
        return self.stage.say(event, now or at(9))

    def break_off(self, trace=None):
        """A sale of 10.00 begins and breaks off, its approval seen or not."""
        self.say(_STARTED)
        if trace is not None:
            self.say(sale(trace))
        self.say((events.SALE_UNKNOWN, None if trace is None else sale(trace)[1]))

    def counted(self):
        batch = self.engine.settlement.batch
        return batch.count, batch.total_minor

    def unknown(self, state):
        return self.stage.alerts(state).count(effects.A_SALE_UNKNOWN)

    def test_it_is_asked_about_at_once(self):
        self.break_off(2)
        self.assertEqual(self.stage.commands()[-1], events.QUERY_LAST)
        self.assertEqual(self.unknown(effects.RAISED), 1)

    def test_an_approval_that_stands_stays(self):
        self.break_off(2)
        self.say(last(2))
        self.assertEqual(self.counted(), (2, 1500))
        self.assertEqual(self.unknown(effects.CLEARED), 1)

    def test_an_approval_that_was_taken_back_becomes_a_reversal(self):
        self.break_off(2)
        self.say(last(2, result=0xB4))
        self.assertEqual(self.counted(), (1, 500))
        self.assertEqual(self.stage.records(r.R_SALE)[-1][:5], (3, 0, 1000, 978, 2))
        self.assertEqual(self.engine.receipts.owed, [])

    def test_a_result_that_was_missed_is_found(self):
        self.break_off()
        self.say(last(2))
        self.assertEqual(self.counted(), (2, 1500))
        self.assertEqual(self.stage.records(r.R_SALE)[-1][_SEEN], 2)  # asked

    def test_a_sale_that_came_to_nothing_leaves_nothing(self):
        self.break_off()
        self.say(last(1))
        self.assertEqual(self.counted(), (1, 500))
        self.assertEqual(self.unknown(effects.CLEARED), 1)

    def test_a_declined_sale_with_a_number_makes_no_news_of_the_one_before_it(self):
        self.say(sale(2, result=0x05))
        self.break_off()
        self.say(last(1))
        self.assertEqual(self.counted(), (1, 500))
        self.break_off()
        self.say(last(2, result=0x05))
        self.assertEqual(self.counted(), (1, 500))
        self.break_off()
        self.say(last(3))
        self.assertEqual(self.counted(), (2, 1500))

    def test_a_later_sale_leaves_the_doubt_to_a_person(self):
        self.break_off(2)
        self.say(last(3))
        self.assertEqual(self.unknown(effects.CLEARED), 0)
        self.assertEqual(self.engine.doubt.state, doubt.CERTAIN)

    def test_a_terminal_that_must_be_settled_before_it_answers_is_settled(self):
        for trace in (2, None):
            self.setUp()
            self.break_off(trace)
            self.say(ended(events.QUERY_LAST, events.UNKNOWN))
            self.say((events.TERMINAL_STATUS, events.STATUS_SETTLE))
            self.assertEqual(self.stage.commands()[-1], events.QUERY_LAST)  # the last moment to ask
            self.say(ended(events.QUERY_LAST, events.REFUSED, events.STATUS_SETTLE))
            self.assertEqual(self.unknown(effects.CLEARED), 0)  # a person still has to look
            self.assertEqual(self.stage.commands()[-1], events.READ_TOTALS)
            self.say(ended(events.READ_TOTALS, events.REFUSED, events.STATUS_SETTLE))
            self.assertEqual(self.stage.commands()[-1], events.SETTLE)

    def test_no_answer_is_asked_again_with_growing_gaps(self):
        self.break_off(2)
        gaps = []
        now = at(9)
        for _ in range(3):
            self.say(ended(events.QUERY_LAST, events.UNKNOWN), now)
            gaps.append(self.engine.doubt.deadline_ms - now.mono_ms)
            now = shop.at(0, 0, (now.mono_ms + gaps[-1]) // 1000)
            self.say((events.DEADLINE,), now)
        self.assertEqual(gaps, [30000, 60000, 120000])

    def test_power_cut_in_the_middle_of_a_sale(self):
        self.say(_STARTED)
        later = Engine(shop.profile())
        later.restore(list(self.engine.snapshot()))
        stage = shop.Stage(later)
        stage.say((events.BOOTED,), at(9))
        stage.say(ended(events.CHECK_STATUS, code=0), at(9))
        self.assertEqual(stage.commands(), [events.CHECK_STATUS, events.QUERY_LAST])
        stage.say(last(2), at(9))
        self.assertEqual(later.settlement.batch.count, 2)

    def test_power_cut_in_the_middle_of_a_doubt(self):
        replayed = doubt.Doubt(shop.profile())
        replayed.replay(shop.sale_record(2))
        replayed.replay([r.R_ALERT, 1, 0, 0, effects.A_SALE_UNKNOWN, effects.RAISED, 2])
        self.assertEqual(replayed.snapshot(), [doubt.DOUBTFUL, 1, 2, 2, 1, 0])
        replayed.replay([r.R_ALERT, 1, 0, 0, effects.A_SALE_UNKNOWN, effects.SEEN, 2])
        replayed.replay([r.R_ALERT, 1, 0, 0, effects.A_SALE_UNKNOWN, effects.ESCALATED, 2])
        self.assertEqual(replayed.snapshot(), [doubt.DOUBTFUL, 1, 2, 2, 1, 0])
        replayed.replay([r.R_ALERT, 1, 0, 0, effects.A_SALE_UNKNOWN, effects.CLEARED, 2])
        self.assertEqual(replayed.snapshot(), [doubt.CERTAIN, 1, None, 2, 1, 0])

    def restarted(self, records=()):
        """The duties after a power cut: from their snapshot, and the records after it."""
        later = Engine(shop.profile())
        later.restore(list(self.engine.snapshot()))
        for record in records:
            later.replay(record)
        self.engine, self.stage = later, shop.Stage(later)
        self.say((events.BOOTED,))
        self.say(ended(events.CHECK_STATUS, code=0))
        return self.stage.commands()[1:]

    def test_power_cut_between_an_approval_and_its_slip(self):
        self.say(_STARTED)
        self.say(sale(2))
        self.assertEqual(self.restarted(), [events.QUERY_LAST])
        self.assertEqual(self.unknown(effects.RAISED), 1)
        self.say(last(2, result=0xB4))
        self.assertEqual(self.counted(), (1, 500))
        self.assertEqual(self.engine.receipts.owed, [])
        self.assertEqual(self.restarted(), [])  # cleared up, and not asked again

    def test_the_same_from_the_records(self):
        for receipt, asked in (
            ((), [events.QUERY_LAST]),
            ((events.RECEIPT_MISSING,), [events.QUERY_LAST]),
            ((events.RECEIPT_DELIVERED,), [events.QUERY_LAST]),
            ((events.RECEIPT_REFUSED,), [events.QUERY_LAST]),
            ((events.RECEIPT_MISSING, events.RECEIPT_DUPLICATE), []),
            ((events.RECEIPT_NOT_VISIBLE,), []),
        ):
            self.setUp()
            records = [[r.R_SALE_STARTED, 1, 0, 0, 1, 1000, 978], shop.sale_record(2)]
            records += [[r.R_RECEIPT, 1, 0, 0, 2, 2, state, 9] for state in receipt]
            self.assertEqual(self.restarted(records), asked, receipt)

    def test_power_cut_after_the_register_answered_the_slip_and_before_the_terminal_heard(self):
        self.say(_STARTED)
        self.say(sale(2))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.assertEqual(self.restarted(), [events.QUERY_LAST])
        self.assertEqual(self.unknown(effects.RAISED), 0)  # almost surely it heard
        self.say(last(2, result=0xB4))
        self.assertEqual(self.counted(), (1, 500))
        self.assertEqual(self.restarted(), [])

    def test_a_confirmed_exchange_while_the_terminal_is_asked_raises_nothing(self):
        """It makes the duties begin what was put off, as a start does; the answer still comes."""
        self.say(_STARTED)
        self.say(sale(2))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.restarted()
        self.say((events.BOOTED,))
        self.say(last(2))
        self.assertEqual(self.unknown(effects.RAISED), 0)

    def test_what_has_another_proof_or_a_closed_batch_is_not_asked_about(self):
        not_visible = (
            events.RECEIPT_ENDED,
            events.RECEIPT_NOT_VISIBLE,
            0,
            0,
            0,
            None,
        )  # it was completed
        for end in (not_visible, shop.CLOSED):
            self.setUp()
            self.say(_STARTED)
            self.say(sale(2))
            self.say(end)
            self.assertEqual(self.restarted(), [])

    def test_a_declined_sale_or_a_reversal_is_not_asked_about(self):
        for result, kind in ((5, events.TYPE_SALE), (0, events.TYPE_REVERSAL)):
            self.setUp()
            self.say((events.SALE_STARTED, kind, 1000, 978))
            self.say(sale(2, result=result, kind=kind))
            self.assertEqual(self.restarted(), [])

    def break_off_a(self, kind, trace=None):
        self.say((events.SALE_STARTED, kind, None, None))
        if trace is not None:
            self.say(sale(trace, 500, kind=kind))
        self.say((events.SALE_UNKNOWN, None if trace is None else sale(trace, 500, kind=kind)[1]))

    def test_a_doubtful_reversal_that_stands_is_not_booked_again(self):
        self.break_off_a(events.TYPE_REVERSAL, 2)
        self.assertEqual(self.counted(), (0, 0))
        self.say(last(2, kind=events.TYPE_REVERSAL))
        self.assertEqual(self.counted(), (0, 0))
        self.assertEqual(self.unknown(effects.CLEARED), 1)

    def test_a_doubtful_reversal_that_does_not_stand_is_for_a_person(self):
        self.break_off_a(events.TYPE_REVERSAL, 2)
        self.say(last(2, result=0xB4, kind=events.TYPE_REVERSAL))
        self.assertEqual(self.counted(), (0, 0))
        self.assertEqual(self.unknown(effects.CLEARED), 0)

    def test_a_reversal_that_was_missed_is_found(self):
        self.break_off_a(events.TYPE_REVERSAL)
        self.say(last(2, kind=events.TYPE_REVERSAL))
        self.assertEqual(self.stage.records(r.R_SALE)[-1][:2], (events.TYPE_REVERSAL, 0))
        self.assertEqual(self.counted()[0], 0)

    def test_a_reversal_that_came_to_nothing_leaves_nothing(self):
        self.break_off_a(events.TYPE_REVERSAL)
        self.say(last(1))
        self.assertEqual(self.counted(), (1, 500))

    def test_a_refund_that_was_missed_is_found_as_one(self):
        self.break_off_a(events.TYPE_REFUND)
        self.say(last(2))  # a terminal's last payment does not tell a refund from a sale
        self.assertEqual(self.stage.records(r.R_SALE)[-1][:2], (events.TYPE_REFUND, 0))
        self.assertEqual(self.counted(), (2, -500))

    def test_a_refund_that_was_taken_back_is_in_no_total(self):
        self.break_off_a(events.TYPE_REFUND, 2)
        self.assertEqual(self.counted(), (2, 0))
        self.say(ended(events.QUERY_LAST, detail=sale(2, 500, result=0xB4)[1]))
        self.assertEqual(self.counted(), (1, 500))

    def test_what_a_doubt_is_about_survives(self):
        started = [r.R_SALE_STARTED, 1, 0, 0, events.TYPE_REVERSAL, None, None]
        raised = [r.R_ALERT, 1, 0, 0, effects.A_SALE_UNKNOWN, effects.RAISED, None]
        next_ = [r.R_SALE_STARTED, 1, 0, 0, events.TYPE_SALE, 100, 978]
        declined = shop.sale_record(3)
        declined[r.HEAD + events.T_RESULT] = 5
        self.restarted([started, raised, next_, declined, raised])
        self.say(last(2, kind=events.TYPE_REVERSAL))
        self.assertEqual(self.stage.records(r.R_SALE)[-1][:2], (events.TYPE_REVERSAL, 0))

    def test_a_doubt_that_was_overtaken_ends_with_the_batch(self):
        self.break_off(2)
        self.say(shop.CLOSED)
        self.assertEqual(self.unknown(effects.CLEARED), 0)  # it is still being asked about
        self.say(last(3))
        self.assertEqual(self.unknown(effects.CLEARED), 0)
        self.say(shop.CLOSED)
        self.assertEqual(self.unknown(effects.CLEARED), 1)

    def test_observing_only_raises_the_alert(self):
        stage = shop.Stage(doubt.Doubt(shop.profile(mode=0)))
        stage.say((events.SALE_UNKNOWN, None), at(9))
        self.assertEqual(stage.commands(), [])
        self.assertEqual(stage.alerts(effects.RAISED), [effects.A_SALE_UNKNOWN])


class WhatStands(unittest.TestCase):
    """A link that names, when asked, the newest sale that stands, and no void."""

    def setUp(self):
        self.begin()
        self.sold(1)
        self.sold(2)

    def begin(self):
        profile = shop.profile(driver=f.DRIVER_TRANSBANK, currency=152)
        self.engine = Engine(profile)
        self.stage = shop.Stage(self.engine)
        self.say((events.BOOTED,))
        self.say(ended(events.CHECK_STATUS, code=0))

    def say(self, event):
        return self.stage.say(event, at(9))

    def sold(self, trace, kind=1):
        self.say((events.SALE_STARTED, kind, 1000, 152))
        self.say(sale(trace, kind=kind))
        if kind == 1:
            self.say((events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None))

    def break_off(self, kind=1):
        self.say((events.SALE_STARTED, kind, 1000, 152))
        self.say((events.SALE_UNKNOWN, None))

    def counted(self):
        batch = self.engine.settlement.batch
        return batch.count, batch.total_minor

    def unknown(self, state):
        return self.stage.alerts(state).count(effects.A_SALE_UNKNOWN)

    def test_an_older_sale_than_one_that_was_voided_is_no_new_one(self):
        self.sold(2, kind=3)
        self.break_off()
        self.say(last(1))
        self.assertEqual(self.counted(), (1, 1000))
        self.assertEqual(self.unknown(effects.CLEARED), 1)
        self.assertFalse(self.engine.settlement.exchanged)

    def test_the_void_of_an_older_sale_does_not_make_the_newest_one_new(self):
        self.sold(1, kind=3)
        self.break_off()
        self.say(last(2))
        self.assertEqual(self.counted(), (1, 1000))

    def test_a_missed_sale_is_found_behind_a_void(self):
        self.sold(2, kind=3)
        self.break_off()
        self.say(last(3))
        self.assertEqual(self.counted(), (2, 2000))

    def test_none_that_stands_means_that_it_came_to_nothing(self):
        self.begin()
        self.break_off()
        self.say(ended(events.QUERY_LAST))
        self.assertEqual(self.unknown(effects.CLEARED), 1)
        self.assertEqual(self.counted(), (0, 0))

    def test_a_void_that_broke_off_is_for_a_person(self):
        self.break_off(kind=3)
        self.say(last(2))
        self.assertEqual(self.counted(), (2, 2000))
        self.assertEqual(self.unknown(effects.CLEARED), 0)

    def test_after_a_settlement_every_number_is_of_the_new_batch(self):
        self.say((events.SETTLEMENT_SEEN, None, None, 0))
        self.say(ended(events.CHECK_STATUS, code=0))
        self.break_off()
        self.say(last(1))
        self.assertEqual(self.counted(), (1, 1000))

    def test_the_same_from_the_records(self):
        duty = doubt.Doubt(shop.profile(driver=f.DRIVER_TRANSBANK, currency=152))
        duty.replay(shop.sale_record(7))
        for state, knows in ((outcome.DEFERRED, 7), (outcome.SEEN, None)):
            duty.replay([r.R_SETTLEMENT, 1, 0, 0, state, 1, 1, 1000, 0])
            self.assertEqual(duty.snapshot()[3], knows)
