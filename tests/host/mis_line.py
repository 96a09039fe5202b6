# SPDX-License-Identifier: MIT
"""A simulated MIS register and terminal, each at a pseudo terminal, ten times as fast as real."""

from __future__ import annotations

import os
import random
import select
import threading
import time
import tty
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from posminder.simulator.mis_register import MisRegister
from posminder.simulator.mis_terminal import MisTerminal
from posminder.simulator.scheduler import US_PER_S, Scheduler

_FASTER = 10


class _End:
    def __init__(self) -> None:
        self.received: Any = lambda data: None
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def lost_power(self) -> None:
        """Nothing is on its way."""


class MisPair:
    """A context manager. `register` and `terminal` run in a thread of their own."""

    def __init__(self, settings: Mapping[str, Any], tid: str) -> None:
        self.ends = _End(), _End()
        self._lock = threading.Lock()
        self._scheduler = Scheduler(int(time.time()))
        offset = datetime.now().astimezone().utcoffset()
        zone_s = 0 if offset is None else int(offset.total_seconds())
        rng = random.Random("learn")
        self.register = MisRegister(self._scheduler, self.ends[0], settings)
        self.terminal = MisTerminal(
            self._scheduler, self.ends[1], rng, settings, tid=tid, zone_s=zone_s
        )
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()
        for end in self.ends:
            os.close(end.master)
            os.close(end.slave)

    def ask(self, function: str, **told: Any) -> dict[str, Any] | None:
        """Let the register ask, and return the reply."""
        replies: list[dict[str, Any] | None] = []
        with self._lock:
            self.register.ask(function, replies.append, **told)
        deadline_s = time.monotonic() + 10
        while not replies and time.monotonic() < deadline_s:
            time.sleep(0.01)
        time.sleep(0.1)  # its acknowledgement is under way
        return replies[0]

    def _run(self) -> None:
        begun_s = time.monotonic()
        by_master = {end.master: end for end in self.ends}
        while not self._ends.is_set():
            ready, _, _ = select.select(list(by_master), [], [], 0.002)
            with self._lock:
                now_us = int((time.monotonic() - begun_s) * _FASTER * US_PER_S)
                while (next_us := self._scheduler.next_us()) is not None and next_us <= now_us:
                    self._scheduler.run_next()
                self._scheduler.now_us = max(self._scheduler.now_us, now_us)
                for master in ready:
                    by_master[master].received(os.read(master, 4_096))
