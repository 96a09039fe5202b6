# SPDX-License-Identifier: MIT
"""`update` and what the office does before it, on the real firmware in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posminder import bundle, bundle_files, home, office_store, release_key, ticket_files
from posminder.cli import connect, update_run
from posminder.errors import BoardGone
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.world import World
from posminder.ticket import Ticket
from posminder_formats.version import FIRMWARE
from tests.emulator.scene import Scene
from tests.host.technician import Run
from tests.support import versions
from tests.support.release_key import other_release_key
from tests.support.release_key import release_key as session_key

PHRASE = "four words are enough"


class Cable(HostPipe):
    """The host line on a cable that is pulled out once, after so many bytes towards the board."""

    out_after: int | None = None

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._world_of_it = world

    def write(self, data: bytes) -> None:
        if Cable.out_after is not None:
            Cable.out_after -= len(data)
            if Cable.out_after < 0:
                Cable.out_after = None
                super().write(data[: len(data) // 2])
                self._world_of_it.run_for(3_000_000)
                raise BoardGone("unplugged")
        super().write(data)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Scene]:
    """A shop, and an office beside it that has its key and a release key."""
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", PHRASE)
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    monkeypatch.setattr(release_key, "make", session_key)
    monkeypatch.setattr(Cable, "out_after", None)
    with Scene(80) as scene:
        monkeypatch.setattr(connect, "SerialPort", lambda _: Cable(scene.world))
        monkeypatch.setattr(update_run.time, "sleep", lambda s: scene.run(s))
        path = home.key_path(scene.world.board_id)
        path.parent.mkdir(parents=True)
        path.write_text(scene.key.hex())
        assert run("office", "init").code == 0
        assert run("office", "add").code == 0
        assert run("office", "release-key").code == 0
        assert run("office", "install-key", "--port", "x").code == 0
        board = bytes.fromhex(scene.world.board_id)  # the scene's day is not today
        ticket_files.take([Ticket.issue(scene.key, board, 1, "li", 0, 0xFFFF)])
        yield scene


def again(scene: Scene) -> Session:
    """Return the line of the scene's own, which a command has had for itself."""
    scene.session = Session(HostPipe(scene.world))
    return scene.session


def signed(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "x.pmb"
    path.write_bytes(data)
    return path


def test_an_office_signs_and_a_laptop_updates(scene: Scene, run: Run, tmp_path: Path) -> None:
    unsigned = bundle.read(versions.agent("0.2.0"))
    data = bundle.pack(unsigned.image, "0.2.0", "unix")
    assert run("office", "sign", str(signed(tmp_path, data))).code == 0
    assert run("update", "--check", "--port", "x").code == 1
    Cable.out_after = len(data) // 3
    ran = run("update", "--port", "x")
    assert ran.code == 0, ran.err
    assert "Plug the cable in again" in ran.err
    assert "runs on trial" in ran.err
    assert f"Board {scene.world.board_id} runs version 0.2.0 and is healthy." in ran.out
    assert again(scene).hello().firmware == "0.2.0"
    (told,) = run("update", "--port", "x", "--json").json()
    assert (told["state"], told["from"]) == ("current", "0.2.0")
    assert "firmware 0.2.0" in run("status", "--port", "x").out


def test_a_version_that_dies_falls_back_and_update_says_so(
    scene: Scene, run: Run, tmp_path: Path
) -> None:
    bad = signed(tmp_path, versions.only_main(versions.CRASHES_AT_IMPORT))
    ran = run("update", str(bad), "--port", "x")
    assert ran.code == 1, ran.err
    assert f"went back: version 0.2.0 was not healthy, and {FIRMWARE} runs on" in ran.out
    lines = {each["check"]: each for each in run("doctor", "--port", "x", "--json").json()}
    assert lines["fell_back"]["state"] == "wrong"
    assert run("status", "--port", "x").code == 1, "an alert stands"
    bundle_files.take(bad.read_bytes())
    (visit,) = run("visit", "--yes", "--json", "--port", "x").json()
    assert {each["step"]: each["state"] for each in visit["steps"]}["firmware"] == "fell_back"
    assert len(scene.world.boots) == 5  # the first, and three tries: not sent again


@pytest.mark.parametrize("share", [2, 90, 99])
def test_the_cable_may_be_out_anywhere(scene: Scene, run: Run, tmp_path: Path, share: int) -> None:
    data = versions.only_main(versions.CRASHES_IN_START)
    Cable.out_after = len(data) * share // 100
    ran = run("update", str(signed(tmp_path, data)), "--port", "x", "--json")
    assert ran.code == 1, ran.err
    assert ran.json()[0]["state"] == "fell_back"
    assert ran.err.count("Plug the cable in again") == 1


def test_what_the_board_refuses_is_said_with_what_to_do(
    scene: Scene, run: Run, tmp_path: Path
) -> None:
    release_key.path().unlink()  # so that nothing is held against it here
    unsigned = bundle.pack(b"x" * 100, "0.2.0", "unix")
    forged = signed(tmp_path, bundle.sign(other_release_key(), unsigned))
    ran = run("update", str(forged), "--port", "x")
    assert ran.code == 4
    assert "posminder office install-key" in ran.err
    kind = signed(tmp_path, bundle.sign(session_key(), bundle.pack(b"x" * 100, "0.2.0", "other")))
    ran = run("update", str(kind), "--port", "x")
    assert ran.code == 2
    assert "for boards of kind other, and this is a unix" in ran.err
    other = signed(
        tmp_path, bundle.sign(session_key(), bundle.pack(b"x" * 100, "0.2.0", "unix", 7))
    )
    ran = run("update", str(other), "--port", "x")
    assert ran.code == 2
    assert "another MicroPython" in ran.err
    older = signed(tmp_path, bundle.sign(session_key(), bundle.pack(b"x" * 100, "0.0.1", "unix")))
    ran = run("update", str(older), "--port", "x")
    assert ran.code == 6
    assert "not newer" in ran.err
    assert "Nobody at the board has said yes" in ran.err
    assert again(scene).hello().firmware == FIRMWARE
    assert len(scene.world.boots) == 1
    assert bundle_files.kept() == ()


def test_a_new_board_has_the_office_s_key_from_its_first_day(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", PHRASE)
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    monkeypatch.setattr(release_key, "make", session_key)
    with Scene(81, fresh=True) as scene:
        monkeypatch.setattr(connect, "SerialPort", lambda _: HostPipe(scene.world))
        assert run("office", "init").code == 0
        assert run("office", "release-key").code == 0
        kiosk = "host_tools/posminder/profiles/example/kiosk.yaml"
        assert run("apply", kiosk, "--commission", "--port", "x").code == 0
        kept = office_store.Office.open(PHRASE).key_of(scene.world.board_id)
        scene.key, _ = kept, again(scene)
        states = [each.words()["state"] for each in scene.journal().of("lease")]
    assert states.count("release_key") == 1
