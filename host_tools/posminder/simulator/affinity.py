# SPDX-License-Identifier: MIT
"""Keeps world and board on one processor core: they take turns, and a hand-over between two cores
costs five times as much. Does nothing where the system cannot (macOS)."""

from __future__ import annotations

import os


def pin_to_one_core() -> set[int]:
    """Keep this thread and the processes it starts on one core; return the cores it had."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    allowed = os.sched_getaffinity(0)
    # By process id, so that worlds in several processes spread over the cores.
    os.sched_setaffinity(0, {sorted(allowed)[os.getpid() % len(allowed)]})
    return allowed


def release(cores: set[int]) -> None:
    """Give this thread back the cores `pin_to_one_core` returned."""
    if cores:
        os.sched_setaffinity(0, cores)
