# SPDX-License-Identifier: MIT
"""Beside a terminal that speaks nothing: people are asked by the clock, and believed as people."""

import unittest

from shop import DAY, Stage, at, ended, profile, unset

from agent import effects, events
from agent.policy import attended, engine
from agent.policy.attended import Attended
from posminder_formats import profile_fields as f
from posminder_formats import records as r

# Open 8:00 to 20:00, settled by 20:45 at the latest.
HELD = (events.BUTTON_HELD, None)
LOOK = (events.DEADLINE,)
GIVEN_UP, ATTESTED = 7, 15
OPERATOR, DEVICE_OFF, CLOCK_UNTRUSTED, NOBODY = 1, 2, 8, 13


def short(shown=None):
    return (events.BUTTON_SHORT, shown)


def attended_profile(**changes):
    return profile(driver=f.DRIVER_ATTENDED, wiring=f.WIRING_NONE, **changes)


class Shop:
    """One duty and what it asked for, from a moment of DAY on."""

    def __init__(self, now, before=None, **changes):
        self.duty = Attended(attended_profile(**changes))
        if before is not None:
            self.duty = Attended(before.profile)
            self.duty.restore(before.snapshot())
        self.stage = Stage(self.duty)
        self.stage.say((events.BOOTED,), now)

    def say(self, event, now):
        return self.stage.say(event, now)

    def raised(self):
        return self.stage.alerts(effects.RAISED)

    def settlements(self):
        """State, business day counted from DAY, and cause of every SETTLEMENT record."""
        return [
            (state, None if day is None else day - DAY, cause)
            for state, day, _, _, cause in self.stage.records(r.R_SETTLEMENT)
        ]

    def restarted(self, now):
        """The same shop after a power cut: state from its snapshot, power at `now`."""
        return Shop(now, before=self.duty)


class SignIn(unittest.TestCase):
    def test_it_is_asked_for_before_opening_and_one_press_answers(self):
        shop = Shop(at(7, 30))
        self.assertEqual(shop.raised(), [])
        self.assertEqual(shop.duty.deadline_ms, at(7, 45).mono_ms)
        self.assertEqual(shop.duty.plans(), ("ask_sign_in", effects.WHY_BEFORE_OPENING))
        shop.say(LOOK, at(7, 45))
        self.assertEqual(shop.raised(), [effects.A_SIGN_IN_DUE])
        shop.say(short(effects.A_SIGN_IN_DUE), at(7, 50))
        self.assertEqual(shop.stage.records(r.R_ATTESTED), [(attended.SIGN_IN, 1, DAY)])
        self.assertEqual(shop.stage.records(r.R_SIGN_IN), [(10, None)])
        self.assertEqual(shop.stage.alerts(effects.CLEARED), [effects.A_SIGN_IN_DUE])
        self.assertTrue(shop.duty.signed_in(at(12).local_s))
        self.assertFalse(shop.duty.signed_in(at(12, day=DAY + 1).local_s))

    def test_a_press_about_something_else_is_no_answer(self):
        shop = Shop(at(7, 50))
        shop.say(short(effects.A_NO_PROFILE), at(7, 51))
        shop.say(short(None), at(7, 52))
        self.assertEqual(shop.stage.records(r.R_ATTESTED), [])

    def test_nobody_answers_and_at_closing_it_is_written_down_as_unknown(self):
        shop = Shop(at(7, 50))
        shop.say(LOOK, at(19, 59))
        self.assertEqual(shop.stage.records(r.R_SIGN_IN), [])
        shop.say(LOOK, at(20))
        self.assertEqual(shop.stage.records(r.R_SIGN_IN), [(5, None)])
        self.assertIn(effects.A_SIGN_IN_DUE, shop.stage.alerts(effects.CLEARED))

    def test_a_board_that_comes_in_the_middle_of_the_day_does_not_ask(self):
        shop = Shop(at(12))
        self.assertEqual(shop.raised(), [])
        shop.say(LOOK, at(7, 45, day=DAY + 1))
        self.assertIn(effects.A_SIGN_IN_DUE, shop.raised())

    def test_a_closed_day_is_asked_nothing(self):
        week = tuple((((480, 1200),),) * 7)
        hours = tuple(() if day == 1 else week[day] for day in range(7))  # DAY is a Tuesday
        shop = Shop(at(0, 30), hours=hours)
        for hour in (8, 20, 21, 23):
            shop.say(LOOK, at(hour))
        self.assertEqual((shop.raised(), shop.settlements()), ([], []))


class Closing(unittest.TestCase):
    def test_it_is_asked_at_closing_and_a_held_button_attests(self):
        shop = Shop(at(12))
        self.assertEqual(shop.duty.plans(), ("ask_close", effects.WHY_CLOSING_TIME))
        shop.say(LOOK, at(20))
        self.assertEqual(shop.raised(), [effects.A_CLOSING_DUE])
        shop.say(HELD, at(20, 5))
        self.assertEqual(shop.settlements(), [(ATTESTED, 0, 0)])
        self.assertEqual(shop.stage.records(r.R_SETTLEMENT)[0][2:4], (None, None))
        self.assertTrue(shop.duty.closed(at(20, 6).local_s))
        shop.say(LOOK, at(20, 45))
        self.assertEqual(len(shop.settlements()), 1)
        self.assertTrue(shop.duty.closed(at(8, day=DAY + 1).local_s) is None)

    def test_it_asks_once_more_and_at_the_latest_time_the_day_has_its_cause(self):
        shop = Shop(at(12))
        for minute in (0, 35, 36, 44):
            shop.say(LOOK, at(20, minute))
        self.assertEqual(shop.raised(), [effects.A_CLOSING_DUE] * 2)
        self.assertEqual(shop.duty.deadline_ms, at(20, 45).mono_ms)
        shop.say(LOOK, at(20, 45))
        self.assertEqual(shop.settlements(), [(GIVEN_UP, 0, NOBODY)])
        self.assertEqual(shop.raised()[2:], [effects.A_SETTLEMENT_OPEN])

    def test_seen_and_put_off_is_another_cause_than_nobody(self):
        shop = Shop(at(12))
        shop.say(LOOK, at(20))
        shop.say(short(effects.A_CLOSING_DUE), at(20, 1))
        shop.say(LOOK, at(20, 45))
        self.assertEqual(shop.settlements(), [(GIVEN_UP, 0, OPERATOR)])

    def test_a_hold_the_next_morning_is_yesterday_s_and_today_is_asked_all_the_same(self):
        shop = Shop(at(12))
        shop.say(LOOK, at(20))
        shop.say(LOOK, at(20, 45))
        shop.say(HELD, at(8, 10, day=DAY + 1))
        self.assertEqual(shop.settlements()[1:], [(ATTESTED, 0, 0)])
        self.assertFalse(shop.duty.closed(at(8, 11, day=DAY + 1).local_s))
        shop.say(LOOK, at(20, day=DAY + 1))
        self.assertEqual(shop.raised()[-1], effects.A_CLOSING_DUE)

    def test_a_shift_s_hold_at_noon_does_not_end_the_day(self):
        shop = Shop(at(11))
        shop.say(HELD, at(12))
        self.assertEqual(shop.settlements(), [(ATTESTED, 0, 0)])
        self.assertFalse(shop.duty.closed(at(12, 1).local_s))
        shop.say(LOOK, at(20))
        self.assertEqual(shop.raised(), [effects.A_CLOSING_DUE])

    def test_a_hold_in_the_last_hour_ends_it(self):
        shop = Shop(at(11))
        shop.say(HELD, at(19))
        shop.say(LOOK, at(20, 45))
        self.assertEqual((shop.raised(), shop.settlements()), ([], [(ATTESTED, 0, 0)]))

    def test_a_board_that_was_off_says_so_day_by_day_at_most_a_week(self):
        shop = Shop(at(12)).restarted(at(12, day=DAY + 2))
        self.assertEqual(shop.settlements(), [(GIVEN_UP, 0, DEVICE_OFF), (GIVEN_UP, 1, DEVICE_OFF)])
        self.assertEqual(len(Shop(at(12)).restarted(at(12, day=DAY + 99)).settlements()), 7)

    def test_a_clock_that_was_ahead_loses_no_day(self):
        shop = Shop(at(12))
        shop.say(LOOK, at(20, day=DAY + 300))
        shop.say((events.CLOCK_CHANGED,), at(13))
        shop.say(LOOK, at(20))
        self.assertEqual(shop.raised()[-1], effects.A_CLOSING_DUE)
        shop.say(HELD, at(20, 1))
        self.assertEqual(shop.settlements()[-1], (ATTESTED, 0, 0))

    def test_without_a_clock_only_the_button_counts(self):
        shop = Shop(unset(1000))
        self.assertTrue(shop.duty.deadline_ms is None)
        shop.say(HELD, unset(2000))
        self.assertEqual(shop.settlements(), [(ATTESTED, None, 0)])
        self.assertTrue(shop.duty.closed(None))


class Receipt(unittest.TestCase):
    def test_off_by_default(self):
        shop = Shop(at(12))
        shop.say(short(None), at(12, 1))
        self.assertEqual(shop.stage.log, [])

    def test_a_press_announces_and_the_next_one_answers(self):
        shop = Shop(at(12), announce_by_button=True)
        shop.say(short(None), at(12, 1))
        self.assertEqual(shop.duty.deadline_ms, at(12, 1, 20).mono_ms)
        shop.say(short(None), at(12, 1, 10))
        whats = [fields[0] for fields in shop.stage.records(r.R_ATTESTED)]
        self.assertEqual(whats, [attended.SALE, attended.RECEIPT])
        shop.say(LOOK, at(12, 1, 20))
        self.assertEqual(shop.raised(), [])

    def test_a_missing_answer_is_asked_for_and_answered_later(self):
        shop = Shop(at(12), announce_by_button=True)
        shop.say(short(None), at(12, 1))
        shop.say(LOOK, at(12, 1, 20))
        self.assertEqual(shop.raised(), [effects.A_RECEIPT_MISSING])
        shop.say(short(effects.A_RECEIPT_MISSING), at(12, 2))
        self.assertEqual(shop.stage.records(r.R_ATTESTED)[1][0], attended.RECEIPT)
        self.assertIn(effects.A_RECEIPT_MISSING, shop.stage.alerts(effects.CLEARED))

    def test_closing_ends_the_question(self):
        shop = Shop(at(12), announce_by_button=True)
        shop.say(short(None), at(19, 59))
        shop.say(LOOK, at(20))
        shop.say(HELD, at(20, 1))
        self.assertEqual(shop.duty.receipt.state, attended.RESTING)


class Restart(unittest.TestCase):
    def test_what_was_asked_is_asked_again(self):
        shop = Shop(at(7, 50)).restarted(at(7, 55))
        self.assertEqual(shop.raised(), [effects.A_SIGN_IN_DUE])
        late = Shop(at(20, 30))
        late.say(LOOK, at(20, 50))
        self.assertEqual(late.restarted(at(21)).raised(), [effects.A_SETTLEMENT_OPEN])

    def test_the_records_since_the_snapshot_bring_the_same_state_back(self):
        told = (
            (short(effects.A_SIGN_IN_DUE), at(7, 50)),
            (short(None), at(12)),
            (short(None), at(12, 0, 5)),
            (LOOK, at(20)),
            (short(effects.A_CLOSING_DUE), at(20, 1)),
            (LOOK, at(20, 36)),
            (LOOK, at(20, 45)),
            (HELD, at(8, 5, day=DAY + 1)),
        )
        shop = Shop(at(7, 45), announce_by_button=True)
        replayed = Attended(shop.duty.profile)
        self._replay(replayed, shop.stage.log, at(7, 45))
        self.assertEqual(replayed.snapshot(), shop.duty.snapshot())
        for event, now in told:
            out = shop.say(event, now)
            if event[0] == events.BUTTON_SHORT and event[1] is not None:
                out = [(effects.ALERT, event[1], effects.SEEN, None)] + out  # the desk's record
            self._replay(replayed, out, now)
            self.assertEqual(replayed.snapshot(), shop.duty.snapshot(), (event, now.local_s))

    def test_the_morning_after_a_cut_the_day_has_its_own_question_even_by_the_records_alone(self):
        shop = Shop(at(7, 30))
        shop.say(LOOK, at(20))
        morning = shop.restarted(at(7, 0, day=DAY + 1))
        self.assertEqual(set(morning.raised()), {effects.A_SETTLEMENT_OPEN})
        replayed = Attended(shop.duty.profile)
        replayed.restore(shop.duty.snapshot())
        self._replay(replayed, morning.stage.log, at(7, 0, day=DAY + 1))
        self.assertEqual((replayed.closing.state, replayed.closing.day), (attended.OVERDUE, DAY))

    def test_a_day_that_was_over_while_the_clock_was_not_set_says_so(self):
        shop = Shop(at(7, 30)).restarted(unset(0))
        shop.say((events.CLOCK_SET,), at(7, 0, day=DAY + 1))
        self.assertEqual(shop.settlements(), [(GIVEN_UP, 0, CLOCK_UNTRUSTED)])

    def _replay(self, duty, out, now):
        for effect in out:
            if effect[0] == effects.RECORD:
                duty.replay([effect[1], 1, 0, now.wall_s] + list(effect[2]))
            elif effect[0] == effects.ALERT:
                duty.replay([r.R_ALERT, 1, 0, now.wall_s] + list(effect[1:]))


class Duties(unittest.TestCase):
    def test_no_other_duty_sees_an_event_and_no_command_is_asked_for(self):
        duties = engine.Engine(attended_profile())
        rules = [each.RULE for each in duties.duties]
        self.assertEqual(rules, ["attended", "account", "alarms", "deposits"])
        stage = Stage(duties)
        for event in ((events.BOOTED,), HELD, LOOK, ended(events.CHECK_STATUS)):
            stage.say(event, at(21))
        self.assertEqual(stage.commands(), [])

    def test_the_state_of_another_driver_is_not_taken_for_its_own(self):
        attended_engine, line_engine = engine.Engine(attended_profile()), engine.Engine(profile())
        fresh = list(attended_engine.snapshot())
        attended_engine.restore(list(line_engine.snapshot()))
        self.assertEqual(list(attended_engine.snapshot()), fresh)
        before = list(line_engine.snapshot())
        line_engine.restore(fresh)
        self.assertEqual(list(line_engine.snapshot()), before)
