# SPDX-License-Identifier: MIT
"""`posminder docs`: the offline handbook, as one page in the browser (R64)."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, language_of
from posminder.home import home
from posminder.report.handbook import handbook


def command(
    lang: LangOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write this file, open no browser.")
    ] = None,
) -> None:
    """Open the handbook: lamp, sounds, alerts and what to do, the day, commissioning. Offline."""
    language = language_of(None, lang)
    path = out or home() / f"handbook-{language}.html"
    output.write_file(path, handbook(language))
    output.say(str(path))
    if out is None and _has_display():
        webbrowser.open(path.resolve().as_uri())


def _has_display() -> bool:
    """Tell whether a browser window could be seen: without one a text browser would take over."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
