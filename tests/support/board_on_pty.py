# SPDX-License-Identifier: MIT
"""The real firmware's host line on a pseudo terminal, for programs that open a serial port and
block. In `served` a thread plays the world in real time; before and after, whoever holds the
world drives it in virtual time as usual. Never both at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
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
    thread = _ServingThread(world, cut_after_bytes)
    thread.start()
    try:
        yield thread.path
    finally:
        thread.stop()


class _ServingThread(threading.Thread):
    def __init__(self, world: World, cut_after_bytes: int | None) -> None:
        super().__init__(name="board-on-pty")
        self._world = world
        self._bridge = Bridge(world, world.host_line)
        self.path = self._bridge.path
        self._left = cut_after_bytes
        self._to_client = world.host_line.received
        world.host_line.received = self._count
        self._stopping = threading.Event()
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            with self._bridge:
                self._bridge.serve(until=self._ended)
        except Exception as error:  # noqa: BLE001 # raised again where somebody sees it
            self._error = error

    def stop(self) -> None:
        """End the thread, give the line back, and raise what ended the world."""
        self._stopping.set()
        self.join()
        if self._error is not None:
            raise self._error

    def _ended(self) -> bool:
        return self._stopping.is_set() or (self._left is not None and self._left <= 0)

    def _count(self, data: bytes) -> None:
        if self._left is not None:
            self._left -= len(data)
        self._to_client(data)
