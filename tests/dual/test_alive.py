# SPDX-License-Identifier: MIT
"""A task that has something to do and takes no turn from one look to the next stands still."""

import unittest

from agent import turns
from agent.alive import Alive


class Port:
    def __init__(self):
        self.waiting = 0

    def any(self):
        return self.waiting


class Looks(unittest.TestCase):
    def setUp(self):
        self.taken = [0] * len(turns.TASKS)
        self.overdue = False
        self.terminal, self.register = Port(), Port()
        self.alive = Alive(self.taken, lambda: self.overdue, self.terminal, self.register)

    def test_idle_tasks_are_alive(self):
        for _ in range(5):
            self.assertEqual(self.alive.stalled(), None)

    def test_what_has_just_come_is_no_stall(self):
        self.alive.stalled()
        self.terminal.waiting = 3
        self.overdue = True
        self.assertEqual(self.alive.stalled(), None)

    def test_who_takes_turns_is_alive_however_much_waits(self):
        self.register.waiting = 900
        for _ in range(5):
            self.taken[turns.REGISTER] += 1
            self.assertEqual(self.alive.stalled(), None)

    def test_each_that_stands_still_is_named(self):
        self.overdue = True
        self.alive.stalled()
        self.taken[turns.BUTTON] += 1
        self.assertEqual(self.alive.stalled(), "heart")
        self.overdue = False
        self.terminal.waiting = 1
        self.assertEqual(self.alive.stalled(), None)
        self.assertEqual(self.alive.stalled(), "terminal")
        self.terminal.waiting, self.register.waiting = 0, 1
        self.assertEqual((self.alive.stalled(), self.alive.stalled()), (None, "register"))

    def test_a_board_without_a_register_has_one_task_less(self):
        alive = Alive(self.taken, lambda: False, self.terminal, None)
        self.assertEqual((alive.stalled(), alive.stalled()), (None, None))


if __name__ == "__main__":
    unittest.main()
