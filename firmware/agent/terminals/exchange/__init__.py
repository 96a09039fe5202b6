# SPDX-License-Identifier: MIT
"""What drivers have in common whose register asks, and whose terminal acknowledges and replies.

    framing  STX, something, ETX, and the XOR of both; ACK and NAK between frames
    dialog   who may speak next in a dialog of our own
    own      one own command, from the request to COMMAND_ENDED
    held     a register's command that waits until ours has ended
    gate     refuses a register's sale while it is armed
    driver   joins them, in line or alone: agent.terminals.link

Knows no message: what is said is transbank's and mis's.
"""
