# SPDX-License-Identifier: MIT
"""Beside a locally operated terminal: what is asked when, and what can only be counted."""

import unittest

import shop
from shop import at, ended

from agent import effects, events
from agent.policy import polling
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_QUERY, _STATUS, _TOTALS = events.QUERY_LAST, events.CHECK_STATUS, events.READ_TOTALS


def last(trace, kind=1):
    """The answer to a question for the newest payment."""
    return ended(_QUERY, detail=(kind,) + shop.sale(trace)[1][1:])


class Polling(unittest.TestCase):
    def setUp(self):
        self.duty = polling.Polling(shop.profile(wiring=f.WIRING_BESIDE))
        self.stage = shop.Stage(self.duty)
        self.now = at(9)
        self.stage.say((events.BOOTED,), self.now)
        self.answer(ended(events.REGISTER, detail=(0, "29001234")))

    def answer(self, event):
        self.stage.say(event, self.now)
        news, self.duty.news = self.duty.news, None
        return news

    def due(self):
        """Let the duty's deadline come; return what it asks then."""
        before = len(self.stage.log)
        self.now = shop.Now(self.duty.deadline_ms, self.now.wall_s, self.now.local_s, True)
        self.stage.say((events.DEADLINE,), self.now)
        return [each[1] for each in self.stage.log[before:] if each[0] == effects.COMMAND]

    def begin(self, trace=7):
        """The first round: the newest payment, the totals, and whether it is still the newest."""
        self.assertEqual(self.due(), [_QUERY])
        self.assertTrue(self.answer(last(trace)) is None)
        self.assertEqual(self.due(), [_TOTALS])
        self.assertTrue(self.answer(ended(_TOTALS, detail=(3, 3000))) is None)
        self.assertEqual(self.due(), [_QUERY])
        self.assertEqual(self.answer(last(trace)), (events.TOTALS_SEEN, 3, 3000))

    def test_what_is_asked_in_an_hour_without_sales(self):
        self.begin()
        asked, began_ms = [], self.now.mono_ms
        while self.now.mono_ms - began_ms < 3600000:
            asked += self.due()
            answers = {_QUERY: last(7), _STATUS: ended(_STATUS), _TOTALS: ended(_TOTALS)}
            if asked[-1] == _TOTALS:
                self.answer(ended(_TOTALS, detail=(3, 3000)))
            else:
                self.answer(answers[asked[-1]])
        self.assertTrue(58 <= asked.count(_STATUS) <= 62, asked.count(_STATUS))
        self.assertTrue(11 <= asked.count(_TOTALS) <= 13, asked.count(_TOTALS))
        self.assertTrue(118 <= asked.count(_QUERY) <= 134, asked.count(_QUERY))

    def test_a_sale_between_two_questions_makes_the_totals_worthless(self):
        self.due()
        self.answer(last(7))
        self.due()
        self.answer(ended(_TOTALS, detail=(4, 4000)))
        self.due()
        self.assertEqual(self.answer(last(8)), (events.SALE_FOUND, last(8)[4]))
        self.due()
        self.assertTrue(self.answer(last(8)) is None)

    def test_a_gap_in_the_receipt_numbers_calls_for_the_totals(self):
        self.begin()
        self.due()
        self.assertEqual(self.answer(last(10)), (events.SALE_FOUND, last(10)[4]))
        self.assertEqual(self.due(), [_QUERY])
        self.answer(last(10))
        self.assertEqual(self.due(), [_TOTALS])

    def test_a_question_that_fails_is_not_asked_faster(self):
        self.begin()
        for outcome in (events.UNKNOWN, events.NOT_SENT):
            asked = self.due()
            self.answer(ended(asked[0], outcome, 0x9C))
            self.assertEqual(self.duty.deadline_ms - self.now.mono_ms, 30000)

    def test_a_terminal_without_a_payment_is_asked_for_its_status_all_the_same(self):
        asked = []
        for _ in range(12):
            asked += self.due()
            refused = asked[-1] == _QUERY
            self.answer(ended(_QUERY, events.REFUSED, 0x83) if refused else ended(_STATUS))
        self.assertEqual(self.duty.state, polling.IDLE)
        self.assertTrue(asked.count(_STATUS) >= 2, asked)

    def test_totals_that_are_refused_do_not_make_it_ask_who_the_terminal_is(self):
        self.due()
        self.answer(last(7))
        self.due()
        self.answer(ended(_TOTALS, events.REFUSED, 0x83))
        self.assertEqual(self.duty.state, polling.IDLE)

    def test_in_line_it_asks_nothing(self):
        stage = shop.Stage(polling.Polling(shop.profile()))
        for event in ((events.BOOTED,), (events.LINE_ANSWERING,), (events.DEADLINE,)):
            stage.say(event, at(9))
        self.assertEqual(stage.log, [])


class Counting(unittest.TestCase):
    """What the totals tell in passing, held against the batch."""

    def setUp(self):
        self.engine = Engine(shop.profile(wiring=f.WIRING_BESIDE))
        self.stage = shop.Stage(self.engine)
        self.stage.say(shop.sale(1, 1000), at(12))
        self.batch = self.engine.settlement.batch

    def count(self, count, total_minor):
        self.stage.say((events.TOTALS_SEEN, count, total_minor), at(13))

    def test_what_agrees_is_no_record(self):
        self.count(1, 1000)
        self.count(None, None)
        self.assertEqual(self.stage.records(r.R_UNSEEN), [])
        self.assertEqual(self.stage.records(r.R_SETTLEMENT), [])

    def test_sales_that_nobody_saw_are_counted_once(self):
        self.count(3, 4500)
        self.count(3, 4500)
        self.assertEqual(self.stage.records(r.R_UNSEEN), [(2, 3500)])
        self.assertEqual((self.batch.count, self.batch.total_minor), (3, 4500))

    def test_a_terminal_that_tells_no_sum(self):
        self.count(2, None)
        self.assertEqual(self.stage.records(r.R_UNSEEN), [(1, None)])
        self.assertEqual((self.batch.count, self.batch.total_minor), (2, 1000))

    def test_a_batch_that_somebody_settled_by_hand_is_known_before_closing(self):
        self.count(0, 0)
        states = [each[0] for each in self.stage.records(r.R_SETTLEMENT)]
        self.assertEqual(states, [r.SETTLEMENT_WORDS.index("elsewhere")])
        self.assertEqual((self.batch.count, self.batch.total_minor), (0, 0))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_while_settling_nothing_is_concluded(self):
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.count(5, 5000)
        self.assertEqual(self.stage.records(r.R_UNSEEN), [])

    def test_it_survives_a_restart(self):
        self.count(3, 4500)
        engine = Engine(shop.profile(wiring=f.WIRING_BESIDE))
        engine.replay(shop.sale_record(1))
        engine.replay([r.R_UNSEEN, 1, 0, 0, 2, 3500])
        batch = engine.settlement.batch
        self.assertEqual((batch.count, batch.total_minor), (3, 4500))
