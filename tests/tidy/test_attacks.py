# SPDX-License-Identifier: MIT
"""ARCHITECTURE's table of attacks names, for each, a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_HEADING = "### Attacks on the host line"


def test_each_attack_names_tests_that_exist() -> None:
    _, found, rest = (_ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition(_HEADING)
    rows = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")][1:]
    assert found
    assert len(rows) >= 9
    for row in rows:
        named = re.findall(r"`(tests/[a-z_/]+\.py)::([a-z0-9_]+)`", row)
        assert named, f"no test: {row}"
        for file, test in named:
            text = (_ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^\s*def {test}\(", text, re.M), f"{file} has no {test}"
