# SPDX-License-Identifier: MIT
"""MIS terminals of Chinese and Asian acquirers: one frame, and as many dialects as acquirers.

    framing   STX, BCD length, body, ETX, LRC
    messages  a body's fields, results and functions, as a dialect's tables say
    own       what an own command asks, and what its reply means
    watch     what register and terminal say to each other
    driver    joins them and what agent.terminals.exchange has: agent.terminals.link

A dialect is data of the profile (posminder_formats.mis_dialect). No public specification of any was
found: what is known came from other people's programs, and nothing was tried on a terminal.
"""
