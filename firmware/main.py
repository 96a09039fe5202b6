# SPDX-License-Identifier: MIT
"""The entry, the same on every board: join the board's parts to the agent and run for ever.

What the agent cannot survive ends here: it is printed for whoever has a console, and the board
starts anew. The next boot's record says why.
"""

import sys

import board
from agent import app

try:
    app.run(board)
except Exception as error:
    sys.print_exception(error)
board.reset()
