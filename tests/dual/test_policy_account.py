# SPDX-License-Identifier: MIT
"""The change of account by its law, and the wait for wrong PINs."""

import unittest

from shop import DAY, Stage, at, profile, unset

from agent import effects, events, limits
from agent.policy.account import Account
from agent.policy.attempts import Attempts, mark_of
from posminder_formats import commands, people
from posminder_formats import records as r

PLAN_TEXT, TEXT, OTHER = b"p" * 32, b"t" * 32, b"o" * 32
NOW = at(12)
WAY = (
    (people.PLAN_ACCOUNT, "anna", PLAN_TEXT),
    (people.HAND_OVER_ACCOUNT, "anna", TEXT),
    (people.APPROVE_ACCOUNT, "anna", TEXT),
    (people.APPROVE_ACCOUNT, "bert", TEXT),
    (people.EFFECT_ACCOUNT, "anna", TEXT),
    (people.PROBE_ACCOUNT, "anna", TEXT),
    (people.DEPOSIT_ACCOUNT, "anna", TEXT),
    (people.DEPOSIT_ACCOUNT, "bert", TEXT),
    (people.DEPOSIT_ACCOUNT, "anna", TEXT),
)
STEPS = [deed for deed, _ in people.RIGHTS if deed >= people.PLAN_ACCOUNT]


class Case(unittest.TestCase):
    def setUp(self):
        self.begin(Account(profile()))

    def begin(self, duty):
        self.duty = duty
        self.stage = Stage(duty)

    def judge(self, deed, person="anna", text=TEXT, now=NOW, role=people.OWNER):
        return self.duty.judge(person, role, deed, text, now)

    def do(self, deed, person="anna", text=TEXT, now=NOW, value=DAY, outcome=0):
        event = (events.DEED, person, people.OWNER, deed, value, text, outcome)
        return self.stage.say(event, now)

    def go(self, steps):
        """Take the first `steps` steps of the way."""
        for deed, person, text in WAY[:steps]:
            self.assertEqual(self.judge(deed, person, text), 0)
            self.do(deed, person, text)


class Way(Case):
    def test_the_way_has_its_stages_in_order(self):
        stages = []
        for deed, person, text in WAY:
            self.do(deed, person, text)
            stages.append(r.ACCOUNT_WORDS[self.duty.stage()])
        self.assertEqual(
            stages,
            ["planned", "handed_over", "handed_over", "approved", "effective", "probed"]
            + ["probed", "probed", "watched"],
        )
        late = at(12, day=DAY + 10)
        self.assertEqual(self.judge(people.CLOSE_ACCOUNT, now=late), 0)
        self.do(people.CLOSE_ACCOUNT, now=late)
        self.assertEqual(self.duty.stage(), 0)
        written = [fields[6] for fields in self.stage.records(r.R_APPROVAL)]
        self.assertEqual(written, [1, 2, 2, 3, 4, 5, 5, 5, 6, 0])

    def test_every_other_step_is_refused_and_changes_nothing(self):
        may = {people.PLAN_ACCOUNT: (0,), people.HAND_OVER_ACCOUNT: (1,)}
        may[people.APPROVE_ACCOUNT] = (2, 3)
        may[people.EFFECT_ACCOUNT], may[people.PROBE_ACCOUNT] = (4,), (5,)
        may[people.DEPOSIT_ACCOUNT] = (6, 7, 8)
        may[people.STRAY_ACCOUNT] = (5, 6, 7, 8, 9)
        may[people.CLOSE_ACCOUNT_EARLY] = (9,)
        may[people.CANCEL_ACCOUNT] = (1, 2, 3, 4)
        for steps in range(len(WAY) + 1):
            for deed in STEPS:
                self.begin(Account(profile()))
                self.go(steps)
                text = PLAN_TEXT if steps == 1 else TEXT
                if steps in may.get(deed, ()):
                    person = "bert" if deed == people.APPROVE_ACCOUNT and steps == 3 else "anna"
                    self.assertEqual(self.judge(deed, person, text), 0, (steps, deed))
                    continue
                expected = commands.PM_RC_OUT_OF_ORDER
                if deed == people.CLOSE_ACCOUNT and steps == len(WAY):
                    expected = commands.PM_RC_TOO_EARLY
                self.assertEqual(self.judge(deed, "bert", text), expected, (steps, deed))

    def test_the_same_person_twice_does_not_count(self):
        self.go(3)
        self.assertEqual(self.judge(people.APPROVE_ACCOUNT), commands.PM_RC_TWICE)
        self.assertEqual(self.judge(people.APPROVE_ACCOUNT, "bert"), 0)

    def test_three_are_asked_where_the_profile_wants_three(self):
        self.begin(Account(profile(account_approvals=3)))
        self.go(4)
        self.assertEqual(r.ACCOUNT_WORDS[self.duty.stage()], "handed_over")
        self.do(people.APPROVE_ACCOUNT, "carl")
        self.assertEqual(r.ACCOUNT_WORDS[self.duty.stage()], "approved")

    def test_a_role_that_the_profile_does_not_ask_is_refused(self):
        self.begin(Account(profile(account_roles=1 << people.OWNER)))
        self.go(2)
        refused = self.judge(people.APPROVE_ACCOUNT, role=people.SUPERVISOR)
        self.assertEqual(refused, commands.PM_RC_NO_RIGHT)
        self.assertEqual(self.judge(people.APPROVE_ACCOUNT, role=people.OWNER), 0)

    def test_another_text_is_refused(self):
        for steps in range(2, len(WAY)):
            self.begin(Account(profile()))
            self.go(steps)
            deed, person, _ = WAY[steps]
            self.assertEqual(self.judge(deed, person, OTHER), commands.PM_RC_OTHER_TEXT, steps)

    def test_a_new_handover_is_approved_anew(self):
        self.go(3)
        self.do(people.CANCEL_ACCOUNT)
        self.do(people.PLAN_ACCOUNT, text=PLAN_TEXT)
        self.do(people.HAND_OVER_ACCOUNT, text=OTHER)
        self.assertEqual(self.judge(people.APPROVE_ACCOUNT, text=TEXT), commands.PM_RC_OTHER_TEXT)
        self.assertEqual(self.judge(people.APPROVE_ACCOUNT, text=OTHER), 0)

    def test_it_takes_effect_on_its_day_and_not_before(self):
        self.go(4)
        for now in (at(23, 59, 59, day=DAY - 1), unset(5)):
            self.assertEqual(self.judge(people.EFFECT_ACCOUNT, now=now), commands.PM_RC_TOO_EARLY)
        self.assertEqual(self.judge(people.EFFECT_ACCOUNT, now=at(0)), 0)

    def test_the_old_account_is_held_open_or_an_owner_says_so(self):
        self.go(len(WAY))
        early = at(23, 59, day=DAY + 9)
        self.assertEqual(self.judge(people.CLOSE_ACCOUNT, now=early), commands.PM_RC_TOO_EARLY)
        self.assertEqual(self.judge(people.CLOSE_ACCOUNT, now=unset(5)), commands.PM_RC_TOO_EARLY)
        self.assertEqual(self.judge(people.CLOSE_ACCOUNT_EARLY, now=early), 0)
        self.assertEqual(self.judge(people.CLOSE_ACCOUNT, now=at(0, day=DAY + 10)), 0)


class Told(Case):
    def test_the_alert_stands_with_its_stage(self):
        out = self.do(people.PLAN_ACCOUNT, text=PLAN_TEXT)
        raised = (effects.ALERT, effects.A_ACCOUNT_CHANGE, effects.RAISED, 1)
        self.assertEqual(out[-1], raised)
        out = self.do(people.HAND_OVER_ACCOUNT)
        self.assertIn((effects.ALERT, effects.A_ACCOUNT_CHANGE, effects.CLEARED, 1), out)
        self.assertEqual(out[-1][3], 2)
        self.assertEqual(self.stage.say((events.BOOTED,), NOW)[-1][3], 2)
        out = self.do(people.CANCEL_ACCOUNT)
        self.assertFalse([e for e in out if e[0] == effects.ALERT and e[2] == effects.RAISED])

    def test_what_is_no_step_is_written_down_and_nothing_else(self):
        for deed, outcome in ((people.ACKNOWLEDGE, 0), (people.PLAN_ACCOUNT, 25)):
            out = self.do(deed, outcome=outcome)
            self.assertEqual([each[1] for each in out], [r.R_APPROVAL])
            self.assertTrue(out[0][2][6] is None)
        self.assertEqual(self.duty.stage(), 0)

    def test_a_released_batch_is_told_to_all_once_it_is_written_down(self):
        self.do(people.SETTLE_ABOVE_MAX, outcome=commands.PM_RC_NOTHING)
        self.assertTrue(self.duty.news is None)
        self.do(people.SETTLE_ABOVE_MAX)
        self.assertEqual(self.duty.news, (events.RELEASED,))


class Kept(Case):
    def kept(self):
        """What a restart must bring back."""
        duty = self.duty
        return duty.snapshot(), duty.stage(), duty.sha256(), duty.approvals

    def test_each_stage_comes_back_from_its_snapshot_and_from_its_records(self):
        for steps in range(len(WAY) + 1):
            for cut in range(steps + 1):
                self.begin(Account(profile()))
                self.go(cut)
                back = Account(profile())
                back.restore(self.duty.snapshot())
                for deed, person, text in WAY[cut:steps]:
                    for effect in self.do(deed, person, text):
                        if effect[0] == effects.RECORD:
                            back.replay([effect[1], 1, 0, NOW.wall_s] + list(effect[2]))
                expected = self.kept()
                self.duty = back
                self.assertEqual(self.kept(), expected, (steps, cut))

    def test_wrong_pins_come_back_both_ways(self):
        for replayed in (False, True):
            self.begin(Account(profile()))
            back = Account(profile())
            for _ in range(4):
                out = self.do(people.ACKNOWLEDGE, outcome=commands.PM_RC_WRONG_PIN)
                back.replay([out[0][1], 1, 0, None] + list(out[0][2]))
            if not replayed:
                back = Account(profile())
                back.restore(self.duty.snapshot())
            Stage(back).say((events.BOOTED,), unset(1000))
            left = back.attempts.wait_ms(mark_of("anna"), 1000)
            self.assertEqual(left, 2 * limits.PIN_WAIT_MS)


class Waits(unittest.TestCase):
    def test_each_further_wrong_pin_doubles_the_wait_up_to_a_day(self):
        attempts = Attempts()
        waits = []
        for _ in range(20):
            attempts.wrong(7, 1000)
            waits.append(attempts.wait_ms(7, 1000) // 60000)
        self.assertEqual(waits[:7], [0, 0, 1, 2, 4, 8, 16])
        self.assertEqual(waits[-1], 24 * 60)
        self.assertEqual(attempts.wait_ms(8, 1000), 0)
        self.assertEqual(attempts.wait_ms(7, 1000 + limits.PIN_WAIT_MS_MAX), 0)

    def test_a_right_one_forgives(self):
        attempts = Attempts()
        for _ in range(5):
            attempts.wrong(7, 0)
        attempts.right(7)
        self.assertEqual(attempts.snapshot(), [])

    def test_it_is_bounded_and_keeps_the_newest(self):
        attempts = Attempts()
        for mark in range(40):
            attempts.wrong(mark, 0)
        self.assertEqual(attempts.snapshot()[::2], list(range(27, 40)))


if __name__ == "__main__":
    unittest.main()
