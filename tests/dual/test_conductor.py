# SPDX-License-Identifier: MIT
"""The conductor: one order of effects, a snapshot of before the step, and time to look again."""

import unittest

import shop

from agent import events, limits
from agent.alerts.counter import Counter
from agent.alerts.desk import Desk
from agent.conductor import Conductor
from agent.policy.engine import Engine
from posminder_formats import records as r


class Clock:
    def __init__(self, now):
        self.instant = now

    def now(self):
        return self.instant

    def mono_ms(self):
        return self.instant.mono_ms


class Journal:
    """Remembers what was written, and what a STATE record written just before would hold."""

    def __init__(self):
        self.written = []
        self.state_before = []
        self.snapshot = None

    def record(self, kind, fields, mono_ms, wall_s):
        self.written.append((kind, fields))
        self.state_before.append(self.snapshot())


class Part:
    def show(self, _):
        pass

    play = show


class Link:
    def __init__(self, journal):
        self.journal = journal
        self.asked = []

    def request(self, command, now_ms):
        self.asked.append((command, len(self.journal.written)))
        return True


class Conducting(unittest.TestCase):
    def setUp(self):
        self.clock = Clock(shop.at(6))
        self.journal = Journal()
        counter = Counter(Part(), Part(), None)
        self.conductor = Conductor(self.clock, self.journal, Desk(), counter)
        self.journal.snapshot = self.conductor.snapshot
        self.conductor.profile = shop.profile()
        self.conductor.engine = Engine(self.conductor.profile)
        self.conductor.link = Link(self.journal)

    def say(self, event, now=None):
        self.clock.instant = now or self.clock.instant
        self.conductor.post(event)
        self.conductor.run()

    def test_a_state_record_holds_what_was_before_the_step(self):
        before = self.conductor.engine.snapshot()
        self.say(shop.sale(1, 500), shop.at(6, 1))
        kinds = [kind for kind, _ in self.journal.written]
        self.assertEqual(kinds[0], r.R_SALE)
        self.assertEqual(self.journal.state_before[0], before)
        self.assertNotEqual(self.conductor.snapshot(), before)

    def test_an_intent_is_written_before_the_command_goes_out(self):
        self.say((events.BOOTED,))
        self.say(shop.ended(events.CHECK_STATUS, code=events.STATUS_INITIALISE))
        command, written = self.conductor.link.asked[-1]
        self.assertEqual(command, events.SIGN_IN)
        self.assertEqual(self.journal.written[written - 1][0], r.R_INTENT)

    def test_the_duties_look_again_at_least_every_quarter_of_an_hour(self):
        self.say((events.BOOTED,))
        self.say(shop.ended(events.CHECK_STATUS, code=0))
        duty = self.conductor.engine.sign_in
        planned_ms = duty.deadline_ms
        later = shop.at(6, 20)
        later.local_s += 3600  # summer time began meanwhile
        self.assertTrue(later.mono_ms - self.clock.mono_ms() >= limits.POLICY_SLEEP_MS_MAX)
        self.clock.instant = later
        self.conductor.run()
        self.assertEqual(duty.deadline_ms, planned_ms - 3600 * 1000)

    def test_an_answer_that_nobody_waits_for_is_dropped(self):
        self.say(shop.ended(events.READ_TOTALS, detail=None))
        self.assertEqual(self.journal.written, [])
