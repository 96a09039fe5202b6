# SPDX-License-Identifier: MIT
"""Run one dual test module on MicroPython: `micropython run_dual.py test_name`."""

import sys
import unittest

passed, failed = unittest.run(__import__(sys.argv[1]))
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed or not passed else 0)
