# SPDX-License-Identifier: MIT
"""The command `posminder` as a technician starts it, on the real firmware over a PTY."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
import serial

from posminder.simulator.scheduler import US_PER_S
from tests.emulator.scene import Scene, profile
from tests.host.technician import Ran
from tests.support.board_on_pty import served

pytestmark = pytest.mark.xdist_group("cli")  # one lived day for all

ROOT = Path(__file__).parents[2]
KIOSK = ROOT / "host_tools/posminder/profiles/example/kiosk.yaml"
JSON_PAGE = ROOT / "host_tools/posminder/cli/JSON.md"
STATUS_PAGE = ROOT / "firmware/posminder_formats/STATUS.md"
SALES = 6
UNPRINTED = 3  # the sale, counted from 0, whose receipt the register's printer refuses
LINE_BYTES_OF_8 = 11  # on the host line, for 8 bytes of a file, about


@dataclass(frozen=True)
class Desk:
    """A technician's computer."""

    home: Path

    def keep_key(self, board_id: str, key: bytes) -> None:
        path = self.home / "keys" / f"{board_id}.key"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(key.hex())

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start the installed command, far from the checkout."""
        return subprocess.Popen(
            [Path(sys.executable).with_name("posminder"), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env={"POSMINDER_HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8"},
        )

    def run(self, *arguments: object) -> Ran:
        """Run the command to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)

    def one(self, *arguments: object) -> Any:
        """Return the one object a command prints as JSON."""
        (found,) = self.run(*arguments, "--json").json()
        return found


@dataclass(frozen=True)
class LivedDay:
    """A shop that has settled and closed, and what its board had to say in virtual time."""

    scene: Scene
    board_id: str
    status: bytes
    journal: bytes


def documented(page: Path, command: str = "") -> set[str]:
    """Return the words in code type of a page, or of its rows for one command."""
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith(f"| `{command}")]
    return set(re.findall(r"`([\w.*]+)`", "\n".join(rows)))


def lines_until(
    process: subprocess.Popen[str], last: Callable[[dict[str, Any]], bool]
) -> list[dict[str, Any]]:
    """Return the JSON lines that a running command prints, to the one that `last` is true for."""
    assert process.stdout is not None
    found = []
    for line in process.stdout:
        found.append(json.loads(line))
        if last(found[-1]):
            break
    return found


def restart_when(scene: Scene, told: Event) -> None:
    """Let the board lose its power for a moment once `told` is set, whichever thread sets it."""

    def look() -> None:
        if told.is_set():
            scene.world.restart()
        else:
            scene.world.scheduler.after(US_PER_S // 10, look)

    look()


@pytest.fixture(scope="module")
def day() -> Iterator[LivedDay]:
    """Read only: every test finds it as it was, but for the leases it took."""
    with Scene(seed=7, at="09:00") as scene:
        for index in range(SALES):
            scene.shop.printer.paper = index != UNPRINTED
            scene.sell(250 + 100 * index)
            if index == UNPRINTED:
                scene.shop.printer.paper = True
                scene.register.repeat_receipt()
            scene.run(3600)
        scene.close()
        journal = scene.export()
        scene.session.lock()
        status = scene.session.download("/status")
        yield LivedDay(scene, scene.status().id, status, journal)


@pytest.fixture
def new_board() -> Iterator[Scene]:
    """A board that nobody has commissioned."""
    with Scene(seed=2, fresh=True) as scene:
        yield scene


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def days_desk(desk: Desk, day: LivedDay) -> Desk:
    """The computer that commissioned the day's board."""
    desk.keep_key(day.board_id, day.scene.key)
    return desk


# A new board


def test_a_board_without_a_key_says_so_everywhere(new_board: Scene, desk: Desk) -> None:
    with served(new_board.world) as port:
        boards = desk.run("boards", "--port", port)
        assert boards.code == 0
        assert "NO: anyone can take it over" in boards.out
        status = desk.run("status", "--port", port)
        assert status.out.startswith("UNCOMMISSIONED: this board has no key")
        for arguments in (("logs",), ("apply", KIOSK)):
            refused = desk.run(*arguments, "--port", port)
            assert refused.code == 6
            assert "posminder apply FILE --commission" in refused.err
        assert desk.one("status", "--port", port)["profile_hash"] is None


def test_apply_commissions_once_and_gives_the_hash_back(
    new_board: Scene, desk: Desk, tmp_path: Path
) -> None:
    expected = desk.one("check", KIOSK)["sha256"]
    with served(new_board.world) as port:
        applied = desk.one("apply", KIOSK, "--commission", "--port", port)
        board_id = applied["id"]
        assert {"setting": "site.id", "board": None, "file": "kn-0001"} in applied.pop("changes")
        assert applied == {
            "id": board_id,
            "sha256": expected,
            "replaced": None,
            "commissioned_now": True,
        }
        key = desk.home / "keys" / f"{board_id}.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        found = desk.one("boards", "--port", port)
        assert found["commissioned"] is True
        assert set(found) <= documented(JSON_PAGE, "boards")
        again = desk.run("apply", KIOSK, "--port", port)
        assert again.code == 0
        assert f"Board {board_id} has it in force: SHA-256 {expected}" in again.out
        stranger = Desk(tmp_path / "other")
        stranger.home.mkdir()
        assert stranger.run("apply", KIOSK, "--commission", "--port", port).code == 6
        stranger.keep_key(board_id, bytes(32))
        wrong = stranger.run("logs", "--port", port)
        assert (wrong.code, wrong.out) == (6, "")
        assert "is not the board's" in wrong.err


def test_an_alert_that_stands_makes_status_exit_with_1(desk: Desk) -> None:
    with Scene(seed=3) as scene:
        scene.shop.printer.paper = False
        trace = scene.sell().trace
        scene.run(60)
        with served(scene.world) as port:
            ran = desk.run("status", "--port", port)
            found = desk.one("status", "--port", port)
    assert ran.code == 1
    assert f"ALERT receipt not delivered ({trace})" in ran.out
    assert [(each["alert"], each["subject"]) for each in found["alerts"]] == [
        ("receipt_missing", trace)
    ]


# A board after a day


def test_logs_pulls_every_record_once(day: LivedDay, days_desk: Desk) -> None:
    with served(day.scene.world) as port:
        first = days_desk.run("logs", "--port", port, "--json")
        second = days_desk.run("logs", "--port", port, "--json")
    assert (first.code, second.code) == (0, 0)
    assert [each["seq"] for each in first.json()] == list(range(1, len(first.json()) + 1))
    assert all(set(each) <= documented(JSON_PAGE, "logs") for each in first.json())
    # Each pull takes the lease, asks for a seal and says what is stored, which the board records:
    # nothing else is new.
    added = second.json()[len(first.json()) :]
    assert second.json()[: len(first.json())] == first.json()
    assert {each["kind"] for each in added} == {"lease", "seal", "pulled"}
    assert f"{len(added)} new records, 0 known" in second.err


def test_a_pull_that_is_cut_off_goes_on_where_it_was(day: LivedDay, days_desk: Desk) -> None:
    for _ in range(100):  # a lease is two records: what is read before the journal weighs little
        day.scene.unlock()
        day.scene.session.lock()
    before = len(day.status) + len(profile().data)
    cut = (before + len(day.scene.export()) // 2) * LINE_BYTES_OF_8 // 8
    day.scene.session.lock()
    with served(day.scene.world, cut_after_bytes=cut) as port:
        broken = days_desk.run("logs", "--port", port)
    assert broken.code == 3
    assert "The line to the board broke" in broken.err
    kept = [each["seq"] for each in days_desk.run("logs", "--no-pull", "--json").json()]
    assert kept == list(range(1, len(kept) + 1))
    with served(day.scene.world) as port:
        whole = days_desk.run("logs", "--port", port, "--json")
    assert whole.code == 0
    total = len(whole.json())
    assert total > 200
    assert 20 < len(kept) < total - 20
    assert f"{total - len(kept)} new records, 0 known" in whole.err


def test_follow_prints_every_record_once_over_a_restart_and_a_pulled_cable(desk: Desk) -> None:
    port = desk.home / "board"  # what a system calls a board wherever it is plugged in
    with Scene(seed=11) as scene:
        desk.keep_key(scene.status().id, scene.key)
        following = Event()
        restart_when(scene, following)
        with served(scene.world) as path:
            port.symlink_to(path)
            follower = desk.start("logs", "-F", "--every", 0.1, "--json", "--port", port)
            watchdog = Timer(120, follower.kill)
            watchdog.start()
            printed = lines_until(follower, lambda each: each["kind"] == "lease")
            following.set()
            printed += lines_until(follower, lambda each: each["boot"] == 2)
        port.unlink()
        sale = scene.sell()
        with served(scene.world) as path:
            port.symlink_to(path)
            printed += lines_until(follower, lambda each: each["kind"] == "receipt")
            follower.send_signal(signal.SIGINT)
            printed += lines_until(follower, lambda each: False)
        assert follower.stderr is not None
        err = follower.stderr.read()
        follower.communicate()
        watchdog.cancel()
    assert follower.returncode == 130
    assert [each["seq"] for each in printed] == list(range(1, len(printed) + 1))
    assert {each["boot"] for each in printed} == {1, 2}
    assert [each["fields"]["trace"] for each in printed if each["kind"] == "sale"] == [sale.trace]
    stored = desk.run("logs", "--no-pull", "--json").json()
    assert stored[: len(printed)] == printed
    assert err.count("answers again") >= 2
    assert "The line to the board broke" in err
    assert "Traceback" not in err


def test_tx_tells_the_life_of_a_sale_from_the_terminals_own_books(
    day: LivedDay, days_desk: Desk
) -> None:
    with served(day.scene.world) as port:
        assert days_desk.run("logs", "--port", port).code == 0
    truth = day.scene.truth.sales[UNPRINTED]
    ran = days_desk.run("tx", truth.trace)
    amount = f"{truth.amount_minor // 100}.{truth.amount_minor % 100:02}"
    assert ran.code == 0
    assert ran.out.startswith(f"Sale approved: {amount} EUR, 2026-11-23 ")
    assert "Receipt: refused by the register's printer, then printed later as a dup" in ran.out
    assert "Batch of business day 2026-11-23: verified, 2026-11-23 " in ran.out
    of_it = days_desk.run("logs", "--no-pull", "--tx", truth.trace, "--json").json()
    found = days_desk.one("tx", truth.trace)
    assert of_it == found["steps"]
    assert set(found) <= documented(JSON_PAGE, "tx")
    kinds = [step["kind"] for step in found["steps"]]
    assert kinds[0] == "sign_in"
    assert kinds.index("sale_started") < kinds.index("sale") < kinds.index("settlement")
    assert found["sale"]["fields"]["amount_minor"] == truth.amount_minor
    assert days_desk.run("tx", 999_998).code == 1


def test_status_shows_the_counters_of_both_lines(day: LivedDay, desk: Desk) -> None:
    with served(day.scene.world) as port:
        ran = desk.run("status", "--port", port)
        found = desk.one("status", "--port", port)
    assert ran.code == 0, ran.out
    page = documented(STATUS_PAGE)
    assert set(found.pop("sheet")) >= {"id", "sha256"}  # another file: HOST_LINE.md
    for key, value in found.items():
        names = {f"{key}.{each}" for each in value} if isinstance(value, dict) else {key}
        assert names <= page
    for name in ("terminal", "register"):
        frames = found["lines"][name]["frames"]
        assert frames > SALES
        line = f"{name.capitalize()} line: {frames} frames good, 0 checksum errors"
        assert line in ran.out
    assert "Last settlement: verified" in ran.out
    assert "No alert stands." in ran.out


def test_an_invalid_profile_leaves_the_old_one_in_force(day: LivedDay, days_desk: Desk) -> None:
    bad = days_desk.home / "bad.yaml"
    bad.write_text(KIOSK.read_text(encoding="utf-8").replace("1:", "2:", 1) + "colour: red\n")
    with served(day.scene.world) as port:
        before = days_desk.one("status", "--port", port)
        ran = days_desk.run("apply", bad, "--port", port)
        after = days_desk.one("status", "--port", port)
    assert (ran.code, ran.out) == (2, "")
    assert "bad.yaml:" in ran.err
    assert before["profile_hash"] == profile().sha256.hex()
    assert before["journal"] == after["journal"]
    assert before["profile_hash"] == after["profile_hash"]


def test_a_damaged_export_misses_one_record_until_a_whole_one_comes(
    day: LivedDay, desk: Desk
) -> None:
    damaged = bytearray(day.journal)
    damaged[len(damaged) // 2] ^= 0x10
    file = desk.home / "day.pmj"
    file.write_bytes(damaged)
    ran = desk.run("logs", "--file", file, "--board", day.board_id, "--json")
    assert ran.code == 1
    assert "their bytes are damaged" in ran.err
    (gap,) = [each["gap"] for each in ran.json() if "gap" in each]
    assert gap["first"] == gap["last"]
    file.write_bytes(day.journal)
    assert desk.run("logs", "--file", file, "--board", day.board_id).code == 0


# simulate serve


def test_serve_gives_a_new_board_each_time_until_ctrl_c(desk: Desk) -> None:
    ids = set()
    for _ in range(2):
        server = desk.start("simulate", "serve")
        try:
            assert server.stdout is not None
            port = server.stdout.readline().split()[-1]
            ids.add(desk.one("boards", "--port", port)["id"])
        finally:
            server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
        assert server.returncode == 0
    assert len(ids) == 2


# No board


def test_without_a_board_every_way_to_ask_exits_with_3(new_board: Scene, desk: Desk) -> None:
    absent = desk.run("status", "--port", desk.home / "none")
    assert absent.code == 3
    assert f"No board at {desk.home / 'none'}" in absent.err
    new_board.world.cut_power()
    with served(new_board.world) as port:
        silent = desk.run("boards", "--port", port)
        assert (silent.code, silent.out) == (3, "")
        assert "does not answer" in silent.err
        with serial.Serial(port, exclusive=True):
            busy = desk.run("status", "--port", port)
    assert busy.code == 3
    assert "in use by another program" in busy.err
