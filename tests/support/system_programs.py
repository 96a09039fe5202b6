# SPDX-License-Identifier: MIT
"""Programs of the system that some tests need: a test that lacks one is skipped with the cure, and
fails instead where POSMINDER_REQUIRE_SYSTEM_PROGRAMS=1 promises that all are there (.ci/run).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

SWITCH: Final = "POSMINDER_REQUIRE_SYSTEM_PROGRAMS"
_LIST: Final = Path(__file__).with_name("system-packages.txt")


def packages() -> list[str]:
    """Return the packages of Debian and Ubuntu that the tests can use, as .ci/run installs them."""
    lines = _LIST.read_text(encoding="ascii").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def require(program: str, apt_package: str) -> str:
    """Return the path of `program`, or of a whole path's file, which `apt_package` brings.

    Without it, skip or fail the test. Raises LookupError for a package that is not in the list.
    """
    if apt_package not in packages():
        raise LookupError(f"{apt_package} is not in {_LIST.name}: nobody would install it")
    path = program if Path(program).is_file() else shutil.which(program)
    if path is not None:
        return path
    cure = f"{program} is not installed; on Debian and Ubuntu: apt install {apt_package}"
    if os.environ.get(SWITCH) == "1":
        pytest.fail(f"{cure} ({SWITCH}=1 allows no skip)")
    pytest.skip(cure)
