# SPDX-License-Identifier: MIT
"""A whole shop on a desk: the real firmware, a terminal, a register, a cashier, in virtual time.

Nothing here imports the agent or its codecs: a shared misreading of a specification would pass.
"""
