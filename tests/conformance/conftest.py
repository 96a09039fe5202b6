# SPDX-License-Identifier: MIT
"""A commissioned board with the real firmware behind a pseudo terminal, for clients that open a
serial port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from posminder.session import Session
from posminder.transport.serial_port import SerialPort
from tests.emulator.scene import Scene
from tests.support.board_on_pty import require_board, served


@dataclass(frozen=True)
class Board:
    """A board that can be reached at `port`, commissioned with `key`."""

    port: str
    key: bytes


@pytest.fixture(scope="module")
def served_board() -> Iterator[Board]:
    require_board()
    with Scene(seed=1) as scene, served(scene.world) as port:
        yield Board(port, scene.key)


@pytest.fixture
def board(served_board: Board) -> Iterator[Board]:
    """The board of the module, locked again after each test."""
    yield served_board
    with Session(SerialPort(served_board.port)) as session:
        session.lock()


@pytest.fixture
def smp_port(board: Board) -> str:
    return board.port
