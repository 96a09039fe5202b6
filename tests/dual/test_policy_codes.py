# SPDX-License-Identifier: MIT
"""Every code that a ZVT terminal may tell, and what the board does about it: all duties together.

As a sale's result or an abort's, as the status enquiry's answer, and as an intermediate status.
What asks nothing and alerts nobody is in the journal all the same.
"""

import unittest

import shop
from shop import at, ended

from agent import effects, events
from agent.policy.engine import Engine
from agent.terminals.zvt import fields
from posminder_formats import records as r

_STATUS, _TOTALS = events.CHECK_STATUS, events.READ_TOTALS
# A result after which the terminal is asked something, by the first command that goes out.
_RESULTS = (
    (_TOTALS, (0x6A, 0xB1, 0xF0)),  # it sells no more before it is settled
    (events.DIAGNOSE, (0xC2,)),
    (_STATUS, (0x85,)),  # keys missing: its status, then a sign-in
    (_STATUS, (0x6B, 0x83, 0x89, 0xB2, 0xBF, 0xC0, 0xC1, 0xC4, 0xCC, 0xDF, 0xE0, 0xE2, 0xE4)),
    (_STATUS, (0xF5, 0xF6, 0xFF)),
    # The card, the customer, the acquirer or the line to him: nothing that a board could do.
    (None, (0x01, 0x05, 0x33, 0x63, 0x64, 0x65, 0x66, 0x6C, 0x6F, 0x77, 0x7D, 0x9A, 0x9B, 0x9C)),
    (None, (0xA0, 0xA1, 0xA3, 0xB4, 0xB5, 0xC3, 0xC5, 0xFA, 0xFB, 0xFD)),
)
_NOT_READY, _NOT_SIGNED_IN = effects.A_TERMINAL_NOT_READY, effects.A_NOT_SIGNED_IN
# A status: the command it calls for, the alert that it raises at once.
_STATES = (
    (None, None, (0x00, 0x9C, 0xDC, 0xE1)),
    (events.SIGN_IN, None, (0x51, 0x102)),
    (events.DIAGNOSE, None, (0x62, 0xC2)),
    (_TOTALS, None, (0xB1, 0xF0)),
    (None, effects.A_PRINTER_FAULT, (0xCC,)),
    (None, _NOT_READY, (0xB2, 0xBF, 0xC0, 0xC1, 0xC4, 0xDF, 0xE0, 0xE2, 0xE3, 0xE4, 0xF6, 0x103)),
    (None, _NOT_READY, (0x33, 0xAB)),  # no table has them: it is not ready, and nobody knows why
)
_STEPS = (
    ((0x05, 0x45), (events.TERMINAL_STEP, 4)),
    ((0x0F, 0x4F), (events.SETTLES_ITSELF,)),
    ((0x1A, 0x5A), (events.TERMINAL_STEP, 5)),
    ((0xC9,), (events.DIAGNOSED,)),
    ((0xCA,), (events.SIGN_IN_SEEN,)),
    ((0xCB,), (events.TERMINAL_STATUS, 0xB2)),
    ((0xF1,), (events.ACQUIRER_LINE, events.OFF_LINE)),
    ((0xF2,), (events.ACQUIRER_LINE, events.ON_LINE)),
    ((0x00, 0x04, 0x06, 0x0A, 0x17, 0x44, 0x4A, 0x85, 0x8F, 0xC8, 0xD2, 0xD3, 0xFF), None),
)


class Codes(unittest.TestCase):
    def open(self):
        """A shop whose terminal is ready, signed in, and has sold."""
        self.stage = shop.Stage(Engine(shop.profile()))
        self.stage.say((events.BOOTED,), at(9))
        self.stage.say(ended(_STATUS), at(9))
        self.stage.say(shop.sale(1), at(9, 1))
        del self.stage.log[:]

    def test_every_result(self):
        for command, results in _RESULTS:
            for code in results:
                self.open()
                self.stage.say(shop.sale(2, result=code), at(9, 2))
                wanted = [] if command is None else [command]
                self.assertEqual(self.stage.commands(), wanted, hex(code))
                self.assertEqual(self.stage.records(r.R_SALE)[0][1], code)

    def test_every_status(self):
        for command, alert, codes in _STATES:
            for code in codes:
                self.open()
                self.stage.say((events.TERMINAL_STATUS, code), at(9, 2))
                wanted = [] if command is None else [command]
                self.assertEqual(self.stage.commands(), wanted, hex(code))
                raised = [] if alert is None else [alert]
                self.assertEqual(self.stage.alerts(effects.RAISED), raised, hex(code))
                if code:
                    self.assertEqual(self.stage.records(r.R_TERMINAL), [(code, None)])
                self.stage.say((events.TERMINAL_STATUS, 0), at(9, 3))
                if alert is not None:
                    self.assertTrue(alert in self.stage.alerts(effects.CLEARED), hex(code))

    def test_a_printer_or_a_full_journal_that_refused_a_sale_is_told(self):
        for code, alert in ((0xCC, effects.A_PRINTER_FAULT), (0xB2, _NOT_READY)):
            self.open()
            self.stage.say(shop.sale(2, result=code), at(9, 2))
            self.stage.say(ended(_STATUS, code=code), at(9, 2))
            self.assertEqual(self.stage.alerts(effects.RAISED), [alert])

    def test_every_intermediate_status(self):
        for codes, wanted in _STEPS:
            for code in codes:
                self.assertEqual(fields.told_step(bytes((code,)), 0, 1), wanted, hex(code))

    def test_a_step_is_written_down(self):
        for state in (events.STEP_REVERSING, events.STEP_SERVICE):
            self.open()
            self.stage.say((events.TERMINAL_STEP, state), at(9, 2))
            self.assertEqual(self.stage.records(r.R_LINE), [(1, state)])

    def test_the_statuses_of_the_specification_are_all_here(self):
        told = set()
        for _command, _alert, codes in _STATES:
            told |= set(codes)
        spec = (
            b"\x00\x51\x62\x9c\xb1\xb2\xbf\xc0\xc1\xc2\xc4\xcc\xdc\xdf\xe0\xe1\xe2\xe3\xe4\xf0\xf6"
        )
        self.assertEqual(set(spec) - told, set())
