# SPDX-License-Identifier: MIT
"""Seals from the real firmware's flash to `logs verify`: first key, days, power cuts, one proof."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from posminder import journal_file
from tests.emulator.scene import Scene
from tests.emulator.test_cli import KIOSK, Desk
from tests.support.board_on_pty import served

pytestmark = pytest.mark.xdist_group("seals")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A computer with a company key, made as README says."""
    key, public = tmp_path / "company.key", tmp_path / "company.pem"
    make = ["openssl", "genpkey", "-algorithm", "X25519", "-out", key]
    subprocess.run(make, check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    return Desk(tmp_path)


def verdict(desk: Desk, *arguments: object) -> tuple[str, list[str]]:
    ran = desk.run("logs", "verify", "--json", *arguments)
    (told,) = ran.json()
    assert ran.code == {"VERIFIED": 0, "INCOMPLETE": 7, "TAMPERED": 8}[told["verdict"]]
    return told["verdict"], [each["finding"] for each in told["findings"]]


def test_a_new_board_is_verified_from_its_first_record_on(desk: Desk) -> None:
    with Scene(seed=2, fresh=True) as scene:
        with served(scene.world) as port:
            assert desk.run("apply", KIOSK, "--commission", "--port", port).code == 0
            assert desk.run("logs", "--port", port).code == 0
        assert verdict(desk, "--company-key", "company.key") == ("VERIFIED", [])
        assert verdict(desk) == ("INCOMPLETE", ["no_key"])
        scene.world.cut_power()
        scene.world.start()
        with served(scene.world) as port:
            assert desk.run("logs", "--port", port).code == 0
        assert verdict(desk, "--company-key", "company.key") == ("VERIFIED", [])


def test_other_keys_for_a_board_and_again_after_they_are_lost(desk: Desk) -> None:
    with Scene(seed=4, fresh=True) as scene:
        with served(scene.world) as port:
            assert desk.run("apply", KIOSK, "--commission", "--port", port).code == 0
            assert desk.run("keys", "rekey", "--port", port).code == 0
        assert verdict(desk, "--company-key", "company.key") == ("VERIFIED", [])
        scene.world.cut_power()
        flash = bytearray(scene.world.config_path.read_bytes())
        flash[6 * 4096 : 8 * 4096] = bytes(2 * 4096)
        scene.world.config_path.write_bytes(flash)
        scene.world.start()
        with served(scene.world) as port:
            assert "does not seal its journal" in desk.run("logs", "--port", port).err
            assert desk.run("keys", "rekey", "--port", port).code == 0
    said, findings = verdict(desk, "--company-key", "company.key")
    assert (said, sorted(set(findings))) == ("INCOMPLETE", ["rekey_lost", "unsealed"])


def test_a_day_with_power_cuts_and_one_sale_proved(desk: Desk) -> None:
    with Scene(seed=11, at="10:00") as scene:
        for index in range(5):
            scene.sell(1000 + index)
            scene.run(20)
            if index % 2:
                scene.world.cut_power()
                scene.run(3)
                scene.world.start()
                scene.run(40)
        scene.run(300)
        scene.close()
        scene.session.lock()
        scene.run(120)
        desk.keep_key(scene.status().id, scene.key)
        with served(scene.world) as port:
            assert desk.run("logs", "--port", port).code == 0
    assert verdict(desk) == ("INCOMPLETE", ["no_key"])
    listed = desk.run("logs", "--no-pull", "--json", "--kind", "sale,seal").json()
    seals = [each for each in listed if each["kind"] == "seal"]
    assert sum(each["fields"]["sales"] for each in seals) == 5
    assert sum(each["fields"]["total_minor"] for each in seals) == 5010
    sale = next(each for each in listed if each["kind"] == "sale")
    number = sale["fields"]["trace"]
    assert desk.run("logs", "prove", number, "--out", "proof.json").code == 0
    proof = json.loads((desk.home / "proof.json").read_text())
    assert len(bytes.fromhex(proof["record"])) < 120
    assert verdict(desk, "--proof", "proof.json") == ("INCOMPLETE", ["no_key"])


def test_a_minute_after_the_last_record_everything_is_sealed() -> None:
    with Scene(seed=12, at="10:00") as scene:
        scene.sell(1000)
        scene.run(65)
        flash = scene.world.journal_path.read_bytes()[:4096]
        records = journal_file.read(flash, "the flash")
        assert records[-1].name == "seal"
        before = len(records)
        scene.run(3600)
        flash = scene.world.journal_path.read_bytes()[:4096]
        assert len(journal_file.read(flash, "the flash")) == before
