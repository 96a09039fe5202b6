# SPDX-License-Identifier: MIT
"""What the simulated world can fail with; message and exit code as in posminder.errors."""

from __future__ import annotations

from posminder.errors import EXIT_NO_BOARD, PosminderError


class SimulatorUnavailable(PosminderError):
    """The simulated board cannot run here: {}."""

    exit_code = EXIT_NO_BOARD


class BoardCrashed(PosminderError):
    """The simulated board ended {}. The end of its log ({}):
    {}"""

    exit_code = EXIT_NO_BOARD
