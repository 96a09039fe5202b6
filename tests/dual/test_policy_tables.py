# SPDX-License-Identifier: MIT
"""Every duty's law is total and says each thing once."""

import unittest

import shop

from agent.policy import duty, polling, receipt, settlement, sign_in

_DUTIES = (sign_in.SignIn, settlement.Settlement, receipt.Receipts, polling.Polling)


class Tables(unittest.TestCase):
    def test_every_pair_has_exactly_one_row(self):
        for kind in _DUTIES:
            for state in kind.STATES:
                for reading in kind.INPUTS:
                    rows = [row for row in kind.ROWS if state in row[0] and reading in row[1]]
                    self.assertEqual(len(rows), 1, (kind.__name__, state, reading, rows))

    def test_every_row_names_known_states_inputs_and_actions(self):
        for kind in _DUTIES:
            for states, inputs, next_state, action in kind.ROWS:
                for state in states:
                    self.assertIn(state, kind.STATES)
                for reading in inputs:
                    self.assertIn(reading, kind.INPUTS)
                known = kind.STATES + (duty.STAY, receipt.PRINTED)
                self.assertIn(next_state, known)
                self.assertTrue(not action or hasattr(kind, action), (kind.__name__, action))

    def test_a_pair_without_a_row_is_refused(self):
        with self.assertRaises(ValueError):
            duty.find((((1,), (1,), 2, ""),), 1, 2)

    def test_a_duty_starts_in_one_of_its_states(self):
        for kind in _DUTIES:
            self.assertIn(kind(shop.profile()).state, kind.STATES)
