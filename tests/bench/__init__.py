# SPDX-License-Identifier: MIT
"""Measurements: what the firmware costs. Run by `make bench`, not part of the tests."""
