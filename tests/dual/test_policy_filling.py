# SPDX-License-Identifier: MIT
"""A batch that fills up: told once a cause, settled in a lull or when it is full."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.policy import books, filling, settlement
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_COUNT = 1
_AGE = 2
_TOTAL = 3
_CLOSING = 4
_ELSEWHERE = 12


def totals(count, total_minor):
    return ended(events.READ_TOTALS, detail=(count, total_minor))


class Filling(unittest.TestCase):
    def begin(self, now=None, **changes):
        self.engine = Engine(shop.profile(**changes))
        self.stage = shop.Stage(self.engine)
        self.said = []
        self.say((events.BOOTED,), now or at(8, 30))
        self.say(ended(events.CHECK_STATUS), now or at(8, 30))

    def say(self, event, now):
        self.stage.say(event, now)

    def causes(self):
        return [fields[0] for fields in self.stage.records(r.R_WARNING)]

    def standing(self):
        states = [e[2] for e in self.stage.log if e[:2] == (effects.ALERT, effects.A_BATCH_FILLING)]
        return bool(states) and states[-1] == effects.RAISED

    def sell(self, traces, now):
        for trace in traces:
            self.say(sale(trace), now)
            self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0), now)

    def settle(self, now, count):
        self.say(totals(count, count * 1000), now)
        self.say(ended(events.SETTLE, detail=(count, count * 1000)), now)
        self.say(totals(0, 0), now)

    def reasons(self):
        return [e[2] for e in self.stage.log if e[:2] == (effects.COMMAND, events.SETTLE)]

    def test_at_the_number_and_not_before_and_once(self):
        self.begin(batch_warn_at=3)
        self.sell((1, 2), at(9))
        self.assertEqual((self.causes(), self.standing()), ([], False))
        self.sell((3, 4, 5), at(9))
        self.assertEqual((self.causes(), self.standing()), ([_COUNT], True))
        self.assertEqual(self.stage.records(r.R_WARNING), [(_COUNT, 3, 3000)])

    def test_a_settlement_ends_it_and_the_next_batch_begins_anew(self):
        self.begin(batch_warn_at=2)
        self.sell((1, 2), at(9))
        self.say((events.SETTLEMENT_SEEN, 2, 2000, 0), at(10))
        self.assertFalse(self.standing())
        self.sell((3, 4), at(11))
        self.assertEqual((self.causes(), self.standing()), ([_COUNT, _COUNT], True))

    def test_a_deferral_ends_nothing(self):
        self.begin(batch_warn_at=2, settle_min_minor=5000)
        self.sell((1, 2), at(9))
        self.say((events.BUTTON_HELD,), at(20))
        self.say(totals(2, 2000), at(20))
        self.assertEqual(self.engine.settlement.state, books.DEFERRED)
        self.assertTrue(self.standing())

    def test_by_age_to_the_second(self):
        self.begin(warn_age_s=7200)
        self.sell((1,), at(9))
        self.say((events.DEADLINE,), at(10, 59, 59))
        self.assertEqual(self.causes(), [])
        self.assertEqual(self.engine.filling.deadline_ms, at(11).mono_ms)
        self.assertEqual(self.engine.filling.plans()[0], "warn")
        self.say((events.DEADLINE,), at(11))
        self.assertEqual((self.causes(), self.engine.filling.deadline_ms), ([_AGE], None))

    def test_by_total_and_each_cause_is_said_anew(self):
        self.begin(batch_warn_at=2, warn_total_minor=3000)
        self.sell((1, 2), at(9))
        self.say((events.BUTTON_SHORT,), at(9))
        self.sell((3,), at(9))
        self.assertEqual(self.causes(), [_COUNT, _TOTAL])
        ends = [e[2] for e in self.stage.log if e[:2] == (effects.ALERT, effects.A_BATCH_FILLING)]
        self.assertEqual(ends[-2:], [effects.CLEARED, effects.RAISED])

    def test_before_closing_where_a_batch_is_open(self):
        self.begin(warn_closing_min=30)
        self.say((events.DEADLINE,), at(19, 30))
        self.assertEqual(self.causes(), [])
        self.sell((1,), at(19, 31))
        self.assertEqual(self.causes(), [_CLOSING])
        self.begin(warn_closing_min=30)
        self.sell((1,), at(20))
        self.assertEqual(self.causes(), [], "it has closed: that is the settlement's to see to")

    def test_without_a_clock_only_what_can_be_counted(self):
        self.begin(shop.unset(0), batch_warn_at=2, warn_age_s=3600, warn_closing_min=30)
        self.sell((1, 2), shop.unset(10**8))
        self.assertEqual((self.causes(), self.engine.filling.deadline_ms), ([_COUNT], None))

    def test_power_was_off_what_was_said_stands_and_is_not_said_again(self):
        self.begin(batch_warn_at=2)
        self.sell((1, 2), at(9))
        for replayed in (False, True):
            engine = Engine(shop.profile(batch_warn_at=2))
            if replayed:
                for trace in (1, 2):
                    engine.replay(shop.sale_record(trace, at(9).wall_s))
                engine.replay([r.R_WARNING, 1, 0, at(9).wall_s, _COUNT, 2, 2000])
            else:
                engine.restore(list(self.engine.snapshot()))
            stage = shop.Stage(engine)
            stage.say((events.BOOTED,), at(10))
            stage.say(sale(3), at(10))
            self.assertEqual(stage.records(r.R_WARNING), [])
            self.assertIn(effects.A_BATCH_FILLING, stage.alerts(effects.RAISED))

    def test_a_lull_between_warning_and_force_settles(self):
        self.begin(batch_warn_at=2, batch_force_at=4)
        self.sell((1,), at(9))
        self.assertEqual(self.engine.settlement.sales_left(), None)
        self.sell((2,), at(9))
        self.assertEqual(self.engine.settlement.sales_left(), 2)
        self.sell((3,), at(9, 4, 59))
        self.say((events.DEADLINE,), at(9, 9, 58))
        self.assertEqual(self.engine.settlement.state, books.QUIET)
        self.say((events.DEADLINE,), at(9, 9, 59))
        self.settle(at(9, 10), 3)
        self.assertEqual((self.reasons(), self.standing()), ([effects.WHY_LULL], False))
        self.assertEqual(self.engine.settlement.deadline_ms, at(20, 45).mono_ms)

    def test_a_lull_is_sought_once_a_batch(self):
        self.begin(batch_warn_at=2, batch_force_at=9, settle_min_minor=900000)
        self.sell((1, 2), at(9))
        self.say((events.DEADLINE,), at(9, 5))
        self.say(totals(2, 2000), at(9, 5))
        self.assertEqual(self.engine.settlement.state, books.DEFERRED)
        self.sell((3,), at(9, 6))
        self.say((events.DEADLINE,), at(9, 20))
        self.assertEqual(self.engine.settlement.state, books.DEFERRED)

    def test_full_it_is_settled_at_once_whatever_the_total(self):
        for changes in ({}, {"settle_min_minor": 900000}, {"settle_max_minor": 10}):
            self.begin(batch_warn_at=2, batch_force_at=3, **changes)
            self.sell((1, 2), at(9))
            self.assertEqual(self.engine.settlement.state, books.QUIET)
            self.sell((3,), at(9, 1))
            self.settle(at(9, 1), 3)
            self.assertEqual(self.reasons(), [effects.WHY_BATCH_FULL])
            self.assertEqual(self.engine.settlement.batch.count, 0)

    def test_refused_when_full_it_is_not_begun_with_every_sale(self):
        self.begin(batch_force_at=2)
        self.sell((1, 2), at(9))
        now = at(9)
        for _ in range(3):
            self.say(totals(2, 2000), now)
            self.say(ended(events.SETTLE, events.REFUSED, 0xA3), now)
            now = at(0, 0, self.engine.settlement.deadline_ms // 1000)
            self.say((events.DEADLINE,), now)
        count = len(self.stage.records(r.R_SETTLEMENT))
        self.sell((3, 4), at(9, 30))
        self.assertEqual(len(self.stage.records(r.R_SETTLEMENT)), count)

    def test_observing_it_is_written_once_what_would_be_done(self):
        self.begin(mode=f.MODE_OBSERVE, batch_force_at=2)
        self.sell((1, 2, 3, 4), at(9))
        reasons = [x[1] for x in self.stage.records(r.R_INTENT) if x[0] == events.SETTLE]
        self.assertEqual(reasons, [effects.WHY_BATCH_FULL])

    def test_a_clock_that_is_not_set_forces_nothing(self):
        self.begin(shop.unset(0), batch_force_at=2)
        self.sell((1, 2, 3), shop.unset(0))
        self.assertEqual(self.engine.settlement.state, books.QUIET)

    def test_its_states_are_its_own(self):
        duty = filling.Filling(shop.profile(), settlement.Settlement(shop.profile()))
        self.assertEqual((duty.plans(), duty.snapshot()), ((None, 0), [0]))


class TwoSettlers(unittest.TestCase):
    """The terminal's totals are less than what the board saw: somebody else settled."""

    def begin(self, **changes):
        self.duty = settlement.Settlement(shop.profile(**changes))
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(7))
        for trace in range(1, 6):
            self.stage.say(sale(trace), at(9))
        self.stage.say((events.BUTTON_HELD,), at(20))

    def states(self):
        return [fields[0] for fields in self.stage.records(r.R_SETTLEMENT)]

    def alerted(self):
        return effects.A_TWO_SETTLERS in self.stage.alerts(effects.RAISED)

    def test_all_gone(self):
        self.begin()
        self.stage.say(totals(0, 0), at(20))
        self.assertEqual(self.states(), [1, _ELSEWHERE, 4])
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[1][2:4], (5, 5000))
        self.assertTrue(self.alerted())

    def test_part_of_it_gone_the_rest_is_settled(self):
        self.begin()
        self.stage.say(totals(2, 1500), at(20))
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[1][2:4], (3, 3500))
        self.assertEqual((self.duty.batch.count, self.duty.batch.total_minor), (2, 1500))
        self.assertEqual(self.stage.commands()[-1], events.SETTLE)

    def test_its_record_alone_brings_the_rest_back(self):
        self.begin()
        day = shop.DAY
        self.duty.replay([r.R_SETTLEMENT, 1, 0, at(20).wall_s, _ELSEWHERE, day, 3, 3500, 0])
        self.assertEqual((self.duty.batch.count, self.duty.batch.total_minor), (2, 1500))

    def test_what_broke_off_may_be_what_is_missing(self):
        self.begin()
        self.stage.say((events.SALE_UNKNOWN, None), at(20))
        self.stage.say(totals(3, 3000), at(20))  # one at each start, one broken off
        self.assertEqual((self.states(), self.alerted()), ([1], False))

    def test_once_the_terminal_said_so_nothing_is_put_down_to_what_broke_off(self):
        self.begin()
        self.stage.say((events.SALE_UNKNOWN, None), at(20))
        self.stage.say((events.SETTLES_ITSELF,), at(20))
        self.stage.say(totals(4, 4000), at(20))
        self.assertEqual((self.states(), self.alerted()), ([1, _ELSEWHERE], True))

    def test_the_terminal_s_own_word_is_written_and_told_in_any_wiring(self):
        stage = shop.Stage(Engine(shop.profile(wiring=f.WIRING_BESIDE)))
        stage.say((events.SETTLES_ITSELF,), at(20))
        self.assertEqual(stage.records(r.R_LINE), [(1, 3)])
        self.assertIn(effects.A_TWO_SETTLERS, stage.alerts(effects.RAISED))

    def test_more_than_the_board_saw_is_sold_before_its_time(self):
        self.begin()
        self.stage.say(totals(9, 9000), at(20))
        self.assertEqual((self.states(), self.alerted()), ([1], False))

    def test_beside_it_may_have_been_a_person_at_the_terminal(self):
        self.begin(wiring=f.WIRING_BESIDE)
        self.stage.say(totals(0, 0), at(20))
        self.assertEqual((self.states(), self.alerted()), ([1, _ELSEWHERE, 4], False))

    def test_the_register_s_settlements_are_seen_and_alert_nobody(self):
        self.begin()
        self.stage.say(totals(5, 5000), at(20))
        for hour in (21, 22, 23):
            self.stage.say((events.SETTLEMENT_SEEN, 0, 0, 0), at(hour))
        self.assertFalse(self.alerted())
