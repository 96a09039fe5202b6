# SPDX-License-Identifier: MIT
"""For every test: a core for each worker, and Hypothesis without clocks."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "posminder",
    deadline=None,  # a busy machine is slow and not wrong
    print_blob=True,  # how to replay a failure
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("posminder")


@pytest.fixture(scope="session", autouse=True)
def _core_of_its_own() -> None:
    """Give each worker of a parallel run another core: worlds stay on the one they find."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker[2:]) % len(cores)]})
