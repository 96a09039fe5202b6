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


def pytest_collection_finish(session: pytest.Session) -> None:
    """See that xdist keeps groups together: versions of pytest and xdist disagreed about it."""
    if not session.config.getoption("loadgroup", default=False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError(f"this pytest-xdist passes over the group of {item.nodeid}")


@pytest.fixture(scope="session", autouse=True)
def _core_of_its_own() -> None:
    """Give each worker of a parallel run another core: worlds stay on the one they find."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker[2:]) % len(cores)]})
