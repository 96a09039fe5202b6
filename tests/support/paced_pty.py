# SPDX-License-Identifier: MIT
"""A pseudo terminal as slow as a serial line: what one end sends arrives at the line's pace.

For programs in processes of their own. Real time, so a busy machine makes it slower, never faster.
"""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from typing import Final, Self

BYTES_PER_S: Final = 11_520  # 115200 8N1
_STEP_S: Final = 0.002
_TAKEN_MAX: Final = 4096


class PacedPty:
    """A context manager: `path` is what a client opens, `inside` what the program behind reads and
    writes."""

    def __init__(self) -> None:
        self._outer, self._client = os.openpty()
        self._inner, self.inside = os.openpty()
        for end in (self._outer, self._inner):
            tty.setraw(end)
        self.path = os.ttyname(self._client)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._carry, args=ends)
            for ends in ((self._outer, self._inner), (self._inner, self._outer))
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        for end in (self._outer, self._client, self._inner, self.inside):
            os.close(end)

    def _carry(self, source: int, sink: int) -> None:
        """Carry one direction. A byte is on the wire for its time, so idle time is not saved up."""
        free_s = time.monotonic()
        while not self._stopping.is_set():
            if not select.select([source], [], [], 0.02)[0]:
                continue
            data = os.read(source, _TAKEN_MAX)
            free_s = max(free_s, time.monotonic())
            while data:
                count = max(1, int((time.monotonic() + _STEP_S - free_s) * BYTES_PER_S))
                part, data = data[:count], data[count:]
                free_s += len(part) / BYTES_PER_S
                time.sleep(max(0.0, free_s - time.monotonic()))
                os.write(sink, part)
