# SPDX-License-Identifier: MIT
"""What stands in the heap at certain moments of a run, garbage taken out: the board itself says it.

The firmware is a copy whose main.py says so before and after its imports, and whenever it feeds the
watchdog, every 4 s. Collecting then makes it another run than the measured one, and a tidier one.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posminder.simulator import world
from posminder.simulator.romfs import FIRMWARE, build_factory

_PROBE: Final = """\
import gc


def say():
    gc.collect()
    print("heap", gc.mem_alloc())


say()
"""
_WATCHDOG: Final = """\
say()


class Probe:
    def __init__(self, watchdog):
        self.watchdog = watchdog

    def feed(self):
        say()
        self.watchdog.feed()


board.watchdog = Probe(board.watchdog)

try:
"""


@dataclass(frozen=True, slots=True)
class Samples:
    """Bytes in use."""

    interpreter: int  # with asyncio, and what the board has in place of time and select
    loaded: int  # and all code that every board loads
    fed: tuple[int, ...]  # each time the watchdog was fed


@contextmanager
def asking() -> Iterator[None]:
    """Let every board that starts within say what its heap holds."""
    own = world.build_factory
    with tempfile.TemporaryDirectory(prefix="posminder-heap-") as folder:
        firmware = Path(folder, "firmware")
        shutil.copytree(FIRMWARE, firmware)
        main = firmware / "main.py"
        main.write_text(_PROBE + main.read_text().replace("try:\n", _WATCHDOG, 1))
        image = build_factory(firmware)
        world.build_factory = lambda _: image
        try:
            yield
        finally:
            world.build_factory = own


def samples(log: str) -> Samples:
    """Return what the first board said that printed `log`."""
    interpreter, loaded, *fed = map(int, re.findall(r"^heap (\d+)$", log, re.MULTILINE))
    return Samples(interpreter, loaded, tuple(fed))
