# SPDX-License-Identifier: MIT
"""A commissioned board behind a pseudo terminal, for clients that open a serial port."""

from __future__ import annotations

import os
import select
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from agent.host_line.server import Server
from tests.dual.test_server import KEY, FakeServices, feed


@dataclass(frozen=True)
class Board:
    """A board that can be reached at `port`, commissioned with `key`."""

    port: str
    key: bytes


class ServerThread(threading.Thread):
    """The server core on the master's end of a pseudo terminal."""

    def __init__(self, server: Server, master: int) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._master = master
        self._stop_read, self._stop_write = os.pipe()

    def run(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._stop_read], [], [])
            if self._stop_read in ready:
                return
            for reply in feed(self._server, os.read(self._master, 4096)):
                os.write(self._master, reply)

    def stop(self) -> None:
        os.write(self._stop_write, b"x")
        self.join()
        os.close(self._stop_read)
        os.close(self._stop_write)


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def board(services: FakeServices) -> Iterator[Board]:
    master, slave = os.openpty()
    tty.setraw(slave)  # held open, so that the master outlives each client
    thread = ServerThread(Server(services), master)
    thread.start()
    yield Board(os.ttyname(slave), KEY)
    thread.stop()
    os.close(slave)
    os.close(master)


@pytest.fixture
def smp_port(board: Board) -> str:
    return board.port
