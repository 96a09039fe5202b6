# SPDX-License-Identifier: MIT
"""A world with a board in it, where a board can run at all."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from tests.emulator.toy_world import ToyWorld


@pytest.fixture(scope="session", autouse=True)
def _board_can_run() -> None:
    if importlib.util.find_spec("micropython_run") is None:
        pytest.skip("no MicroPython for this machine (wheels: Linux x86-64, macOS arm64)")


@pytest.fixture(scope="session", autouse=True)
def _core_of_its_own() -> None:
    """Give each worker of a parallel run another core: worlds stay on the one they find."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker[2:]) % len(cores)]})


@pytest.fixture
def world() -> Iterator[ToyWorld]:
    with ToyWorld() as world:
        world.start_up()
        yield world
