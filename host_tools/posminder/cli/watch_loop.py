# SPDX-License-Identifier: MIT
"""The watch's ports and its clock: what is plugged in is pulled at once, then on schedule.

SIGTERM and Ctrl-C end it: at once, but for a message that is being sent, whose end is waited for,
so that it is not sent twice. Whatever else is cut short is gone on with at the next start.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final, NoReturn

from posminder.cli.connect import usb_ports
from posminder.cli.watch_round import Rounds
from posminder.profile.values import duration_text

_POLL_S: Final = 2
_SETTLE_S: Final = 60  # what time alone brings: quiet hours that end, the next try, a digest
_RETRY_S: Final = 5
_RETRY_MAX: Final = 6  # doublings


class _Stop:
    """What a signal asks for, and whether it has to wait."""

    def __init__(self) -> None:
        self._asked: int | None = None
        self._held = False

    def __call__(self, number: int, frame: object) -> None:
        self._asked = number
        if not self._held:
            self._leave()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let a signal wait until the end of the context."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked is not None:
            self._leave()

    def _leave(self) -> NoReturn:
        if self._asked == signal.SIGTERM:  # asked to end, and ended: no failure
            sys.exit(0)
        raise KeyboardInterrupt


class Loop:
    """When which port is pulled. `clock` returns seconds since 1970."""

    def __init__(self, rounds: Rounds, clock: Callable[[], int]) -> None:
        self._rounds, self._clock = rounds, clock
        self._next_s: dict[str, int] = {}
        self._failures: dict[str, int] = {}

    def once(self) -> None:
        """Pull every port there is, settle, and send."""
        for port in self._ports():
            self._pull(port)
        self._rounds.settle(self._clock(), held=nullcontext)

    def run(self) -> NoReturn:
        """Watch until a signal ends it."""
        stop = _Stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        watch = self._rounds.watch
        routes = ", ".join(route.name for route in watch.routes)
        settle_s = 0
        try:
            every = duration_text(watch.every, watch.language)
            self._rounds.log("begins", every=every, routes=routes)
            while True:
                pulled = self._look()
                if pulled or self._clock() >= settle_s:
                    self._rounds.settle(self._clock(), held=stop.held)
                    settle_s = self._clock() + _SETTLE_S
                time.sleep(_POLL_S)
        finally:
            self._rounds.log("ends", count=self._rounds.waiting())

    def _look(self) -> bool:
        """Pull what is due; tell whether anything was tried."""
        ports = self._ports()
        for gone in [port for port in self._next_s if port not in ports]:
            del self._next_s[gone]
            self._failures.pop(gone, None)
            self._rounds.log("unplugged", port=gone)
        due = []
        for port in ports:
            if port not in self._next_s:
                self._rounds.log("plugged", port=port)
            if self._next_s.get(port, 0) <= self._clock():
                due.append(port)
        for port in due:
            self._pull(port)
        return bool(due)

    def _pull(self, port: str) -> None:
        """Pull a port; after a failure again soon, then later and later."""
        every = self._rounds.watch.every
        if self._rounds.pull(port, self._clock()):
            self._failures.pop(port, None)
            self._next_s[port] = self._clock() + every
            return
        failures = self._failures.get(port, 0)
        self._failures[port] = failures + 1
        wait_s = min(every, _RETRY_S << min(failures, _RETRY_MAX))
        self._next_s[port] = self._clock() + wait_s

    def _ports(self) -> list[str]:
        """Return the ports that are there: those named, as far as they are, or all on USB."""
        named = self._rounds.watch.ports
        if not named:
            return usb_ports()
        return [port for port in named if "://" in port or _is_there(port)]


def _is_there(port: str) -> bool:
    return not port.startswith("/") or Path(port).exists()
