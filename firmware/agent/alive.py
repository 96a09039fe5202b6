# SPDX-License-Identifier: MIT
"""Feeds the watchdog as long as no task stands still that has something to do.

Knows how often each task took its turn, and whether it has a reason to take one: bytes that wait,
or a deadline that is over. A task that never lets the others run is not seen here; then nobody
feeds the watchdog.
"""

import asyncio

from agent import limits, turns
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.app import App
    from agent.contracts import BytePort

_FAULT_STALLED = const(3)  # of the record fault's field "part"; the others are app.py's

_MAY_NOT_DIE = (turns.HEART, turns.TERMINAL, turns.REGISTER)


class Alive:
    """`taken` counts each task's turns; `overdue` tells whether the heart's deadline is over."""

    def __init__(
        self,
        taken: "list[int]",
        overdue: "Callable[[], bool]",
        terminal: "BytePort",
        register: "BytePort | None",
    ) -> None:
        self._taken = taken
        self._overdue = overdue
        self._ports = terminal, register
        self._waited = [-1] * len(turns.TASKS)  # turns taken when it was seen to wait, else -1

    def stalled(self) -> "str | None":
        """Return the name of a task that waited at the last look and took no turn since."""
        found = None
        for task in _MAY_NOT_DIE:
            taken, waits = self._taken[task], self._waits(task)
            if waits and self._waited[task] == taken:
                found = turns.TASKS[task]
            self._waited[task] = taken if waits else -1
        return found

    def _waits(self, task: int) -> bool:
        if task == turns.HEART:
            return self._overdue()
        port = self._ports[task - turns.TERMINAL]
        return port is not None and port.any() > 0


async def watch(app: "App", overdue: "Callable[[], bool]") -> None:
    """Feed the watchdog until a task stands still; then write down which, and let it bite.

    So the record is there before the reset, and lines that still run go on until then.
    """
    board = app.board
    alive = Alive(app.turns, overdue, board.terminal_line, board.register_line)
    while True:
        stalled = alive.stalled()
        if stalled is not None:
            app.conductor.record(r.R_FAULT, _FAULT_STALLED, stalled)
            return
        board.watchdog.feed()
        app.turns[turns.WATCHDOG] += 1
        await asyncio.sleep_ms(limits.WATCHDOG_FEED_MS)
