# SPDX-License-Identifier: MIT
"""When a terminal's clock is set: between two batches, by a clock worth it, and not for ever."""

import unittest

import shop
from shop import CLOSED, at, ended, sale

from agent import effects, events, limits
from agent.events import Now
from agent.policy import clock_check, clock_set, outcome
from posminder_formats import records as r

_DUE = (events.DEADLINE,)
_OFF = (events.TERMINAL_CLOCK, 251118, 211500)  # 21:15, where a test says it is 21:00
_RIGHT = (events.TERMINAL_CLOCK, 251118, 210500)


class Books:
    """The settlement duty, as far as it is asked here."""

    def __init__(self):
        self.empty = True

    def between(self):
        return self.empty


class Setting(unittest.TestCase):
    def open(self, **changes):
        profile = shop.profile(clock_set_terminal=True, **changes)
        self.books = Books()
        self.check = shop.Stage(clock_check.ClockCheck(profile))
        self.duty = clock_set.ClockSet(profile, self.check.subject, self.books)
        self.stage = shop.Stage(self.duty)

    def setUp(self):
        self.open()

    def say(self, event, now):
        """As the engine does: the clocks are compared first."""
        self.check.say(event, now)
        self.stage.say(event, now)

    def begun(self):
        """Say that it is off, and let the moment come."""
        self.say(_OFF, at(21))
        self.say(_DUE, at(21, 1))
        return self

    def test_it_is_set_when_no_batch_is_open_and_then_asked(self):
        self.begun()
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK])
        self.say(ended(events.SET_CLOCK), at(21, 1))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK, events.CHECK_STATUS])
        self.say((events.TERMINAL_CLOCK, 251118, 210100), at(21, 1))
        self.say(ended(events.CHECK_STATUS), at(21, 1))
        self.say(_DUE, at(21, 30))
        self.assertEqual(len(self.stage.commands()), 2)

    def test_not_while_a_batch_is_open(self):
        self.books.empty = False
        self.begun()
        self.say(_OFF, at(21, 2))
        self.assertEqual(self.stage.log, [])
        self.books.empty = True
        self.say(CLOSED, at(21, 15))
        self.say(_DUE, at(21, 16))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK])

    def test_a_sale_in_the_last_moment_puts_it_off(self):
        self.say(_OFF, at(21))
        self.books.empty = False
        self.say((events.SALE_STARTED, 1, 100, 978), at(21, 0, 30))
        self.say(_DUE, at(21, 1))
        self.assertEqual(self.stage.log, [])

    def test_not_where_the_clocks_agree(self):
        self.say(_RIGHT, at(21, 5))
        self.say(_DUE, at(21, 6))
        self.assertEqual(self.stage.log, [])

    def test_not_by_a_clock_that_is_not_worth_it(self):
        instant = at(21).local_s
        for trusted, from_terminal in ((False, False), (True, True)):
            self.open()
            now = Now(1000, instant, instant, trusted, False, from_terminal)
            later = Now(99000, instant + 98, instant + 98, trusted, False, from_terminal)
            self.say(_OFF, now)
            self.say(_DUE, later)
            self.assertEqual(self.stage.log, [], (trusted, from_terminal))

    def test_a_refusal_leaves_it_to_people(self):
        self.begun()
        self.say(ended(events.SET_CLOCK, events.REFUSED, 0x83), at(21, 1))
        self.say(_OFF, at(21, 2))
        self.say(_DUE, at(23))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK])
        self.say(_RIGHT, at(21, 5))  # people have: what comes next is another matter
        self.say((events.TERMINAL_CLOCK, 251118, 235900), at(23, 30))
        self.say(_DUE, at(23, 45))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK] * 2)

    def test_what_came_to_nothing_is_tried_again_a_few_times(self):
        self.say(_OFF, at(21))
        for minute in range(1, 60):
            self.say(_DUE, at(21, minute))
            if self.duty.state == clock_set.SETTING:
                self.say(ended(events.SET_CLOCK, events.UNKNOWN), at(21, minute))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK] * limits.CLOCK_SETS_MAX)

    def test_one_that_tells_its_time_with_a_sale_only_is_not_set_again_before(self):
        self.begun()
        self.say(ended(events.SET_CLOCK), at(21, 1))
        self.say(ended(events.CHECK_STATUS), at(21, 1))
        self.say(CLOSED, at(21, 2))
        self.say(_DUE, at(21, 30))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK, events.CHECK_STATUS])
        self.say(sale(1), at(21, 40))  # its terminal says 12:00
        self.say(_DUE, at(21, 50))
        self.assertEqual(self.stage.commands()[2:], [])  # more than 90 min off: doubted

    def test_one_that_calls_for_it_has_its_diagnosis_first(self):
        calls = (events.TERMINAL_STATUS, events.STATUS_CLOCK)
        self.say(calls, at(21))
        self.say(_DUE, at(21, 2))
        self.assertEqual(self.stage.log, [])
        self.say(calls, at(21, 3))
        self.say(_DUE, at(21, 5))
        self.assertEqual(self.stage.commands(), [events.SET_CLOCK])

    def test_mode_observe_writes_it_down_once(self):
        self.open(mode=0)
        self.begun()
        self.say(_OFF, at(21, 2))
        self.say(_DUE, at(23))
        self.assertEqual(self.stage.commands(), [])
        intents = self.stage.records(r.R_INTENT)
        self.assertEqual(intents, [(events.SET_CLOCK, effects.WHY_CLOCK_DIFFERS)])
        self.assertEqual(len(self.stage.records(r.R_OUTCOME)), 1)

    def test_it_says_what_it_will_do(self):
        self.assertEqual(self.duty.plans(), (None, 0))
        self.say(_OFF, at(21))
        self.assertEqual(self.duty.plans(), ("set_clock", effects.WHY_CLOCK_DIFFERS))
        self.assertEqual(self.duty.due_in_s(at(21).mono_ms), 60)


class Between(unittest.TestCase):
    """What the settlement's books say of it."""

    def test_settled_and_nothing_sold_since(self):
        from agent.policy import doubt, settlement

        profile = shop.profile()
        books = settlement.Settlement(profile, doubt.Doubt(profile))
        self.assertFalse(books.between())  # a fresh board has seen no settlement
        for state in (outcome.VERIFIED, outcome.NOTHING, outcome.SEEN):
            books._left = state
            self.assertTrue(books.between())
            books.exchanged = True
            self.assertFalse(books.between())
            books.exchanged = False
            books.batch.add(sale(1)[1], 5)
            self.assertFalse(books.between())
            books.batch.clear()
        books._left = outcome.DEFERRED
        self.assertFalse(books.between())


if __name__ == "__main__":
    unittest.main()
