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
from contextlib import contextmanager
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


@contextmanager
def _ports(seed: int) -> Iterator[tuple[str, str, str | None]]:
    """Yield the ports of host line, terminal and register; the last may be None."""
    port, terminal, register = (os.environ.get(name) or None for name in _NAMES)
    if port is not None and terminal is not None:
        yield port, terminal, register
        return
    require_board()
    command = [sys.executable, "-m", "tests.support.bare_board", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as board:
        assert board.stdin is not None
        assert board.stdout is not None
        try:
            host, terminal, register = json.loads(board.stdout.readline())
            yield host, terminal, register
        finally:
            board.stdin.close()
    assert board.returncode == 0


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The one bench of all tests here; each goes on where the one before ended."""
    seed = 8101
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch, _ports(seed) as (port, terminal, register):
        if not os.environ.get(_NAMES[0]):
            patch.setenv("POSMINDER_HOME", str(folder / "home"))  # a board's own key stays
        patch.setenv("POSMINDER_ZVT_PASSWORD", "000000")
        with AttachedShop(terminal, register, 0, seed) as shop:
            yield Bench(port, shop, folder)
