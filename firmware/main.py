# SPDX-License-Identifier: MIT
"""The entry, the same on every board: join the board's parts to the agent and run for ever.

What the agent cannot survive ends here: it is printed for whoever has a console, and the board
starts anew. The next boot's record says why.
"""

import gc
import sys

# Before any import of ours: garbage of importing, left lying, fragments a small heap for good.
gc.threshold(4096)

import board  # noqa: E402 - after the threshold, see above
from agent import app  # noqa: E402

try:
    app.run(board)
except Exception as error:
    sys.print_exception(error)
board.reset()
