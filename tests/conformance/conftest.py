# SPDX-License-Identifier: MIT
"""A commissioned board with the real firmware behind a pseudo terminal, for clients that open a
serial port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from posminder.session import Session
from posminder.simulator.wire import Line
from posminder.transport.serial_port import SerialPort
from tests.emulator.scene import Scene
from tests.support.board_on_pty import require_board, served


@dataclass(frozen=True)
class Board:
    """A board that can be reached at `port`, commissioned with `key`."""

    port: str
    key: bytes
    line: Line  # for faults


def download(port: str, path: str) -> bytes:
    """Return a file, read with our own client: the second witness."""
    with Session(SerialPort(port)) as session:
        return session.download(path)


def smpmgr(port: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the stock command."""
    program = Path(sys.executable).with_name("smpmgr")
    return subprocess.run(
        [program, "--port", port, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={"COLUMNS": "200", "TERM": "dumb"},
    )


@pytest.fixture(scope="session")
def served_board() -> Iterator[Board]:
    require_board()
    with Scene(seed=1) as scene, served(scene.world) as port:
        yield Board(port, scene.key, scene.world.host_line)


@pytest.fixture
def board(served_board: Board) -> Iterator[Board]:
    """The board of all tests here, locked again after each."""
    yield served_board
    with Session(SerialPort(served_board.port)) as session:
        session.lock()


@pytest.fixture
def smp_port(board: Board) -> str:
    return board.port
