# SPDX-License-Identifier: MIT
"""A question at the board: for whom a yes is good, how long, and which press is one."""

import unittest

from agent import events, limits
from agent.consent import UNLOCK, Consent
from posminder_formats import commands, people, profile_check
from posminder_formats import profile_fields as f

_LIMITS = f.CHANGES_LIMITS
_END = limits.CONSENT_MS


class TestConsent(unittest.TestCase):
    def setUp(self):
        self.consent = Consent()

    def test_nothing_is_asked_at_first(self):
        self.assertTrue(self.consent.about(0) is None)
        self.assertTrue(self.consent.due_ms() is None)
        self.assertFalse(self.consent.takes(events.BUTTON_LONG, 0))
        self.assertFalse(self.consent.lapse(1 << 40))

    def test_a_yes_is_used_once(self):
        self.assertEqual(self.consent.ask(UNLOCK, b"one", 5), _END)
        self.assertEqual(self.consent.ask(UNLOCK, b"one", 1005), _END - 1000)
        self.assertTrue(self.consent.takes(events.BUTTON_SHORT, 1006))
        self.assertFalse(self.consent.takes(events.BUTTON_SHORT, 1007))
        self.assertEqual(self.consent.ask(UNLOCK, b"one", 2000), 0)
        self.assertEqual(self.consent.ask(UNLOCK, b"one", 2001), _END)

    def test_a_yes_is_for_what_was_asked_and_not_for_what_comes_after(self):
        self.consent.ask(UNLOCK, b"one", 0)
        self.consent.give()
        self.assertEqual(self.consent.ask(UNLOCK, b"two", 1), _END)
        self.assertEqual(self.consent.ask(UNLOCK, b"one", 2), _END)
        self.consent.give()
        self.assertEqual(self.consent.ask(_LIMITS, b"one", 3), _END)

    def test_it_lapses_answered_or_not(self):
        for given in (False, True):
            self.consent.ask(_LIMITS, b"one", 0)
            if given:
                self.consent.give("anna")
            self.assertEqual(self.consent.due_ms(), _END)
            self.assertFalse(self.consent.lapse(_END - 1))
            self.assertTrue(self.consent.about(_END) is None)
            self.assertTrue(self.consent.lapse(_END))
            self.assertEqual(self.consent.ask(_LIMITS, b"one", _END + 1), _END)
            self.assertFalse(self.consent.takes(events.BUTTON_LONG, 2 * _END + 1))
            self.assertTrue(self.consent.lapse(2 * _END + 1))

    def test_a_yes_that_comes_too_late_is_none(self):
        self.consent.ask(_LIMITS, b"one", 0)
        self.consent.give()
        self.assertEqual(self.consent.ask(_LIMITS, b"one", _END), _END)

    def test_any_press_lets_in_and_only_a_very_long_one_changes_money(self):
        for press in (events.BUTTON_SHORT, events.BUTTON_HELD, events.BUTTON_LONG):
            self.consent.ask(UNLOCK, b"one", 0)
            self.assertTrue(self.consent.takes(press, 1))
            self.consent.ask(_LIMITS, b"one", 2)
            self.assertEqual(self.consent.takes(press, 3), press == events.BUTTON_LONG)
            self.consent.ask(UNLOCK, b"another", 4)


class TestGuarded(unittest.TestCase):
    def test_each_guarded_field_is_told_from_every_other(self):
        names = {row[0]: row[1] for row in f.FIELDS}
        values = {row[0]: row[5] for row in f.FIELDS}
        old = profile_check.guarded(values)
        self.assertEqual(profile_check.change(old, old), 0)
        for key, what in f.GUARDED:
            self.assertTrue(key in names)
            other = dict(values)
            other[key] = "another"
            self.assertEqual(profile_check.change(old, profile_check.guarded(other)), what)
        for key in names:
            if key not in [row[0] for row in f.GUARDED]:
                other = dict(values)
                other[key] = "another"
                self.assertEqual(profile_check.change(old, profile_check.guarded(other)), 0)

    def test_one_numbering_for_lease_and_profile(self):
        self.assertEqual(commands.WAITS_LEASE, UNLOCK)
        self.assertFalse(UNLOCK in [row[1] for row in f.GUARDED])
        self.assertFalse(people.may(people.TECHNICIAN, people.CHANGE))
        self.assertFalse(people.may(people.CASHIER, people.CHANGE))


if __name__ == "__main__":
    unittest.main()
