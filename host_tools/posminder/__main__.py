# SPDX-License-Identifier: MIT
"""Entry of the command `posminder`: Ctrl-C ends it quietly, even while it is still starting."""

from __future__ import annotations

import sys
from typing import Final

EXIT_INTERRUPTED: Final = 130  # 128 and SIGINT, as a shell reports it of other programs


def main() -> None:
    """Run the command line and exit."""
    try:
        from posminder.cli.entry import run  # most of the start is this: within reach of Ctrl-C

        run()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
