# SPDX-License-Identifier: MIT
"""What the world told this start of the board: a JSON file, named by the third argument.

Keys are listed in README.md. Nothing but the modules of this folder may read it. It is a file
because MicroPython aborts on an argument of more than 255 bytes.
"""

import json
import sys

with open(sys.argv[3]) as _file:
    LAUNCH = json.load(_file)
