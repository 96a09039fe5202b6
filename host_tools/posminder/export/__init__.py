# SPDX-License-Identifier: MIT
"""Tables for programs that are not ours: declared once, written as CSV, JSONL and JSON Schema."""
