# SPDX-License-Identifier: MIT
"""Which terminal it is: another TID, or numbers that go back, begin a new epoch (R94)."""

import unittest

from shop import Stage, at, ended, profile, sale, sale_record

from agent import effects, events
from agent.policy import identity
from agent.policy.engine import Engine
from agent.policy.settlement import Settlement
from posminder_formats import records as r

TID = "29001234"
OTHER = "29009999"
NOTICED, CONFIRMED = 1, 2


def registered(tid):
    return (events.REGISTERED, 0, tid, None)


class Shop:
    """All duties at noon, signed in; `changes` are the TERMINAL_CHANGED records so far."""

    def __init__(self):
        self.engine = Engine(profile())
        self.stage = Stage(self.engine)

    def say(self, event, now=None):
        return self.stage.say(event, now or at(12))

    def sell(self, *traces):
        for trace in traces:
            self.say(sale(trace))

    def settles(self):
        """Let the register settle all there is."""
        self.say((events.SETTLEMENT_SEEN, None, None, 0))

    @property
    def changes(self):
        return self.stage.records(r.R_TERMINAL_CHANGED)

    @property
    def batch(self):
        return self.engine.settlement.batch.count


class Exchange(unittest.TestCase):
    def test_another_tid_is_another_terminal(self):
        shop = Shop()
        shop.say(registered(TID))
        shop.sell(7, 8)
        shop.say(registered(OTHER))
        since_s = at(12).wall_s
        told = (NOTICED, 2, TID, OTHER, 8, None, 2, 2000, since_s, 0)
        self.assertEqual(shop.changes, [told])
        self.assertEqual(shop.stage.alerts(effects.RAISED), [effects.A_TERMINAL_CHANGED])
        self.assertEqual(shop.batch, 0)

    def test_the_first_terminal_heard_is_held_against_the_profile(self):
        shop = Shop()
        shop.say(registered(OTHER))
        self.assertEqual(shop.changes[0][:4], (NOTICED, 2, TID, OTHER))

    def test_the_same_tid_without_a_tid_or_again_is_no_news(self):
        shop = Shop()
        for tid in (TID, None, TID):
            shop.say(registered(tid))
        self.assertEqual(shop.changes, [])

    def test_a_trace_that_goes_back_is_another_terminal_and_its_sale_is_the_new_one_s(self):
        shop = Shop()
        shop.sell(100, 101)
        shop.say(sale(5))
        self.assertEqual(shop.changes[0][1:8], (2, TID, None, 101, 5, 2, 2000))
        self.assertEqual(shop.batch, 1)
        kinds = [e[1] for e in shop.stage.log if e[0] == effects.RECORD]
        self.assertTrue(kinds.index(r.R_TERMINAL_CHANGED) < len(kinds) - 1)
        self.assertEqual(kinds[kinds.index(r.R_TERMINAL_CHANGED) + 1], r.R_SALE)

    def test_gaps_wraps_repeats_and_reversals_are_no_exchange(self):
        shop = Shop()
        shop.sell(100, 101, 5000, 999998, 999999, 1, 2)
        shop.say(sale(2, kind=events.TYPE_REVERSAL))
        shop.sell(3, 3)
        shop.say(sale(1, kind=events.TYPE_REVERSAL))
        self.assertEqual(shop.changes, [])

    def test_numbers_may_begin_anew_with_a_new_batch_and_only_then(self):
        shop = Shop()
        shop.sell(100, 101)
        shop.settles()
        shop.sell(1, 2)
        self.assertEqual(shop.changes, [])
        shop.sell(1)
        self.assertEqual(len(shop.changes), 1)

    def test_numbers_may_begin_anew_while_it_is_in_doubt_whether_the_batch_was_settled(self):
        shop = Shop()
        shop.say((events.BOOTED,))
        shop.say(ended(events.CHECK_STATUS))
        shop.sell(100, 101)
        shop.say((events.BUTTON_HELD, None))
        shop.say(ended(events.READ_TOTALS, detail=(2, 2000)))
        shop.say(ended(events.SETTLE, events.UNKNOWN))
        shop.sell(1)
        self.assertEqual(shop.changes, [])

    def test_a_small_number_far_from_the_end_has_not_wrapped(self):
        self.assertTrue(identity.goes_back(600000, 1))
        self.assertTrue(identity.goes_back(999999, 5000))
        self.assertFalse(identity.goes_back(999000, 1000))


class Pause(unittest.TestCase):
    def exchanged(self):
        shop = Shop()
        shop.say((events.BOOTED,))
        shop.say(ended(events.CHECK_STATUS))
        shop.sell(7)
        shop.say(registered(OTHER))
        return shop

    def test_not_even_the_button_settles_a_terminal_nobody_has_confirmed(self):
        duty = Settlement(profile())
        duty.exchanged = True
        stage = Stage(duty)
        stage.say((events.BUTTON_HELD, None), at(20, 1))
        stage.say(ended(events.READ_TOTALS, detail=(3, 900)), at(20, 1))
        self.assertEqual(stage.commands(), [events.READ_TOTALS])
        state, _, _, _, cause = stage.records(r.R_SETTLEMENT)[-1]
        self.assertEqual((state, cause), (11, 15))

    def test_a_person_ends_it_and_says_what_became_of_the_old_batch(self):
        shop = self.exchanged()
        shop.engine.identity.profile.terminal_id = OTHER
        self.assertFalse(shop.engine.identity.may_confirm(3))
        self.assertTrue(shop.engine.identity.may_confirm(2))
        shop.say((events.TERMINAL_CONFIRMED, 2))
        self.assertEqual(shop.changes[-1][:4], (CONFIRMED, 2, None, OTHER))
        self.assertEqual(shop.changes[-1][-1], 2)
        self.assertIn(effects.A_TERMINAL_CHANGED, shop.stage.alerts(effects.CLEARED))
        self.assertFalse(shop.engine.settlement.exchanged)
        self.assertFalse(shop.engine.identity.may_confirm(2))

    def test_the_profile_must_name_the_new_terminal_first(self):
        self.assertFalse(self.exchanged().engine.identity.may_confirm(2))

    def test_one_exchange_is_told_once_whatever_is_sold_meanwhile(self):
        shop = self.exchanged()
        shop.sell(50, 51)
        shop.say(registered(OTHER))
        self.assertEqual(len(shop.changes), 1)

    def test_a_further_one_before_anybody_confirmed_has_its_epoch_and_a_person_speaks_for_both(
        self,
    ):
        shop = self.exchanged()
        shop.sell(50, 51)
        shop.sell(3)
        shop.say(registered(TID))
        shop.say(registered(OTHER))
        self.assertEqual([fields[1] for fields in shop.changes], [2, 3, 4])
        self.assertEqual(
            [fields[6:8] for fields in shop.changes], [(1, 1000), (2, 2000), (1, 1000)]
        )
        shop.engine.identity.profile.terminal_id = OTHER
        self.assertTrue(shop.engine.identity.may_confirm(4))
        shop.say((events.TERMINAL_CONFIRMED, 2))
        self.assertEqual(shop.changes[-1][6:9], (4, 4000, at(12).wall_s))


class Restart(unittest.TestCase):
    def test_the_epoch_and_the_pause_survive(self):
        shop = Shop()
        shop.say(registered(TID))
        shop.sell(7)
        shop.say(registered(OTHER))
        after = Engine(profile())
        after.restore(list(shop.engine.snapshot()))
        self.assertEqual(after.identity.snapshot(), shop.engine.identity.snapshot())
        self.assertTrue(after.settlement.exchanged)
        stage = Stage(after)
        stage.say((events.BOOTED,), at(13))
        self.assertIn(effects.A_TERMINAL_CHANGED, stage.alerts(effects.RAISED))

    def test_records_bring_it_back_and_keep_the_batches_apart(self):
        shop = Shop()
        fresh = Engine(profile())
        for event in (registered(TID), sale(7), sale(8), registered(OTHER), sale(3)):
            for effect in shop.say(event):
                if effect[0] == effects.RECORD:
                    fresh.replay([effect[1], 1, 0, at(12).wall_s] + list(effect[2]))
        self.assertEqual(fresh.identity.snapshot(), shop.engine.identity.snapshot())
        self.assertEqual(fresh.settlement.batch.snapshot(), shop.engine.settlement.batch.snapshot())
        self.assertEqual(fresh.settlement.batch.count, 1)

    def test_a_tid_keeps_its_leading_zeros(self):
        shop = Shop()
        shop.engine.identity.tid = "00001234"
        after = Engine(profile())
        after.restore(list(shop.engine.snapshot()))
        self.assertEqual(after.identity.tid, "00001234")

    def test_a_settlement_s_record_lets_numbers_begin_anew(self):
        fresh = Engine(profile())
        fresh.replay(sale_record(100))
        fresh.replay([r.R_SETTLEMENT, 1, 0, 0, 2, 1, 1, 1000, 0])
        stage = Stage(fresh)
        stage.say(sale(1), at(12))
        self.assertEqual(stage.records(r.R_TERMINAL_CHANGED), [])
