# SPDX-License-Identifier: MIT
"""The terminal's own printer: known by its status only, and one duplicate where it is allowed."""

import unittest

import shop
from shop import at, ended, sale

from agent import effects, events
from agent.policy.engine import Engine
from posminder_formats import records as r

_NOT_VISIBLE = (events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None)
_OUT = events.STATUS_PRINTER
_STATUS, _REPEAT = events.CHECK_STATUS, events.REPEAT_RECEIPT


class PrinterTest(unittest.TestCase):
    def setUp(self):
        self.start(auto_duplicate=1)

    def start(self, **changes):
        self.stage = shop.Stage(Engine(shop.profile(**changes)))
        self.stage.say((events.BOOTED,), at(8))
        self.stage.say(ended(_STATUS), at(8))
        self.stage.log.clear()

    def sell(self, trace, now):
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), now)
        self.stage.say(sale(trace), now)
        self.stage.say(_NOT_VISIBLE, now)

    def receipts(self):
        """(trace, state) of every receipt record."""
        return [(fields[0], fields[2]) for fields in self.stage.records(r.R_RECEIPT)]

    def faults(self):
        """What was said of A_PRINTER_FAULT."""
        fault = (effects.ALERT, effects.A_PRINTER_FAULT)
        return [effect[2] for effect in self.stage.log if effect[:2] == fault]

    def test_a_printer_that_is_ready_after_the_sale_has_printed_as_far_as_anybody_knows(self):
        self.sell(1, at(9))
        self.assertEqual(self.stage.commands(), [_STATUS])
        self.stage.say(ended(_STATUS), at(9, 0, 8))
        self.assertEqual(self.receipts(), [(1, events.RECEIPT_NOT_VISIBLE)])
        self.assertEqual(self.stage.commands(), [_STATUS])

    def test_one_that_is_not_ready_left_no_receipt_and_repeats_it_once_with_new_paper(self):
        self.sell(1, at(9))
        self.stage.say(ended(_STATUS, code=_OUT), at(9, 0, 8))
        self.assertEqual(self.receipts()[-1], (1, events.RECEIPT_IMPOSSIBLE))
        self.assertEqual(self.faults(), [effects.RAISED])
        self.stage.say((events.DEADLINE,), at(9, 0, 37))
        self.assertEqual(self.stage.commands(), [_STATUS])
        self.stage.say((events.DEADLINE,), at(9, 0, 38))
        self.stage.say(ended(_STATUS), at(9, 0, 39))
        self.assertEqual(self.stage.commands(), [_STATUS, _STATUS, _REPEAT])
        self.assertEqual(self.faults(), [effects.RAISED, effects.CLEARED])
        self.stage.say(ended(_REPEAT), at(9, 0, 45))
        self.assertEqual(self.receipts()[-1], (1, events.RECEIPT_DUPLICATE))
        self.assertTrue(effects.A_RECEIPT_MISSING in self.stage.alerts(effects.CLEARED))

    def test_whatever_comes_of_the_duplicate_there_is_no_second_one(self):
        for outcome in (events.REFUSED, events.UNKNOWN, events.NOT_SENT):
            self.setUp()
            self.sell(1, at(9))
            self.stage.say(ended(_STATUS, code=_OUT), at(9))
            self.stage.say((events.TERMINAL_STATUS, 0), at(9, 0, 5))
            self.stage.say(ended(_REPEAT, outcome), at(9, 0, 9))
            self.stage.say((events.TERMINAL_STATUS, 0), at(9, 1))
            self.assertEqual(self.stage.commands(), [_STATUS, _REPEAT])
            self.assertEqual(self.receipts()[-1], (1, events.RECEIPT_IMPOSSIBLE))

    def test_the_next_sale_ends_the_chance(self):
        self.sell(1, at(9))
        self.stage.say(ended(_STATUS, code=_OUT), at(9))
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), at(9, 0, 5))
        self.stage.say((events.TERMINAL_STATUS, 0), at(9, 0, 6))
        self.assertEqual(self.stage.commands(), [_STATUS])

    def test_a_duplicate_that_another_sale_overtook_proves_nothing(self):
        self.sell(1, at(9))
        self.stage.say(ended(_STATUS, code=_OUT), at(9))
        self.stage.say((events.TERMINAL_STATUS, 0), at(9, 0, 5))
        self.sell(2, at(9, 0, 7))
        self.stage.say(ended(_REPEAT), at(9, 0, 15))
        duplicates = [trace for trace, state in self.receipts() if state == 4]
        self.assertEqual(duplicates, [])

    def test_a_sale_while_the_printer_is_known_not_to_be_ready(self):
        self.start()
        self.stage.say((events.TERMINAL_STATUS, _OUT), at(9))
        self.sell(1, at(9))
        self.assertEqual(self.receipts(), [(1, events.RECEIPT_IMPOSSIBLE)])
        self.assertEqual(self.stage.commands(), [])
        self.assertEqual(self.faults(), [effects.RAISED])
        self.stage.say((events.TERMINAL_STATUS, 0), at(9, 1))
        self.sell(2, at(9, 1))
        self.assertEqual(self.receipts()[-1], (2, events.RECEIPT_NOT_VISIBLE))

    def test_nothing_is_repeated_unless_the_profile_and_the_clock_allow_it(self):
        for changes in ({"auto_duplicate": 0}, {"auto_duplicate": 1, "mode": 0}):
            self.start(**changes)
            self.sell(1, at(9))
            self.assertEqual(self.stage.commands(), [])
        self.setUp()
        self.sell(1, shop.unset(1000))
        self.stage.say(ended(_STATUS, code=_OUT), shop.unset(2000))
        self.stage.say((events.TERMINAL_STATUS, 0), shop.unset(3000))
        self.assertEqual(self.stage.commands(), [_STATUS])
        self.assertEqual(self.receipts()[-1], (1, events.RECEIPT_IMPOSSIBLE))

    def test_an_impossible_receipt_comes_back_after_a_restart_and_is_repeated_by_nobody(self):
        self.sell(1, at(9))
        self.stage.say(ended(_STATUS, code=_OUT), at(9))
        later = Engine(shop.profile(auto_duplicate=1))
        later.replay(shop.sale_record(1))
        for fields in self.stage.records(r.R_RECEIPT):
            later.replay([r.R_RECEIPT, 1, 0, 0] + list(fields))
        self.assertEqual([owed.trace for owed in later.receipts.owed], [1])
        stage = shop.Stage(later)
        stage.say((events.TERMINAL_STATUS, 0), at(9, 1))
        self.assertEqual(stage.commands(), [])


if __name__ == "__main__":
    unittest.main()
