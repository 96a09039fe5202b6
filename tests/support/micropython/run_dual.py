# SPDX-License-Identifier: MIT
"""Run one dual test module on MicroPython: `micropython run_dual.py test_name`."""

import gc
import sys
import unittest

gc.threshold(16384)  # modules are compiled in the heap here: garbage must not tear it to pieces
passed, failed = unittest.run(__import__(sys.argv[1]))
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed or not passed else 0)
