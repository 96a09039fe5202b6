# SPDX-License-Identifier: MIT
"""`logs --follow` in this process: what it prints, what it outlives, how it ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from posminder import errors
from posminder.cli import connect, pulling
from posminder_formats import frames
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import export, record
from tests.host.technician import KEY, Run, keep_key

Happening = Callable[[], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let things happen, one between each two looks; then the technician presses Ctrl-C."""

    def script(*happenings: Happening) -> None:
        waiting = list(happenings)

        def sleep(_: float) -> None:
            if not waiting:
                raise KeyboardInterrupt
            waiting.pop(0)()

        monkeypatch.setattr(pulling.time, "sleep", sleep)

    return script


def presses(board: DeskBoard, count: int) -> Happening:
    def happen() -> None:
        last = max((frames.seq_at(board.journal, at) for _, at, _ in frames.scan(board.journal)))
        board.journal += export(*[record(r.R_BUTTON, 1)] * count, first_seq=last + 1)

    return happen


def nothing() -> None:
    return None


def test_it_prints_what_comes_once_and_ends_with_130(
    run: Run, board: DeskBoard, between: Callable[..., None]
) -> None:
    keep_key()
    between(presses(board, 2), nothing, presses(board, 1))
    ran = run("logs", "--follow", "--json", "--since", "10")
    assert ran.code == 130
    assert [each["seq"] for each in ran.json()] == [11, 12, 13, 14, 15]
    assert board.asked_since == [0, 12, 14, 14]
    between(presses(board, 1))
    lines = run("logs", "-F", "--kind", "settlement,button").out.splitlines()
    assert [line.split()[0] for line in lines if line[0] == " "] == [
        "10",
        "12",
        "13",
        "14",
        "15",
        "16",
    ]


@pytest.mark.parametrize("bytes_left", range(0, 900, 60))
def test_a_line_that_breaks_anywhere_costs_no_record(
    run: Run, board: DeskBoard, between: Callable[..., None], bytes_left: int
) -> None:
    keep_key()

    def breaks() -> None:
        presses(board, 12)()
        board.bytes_until_gone = bytes_left

    def returns() -> None:
        board.bytes_until_gone = None

    between(breaks, returns, presses(board, 1), nothing)
    ran = run("logs", "-F", "--json")
    assert [each["seq"] for each in ran.json()] == list(range(1, 26))
    gone = "The line to the board broke: unplugged. Keeps trying; Ctrl-C ends it."
    assert ran.err.count(gone) == (0 if "answers again" not in ran.err else 1)


def test_what_does_not_go_away_is_said_once(
    run: Run, board: DeskBoard, between: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()

    def unplugged(url: str) -> DeskBoard:
        raise errors.BoardNotFound(url, "No such file or directory")

    def pull_the_cable() -> None:
        presses(board, 200)()
        board.bytes_until_gone = 3000  # some records come before the break
        monkeypatch.setattr(connect, "SerialPort", unplugged)

    between(pull_the_cable, nothing, nothing, nothing)
    ran = run("logs", "-F", "--port", "desk", "--json")
    assert ran.code == 130
    assert [each["seq"] for each in ran.json()] == list(range(1, len(ran.json()) + 1))
    assert 12 < len(ran.json()) < 212
    assert ran.err.count("No board at desk: No such file or directory.") == 1
    assert ran.err.count("Keeps trying") == 2


def test_a_lease_that_a_restart_ended_is_taken_again(
    run: Run, board: DeskBoard, between: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    restarted = DeskBoard(board.journal, KEY)

    def restart() -> None:
        presses(restarted, 1)()
        board.write = restarted.write  # type: ignore[method-assign] # the line stays, its end is new
        board.read = restarted.read  # type: ignore[method-assign]

    between(restart, presses(restarted, 1), nothing)
    ran = run("logs", "-F", "--json")
    assert [each["seq"] for each in ran.json()] == list(range(1, 15))
    assert "Keeps trying" in ran.err
    assert "answers again" in ran.err


def test_another_board_on_the_port_is_not_read_in_its_place(
    run: Run, board: DeskBoard, between: Callable[..., None]
) -> None:
    keep_key()

    def swap() -> None:
        board.bytes_until_gone = 0
        board.changes["id"] = "00" * 8

    def plug() -> None:
        board.bytes_until_gone = None

    between(swap, plug, nothing)
    ran = run("logs", "-F")
    assert ran.code == 130
    assert f"The board on this port is {'00' * 8} (kn-0001), not" in ran.err
    assert board.asked_since == [0, 12]


@pytest.mark.parametrize(("spoil", "code"), [("port", 3), ("key", 6)])
def test_what_is_wrong_from_the_start_ends_it(
    run: Run, board: DeskBoard, between: Callable[..., None], spoil: str, code: int
) -> None:
    between(*itertools.repeat(nothing, 3))
    keep_key(bytes(32) if spoil == "key" else KEY)
    ran = run("logs", "-F", *(("--port", "none") if spoil == "port" else ()))
    assert (ran.code, ran.out) == (code, "")


def test_it_needs_a_board_to_follow(stored: Run) -> None:
    for option in ("--no-pull", "--file=day.pmj"):
        ran = stored("logs", "--follow", option)
        assert ran.code == 2
        assert "leave out --file and --no-pull" in ran.err


def test_following_acknowledges_once_in_so_many_records(
    run: Run, board: DeskBoard, between: Callable[..., None]
) -> None:
    """Each word to the board is a record, which would be fetched and acknowledged in its turn."""
    keep_key()
    between(*[presses(board, 20)] * 8)
    assert run("logs", "--follow").code == 130
    assert [seq for seq, _ in board.acknowledged] == [12, 92, 172]
