# SPDX-License-Identifier: MIT
"""The board's clock on ticks that wrap: monotonic time goes on, and wall time with it."""

import unittest

from agent import clock
from agent.clock import Clock

_PERIOD = 1 << 30  # of a processor of 32 bits: 12.4 days
_HALF = _PERIOD // 2
_WALL_S = 1_795_000_000
# Milliseconds between two looks: up to the longest that a wrapping counter can tell.
_STEPS = (1, 599_999, 1, 0, _HALF - 1, 900_000, _HALF - 1, 1, _HALF - 2, 5, 0)


class Ticks:
    """What `time` is to the clock, on a counter that stands at `at_ms` of all milliseconds."""

    def __init__(self, at_ms):
        self.at_ms = at_ms

    def ticks_ms(self):
        return self.at_ms % _PERIOD

    def ticks_diff(self, later, earlier):
        return (later - earlier + _HALF) % _PERIOD - _HALF


class Chip:
    """A clock chip that says what it was set to."""

    def __init__(self, wall_s):
        self.wall_s = wall_s

    def read(self):
        return self.wall_s

    def set(self, wall_s):
        self.wall_s = wall_s


class Wrapping(unittest.TestCase):
    def start(self, at_ms, wall_s=_WALL_S):
        self.ticks = clock.time = Ticks(at_ms)
        return Clock(Chip(wall_s))

    def test_monotonic_time_never_goes_back_and_loses_nothing(self):
        for start_ms in (0, 1, _HALF, _PERIOD - 600_000, _PERIOD - 1):
            board = self.start(start_ms)
            passed_ms = 0
            for step_ms in _STEPS * 5:
                self.ticks.at_ms += step_ms
                passed_ms += step_ms
                self.assertEqual(board.mono_ms(), passed_ms)
            self.assertTrue(passed_ms > 7 * _PERIOD)

    def test_wall_time_goes_on_over_a_wrap(self):
        board = self.start(_PERIOD - 1_500)
        for passed_s in range(4):
            self.assertEqual(board.wall_s(), _WALL_S + passed_s)
            self.ticks.at_ms += 1_000
        board.set_wall(_WALL_S + 100, clock.SOURCE_HOST)
        self.ticks.at_ms += _HALF - 1
        self.assertEqual(board.wall_s(), _WALL_S + 100 + (_HALF - 1) // 1000)

    def test_this_instant_is_this_one_with_a_wall_clock_or_without(self):
        for wall_s in (_WALL_S, None):
            board = self.start(_PERIOD - 1, wall_s)
            self.ticks.at_ms += 5_000
            self.assertEqual(board.now().mono_ms, 5_000)
            self.ticks.at_ms += 900_000
            self.assertEqual(board.now().mono_ms, 905_000)


if __name__ == "__main__":
    unittest.main()
