# SPDX-License-Identifier: MIT
"""Every file of tests/dual runs here once more, on the real MicroPython, its code in the heap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_DUAL = _ROOT / "tests" / "dual"
_SUPPORT = _ROOT / "tests" / "support" / "micropython"
_PATH = os.pathsep.join([".frozen", str(_ROOT / "firmware"), str(_DUAL), str(_SUPPORT)])


@pytest.mark.parametrize("name", sorted(path.stem for path in _DUAL.glob("test_*.py")))
def test_dual(name: str) -> None:
    micropython = Path(sys.executable).with_name("micropython")
    done = subprocess.run(
        [micropython, "-X", "heapsize=512k", str(_SUPPORT / "run_dual.py"), name],
        env={"MICROPYPATH": _PATH},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(" 0 failed")
