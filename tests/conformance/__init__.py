# SPDX-License-Identifier: MIT
"""Programs and libraries that are not ours, against the board."""
