# SPDX-License-Identifier: MIT
"""A board whose agent was stopped, on a pseudo terminal: first the stock MicroPython prompt, which
is the real one, and once that has restarted softly the host line's server.

On a board main.py runs after a soft restart; the unix port's process ends there instead.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import tty
from pathlib import Path
from typing import Final, Protocol, Self

_LOOK_S: Final = 0.02


class Behind(Protocol):
    """What answers once the prompt is gone; a posminder Transport does."""

    def write(self, data: bytes) -> None:
        """Take bytes of the client."""

    def read(self, timeout_s: float) -> bytes:
        """Return what there is for the client."""


class PromptThenBoard:
    """A context manager. `path` is what a client opens. `heard`: what it sent to the prompt."""

    def __init__(self, behind: Behind) -> None:
        self.heard = b""
        self._behind = behind
        self._client, self._slave = os.openpty()
        tty.setraw(self._client)
        self.path = os.ttyname(self._slave)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prompt-then-board")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()
        os.close(self._client)
        os.close(self._slave)

    def _run(self) -> None:
        self._prompt()
        while not self._stopping.is_set():
            if select.select([self._client], [], [], _LOOK_S)[0]:
                self._behind.write(os.read(self._client, 4096))
                os.write(self._client, self._behind.read(0))

    def _prompt(self) -> None:
        """Carry bytes between the client and the real prompt until that ends."""
        prompt, inside = os.openpty()
        program = Path(sys.executable).with_name("micropython")
        process = subprocess.Popen(
            [program], stdin=inside, stdout=inside, stderr=inside, start_new_session=True
        )
        os.close(inside)
        try:
            while not self._stopping.is_set():
                ready = select.select([self._client, prompt], [], [], _LOOK_S)[0]
                if self._client in ready:
                    data = os.read(self._client, 4096)
                    self.heard += data
                    os.write(prompt, data)
                if prompt in ready:
                    try:
                        os.write(self._client, os.read(prompt, 4096))
                    except OSError:
                        return  # it has ended, and its terminal with it
                elif process.poll() is not None:
                    return
        finally:
            process.kill()
            process.wait()
            os.close(prompt)
