# SPDX-License-Identifier: MIT
"""What MicroPython's build freezes into the program of this board.

Not the port's own modules as a whole: their `_boot.py` formats on a mount error. The agent's code
is what `python -m posminder.image.tree` has made of firmware/ and this folder.
"""

module("rp2.py", base_path="$(PORT_DIR)/modules")  # noqa: F821
include("$(MPY_DIR)/extmod/asyncio")  # noqa: F821
require("neopixel")  # noqa: F821
module("_boot.py", base_path="$(BOARD_DIR)")  # noqa: F821
module("layout.py", base_path="$(BOARD_DIR)")  # noqa: F821
freeze("$(BOARD_DIR)/../../build/posminder_pico")  # noqa: F821
