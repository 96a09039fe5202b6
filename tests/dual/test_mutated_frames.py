# SPDX-License-Identifier: MIT
"""Mutated frames at each driver: nothing raises, every request ends once, nothing grows.

A few thousand each; 100,000 each by `make soak` (tests/bench/mutated_frames.py). A failure names
its run: `mutated.play("zvt", seed)` plays it again, on either Python.
"""

import gc
import unittest

import mutated

_FIRST_SEED = 1
_RUNS = 25
_BYTES_GROWN_MAX = 256  # of the heap, between one long run and the next on the same driver


def _used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


class MutatedFrames(unittest.TestCase):
    def check(self, protocol):
        for seed in range(_FIRST_SEED, _FIRST_SEED + _RUNS):
            try:
                reported = mutated.play(protocol, seed)
            except Exception as error:  # noqa: BLE001
                self.fail("mutated.play(%r, %d): %r" % (protocol, seed, error))
            self.assertTrue(reported > 0, seed)

    def test_zvt(self):
        self.check("zvt")

    def test_transbank(self):
        self.check("transbank")

    def test_mis(self):
        self.check("mis")
        self.check("mis_header")

    def test_one_seed_is_one_run_on_either_python(self):
        numbers = mutated.Numbers(7)
        self.assertEqual([numbers.below(1000) for _ in range(4)], [508, 431, 658, 763])

    def test_the_heap_does_not_grow(self):
        """By what MicroPython says it has given out; CPython counts nothing alike."""
        if not hasattr(gc, "mem_alloc"):
            return
        for protocol in mutated.PROTOCOLS:
            run = mutated.Play(protocol, 3)
            run.run(200)
            before = _used()
            run.run(400)
            self.assertTrue(_used() - before <= _BYTES_GROWN_MAX, _used() - before)
