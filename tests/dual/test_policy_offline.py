# SPDX-License-Identifier: MIT
"""Sales approved off-line: counted by the terminal's word, sent, told when they are too old."""

import unittest

import shop
from shop import at, ended, sale, sale_record

from agent import effects, events, limits
from agent.policy import offline, outcome
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_CUT = (events.ACQUIRER_LINE, events.OFF_LINE)
_BACK = (events.ACQUIRER_LINE, events.ON_LINE)
_SENT, _SEEN, _SETTLED, _STRANDED = 1, 2, 3, 4


class Sales(unittest.TestCase):
    def begin(self, **changes):
        self.engine = Engine(shop.profile(**changes))
        self.duty = self.engine.offline
        self.stage = shop.Stage(self.engine)
        self.say((events.BOOTED,), at(8, 30))
        self.say(ended(events.CHECK_STATUS), at(8, 30))

    def say(self, event, now):
        return self.stage.say(event, now)

    def sell(self, trace, now, line=_CUT, kind=1, result=0):
        self.say((events.SALE_STARTED, kind, 1000, 978), now)
        if line:
            self.say(line, now)
        self.say(sale(trace, result=result, kind=kind), now)
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0, 3, trace), now)

    def sends(self):
        return [e[2] for e in self.stage.log if e[:2] == (effects.COMMAND, events.SEND_OFFLINE)]

    def standing(self):
        states = [
            e[2] for e in self.stage.log if e[:2] == (effects.ALERT, effects.A_OFFLINE_WAITING)
        ]
        return bool(states) and states[-1] == effects.RAISED

    def waits(self):
        return (self.duty.waiting.count, self.duty.waiting.total_minor)

    def ends(self):
        return [(fields[0], fields[1]) for fields in self.stage.records(r.R_OFFLINE)]

    def test_only_what_the_terminal_said_was_approved_off_line_waits(self):
        self.begin()
        self.sell(1, at(9), None)
        self.sell(2, at(9), _BACK)
        self.sell(3, at(9), result=5)
        self.assertEqual((self.waits(), self.duty.state), ((0, 0), offline.NONE))
        self.sell(4, at(9))
        self.sell(5, at(9), None)  # its own dialog said nothing
        self.say((events.SALE_FOUND, sale(6)[1]), at(9))
        self.assertEqual((self.waits(), self.duty.state), ((1, 1000), offline.WAITING))
        self.assertEqual([x[-2] for x in self.stage.records(r.R_SALE)], [None, 2, 1, 1, None, None])

    def test_what_the_register_did_not_take_is_taken_back(self):
        self.begin()
        self.sell(1, at(9))
        self.say(sale(1, kind=events.TYPE_REVERSAL), at(9))
        self.assertEqual((self.waits(), self.duty.state), ((0, 0), offline.NONE))
        self.assertEqual((self.ends(), self.duty.deadline_ms), ([], None))
        self.sell(2, at(9), kind=events.TYPE_REVERSAL)
        self.assertEqual((self.waits(), self.duty.state), ((0, 0), offline.NONE))

    def test_tries_are_bounded_and_grow_apart(self):
        self.begin(offline_limit_s=604800)
        self.sell(1, at(9))
        minute = 5
        for tries in range(limits.OFFLINE_SENDS_MAX):
            then = at(9, minute)
            self.assertEqual(self.duty.deadline_ms, then.mono_ms)
            self.say((events.DEADLINE,), then)
            self.assertEqual((len(self.sends()), self.duty.state), (tries + 1, offline.SENDING))
            answer = (events.REFUSED, 0xFA) if tries % 2 else (events.UNKNOWN, 0)
            self.say(ended(events.SEND_OFFLINE, *answer), then)
            minute += 5 << tries + 1
        self.assertEqual((self.waits(), self.duty.state), ((1, 1000), offline.WAITING))
        self.say((events.DEADLINE,), at(19))
        self.assertEqual(len(self.sends()), limits.OFFLINE_SENDS_MAX)
        self.assertEqual(set(self.sends()), {effects.WHY_NOT_UPLOADED})

    def test_done_ends_it_with_a_record(self):
        self.begin()
        self.sell(1, at(9))
        self.sell(2, at(9, 1))
        self.say((events.DEADLINE,), at(9, 5))
        self.say(ended(events.SEND_OFFLINE), at(9, 5))
        record = (_SENT, 2, 2000, at(9).wall_s)
        self.assertEqual(self.stage.records(r.R_OFFLINE), [record])
        self.assertEqual((self.waits(), self.duty.plans()), ((0, 0), (None, 0)))

    def test_the_acquirer_is_back_one_try_at_once_and_not_with_every_sale(self):
        self.begin()
        self.sell(1, at(9))
        self.sell(2, at(9, 1), _BACK)
        self.say((events.DEADLINE,), at(9, 1))
        self.assertEqual(self.sends(), [effects.WHY_ACQUIRER_BACK])
        self.say(ended(events.SEND_OFFLINE, events.REFUSED, 0xFA), at(9, 1))
        self.sell(3, at(9, 2), _BACK)
        self.say((events.DEADLINE,), at(9, 2))
        self.assertEqual(len(self.sends()), 1)

    def test_told_to_the_second_and_cleared_when_they_went(self):
        self.begin(offline_limit_s=3600)
        self.sell(1, at(9))
        for minute in (5, 15, 35):
            self.say((events.DEADLINE,), at(9, minute))
            self.say(ended(events.SEND_OFFLINE, events.REFUSED, 0xFA), at(9, minute))
        self.assertEqual(self.duty.plans(), ("warn_offline", effects.WHY_NOT_UPLOADED))
        self.say((events.DEADLINE,), at(9, 59, 59))
        self.assertFalse(self.standing())
        self.say((events.DEADLINE,), at(10))
        self.assertTrue(self.standing())
        self.assertEqual(self.duty.plans(), ("send_offline", effects.WHY_NOT_UPLOADED))
        self.say((events.OFFLINE_SENT,), at(10, 1))
        self.assertEqual((self.standing(), self.ends()), (False, [(_SEEN, 1)]))

    def test_told_while_a_try_is_under_way(self):
        self.begin(offline_limit_s=3600)
        self.sell(1, at(9))
        self.say((events.DEADLINE,), at(9, 5))
        self.say((events.DEADLINE,), at(10))
        self.assertEqual((self.standing(), self.duty.state), (True, offline.SENDING))

    def test_a_settlement_that_is_proved_takes_them_along(self):
        for state, went in (
            (outcome.VERIFIED, True),
            (outcome.SEEN, True),
            (outcome.NOTHING, True),
            (outcome.MISMATCH, False),
            (outcome.DEFERRED, False),
        ):
            self.begin()
            self.sell(1, at(9))
            self.engine.settlement.batch.clear()
            self.say((events.BATCH_CLOSED, state, shop.DAY, 1, 1000), at(20))
            self.assertEqual(self.ends(), [(_SETTLED, 1)] if went else [])

    def test_what_was_sold_since_the_settlement_may_be_the_one_that_waits(self):
        self.begin()
        self.sell(1, at(9))
        self.say((events.BATCH_CLOSED, outcome.VERIFIED, shop.DAY, 1, 1000), at(20))
        self.assertEqual((self.ends(), self.waits()), ([], (1, 1000)))

    def test_settled_while_a_try_waits_its_turn(self):
        self.begin()
        self.sell(1, at(9))
        self.say((events.DEADLINE,), at(9, 5))
        self.engine.settlement.batch.clear()
        self.say((events.BATCH_CLOSED, outcome.VERIFIED, shop.DAY, 1, 1000), at(9, 6))
        self.say(ended(events.SEND_OFFLINE, events.REFUSED, 0xFA), at(9, 6))
        self.assertEqual((self.ends(), self.duty.state), ([(_SETTLED, 1)], offline.NONE))

    def test_an_exchanged_terminal_took_them_away(self):
        self.begin()
        self.sell(1, at(9))
        self.say((events.REGISTERED, 0, "29009999", None), at(10))
        self.assertEqual((self.ends(), self.duty.state), ([(_STRANDED, 1)], offline.NONE))

    def test_observing_it_is_written_once_and_told(self):
        self.begin(mode=f.MODE_OBSERVE, offline_limit_s=3600)
        self.sell(1, at(9))
        for minute in (5, 15, 35):
            self.say((events.DEADLINE,), at(9, minute))
        intents = [x for x in self.stage.records(r.R_INTENT) if x[0] == events.SEND_OFFLINE]
        self.assertEqual(intents, [(events.SEND_OFFLINE, effects.WHY_NOT_UPLOADED)])
        self.say((events.DEADLINE,), at(10))
        self.assertEqual((self.sends(), self.standing()), ([], True))

    def test_without_a_trusted_clock_nothing_is_sent_and_age_counts_from_when_it_is_known(self):
        self.begin(offline_limit_s=3600)
        unset = shop.unset(at(9).mono_ms)
        self.sell(1, unset)
        self.assertTrue(self.duty.deadline_ms is None)
        self.say((events.CLOCK_CHANGED,), at(10))
        self.assertEqual(self.duty.waiting.since_s, at(10).wall_s)
        self.assertEqual(self.duty.state, offline.SENDING)

    def test_a_power_cut_forgets_neither_sales_nor_their_age(self):
        self.begin(offline_limit_s=3600)
        self.sell(1, at(9))
        for replayed in (False, True):
            engine = Engine(shop.profile(offline_limit_s=3600))
            if replayed:
                record = sale_record(1, at(9).wall_s)
                engine.replay(record)
                self.assertEqual(engine.offline.waiting.count, 0)
                engine.replay(record[:-2] + [events.OFF_LINE, None])
            else:
                engine.restore(list(self.engine.snapshot()))
            self.assertEqual(engine.offline.waiting.since_s, at(9).wall_s)
            stage = shop.Stage(engine)
            stage.say((events.BOOTED,), at(10, 30))
            stage.say((events.DEADLINE,), at(10, 30))
            self.assertIn(effects.A_OFFLINE_WAITING, stage.alerts(effects.RAISED))

    def test_its_end_is_replayed_and_an_older_record_says_nothing(self):
        engine = Engine(shop.profile())
        record = sale_record(1)
        engine.replay(record[:-2])
        self.assertEqual(engine.offline.waiting.count, 0)
        for end in ([r.R_OFFLINE, 1, 0, 0, _SENT, 1, 1000, 0], None):
            engine.replay(record[:-2] + [events.OFF_LINE, None])
            self.assertEqual(engine.offline.waiting.count, 1)
            changed = [r.R_TERMINAL_CHANGED, 1, 0, 0, 1, 2, None, None, 1, 1, 0, 0, None, 0]
            engine.replay(end or changed)
            self.assertEqual(engine.offline.waiting.count, 0)


if __name__ == "__main__":
    unittest.main()
