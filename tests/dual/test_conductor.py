# SPDX-License-Identifier: MIT
"""The conductor: one order of effects, a state that a restart brings back, time to look again."""

import unittest

import shop
from ram_region import RamRegion

from agent import effects, events, limits
from agent.alerts import patterns
from agent.alerts.counter import Counter
from agent.alerts.desk import Desk
from agent.conductor import Conductor
from agent.journal.journal import Journal
from agent.policy.clock_check import ClockCheck
from agent.policy.engine import Engine
from agent.policy.opening import Opening
from posminder_formats import people
from posminder_formats import records as r


class Clock:
    def __init__(self, now):
        self.instant = now

    def now(self):
        return self.instant

    def mono_ms(self):
        return self.instant.mono_ms


class Notebook:
    """Remembers what was written; `room` is itself, and has room for everything."""

    damaged = False
    percent = 0

    def __init__(self):
        self.written = []
        self.room = self

    def fill_percent(self):
        return self.percent

    def begin_step(self):
        pass

    def end_step(self, mono_ms, wall_s):
        pass

    def offer(self, kind, fields, mono_ms, wall_s):
        self.written.append((kind, fields))
        return True

    def seal_due_ms(self):
        return None


class Part:
    """A lamp, a buzzer or a panel that remembers what it was told."""

    def __init__(self):
        self.told = []

    def show(self, what):
        self.told.append(what)

    play = show


class Link:
    def __init__(self, journal):
        self.journal = journal
        self.asked = []

    def request(self, command, now_ms, said=None):
        self.asked.append((command, len(self.journal.written)))
        return True


class OneBoard(unittest.TestCase):
    """A conductor with a profile, parts that remember, and a clock that a test moves."""

    def setUp(self):
        self.clock = Clock(shop.at(6))
        self.journal = Notebook()
        self.lamp, self.buzzer, self.panel, self.desk = Part(), Part(), Part(), Desk()
        counter = Counter(self.lamp, self.buzzer, self.panel)
        counter.silent = False
        self.conductor = Conductor(self.clock, self.journal, self.desk, counter)
        self.conductor.profile = shop.profile()
        engine = Engine(self.conductor.profile)
        # They sell before the shop opens, and all at noon by the terminal: other tests' matter.
        engine.duties = tuple(
            duty for duty in engine.duties if not isinstance(duty, (ClockCheck, Opening))
        )
        self.conductor.engine = engine
        self.conductor.link = Link(self.journal)

    def say(self, event, now=None):
        self.clock.instant = now or self.clock.instant
        self.conductor.post(event)
        self.conductor.run()


class Conducting(OneBoard):
    def test_an_intent_is_written_before_the_command_goes_out(self):
        self.say((events.BOOTED,))
        self.say(shop.ended(events.CHECK_STATUS, code=events.STATUS_INITIALISE))
        command, written = self.conductor.link.asked[-1]
        self.assertEqual(command, events.SIGN_IN)
        self.assertEqual(self.journal.written[written - 1][0], r.R_INTENT)

    def test_the_duties_look_again_at_least_every_quarter_of_an_hour(self):
        self.say((events.BOOTED,))
        self.say(shop.ended(events.CHECK_STATUS, code=0))
        duty = self.conductor.engine.sign_in
        planned_ms = duty.deadline_ms
        later = shop.at(6, 20)
        later.local_s += 3600  # summer time began meanwhile
        self.assertTrue(later.mono_ms - self.clock.mono_ms() >= limits.POLICY_SLEEP_MS_MAX)
        self.clock.instant = later
        self.conductor.run()
        self.assertEqual(duty.deadline_ms, planned_ms - 3600 * 1000)

    def test_a_filling_or_damaged_journal_is_an_alert_until_somebody_pulls_it(self):
        for name, value, alert in (
            ("percent", limits.JOURNAL_ALERT_PERCENT, effects.A_JOURNAL_FILLING),
            ("damaged", True, effects.A_JOURNAL_DAMAGED),
        ):
            self.conductor.run()
            self.assertFalse(self.desk.stands(alert))
            setattr(self.journal, name, value)
            self.conductor.run()
            self.conductor.run()
            self.assertTrue(self.desk.stands(alert))
            setattr(self.journal, name, 0)
            self.conductor.run()
            self.assertFalse(self.desk.stands(alert))
            told = [fields[:2] for kind, fields in self.journal.written if fields[0] == alert]
            self.assertEqual(told, [(alert, effects.RAISED), (alert, effects.CLEARED)])

    def test_an_answer_that_nobody_waits_for_is_dropped(self):
        self.say(shop.ended(events.READ_TOTALS, detail=None))
        self.assertEqual(self.journal.written, [])


class Restarting(OneBoard):
    """On a real journal, whose sectors begin wherever the records of a step happen to end."""

    def begin(self, shift):
        """Start a board anew, with its first sector `shift` records further."""
        self.setUp()
        self.region = RamRegion(4)
        self.journal = Journal(self.region, self.conductor.snapshot)
        self.journal.open()
        self.conductor._journal = self.journal
        for _ in range(shift):
            self.conductor.record(r.R_LEASE, 1, 1, "tom")

    def restarted(self):
        """Return what a board started now on this flash would know of receipts and batch."""
        engine = Engine(self.conductor.profile)
        engine.duties = ()
        journal = Journal(self.region, engine.snapshot)
        journal.open()

        def take(kind, record):
            if kind == r.R_STATE:
                engine.restore(record[r.HEAD])
            else:
                engine.replay(record)

        journal.replay(take)
        return engine.receipts.snapshot(), engine.settlement.snapshot()

    def known(self):
        engine = self.conductor.engine
        return engine.receipts.snapshot(), engine.settlement.snapshot()

    def test_no_record_of_a_step_is_missed_or_counted_twice_where_a_sector_begins(self):
        for shift in range(8):
            self.begin(shift)
            trace = 0
            while self.journal.room.fill_percent() < 85:
                trace += 1
                self.say(shop.sale(trace, 500), shop.at(6, trace % 60))
                self.say((events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 3, 0, 0, None))
                self.assertEqual(self.restarted(), self.known())
                self.say((events.BUTTON_SHORT,))
                self.assertEqual(self.restarted(), self.known())


class AtTheCounter(OneBoard):
    """Alerts, the button and the panel. A refused receipt is the alert of these tests."""

    def remind(self, trace=1, now=None):
        self.say(shop.sale(trace), now)
        self.say((events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 3, 0, 0, None))

    def wake(self, now):
        """Let the heart sleep until it must wake, and time pass until `now`."""
        self.clock.instant = now
        self.conductor.run()

    def written(self, kind):
        return [fields for each, fields in self.journal.written if each == kind]

    def alert_states(self):
        return [fields[1] for fields in self.written(r.R_ALERT)]

    def test_the_heart_wakes_when_an_alert_escalates(self):
        self.remind()
        due_ms = self.clock.mono_ms() + limits.ESCALATE_MS
        self.assertEqual(self.conductor.deadline_ms(self.clock.mono_ms()), due_ms)

    def test_an_unseen_alert_sounds_once_more_as_an_alarm(self):
        self.remind()
        self.wake(shop.at(6, 4, 59))
        self.assertEqual(self.buzzer.told, [patterns.SOUND_REMINDER])
        self.wake(shop.at(6, 5))
        self.wake(shop.at(9))
        self.assertEqual(self.buzzer.told, [patterns.SOUND_REMINDER, patterns.SOUND_ALARM])
        self.assertEqual(self.alert_states(), [effects.RAISED, effects.ESCALATED])

    def test_what_sounds_too_often_shows_its_lamp_only_and_says_so(self):
        for trace in range(1, limits.SOUNDS_FREE + 3):
            self.remind(trace)
        self.assertEqual(self.buzzer.told, [patterns.SOUND_REMINDER] * limits.SOUNDS_FREE)
        self.assertEqual(self.lamp.told[-1], patterns.LAMP_YELLOW_BLINK)
        receipt, told = effects.A_RECEIPT_MISSING, effects.A_SOUNDS_TOO_OFTEN
        silent = limits.SOUNDS_FREE + 1
        self.assertEqual(
            self.written(r.R_ALERT)[limits.SOUNDS_FREE :],
            [
                (receipt, effects.RAISED, silent, None, None),
                (told, effects.RAISED, receipt, None, None),
                (receipt, effects.RAISED, silent + 1, None, None),
            ],
        )

    def test_the_day_s_end_of_it_is_a_record_too(self):
        for trace in range(1, limits.SOUNDS_FREE + 2):
            self.remind(trace)
        self.wake(shop.at(4, day=shop.DAY + 1))
        cleared = (effects.A_SOUNDS_TOO_OFTEN, effects.CLEARED, None, None, None)
        self.assertTrue(cleared in self.written(r.R_ALERT))

    def test_a_drill_and_a_faulty_journal_are_not_in_the_budget(self):
        for trace in range(1, limits.SOUNDS_FREE + 2):
            self.remind(trace)
        heard = len(self.buzzer.told)
        for alert in (effects.A_DRILL, effects.A_JOURNAL_FAULT):
            self.conductor.alert(alert, effects.RAISED)
        self.assertEqual(len(self.buzzer.told), heard + 2)

    def test_whose_it_is_and_how_many_stand_under_the_words(self):
        self.remind(7)
        self.conductor.alert(effects.A_TERMINAL_SILENT, effects.RAISED)
        self.conductor.run()
        self.assertEqual(self.panel.told[-1][2:], ("Alerts open: 2",))
        self.wake(shop.at(6, 5))
        passed = [fields[4] for fields in self.written(r.R_ALERT) if fields[4]]
        self.assertEqual(passed, [people.SUPERVISOR])
        self.assertEqual(self.panel.told[-1][2:], ("Ask supervisor", "Alerts open: 2"))

    def test_the_morning_begins_with_what_is_open(self):
        self.say((events.BOOTED,))
        self.remind(7)
        self.press(1000)
        self.assertEqual(self.lamp.told[-1], patterns.LAMP_YELLOW)
        self.wake(shop.at(8))
        self.assertEqual(self.lamp.told[-1], patterns.LAMP_YELLOW_BLINK)
        states = [effects.RAISED, effects.SEEN, effects.AGAIN]
        self.assertEqual(self.alert_states(), states)
        self.assertEqual(self.buzzer.told, [patterns.SOUND_REMINDER])

    def test_what_a_full_desk_lets_go_of_is_a_record(self):
        for subject in range(limits.ALERTS_MAX + 1):
            self.conductor.alert(effects.A_RECEIPT_MISSING, effects.RAISED, subject)
        gone = (effects.A_SOUNDS_TOO_OFTEN, effects.CROWDED_OUT, effects.A_RECEIPT_MISSING)
        self.assertEqual(next(f[:3] for f in self.written(r.R_ALERT) if f[1] == gone[1]), gone)
        self.assertEqual(len(self.desk.standing), limits.ALERTS_MAX)

    def test_a_full_desk_is_told_once_a_day_what_sounds_too_often(self):
        for subject in range(3 * limits.ALERTS_MAX):
            self.conductor.alert(effects.A_RECEIPT_MISSING, effects.RAISED, subject)
        told = (effects.A_SOUNDS_TOO_OFTEN, effects.RAISED)
        self.assertEqual([f[:2] for f in self.written(r.R_ALERT)].count(told), 1)

    def test_it_escalates_without_a_profile_too(self):
        self.conductor.engine = self.conductor.profile = None
        self.conductor.alert(effects.A_NOT_SIGNED_IN, effects.RAISED)
        self.wake(shop.at(6, 5))
        self.assertEqual(self.alert_states(), [effects.RAISED, effects.ESCALATED])
        self.wake(shop.at(6, 15))
        self.assertEqual(self.written(r.R_ALERT)[-1][4], people.OWNER)
        self.assertEqual(self.buzzer.told, [patterns.SOUND_ALARM] * 2)

    def test_what_ends_at_that_very_moment_does_not_escalate(self):
        self.remind()
        self.conductor.post((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 1, 0, None))
        self.wake(shop.at(6, 5))
        self.assertEqual(self.alert_states(), [effects.RAISED, effects.CLEARED])

    def press(self, milliseconds):
        """A short press ends so long after six o'clock."""
        now = shop.at(6)
        now.mono_ms += milliseconds
        self.say((events.BUTTON_SHORT,), now)

    def test_a_short_press_has_seen_it(self):
        self.remind()
        self.press(1000)
        self.wake(shop.at(7, 59))
        self.assertEqual(self.alert_states(), [effects.RAISED, effects.SEEN])
        self.assertEqual(self.written(r.R_BUTTON), [(1,)])

    def test_two_presses_mute_and_only_the_first_has_seen_something(self):
        self.remind(1)
        self.remind(2)
        self.press(1000)
        self.press(1000 + limits.BUTTON_TWICE_MS)
        self.assertEqual(self.written(r.R_BUTTON), [(1,), (3,)])
        self.assertEqual(self.alert_states(), [effects.RAISED, effects.RAISED, effects.SEEN])
        sounded = list(self.buzzer.told)
        self.remind(3, shop.at(6, 1))
        self.wake(shop.at(6, 10))
        self.assertEqual(self.buzzer.told, sounded)
        # One call is for both that nobody has seen.
        self.assertEqual(self.alert_states()[3:], [effects.RAISED, effects.ESCALATED])

    def test_muting_ends(self):
        self.press(0)
        self.press(500)
        self.remind(1, shop.at(6, 30))
        self.assertEqual(self.buzzer.told, [])
        self.remind(2, shop.at(6, 30, 1))
        self.assertEqual(self.buzzer.told, [patterns.SOUND_REMINDER])

    def test_slower_presses_are_single_ones(self):
        self.press(0)
        self.press(limits.BUTTON_TWICE_MS + 1)
        self.assertEqual(self.written(r.R_BUTTON), [(1,), (1,)])

    def test_a_third_press_begins_anew(self):
        for milliseconds in (0, 500, 1000):
            self.press(milliseconds)
        self.assertEqual(self.written(r.R_BUTTON), [(1,), (3,), (1,)])

    def test_a_held_button_between_two_presses_is_closing_and_parts_them(self):
        self.press(0)
        self.say((events.BUTTON_HELD,))
        self.press(1000)
        self.assertEqual(self.written(r.R_BUTTON), [(1,), (2,), (1,)])
        self.assertEqual(self.conductor.link.asked[0][0], events.READ_TOTALS)

    def test_after_a_deferral_nothing_has_to_be_done_until_the_next_day(self):
        self.conductor.profile = shop.profile(settle_min_minor=2000)
        self.conductor.engine = Engine(self.conductor.profile)
        self.say(shop.sale(1), shop.at(12))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.say((events.BUTTON_HELD,), shop.at(20))
        self.say(shop.ended(events.READ_TOTALS, detail=(1, 1000)))
        self.assertEqual(self.panel.told[-1], ("Below minimum: later", "You may switch off."))
        self.wake(shop.at(8, day=shop.DAY + 1))
        self.assertEqual(self.panel.told[-1], ("Open sales: 1",))

    def test_who_closes_without_a_clock_sees_that_it_is_done(self):
        now = shop.unset(1000)
        self.conductor.alert(effects.A_CLOCK_UNSET, effects.RAISED)
        self.say(shop.sale(1), now)
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.assertEqual(self.panel.told[-1], ("Clock not trusted", "Settle by button"))
        self.say((events.BUTTON_HELD,))
        self.assertEqual(self.panel.told[-1], ("Settling ...", "Please wait"))
        self.say(shop.ended(events.READ_TOTALS, detail=(1, 1000)))
        self.say(shop.ended(events.SETTLE, detail=(1, 1000)))
        self.say(shop.ended(events.READ_TOTALS, detail=(0, 0)))
        self.assertEqual(self.panel.told[-1], ("Settled.", "You may switch off."))
        self.assertEqual(self.lamp.told[-1], patterns.LAMP_YELLOW)
        self.wake(shop.unset(3600000))
        self.assertEqual(self.panel.told[-1], ("Settled.", "You may switch off."))
        self.say(shop.sale(2), shop.unset(3601000))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.assertEqual(self.panel.told[-1], ("Clock not trusted", "Settle by button"))

    def test_what_was_closed_before_the_clock_was_lost_is_not_todays(self):
        self.say((events.BUTTON_HELD,), shop.at(20))
        self.say(shop.ended(events.READ_TOTALS, detail=(0, 0)))
        self.assertEqual(self.panel.told[-1], ("Settled.", "You may switch off."))
        self.conductor.alert(effects.A_CLOCK_UNSET, effects.RAISED)
        self.wake(shop.unset(80000000))
        self.assertEqual(self.panel.told[-1], ("Clock not trusted", "Settle by button"))

    def test_a_fresh_board_has_settled_nothing(self):
        self.say((events.BOOTED,), shop.at(21))
        self.say(shop.ended(events.CHECK_STATUS, code=0))
        self.assertEqual(self.panel.told[-1], ("Signed in", "Open sales: 0"))
