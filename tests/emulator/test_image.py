# SPDX-License-Identifier: MIT
"""The board's code image: what its sources become, and how its tracebacks lead back to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from posminder.simulator import world
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.romfs import FIRMWARE, build_factory
from posminder.simulator.shop import Shop


def test_a_traceback_names_the_sources_though_modules_were_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firmware = tmp_path / "firmware"
    shutil.copytree(FIRMWARE, firmware)
    clock = firmware / "agent" / "clock.py"
    text = clock.read_text().replace(
        "    def __init__(", "    def __init__(self, _):\n        1 / 0\n\n    def _unused(", 1
    )
    clock.write_text(text)
    line = text[: text.index("1 / 0")].count("\n") + 1
    monkeypatch.setattr(world, "build_factory", lambda _: build_factory(firmware))
    with pytest.raises(BoardCrashed) as caught, Shop(0, 1) as shop:
        shop.world.run_for(60_000_000)
    assert f'File "agent/clock.py", line {line}, in __init__' in str(caught.value)
    assert 'File "agent/app.py", line' in str(caught.value)
    assert 'File "main.py", line' in str(caught.value)
