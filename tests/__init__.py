# SPDX-License-Identifier: MIT
"""Tests. COVERAGE.md says which requirement is shown by which of them."""
