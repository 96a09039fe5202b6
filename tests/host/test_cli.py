# SPDX-License-Identifier: MIT
"""What holds for every command, and those that need no board or only look at one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posminder import messages
from posminder.cli import boards
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KEY, KIOSK, Run, keep_key, plug_in


def test_help_lists_every_exit_code(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for line in ("0 done", "1 a finding", "2 usage", "3 board not", "4 protocol", "6 held", "130 "):
        assert line in ran.out


@pytest.mark.parametrize("name", ["boards", "check", "apply", "status", "logs", "tx"])
def test_every_command_has_help(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert "--json" in ran.out


def test_an_unknown_command_is_a_usage_error(run: Run) -> None:
    assert run("setle").code == 2


def test_an_interruption_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(boards, "usb_ports", interrupted)
    assert run("boards").code == 130


def test_check_says_what_the_board_will_do(run: Run) -> None:
    ran = run("check", KIOSK, "--full")
    assert ran.code == 0
    assert "Kiosk am Markt (kn-0001), time zone Europe/Berlin" in ran.out
    assert re.search(
        r"settle.max_defer +\"48h\" +template/kiosk-de.yaml:12 +board: max_defer_s", ran.out
    )
    assert "按住打烊按钮" in run("check", KIOSK, "--lang", "zh-CN").out


def test_check_lists_errors_on_stderr_and_exits_with_2(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("schema: 1\nsite: {id: 0017}\n")
    ran = run("check", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert 'bad.yaml:2:12 site.id: must stand in quotes, "0017"' in ran.err
    assert "bad.yaml:1:1 hours: is missing" in ran.err


def test_check_json_is_stable(run: Run) -> None:
    (found,) = run("check", KIOSK, "--json").json()
    assert list(found) == ["file", "ok", "sha256", "findings", "sentences", "values"]
    assert found["ok"] is True
    assert len(found["sha256"]) == 64
    assert found["values"]["settle.max_defer"] == {
        "value": "48h",
        "file": "template/kiosk-de.yaml",
        "line": 12,
        "goes_to": "board: max_defer_s",
        "announced": None,
    }


def test_check_refuses_an_unknown_language(run: Run) -> None:
    assert run("check", KIOSK, "--lang", "de").code == 2


def test_boards_lists_what_answers(run: Run, board: DeskBoard) -> None:
    ran = run("boards", "--json")
    assert ran.code == 0
    assert ran.json() == [
        {
            "port": "desk",
            "id": BOARD,
            "board": "desk",
            "firmware": "0.1.0",
            "site": "kn-0001",
            "commissioned": True,
        }
    ]


def test_boards_says_loudly_that_a_board_has_no_key(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    assert "NO: anyone can take it over" in run("boards").out


def test_boards_exits_with_3_when_none_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, {})
    ran = run("boards", "--port", "socket://127.0.0.1:1")
    assert (ran.code, ran.out) == (3, "")
    assert "No board at socket://127.0.0.1:1" in ran.err


def test_two_boards_are_never_guessed_between(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, {"a": DeskBoard(key=KEY), "b": DeskBoard(key=KEY)})
    ran = run("status")
    assert ran.code == 3
    assert "Several boards answer: a, b. Name one with --port." in ran.err


def test_every_key_of_the_json_output_is_documented(stored: Run, board: DeskBoard) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    keep_key()
    for arguments in (("check", KIOSK), ("boards",), ("apply", KIOSK), ("logs",), ("tx", "17")):
        for found in stored(*arguments, "--json").json():
            assert all(f"`{key}`" in documented for key in found), found


def test_no_color_is_respected(run: Run, board: DeskBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    red = "\x1b[1;31m"
    board.changes["receipts_open"] = 1
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert red in run("status").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert red not in run("status").out


def test_every_alert_of_the_boards_has_a_sentence() -> None:
    assert all(f"alert.{word}" in messages.MESSAGES for word in r.ALERT_WORDS if word)
