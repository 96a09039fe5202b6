# SPDX-License-Identifier: MIT
"""The command as `| head` meets it: whoever reads leaves early, and nothing is said about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from posminder.store.ingest import ingest
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export, record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full_home(tmp_path: Path) -> Path:
    """A home whose store prints more than a pipe holds."""
    with Store(tmp_path / "store.sqlite3") as store:
        ingest(store, BOARD, export(*[record(r.R_BUTTON, 1)] * 2000), "day")
    return tmp_path


@pytest.mark.parametrize(
    "arguments", [("logs", "--no-pull", "--json"), ("logs", "--no-pull"), ("--help",)]
)
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_leaves_ends_it_quietly(
    full_home: Path, arguments: tuple[str, ...], lines: int
) -> None:
    # Unbuffered, Python itself drops what a pipe did not take, without an error.
    plain = {name: os.environ[name] for name in os.environ if name != "PYTHONUNBUFFERED"}
    path = os.pathsep.join(str(ROOT / folder) for folder in ("host_tools", "firmware"))
    reader, writer = os.pipe()
    if lines == 0:
        os.close(reader)
    with subprocess.Popen(
        [sys.executable, "-m", "posminder", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=plain | {"POSMINDER_HOME": str(full_home), "PYTHONPATH": path},
    ) as process:
        os.close(writer)
        if lines:
            assert os.read(reader, 10)
            os.close(reader)
        _, err = process.communicate(timeout=60)
    # Less than a pipe holds is written whole before the reader is gone.
    assert process.returncode in ((141,) if lines == 0 or "logs" in arguments else (0, 141))
    assert err == b""


def test_ctrl_c_while_it_is_still_starting_says_nothing(tmp_path: Path) -> None:
    # A module that all others import, and that is interrupted in the midst of it.
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *(str(ROOT / f) for f in ("host_tools", "firmware"))])
    ran = subprocess.run(
        [sys.executable, "-m", "posminder", "--version"],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": path},
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")
