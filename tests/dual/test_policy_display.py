# SPDX-License-Identifier: MIT
"""When an alert's words go to the terminal's display, how often, and when no more."""

import unittest

import shop
from shop import at, ended

from agent import effects, events, limits
from agent.policy import display
from posminder_formats import records as r

_DUE = (events.DEADLINE,)
_STANDS = (events.ALERT_STANDS, effects.A_SETTLEMENT_OPEN)
_NONE = (events.ALERT_STANDS, None)
_SHOWN = ended(events.SHOW_TEXT)


class Displaying(unittest.TestCase):
    def setUp(self):
        self.duty = display.Display(shop.profile(alerts_on_terminal=True))
        self.stage = shop.Stage(self.duty)

    def say(self, *pairs):
        for event, minute in pairs:
            self.stage.say(event, at(9, minute))
        return len(self.stage.commands())

    def test_it_is_shown_at_once_and_a_few_times(self):
        self.assertEqual(self.say((_STANDS, 0)), 1)
        for minute in range(1, 20):
            self.say((_SHOWN, minute), (_DUE, minute + 1))
        self.assertEqual(self.stage.commands(), [events.SHOW_TEXT] * limits.DISPLAYS_MAX)
        self.assertEqual(self.stage.records(r.R_INTENT), [])

    def test_another_one_is_shown_at_once(self):
        self.say((_STANDS, 0), (_SHOWN, 0))
        other = (events.ALERT_STANDS, effects.A_NOT_SIGNED_IN)
        self.assertEqual(self.say((other, 0)), 2)

    def test_seen_it_is_shown_no_more(self):
        self.assertEqual(self.say((_STANDS, 0), (_SHOWN, 0), (_NONE, 0), (_DUE, 2)), 1)
        self.setUp()
        self.assertEqual(self.say((_STANDS, 0), (_NONE, 0), (_SHOWN, 0), (_DUE, 2)), 1)

    def test_a_line_that_is_never_idle_is_tried_for_a_while(self):
        self.say((_STANDS, 0))
        for minute in range(1, 50):
            self.say((ended(events.SHOW_TEXT, events.NOT_SENT), minute), (_DUE, minute + 1))
        self.assertEqual(len(self.stage.commands()), limits.DISPLAY_TRIES_MAX)

    def test_a_busy_line_is_tried_again(self):
        for answer in (
            ended(events.SHOW_TEXT, events.NOT_SENT),
            ended(events.SHOW_TEXT, events.UNKNOWN),
            ended(events.SHOW_TEXT, events.REFUSED, 0x9C),
        ):
            self.setUp()
            self.assertEqual(self.say((_STANDS, 0), (answer, 0), (_DUE, 0)), 1)
            self.assertEqual(self.say((_DUE, 1)), 2, answer)

    def test_a_terminal_that_has_no_such_command_is_not_asked_again(self):
        refused = ended(events.SHOW_TEXT, events.REFUSED, 0x83)
        self.say((_STANDS, 0), (refused, 0), (_DUE, 2), (_NONE, 3), (_STANDS, 4))
        self.assertEqual(len(self.stage.commands()), 1)
        outcomes = self.stage.records(r.R_OUTCOME)
        self.assertEqual(outcomes, [(events.SHOW_TEXT, events.REFUSED, 0x83)])
        self.assertEqual(self.say(((events.BOOTED,), 5), (_STANDS, 6)), 2)

    def test_it_says_what_it_will_do(self):
        self.assertEqual(self.duty.plans(), (None, 0))
        self.say((_STANDS, 0))
        self.assertEqual(self.duty.plans(), ("show_text", effects.WHY_ALERT))


class Profiles(unittest.TestCase):
    def test_only_where_it_is_wanted_and_can_be_done(self):
        self.assertFalse(shop.profile().alerts_on_terminal)
        self.assertTrue(shop.profile(alerts_on_terminal=True).alerts_on_terminal)
        self.assertFalse(shop.profile(alerts_on_terminal=True, mode=0).alerts_on_terminal)
        self.assertFalse(shop.profile(alerts_on_terminal=True, driver=3).alerts_on_terminal)


if __name__ == "__main__":
    unittest.main()
