# SPDX-License-Identifier: MIT
"""Terminal and register on real serial ports, in real time, around a board that is no part of it.

The same terminal and register as in virtual time; here their scheduler follows the wall clock in a
thread of its own, and their bytes go to ports: a device, or one of pyserial's urls. Whoever touches
terminal or register from another thread holds `lock`.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Final, Self

import serial

from posminder.simulator.acquirer import Acquirer
from posminder.simulator.printer import Printer
from posminder.simulator.register import Register
from posminder.simulator.scheduler import US_PER_S, Scheduler
from posminder.simulator.shop import PASSWORD
from posminder.simulator.terminal import Terminal
from posminder.simulator.zvt_frames import BAUD

_LOOK_S: Final = 0.001  # between two looks at the ports: a character at 9600 bit/s


class PortLine:
    """A scheduler.LineEnd that is a serial port, 8N2 as ZVT wants it. Raises SerialException."""

    def __init__(self, url: str) -> None:
        self.received: Callable[[bytes], None] = _ignore
        self._port = serial.serial_for_url(url, BAUD, stopbits=serial.STOPBITS_TWO, timeout=0)

    @property
    def baud(self) -> int:
        """The port's speed, bit/s. A socket has none."""
        speed: int = self._port.baudrate
        return speed

    @baud.setter
    def baud(self, baud: int) -> None:
        self._port.baudrate = baud

    def send(self, data: bytes) -> None:
        """Send `data` to the board; the port paces it."""
        self._port.write(data)

    def lost_power(self) -> None:
        """What has left a program is the port's; nothing waits here."""

    def look(self) -> None:
        """Hand over what has arrived."""
        data = self._port.read(self._port.in_waiting)
        if data:
            self.received(data)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


class AttachedShop:
    """A context manager: inside it terminal and register live. `epoch_s`: UTC s at the beginning.

    Without `register_port` there is no register, and the terminal is worked by hand.
    What ends the thread is raised when the context ends.
    """

    def __init__(
        self, terminal_port: str, register_port: str | None, epoch_s: int, seed: int
    ) -> None:
        self.lock = threading.RLock()
        self.scheduler = Scheduler(epoch_s)
        self.acquirer = Acquirer(random.Random(f"acquirer/{seed}"))
        self._stack = ExitStack()
        self._lines: list[PortLine] = []
        self.terminal_line = self._open(terminal_port)
        rng = random.Random(f"terminal/{seed}")
        self.terminal = Terminal(
            self.scheduler, self.terminal_line, self.acquirer, rng, password=PASSWORD, zone_s=0
        )
        self.register: Register | None = None
        if register_port is not None:
            self.register = Register(
                self.scheduler,
                self._open(register_port),
                Printer(),
                random.Random(f"register/{seed}"),
                password=PASSWORD,
            )
        self._began_s = time.monotonic()
        self._ending = threading.Event()

    def __enter__(self) -> Self:
        self._began_s = time.monotonic()
        pool = self._stack.enter_context(ThreadPoolExecutor(1, "attached-shop"))
        self._stack.callback(pool.submit(self._live).result)
        self._stack.callback(self._ending.set)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def wall_s(self) -> int:
        """Wall time in the shop, s since 1970 UTC."""
        return self.scheduler.epoch_s + int(time.monotonic() - self._began_s)

    def jump_to(self, wall_s: int) -> None:
        """Let it be `wall_s` in the shop now. Nothing that is under way comes earlier or later."""
        with self.lock:
            self.scheduler.epoch_s += wall_s - self.wall_s

    def _open(self, url: str) -> PortLine:
        line = PortLine(url)
        self._stack.callback(line.close)
        self._lines.append(line)
        return line

    def _live(self) -> None:
        while not self._ending.wait(_LOOK_S):
            with self.lock:
                self._catch_up()

    def _catch_up(self) -> None:
        for line in self._lines:
            line.look()
        now_us = int((time.monotonic() - self._began_s) * US_PER_S)
        while (next_us := self.scheduler.next_us()) is not None and next_us <= now_us:
            self.scheduler.run_next()
        self.scheduler.now_us = max(self.scheduler.now_us, now_us)


def _ignore(data: bytes) -> None:
    """Nobody listens at this end of the line."""
