# SPDX-License-Identifier: MIT
"""Virtual time held back to the wall clock: people can watch a shop, or talk to its board."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from posminder.simulator.bridge import Bridge
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.world import World

_LOOK_US: Final = 20_000  # real time between two looks at the line


class RealTime:
    """`speed` virtual seconds in each real one.

    `on_pty`, unless None, is called with the path of a pseudo terminal that is the board's host
    line from commissioning to the technician's pull.
    """

    def __init__(self, speed: float = 1.0, on_pty: Callable[[str], None] | None = None) -> None:
        self.stride_us = max(1, int(_LOOK_US * speed))
        self._speed = speed
        self._on_pty = on_pty
        self._bridge: Bridge | None = None
        self._began = (0.0, 0)

    @contextmanager
    def on(self, world: World) -> Iterator[None]:
        """Begin to follow the wall clock; to the end of the context."""
        self._began = (time.monotonic(), world.scheduler.now_us)
        if self._on_pty is None:
            yield
            return
        with world.bridge() as self._bridge:
            self._on_pty(self._bridge.path)
            yield
        self._bridge = None

    def keep(self, world: World) -> None:
        """Return once the wall clock has come as far as the virtual time of `world`."""
        began_s, began_us = self._began
        due_s = began_s + (world.scheduler.now_us - began_us) / US_PER_S / self._speed
        while (wait_s := due_s - time.monotonic()) > 0:
            if self._bridge is None:
                time.sleep(wait_s)
            else:
                self._bridge.carry(wait_s)
