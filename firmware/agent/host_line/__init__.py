# SPDX-License-Identifier: MIT
"""The host line: the board's side of SMP. server.py answers, serve.py moves its bytes."""
