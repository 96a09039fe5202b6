# SPDX-License-Identifier: MIT
"""A prompt where the agent should be: found out by what it answers, and brought back to the agent.

The prompt is the stock unix MicroPython's on a pseudo terminal. Not tried on a board.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from posminder.errors import AtPrompt, NoAnswer
from posminder.session import Session
from posminder.transport.serial_port import SerialPort
from tests.host.desk_board import DeskBoard
from tests.host.technician import Run
from tests.support.prompt_then_board import PromptThenBoard

REVIVAL = b"\r\x03\x02\r\x04"


@pytest.fixture
def stopped() -> Iterator[PromptThenBoard]:
    with PromptThenBoard(DeskBoard()) as board:
        yield board


@pytest.fixture
def session(stopped: PromptThenBoard) -> Iterator[Session]:
    with Session(SerialPort(stopped.path), timeout_s=0.7) as session:
        yield session


def test_a_prompt_is_known_by_the_first_silence(session: Session, stopped: PromptThenBoard) -> None:
    session.pause(0.5)
    with pytest.raises(AtPrompt, match="prompt answers"):
        session.hello()
    assert stopped.heard.count(b"\x06\x09") == 1  # one try was enough


def test_whoever_does_not_ask_does_not_touch_it(session: Session, stopped: PromptThenBoard) -> None:
    with pytest.raises(AtPrompt):
        session.hello()
    for byte in (b"\x03", b"\x04"):
        assert byte not in stopped.heard


def test_revived_in_the_middle_of_typing(session: Session, stopped: PromptThenBoard) -> None:
    with pytest.raises(AtPrompt):
        session.hello()
    session.revive()
    assert stopped.heard.endswith(REVIVAL)
    assert session.hello().board == "desk"
    assert session.download("/index") == b"{}"


def test_a_command_revives_and_says_so(run: Run, stopped: PromptThenBoard) -> None:
    shown = run("status", "--port", stopped.path)
    assert shown.code == 0, shown.err
    assert "prompt" in shown.err
    assert "answering" in shown.out or "kn-0001" in shown.out


def test_silence_is_no_prompt() -> None:
    class Silent:
        """Never says anything."""

        name = "silent"

        def write(self, data: bytes) -> None:
            pass

        def read(self, timeout_s: float) -> bytes:
            return b""

        def close(self) -> None:
            pass

    with pytest.raises(NoAnswer):
        Session(Silent(), timeout_s=0.01).hello()
