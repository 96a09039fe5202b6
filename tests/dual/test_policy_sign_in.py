# SPDX-License-Identifier: MIT
"""The sign-in duty: proved by the terminal's status, never by the command that was sent."""

import unittest

import shop
from shop import at, ended

from agent import effects, events
from agent.policy import sign_in
from posminder_formats import records as r

_READY = ended(events.CHECK_STATUS, code=events.STATUS_READY)
_NEEDED = ended(events.CHECK_STATUS, code=events.STATUS_INITIALISE)


def states(stage):
    return [fields[0] for fields in stage.records(r.R_SIGN_IN)]


class SigningIn(unittest.TestCase):
    def setUp(self):
        self.duty = sign_in.SignIn(shop.profile())
        self.stage = shop.Stage(self.duty)

    def test_after_power_up_a_ready_terminal_is_left_alone(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_READY, at(7))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS])
        self.assertEqual(states(self.stage), [1])
        self.assertIs(self.duty.signed_in(at(7)), True)

    def test_a_terminal_that_needs_it_is_signed_in_and_asked_again(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.assertIs(self.duty.signed_in(at(7)), False)
        self.stage.say(ended(events.SIGN_IN), at(7))
        self.assertIs(self.duty.signed_in(at(7)), False)  # "done" is not yet proof
        self.stage.say(_READY, at(7))
        wanted = [events.CHECK_STATUS, events.SIGN_IN, events.CHECK_STATUS]
        self.assertEqual(self.stage.commands(), wanted)
        self.assertEqual(states(self.stage), [2, 1])
        self.assertIs(self.duty.signed_in(at(7)), True)

    def test_done_without_a_ready_status_raises_an_alert(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.stage.say(ended(events.SIGN_IN), at(7))
        self.stage.say(_NEEDED, at(7))
        self.assertIn(effects.A_NOT_SIGNED_IN, self.stage.alerts(effects.RAISED))
        self.assertIs(self.duty.signed_in(at(7)), False)

    def test_a_failure_is_tried_again_with_growing_gaps(self):
        now = at(7)
        self.stage.say((events.BOOTED,), now)
        gaps = []
        for _ in range(6):
            self.stage.say(_NEEDED, now)
            self.stage.say(ended(events.SIGN_IN, events.REFUSED, 0xA3), now)
            gaps.append((self.duty.deadline_ms - now.mono_ms) // 1000)
            now = at(0, 0, (now.mono_ms // 1000) + gaps[-1])
            self.stage.say((events.DEADLINE,), now)
        self.assertEqual(gaps, [60, 120, 240, 480, 900, 900])

    def test_it_is_asked_before_opening(self):
        self.stage.say((events.BOOTED,), at(6))
        self.stage.say(_READY, at(6))
        self.assertEqual(self.duty.deadline_ms, at(7, 45).mono_ms)
        self.stage.say((events.DEADLINE,), at(7, 45))
        self.assertEqual(len(self.stage.commands()), 2)

    def test_the_same_answer_again_is_no_record(self):
        self.stage.say((events.BOOTED,), at(6))
        self.stage.say(_READY, at(6))
        self.stage.say((events.DEADLINE,), at(7, 45))
        self.stage.say(_READY, at(7, 45))
        self.assertEqual(states(self.stage), [1])

    def test_the_register_shows_it_first(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_READY, at(7))
        self.stage.say((events.REGISTERED, 0x01, "29001234"), at(7, 30))
        self.assertEqual(self.stage.commands()[1:], [events.SIGN_IN])

    def test_a_sale_while_not_signed_in_is_an_incident(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.stage.say(ended(events.SIGN_IN, events.REFUSED, 0xA3), at(7))
        self.stage.say(shop.sale(17), at(9))
        self.assertIn(effects.A_SOLD_NOT_SIGNED_IN, self.stage.alerts(effects.RAISED))

    def test_a_declined_sale_is_not(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.stage.say(ended(events.SIGN_IN, events.REFUSED, 0xA3), at(7))
        self.stage.say(shop.sale(17, result=5), at(9))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_NOT_SIGNED_IN])

    def test_an_out_of_order_terminal_is_not_signed_in_over_and_over(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(ended(events.CHECK_STATUS, code=0xDF), at(7))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS])
        self.assertIsNone(self.duty.signed_in(at(7)))

    def test_without_a_clock_it_only_looks_until_the_clock_is_set(self):
        now = shop.unset(0)
        self.stage.say((events.BOOTED,), now)
        self.stage.say(_NEEDED, now)
        self.stage.say((events.REGISTERED, 0x01, "29001234"), now)
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS])
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_NOT_SIGNED_IN])
        self.assertIs(self.duty.signed_in(at(7)), False)
        self.stage.say((events.CLOCK_CHANGED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.assertEqual(self.stage.commands()[1:], [events.CHECK_STATUS, events.SIGN_IN])

    def test_without_a_clock_it_signs_in_for_somebody_who_closes(self):
        now = shop.unset(0)
        self.stage.say((events.BOOTED,), now)
        self.stage.say(_NEEDED, now)
        self.stage.say((events.BUTTON_HELD,), now)
        self.stage.say((events.REGISTERED, 0x01, "29001234"), now)  # while it signs in
        self.stage.say(ended(events.SIGN_IN), now)
        self.stage.say(_READY, now)
        wanted = [events.CHECK_STATUS, events.SIGN_IN, events.CHECK_STATUS]
        self.assertEqual(self.stage.commands(), wanted)
        self.assertIs(self.duty.signed_in(at(7)), True)

    def test_without_a_clock_a_sign_in_that_failed_is_not_tried_again(self):
        self.stage.say((events.BOOTED,), shop.unset(0))
        self.stage.say(_NEEDED, shop.unset(0))
        self.stage.say((events.BUTTON_HELD,), shop.unset(0))
        self.stage.say(ended(events.SIGN_IN, events.REFUSED, 0xA3), shop.unset(0))
        self.stage.say((events.DEADLINE,), shop.unset(900000))
        self.stage.say(_NEEDED, shop.unset(900000))
        wanted = [events.CHECK_STATUS, events.SIGN_IN, events.CHECK_STATUS]
        self.assertEqual(self.stage.commands(), wanted)

    def test_observing_only_looks(self):
        stage = shop.Stage(sign_in.SignIn(shop.profile(mode=0)))
        stage.say((events.BOOTED,), at(7))
        stage.say((events.TERMINAL_STATUS, events.STATUS_INITIALISE), at(8))
        self.assertEqual(stage.commands(), [])
        self.assertEqual(states(stage), [2])
        self.assertIn(effects.A_NOT_SIGNED_IN, stage.alerts(effects.RAISED))


class LostInTheMiddleOfADay(unittest.TestCase):
    """A terminal that was away, or does not tell its totals, may have lost its keys."""

    def setUp(self):
        self.duty = sign_in.SignIn(shop.profile())
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_READY, at(7))

    def test_it_is_asked_when_it_answers_again(self):
        self.stage.say((events.LINE_ANSWERING,), at(15))
        self.stage.say(_NEEDED, at(15))
        wanted = [events.CHECK_STATUS, events.CHECK_STATUS, events.SIGN_IN]
        self.assertEqual(self.stage.commands(), wanted)

    def test_it_is_asked_when_it_refuses_its_totals(self):
        self.stage.say((events.TOTALS_REFUSED,), at(20))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS, events.CHECK_STATUS])
