# SPDX-License-Identifier: MIT
"""Mutated requests at the host line's server: nothing raises, nothing grows, the next is answered.

Some thousand here; 1,000,000 by `make soak` (tests/bench/mutated_frames.py). A failure names its
run: `mutated_requests.play(seed)` plays it again, on either Python.
"""

import gc
import unittest

import mutated_requests

_FIRST_SEED = 1
_RUNS = 20
_BYTES_GROWN_MAX = 256  # of the heap, between one long run and the next at the same server


def _used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


class MutatedRequests(unittest.TestCase):
    def test_nothing_raises_and_the_next_good_request_is_answered(self):
        for seed in range(_FIRST_SEED, _FIRST_SEED + _RUNS):
            try:
                answered = mutated_requests.play(seed)
            except Exception as error:  # noqa: BLE001
                self.fail("mutated_requests.play(%d): %r" % (seed, error))
            self.assertTrue(answered > mutated_requests.FRAMES // 2, seed)

    def test_the_heap_does_not_grow(self):
        """By what MicroPython says it has given out; CPython counts nothing alike."""
        if not hasattr(gc, "mem_alloc"):
            return
        run = mutated_requests.Play(3)
        run.run(200)
        before = _used()
        run.run(400)
        self.assertTrue(_used() - before <= _BYTES_GROWN_MAX, _used() - before)


if __name__ == "__main__":
    unittest.main()
