# SPDX-License-Identifier: MIT
"""`prepare` at the office: a list, and boards with the real firmware plugged in one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from posminder import bundle, bundle_files, home, office_store, release_key
from posminder.cli import connect, prepare, update_run
from posminder.errors import BoardNotFound
from posminder.simulator.host_pipe import HostPipe
from tests.emulator.scene import Scene
from tests.emulator.test_cli import Desk
from tests.emulator.test_cli_update import PHRASE, Cable
from tests.host.technician import Run
from tests.support import versions
from tests.support.board_on_pty import served
from tests.support.release_key import release_key as session_key

pytestmark = pytest.mark.xdist_group("cli")

LIST = """id,name,tid,latest,owner
kn-0001,Kiosk Nord,29001234,20:45,A. Beispiel
ks-0002,Kiosk Süd,29001235,20:45,B. Beispiel
"""


@contextmanager
def plugged(port: Path, scene: Scene, cut_after_bytes: int | None = None) -> Iterator[None]:
    """Have a board on the port that is always named alike."""
    with served(scene.world, cut_after_bytes) as path:
        port.symlink_to(path)
        try:
            yield
        finally:
            port.unlink()


def shops(folder: Path) -> Path:
    path = folder / "shops.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_pulled_cable_goes_on_and_a_board_that_is_done_stays_done(tmp_path: Path) -> None:
    desk, port = Desk(tmp_path), tmp_path / "usb"
    call = ("prepare", shops(tmp_path), "--template", "kiosk-de", "--port", port, "--json")
    with Scene(seed=2101, fresh=True) as scene:
        with plugged(port, scene, cut_after_bytes=1500):
            ran = desk.run(*call, "--wait", "0")
            assert [each["state"] for each in ran.json()] == ["broken"], ran.err
        with plugged(port, scene):
            ran = desk.run(*call, "--wait", "0")
            assert ran.code == 1, "the other shop is left"
            (told,) = ran.json()
            assert (told["site"], told["state"]) == ("kn-0001", "prepared"), ran.err
            status = desk.one("status", "--port", port)
        assert (status["site"], status["mode"]) == ("kn-0001", "observe")
        assert status["profile_hash"] == told["sha256"]
        assert status["clock"] == "host"
    made = tmp_path / "prepared"
    label = (made / "kn-0001.txt").read_text(encoding="utf-8")
    assert all(each in label for each in ("kn-0001", "Kiosk Nord", told["board"], "29001234"))
    assert told["board"] in (made / "labels.html").read_text(encoding="utf-8")
    key = (tmp_path / "keys" / f"{told['board']}.key").read_text().strip()
    assert not any(key in path.read_text() for path in made.iterdir())


class Desks:
    """An office in this process: which board is on port x, in virtual time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene: Scene | None = None
        monkeypatch.setattr(connect, "SerialPort", self._open)
        monkeypatch.setattr(update_run.time, "sleep", self._sleep)
        monkeypatch.setattr(prepare.time, "sleep", self._sleep)
        monkeypatch.setattr(Cable, "out_after", None)

    def _open(self, port: str) -> HostPipe:
        if self.scene is None:
            raise BoardNotFound(port, "no such port")
        return Cable(self.scene.world)

    def _sleep(self, seconds: float) -> None:
        if self.scene is not None:
            self.scene.run(seconds)


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Desks:
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", PHRASE)
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    monkeypatch.setattr(release_key, "make", session_key)
    return Desks(monkeypatch)


def prepared(run: Run, folder: Path, *more: str) -> tuple[int, list[Any], str]:
    call = ("prepare", str(shops(folder)), "--template", "kiosk-de", "--out", str(folder / "out"))
    ran = run(*call, "--port", "x", "--json", "--wait", "0", *more)
    return ran.code, ran.json(), ran.err


def test_the_office_gives_key_release_key_and_the_newer_version(
    desks: Desks, run: Run, tmp_path: Path
) -> None:
    assert run("office", "init").code == 0
    assert run("office", "release-key").code == 0
    image = bundle.read(versions.agent("0.2.0")).image
    data = bundle.sign(session_key(), bundle.pack(image, "0.2.0", "unix"))
    bundle_files.take(data)
    with Scene(seed=2103, fresh=True) as scene:
        desks.scene = scene
        Cable.out_after = len(data) // 2
        code, told, err = prepared(run, tmp_path)
        assert code == 1, err
        assert [(e["state"], e["from"], e["version"]) for e in told] == [
            ("prepared", told[0]["from"], "0.2.0")
        ], err
        assert told[0]["from"] != "0.2.0"
        assert "Plug the cable in again" in err
        assert scene.world.board_id in office_store.Office.open(PHRASE).boards
        assert not home.key_path(scene.world.board_id).exists()
        prepared_json = json.loads((tmp_path / "out/prepared.json").read_text())
        assert prepared_json["shops"]["kn-0001"]["board"]["version"] == "0.2.0"
        code, told, err = prepared(run, tmp_path)
        assert [each["state"] for each in told] == ["skipped"], err


def test_board_after_board_takes_the_next_shop_until_none_is_left(
    desks: Desks, run: Run, tmp_path: Path
) -> None:
    with Scene(seed=2106, fresh=True) as first, Scene(seed=2107, fresh=True) as second:
        took = []
        for scene, code_then in ((first, 1), (first, 1), (second, 0), (first, 0)):
            desks.scene = scene
            code, told, err = prepared(run, tmp_path)
            assert code == code_then, err
            took += [(each["site"], each["board"], each["state"]) for each in told]
        ids = first.world.board_id, second.world.board_id
        assert took == [
            ("kn-0001", ids[0], "prepared"),
            ("kn-0001", ids[0], "skipped"),
            ("ks-0002", ids[1], "prepared"),
        ]


def test_what_is_not_known_is_refused_with_its_cure(desks: Desks, run: Run, tmp_path: Path) -> None:
    with Scene(seed=2104) as strange:  # somebody commissioned it, and not here
        desks.scene = strange
        _, (told,), _ = prepared(run, tmp_path)
        assert (told["state"], told["site"]) == ("refused", None)
        assert "somebody else commissioned it" in told["error"]
        key = home.key_path(strange.world.board_id)
        key.parent.mkdir(parents=True, exist_ok=True)
        key.write_text(strange.key.hex())
        _, (told,), _ = prepared(run, tmp_path)  # ours, and at the list's shop: its limits change
        assert (told["state"], told["site"]) == ("refused", "kn-0001")
        assert "Nobody at the board has said yes" in told["error"]
    with Scene(seed=2105, fresh=True) as board:
        desks.scene = board
        bundle_files.take(bundle.sign(session_key(), bundle.pack(b"x", "9.0.0", "rpi_pico")))
        _, (told,), _ = prepared(run, tmp_path)
        assert "is of kind unix, and the bundles here are for rpi_pico" in told["error"]
