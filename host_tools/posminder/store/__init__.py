# SPDX-License-Identifier: MIT
"""The archive of what boards wrote: one SQLite file, rows only ever added."""
