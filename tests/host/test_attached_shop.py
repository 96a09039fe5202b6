# SPDX-License-Identifier: MIT
"""Terminal and register on real ports: what breaks in their thread is told to whoever began it."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack

import pytest

from posminder.simulator.attached import AttachedShop


class Broken(Exception):
    """What a terminal may never raise."""


def test_what_ends_the_thread_is_raised_when_the_context_ends() -> None:
    master, slave = os.openpty()
    reached = threading.Event()

    def broken(data: bytes) -> None:
        reached.set()
        raise Broken(data)

    before = threading.active_count()
    with ExitStack() as stack:
        shop = stack.enter_context(AttachedShop(os.ttyname(slave), None, 0, 8102))
        shop.terminal_line.received = broken
        os.write(master, b"\x06")
        assert reached.wait(5)
        with pytest.raises(Broken, match="06"):
            stack.close()
    assert threading.active_count() == before
    with pytest.raises(OSError, match="not open"):
        shop.terminal_line.send(b"\x06")  # its port was given back all the same
    os.close(master)
    os.close(slave)
