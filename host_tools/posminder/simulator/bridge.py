# SPDX-License-Identifier: MIT
"""A line as a pseudo terminal in real time, for programs that know nothing of the world.

While `serve` runs, the virtual clock follows the wall clock; before and after it jumps as usual.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from posminder.simulator.scheduler import US_PER_S

if TYPE_CHECKING:
    from posminder.simulator.wire import Line
    from posminder.simulator.world import World

_LOOK_US: Final = 20_000  # how long `until` may go unasked, real time


class Bridge:
    """Use as a context manager; `path` is what a serial program opens: the far end of `line`."""

    def __init__(self, world: World, line: Line) -> None:
        import tty  # absent on Windows, where the command must start all the same

        self._world = world
        # The slave stays open, or the master would report a hang-up between two clients.
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        self._line = line
        self._previous = line.received
        line.received = self._to_client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._line.received = self._previous
        os.close(self._master)
        os.close(self._slave)

    def serve(self, until: Callable[[], bool]) -> None:
        """Follow the wall clock and carry bytes until `until()` is true, asked every 20 ms."""
        start_us = self._world.scheduler.now_us
        start_s = time.monotonic()
        while not until():
            now_us = start_us + int((time.monotonic() - start_s) * US_PER_S)
            self._world.run_until(max(now_us, self._world.scheduler.now_us))
            next_us = self._world.next_us()
            wait_us = _LOOK_US if next_us is None else min(next_us - now_us, _LOOK_US)
            self.carry(max(wait_us, 0) / US_PER_S)

    def carry(self, timeout_s: float) -> None:
        """Wait up to `timeout_s` of real time for bytes of a client, and send them to the board."""
        ready, _, _ = select.select([self._master], [], [], timeout_s)
        if ready:
            self._line.send(os.read(self._master, 4096))

    def _to_client(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except BlockingIOError:
            pass  # nobody reads: a serial line has no memory
