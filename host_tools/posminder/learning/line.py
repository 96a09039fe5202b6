# SPDX-License-Identifier: MIT
"""Between register and terminal: every byte is passed on, every whole frame heard and masked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, Self

import serial

from posminder.errors import UsageError
from posminder.learning.frames import Cutter
from posminder.learning.masking import Masker
from posminder.learning.record import Exchange

_READ_S: Final = 0.05
_BYTES: Final = 1_024


class Step:
    """What is heard of one step. Bodies are masked already."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.command: bytes | None = None
        self._reply: tuple[datetime, bytes] | None = None
        self._between = 0
        self._last: dict[bool, bytes] = {}

    def hear(self, body: bytes, at: datetime, *, register: bool) -> None:
        """Take a frame's body; one that is repeated counts once."""
        if self._last.get(register) == body:
            return
        self._last[register] = body
        if register and self.command is None:
            self.command = body
        elif register:
            self._between += 1
        elif self.command is not None:
            self._between += self._reply is not None
            self._reply = (at, body)

    def exchange(self) -> Exchange | None:
        """Return command and last reply, None if one of them was not heard."""
        if self.command is None or self._reply is None:
            return None
        return Exchange(self.name, self._reply[0], self.command, self._reply[1], self._between)


class Line:
    """A context manager that passes bytes on between two ports from its beginning to its end.

    `register`, `terminal`: names or URLs as pyserial has them. Raises UsageError if one cannot be
    opened. 8N1.
    """

    def __init__(
        self, register: str, terminal: str, baud: int, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self._ports = [_opened(name, baud) for name in (register, terminal)]
        self._cutters = (Cutter(), Cutter())
        self._masker = Masker()
        self._now = now
        self._lock = threading.Lock()
        self._step: Step | None = None
        self._ends = threading.Event()
        self.broken: str | None = None  # why nothing is passed on any more
        self._threads = [
            threading.Thread(target=self._pass, args=(side,), daemon=True) for side in (0, 1)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()
        for port in self._ports:
            port.close()

    @property
    def acknowledged(self) -> bool:
        """Whether a 06 or 15 was heard between frames."""
        return any(each.acknowledgements for each in self._cutters)

    def begin(self, name: str) -> None:
        """From now on, what is heard belongs to this step."""
        with self._lock:
            self._step = Step(name)

    def end(self) -> Exchange | None:
        """End the step and return what was heard of it."""
        with self._lock:
            step, self._step = self._step, None
        return None if step is None else step.exchange()

    def _pass(self, side: int) -> None:
        source, sink = self._ports[side], self._ports[1 - side]
        try:
            while not self._ends.is_set():
                data = source.read(1)
                if not data:
                    continue
                data += source.read(min(source.in_waiting, _BYTES))
                with self._lock:
                    self._hear(side, data)  # first, or the reply could be heard before the command
                sink.write(data)
        except (serial.SerialException, OSError) as error:
            self.broken = str(error)
            self._ends.set()

    def _hear(self, side: int, data: bytes) -> None:
        for body in self._cutters[side].feed(data):
            masked = self._masker.mask(body, register=side == 0)
            if self._step is not None:
                self._step.hear(masked, self._now(), register=side == 0)


def _opened(name: str, baud: int) -> serial.Serial:
    try:
        port: serial.Serial = serial.serial_for_url(name, baudrate=baud, timeout=_READ_S)
        return port
    except (serial.SerialException, OSError, ValueError) as error:
        raise UsageError(f"{name} cannot be opened: {error}") from error
