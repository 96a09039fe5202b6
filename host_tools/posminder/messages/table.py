# SPDX-License-Identifier: MIT
"""The type of a table of messages, apart from the package so that its tables can import it."""

from __future__ import annotations

# name: (English, Chinese). Both have the same {placeholders}; a test compares them.
Table = dict[str, tuple[str, str]]
