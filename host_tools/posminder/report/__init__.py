# SPDX-License-Identifier: MIT
"""Pages for people, made from a board's records: self-contained HTML, English or Chinese."""
