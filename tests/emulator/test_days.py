# SPDX-License-Identifier: MIT
"""README's table of days is what a ring holds, of the records that the whole firmware writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bench.days import SIZES_MB, rows, table

_README = Path(__file__).resolve().parents[2] / "README.md"


def test_readme_tells_how_many_days_a_ring_holds() -> None:
    found = rows(table())
    text = _README.read_text(encoding="utf-8")
    for size, row in zip(SIZES_MB, found, strict=True):
        line = next(each for each in text.splitlines() if each.startswith(f"| {size} MB |"))
        told = [int(each) for each in re.findall(r"\d+", line)][1:]
        is_ = [int(each) for each in re.findall(r"\d+", " ".join(row))][1:]
        assert told == pytest.approx(is_, rel=0.06, abs=1), f"{size} MB: {row}"
