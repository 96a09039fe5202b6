# SPDX-License-Identifier: MIT
"""Commands with a home of their own, and a board to run them on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from posminder import __main__
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD, short_day
from tests.host.technician import KEY, Ran, Run, plug_in


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def posminder(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["posminder", *arguments])
        with pytest.raises(SystemExit) as exit_:
            __main__.main()
        captured = capsys.readouterr()
        return Ran(int(exit_.value.code or 0), captured.out, captured.err)

    return posminder


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> DeskBoard:
    """A commissioned board on port `desk`, the only one there is."""
    desk = DeskBoard(short_day(), KEY)
    plug_in(monkeypatch, {"desk": desk})
    return desk


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Run:
    file = tmp_path / "day.pmj"
    file.write_bytes(short_day())
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    return run
