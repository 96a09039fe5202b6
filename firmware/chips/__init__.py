# SPDX-License-Identifier: MIT
"""Drivers of parts a board may have. Only these and the boards know hardware."""
