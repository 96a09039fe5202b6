# SPDX-License-Identifier: MIT
"""The settlement duty where the total is out of bounds: it waits, and no longer than it may."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.policy import books, settlement
from posminder_formats import records as r

_DAY_S = 86400
_DEFERRED = 9
_HELD = 10
_BELOW_MIN = 7
_HELD_BY_MAX = 6


def totals(count, total_minor):
    return ended(events.READ_TOTALS, detail=(count, total_minor))


class Waiting(unittest.TestCase):
    """A batch of two sales, 20.00, since nine in the morning."""

    changes = {"settle_min_minor": 1500, "settle_max_minor": 5000}

    def setUp(self):
        self.begin(**self.changes)

    def begin(self, **changes):
        self.use(settlement.Settlement(shop.profile(**changes)))
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(sale(1, 1250), at(9))
        self.stage.say(sale(2, 750), at(10))

    def use(self, duty):
        self.duty = duty
        self.stage = shop.Stage(duty)

    def restart(self, now, **changes):
        """Power goes and comes: what a sector's STATE record keeps is all there is."""
        later = settlement.Settlement(shop.profile(**(changes or self.changes)))
        later.restore(self.duty.snapshot())
        self.use(later)
        self.stage.say((events.BOOTED,), now)

    def close(self, now, total_minor, count=2):
        self.stage.say((events.BUTTON_HELD,), now)
        return self.stage.say(totals(count, total_minor), now)

    def wake(self, now, total_minor, count=2):
        """The duty's own deadline comes."""
        self.assertTrue(self.duty.deadline_ms <= now.mono_ms)
        self.stage.say((events.DEADLINE,), now)
        return self.stage.say(totals(count, total_minor), now)

    def settle(self, now, count=2, total_minor=2000):
        self.stage.say(ended(events.SETTLE, detail=(count, total_minor)), now)
        self.stage.say(totals(0, 0), now)

    def settles_for(self):
        """The reasons of all commands to settle."""
        return [e[2] for e in self.stage.log if e[:2] == (effects.COMMAND, events.SETTLE)]

    def last(self):
        return self.stage.records(r.R_SETTLEMENT)[-1]

    def standing(self):
        """The alerts that stand after all this."""
        stands = []
        for effect in self.stage.log:
            if effect[0] == effects.ALERT:
                stands = [alert for alert in stands if alert != effect[1]]
                if effect[2] == effects.RAISED:
                    stands.append(effect[1])
        return stands


class Deferring(Waiting):
    def test_only_below_the_minimum_is_deferred(self):
        states = []
        for total in (-2000, 0, 1499, 1500):
            self.begin(**self.changes)
            self.close(at(20), total)
            states.append(self.duty.state)
        self.assertEqual(states, [books.DEFERRED] * 3 + [books.SETTLING])

    def test_it_is_written_with_its_cause_and_alerts_nobody(self):
        self.close(at(20), 1499)
        self.assertEqual(self.last(), (_DEFERRED, shop.DAY, 2, 1499, _BELOW_MIN))
        self.assertEqual((self.duty.outcome, self.duty.cause), (_DEFERRED, _BELOW_MIN))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.assertEqual(self.settles_for(), [])

    def test_the_day_is_handled_and_the_batch_stays_open(self):
        self.close(at(20), 1499)
        self.assertEqual(self.duty.days.handled, shop.DAY)
        self.assertEqual(self.duty.batch.count, 2)
        self.assertTrue(self.duty.deadline_ms > at(20, 46).mono_ms)

    def test_an_empty_batch_is_nothing_to_settle_whatever_the_minimum(self):
        self.close(at(20), 0, count=0)
        self.assertEqual(self.last()[0], 4)

    def test_sales_and_refunds_that_cancel_out_are_not_an_empty_batch(self):
        self.close(at(20), 0, count=2)
        self.assertEqual(self.last()[0], _DEFERRED)

    def test_it_goes_with_the_next_closing_that_reaches_the_minimum(self):
        self.close(at(20), 1499)
        self.stage.say(sale(3, 1), at(20, 10))
        self.wake(at(20, 45), 1500, count=3)
        self.settle(at(20, 46), 3, 1500)
        self.assertEqual(self.last(), (2, shop.DAY, 3, 1500, 0))
        self.assertEqual(self.settles_for(), [effects.WHY_LATEST_TIME])

    def test_max_defer_counts_from_the_first_sale_whatever_the_total(self):
        self.close(at(20), 1499)
        tomorrow = at(9, day=shop.DAY + 1)
        self.assertEqual(self.duty.deadline_ms, tomorrow.mono_ms)
        self.assertEqual(self.duty.plans(), ("settle", effects.WHY_MAX_DEFER))
        self.stage.say((events.DEADLINE,), at(8, 59, 59, day=shop.DAY + 1))
        self.assertEqual(self.duty.state, books.DEFERRED)
        self.wake(tomorrow, -5)
        self.assertEqual(self.settles_for(), [effects.WHY_MAX_DEFER])
        self.settle(tomorrow, 2, -5)
        self.assertEqual((self.last()[0], self.duty.state), (2, books.QUIET))

    def test_a_closing_after_max_defer_says_why_it_settles(self):
        self.begin(max_defer_s=3600, **self.changes)
        self.close(at(20), 1499)
        self.assertEqual(self.settles_for(), [effects.WHY_MAX_DEFER])

    def test_within_bounds_age_changes_nothing(self):
        self.begin(max_defer_s=3600, **self.changes)
        self.assertEqual(self.duty.deadline_ms, at(20, 45).mono_ms)
        self.close(at(20), 2000)
        self.assertEqual(self.settles_for(), [effects.WHY_CLOSING_BUTTON])

    def test_power_was_off_at_max_defer(self):
        self.close(at(20), 1499)
        morning = at(10, day=shop.DAY + 1)
        self.restart(morning)
        self.assertEqual(
            (self.duty.state, self.duty.deadline_ms), (books.DEFERRED, morning.mono_ms)
        )
        self.wake(morning, 1499)
        self.assertEqual(self.settles_for(), [effects.WHY_MAX_DEFER])

    def test_its_record_alone_brings_it_back(self):
        self.duty.replay([r.R_SETTLEMENT, 1, 0, 0, _DEFERRED, shop.DAY, 2, 1499, _BELOW_MIN])
        self.assertEqual(self.duty.state, books.DEFERRED)
        self.assertEqual((self.duty.days.handled, self.duty.cause), (shop.DAY, _BELOW_MIN))
        self.assertEqual(self.duty.batch.count, 2)

    def test_sales_of_before_our_time_grow_old_from_the_first_deferral(self):
        duty = settlement.Settlement(shop.profile(**self.changes))
        self.use(duty)
        self.stage.say((events.BOOTED,), at(19))
        self.close(at(20), 1499)
        self.assertEqual(duty.batch.since_s, at(20).wall_s)
        self.assertEqual(duty.deadline_ms, at(20, day=shop.DAY + 1).mono_ms)
        replayed = settlement.Settlement(shop.profile(**self.changes))
        record = [r.R_SETTLEMENT, 1, 0, at(20).wall_s, _DEFERRED, shop.DAY, 2, 1499, _BELOW_MIN]
        replayed.replay(record)
        self.assertEqual(replayed.batch.since_s, at(20).wall_s)

    def test_without_a_clock_only_the_button_acts(self):
        self.use(settlement.Settlement(shop.profile(**self.changes)))
        self.stage.say((events.BOOTED,), shop.unset(0))
        self.stage.say(sale(1, 100), shop.unset(1000))
        self.close(shop.unset(2000), 100, count=1)
        self.assertEqual((self.last()[0], self.duty.deadline_ms), (_DEFERRED, None))
        self.assertEqual(self.duty.plans(), ("settle", effects.WHY_CLOSING_BUTTON))
        self.close(shop.unset(10**9), 1500, count=2)
        self.assertEqual(self.duty.state, books.SETTLING)

    def test_a_total_that_is_not_told_is_ours(self):
        self.begin(settle_min_minor=2000)
        self.close(at(20), None)
        self.assertEqual(self.duty.state, books.SETTLING)
        self.begin(settle_min_minor=2001)
        self.close(at(20), None)
        self.assertEqual(self.duty.state, books.DEFERRED)

    def test_somebody_at_the_register_may_settle_it(self):
        self.close(at(20), 1499)
        self.stage.say((events.SETTLEMENT_SEEN, 2, 1499, 0), at(20, 5))
        self.assertEqual((self.duty.state, self.duty.batch.count), (books.QUIET, 0))

    def test_a_deferral_is_told_to_the_other_duties(self):
        self.close(at(20), 1499)
        told = (events.BATCH_CLOSED, _DEFERRED, shop.DAY, 2, 1499)
        self.assertEqual(self.duty.news, told)


class Holding(Waiting):
    def test_only_above_the_maximum_is_held(self):
        states = []
        for total in (5000, 5001):
            self.begin(**self.changes)
            self.close(at(20), total)
            states.append(self.duty.state)
        self.assertEqual(states, [books.SETTLING, books.HELD])

    def test_it_is_written_with_its_cause_and_a_person_is_asked(self):
        self.close(at(20), 5001)
        self.assertEqual(self.last(), (_HELD, shop.DAY, 2, 5001, _HELD_BY_MAX))
        self.assertEqual(self.standing(), [effects.A_ABOVE_MAXIMUM])
        self.assertEqual(self.settles_for(), [])

    def test_a_second_closing_is_a_person_s_decision(self):
        self.close(at(20), 5001)
        self.close(at(20, 1), 5001)
        self.assertEqual(self.settles_for(), [effects.WHY_CLOSING_BUTTON])
        self.settle(at(20, 1), 2, 5001)
        self.assertEqual((self.last()[0], self.standing()), (2, []))

    def test_the_decision_outlasts_a_refusal(self):
        self.close(at(20), 5001)
        self.close(at(20, 1), 5001)
        self.stage.say(ended(events.SETTLE, events.REFUSED, 0xA3), at(20, 2))
        self.stage.say((events.DEADLINE,), at(20, 30))
        self.stage.say(totals(2, 5001), at(20, 30))
        self.assertEqual(len(self.settles_for()), 2)

    def test_a_button_held_before_the_answer_decides_nothing(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(2, 5001), at(20))
        self.assertEqual(self.duty.state, books.HELD)

    def test_the_decision_is_of_one_batch(self):
        self.close(at(20), 5001)
        self.close(at(20, 1), 5001)
        self.settle(at(20, 1), 2, 5001)
        self.stage.say(sale(3, 6000), at(10, day=shop.DAY + 1))
        self.close(at(20, day=shop.DAY + 1), 6000, count=1)
        self.assertEqual(self.duty.state, books.HELD)

    def test_the_latest_time_holds_on_and_accounts_for_its_day(self):
        self.begin(max_defer_s=3 * _DAY_S, **self.changes)
        self.close(at(20), 5001)
        self.wake(at(20, 45, day=shop.DAY + 1), 5001)
        self.assertEqual(self.last(), (_HELD, shop.DAY + 1, 2, 5001, _HELD_BY_MAX))
        self.assertEqual(self.settles_for(), [])

    def test_max_defer_ends_it(self):
        self.close(at(20), 5001)
        tomorrow = at(9, day=shop.DAY + 1)
        self.wake(tomorrow, 5001)
        self.assertEqual(self.settles_for(), [effects.WHY_MAX_DEFER])
        self.assertEqual(self.standing(), [effects.A_ABOVE_MAXIMUM])
        self.settle(tomorrow, 2, 5001)
        self.assertEqual(self.standing(), [])

    def test_refunds_may_bring_it_back_within_bounds_or_below(self):
        self.close(at(20), 5001)
        self.stage.say(sale(3, 1, kind=2), at(20, 10))
        self.wake(at(20, 45), 5000, count=3)
        self.assertEqual(self.duty.state, books.SETTLING)
        self.begin(**self.changes)
        self.close(at(20), 5001)
        self.stage.say(sale(3, 4000, kind=2), at(20, 10))
        self.wake(at(20, 45), 1001, count=3)
        self.assertEqual((self.duty.state, self.standing()), (books.DEFERRED, []))

    def test_it_survives_a_restart_and_is_said_again(self):
        self.close(at(20), 5001)
        self.restart(at(20, 30))
        self.assertEqual(
            (self.duty.state, self.standing()), (books.HELD, [effects.A_ABOVE_MAXIMUM])
        )
        self.close(at(20, 31), 5001)
        self.assertEqual(self.settles_for(), [effects.WHY_CLOSING_BUTTON])

    def test_a_power_cut_while_counting_again_leaves_it_held(self):
        self.close(at(20), 5001)
        self.stage.say((events.BUTTON_HELD,), at(20, 1))
        self.assertEqual(self.duty.state, books.COUNTING)
        self.restart(at(20, 5))
        self.assertEqual(
            (self.duty.state, self.standing()), (books.HELD, [effects.A_ABOVE_MAXIMUM])
        )

    def test_where_nobody_can_be_asked_it_settles_and_alerts(self):
        self.begin(above_max=2, **self.changes)
        self.close(at(20), 5001)
        self.assertEqual(self.settles_for(), [effects.WHY_CLOSING_BUTTON])
        self.assertEqual(self.standing(), [effects.A_ABOVE_MAXIMUM])
        self.settle(at(20), 2, 5001)
        self.assertEqual(self.standing(), [])


class Demanding(Waiting):
    """A terminal that sells no more is settled, whatever the total."""

    def test_every_way_of_saying_so(self):
        for code in (0xF0, 0xB1, 0x6A):
            for total in (10, 9000):
                self.begin(**self.changes)
                self.stage.say(sale(3, 100, result=code), at(12))
                self.stage.say(totals(2, total), at(12))
                self.assertEqual(self.settles_for(), [effects.WHY_TERMINAL_DEMANDS])

    def test_one_that_waits_is_settled_when_the_terminal_demands_it(self):
        for total in (10, 9000):
            self.begin(**self.changes)
            self.close(at(20), total)
            self.stage.say((events.TERMINAL_STATUS, 0xF0), at(20, 1))
            self.stage.say(totals(2, total), at(20, 1))
            self.assertEqual(self.settles_for(), [effects.WHY_TERMINAL_DEMANDS])

    def test_a_demand_while_totals_are_asked_is_heard(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(sale(3, 100, result=0xF0), at(20))
        self.stage.say(totals(2, 10), at(20))
        self.assertEqual(self.settles_for(), [effects.WHY_TERMINAL_DEMANDS])

    def test_a_terminal_that_sells_again_demands_nothing(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(sale(3, 100, result=0xF0), at(20))
        self.stage.say((events.TERMINAL_STATUS, 0), at(20))
        self.stage.say(totals(2, 10), at(20))
        self.assertEqual(self.duty.state, books.DEFERRED)


class Leftovers(Waiting):
    def test_a_settlement_given_up_is_said_again_after_a_cut_in_the_next_try(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        now = at(20)
        for _ in range(3):
            self.stage.say(totals(2, 2000), now)
            self.stage.say(ended(events.SETTLE, events.REFUSED, 0xA3), now)
            now = at(0, 0, self.duty.deadline_ms // 1000)
            self.stage.say((events.DEADLINE,), now)
        refused = [f for f in self.stage.records(r.R_SETTLEMENT) if f[0] == 5]
        self.assertEqual([fields[4] for fields in refused], [5, 5, 5])  # acquirer_declined
        self.restart(at(21, 30))
        self.stage.say((events.BUTTON_HELD,), at(21, 31))
        self.assertEqual(self.duty.state, books.COUNTING)
        self.restart(at(21, 32))
        self.assertEqual(self.standing(), [effects.A_SETTLEMENT_OPEN])

    def test_the_day_on_which_a_fresh_board_began_survives(self):
        replayed = settlement.Settlement(shop.profile())
        replayed.replay([r.R_PROFILE, 1, 0, at(12).wall_s, None, b"", 1])
        replayed.replay([r.R_SETTLEMENT, 1, 0, at(20, 45).wall_s, 1, shop.DAY, 0, 0, 0])
        replayed.replay(shop.sale_record(1, at(22).wall_s))
        self.assertEqual(replayed.days.handled, shop.DAY - 1)

    def test_a_doubt_in_a_held_batch_survives(self):
        self.close(at(20), 5001)
        self.close(at(20, 1), 5001)
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 2))
        self.restart(at(20, 30))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS])
        self.stage.say(totals(0, 0), at(20, 30))
        self.assertEqual((self.last()[0], self.duty.state), (2, books.QUIET))

    def test_the_new_batch_s_age_survives_a_cut_during_the_proof(self):
        self.close(at(20), 2000)
        self.stage.say(ended(events.SETTLE, detail=(2, 2000)), at(20))
        self.stage.say(sale(3, 300), at(20))
        self.restart(at(20, 5))
        self.stage.say(totals(1, 300), at(20, 5))
        self.assertEqual(self.duty.batch.since_s, at(20).wall_s)

    def test_observing_never_waits(self):
        self.begin(mode=0, **self.changes)
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.assertEqual(self.stage.records(r.R_INTENT), [(events.SETTLE, 1)])
        self.assertEqual((self.stage.commands(), self.duty.state), ([], books.QUIET))
