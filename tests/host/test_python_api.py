# SPDX-License-Identifier: MIT
"""The README's program runs, as it stands there, against the board's own server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posminder.transport import serial_port
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import short_day
from tests.host.technician import KEY, Run, keep_key

_README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_program_in_the_readme_runs(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_key()
    board = DeskBoard(short_day(), KEY)
    monkeypatch.setattr(serial_port, "SerialPort", lambda _: board)
    (program,) = re.findall(r"```python\n(.*?)```", _README.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(program, names)
    assert names["journal"] == names["received"] == short_day()
    assert capsys.readouterr().out  # its progress
