# SPDX-License-Identifier: MIT
"""Incidents to solve at a simulated counter, on the real firmware, scored by what came of them."""
