# SPDX-License-Identifier: MIT
"""What preparing an image can fail with; message and exit code as in posminder.errors."""

from __future__ import annotations

from posminder.errors import EXIT_FINDING, PosminderError


class FoldError(PosminderError):
    """{}:{}: {}"""  # module, line, what to change

    exit_code = EXIT_FINDING


class ImageFailed(PosminderError):
    """{} does not compile: {}"""

    exit_code = EXIT_FINDING


class ToolsMissing(PosminderError):
    """{} not installed: pip install 'posminder[simulator]'"""

    exit_code = EXIT_FINDING
