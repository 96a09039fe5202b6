# SPDX-License-Identifier: MIT
"""A business day that ends without a settlement is written down once, with its cause (R5, R92)."""

import unittest

import shop
from shop import at, ended, sale

from agent import events, limits
from agent.events import Now
from agent.policy import settlement
from posminder_formats import records as r

_OPERATOR = 1
_DEVICE_OFF = 2
_LINK_DOWN = 3
_CLOCK_UNTRUSTED = 8
_NOBODY_THERE = 13
_MISSED = 13
_CLOSING = 4


def totals(count, total_minor):
    return ended(events.READ_TOTALS, detail=(count, total_minor))


def booted(now):
    """The instant of `now` on a board that has just begun to run."""
    return Now(0, now.wall_s, now.local_s, True)


class Missed(unittest.TestCase):
    def setUp(self):
        self.begin()

    def begin(self, **changes):
        self.changes = changes
        self.use(settlement.Settlement(shop.profile(**changes)))
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(sale(1), at(9))

    def use(self, duty):
        self.duty = duty
        self.stage = shop.Stage(duty)

    def restart(self, now, *records):
        """Power was off: the duty comes back from its snapshot and the records since."""
        later = settlement.Settlement(shop.profile(**self.changes))
        later.restore(self.duty.snapshot())
        for record in records:
            later.replay(record)
        self.use(later)
        self.stage.say((events.BOOTED,), booted(now))

    def missed(self):
        """The day, counted from the first, and cause of every such record."""
        found = [f for f in self.stage.records(r.R_SETTLEMENT) if f[0] == _MISSED]
        return [(fields[1] - shop.DAY, fields[4]) for fields in found]

    def test_the_board_was_off(self):
        self.restart(at(7, day=shop.DAY + 1))
        self.assertEqual(self.missed(), [(0, _DEVICE_OFF)])

    def test_until_the_business_day_is_over_it_is_not_missed(self):
        self.restart(at(3, 59, day=shop.DAY + 1))
        self.assertEqual(self.missed(), [])
        self.restart(at(4, day=shop.DAY + 1))
        self.assertEqual(self.missed(), [(0, _DEVICE_OFF)])

    def test_for_days_each_once_and_what_was_open_is_settled(self):
        morning = at(7, day=shop.DAY + 3)
        self.restart(morning)
        self.assertEqual(self.missed(), [(0, _DEVICE_OFF), (1, _DEVICE_OFF), (2, _DEVICE_OFF)])
        self.stage.say((events.DEADLINE,), booted(morning))
        self.assertEqual(self.stage.commands(), [events.READ_TOTALS])
        self.assertEqual(len(self.missed()), 3)

    def test_another_cut_before_that_is_settled_tells_nothing_twice(self):
        self.restart(at(7, day=shop.DAY + 2))
        self.restart(at(8, day=shop.DAY + 2))
        self.assertEqual(self.missed(), [])
        day = shop.DAY + 2
        self.restart(at(8, day=day + 1), [r.R_SETTLEMENT, 1, 0, 0, _MISSED, day, 1, 1000, 2])
        self.assertEqual(self.missed(), [])

    def test_a_day_that_was_settled_or_deferred_is_not_missed(self):
        for total in (1000, 5):
            self.begin(settle_min_minor=100)
            self.stage.say((events.BUTTON_HELD,), at(20))
            self.stage.say(totals(1, total), at(20))
            self.stage.say(ended(events.SETTLE, detail=(1, 1000)), at(20))
            self.stage.say(totals(0, 0), at(20))
            self.restart(at(7, day=shop.DAY + 1))
            self.assertEqual(self.missed(), [])

    def test_days_on_which_the_shop_is_closed_are_not_missed(self):
        week = shop.OPEN_ALL_WEEK[:2] + ((),) + shop.OPEN_ALL_WEEK[3:]  # the day after is shut
        self.begin(hours=week)
        self.restart(at(7, day=shop.DAY + 3))
        self.assertEqual([day for day, _cause in self.missed()], [0, 2])

    def test_a_long_time_is_bounded_to_the_newest(self):
        self.restart(at(7, day=shop.DAY + 400))
        days = [day for day, _cause in self.missed()]
        self.assertEqual(days, list(range(400 - limits.MISSED_DAYS_MAX, 400)))

    def test_reminded_and_seen_or_nobody_there(self):
        evening = at(19, 30)
        warned = [r.R_WARNING, 1, 0, evening.wall_s, _CLOSING, 1, 1000]
        self.restart(at(7, day=shop.DAY + 2), warned)
        self.assertEqual(self.missed(), [(0, _NOBODY_THERE), (1, _DEVICE_OFF)])
        self.begin()
        self.restart(at(7, day=shop.DAY + 1), warned, [r.R_BUTTON, 1, 0, evening.wall_s, 1])
        self.assertEqual(self.missed(), [(0, _OPERATOR)])
        self.begin()
        self.duty.reminded(evening.local_s, _CLOSING)
        self.stage.say((events.BUTTON_SHORT,), evening)
        self.restart(at(7, day=shop.DAY + 1))
        self.assertEqual(self.missed(), [(0, _OPERATOR)])

    def test_the_clock_was_not_set(self):
        later = settlement.Settlement(shop.profile())
        later.restore(self.duty.snapshot())
        self.use(later)
        self.stage.say((events.BOOTED,), shop.unset(0))
        set_at = at(9, day=shop.DAY + 1)
        ran_ms = 20 * 3600 * 1000
        self.stage.say((events.CLOCK_CHANGED,), Now(ran_ms, set_at.wall_s, set_at.local_s, True))
        self.assertEqual(self.missed(), [(0, _CLOCK_UNTRUSTED)])

    def test_the_clock_was_not_set_before_the_last_restart_either(self):
        """Off it was for a moment only: what it did for days without a clock it did."""
        running = [r.R_BOOT, 1, 0, None, 1]
        self.restart(at(7, day=shop.DAY + 2), running)
        self.assertEqual(self.missed(), [(0, _CLOCK_UNTRUSTED), (1, _CLOCK_UNTRUSTED)])
        self.begin()
        set_at = at(9)
        self.restart(at(7, day=shop.DAY + 1), running, [r.R_CLOCK, 1, 0, set_at.wall_s, None, 0, 1])
        self.assertEqual(self.missed(), [(0, _DEVICE_OFF)])

    def test_the_answer_was_lost_and_no_question_is_answered(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.stage.say(totals(1, 1000), at(20))
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 1))
        now = at(4, 5, day=shop.DAY + 1)
        self.stage.say((events.DEADLINE,), now)
        self.assertEqual(self.missed(), [(0, _LINK_DOWN)])
        self.stage.say(totals(0, 0), now)
        self.assertEqual(self.stage.records(r.R_SETTLEMENT)[-1][0], 2)

    def test_written_down_it_leaves_a_doubt_a_doubt(self):
        later = settlement.Settlement(shop.profile())
        later.replay([r.R_INTENT, 1, 0, 0, events.SETTLE, 1])
        later.replay([r.R_OUTCOME, 1, 0, 0, events.SETTLE, events.UNKNOWN, 0])
        later.replay([r.R_SETTLEMENT, 1, 0, 0, _MISSED, shop.DAY, 1, 1000, 3])
        self.assertEqual(later.state, settlement.DOUBT)

    def test_a_clock_that_was_far_ahead_hides_no_later_day(self):
        self.duty.days.missed = shop.DAY + 300
        self.restart(at(7, day=shop.DAY + 2))
        self.assertEqual([day for day, _cause in self.missed()], [0, 1])

    def test_a_fresh_board_judges_nothing_of_before(self):
        self.use(settlement.Settlement(shop.profile()))
        self.stage.say((events.BOOTED,), booted(at(12)))
        self.assertEqual(self.missed(), [])
