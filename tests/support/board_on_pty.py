# SPDX-License-Identifier: MIT
"""The real firmware's host line on a pseudo terminal, for programs that open a serial port and
block. In `served` a thread plays the world in real time; before and after, whoever holds the
world drives it in virtual time as usual. Never both at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from posminder.simulator.bridge import Bridge
from posminder.simulator.errors import SimulatorUnavailable
from posminder.simulator.romfs import require_tools
from posminder.simulator.world import World


def require_board() -> None:
    """Skip the test where the simulated board cannot run; its own words say why."""
    try:
        require_tools()
    except SimulatorUnavailable as error:
        pytest.skip(str(error))


@contextmanager
def served(world: World, cut_after_bytes: int | None = None) -> Iterator[str]:
    """Serve `world`'s host line while in the context; yield the path a client opens.

    After `cut_after_bytes` towards the client the line hangs up, as a cable does that is pulled.
    What ended the world, such as BoardCrashed, is raised at the end.
    """
    line = _ServedLine(world, cut_after_bytes)
    with ThreadPoolExecutor(1, "board-on-pty") as pool:
        serving = pool.submit(line.serve)
        try:
            yield line.path
        finally:
            line.stopping.set()
            serving.result()


class _ServedLine:
    def __init__(self, world: World, cut_after_bytes: int | None) -> None:
        self._bridge = Bridge(world, world.host_line)
        self.path = self._bridge.path
        self._left = cut_after_bytes
        self._to_client = world.host_line.received
        world.host_line.received = self._count
        self.stopping = threading.Event()

    def serve(self) -> None:
        """Serve until it is to stop or the cable is pulled, and give the line back."""
        with self._bridge:
            self._bridge.serve(until=self._ended)

    def _ended(self) -> bool:
        return self.stopping.is_set() or (self._left is not None and self._left <= 0)

    def _count(self, data: bytes) -> None:
        if self._left is not None:
            self._left -= len(data)
        self._to_client(data)
