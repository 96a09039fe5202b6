# SPDX-License-Identifier: MIT
"""What board and host agree on: bytes, numbers and names, and nothing else.

Runs unchanged on MicroPython and CPython and imports nothing else of ours. Whatever both sides
must read the same way (records, profile fields, host commands, framing) is declared here once.
"""
