# SPDX-License-Identifier: MIT
"""The desk: which alert stands, what sounds, once more if nobody looks, and not while muted."""

import unittest

from agent import effects, limits
from agent.alerts import desk, panel, patterns
from posminder_formats import people
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_RECEIPT = effects.A_RECEIPT_MISSING
_SILENT_KIND = effects.A_TERMINAL_SILENT
_OPEN = effects.A_SETTLEMENT_OPEN
_AFTER_MS = limits.ESCALATE_MS


class Alerts(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk()

    def raise_(self, alert=_RECEIPT, subject=7, now_ms=0):
        return self.desk.apply(alert, effects.RAISED, subject, now_ms)

    def take(self, state, now_ms=0, alert=_RECEIPT, subject=7):
        return self.desk.apply(alert, state, subject, now_ms)

    def due(self, now_ms):
        standing = self.desk.overdue(now_ms)
        return None if standing is None else (standing.alert, standing.subject)

    def test_each_change_is_told_once(self):
        self.assertTrue(self.raise_())
        self.assertFalse(self.raise_())
        self.assertTrue(self.take(effects.ESCALATED))
        self.assertFalse(self.take(effects.ESCALATED))
        self.assertTrue(self.take(effects.SEEN))
        self.assertFalse(self.take(effects.SEEN))
        self.assertFalse(self.take(effects.ESCALATED))
        self.assertTrue(self.take(effects.CLEARED))
        self.assertFalse(self.take(effects.CLEARED))

    def test_what_does_not_stand_is_neither_seen_nor_escalated(self):
        for state in (effects.SEEN, effects.ESCALATED, effects.CLEARED):
            self.assertFalse(self.take(state))

    def test_an_unseen_alert_is_due_after_its_time_and_once(self):
        self.raise_(now_ms=1000)
        self.assertEqual(self.desk.deadline_ms(), 1000 + _AFTER_MS)
        self.assertTrue(self.due(999 + _AFTER_MS) is None)
        self.assertEqual(self.due(1000 + _AFTER_MS), (_RECEIPT, 7))
        self.take(effects.ESCALATED)
        self.assertTrue(self.due(10**9) is None)
        self.assertTrue(self.desk.deadline_ms() is None)

    def test_the_profile_s_time_counts(self):
        self.desk.escalate_ms = 30000
        self.raise_()
        self.assertEqual(self.desk.deadline_ms(), 30000)

    def test_seen_in_time_is_never_due(self):
        self.raise_()
        self.take(effects.SEEN)
        self.assertTrue(self.desk.deadline_ms() is None)

    def test_raised_anew_it_may_sound_anew(self):
        self.raise_()
        self.take(effects.ESCALATED)
        self.take(effects.CLEARED)
        self.raise_(now_ms=5)
        self.assertEqual(self.desk.deadline_ms(), 5 + _AFTER_MS)

    def test_what_never_sounds_does_not_escalate(self):
        self.raise_(_SILENT_KIND, None)
        self.assertTrue(self.desk.deadline_ms() is None)

    def test_several_come_in_the_order_in_which_they_were_raised(self):
        self.raise_(subject=2, now_ms=5)
        self.raise_(subject=1, now_ms=10)
        self.assertEqual(self.due(10**9), (_RECEIPT, 2))
        self.assertEqual(self.desk.deadline_ms(), 5 + _AFTER_MS)
        self.take(effects.SEEN, subject=2)
        self.assertEqual(self.due(10**9), (_RECEIPT, 1))

    def test_who_is_called_is_called_for_all_unseen_ones_of_that_kind(self):
        self.raise_(_OPEN, 1, now_ms=0)
        self.raise_(_OPEN, 2, now_ms=5)
        self.take(effects.SEEN, 0, _OPEN, 2)
        self.raise_(_OPEN, 3, now_ms=5)
        self.raise_(_RECEIPT, 4, now_ms=5)
        self.take(effects.ESCALATED, 0, _OPEN, 1)
        self.raise_(_OPEN, 5, now_ms=_AFTER_MS)
        called = [self.desk.find(_OPEN, n).passed_to() for n in (1, 2, 3, 5)]
        self.assertEqual(called, [people.SUPERVISOR, None, people.SUPERVISOR, people.SUPERVISOR])
        self.assertTrue(self.desk.find(_RECEIPT, 4).passed_to() is None)
        self.take(effects.ESCALATED, 0, _OPEN, 1)
        self.assertEqual(self.desk.find(_OPEN, 5).passed_to(), people.OWNER)
        self.assertEqual(self.due(10**9), (_RECEIPT, 4))

    def test_sounds(self):
        sound_of = self.desk.sound_of
        self.assertEqual(sound_of(_RECEIPT, effects.RAISED, 0, 0), patterns.SOUND_REMINDER)
        self.assertEqual(sound_of(_RECEIPT, effects.ESCALATED, 1, 0), patterns.SOUND_ALARM)
        self.assertTrue(sound_of(_OPEN, effects.ESCALATED, 2, 0) is None)
        for state in (effects.SEEN, effects.CLEARED, effects.AGAIN, effects.CROWDED_OUT):
            self.assertTrue(sound_of(_RECEIPT, state, 0, 0) is None)
        self.assertTrue(sound_of(_SILENT_KIND, effects.RAISED, 0, 0) is None)

    def test_muting_silences_for_its_time(self):
        self.desk.mute(1000)
        for state in (effects.RAISED, effects.ESCALATED):
            self.assertTrue(self.desk.sound_of(_RECEIPT, state, 1, 1000) is None)
            self.assertTrue(self.desk.sound_of(_RECEIPT, state, 1, 999 + limits.MUTE_MS) is None)
            self.assertTrue(self.desk.sound_of(_RECEIPT, state, 1, 1000 + limits.MUTE_MS))

    def test_muting_changes_nothing_else(self):
        self.desk.mute(0)
        self.assertTrue(self.raise_())
        self.assertEqual(self.due(_AFTER_MS), (_RECEIPT, 7))
        self.assertEqual(self.desk.shown().alert, _RECEIPT)

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
        self.assertTrue(self.desk.unseen() is None)

    def test_a_full_desk_lets_go_of_the_least_urgent(self):
        for subject in range(limits.ALERTS_MAX):
            self.raise_(subject=subject)
            self.assertTrue(self.desk.crowd_out() is None)
        self.take(effects.SEEN, subject=3)
        self.raise_(_OPEN, None)
        gone = self.desk.crowd_out()
        self.assertEqual((gone.alert, gone.subject), (_RECEIPT, 3))
        self.assertTrue(self.desk.crowd_out() is None)
        self.assertEqual(len(self.desk.standing), limits.ALERTS_MAX)

    def test_an_alert_nobody_sees_goes_from_person_to_person(self):
        self.raise_(_OPEN, None)
        standing = self.desk.shown()
        self.assertTrue(standing.passed_to() is None)
        for times, role in ((1, people.SUPERVISOR), (3, people.OWNER)):
            self.assertEqual(self.desk.deadline_ms(), times * _AFTER_MS)
            self.assertTrue(self.take(effects.ESCALATED, alert=_OPEN, subject=None))
            self.assertEqual(standing.passed_to(), role)
        self.assertFalse(self.take(effects.ESCALATED, alert=_OPEN, subject=None))
        self.assertTrue(self.desk.deadline_ms() is None)

    def test_whoever_has_seen_it_keeps_it(self):
        self.raise_(_OPEN, None)
        self.take(effects.ESCALATED, alert=_OPEN, subject=None)
        self.take(effects.SEEN, alert=_OPEN, subject=None)
        self.assertTrue(self.desk.deadline_ms() is None)
        self.assertEqual(self.desk.shown().passed_to(), people.SUPERVISOR)

    def test_in_the_morning_what_was_seen_is_shown_again_and_may_escalate_anew(self):
        self.raise_(subject=7)
        self.raise_(subject=8)
        self.take(effects.ESCALATED, subject=7)
        self.take(effects.SEEN, subject=7)
        self.assertEqual(self.desk.shown().subject, 8)
        self.assertFalse(self.take(effects.AGAIN, 1000, subject=8))
        self.assertTrue(self.take(effects.AGAIN, 1000, subject=7))
        self.assertEqual(self.desk.unseen().subject, 7)
        self.assertTrue(self.desk.find(_RECEIPT, 7).passed_to() is None)
        self.take(effects.SEEN, subject=8)
        self.assertEqual(self.desk.deadline_ms(), 1000 + _AFTER_MS)

    def test_a_notice_does_not_cover_what_somebody_has_seen(self):
        self.raise_()
        self.take(effects.SEEN)
        self.raise_(effects.A_SOUNDS_TOO_OFTEN, _RECEIPT)
        self.assertEqual(self.desk.shown().alert, _RECEIPT)
        self.assertTrue(self.desk.unseen() is None)
        self.take(effects.CLEARED)
        self.assertEqual(self.desk.unseen().alert, effects.A_SOUNDS_TOO_OFTEN)

    def test_notices_give_way_to_closing(self):
        for alert in (effects.A_CLOCK_UNSET, effects.A_SOUNDS_TOO_OFTEN):
            self.assertTrue(desk.Standing(alert, None, 0).notice())
        for alert in (_RECEIPT, _OPEN, effects.A_DRILL):
            self.assertFalse(desk.Standing(alert, None, 0).notice())

    def test_every_alert_has_manners_and_words_in_both_languages_that_fit(self):
        for alert in range(1, len(r.ALERT_WORDS)):
            if not r.ALERT_WORDS[alert]:
                continue
            self.assertNotEqual(desk.lamp_of(desk.Standing(alert, None, 0)), patterns.LAMP_OFF)
            for language in (f.LANGUAGE_EN, f.LANGUAGE_ZH_CN):
                self.assertEqual(len(panel.words(language, alert, 123456)), 2)
        for row in panel.WORDS:
            for line in row[1:]:
                line = line.replace("%s", "123456")
                self.assertEqual(panel.fit(line), line)
        self.assertEqual(panel.words(f.LANGUAGE_ZH_CN, panel.SETTLED, None), ("已结算", "可以关机"))
