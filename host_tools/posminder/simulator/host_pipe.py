# SPDX-License-Identifier: MIT
"""The host line as a synchronous transport: waiting for an answer lets the world run.

So the host command and tests run in one process with the board's world, without threads, and a
timeout of a minute passes in milliseconds.
"""

from __future__ import annotations

from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.world import World


class HostPipe:
    """A transport.base.Transport that takes the host line of `world` for itself."""

    name = "simulated board"

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting = bytearray()
        world.host_line.received = self._waiting.extend

    def write(self, data: bytes) -> None:
        """Send `data`; it arrives as the world runs on."""
        self._world.host_line.send(data)

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, running the world up to `timeout_s` until something does."""
        self._world.run_while(lambda: not self._waiting, int(timeout_s * US_PER_S))
        data = bytes(self._waiting)
        self._waiting.clear()
        return data

    def close(self) -> None:
        """Let go of the line; what arrives from now on is nobody's."""
        self._world.host_line.received = _ignore


def _ignore(data: bytes) -> None:
    """Nobody listens."""
