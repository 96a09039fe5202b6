# SPDX-License-Identifier: MIT
"""Which clock is believed: the terminal's time on a sale, without a year, against the board's."""

import unittest

import shop
from shop import DAY, at

from agent import effects, events
from agent.events import Now
from agent.policy import calendar, clock_check, opening
from posminder_formats import records as r

_DAY_S = 86400
# Local seconds of dates that calendars get wrong.
_DATES = (
    (1229, 235959, 2025),
    (1231, 235959, 2026),
    (101, 0, 2027),
    (228, 120000, 2027),
    (301, 0, 2027),
    (229, 30000, 2028),
    (1231, 0, 2028),
    (301, 1, 2096),
)


def seconds(month_day, clock, year):
    """Local seconds of a date, counted day by day: another way than the one under test."""
    months = (31, 28 + (year % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    days = sum(365 + (each % 4 == 0) for each in range(1970, year))
    days += sum(months[: month_day // 100 - 1]) + month_day % 100 - 1
    return days * _DAY_S + clock // 10000 * 3600 + clock // 100 % 100 * 60 + clock % 100


def here(local_s, from_host=False):
    return Now((local_s - DAY * _DAY_S) * 1000, local_s, local_s, True, from_host)


class NearestYear(unittest.TestCase):
    def test_a_date_is_found_again_from_half_a_year_around(self):
        for month_day, clock, year in _DATES:
            wanted = seconds(month_day, clock, year)
            for days in (-180, -1, 0, 1, 180):
                near = calendar.nearest_s(month_day, clock, wanted + days * _DAY_S)
                self.assertEqual(near, wanted, (month_day, clock, year, days))

    def test_over_new_year_both_ways(self):
        midnight = seconds(101, 0, 2027)
        self.assertEqual(calendar.nearest_s(1231, 235950, midnight + 10), midnight - 10)
        self.assertEqual(calendar.nearest_s(101, 10, midnight - 10), midnight + 10)

    def test_what_is_no_date_is_none(self):
        for month_day, clock in ((0, 0), (1301, 0), (100, 0), (230, 0), (1118, 240000)):
            self.assertTrue(calendar.nearest_s(month_day, clock, DAY * _DAY_S) is None)
        self.assertTrue(calendar.nearest_s(1118, 6000, DAY * _DAY_S) is None)

    def test_a_leap_day_far_from_any_is_none(self):
        self.assertTrue(calendar.nearest_s(229, 0, seconds(701, 0, 2026)) is None)


class Comparing(unittest.TestCase):
    def setUp(self):
        self.duty = clock_check.ClockCheck(shop.profile())
        self.stage = shop.Stage(self.duty)

    def sell(self, off_s, from_host=False, began_s=0):
        """A sale at noon by the terminal, which is ahead by `off_s`."""
        local_s = DAY * _DAY_S + 12 * 3600 - off_s
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), here(local_s - began_s, from_host))
        self.stage.say(shop.sale(1), here(local_s, from_host))

    def seen(self):
        return [fields[1:] for fields in self.stage.records(r.R_CLOCK_SEEN)]

    def test_up_to_the_bound_nothing_is_said(self):
        for off_s in (-120, 0, 120):
            self.sell(off_s)
        self.assertEqual(self.stage.log, [])

    def test_beyond_it_once_an_episode_both_ways(self):
        for sign in (1, -1):
            self.sell(sign * 121)
            self.sell(sign * 125)
            self.sell(0)
        self.assertEqual(self.seen(), [(121, 2), (0, 1), (-121, 2), (0, 1)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_CLOCK_DIFFERS] * 2)
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_CLOCK_DIFFERS] * 2)

    def test_a_slow_customer_is_no_difference(self):
        self.sell(-170, began_s=170)
        self.assertEqual(self.stage.log, [])

    def test_a_missed_hour_of_summer_time_is_said_and_stops_nothing(self):
        self.sell(3600)
        self.assertFalse(self.duty.doubts())
        self.assertEqual(self.seen(), [(3600, 2)])

    def test_a_chip_that_is_far_off_is_doubted_until_they_agree(self):
        self.sell(5400)
        self.assertFalse(self.duty.doubts())
        self.sell(5401)
        self.assertTrue(self.duty.doubts())
        self.sell(60)
        self.assertFalse(self.duty.doubts())

    def test_a_host_ends_the_doubt_and_counts_from_then_on(self):
        self.sell(7200)
        self.stage.say((events.CLOCK_SET,), at(12))
        self.assertFalse(self.duty.doubts())
        self.sell(7200, from_host=True)
        self.assertFalse(self.duty.doubts())
        self.assertEqual(self.seen()[-1], (7200, 8))

    def test_after_a_restart_the_terminal_is_known_to_be_wrong(self):
        self.sell(7200, from_host=True)
        again = clock_check.ClockCheck(shop.profile())
        again.restore(self.duty.snapshot())
        self.duty, self.stage = again, shop.Stage(again)
        self.sell(7300)
        self.assertFalse(again.doubts())
        self.sell(7200 + 5401)  # now it is the chip that moved
        self.assertTrue(again.doubts())

    def test_what_was_written_brings_the_state_back(self):
        self.sell(7200)
        again = clock_check.ClockCheck(shop.profile())
        again.replay([r.R_CLOCK_SEEN, 1, 0, 0, 3, 7200, 4])
        self.assertEqual(again.snapshot()[:2], self.duty.snapshot()[:2])
        again.replay([r.R_CLOCK, 1, 0, 0, 5, 6, 2])
        self.assertFalse(again.doubts())

    def test_it_is_said_again_after_a_restart(self):
        self.sell(7200)
        self.stage.say((events.BOOTED,), at(13))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_CLOCK_DIFFERS] * 2)

    def test_without_a_clock_nothing_is_compared(self):
        self.stage.say(shop.sale(1), shop.unset(0))
        self.assertEqual(self.stage.log, [])


class Taking(unittest.TestCase):
    """An unset clock, and a terminal whose acquirer tells the time."""

    NOON = (events.CLOCK_TOLD, 251118, 120000)  # DAY

    def open(self, **changes):
        self.duty = clock_check.ClockCheck(shop.profile(clock_from_terminal=True, **changes))
        self.stage = shop.Stage(self.duty)

    def setUp(self):
        self.open()

    def taken(self, event=NOON, now=None):
        self.stage.say(event, now or shop.unset(0))
        return [effect[1] for effect in self.stage.log if effect[0] == effects.CLOCK]

    def test_an_unset_clock_takes_it(self):
        self.assertEqual(self.taken(), [at(12).wall_s])

    def test_the_terminals_own_time_sets_no_clock_and_is_held_against_one(self):
        own = (events.TERMINAL_CLOCK, 251118, 120500)
        self.assertEqual(self.taken(own), [])
        self.stage.say(own, at(12))
        self.assertEqual((self.duty.state, self.duty.off_s), (clock_check.DIFFERS, 300))
        self.assertTrue(self.duty.terminal_is_off())
        self.stage.say((events.TERMINAL_CLOCK, 251118, 120600), at(12, 6))
        self.assertFalse(self.duty.terminal_is_off())

    def test_not_where_the_profile_does_not_allow_it(self):
        self.open()
        self.duty.profile.clock_from_terminal = False
        self.assertEqual(self.taken(), [])
        self.assertEqual(self.stage.log, [])

    def test_what_is_no_date_is_not_taken_and_said(self):
        for date, clock in ((251318, 120000), (250000, 0), (250229, 0), (251118, 250000)):
            self.open()
            self.assertEqual(self.taken((events.CLOCK_TOLD, date, clock)), [])
            self.assertEqual(self.stage.records(r.R_CLOCK_SEEN), [(3, None, 32)])

    def test_the_journal_is_the_other_witness(self):
        for newest_s, wanted in ((5400, 1), (5401, 0)):
            self.open()
            self.duty.replay([r.R_BUTTON, 1, 0, at(12).wall_s + newest_s, 1])
            self.assertEqual(len(self.taken()), wanted)
        again = clock_check.ClockCheck(self.duty.profile)
        again.restore(self.duty.snapshot())
        self.assertEqual(again.read(self.NOON, shop.unset(0)), clock_check.NOT_TAKEN)

    def test_a_doubted_time_is_no_witness(self):
        self.duty.replay([r.R_CLOCK_SEEN, 1, 0, at(13).wall_s, 3, -86400, 4])
        self.duty.replay([r.R_BUTTON, 1, 0, at(12).wall_s + 86400, 1])
        self.assertEqual(self.taken(), [at(12).wall_s])

    def test_a_clock_that_is_set_is_only_held_against_it(self):
        self.assertEqual(self.taken(now=here(at(14).local_s)), [])
        self.assertEqual(self.stage.records(r.R_CLOCK_SEEN), [(3, -7200, 4)])
        self.assertTrue(self.duty.doubts())

    def test_a_sale_that_contradicts_it_makes_it_doubted(self):
        self.assertEqual(self.taken(), [at(12).wall_s])
        self.stage.say(shop.sale(1), at(15))
        self.assertTrue(self.duty.doubts())

    def test_local_time_goes_back_to_utc(self):
        summer_s, winter_s = 1743296400, 1761440400  # Berlin 2025
        rows = [[0, 3600], [summer_s, 7200], [winter_s, 3600]]
        for told, wanted in (
            ((250330, 15959), summer_s - 1),
            ((250330, 20000), None),  # left out
            ((250330, 30000), summer_s),
            ((251026, 15959), winter_s - 3601),
            ((251026, 20000), winter_s),  # twice: the second
            ((251026, 30000), winter_s + 3600),
        ):
            self.open(utc_offsets=rows)
            self.assertEqual(self.taken((events.CLOCK_TOLD,) + told), [wanted] if wanted else [])

    def test_leap_days_and_the_ends_of_years(self):
        for date, year, day in ((280229, 2028, 229), (271231, 2027, 1231), (280101, 2028, 101)):
            for clock in (0, 235959):
                self.open()
                wanted = seconds(day, clock, year)
                self.assertEqual(self.taken((events.CLOCK_TOLD, date, clock)), [wanted])


class OutOfHours(unittest.TestCase):
    """The shop is open from 8:00 to 20:00."""

    def setUp(self):
        self.stage = shop.Stage(opening.Opening(shop.profile()))

    def said(self, *instants):
        for trace, now in enumerate(instants):
            self.stage.say(shop.sale(trace), now)
        return [effect[2:] for effect in self.stage.log]

    def test_the_bounds(self):
        self.assertEqual(self.said(at(7, 30), at(8), at(20), at(20, 30)), [])
        early, late = at(7, 29, 59), at(20, 30, 1)
        wanted = [(effects.RAISED, 0), (effects.RAISED, 1)]
        self.assertEqual(self.said(early, late), wanted)

    def test_a_sale_in_hours_ends_it(self):
        self.assertEqual(self.said(at(3), at(9))[-1], (effects.CLEARED, None))

    def test_an_evening_past_midnight_belongs_to_the_day_before(self):
        evening = (((1080, 120),),) * 7
        self.stage = shop.Stage(opening.Opening(shop.profile(hours=evening)))
        self.assertEqual(self.said(at(23), at(1, 59), at(2, 29)), [])
        self.assertEqual(len(self.said(at(2, 31))), 1)

    def test_an_untrusted_clock_tells_nothing(self):
        doubted = Now(0, at(3).wall_s, at(3).local_s, False)
        self.assertEqual(self.said(shop.unset(0), doubted), [])
