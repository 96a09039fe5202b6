# SPDX-License-Identifier: MIT
"""Who works at the terminal: asked once a day and after a restart, answered by press or name."""

import unittest

import shop
from shop import DAY, at, sale, unset

from agent import effects, events
from agent.policy import operator
from posminder_formats import people
from posminder_formats import records as r

_ALERT = effects.A_OPERATOR_MISSING
_PRESS = (events.BUTTON_SHORT, _ALERT)


def deed(person, number=people.OPERATOR, outcome=0):
    return (events.DEED, person, people.CASHIER, number, 0, b"", outcome)


class Asking(unittest.TestCase):
    def setUp(self):
        self.duty = operator.Operator(shop.profile(sign_in_operator=True))
        self.stage = shop.Stage(self.duty)

    def asked(self):
        return [effect[3] for effect in self.stage.log if effect[1:3] == (_ALERT, effects.RAISED)]

    def said(self):
        return self.stage.records(r.R_OPERATOR)

    def test_the_first_sale_asks_and_no_other(self):
        for trace in (1, 2, 3):
            self.stage.say(sale(trace), at(9))
        self.assertEqual(self.asked(), [1])

    def test_a_declined_sale_does_not(self):
        self.stage.say(sale(1, result=5), at(9))
        self.assertEqual(self.asked(), [])

    def test_a_press_on_the_question_answers_for_nobody(self):
        self.stage.say(sale(1), at(9))
        self.stage.say((events.BUTTON_SHORT, None), at(9))
        self.stage.say((events.BUTTON_SHORT, effects.A_RECEIPT_MISSING), at(9))
        self.assertEqual(self.said(), [])
        self.stage.say(_PRESS, at(9))
        self.assertEqual(self.said(), [(None, 1, DAY)])
        self.assertEqual(self.stage.alerts(effects.CLEARED), [_ALERT])
        self.stage.say(sale(2), at(10))
        self.assertEqual(self.asked(), [1])

    def test_a_person_may_say_so_before_anybody_asks(self):
        self.stage.say(deed("ming"), at(8))
        self.stage.say(sale(1), at(9))
        self.assertEqual((self.asked(), self.said()), ([], [("ming", 2, DAY)]))
        self.assertEqual(self.duty.person, "ming")

    def test_the_next_operator_takes_over(self):
        self.stage.say(deed("ming"), at(8))
        self.stage.say(deed("lan"), at(14))
        self.assertEqual(self.said(), [("ming", 2, DAY), ("lan", 2, DAY)])
        self.assertEqual(self.duty.person, "lan")

    def test_other_deeds_and_refused_ones_say_nothing(self):
        self.stage.say(deed("ming", people.ACKNOWLEDGE), at(8))
        self.stage.say(deed("ming", outcome=1), at(8))
        self.assertEqual(self.stage.log, [])

    def test_it_holds_for_its_business_day(self):
        self.stage.say(deed("ming"), at(8))
        self.stage.say(sale(1), at(3, 59, day=DAY + 1))
        self.assertEqual(self.asked(), [])
        self.stage.say(sale(2), at(4, day=DAY + 1))
        self.assertEqual(self.asked(), [2])
        self.assertTrue(self.duty.person is None)

    def test_whoever_was_away_is_asked_again(self):
        for event in ((events.BOOTED,), (events.LINE_SILENT,), (events.TERMINAL_CHANGED,)):
            self.setUp()
            self.stage.say(deed("ming"), at(8))
            self.stage.say(event, at(9))
            self.stage.say(sale(1), at(9))
            self.assertEqual(self.asked(), [1], event)

    def test_without_a_clock_it_is_asked_once_and_the_answer_holds(self):
        self.stage.say(sale(1), unset(0))
        self.stage.say(_PRESS, unset(1))
        self.stage.say(sale(2), unset(2))
        self.stage.say(sale(3), at(9))
        self.assertEqual((self.asked(), self.said()), ([1], [(None, 1, None)]))

    def test_where_the_profile_does_not_want_it_nothing_is_asked(self):
        self.stage = shop.Stage(operator.Operator(shop.profile()))
        self.stage.say(sale(1), at(9))
        self.stage.say(deed("ming"), at(9))
        self.assertEqual(self.stage.log, [])
