# SPDX-License-Identifier: MIT
"""Every duty's law is total and says each thing once."""

import unittest

import shop

from agent.policy import (
    account,
    alarms,
    attended,
    clock_check,
    clock_set,
    deposits,
    diagnosis,
    display,
    doubt,
    duty,
    filling,
    gate,
    identity,
    offline,
    opening,
    operator,
    polling,
    printer,
    receipt,
    settlement,
    sign_in,
)

_DUTIES = (
    attended.Attended,
    sign_in.SignIn,
    identity.Identity,
    settlement.Settlement,
    filling.Filling,
    offline.Offline,
    receipt.Receipts,
    doubt.Doubt,
    polling.Polling,
    printer.Printer,
    clock_check.ClockCheck,
    clock_set.ClockSet,
    diagnosis.Diagnosis,
    display.Display,
    opening.Opening,
    operator.Operator,
    gate.Gate,
    account.Account,
    alarms.Alarms,
    deposits.Deposits,
)

# Duties that look at the settlement's books.
_BESIDE = (identity.Identity, filling.Filling)
# And at another duty.
_TWO_BESIDE = (offline.Offline, gate.Gate, clock_set.ClockSet)


def bits(number):
    """The powers of two that `number` is made of."""
    return [1 << place for place in range(len(bin(number)) - 2)] if number else []


class Tables(unittest.TestCase):
    def test_every_pair_has_exactly_one_row(self):
        for kind in _DUTIES:
            for state in bits(kind.STATES):
                for reading in bits(kind.INPUTS):
                    rows = [row for row in kind.ROWS if state & row[0] and reading & row[1]]
                    self.assertEqual(len(rows), 1, (kind.__name__, state, reading, rows))

    def test_states_and_inputs_leave_no_bit_out(self):
        for kind in _DUTIES:
            self.assertEqual(sum(bits(kind.STATES)), kind.STATES)
            self.assertEqual(sum(bits(kind.INPUTS)), kind.INPUTS)

    def test_every_row_names_known_states_inputs_and_actions(self):
        for kind in _DUTIES:
            for states, inputs, next_state, action in kind.ROWS:
                self.assertEqual(states | kind.STATES, kind.STATES)
                self.assertEqual(inputs | kind.INPUTS, kind.INPUTS)
                self.assertIn(next_state, bits(kind.STATES) + [duty.STAY])
                self.assertTrue(not action or hasattr(kind, action), (kind.__name__, action))

    def test_a_pair_without_a_row_is_refused(self):
        with self.assertRaises(ValueError):
            duty.find(((1, 1, 2, ""),), 1, 2)

    def test_a_duty_starts_in_one_of_its_states(self):
        for kind in _DUTIES:
            beside = (settlement.Settlement(shop.profile()),) if kind in _BESIDE else ()
            beside = (None, None) if kind in _TWO_BESIDE else beside
            self.assertIn(kind(shop.profile(), *beside).state, bits(kind.STATES))
