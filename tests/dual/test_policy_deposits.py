# SPDX-License-Identifier: MIT
"""Deposits: due days over cut-over and holidays, asking, confirming, restarts, looking ahead."""

import unittest

import shop
from shop import Stage, at, unset

from agent import effects, events, limits
from agent.policy import deposits, outcome
from agent.policy.deposits import WIDTH, Deposits
from posminder_formats import profile_fields as f
from posminder_formats import records as r

NATIONAL_DAY = 20727  # 2026-10-01, a Thursday; the bank is closed until the 7th
TURNED = [20721, 20727, 20728, 20731, 20732, 20733]  # 25 September and the week
MONDAY = 20724  # 2026-09-28
OVERDUE_S = 22 * 3600
T_PLUS_1, T_PLUS_0, D_PLUS_1 = f.CYCLE_BANK + 1, f.CYCLE_BANK, f.CYCLE_CALENDAR + 1


def profile(**changes):
    values = {
        "bank_days": [20454, 20818, TURNED],
        "deposit_cycle": T_PLUS_1,
        "deposit_overdue_s": OVERDUE_S,
        "deposit_watch": True,
        "cut_over_min": 23 * 60,
    }
    values.update(changes)
    return shop.profile(**values)


def closed(day, state=outcome.VERIFIED, count=3, total_minor=4500):
    return (events.BATCH_CLOSED, state, day, count, total_minor)


def settlement(day, wall_s, state=outcome.VERIFIED, count=3):
    return [r.R_SETTLEMENT, 1, 0, wall_s, state, day, count, 4500, 0]


class Case(unittest.TestCase):
    def begin(self, **changes):
        self.duty = Deposits(profile(**changes))
        self.stage = Stage(self.duty)
        return self.duty

    def settle(self, day, hour=22, minute=0, **changes):
        return self.stage.say(closed(day, **changes), at(hour, minute, day=day))

    def tell(self, number, state, now, amount=None, reason=None):
        return self.stage.say((events.CREDIT_TOLD, number, state, amount, reason), now)

    def look(self, now):
        """Wake the duty if it is time, as the engine does."""
        return self.stage.say((events.DEADLINE,), now)

    def due_days(self):
        return [fields[4] for fields in self.stage.records(r.R_EXPECTED)]

    def alerts(self, kind):
        return [e[2:] for e in self.stage.log if e[0] == effects.ALERT and e[1] == kind]


class Expecting(Case):
    def test_bank_days_are_counted_from_the_clearing_day(self):
        self.begin()
        self.settle(MONDAY)
        self.settle(MONDAY + 1, 23)  # at the cut-over: the next day's clearing
        self.settle(MONDAY + 2)
        self.assertEqual(self.due_days(), [MONDAY + 1, 20734, 20734])

    def test_small_hours_belong_to_the_evening_and_lie_after_its_cut_over(self):
        self.begin(day_starts_min=240)
        self.stage.say(closed(MONDAY), at(0, 30, day=MONDAY + 1))
        self.assertEqual(self.due_days(), [MONDAY + 2])
        self.begin(cut_over_min=2 * 60)
        self.stage.say(closed(MONDAY), at(0, 30, day=MONDAY + 1))
        self.assertEqual(self.due_days(), [MONDAY + 1])

    def test_without_a_cut_over_the_day_ends_at_midnight(self):
        self.begin(cut_over_min=f.NO_MINUTE)
        self.settle(MONDAY, 23, 59)
        self.stage.say(closed(MONDAY), at(0, 0, day=MONDAY + 1))
        self.assertEqual(self.due_days(), [MONDAY + 1, MONDAY + 2])

    def test_every_cycle_against_counting_by_hand(self):
        for days in range(10):
            self.begin(deposit_cycle=f.CYCLE_CALENDAR + days)
            self.settle(MONDAY)
            self.assertEqual(self.due_days(), [MONDAY + days])
            self.begin(deposit_cycle=f.CYCLE_BANK + days)
            self.settle(NATIONAL_DAY - 1)
            banks = [day for day in range(NATIONAL_DAY - 1, 20760) if day % 7 not in (2, 3)]
            banks = [day for day in banks if day not in TURNED]
            self.assertEqual(self.due_days(), [banks[days]], days)

    def test_beyond_the_calendar_nothing_is_guessed(self):
        self.begin()
        self.settle(20818)
        self.begin(bank_days=[0, 0, []])
        self.settle(MONDAY)
        self.assertEqual(self.due_days(), [None])
        self.look(at(23, day=MONDAY + 40))
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE), [])

    def test_settled_while_the_clock_was_unset_it_has_no_day(self):
        self.begin()
        self.stage.say(closed(None), unset(1000))
        self.assertEqual(self.stage.records(r.R_EXPECTED), [(1, None, 3, 4500, None)])

    def test_only_batches_with_money_that_are_settled(self):
        self.begin()
        for state in (outcome.DEFERRED, outcome.HELD, outcome.NOTHING):
            self.settle(MONDAY, state=state)
        self.settle(MONDAY, count=0)
        self.assertEqual(self.stage.records(r.R_EXPECTED), [])
        self.settle(MONDAY, state=outcome.SEEN, count=None, total_minor=None)
        self.settle(MONDAY, state=outcome.MISMATCH)
        numbers = [fields[:4] for fields in self.stage.records(r.R_EXPECTED)]
        self.assertEqual(numbers, [(1, MONDAY, None, None), (2, MONDAY, 3, 4500)])

    def test_not_watched_nothing_is_expected_and_nobody_asked(self):
        self.begin(deposit_watch=False)
        self.settle(MONDAY)
        self.look(at(23, day=MONDAY + 9))
        self.assertEqual((self.due_days(), self.duty.waiting), ([], []))
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE), [])

    def test_without_a_cycle_nothing_happens(self):
        self.begin(deposit_cycle=0)
        self.settle(MONDAY)
        self.assertEqual((self.stage.log, self.duty.deadline_ms), ([], None))

    def test_a_full_list_lets_the_oldest_go_and_says_so(self):
        self.begin(deposit_cycle=f.CYCLE_CALENDAR + 9)
        for _ in range(limits.DEPOSITS_WAITING_MAX + 2):
            self.settle(MONDAY)
        self.assertEqual(len(self.duty.waiting), limits.DEPOSITS_WAITING_MAX * WIDTH)
        self.assertEqual(self.duty.waiting[deposits.NUMBER], 3)
        gone = [(1, MONDAY, deposits.LET_GO, None, None), (2, MONDAY, deposits.LET_GO, None, None)]
        self.assertEqual(self.stage.records(r.R_CREDIT), gone)


class Asking(Case):
    def test_it_is_overdue_after_hour_and_grace_of_the_due_day(self):
        self.begin()
        self.settle(MONDAY)
        self.look(at(21, 59, 59, day=MONDAY + 1))
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE), [])
        self.look(at(22, day=MONDAY + 1))
        raised = (effects.RAISED, MONDAY)
        self.assertIn(raised, self.alerts(effects.A_DEPOSIT_OVERDUE))

    def test_it_wakes_by_itself_at_that_moment(self):
        self.begin()
        self.settle(MONDAY)
        for _ in range(8):
            then = self.duty.deadline_ms
            local_s = then // 1000 + shop.DAY * 86400
            self.look(events.Now(then, local_s, local_s, True))
            if self.alerts(effects.A_DEPOSIT_OVERDUE):
                break
        self.assertEqual(local_s, at(22, day=MONDAY + 1).local_s)

    def test_grace_may_reach_into_the_next_days(self):
        self.begin(deposit_overdue_s=OVERDUE_S + 86400)
        self.settle(MONDAY)
        self.look(at(22, day=MONDAY + 1))
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE), [])
        self.look(at(22, day=MONDAY + 2))
        self.assertIn((effects.RAISED, MONDAY), self.alerts(effects.A_DEPOSIT_OVERDUE))

    def test_the_oldest_is_asked_about_and_then_the_next(self):
        self.begin()
        self.settle(MONDAY)
        self.settle(MONDAY + 1)
        self.look(at(22, 30, day=MONDAY + 3))
        self.look(at(23, day=MONDAY + 4))
        self.tell(1, deposits.CREDITED, at(23, 5, day=MONDAY + 4))
        raised = [each for each in self.alerts(effects.A_DEPOSIT_OVERDUE) if each[0] == 1]
        self.assertEqual(raised, [(effects.RAISED, MONDAY), (effects.RAISED, MONDAY + 1)])
        self.tell(2, deposits.CREDITED, at(23, 6, day=MONDAY + 4))
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE)[-1], (effects.CLEARED, None))

    def test_an_untrusted_clock_asks_nothing(self):
        self.begin()
        self.settle(MONDAY)
        late = at(23, day=MONDAY + 3)
        late.trusted = False
        self.stage.say((events.CLOCK_CHANGED,), late)
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE), [])
        self.assertTrue(self.duty.deadline_ms is None)


class Telling(Case):
    def test_a_credit_takes_it_off_the_list(self):
        self.begin()
        self.settle(MONDAY)
        self.tell(1, deposits.CREDITED, at(9, day=MONDAY + 1), 4470)
        told = [(1, MONDAY, deposits.CREDITED, 4470, None)]
        self.assertEqual((self.stage.records(r.R_CREDIT), self.duty.waiting), (told, []))

    def test_a_returned_payout_stays_until_it_is_credited(self):
        self.begin()
        self.settle(MONDAY)
        self.look(at(22, day=MONDAY + 1))
        self.tell(1, deposits.SENT_BACK, at(23, day=MONDAY + 1), None, 2)
        self.assertEqual(self.duty.waiting[deposits.RETURNED], 2)
        self.assertEqual(self.alerts(effects.A_DEPOSIT_OVERDUE)[-1], (effects.CLEARED, None))
        self.assertEqual(self.alerts(effects.A_PAYOUT_RETURNED)[-1], (effects.RAISED, MONDAY))
        self.tell(1, deposits.CREDITED, at(9, day=MONDAY + 3))
        self.assertEqual(self.alerts(effects.A_PAYOUT_RETURNED)[-1], (effects.CLEARED, MONDAY))
        self.assertEqual(self.duty.waiting, [])

    def test_of_two_of_one_day_the_other_s_alert_comes_back(self):
        self.begin()
        for number in (1, 2):
            self.settle(MONDAY)
            self.tell(number, deposits.SENT_BACK, at(9, day=MONDAY + 1), None, 1)
        self.tell(1, deposits.CREDITED, at(10, day=MONDAY + 1))
        self.assertEqual(self.alerts(effects.A_PAYOUT_RETURNED)[-1], (effects.RAISED, MONDAY))

    def test_what_is_not_awaited_changes_nothing(self):
        self.begin()
        self.settle(MONDAY)
        self.assertEqual(self.tell(7, deposits.CREDITED, at(9, day=MONDAY + 1)), [])


class Restarting(Case):
    def again(self, records=()):
        """A duty as it stands after a restart: the snapshot, then the records after it."""
        duty = Deposits(profile())
        duty.restore(self.kept)
        for record in records:
            duty.replay(record)
        return duty

    def test_the_list_survives_and_records_after_it_count_once(self):
        self.begin()
        self.settle(MONDAY)
        self.kept = self.duty.snapshot()
        before = len(self.stage.log)
        self.settle(MONDAY + 1)
        self.tell(1, deposits.SENT_BACK, at(9, day=MONDAY + 2), None, 3)
        self.settle(MONDAY + 2)
        self.tell(2, deposits.CREDITED, at(9, day=MONDAY + 3))
        written = [
            [e[1], 1, 0, 0] + list(e[2]) for e in self.stage.log[before:] if e[0] == effects.RECORD
        ]
        self.assertEqual(self.again(written).snapshot(), self.duty.snapshot())

    def test_a_full_list_is_replayed_as_it_was(self):
        self.begin()
        for _ in range(limits.DEPOSITS_WAITING_MAX):
            self.settle(MONDAY)
        self.kept = self.duty.snapshot()
        before = len(self.stage.log)
        self.settle(MONDAY + 1)
        written = [
            [e[1], 1, 0, 0] + list(e[2]) for e in self.stage.log[before:] if e[0] == effects.RECORD
        ]
        self.assertEqual(self.again(written).snapshot(), self.duty.snapshot())

    def test_power_cut_after_the_settlement_s_record_owes_the_expectation(self):
        self.begin()
        self.kept = self.duty.snapshot()
        wall_s = at(22, day=MONDAY).wall_s
        for trusted in (True, False):
            duty = self.again([settlement(MONDAY, wall_s)])
            stage = Stage(duty)
            now = at(9, day=MONDAY + 1) if trusted else unset(5)
            stage.say((events.BOOTED,), now)
            stage.say((events.CLOCK_CHANGED,), at(9, 5, day=MONDAY + 1))
            expected = [(1, MONDAY, 3, 4500, MONDAY + 1)]
            self.assertEqual(stage.records(r.R_EXPECTED), expected)
        written = [r.R_EXPECTED, 1, 0, 0] + list(expected[0])
        duty = self.again([settlement(MONDAY, wall_s), written])
        stage = Stage(duty)
        stage.say((events.BOOTED,), at(9, day=MONDAY + 1))
        self.assertEqual(stage.records(r.R_EXPECTED), [])
        self.assertEqual(len(duty.waiting), WIDTH)

    def test_what_stands_is_said_again_after_a_restart(self):
        self.begin()
        self.settle(MONDAY)
        self.settle(MONDAY + 1)
        self.tell(1, deposits.SENT_BACK, at(9, day=MONDAY + 2), None, 4)
        self.kept = self.duty.snapshot()
        stage = Stage(self.again())
        stage.say((events.BOOTED,), at(23, day=MONDAY + 10))
        raised = [e[1:] for e in stage.log if e[0] == effects.ALERT and e[2] == effects.RAISED]
        self.assertIn((effects.A_PAYOUT_RETURNED, effects.RAISED, MONDAY), raised)
        self.assertIn((effects.A_DEPOSIT_OVERDUE, effects.RAISED, MONDAY + 1), raised)


class Ahead(Case):
    def told_on(self, days, **changes):
        """The subject of holiday_ahead at each day's opening, None where it does not stand."""
        duty = self.begin(**changes)
        found, stands = [], None
        for day in days:
            for effect in self.stage.say((events.CLOCK_CHANGED,), at(8, day=day)):
                if effect[1] == effects.A_HOLIDAY_AHEAD:
                    stands = effect[3] if effect[2] == effects.RAISED else None
            found.append(stands)
        self.assertTrue(duty.deadline_ms is not None)
        return found

    def test_two_days_before_it_is_too_late(self):
        # The last good day for T+1 is Tuesday the 29th; the day after is credited on 8 October.
        ahead = (NATIONAL_DAY - 2) * 100 + 9
        days = range(MONDAY - 1, NATIONAL_DAY + 9)
        self.assertEqual(self.told_on(days), [None, ahead, ahead] + [None] * 10)

    def test_a_quicker_cycle_has_a_day_more(self):
        ahead = (NATIONAL_DAY - 1) * 100 + 8
        days = range(MONDAY, NATIONAL_DAY + 1)
        self.assertEqual(self.told_on(days, deposit_cycle=T_PLUS_0), [None, ahead, ahead, None])

    def test_three_days_are_told_and_a_weekend_is_not(self):
        # Mid-Autumn: Friday the 25th and the weekend; the last good day for T+1 is the 23rd.
        ahead = (MONDAY - 5) * 100 + 5
        days = range(MONDAY - 8, MONDAY)
        want = [None, None, ahead, ahead, None, None, None, None]
        self.assertEqual(self.told_on(days), want)
        self.assertEqual(self.told_on(range(20640, 20660)), [None] * 20)

    def test_calendar_days_know_no_holidays(self):
        days = range(MONDAY, NATIONAL_DAY)
        self.assertEqual(self.told_on(days, deposit_cycle=D_PLUS_1), [None] * 3)

    def test_the_end_of_the_calendar_is_told_sixty_days_before(self):
        for day, raised in ((20758, False), (20759, True), (20818, True), (20900, True)):
            self.begin()
            self.stage.say((events.BOOTED,), at(8, day=day))
            stands = effects.A_CALENDAR_ENDING in self.stage.alerts(effects.RAISED)
            self.assertEqual(stands, raised, day)
        self.begin(deposit_cycle=D_PLUS_1)
        self.stage.say((events.BOOTED,), at(8, day=20900))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])


if __name__ == "__main__":
    unittest.main()
