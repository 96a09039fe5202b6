# SPDX-License-Identifier: MIT
"""Whether a journal is what its board sealed: findings, and one of three verdicts."""
