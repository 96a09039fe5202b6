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
_UNTOLD = ended(events.CHECK_STATUS, code=events.STATUS_UNTOLD)
_SHOWN = (events.TERMINAL_STATUS, events.STATUS_READY)


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
        self.stage.say((events.REGISTERED, 0x01, "29001234", None), at(7, 30))
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
        self.assertTrue(self.duty.signed_in(at(7)) is None)

    def test_without_a_clock_it_only_looks_until_the_clock_is_set(self):
        now = shop.unset(0)
        self.stage.say((events.BOOTED,), now)
        self.stage.say(_NEEDED, now)
        self.stage.say((events.REGISTERED, 0x01, "29001234", None), now)
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
        self.stage.say((events.REGISTERED, 0x01, "29001234", None), now)  # while it signs in
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


class Untold(unittest.TestCase):
    """A terminal that says that it lives, and nothing of its keys."""

    def setUp(self):
        self.duty = sign_in.SignIn(shop.profile())
        self.stage = shop.Stage(self.duty)

    def asks(self, now):
        self.stage.say((events.BOOTED,), now)
        self.stage.say(_UNTOLD, now)

    def test_without_a_clock_that_is_unknown_and_no_alert_until_a_sale_shows_it(self):
        self.asks(shop.unset(0))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS])
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.assertTrue(self.duty.signed_in(at(7)) is None)
        self.stage.say(_SHOWN, shop.unset(1000))
        self.assertIs(self.duty.signed_in(at(7)), True)
        self.assertEqual(states(self.stage), [5, 1])

    def test_asked_again_and_untold_again_is_no_second_record(self):
        self.asks(shop.unset(0))
        self.stage.say((events.LINE_ANSWERING,), shop.unset(9000))
        self.stage.say(_UNTOLD, shop.unset(9000))
        self.assertEqual(states(self.stage), [5])

    def test_without_a_clock_a_result_that_says_so_is_an_alert(self):
        self.asks(shop.unset(0))
        self.stage.say(shop.sale(1, result=events.KEY_MISSING), shop.unset(1000))
        self.stage.say(_NEEDED, shop.unset(1000))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_NOT_SIGNED_IN])
        self.assertIs(self.duty.signed_in(at(7)), False)

    def test_with_a_clock_signing_in_answers_it(self):
        self.asks(at(7))
        self.stage.say(ended(events.SIGN_IN), at(7))
        self.stage.say(_READY, at(7))
        wanted = [events.CHECK_STATUS, events.SIGN_IN, events.CHECK_STATUS]
        self.assertEqual(self.stage.commands(), wanted)
        self.assertEqual(states(self.stage), [5, 1])

    def test_a_clock_that_is_set_later_answers_it_too(self):
        self.asks(shop.unset(0))
        self.stage.say((events.CLOCK_CHANGED,), at(7))
        self.stage.say(_UNTOLD, at(7))
        self.assertEqual(self.stage.commands()[-1], events.SIGN_IN)

    def test_without_a_clock_it_is_signed_in_for_somebody_who_closes(self):
        self.asks(shop.unset(0))
        self.stage.say((events.BUTTON_HELD,), shop.unset(1000))
        self.assertEqual(self.stage.commands()[-1], events.SIGN_IN)

    def test_observing_sends_nothing(self):
        stage = shop.Stage(sign_in.SignIn(shop.profile(mode=0)))
        stage.say((events.BOOTED,), at(7))
        stage.say((events.TERMINAL_STATUS, events.STATUS_UNTOLD), at(7))
        self.assertEqual((stage.commands(), stage.alerts(effects.RAISED)), ([], []))
        self.assertTrue(stage.records(r.R_INTENT) == [] and states(stage) == [5])


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


def later(hours, minutes=0):
    """An instant so long after DAY's midnight."""
    return at(hours % 24, minutes, day=shop.DAY + hours // 24)


class TooOld(unittest.TestCase):
    """max_age is 24 hours, the shop opens at 8:00, and it asks at 7:45."""

    def begin(self, now, **changes):
        self.duty = sign_in.SignIn(shop.profile(**changes))
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), now)
        self.stage.say(_READY, now)

    def wake(self):
        """Let time pass until the duty's own deadline; return that instant."""
        now = later(0, self.duty.deadline_ms // 60000)
        self.stage.say((events.DEADLINE,), now)
        return now

    def test_it_is_renewed_before_opening_and_proved(self):
        self.begin(later(12))
        now = self.wake()
        self.assertEqual(now.mono_ms, later(24 + 7, 45).mono_ms)
        self.stage.say(_READY, now)
        self.assertEqual(self.stage.commands()[-1], events.SIGN_IN)
        self.stage.say(ended(events.SIGN_IN), now)
        self.assertIsNone(self.duty.age_s(now))  # not before the status says so
        self.stage.say(_READY, now)
        self.assertEqual(self.duty.age_s(now), 0)
        self.assertEqual(states(self.stage), [1, 9, 1])

    def test_it_is_renewed_in_the_day_when_it_must(self):
        self.begin(later(12), sign_in_before_min=0, hours=(((480, 1200),),) + ((),) * 6)
        now = self.wake()  # a shop that opens on Mondays only
        self.assertEqual(now.mono_ms, later(24 + 11, 45).mono_ms)
        self.stage.say(_READY, now)
        self.assertEqual(self.stage.commands()[-1], events.SIGN_IN)

    def test_a_fresh_session_is_left_alone(self):
        self.begin(later(12))
        self.stage.say((events.BOOTED,), later(13))
        self.stage.say(_READY, later(13))
        self.assertNotIn(events.SIGN_IN, self.stage.commands())

    def test_too_old_is_not_signed_in_and_a_sale_an_incident(self):
        self.begin(later(12))
        self.assertIs(self.duty.signed_in(later(24 + 11, 59)), True)
        self.assertIs(self.duty.signed_in(later(24 + 12)), False)
        self.stage.say(shop.sale(17), later(24 + 12))
        self.assertIn((effects.ALERT, effects.A_SOLD_NOT_SIGNED_IN, 1, 17), self.stage.log)

    def test_off_is_never(self):
        self.begin(later(12), sign_in_max_age_s=0)
        self.stage.say(_READY, self.wake())
        self.assertNotIn(events.SIGN_IN, self.stage.commands())
        self.assertIs(self.duty.signed_in(later(240)), True)

    def test_it_survives_a_restart(self):
        self.begin(later(12))
        again = sign_in.SignIn(shop.profile())
        again.restore(self.duty.snapshot())
        self.assertEqual(again.age_s(later(20)), 8 * 3600)
        told = sign_in.SignIn(shop.profile())
        told.replay([r.R_SIGN_IN, 1, 0, later(12).wall_s, 1, 0])
        self.assertEqual(told.snapshot(), self.duty.snapshot())

    def test_somebody_elses_sign_in_begins_it_anew(self):
        self.begin(later(12))
        self.stage.say((events.SIGN_IN_SEEN,), later(18))
        self.stage.say(_READY, later(18))
        self.assertEqual(self.duty.age_s(later(20)), 2 * 3600)

    def test_observing_writes_down_what_it_would_do(self):
        self.begin(later(12), mode=0)
        self.stage.say((events.TERMINAL_STATUS, 0), later(12))
        self.wake()
        self.wake()
        wanted = (events.SIGN_IN, effects.WHY_SESSION_AGE)
        self.assertIn(wanted, self.stage.records(r.R_INTENT))
        self.assertEqual(self.stage.commands(), [])


class KeysMissing(unittest.TestCase):
    def setUp(self):
        self.duty = sign_in.SignIn(shop.profile())
        self.stage = shop.Stage(self.duty)
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_READY, at(7))

    def missing(self, event):
        self.stage.say(event, at(9))
        self.stage.say(_READY, at(9))

    def sign_in(self):
        self.stage.say(ended(events.SIGN_IN), at(9))
        self.stage.say(_READY, at(9))

    def test_a_sale_that_says_so_is_answered_by_a_sign_in(self):
        self.missing(shop.sale(1, result=events.KEY_MISSING))
        self.assertIs(self.duty.signed_in(at(9)), False)
        self.sign_in()
        self.assertIs(self.duty.signed_in(at(9)), True)
        self.assertEqual(self.stage.commands()[2:], [events.SIGN_IN, events.CHECK_STATUS])

    def test_an_own_command_as_well(self):
        self.missing((events.KEYS_MISSING,))
        self.assertEqual(self.stage.commands()[-1], events.SIGN_IN)

    def test_results_that_the_acquirers_sheet_names(self):
        for result, wanted in ((77, 1), (99, 1), (97, 0), (5, 0)):
            self.duty = sign_in.SignIn(shop.profile(sign_in_again_codes=b"\x4d\x63"))
            self.stage = shop.Stage(self.duty)
            self.stage.say((events.BOOTED,), at(7))
            self.stage.say(_READY, at(7))
            self.missing(shop.sale(1, result=result))
            self.assertEqual(self.stage.commands().count(events.SIGN_IN), wanted, result)

    def test_a_device_that_says_it_has_no_keys_is_signed_in_twice_at_most(self):
        keyless = ended(events.CHECK_STATUS, code=events.STATUS_KEYLESS)
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_KEYLESS), at(9))
        for minute in range(10):
            self.stage.say(ended(events.SIGN_IN), at(9, minute))
            self.stage.say(keyless, at(9, minute))
            self.assertIs(self.duty.signed_in(at(9, minute)), False)
            self.stage.say((events.DEADLINE,), at(9, minute + 1))
            self.stage.say(keyless, at(9, minute + 1))
        self.assertEqual(self.stage.commands().count(events.SIGN_IN), 2)
        self.assertEqual(self.duty.state, sign_in.BARRED)
        self.assertIn(effects.A_NOT_SIGNED_IN, self.stage.alerts(effects.RAISED))
        self.stage.say((events.TERMINAL_STATUS, 0), at(10))
        self.assertIs(self.duty.signed_in(at(10)), True)

    def test_a_result_that_says_little_makes_it_ask_why(self):
        self.stage.say(shop.sale(1, result=0x83), at(9))
        self.assertEqual(self.stage.commands()[-1], events.CHECK_STATUS)
        self.stage.say(ended(events.CHECK_STATUS, code=0xDF), at(9))
        self.assertEqual(self.duty.state, sign_in.WAITING)

    def test_what_does_not_help_is_not_tried_for_ever(self):
        for _ in range(5):
            self.missing(shop.sale(1, result=events.KEY_MISSING))
            self.sign_in()
        self.assertEqual(self.stage.commands().count(events.SIGN_IN), 2)
        self.assertIn(effects.A_NOT_SIGNED_IN, self.stage.alerts(effects.RAISED))
        self.assertIs(self.duty.signed_in(at(9)), False)
        self.stage.say(shop.sale(2), at(10))  # an approval proves the keys
        self.stage.say((events.TERMINAL_STATUS, 0), at(10))
        self.assertIs(self.duty.signed_in(at(10)), True)


class NoRight(unittest.TestCase):
    def setUp(self):
        self.duty = sign_in.SignIn(shop.profile())
        self.stage = shop.Stage(self.duty)

    def refuse(self, code):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(_NEEDED, at(7))
        self.stage.say(ended(events.SIGN_IN, events.REFUSED, code), at(7))

    def test_it_is_said_once_with_its_code_and_tried_at_the_next_opening(self):
        for code in (0x83, 0x6B, 0x37):
            self.setUp()
            self.refuse(code)
            self.assertEqual(self.stage.records(r.R_SIGN_IN)[-1], (8, code))
            self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_SIGN_IN_REFUSED])
            self.assertEqual(self.duty.deadline_ms, at(7, 45).mono_ms)

    def test_the_registers_questions_do_not_start_it_again(self):
        self.refuse(0x83)
        for minute in range(9):
            self.stage.say((events.TERMINAL_STATUS, events.STATUS_INITIALISE), at(7, minute))
        self.assertEqual(self.stage.commands().count(events.SIGN_IN), 1)

    def test_a_person_who_signs_in_ends_it(self):
        self.refuse(0x83)
        self.stage.say((events.TERMINAL_STATUS, events.STATUS_READY), at(7, 5))
        self.assertIn(effects.A_SIGN_IN_REFUSED, self.stage.alerts(effects.CLEARED))
        self.assertIs(self.duty.signed_in(at(7, 5)), True)

    def test_a_lost_connection_is_not_that(self):
        self.refuse(0xA3)
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_NOT_SIGNED_IN])


class AfterSettling(unittest.TestCase):
    def test_the_terminal_is_asked_and_signed_in_again(self):
        duty = sign_in.SignIn(shop.profile())
        stage = shop.Stage(duty)
        stage.say((events.BOOTED,), at(7))
        stage.say(_READY, at(7))
        stage.say((events.BATCH_CLOSED,), at(20, 5))
        stage.say(_NEEDED, at(20, 5))
        self.assertEqual(stage.commands()[1:], [events.CHECK_STATUS, events.SIGN_IN])
