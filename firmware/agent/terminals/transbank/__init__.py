# SPDX-License-Identifier: MIT
"""Transbank POS Integrado: frames of text between a cash register and a terminal (Chile).

    framing   STX, text, ETX and the XOR of both; ACK and NAK
    messages  commands and replies: codes, places of their fields, what an own command asks
    own       which of them an own command sends, and which ends it
    watch     what register and terminal say to each other
    driver    joins them and what agent.terminals.exchange has: agent.terminals.link

Facts: Transbank's documents and their SDKs. Nothing here was tried on a terminal.
"""
