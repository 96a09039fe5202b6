# SPDX-License-Identifier: MIT
"""A board of boards/ on real MicroPython, with the modelled processor of tests/dual under it.

Its USB serial port is the process's own input and output; time is real.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parents[2]
_MODELS: Final = ROOT / "tests" / "dual"
_HEAP: Final = "2m"  # the firmware as it is written, compiled in the heap


def _command(script: str) -> list[str]:
    micropython = Path(sys.executable).with_name("micropython")
    return [str(micropython), "-X", f"heapsize={_HEAP}", "-c", script]


def _environment(board: str | None, *more: Path) -> dict[str, str]:
    own = [] if board is None else [ROOT / "boards" / board, ROOT / "firmware"]
    folders = [*more, *own, _MODELS]
    return {"MICROPYPATH": os.pathsep.join([".frozen", *map(str, folders)])}


def run(board: str, script: str, *more: Path) -> subprocess.CompletedProcess[str]:
    """Run `script` to its end; modules of `more` come before the board's."""
    return subprocess.run(
        _command(script),
        env=_environment(board, *more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class PipeBoard:
    """A transport (posminder.transport.base) to the agent on `board`, which runs meanwhile.

    Without a `board` all its modules are in `more`.
    """

    def __init__(self, board: str | None, script: str, *more: Path) -> None:
        self.name = board or "a board"
        self.said = ""
        self._process = subprocess.Popen(
            _command(script),
            env=_environment(board, *more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, data: bytes) -> None:
        """Put bytes on the wire."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def read(self, timeout_s: float) -> bytes:
        """Return what comes within `timeout_s`."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], timeout_s)
        return os.read(self._process.stdout.fileno(), 4096) if ready else b""

    def close(self) -> None:
        """Take its power; `said` is then what it put on its standard error."""
        self._process.kill()
        self.said = self.said or self._process.communicate()[1].decode()
