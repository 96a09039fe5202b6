# SPDX-License-Identifier: MIT
"""The settlement duty: once a business day, proved, never twice."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.policy import books, settlement
from posminder_formats import records as r


def totals(count, total_minor):
    return ended(events.READ_TOTALS, detail=(count, total_minor))


def states(stage):
    return [fields[0] for fields in stage.records(r.R_SETTLEMENT)]


class Settling(unittest.TestCase):
    def setUp(self):
        self.duty = settlement.Settlement(shop.profile())
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(sale(1, 1250), at(9))
        self.stage.say(sale(2, 750), at(10))

    def close(self, now):
        self.stage.say((events.BUTTON_HELD,), now)
        self.stage.say(totals(2, 2000), now)
        self.stage.say(ended(events.SETTLE, detail=(2, 2000)), now)
        self.stage.say(totals(0, 0), now)

    def test_the_closing_button_settles_and_proves(self):
        self.close(at(20))
        wanted = [events.READ_TOTALS, events.SETTLE, events.READ_TOTALS]
        self.assertEqual(self.stage.commands(), wanted)
        self.assertEqual(states(self.stage), [1, 2])
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1], (2, shop.DAY, 2, 2000, 0))
        self.assertEqual((self.duty.batch.count, self.duty.days.handled), (0, shop.DAY))

    def test_of_as_many_sales_the_terminals_sum_is_believed_over_a_restart_too(self):
        """Transbank's void of a sale from before a restart tells no amount."""
        self.stage.say(sale(3, 90000), at(11))
        self.stage.say(sale(3, None, kind=events.TYPE_REVERSAL), at(11))
        self.assertEqual((self.duty.batch.count, self.duty.batch.total_minor), (2, 92000))
        held = settlement.Settlement(shop.profile())
        held.restore(list(self.duty.snapshot()))
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.assertEqual(self.duty.batch.total_minor, 2000)
        for kind in (r.R_SETTLEMENT, r.R_TOTALS):
            for fields in self.stage.records(kind):
                held.replay([kind, 1, 0, at(20).wall_s] + list(fields))
        self.assertEqual(held.batch.total_minor, 2000)

    def test_after_closing_the_latest_time_of_that_day_is_silent(self):
        self.close(at(20))
        self.stage.say((events.DEADLINE,), at(20, 45))
        self.stage.say((events.DEADLINE,), at(23))
        self.assertEqual(len(self.stage.commands()), 3)

    def test_the_latest_time_begins_where_nobody_closed(self):
        self.stage.say((events.DEADLINE,), at(20, 44, 59))
        self.assertEqual(self.stage.commands(), [])
        self.stage.say((events.DEADLINE,), at(20, 45))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS])

    def test_an_empty_day_is_accounted_for(self):
        self.close(at(20))
        tomorrow = at(20, 45, day=shop.DAY + 1)
        self.stage.say((events.DEADLINE,), tomorrow)
        self.stage.say(totals(0, 0), tomorrow)
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1], (4, shop.DAY + 1, 0, 0, 0))

    def test_a_sale_after_closing_is_settled_the_same_day(self):
        self.close(at(20))
        self.stage.say(sale(3, 500), at(20, 10))
        self.stage.say((events.DEADLINE,), at(20, 45))
        self.assertEqual(self.stage.commands()[3:], [events.READ_TOTALS])

    def test_no_answer_is_asked_about_and_never_settled_again(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 1))
        self.assertEqual(self.duty.state, settlement.DOUBT)
        self.assertIn(effects.A_SETTLEMENT_OPEN, self.stage.alerts(effects.RAISED))
        self.stage.say((events.DEADLINE,), at(20, 3))
        self.stage.say(totals(0, 0), at(20, 3))
        self.assertEqual(states(self.stage), [1, 6, 2])
        self.assertEqual(self.stage.commands().count(events.SETTLE), 1)

    def test_a_doubt_that_ends_in_not_settled_settles_again(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 1))
        self.stage.say((events.DEADLINE,), at(20, 3))
        self.stage.say(totals(2, 2000), at(20, 3))
        self.stage.say((events.DEADLINE,), at(20, 10))
        self.stage.say(totals(2, 2000), at(20, 10))
        self.assertEqual(self.stage.commands().count(events.SETTLE), 2)

    def test_a_sale_during_the_proof_belongs_to_the_new_batch(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, detail=(2, 2000)), at(20))
        self.stage.say(sale(3, 300), at(20))
        self.stage.say(totals(1, 300), at(20))
        self.assertEqual(states(self.stage)[-1], 2)
        self.assertEqual((self.duty.batch.count, self.duty.batch.total_minor), (1, 300))

    def test_a_sale_between_the_totals_and_the_settlement_belongs_to_the_batch_that_goes(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(sale(3, 300), at(20))
        self.stage.say(ended(events.SETTLE, detail=(3, 2300)), at(20))
        self.stage.say(totals(0, 0), at(20))
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1], (2, shop.DAY, 3, 2300, 0))

    def test_totals_that_differ_are_a_mismatch(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, detail=(2, 1999)), at(20))
        self.stage.say(totals(0, 0), at(20))
        self.assertEqual(states(self.stage)[-1], 3)
        self.assertIn(effects.A_SETTLEMENT_MISMATCH, self.stage.alerts(effects.RAISED))

    def test_a_batch_that_did_not_empty_is_a_mismatch(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, detail=(2, 2000)), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.assertEqual(states(self.stage)[-1], 3)

    def test_a_refusal_is_retried_with_growing_gaps_and_then_a_person_is_asked(self):
        now = at(20)
        gaps = []
        self.stage.say((events.BUTTON_HELD,), now)
        for _ in range(3):
            self.stage.say(totals(2, 2000), now)
            self.stage.say(ended(events.SETTLE, events.REFUSED, 0xA3), now)
            gaps.append(self.duty.deadline_ms - now.mono_ms)
            now = shop.at(20, 0, (now.mono_ms + gaps[-1]) // 1000 - 20 * 3600)
            self.stage.say((events.DEADLINE,), now)
        self.assertTrue(gaps[0] < gaps[1] < gaps[2], gaps)
        self.assertEqual(states(self.stage)[:5], [1, 5, 5, 5, 7])
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[1][4], 5)
        self.assertIn(effects.A_SETTLEMENT_OPEN, self.stage.alerts(effects.RAISED))

    def test_an_unset_clock_leaves_only_the_button(self):
        duty = settlement.Settlement(shop.profile())
        stage = shop.Stage(duty)
        stage.say((events.BOOTED,), shop.unset(0))
        stage.say(sale(1), shop.unset(1000))
        stage.say((events.DEADLINE,), shop.unset(10**9))
        self.assertEqual(stage.commands(), [])
        stage.say((events.BUTTON_HELD,), shop.unset(10**9))
        self.assertEqual(stage.commands(), [events.READ_TOTALS])

    def test_power_was_off_at_the_latest_time_it_is_made_up_for(self):
        later = settlement.Settlement(shop.profile())
        later.restore(self.duty.snapshot())
        stage = shop.Stage(later)
        morning = at(7, day=shop.DAY + 1)
        stage.say((events.BOOTED,), morning)
        self.assertEqual(later.deadline_ms, morning.mono_ms)
        stage.say((events.DEADLINE,), morning)
        self.assertEqual(stage.commands(), [events.READ_TOTALS])

    def test_power_was_cut_while_settling_the_doubt_is_ended_first(self):
        later = settlement.Settlement(shop.profile())
        later.restore(self.duty.snapshot())
        later.replay([r.R_TOTALS, 1, 0, 0, 2, 2000, 1])
        later.replay([r.R_INTENT, 1, 0, 0, events.SETTLE, 1])
        self.assertEqual(later.state, settlement.SETTLING)
        stage = shop.Stage(later)
        stage.say((events.BOOTED,), at(20, 5))
        stage.say(totals(0, 0), at(20, 5))
        self.assertEqual(stage.commands(), [events.READ_TOTALS])
        self.assertEqual(stage.records(r.R_SETTLEMENT)[-1][0], 2)
        self.assertEqual(later.batch.count, 0)

    def test_observing_sends_nothing_and_writes_what_it_would_have_done(self):
        stage = shop.Stage(settlement.Settlement(shop.profile(mode=0)))
        stage.say((events.BOOTED,), at(7))
        stage.say(sale(1), at(9))
        stage.say((events.BUTTON_HELD,), at(20))
        self.assertEqual(stage.commands(), [])
        self.assertEqual(stage.records(r.R_INTENT), [(events.SETTLE, 1)])
        self.assertEqual(stage.records(r.R_OUTCOME), [(events.SETTLE, events.NOT_SENT, 0)])

    def test_a_sale_refused_because_a_settlement_is_due_begins_one(self):
        self.stage.say(sale(3, 100, result=0xF0), at(12))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS])

    def test_the_register_may_settle_too(self):
        self.stage.say((events.SETTLEMENT_SEEN, 2, 2000, 0), at(15))
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1], (8, shop.DAY, 2, 2000, 0))
        self.assertEqual(self.duty.batch.count, 0)
        self.stage.say((events.SETTLEMENT_SEEN, 2, 2000, 0x77), at(16))
        self.assertEqual(len(self.stage.records(r.R_SETTLEMENT)), 1)

    def lose_the_answer(self):
        """Settle, and hear nothing."""
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 2000), at(20))
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 1))

    def test_a_settlement_at_the_register_ends_a_doubt(self):
        self.lose_the_answer()
        self.stage.say((events.SETTLEMENT_SEEN, 2, 2000, 0), at(20, 2))
        self.assertEqual(self.duty.state, settlement.QUIET)
        tomorrow = at(20, 45, day=shop.DAY + 1)
        self.stage.say(sale(3, 700), at(10, day=shop.DAY + 1))
        self.stage.say((events.DEADLINE,), tomorrow)
        self.stage.say(totals(1, 700), tomorrow)
        self.assertEqual(self.stage.commands()[-1], events.SETTLE)

    def test_unanswered_questions_do_not_use_up_the_tries_to_settle(self):
        self.lose_the_answer()
        now = at(20, 3)
        for _ in range(4):
            self.stage.say((events.DEADLINE,), now)
            self.stage.say(ended(events.READ_TOTALS, events.UNKNOWN), now)
            now = shop.at(0, 0, self.duty.deadline_ms // 1000)
        self.stage.say((events.DEADLINE,), now)
        self.stage.say(totals(2, 2000), now)
        self.assertEqual(states(self.stage)[-1], 5)
        self.assertEqual(self.duty.state, settlement.PAUSED)

    def test_a_mismatch_survives_a_power_cut(self):
        later = settlement.Settlement(shop.profile())
        later.restore(self.duty.snapshot())
        later.replay([r.R_TOTALS, 1, 0, 0, 2, 2000, 1])
        later.replay([r.R_INTENT, 1, 0, 0, events.SETTLE, 1])
        later.replay([r.R_OUTCOME, 1, 0, 0, events.SETTLE, events.DONE, 0])
        later.replay([r.R_TOTALS, 1, 0, 0, 2, 1900, 2])
        again = settlement.Settlement(shop.profile())
        again.restore(later.snapshot())
        stage = shop.Stage(again)
        stage.say((events.BOOTED,), at(20, 5))
        stage.say(totals(0, 0), at(20, 5))
        self.assertEqual(stage.records(r.R_SETTLEMENT)[-1][0], 3)

    def test_observing_asks_nothing_about_a_doubt_of_before(self):
        later = settlement.Settlement(shop.profile(mode=0))
        later.replay([r.R_INTENT, 1, 0, 0, events.SETTLE, 1])
        stage = shop.Stage(later)
        stage.say((events.BOOTED,), at(20, 5))
        self.assertEqual((stage.commands(), later.state), ([], settlement.QUIET))

    def test_refunds_and_declined_sales(self):
        self.stage.say(sale(3, 500, result=5), at(11))
        self.stage.say(sale(4, 250, kind=2), at(12))
        self.assertEqual((self.duty.batch.count, self.duty.batch.total_minor), (3, 1750))


class WithoutTotals(unittest.TestCase):
    """A terminal that answers a question for totals, and tells none."""

    def setUp(self):
        self.duty = settlement.Settlement(shop.profile())
        self.stage = shop.Stage(self.duty)
        for event, now in ((sale(1, 1250), at(9)), (sale(2, 750), at(10))):
            self.stage.say(event, now)

    def settle(self, outcome, detail, code=0):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(None, None), at(20))
        self.stage.say(ended(events.SETTLE, outcome, code, detail), at(20))

    def test_it_is_settled_at_its_word_and_not_called_proved(self):
        self.settle(events.DONE, (None, 2000))
        self.stage.say(totals(None, None), at(20))
        self.assertEqual(states(self.stage), [1, 8])
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1][2:4], (None, 2000))
        self.assertEqual(self.duty.batch.count, 0)

    def test_nothing_sold_is_not_settled(self):
        duty = settlement.Settlement(shop.profile())
        stage = shop.Stage(duty)
        stage.say((events.BUTTON_HELD,), at(20))
        stage.say(totals(None, None), at(20))
        self.assertEqual(states(stage), [1, 4])
        self.assertEqual(stage.commands(), [events.READ_TOTALS])

    def test_another_total_than_the_line_showed_is_a_mismatch(self):
        self.settle(events.DONE, (None, 1250))
        self.stage.say(totals(None, None), at(20))
        self.assertEqual(states(self.stage), [1, 3])

    def test_an_acquirer_with_another_total_is_a_mismatch(self):
        self.settle(events.DONE, (None, 2000), events.NOT_BALANCED)
        self.stage.say(totals(None, None), at(20))
        self.assertEqual(states(self.stage), [1, 3])
        self.assertIn(effects.A_SETTLEMENT_MISMATCH, self.stage.alerts(effects.RAISED))

    def test_a_doubt_stays_one_until_something_is_sold(self):
        self.settle(events.UNKNOWN, None)
        for minute in (2, 5, 12):
            self.stage.say((events.DEADLINE,), at(20, minute))
            self.stage.say(totals(None, None), at(20, minute))
        self.assertEqual(self.duty.state, settlement.DOUBT)
        self.assertEqual(self.stage.commands().count(events.SETTLE), 1)
        self.stage.say(sale(3, 500), at(21))
        self.stage.say((events.DEADLINE,), at(21, 1))
        self.stage.say(totals(None, None), at(21, 1))
        self.stage.say((events.DEADLINE,), at(21, 5))
        self.stage.say(totals(None, None), at(21, 5))
        self.assertEqual(self.stage.commands().count(events.SETTLE), 2)

    def test_a_settlement_that_the_acquirer_contradicts_is_seen_and_told(self):
        self.stage.say((events.SETTLEMENT_SEEN, None, 2000, events.NOT_BALANCED), at(20))
        self.assertEqual(states(self.stage), [8])
        self.assertIn(effects.A_SETTLEMENT_MISMATCH, self.stage.alerts(effects.RAISED))


class SigningOff(unittest.TestCase):
    """Settle, signed off, sign in again, verify: one chain."""

    def setUp(self):
        self.duty = settlement.Settlement(shop.profile(auto_sign_off=True))
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(sale(1, 2000), at(9))
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(1, 2000), at(20))
        self.stage.say(ended(events.SETTLE, detail=(1, 2000)), at(20))

    def test_the_proof_waits_for_the_sign_in(self):
        self.assertEqual((self.duty.state, self.duty.news), (books.RENEWING, (events.SIGNED_OFF,)))
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_INITIALISE), at(20))
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.assertEqual(len(self.stage.commands()), 2)
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_READY), at(20, 1))
        self.stage.say(sale(2, 500), at(20, 1))
        self.stage.say(totals(1, 500), at(20, 1))
        self.assertEqual(states(self.stage), [1, 2])
        self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_it_does_not_wait_for_ever(self):
        self.assertEqual(self.duty.deadline_ms, at(20, 5).mono_ms)
        self.assertEqual(self.duty.plans(), ("ask_totals", effects.WHY_VERIFY))
        self.stage.say((events.DEADLINE,), at(20, 5))
        self.assertEqual(self.stage.commands()[2:], [events.READ_TOTALS])

    def test_a_sale_meanwhile_is_of_the_new_batch(self):
        self.stage.say(sale(2, 500), at(20))
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_READY), at(20, 1))
        self.stage.say(totals(1, 500), at(20, 1))
        self.assertEqual(states(self.stage), [1, 2])

    def test_power_was_cut_meanwhile_it_is_asked(self):
        later = settlement.Settlement(shop.profile(auto_sign_off=True))
        later.restore(self.duty.snapshot())
        stage = shop.Stage(later)
        stage.say((events.BOOTED,), at(20, 2))
        stage.say(totals(0, 0), at(20, 2))
        self.assertEqual((stage.commands(), states(stage)), ([events.READ_TOTALS], [2]))

    def test_somebody_settles_at_the_register_meanwhile(self):
        self.stage.say((events.SETTLEMENT_SEEN, 0, 0, 0), at(20))
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_READY), at(20, 1))
        self.assertEqual(self.duty.state, settlement.PROVING)

    def test_an_end_of_day_that_is_open_is_resumed_whatever_the_total_asked_first(self):
        duty = settlement.Settlement(shop.profile(settle_min_minor=100000, max_defer_s=172800))
        stage = shop.Stage(duty)
        stage.say((events.BOOTED,), at(7))
        stage.say(sale(1, 2000), at(9))
        stage.say(sale(2, 100, result=0xF0), at(10))
        stage.say(totals(1, 2000), at(10))
        stage.say((events.TERMINAL_STATUS, 0), at(10))
        stage.say(ended(events.SETTLE, events.REFUSED, 0xF0), at(10))
        self.assertEqual(duty.state, settlement.PAUSED)
        stage.say((events.DEADLINE,), at(10, 5))
        stage.say(totals(1, 2000), at(10, 5))
        wanted = [events.READ_TOTALS, events.SETTLE] * 2
        self.assertEqual(stage.commands(), wanted)

    def demanded(self, **changes):
        """A terminal that refuses a sale, and its totals too, until it is settled (ZVT F0)."""
        duty = settlement.Settlement(shop.profile(**changes))
        stage = shop.Stage(duty)
        stage.say((events.BOOTED,), at(7))
        stage.say(sale(1, 2000), at(9))
        stage.say(sale(2, 100, result=0xF0), at(10))
        stage.say(ended(events.READ_TOTALS, events.REFUSED, 0xF0), at(10))
        return duty, stage

    def test_a_terminal_that_tells_no_totals_before_it_is_settled_is_settled(self):
        _, stage = self.demanded(settle_min_minor=100000, max_defer_s=172800)
        self.assertEqual(stage.commands(), [events.READ_TOTALS, events.SETTLE])
        stage.say(ended(events.SETTLE, detail=(1, 2000)), at(10, 1))
        stage.say(totals(0, 0), at(10, 1))
        self.assertEqual(states(stage)[-1], 2)
        told = [(None, None, 1), (1, 2000, 2), (0, 0, 3)]
        self.assertEqual(stage.records(r.R_TOTALS), told)
        self.assertEqual(stage.records(r.R_SETTLEMENT)[-1][2:4], (1, 2000))

    def test_a_terminal_that_still_demands_it_has_not_been_settled(self):
        duty, stage = self.demanded()
        stage.say(ended(events.SETTLE, events.UNKNOWN), at(10, 1))
        self.assertEqual(duty.state, settlement.DOUBT)
        stage.say((events.DEADLINE,), at(10, 5))
        stage.say(ended(events.READ_TOTALS, events.REFUSED, 0xF0), at(10, 5))
        self.assertEqual(duty.state, settlement.PAUSED)
        stage.say((events.DEADLINE,), at(10, 15))
        stage.say(ended(events.READ_TOTALS, events.REFUSED, 0xF0), at(10, 15))
        self.assertEqual(stage.commands()[-1], events.SETTLE)


class WithoutAClock(unittest.TestCase):
    """Only a person begins; what was held back begins when the clock is set."""

    def setUp(self):
        self.duty = settlement.Settlement(shop.profile())
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), shop.unset(0))
        self.stage.say(sale(1, 2000), shop.unset(0))

    def test_the_terminals_demand_waits_for_the_clock(self):
        self.stage.say((events.TERMINAL_STATUS, 0xF0), shop.unset(0))
        self.stage.say(sale(2, 100, result=0xB1), shop.unset(0))
        self.assertEqual(self.stage.commands(), [])
        self.stage.say((events.CLOCK_CHANGED,), at(9))
        self.stage.say(totals(1, 2000), at(9))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS, events.SETTLE])

    def test_a_demand_that_has_gone_is_not_taken_up(self):
        self.stage.say((events.TERMINAL_STATUS, 0xF0), shop.unset(0))
        self.stage.say((events.TERMINAL_STATUS, 0), shop.unset(0))
        self.stage.say((events.CLOCK_CHANGED,), at(9))
        self.assertEqual(self.stage.commands(), [])

    def test_who_closes_has_it_tried_again(self):
        self.stage.say((events.BUTTON_HELD,), shop.unset(0))
        for now in (shop.unset(0), shop.unset(120000)):
            self.stage.say((events.DEADLINE,), now)
            self.stage.say(totals(1, 2000), now)
            self.stage.say(ended(events.SETTLE, events.REFUSED, 0xA3), now)
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS, events.SETTLE] * 2)

    def in_doubt_at_power_up(self):
        """It had not settled: the answer to our question says so."""
        self.setUp()
        self.duty.replay([r.R_TOTALS, 1, 0, 0, 1, 2000, 1])
        self.duty.replay([r.R_INTENT, 1, 0, 0, events.SETTLE, effects.WHY_LATEST_TIME])
        self.stage.say((events.BOOTED,), shop.unset(0))
        self.stage.say(totals(1, 2000), shop.unset(0))
        self.stage.say((events.DEADLINE,), shop.unset(900000))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS])
        self.assertEqual(self.duty.plans(), ("settle", effects.WHY_CLOSING_BUTTON))

    def test_a_doubt_is_ended_and_nothing_settled(self):
        self.in_doubt_at_power_up()
        self.stage.say((events.CLOCK_CHANGED,), at(21))
        self.stage.say(totals(1, 2000), at(21))
        self.assertEqual(self.stage.commands()[1:], [events.READ_TOTALS, events.SETTLE])
        self.in_doubt_at_power_up()
        self.stage.say((events.BUTTON_HELD,), shop.unset(900000))
        self.stage.say(totals(1, 2000), shop.unset(900000))
        self.assertEqual(self.stage.commands()[1:], [events.READ_TOTALS, events.SETTLE])
