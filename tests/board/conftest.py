# SPDX-License-Identifier: MIT
"""The board that is attached (`make test-board`), or else the unix board behind three pseudo
terminals, so that the very same path is walked in every test run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import pytest

from posminder.simulator.attached import AttachedShop
from tests.board.bench import Bench
from tests.support.board_on_pty import require_board

_NAMES: Final = (
    "POSMINDER_TEST_PORT",
    "POSMINDER_TEST_TERMINAL_PORT",
    "POSMINDER_TEST_REGISTER_PORT",
)
Ports = tuple[str, str, str | None]  # host line, terminal, register if there is one


def _attached() -> Ports | None:
    """Return the ports of the board that is attached, None without one."""
    port, terminal, register = (os.environ.get(name) or None for name in _NAMES)
    return None if port is None or terminal is None else (port, terminal, register)


@contextmanager
def _unix_board(seed: int) -> Iterator[Ports]:
    """Yield the ports of a fresh unix board."""
    require_board()
    command = [sys.executable, "-m", "tests.support.bare_board", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as board:
        assert board.stdin is not None
        assert board.stdout is not None
        try:
            port, terminal, register = json.loads(board.stdout.readline())
            yield port, terminal, register
        finally:
            board.stdin.close()
    assert board.returncode == 0


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The one bench of all tests here; each goes on where the one before ended."""
    seed = 8101
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        ports = _attached()
        if ports is None:
            ports = stack.enter_context(_unix_board(seed))
            patch.setenv("POSMINDER_HOME", str(folder / "home"))  # an attached one's key is kept
        port, terminal, register = ports
        patch.setenv("POSMINDER_ZVT_PASSWORD", "000000")
        with AttachedShop(terminal, register, 0, seed) as shop:
            yield Bench(port, shop, folder)
