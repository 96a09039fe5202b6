# SPDX-License-Identifier: MIT
"""The engine: one command at a time, answers to whoever asked, state that survives a restart."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.alerts import desk, panel
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f
from posminder_formats import records as r


class Asking(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(shop.profile())
        self.stage = shop.Stage(self.engine)

    def test_one_command_is_out_at_a_time(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say((events.BUTTON_HELD,), at(7))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS])
        self.stage.say(ended(events.CHECK_STATUS, code=0), at(7))
        self.assertEqual(self.stage.commands(), [events.CHECK_STATUS, events.READ_TOTALS])

    def test_a_status_is_news_to_all(self):
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(ended(events.CHECK_STATUS, code=0xF0), at(7))
        self.assertEqual(self.stage.commands()[1:], [events.READ_TOTALS])  # settlement is demanded
        self.assertEqual(self.stage.records(r.R_TERMINAL), [(0xF0, None)])

    def test_records_are_changes_not_polls(self):
        for hour in (7, 8, 9):
            self.stage.say((events.TERMINAL_STATUS, 0), at(hour))
        self.assertEqual(len(self.stage.records(r.R_TERMINAL)), 1)

    def test_a_sale_is_three_records(self):
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), at(9))
        self.stage.say(sale(1), at(9))
        self.stage.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0), at(9))
        kinds = [effect[1] for effect in self.stage.log if effect[0] == effects.RECORD]
        self.assertEqual(kinds, [r.R_SALE_STARTED, r.R_SALE, r.R_RECEIPT])
        for kind, fields in zip(kinds, [e[2] for e in self.stage.log if e[0] == effects.RECORD]):
            self.assertEqual(len(fields), r.FIELD_COUNTS[kind])

    def test_the_snapshot_is_whole(self):
        self.stage.say((events.BOOTED,), at(7))
        for trace in range(5):
            self.stage.say(sale(trace, 100 + trace), at(9))
        later = Engine(shop.profile())
        later.restore(self.engine.snapshot())
        self.assertEqual(later.snapshot(), self.engine.snapshot())
        self.assertEqual(later.settlement.batch.total_minor, 510)

    def test_the_next_deadline_is_never_far(self):
        self.assertEqual(self.engine.deadline_ms(1000), 1000 + 900000)


class Beside(unittest.TestCase):
    def setUp(self):
        self.stage = shop.Stage(Engine(shop.profile(wiring=f.WIRING_BESIDE)))
        self.stage.say((events.BOOTED,), at(7))
        self.stage.say(ended(events.CHECK_STATUS, code=0), at(7))
        self.stage.say(ended(events.REGISTER, detail=(0, "29001234")), at(7))

    def ask(self, trace, now):
        self.stage.say((events.DEADLINE,), now)
        self.stage.say(ended(events.QUERY_LAST, detail=sale(trace)[1]), now)

    def test_the_last_sale_is_asked_for_and_what_cannot_be_known_is_said(self):
        self.ask(40, at(8))
        self.assertEqual(self.stage.records(r.R_SALE), [])  # of before our time
        self.ask(40, at(8, 10))
        self.ask(41, at(8, 20))
        self.assertEqual(self.stage.records(r.R_SALE), [sale(41)[1] + (2,)])
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(41, 41, 5, 0)])

    def test_the_first_sale_ever_is_not_of_before_our_time(self):
        self.stage.say((events.DEADLINE,), at(7, 10))
        self.stage.say(ended(events.QUERY_LAST, events.REFUSED, 0x83), at(7, 10))
        self.ask(1, at(7, 20))
        self.assertEqual(len(self.stage.records(r.R_SALE)), 1)


class Alerts(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk()

    def test_raising_twice_is_one_alert(self):
        self.assertTrue(self.desk.apply(1, effects.RAISED, 17, 0))
        self.assertFalse(self.desk.apply(1, effects.RAISED, 17, 5))
        self.assertTrue(self.desk.apply(1, effects.RAISED, 18, 5))

    def test_the_gravest_unseen_is_shown(self):
        self.desk.apply(effects.A_RECEIPT_MISSING, effects.RAISED, 17, 0)
        self.desk.apply(effects.A_NOT_SIGNED_IN, effects.RAISED, None, 1)
        self.assertEqual(self.desk.shown().alert, effects.A_NOT_SIGNED_IN)
        self.desk.apply(effects.A_NOT_SIGNED_IN, effects.SEEN, None, 2)
        self.assertEqual(self.desk.shown().alert, effects.A_RECEIPT_MISSING)
        self.assertTrue(self.desk.apply(effects.A_RECEIPT_MISSING, effects.CLEARED, None, 3))
        self.assertIsNone(self.desk.unseen())

    def test_standing_alerts_are_bounded(self):
        for subject in range(40):
            self.desk.apply(effects.A_RECEIPT_MISSING, effects.RAISED, subject, 0)
        self.assertEqual(len(self.desk.standing), 16)

    def test_every_alert_has_words_in_both_languages_that_fit(self):
        for alert in range(1, len(r.ALERT_WORDS)):
            for language in (f.LANGUAGE_EN, f.LANGUAGE_ZH_CN):
                self.assertEqual(len(panel.words(language, alert, 123456)), 2)
        for row in panel.WORDS:
            for line in row[1:]:
                line = line.replace("%s", "123456")
                self.assertEqual(panel.fit(line), line)
        self.assertEqual(panel.words(f.LANGUAGE_ZH_CN, panel.SETTLED, None), ("已结算", "可以关机"))
