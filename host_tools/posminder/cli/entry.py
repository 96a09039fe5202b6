# SPDX-License-Identifier: MIT
"""The one place where an error becomes text and exit code."""

from __future__ import annotations

import sys

from posminder import output
from posminder.cli.root import app
from posminder.errors import PosminderError


def run() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a Chinese character shows its escape and not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with output.reader_may_leave():
        try:
            app(prog_name="posminder")
        except PosminderError as error:
            output.note(f"posminder: {error}", style="red")
            sys.exit(error.exit_code)
