# SPDX-License-Identifier: MIT
"""`update`: what is looked at before anything is sent, what is said, and how it ends.

The line, the lease and the upload are the firmware's own; what becomes of a bundle that was
committed is scripted here. The whole of it on the real firmware: emulator/test_update.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from agent.host_line import files
from posminder import bundle, bundle_files, release_key
from posminder.cli import update_run
from tests.host.desk_board import DeskBoard
from tests.host.technician import KEY, Run, keep_key, plug_in
from tests.support.release_key import other_release_key
from tests.support.release_key import release_key as session_key

IMAGE = bytes(range(251)) * 37


class Slot:
    """The slot that does not run (agent.host_line.services.Spare), in memory."""

    size = 1 << 16

    def __init__(self, board: UpdatedBoard) -> None:
        self.data = bytearray(self.size)
        self._board = board

    def needed(self) -> bool:
        return False

    def erase(self, sector: int) -> None:
        self.data[sector * 4096 : (sector + 1) * 4096] = b"\xff" * 4096

    def program(self, offset: int, data: bytes) -> None:
        self.data[offset : offset + len(data)] = data

    def read(self, offset: int, buffer: memoryview) -> None:
        buffer[:] = self.data[offset : offset + len(buffer)]

    def release_key(self) -> bytes:
        return self._board.signer

    def save_release_key(self, modulus: bytes) -> None:
        self._board.signer = bytes(modulus)

    def settles(self) -> bool:
        self._board.settling -= 1
        return self._board.settling >= 0

    def run(self, new: tuple[int, int, int]) -> None:
        self._board.restart(".".join(map(str, new)))


class UpdatedBoard(DeskBoard):
    """Restarts with what is committed, on trial for one /status; `ends`: how it then stands."""

    def __init__(self, ends: str = "well", unplug_at: int | None = None) -> None:
        super().__init__(key=KEY)
        self.ends = ends
        self.unplug_at = unplug_at  # bytes of the file, once
        self.signer = bundle.modulus(session_key())
        self.settling = 0  # commits refused for it
        self.taken: str | None = None
        self._slot = Slot(self)
        self._statuses = 0

    def spare_slot(self) -> Slot:
        return self._slot

    def write(self, data: bytes) -> None:
        upload = self._server._files._upload_to
        if self.unplug_at is not None and upload is not None and upload.count >= self.unplug_at:
            self.unplug_at, self.bytes_until_gone = None, 0
        super().write(data)

    def close(self) -> None:
        super().close()
        self.bytes_until_gone = None  # plugged in again

    def asks(self, about: bytes, what: int = 0) -> int:
        return 0

    def restart(self, version: str) -> None:
        self.taken, self._statuses = version, 0
        self.changes["boots"] = self.changes.get("boots", 3) + 1

    def status(self) -> files.BytesFile:
        if self.taken is not None:
            self._statuses += 1
            told = {"state": "trial", "from": "0.1.0", "to": self.taken}
            runs = self.taken
            if self._statuses > 1 and self.ends == "failed":
                told["state"], runs = "failed", "0.1.0"
            now = told if self._statuses == 1 or self.ends == "failed" else None
            self.changes |= {"firmware": runs, "update": now}
        return super().status()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Say what MicroPython says of itself; wait for nobody; keep the key that opens the board."""
    monkeypatch.setattr(sys.implementation, "_mpy", bundle.MPY_ABI, raising=False)
    monkeypatch.setattr(update_run.time, "sleep", lambda _: None)
    keep_key()
    release_key.keep(bundle.modulus(session_key()))


def kept(version: str = "0.2.0", board: str = "desk", key: Any = None) -> Path:
    data = bundle.sign(key or session_key(), bundle.pack(IMAGE, version, board))
    return bundle_files.take(data).path


def test_an_update_says_what_it_does_and_how_it_ended(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    kept("0.1.9")
    path = kept("0.2.0")
    ran = run("update", "--check")
    assert (ran.code, board.taken) == (1, None)
    assert "version 0.1.0 to 0.2.0" in ran.err
    ran = run("update")
    assert ran.code == 0
    assert board.taken == "0.2.0"
    assert bytes(board.spare_slot().data).startswith(path.read_bytes())
    fingerprint = release_key.fingerprint(bundle.modulus(session_key()))
    for said in (fingerprint[:16], "restarts with version 0.2.0", "runs on trial"):
        assert said in ran.err
    assert "runs version 0.2.0 and is healthy" in ran.out
    ran = run("update", "--lang", "zh-CN")
    assert (ran.code, ran.out) == (0, "")
    assert "无需更新" in ran.err
    (told,) = run("update", "--json").json()
    assert told["state"] == "current"
    assert told["fingerprint"] == fingerprint


def test_a_version_that_falls_back_is_said_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, {"desk": UpdatedBoard("failed")})
    kept()
    ran = run("update")
    assert ran.code == 1
    assert "went back: version 0.2.0 was not healthy, and 0.1.0 runs on" in ran.out
    (told,) = run("update", "--json").json()
    assert (told["state"], told["from"], told["to"]) == ("fell_back", "0.1.0", "0.2.0")
    assert "已退回" in run("update", "--lang", "zh-CN").out


@pytest.mark.parametrize("at", [1, 4000, 11_000, 4096 + len(IMAGE)])
def test_a_cable_that_was_out_costs_no_byte_twice(
    run: Run, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    board = UpdatedBoard(unplug_at=at)
    plug_in(monkeypatch, {"desk": board})
    path = kept()
    sent = 0
    feed = files.FileGroup._upload

    def upload(self: files.FileGroup, request: dict[str, Any]) -> Any:
        nonlocal sent
        sent += len(request["data"])
        return feed(self, request)

    monkeypatch.setattr(files.FileGroup, "_upload", upload)
    ran = run("update")
    assert ran.code == 0, ran.err
    assert board.taken == "0.2.0"
    assert bytes(board.spare_slot().data).startswith(path.read_bytes())
    assert "Plug the cable in again" in ran.err
    assert sent <= path.stat().st_size + 4096  # two pieces were under way, at most


def test_what_another_program_left_there_is_not_taken_for_ours(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    other, path = kept("0.1.9"), kept("0.2.0")
    from posminder.session import Session

    session = Session(board)
    session.unlock(KEY)
    session.upload("/bundle", other.read_bytes())
    assert run("update").code == 0
    assert bytes(board.spare_slot().data).startswith(path.read_bytes())


def test_a_board_at_work_is_waited_for_with_a_reason(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard()
    board.settling = 40  # longer than a profile waits
    plug_in(monkeypatch, {"desk": board})
    kept()
    ran = run("update")
    assert ran.code == 0
    assert ran.err.count("a settlement is open or in doubt: waiting") == 1
    board = UpdatedBoard()
    board.settling = 1000
    plug_in(monkeypatch, {"desk": board})
    ran = run("update")
    assert (ran.code, board.taken) == (3, None)
    assert "later posminder update" in ran.err


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ("nothing here", 2, "posminder bundles take"),
        ("unsigned", 4, "signed by nobody"),
        ("other key", 4, "signed by another key"),
        ("other kind", 2, "for boards of kind rpi_pico, and this is a desk"),
        ("damaged", 4, "The bundle is damaged"),
        ("no file", 2, "posminder bundles list"),
        ("no ticket", 6, "posminder office ticket"),
    ],
)
def test_what_no_board_would_take_is_not_sent(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str, code: int, said: str
) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    path = tmp_path / "x.pmb"
    data = bundle.pack(IMAGE, "0.2.0", "rpi_pico" if wrong == "other kind" else "desk")
    signed = bundle.sign(other_release_key() if wrong == "other key" else session_key(), data)
    if wrong == "damaged":
        signed = signed[:-1]
    if wrong != "no file":
        path.write_bytes(data if wrong == "unsigned" else signed)
    if wrong == "no ticket":
        (tmp_path / "home" / "keys" / f"{board.unique_id.hex()}.key").unlink()
    ran = run("update") if wrong == "nothing here" else run("update", str(path))
    assert (ran.code, board.taken) == (code, None)
    assert said in ran.err


def test_without_the_office_s_key_the_board_alone_tells(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, {"desk": UpdatedBoard()})
    kept()
    release_key.path().unlink()
    ran = run("update", "--json")
    (told,) = ran.json()
    assert (ran.code, told["state"], told["fingerprint"]) == (0, "updated", None)
    assert "There is no release.pem on this computer" in ran.err


def test_an_older_version_is_sent_only_when_it_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    path = kept("0.0.9")
    assert (run("update").code, board.taken) == (0, None)
    ran = run("update", str(path))
    assert ran.code == 0
    assert "0.0.9 is not newer than 0.1.0: somebody at the board must agree" in ran.err


def visited(run: Run, *arguments: str) -> dict[str, Any]:
    (found,) = run("visit", "--json", *arguments).json()
    assert [each["step"] for each in found["steps"]][:4] == ["pull", "clock", "sheet", "firmware"]
    step: dict[str, Any] = found["steps"][3]
    return step


def test_a_visit_asks_before_it_updates_and_says_what_came_of_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    assert visited(run)["state"] == "same"
    kept()
    step = visited(run)  # nobody there to ask
    assert (step["state"], step["owed"], board.taken) == ("declined", True, None)
    assert "version 0.2.0 is here, signed, and nobody agreed" in run("visit").out
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("typer.confirm", lambda text: asked.append(text) or True)
    ran = run("visit")
    assert asked == ["Put this version on the board?"]
    assert board.taken == "0.2.0"
    assert "Firmware: 0.2.0, healthy; it was 0.1.0." in ran.out
    assert visited(run)["state"] == "same"


def test_a_visit_goes_on_where_its_update_falls_back_or_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = UpdatedBoard("failed")
    plug_in(monkeypatch, {"desk": board})
    path = kept()
    step = visited(run, "--yes")
    assert (step["state"], step["owed"]) == ("fell_back", True)
    taken, board.taken = board.taken, None
    assert (taken, visited(run, "--yes")["state"], board.taken) == ("0.2.0", "fell_back", None)
    board = UpdatedBoard()
    board.signer = bundle.modulus(other_release_key())
    plug_in(monkeypatch, {"desk": board})
    step = visited(run, "--yes")
    assert (step["state"], board.taken) == ("refused", None)
    assert "posminder office install-key" in step["values"]["error"]
    path.write_bytes(path.read_bytes()[:-1])
    assert visited(run, "--yes")["state"] == "unusable"


def test_what_the_board_refuses_is_an_object_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    board = UpdatedBoard()
    plug_in(monkeypatch, {"desk": board})
    kept()
    board.signer = bundle.modulus(other_release_key())
    ran = run("update", "--json")
    (told,) = ran.json()
    assert (ran.code, told["state"], told["to"]) == (4, "refused", "0.2.0")
    assert told["error"] in ran.err.replace("\n", " ")
    board = UpdatedBoard(unplug_at=4096)
    plug_in(monkeypatch, {"desk": board})
    board.close = lambda: None  # type: ignore[method-assign] # and it stays out
    ran = run("update", "--json")
    (told,) = ran.json()
    assert (ran.code, told["state"], board.taken) == (3, "unknown", None)
