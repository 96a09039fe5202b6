# SPDX-License-Identifier: MIT
"""The engine: one command at a time, answers to whoever asked, state that survives a restart."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
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
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), at(12))
        self.stage.say(sale(1), at(12))
        self.stage.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0, 0, None), at(12))
        kinds = [effect[1] for effect in self.stage.log if effect[0] == effects.RECORD]
        self.assertEqual(kinds, [r.R_SALE_STARTED, r.R_SALE, r.R_RECEIPT])
        for kind, fields in zip(kinds, [e[2] for e in self.stage.log if e[0] == effects.RECORD]):
            self.assertEqual(len(fields), r.FIELD_COUNTS[kind])

    def test_the_snapshot_is_whole(self):
        self.stage.say((events.BOOTED,), at(7))
        for trace in range(5):
            self.stage.say(sale(trace, 100 + trace), at(9))
        later = Engine(shop.profile())
        later.restore(list(self.engine.snapshot()))
        self.assertEqual(list(later.snapshot()), list(self.engine.snapshot()))
        self.assertEqual(later.settlement.batch.total_minor, 510)

    def test_a_snapshot_of_another_shape_is_left_alone(self):
        self.stage.say(sale(1, 100), at(9))
        older = list(self.engine.snapshot())[1:]
        later = Engine(shop.profile())
        later.restore(older)
        self.assertEqual(list(later.snapshot()), list(Engine(shop.profile()).snapshot()))

    def test_the_end_of_a_batch_is_news_to_all(self):
        for seen_by_us in (True, False):
            self.setUp()
            self.stage.say((events.BOOTED,), at(7))
            self.stage.say(ended(events.CHECK_STATUS, code=0), at(7))
            self.stage.say(sale(1), at(9))
            self.stage.say((events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 3, 0, 0, None), at(9))
            if seen_by_us:
                self.stage.say((events.BUTTON_HELD,), at(20))
                self.stage.say(ended(events.READ_TOTALS, detail=(0, 0)), at(20))
            else:
                self.stage.say((events.SETTLEMENT_SEEN, 1, 1000, 0), at(20))
            self.assertEqual(self.engine.receipts.owed, [])
            self.assertIn(effects.A_RECEIPT_MISSING, self.stage.alerts(effects.CLEARED))

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
        self.assertEqual(self.stage.records(r.R_SALE), [sale(41)[1][:-1] + (2, None, None, None)])
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(41, 41, 5, 0, 0)])

    def test_the_first_sale_ever_is_not_of_before_our_time(self):
        self.stage.say((events.DEADLINE,), at(7, 10))
        self.stage.say(ended(events.QUERY_LAST, events.REFUSED, 0x83), at(7, 10))
        self.ask(1, at(7, 20))
        self.assertEqual(len(self.stage.records(r.R_SALE)), 1)


class Plans(unittest.TestCase):
    """What each duty says it will do next, and in how many seconds."""

    def setUp(self):
        self.use(shop.profile())

    def use(self, profile):
        self.engine = Engine(profile)
        self.stage = shop.Stage(self.engine)

    def plans(self, now):
        plans = []
        for duty in [each for each in self.engine.duties if each.RULE]:
            does, why = duty.plans()
            plans.append((duty.RULE, does, why, duty.due_in_s(now.mono_ms) if does else None))
        return plans

    def plan(self, rule, now):
        return next(plan[1:] for plan in self.plans(now) if plan[0] == rule)

    def start(self, now):
        self.stage.say((events.BOOTED,), now)
        self.stage.say(ended(events.CHECK_STATUS, code=0), now)

    def test_a_quiet_morning(self):
        self.start(at(7))
        wanted = [
            ("sign_in", "check", effects.WHY_BEFORE_OPENING, 45 * 60),
            ("receipts", None, 0, None),
            ("doubt", None, 0, None),
            ("settlement", "settle", effects.WHY_LATEST_TIME, (13 * 60 + 45) * 60),
            ("filling", None, 0, None),
            ("offline", None, 0, None),
            ("polling", None, 0, None),
            ("printer", None, 0, None),
            ("diagnosis", None, 0, None),
            ("account", None, 0, None),
            ("alarms", "show_open", 0, 60 * 60),
            ("deposits", None, 0, None),
        ]
        self.assertEqual(self.plans(at(7)), wanted)

    def test_sign_in(self):
        self.stage.say((events.BOOTED,), at(7))
        self.assertEqual(self.plan("sign_in", at(7)), ("check", effects.WHY_POWER_UP, 0))
        self.stage.say(ended(events.CHECK_STATUS, code=events.STATUS_INITIALISE), at(7))
        self.assertEqual(self.plan("sign_in", at(7)), ("sign_in", effects.WHY_POWER_UP, 0))
        self.stage.say(ended(events.SIGN_IN, events.REFUSED, 0xA3), at(7))
        self.assertEqual(self.plan("sign_in", at(7)), ("check", effects.WHY_RETRY, 60))

    def test_receipts_and_doubts(self):
        self.start(at(9))
        self.stage.say(sale(1), at(9))
        self.assertEqual(self.plan("receipts", at(9, 0, 5)), ("remind", 0, 15))
        self.stage.say((events.SALE_UNKNOWN, sale(1)[1]), at(9, 0, 5))
        self.assertEqual(self.plan("doubt", at(9, 0, 5)), ("ask_last", effects.WHY_IN_DOUBT, 0))
        self.stage.say(ended(events.QUERY_LAST, events.UNKNOWN), at(9, 0, 6))
        self.assertEqual(self.plan("doubt", at(9, 0, 6)), ("ask_last", effects.WHY_IN_DOUBT, 30))

    def test_settlement_under_way_refused_and_in_doubt(self):
        self.start(at(9))
        self.stage.say(sale(1), at(9))
        closing = ("settle", effects.WHY_CLOSING_BUTTON, 0)
        self.stage.say((events.BUTTON_HELD,), at(20))
        self.assertEqual(self.plan("settlement", at(20)), closing)
        self.stage.say(ended(events.READ_TOTALS, detail=(1, 1000)), at(20))
        self.assertEqual(self.plan("settlement", at(20)), closing)
        self.stage.say(ended(events.SETTLE, events.REFUSED, 0xA3), at(20))
        self.assertEqual(self.plan("settlement", at(20)), ("settle", effects.WHY_RETRY, 120))
        self.stage.say((events.DEADLINE,), at(20, 2))
        self.stage.say(ended(events.READ_TOTALS, detail=(1, 1000)), at(20, 2))
        self.stage.say(ended(events.SETTLE, events.UNKNOWN), at(20, 3))
        doubt = ("ask_totals", effects.WHY_IN_DOUBT, 60)
        self.assertEqual(self.plan("settlement", at(20, 3)), doubt)
        self.stage.say((events.DEADLINE,), at(20, 4))
        self.assertEqual(self.plan("settlement", at(20, 4)), doubt[:2] + (0,))

    def test_without_a_clock_only_the_button(self):
        self.start(shop.unset(0))
        button = ("settle", effects.WHY_CLOSING_BUTTON, None)
        self.assertEqual(self.plan("settlement", shop.unset(0)), button)
        self.assertEqual(self.plan("sign_in", shop.unset(0)), (None, 0, None))

    def test_polling_beside_the_terminal(self):
        self.use(shop.profile(wiring=f.WIRING_BESIDE))
        self.start(at(7))
        self.assertEqual(self.plan("polling", at(7)), ("ask_last", effects.WHY_POLL, 0))
        self.stage.say(ended(events.REGISTER, detail=(0, "29001234")), at(7))
        self.assertEqual(self.plan("polling", at(7)), ("ask_last", effects.WHY_POLL, 30))
