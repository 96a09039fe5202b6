# SPDX-License-Identifier: MIT
"""The own dialog's table is total, and its timers end every wait."""

import unittest

from agent import limits
from agent.terminals.zvt import dialog
from agent.terminals.zvt.dialog import TABLE, Dialog

WAIT_MS = 60000
PATHS = {
    dialog.FREE: (),
    dialog.QUEUED: (dialog.REQUESTED,),
    dialog.OFFERED: (dialog.REQUESTED, dialog.LINE_IDLE),
    dialog.TAKEN: (dialog.REQUESTED, dialog.LINE_IDLE, dialog.ACK),
    dialog.SERVED: (dialog.REQUESTED, dialog.LINE_IDLE, dialog.ACK, dialog.POSITIVE),
    dialog.ANSWERED: (dialog.REQUESTED, dialog.LINE_IDLE, dialog.ACK, dialog.NEWS),
    dialog.LEAVING: (dialog.REQUESTED, dialog.LINE_IDLE, dialog.ACK, dialog.POSITIVE, dialog.END),
}


def at(state, now_ms=0):
    made = Dialog(WAIT_MS)
    for event in PATHS[state]:
        made.on(event, now_ms)
    return made


class TableTest(unittest.TestCase):
    def test_every_pair_has_its_row_in_its_place(self):
        pairs = [(state, event) for state in dialog.STATES for event in dialog.EVENTS]
        self.assertEqual([(row[0], row[1]) for row in TABLE], pairs)

    def test_every_state_is_reached_by_its_path(self):
        self.assertEqual(len(PATHS), len(dialog.STATES))
        for state in PATHS:
            self.assertEqual(at(state).state, state)

    def test_rows_lead_to_states(self):
        for state, _event, next_state, action in TABLE:
            self.assertIn(next_state, dialog.STATES)
            if action in (dialog.REFUSED, dialog.NOTHING):
                self.assertEqual(next_state, state)

    def test_only_a_command_that_never_went_out_ends_as_not_sent(self):
        for state, _event, _next_state, action in TABLE:
            if action == dialog.FINISH_NOT_SENT:
                self.assertEqual(state, dialog.QUEUED)

    def test_every_end_frees_and_nothing_else_does(self):
        ends = (
            dialog.FINISH,
            dialog.FINISH_NOT_SENT,
            dialog.FINISH_REFUSED,
            dialog.FINISH_UNKNOWN,
        )
        for state, _event, next_state, action in TABLE:
            if state != dialog.FREE:
                self.assertEqual(next_state == dialog.FREE, action in ends)

    def test_refused_pairs_are_counted_and_change_nothing(self):
        for state, event, _next_state, action in TABLE:
            if action == dialog.REFUSED:
                made = at(state)
                deadline = made.deadline_ms()
                made.on(event, 1)
                self.assertEqual((made.state, made.refused), (state, 1))
                self.assertEqual(made.deadline_ms(), deadline)


class TimerTest(unittest.TestCase):
    def test_each_state_has_its_deadline(self):
        wanted = {
            dialog.FREE: None,
            dialog.QUEUED: WAIT_MS,
            dialog.OFFERED: limits.ZVT_T2_MS,
            dialog.TAKEN: limits.ZVT_T3_MS,
            dialog.SERVED: limits.ZVT_T4_MS,
            dialog.ANSWERED: limits.ZVT_T2_MS,
            dialog.LEAVING: limits.ZVT_T2_MS,
        }
        for state in wanted:
            self.assertEqual(at(state).deadline_ms(), wanted[state])

    def test_a_timer_does_not_end_early(self):
        for state in dialog.STATES[1:]:
            made = at(state)
            self.assertEqual(made.expire(made.deadline_ms() - 1), dialog.NOTHING)
            self.assertTrue(made.expire(made.deadline_ms()) != dialog.NOTHING)

    def test_from_every_state_silence_ends_it(self):
        wanted = {
            dialog.QUEUED: dialog.FINISH_NOT_SENT,
            dialog.OFFERED: dialog.FINISH_UNKNOWN,
            dialog.TAKEN: dialog.FINISH_UNKNOWN,
            dialog.SERVED: dialog.FINISH_UNKNOWN,
            dialog.ANSWERED: dialog.FINISH_UNKNOWN,
            dialog.LEAVING: dialog.FINISH,
        }
        for state in wanted:
            made = at(state)
            action = dialog.NOTHING
            for _ in range(limits.ZVT_SENDS_MAX):
                if made.state != dialog.FREE:
                    action = made.expire(made.deadline_ms())
            self.assertEqual((made.state, action), (dialog.FREE, wanted[state]))
            self.assertTrue(made.deadline_ms() is None)

    def test_three_sends(self):
        made = at(dialog.OFFERED)
        actions = [made.again(0), made.again(0), made.again(0)]
        self.assertEqual(actions, [dialog.RESEND, dialog.RESEND, dialog.FINISH_UNKNOWN])

    def test_a_new_frame_has_its_own_sends(self):
        made = at(dialog.ANSWERED)
        made.again(0)
        made.again(0)
        made.on(dialog.NEWS, 0)
        self.assertEqual(made.again(0), dialog.RESEND)

    def test_nak_with_nothing_out_is_nothing(self):
        for state in (dialog.FREE, dialog.QUEUED, dialog.TAKEN, dialog.SERVED):
            self.assertEqual(at(state).again(0), dialog.NOTHING)

    def test_patience(self):
        made = at(dialog.SERVED)
        made.extend(1000, limits.ZVT_T4_MS - 1)
        self.assertEqual(made.deadline_ms(), limits.ZVT_T4_MS - 1 + 1000)
        waiting = at(dialog.TAKEN)
        waiting.extend(1000, 0)
        self.assertEqual(waiting.deadline_ms(), limits.ZVT_T3_MS)

    def test_t4_runs_on_while_an_answer_is_out(self):
        made = at(dialog.SERVED)
        made.on(dialog.NEWS, limits.ZVT_T4_MS - 10)
        self.assertEqual(made.expire(limits.ZVT_T4_MS), dialog.FINISH_UNKNOWN)


if __name__ == "__main__":
    unittest.main()
