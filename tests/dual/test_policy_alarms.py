# SPDX-License-Identifier: MIT
"""The alarm budget of a day, over restarts; and the morning that begins with what is open."""

import unittest

import shop
from shop import DAY, at, sale, sale_record

from agent import effects, events, limits
from agent.policy.alarms import Alarms
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_RECEIPT = effects.A_RECEIPT_MISSING
_UNKNOWN = effects.A_SALE_UNKNOWN
_OPEN = effects.A_SETTLEMENT_OPEN
_TOO_OFTEN = effects.A_SOUNDS_TOO_OFTEN
_ALARM = 2


def sounded(alert, sound=_ALARM):
    """The fields of an ALERT record that came with a sound."""
    return (alert, effects.RAISED, None, sound, None)


def hushed(alert):
    """The fields of the ALERT record that says so."""
    return (_TOO_OFTEN, effects.RAISED, alert, None, None)


def record(fields, wall_s):
    return [r.R_ALERT, 1, 0, wall_s] + list(fields)


class Budget(unittest.TestCase):
    def setUp(self):
        self.duty = Alarms(shop.profile())
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(9))

    def sell(self, count, now=None):
        for trace in range(count):
            self.stage.say(sale(trace), now or at(9))

    def sound(self, alert, times=1):
        for _ in range(times):
            self.assertTrue(self.duty.may_sound(alert, False))
            self.duty.told(sounded(alert))

    def test_the_first_sounds_of_a_day_are_free(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))
        self.assertFalse(self.duty.may_sound(_UNKNOWN, False))

    def test_then_each_needs_its_sales_and_the_free_ones_are_of_them(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.sell((limits.SOUNDS_FREE + 1) * limits.SALES_A_SOUND - 1)
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))
        self.sell(1)
        self.sound(_RECEIPT)
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))

    def test_beside_a_terminal_that_speaks_nothing_more_are_free(self):
        self.duty = Alarms(shop.profile(driver=f.DRIVER_ATTENDED))
        self.sound(_RECEIPT, limits.SOUNDS_FREE_UNSEEN)
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))

    def test_what_was_not_approved_is_no_sale(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        for trace in range(5 * limits.SALES_A_SOUND):
            self.stage.say(sale(trace, result=5), at(9))
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))

    def test_where_money_is_at_stake_it_may_sound_once_a_day(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.assertTrue(self.duty.may_sound(_OPEN, True))
        self.duty.told(sounded(_OPEN))
        self.assertFalse(self.duty.may_sound(_OPEN, True))

    def test_what_was_hushed_stays_so_whatever_is_sold(self):
        self.duty.told(hushed(_RECEIPT))
        self.sell(10 * limits.SALES_A_SOUND)
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))
        self.assertTrue(self.duty.may_sound(_UNKNOWN, False))

    def test_silence_a_drill_and_an_older_record_cost_nothing(self):
        for _ in range(9):
            self.duty.told(sounded(_RECEIPT, None))
            self.duty.told((_RECEIPT, effects.RAISED, None))
            self.duty.told(sounded(effects.A_DRILL))
        self.sound(_RECEIPT, limits.SOUNDS_FREE)

    def test_a_new_business_day_begins_anew_and_says_so(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.duty.told(hushed(_RECEIPT))
        self.stage.say((events.DEADLINE,), at(3, 59, day=DAY + 1))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [])
        self.stage.say((events.DEADLINE,), at(4, day=DAY + 1))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [_TOO_OFTEN])
        self.sound(_RECEIPT, limits.SOUNDS_FREE)

    def test_a_clock_that_is_set_begins_the_day_before_anything_sounds(self):
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.stage.say((events.CLOCK_SET,), at(9, day=DAY + 1))
        self.sound(_RECEIPT, limits.SOUNDS_FREE)

    def test_without_a_clock_the_day_does_not_end(self):
        self.stage.say((events.CLOCK_CHANGED,), shop.unset(10**9))
        self.sound(_RECEIPT, limits.SOUNDS_FREE)
        self.sell(1, shop.unset(10**9 + 86400000))
        self.assertFalse(self.duty.may_sound(_RECEIPT, False))
        self.assertTrue(self.duty.deadline_ms is None)

    def test_a_restart_forgets_nothing(self):
        self.sell(limits.SALES_A_SOUND)
        self.sound(_RECEIPT)
        self.sound(_UNKNOWN)
        self.duty.told(hushed(_UNKNOWN))
        again = Alarms(shop.profile())
        again.restore(self.duty.snapshot())
        self.assertEqual(again.snapshot(), self.duty.snapshot())
        stage = shop.Stage(again)
        stage.say((events.BOOTED,), at(9, 30))
        self.assertEqual(stage.log, [(effects.ALERT, _TOO_OFTEN, effects.RAISED, _UNKNOWN)])
        self.assertFalse(again.may_sound(_RECEIPT, False))

    def test_the_journal_alone_gives_the_same(self):
        now = at(9)
        again = Alarms(shop.profile())
        told = [sounded(_RECEIPT), sounded(_OPEN), hushed(_RECEIPT)]
        for fields in told:
            self.duty.told(fields)
            again.replay(record(fields, now.wall_s))
        self.sell(3)
        for trace in range(3):
            again.replay(sale_record(trace, now.wall_s))
        again.replay([r.R_BOOT, 2, 0, None, 0, "", None, None])  # its day is not known
        self.assertEqual(again.snapshot(), self.duty.snapshot())

    def test_records_of_yesterday_count_for_yesterday(self):
        again = Alarms(shop.profile())
        for fields in (sounded(_RECEIPT), hushed(_RECEIPT)):
            again.replay(record(fields, at(20).wall_s))
        again.replay(record(sounded(_UNKNOWN), at(8, day=DAY + 1).wall_s))
        self.assertEqual(again.snapshot(), [DAY + 1, 0, 0, 0, _UNKNOWN, 2])


class Morning(unittest.TestCase):
    def setUp(self):
        self.duty = Alarms(shop.profile())
        self.stage = shop.Stage(self.duty)

    def again(self):
        return self.stage.alerts(effects.AGAIN)

    def test_what_is_open_is_shown_again_at_each_opening(self):
        self.stage.say((events.BOOTED,), at(7))
        self.assertEqual(self.duty.plans(), ("show_open", 0))
        self.assertEqual(self.duty.due_in_s(at(7).mono_ms), 3600)
        self.stage.say((events.DEADLINE,), at(7, 59))
        self.assertEqual(self.again(), [])
        self.stage.say((events.DEADLINE,), at(8))
        self.assertEqual(self.again(), [effects.A_NONE])
        self.assertEqual(self.duty.deadline_ms, at(4, day=DAY + 1).mono_ms)
        self.assertEqual(self.duty.due_in_s(at(8).mono_ms), 24 * 3600)
        self.stage.say((events.DEADLINE,), at(4, day=DAY + 1))
        self.assertEqual(len(self.again()), 1)
        self.stage.say((events.DEADLINE,), at(8, day=DAY + 1))
        self.assertEqual(len(self.again()), 2)

    def test_a_sale_just_before_the_opening_does_not_lose_it(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(sale(1), at(7, 59))
        self.assertEqual(self.duty.deadline_ms, at(8).mono_ms)

    def test_a_shop_that_never_opens_has_no_morning(self):
        self.duty = Alarms(shop.profile(hours=((),) * 7))
        shop.Stage(self.duty).say((events.BOOTED,), at(7))
        self.assertEqual(self.duty.plans(), (None, 0))
        self.assertTrue(self.duty.due_in_s(0) is None)
        self.assertEqual(self.duty.deadline_ms, at(4, day=DAY + 1).mono_ms)


class Starts(unittest.TestCase):
    def test_a_days_starts_are_counted_from_the_journal_and_begin_anew_with_the_next(self):
        duty = Alarms(shop.profile())
        self.assertEqual(duty.begin(at(8).local_s), 1)
        again = Alarms(shop.profile())
        again.restore(duty.snapshot())
        again.replay([r.R_BOOT, 2, 0, at(9).wall_s, 0, "", None, None, 2, None, 0])
        self.assertEqual(again.begin(at(10).local_s), 3)
        self.assertEqual(again.begin(at(10, day=DAY + 1).local_s), 1)

    def test_without_a_clock_none_is_counted(self):
        duty = Alarms(shop.profile())
        self.assertTrue(duty.begin(None) is None)
        self.assertEqual(duty.begin(at(8).local_s), 1)

    def test_starts_are_no_sounds(self):
        duty = Alarms(shop.profile())
        for _ in range(50):
            duty.begin(at(8).local_s)
        again = Alarms(shop.profile())
        again.restore(duty.snapshot())
        self.assertTrue(again.may_sound(_RECEIPT, False))
