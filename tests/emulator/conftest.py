# SPDX-License-Identifier: MIT
"""A world with a board in it, where a board can run at all; commands with a home of their own."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from tests.emulator.toy_world import ToyWorld
from tests.host.conftest import run as run


@pytest.fixture(scope="session", autouse=True)
def _board_can_run() -> None:
    if importlib.util.find_spec("micropython_run") is None:
        pytest.skip("no MicroPython for this machine (wheels: Linux x86-64, macOS arm64)")


@pytest.fixture
def world() -> Iterator[ToyWorld]:
    with ToyWorld() as world:
        world.start_up()
        yield world
