# SPDX-License-Identifier: MIT
"""When a terminal gets its diagnosis, how often, and what a board without a clock makes of it."""

import unittest

import shop
from shop import at, ended, unset

from agent import effects, events, limits
from agent.policy import diagnosis
from posminder_formats import records as r

_STATUS = events.TERMINAL_STATUS
_DIAGNOSED = ended(events.DIAGNOSE)
_FAILED = ended(events.DIAGNOSE, events.REFUSED, 0xA3)


class Diagnosing(unittest.TestCase):
    def open(self, **changes):
        self.duty = diagnosis.Diagnosis(shop.profile(**changes))
        self.stage = shop.Stage(self.duty)

    def setUp(self):
        self.open(clock_from_terminal=True)

    def reasons(self):
        return [each[2] for each in self.stage.log if each[0] == effects.COMMAND]

    def test_what_calls_for_it(self):
        refused = shop.sale(1, result=events.STATUS_DIAGNOSE)
        for event in (
            (_STATUS, 0xC2),
            (_STATUS, 0x62),
            (events.REGISTERED, 2, None, None),
            refused,
        ):
            self.open()
            self.stage.say(event, at(9))
            self.assertEqual(self.reasons(), [effects.WHY_TERMINAL_DEMANDS], event)

    def test_what_does_not(self):
        approved, declined = shop.sale(1), shop.sale(2, result=5)
        for event in (
            (_STATUS, 0),
            (_STATUS, 0x51),
            (events.REGISTERED, 1, None, None),
            approved,
            declined,
        ):
            self.stage.say(event, at(9))
        self.assertEqual(self.stage.log, [])

    def test_an_unset_clock_asks_a_terminal_that_is_ready(self):
        self.stage.say((events.BOOTED,), unset(0))
        self.stage.say((_STATUS, 0x51), unset(1))
        self.assertEqual(self.reasons(), [])
        self.stage.say((_STATUS, 0), unset(2))
        self.assertEqual(self.reasons(), [effects.WHY_CLOCK_UNSET])

    def test_not_where_the_profile_does_not_allow_it(self):
        self.open()
        self.stage.say((_STATUS, 0), unset(0))
        self.assertEqual(self.stage.log, [])

    def test_a_terminal_that_tells_no_time_is_asked_once_a_power_up(self):
        for _ in range(2):
            self.stage.say((events.BOOTED,), unset(0))
            for second in range(3):
                self.stage.say((_STATUS, 0), unset(second))
                self.stage.say(_DIAGNOSED, unset(second))
        self.assertEqual(self.stage.commands(), [events.DIAGNOSE] * 2)
        self.assertEqual(self.stage.records(r.R_CLOCK_SEEN), [(3, None, 16)] * 2)

    def test_one_that_does_ends_it(self):
        self.stage.say((_STATUS, 0), unset(0))
        self.stage.say((events.CLOCK_TOLD, 251118, 120000), unset(1))
        self.stage.say((events.CLOCK_CHANGED,), at(12))
        self.stage.say(_DIAGNOSED, at(12))
        self.stage.say((_STATUS, 0), at(12))
        self.assertEqual(self.stage.commands(), [events.DIAGNOSE])
        self.assertEqual(self.stage.records(r.R_CLOCK_SEEN), [])

    def fail(self, now):
        """Let it fail, and wake up when it wants to; return when that is."""
        self.stage.say(_FAILED, now)
        due_ms = self.duty.deadline_ms
        self.stage.say((events.DEADLINE,), unset(due_ms))
        return due_ms

    def test_it_is_tried_a_few_times_with_growing_gaps_and_no_more(self):
        self.stage.say((_STATUS, 0), unset(0))
        instants = [0]
        for _ in range(limits.DIAGNOSES_MAX):
            instants.append(self.fail(unset(instants[-1])))
        minutes = [(each - instants[i]) // 60000 for i, each in enumerate(instants[1:])]
        self.assertEqual(minutes, [1, 2, 4, 8, 15, 15])
        self.assertEqual(len(self.stage.commands()), limits.DIAGNOSES_MAX)
        self.stage.say((_STATUS, 0), unset(instants[-1]))
        self.assertEqual(len(self.stage.commands()), limits.DIAGNOSES_MAX)
        self.stage.say((events.BOOTED,), unset(0))
        self.stage.say((_STATUS, 0), unset(0))
        self.assertEqual(len(self.stage.commands()), limits.DIAGNOSES_MAX + 1)

    def test_one_that_fails_after_a_restart_or_an_exchange_is_none_of_its_tries(self):
        for event in ((events.BOOTED,), (events.TERMINAL_CHANGED,)):
            self.open()
            self.stage.say((_STATUS, 0xC2), at(9))
            self.stage.say(event, at(9))
            self.stage.say(_FAILED, at(9, 1))
            self.assertEqual(self.duty.deadline_ms, at(9, 2).mono_ms)

    def test_a_host_that_sets_the_clock_ends_the_tries(self):
        self.stage.say((_STATUS, 0), unset(0))
        self.stage.say(_FAILED, unset(1))
        self.stage.say((events.CLOCK_CHANGED,), at(12))
        self.assertEqual(self.duty.state, diagnosis.RESTING)
        self.assertTrue(self.duty.deadline_ms is None)

    def test_a_cure_is_believed_when_the_status_shows_it(self):
        self.stage.say((_STATUS, 0xC2), at(9))
        self.stage.say(_DIAGNOSED, at(9))
        self.assertEqual(self.duty.news, (events.DIAGNOSED,))
        self.stage.say((_STATUS, 0xC2), at(9))
        self.assertEqual(self.duty.state, diagnosis.WAITING)
        self.assertEqual(self.stage.commands(), [events.DIAGNOSE])
        self.stage.say((_STATUS, 0), at(9))
        self.assertEqual(self.duty.state, diagnosis.RESTING)
        self.stage.say((_STATUS, 0xC2), at(10))
        self.assertEqual(self.stage.commands(), [events.DIAGNOSE] * 2)

    def test_people_are_told_when_it_does_not_help_until_it_is_cured(self):
        told = [(effects.ALERT, effects.A_TERMINAL_NOT_READY, effects.RAISED, 0xC2)]
        self.stage.say((_STATUS, 0xC2), at(9))
        self.assertEqual(self.stage.say(_FAILED, at(9)), told)
        for minute in range(1, 60):
            self.stage.say((events.DEADLINE,), at(9, minute))
            self.stage.say(_FAILED, at(9, minute))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_TERMINAL_NOT_READY])
        self.assertEqual(self.duty.state, diagnosis.RESTING)
        self.assertEqual(len(self.stage.commands()), limits.DIAGNOSES_MAX)
        self.stage.say((_STATUS, 0), at(11))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_TERMINAL_NOT_READY])

    def test_mode_observe_says_once_what_it_would_send(self):
        self.open(clock_from_terminal=True, mode=0)
        for second in range(3):
            self.stage.say((_STATUS, 0), unset(second))
        self.assertEqual(self.stage.commands(), [])
        self.assertEqual(self.stage.records(r.R_INTENT), [(8, effects.WHY_CLOCK_UNSET)])
