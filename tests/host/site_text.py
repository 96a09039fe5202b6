# SPDX-License-Identifier: MIT
"""A small site that has nothing to find, for tests that add one thing to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from posminder.profile.check import Checked, check

TODAY = date(2026, 11, 23)
SITE = """\
schema: 1
extends: [acquirer/example-de, template/kiosk-de]
reviewed_on: 2026-11-02
site: {id: kn-0001, name: Kiosk am Markt}
terminal: {tid: "29001234"}
"""


def checked(tmp_path: Path, text: str, today: date = TODAY) -> Checked:
    """Check the site with `text` behind it."""
    path = tmp_path / "shop.yaml"
    path.write_text(SITE + text, encoding="utf-8")
    return check(path, {}, today)
