# SPDX-License-Identifier: MIT
"""Where the heap is collected: at places that somebody chose, and said why."""

from __future__ import annotations

import re
from pathlib import Path

_FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"


def test_the_heap_is_collected_only_where_it_is_meant_to_be() -> None:
    found = {
        (path.relative_to(_FIRMWARE).as_posix(), call)
        for path in _FIRMWARE.rglob("*.py")
        for call in re.findall(r"\bgc\.(collect|threshold|disable|enable)\(", path.read_text())
    }
    assert found == {
        ("main.py", "threshold"),
        ("agent/app.py", "collect"),  # both lines idle; before a new profile's duties are made
        ("agent/services.py", "collect"),  # the heap is asked for
    }
