# SPDX-License-Identifier: MIT
"""When sales are refused, for how long, and who lets them through all the same."""

import unittest

import shop
from shop import DAY, at

from agent import effects, events, limits
from agent.events import Now
from agent.policy import books
from agent.policy.gate import CLOSED, OPEN, OVERRIDDEN, Gate
from agent.policy.settlement import Settlement
from agent.policy.sign_in import SignIn
from posminder_formats import people
from posminder_formats import profile_fields as f
from posminder_formats import records as r

SIGN_IN, OVERDUE = events.GATE_SIGN_IN, events.GATE_OVERDUE
STATUS = (events.TERMINAL_STATUS, 0)
LONG = (events.BUTTON_LONG, None)
DEADLINE = (events.DEADLINE,)
STARTED = (events.SALE_STARTED, events.TYPE_SALE, 1000, 978)
STOPPED = (events.SALE_STOPPED, 1000)


def deed(outcome=0):
    return (events.DEED, "owner", people.OWNER, people.OVERRIDE_GATE, 0, b"", outcome)


class GateTest(unittest.TestCase):
    def make(self, gate=3, **changes):
        profile = shop.profile(gate=gate, **changes)
        self.sign_in = SignIn(profile)
        self.settlement = Settlement(profile)
        self.sign_in.status = events.STATUS_INITIALISE
        self.duty = Gate(profile, self.sign_in, self.settlement)
        self.stage = shop.Stage(self.duty)
        return self

    setUp = make

    def says(self, event, now):
        self.stage.say(event, now)
        return self

    def told(self):
        """What the driver was told, the newest last."""
        return [each[1:] for each in self.stage.log if each[0] == effects.GATE]

    def noted(self):
        return self.stage.records(r.R_GATE)

    def signed_in(self):
        self.sign_in.status, self.sign_in.state = 0, 4

    def sold(self, when):
        self.settlement.batch.count, self.settlement.batch.since_s = 1, when.wall_s


class Closing(GateTest):
    def test_not_signed_in_closes_it_and_signed_in_opens_it(self):
        self.says(STATUS, at(9))
        self.assertEqual(self.duty.state, CLOSED)
        self.assertEqual(self.told(), [(SIGN_IN, at(9).mono_ms + limits.GATE_ARMED_MS)])
        self.signed_in()
        self.says(STATUS, at(9, 1))
        self.assertEqual((self.duty.state, self.told()[-1][0]), (OPEN, 0))
        self.assertEqual([row[:2] for row in self.noted()], [(1, SIGN_IN), (2, None)])

    def test_a_batch_of_a_day_that_is_over_closes_it(self):
        self.signed_in()
        self.sold(at(19))
        self.says(STATUS, at(23, 59))
        self.assertEqual(self.duty.state, OPEN)
        self.says(STATUS, at(9, day=DAY + 1))
        self.assertEqual((self.duty.state, self.duty.cause), (CLOSED, OVERDUE))

    def test_a_batch_left_open_on_purpose_or_settling_does_not(self):
        self.signed_in()
        self.sold(at(19))
        for state in (books.DEFERRED, books.HELD, books.SETTLING, books.PROVING, books.DOUBT):
            self.settlement.state = state
            self.says(STATUS, at(9, day=DAY + 1))
            self.assertEqual(self.duty.state, OPEN)

    def test_what_the_profile_does_not_name_does_not(self):
        self.make(gate=OVERDUE).says(STATUS, at(9))
        self.assertEqual(self.duty.state, OPEN)
        self.make(gate=SIGN_IN).signed_in()
        self.sold(at(19))
        self.says(STATUS, at(9, day=DAY + 1))
        self.assertEqual(self.duty.state, OPEN)

    def test_what_is_not_known_leaves_it_open(self):
        self.sign_in.status = None  # after a start, until the terminal was asked
        self.says(STATUS, at(9))
        self.make().settlement.exchanged = True
        self.says(STATUS, at(9))
        self.assertEqual(self.duty.state, OPEN)
        self.make().says((events.JOURNAL_FAULTY, 1), at(9))
        self.assertEqual(self.duty.state, OPEN)
        self.says((events.JOURNAL_FAULTY, 0), at(9))
        self.assertEqual(self.duty.state, CLOSED)

    def test_by_an_untrusted_clock_no_batch_is_overdue(self):
        self.signed_in()
        self.sold(at(19))
        later = at(9, day=DAY + 1)
        self.says(STATUS, Now(later.mono_ms, later.wall_s, later.local_s, False))
        self.assertEqual(self.duty.state, OPEN)

    def test_a_session_that_grows_too_old_closes_it_at_the_next_look(self):
        self.signed_in()
        self.sign_in.since_s = at(9).wall_s
        self.says(STATUS, at(9))
        now = at(9, day=DAY + 1)
        self.says(DEADLINE, now)
        self.assertEqual(self.duty.deadline_ms, now.mono_ms)
        self.says(DEADLINE, now)
        self.assertEqual(self.duty.state, CLOSED)

    def test_closed_it_tells_the_driver_again_before_that_opens_by_itself(self):
        self.says(STATUS, at(9))
        due_ms = self.duty.deadline_ms
        self.assertTrue(due_ms < self.told()[0][1])
        self.says(DEADLINE, at(9, 10))
        self.assertEqual(self.told()[-1], (SIGN_IN, at(9, 10).mono_ms + limits.GATE_ARMED_MS))
        self.assertEqual(len(self.noted()), 1)


class Refusing(GateTest):
    def test_each_refusal_is_written_and_the_counter_says_why(self):
        self.says(STATUS, at(9)).says(STOPPED, at(9, 1)).says(STOPPED, at(9, 2))
        self.assertEqual(self.noted()[1:], [(3, SIGN_IN, 1000, 1, None)] * 2)
        raised = (effects.ALERT, effects.A_SALE_REFUSED, effects.RAISED, SIGN_IN)
        self.assertTrue(raised in self.stage.log)
        self.signed_in()
        out = self.stage.say(STATUS, at(9, 3))
        self.assertTrue((effects.ALERT, effects.A_SALE_REFUSED, effects.CLEARED, None) in out)

    def test_so_many_an_hour_and_the_rest_are_counted(self):
        self.says(STATUS, at(9))
        for _ in range(limits.GATE_RECORDS_AN_HOUR + 5):
            self.says(STOPPED, at(9, 1))
        self.assertEqual(len(self.noted()), 1 + limits.GATE_RECORDS_AN_HOUR)
        self.says(STOPPED, at(10, 1))
        self.assertEqual(self.noted()[-1], (3, SIGN_IN, 1000, 6, None))

    def test_those_not_written_are_told_when_it_opens(self):
        self.says(STATUS, at(9))
        for _ in range(limits.GATE_RECORDS_AN_HOUR + 5):
            self.says(STOPPED, at(9, 1))
        self.signed_in()
        self.says(STATUS, at(9, 2))
        self.assertEqual(self.noted()[-1], (2, None, None, 5, None))

    def test_mode_observe_refuses_nothing_and_writes_what_it_would(self):
        self.make(mode=f.MODE_OBSERVE).says(STATUS, at(9)).says(STARTED, at(9, 1))
        self.assertEqual(self.told(), [])
        self.assertEqual(self.noted(), [(1, SIGN_IN, None, 0, None), (4, SIGN_IN, 1000, 1, None)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [])


class Overriding(GateTest):
    def test_a_very_long_press_lets_so_many_sales_through(self):
        self.says(STATUS, at(9)).says(STOPPED, at(9, 1))
        out = self.stage.say(LONG, at(9, 2))
        self.assertEqual(self.duty.state, OVERRIDDEN)
        self.assertEqual(self.noted()[-1], (5, SIGN_IN, None, 3, 1))
        self.assertEqual(self.told()[-1][0], 0)
        self.assertTrue((effects.ALERT, effects.A_SALE_REFUSED, effects.CLEARED, None) in out)
        for minute in (3, 4):
            self.says(STARTED, at(9, minute))
            self.assertEqual(self.duty.state, OVERRIDDEN)
        self.says(STARTED, at(9, 5))
        self.assertEqual((self.duty.state, self.told()[-1][0]), (CLOSED, SIGN_IN))
        self.assertEqual(self.noted()[-1], (6, SIGN_IN, None, 0, None))

    def test_refunds_and_reversals_are_none_of_them(self):
        self.says(STATUS, at(9)).says(LONG, at(9, 1))
        for kind in (events.TYPE_REFUND, events.TYPE_REVERSAL):
            self.says((events.SALE_STARTED, kind, 1000, 978), at(9, 2))
        self.assertEqual(self.duty.sales_left, 3)

    def test_it_ends_with_its_time(self):
        self.says(STATUS, at(9)).says(LONG, at(9, 1))
        self.assertEqual(self.duty.deadline_ms, at(9, 16).mono_ms)
        self.says(DEADLINE, at(9, 16))
        self.assertEqual((self.duty.state, self.noted()[-1][0]), (CLOSED, 6))

    def test_another_cause_meanwhile_does_not_end_it(self):
        self.says(STATUS, at(9)).says(LONG, at(9, 1))
        self.signed_in()
        self.sold(at(9, day=DAY - 1))
        self.says(STATUS, at(9, 2))
        self.assertEqual(self.duty.state, OVERRIDDEN)
        self.says(DEADLINE, at(9, 16))
        self.assertEqual((self.duty.state, self.told()[-1][0]), (CLOSED, OVERDUE))

    def test_what_cures_it_ends_it(self):
        self.says(STATUS, at(9)).says(LONG, at(9, 1))
        self.signed_in()
        self.says(STATUS, at(9, 2))
        self.assertEqual((self.duty.state, self.duty.deadline_ms), (OPEN, None))

    def test_a_person_by_name_and_nobody_whose_proof_was_wrong(self):
        self.says(STATUS, at(9)).says(deed(outcome=20), at(9, 1))
        self.assertEqual(self.duty.state, CLOSED)
        self.says(deed(), at(9, 2))
        self.assertEqual((self.duty.state, self.noted()[-1][-1]), (OVERRIDDEN, 2))

    def test_open_the_button_is_not_for_it(self):
        self.assertFalse(self.duty.takes_button())
        self.says(STATUS, at(9))
        self.assertTrue(self.duty.takes_button())
        self.make(gate_by_button=False).says(STATUS, at(9))
        self.assertFalse(self.duty.takes_button())


if __name__ == "__main__":
    unittest.main()
