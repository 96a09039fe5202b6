# SPDX-License-Identifier: MIT
"""`swap board` between two boards with the real firmware: the old one answers, or is dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from posminder import home
from posminder.cli import connect
from posminder.errors import BoardGone, BoardNotFound
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.store.store import Store
from tests.emulator.scene import Scene
from tests.emulator.test_cli import KIOSK
from tests.host.technician import Ran, Run


class Bench:
    """An old board that sold, on port `old`, and a spare on port `new`."""

    def __init__(self, old: Scene, new: Scene, run: Run) -> None:
        self.old, self.new, self.run = old, new, run
        self.ports = {"old": old, "new": new}
        self.ids = old.world.board_id, new.world.board_id

    def open(self, port: str) -> HostPipe:
        if port not in self.ports:
            raise BoardNotFound(port, "no such port")
        return HostPipe(self.ports[port].world)

    def swap(self, *more: str) -> Ran:
        return self.run("swap", "board", "--to-port", "new", *more)

    def status(self, port: str) -> Any:
        (told,) = self.run("status", "--json", "--port", port).json()
        return told

    def notes(self, board_id: str) -> list[str]:
        ran = self.run("note", "list", "--json", "--board", board_id)
        return [each["text"] for each in ran.json()]


@pytest.fixture
def bench(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with Scene(seed=2301, fresh=True) as old, Scene(seed=2302, fresh=True) as new:
        bench = Bench(old, new, run)
        monkeypatch.setattr(connect, "SerialPort", bench.open)
        assert run("apply", str(KIOSK), "--commission", "--port", "old").code == 0
        old.run(5)
        old.register.start()
        old.run(20)
        old.sell(1_250)
        old.sell(800)
        yield bench


def test_a_board_that_answers_gives_its_profile_and_what_is_open(bench: Bench, run: Run) -> None:
    before = bench.status("old")
    ran = bench.swap("--port", "old", "--json")
    assert ran.code == 1, ran.err
    (told,) = ran.json()
    assert (told["old"], told["new"], told["pulled"]) == (*bench.ids, True)
    now = bench.status("new")
    assert now["id"] == bench.ids[1]
    assert (now["site"], now["profile_hash"]) == (before["site"], before["profile_hash"])
    assert now["clock"] == "host"
    batch = {each["step"]: each["values"] for each in told["open"]}["batch"]
    assert (batch["count"], batch["total_minor"]) == (2, 2_050)
    assert told["boards"] == sorted(bench.ids)
    with Store(home.store_path()) as store:
        assert store.boards_at("29001234") == sorted(bench.ids)
        assert store.boards_at("29009999") == []
        assert store.last_seq(bench.ids[0]) == told["last_seq"]
    for board_id, other in (bench.ids, bench.ids[::-1]):
        (note,) = bench.notes(board_id)
        assert other in note
        assert "2 sales, 20.50 EUR" in note
    assert bench.swap("--port", "old").code == 1  # again: nothing is done or noted twice
    assert len(bench.notes(bench.ids[0])) == 1


def test_a_dead_board_is_stood_in_for_by_what_was_pulled_last(bench: Bench, run: Run) -> None:
    assert run("logs", "--port", "old").code == 0
    before = bench.status("old")
    del bench.ports["old"]
    ran = bench.swap("--board", before["site"], "--lang", "zh-CN")
    assert ran.code == 1, ran.err
    assert "批次：2 笔" in ran.out
    assert bench.status("new")["site"] == before["site"]
    assert bench.status("new")["profile_hash"] == before["profile_hash"]


def test_a_cable_that_comes_out_on_the_way_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Session.upload

    def pulled(*arguments: Any, **options: Any) -> None:
        monkeypatch.setattr(Session, "upload", upload)
        raise BoardGone("unplugged")

    monkeypatch.setattr(Session, "upload", pulled)
    assert bench.swap("--port", "old").code == 3
    assert bench.notes(bench.ids[0]) == []
    assert bench.swap("--port", "old").code == 1
    assert bench.status("new")["site"] == bench.status("old")["site"]


def test_what_is_no_spare_is_refused(bench: Bench, run: Run) -> None:
    assert bench.swap().code == 2
    assert bench.swap("--port", "old", "--board", "x").code == 2
    bench.ports["new"] = bench.old
    same = bench.swap("--port", "old")
    assert (same.code, "cannot stand in for itself" in same.err) == (2, True)
    with Scene(seed=2303) as strange:
        bench.ports["new"] = strange
        ran = bench.swap("--port", "old")
        assert (ran.code, "somebody else commissioned it" in ran.err) == (6, True)
