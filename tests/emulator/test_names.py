# SPDX-License-Identifier: MIT
"""How many different names a running board holds: its table of names doubles at this number."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from posminder.simulator import world
from posminder.simulator.romfs import FIRMWARE, build_factory
from tests.emulator.scene import Scene

DOUBLES_AT = 630  # names, when MicroPython takes 7 KB more of the heap
PROBES = 2  # names that no board has: Probe, qstr_info

_PROBE = """\
import micropython

import board


class Probe:
    def __init__(self, watchdog):
        self.watchdog = watchdog

    def feed(self):
        micropython.qstr_info()
        self.watchdog.feed()


board.watchdog = Probe(board.watchdog)
"""


def test_a_selling_shop_needs_no_further_pool_of_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firmware = tmp_path / "firmware"
    shutil.copytree(FIRMWARE, firmware)
    main = firmware / "main.py"
    main.write_text(_PROBE + main.read_text())
    monkeypatch.setattr(world, "build_factory", lambda _: build_factory(firmware))
    with Scene(1) as scene:
        scene.sell()
        scene.run(10)
        counts = re.findall(r"n_pool=(\d+), n_qstr=(\d+)", scene.world.log_path.read_text())
    pools, names = (int(counts[-1][0]), int(counts[-1][1]) - PROBES)
    print(f"{names} names in {pools} pools")
    assert names < DOUBLES_AT
