# SPDX-License-Identifier: MIT
"""A visit to a board that runs the real firmware: records, clock and a newer sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.scene import Scene
from tests.emulator.test_cli import KIOSK, Desk
from tests.support.board_on_pty import served

pytestmark = pytest.mark.xdist_group("cli")

SHEET = KIOSK.parents[1] / "acquirer/example-de.yaml"


def hand_out(desk: Desk) -> None:
    """Put a newer sheet on the technician's computer."""
    text = SHEET.read_text(encoding="utf-8").replace("version: 2026-1", "version: 2026-2")
    path = desk.home / "sheets/acquirer/example-de.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("warn_at: 240", "warn_at: 200"), encoding="utf-8")


def test_a_visit_pulls_sets_the_clock_takes_the_sheet_and_is_done_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with Scene(seed=1931, fresh=True) as scene, served(scene.world) as port:
        assert desk.run("apply", KIOSK, "--commission", "--port", port).code == 0
        hand_out(desk)
        assert "版本 2026-2" in desk.run("doctor", "--port", port, "--lang", "zh-CN").out
        found = desk.one("visit", "--yes", "--port", port)
        steps = {each["step"]: each for each in found["steps"]}
        assert steps["pull"]["state"] == "done"
        assert steps["pull"]["values"]["new"] > 3
        assert steps["sheet"]["state"] == "applied"
        told = desk.one("status", "--port", port)
        assert told["sheet"]["version"] == "2026-2"
        again = desk.one("visit", "--port", port)
        assert {s["step"]: s["state"] for s in again["steps"]}["sheet"] == "newest"
        kinds = [each["kind"] for each in desk.run("logs", "--port", port, "--json").json()]
        assert kinds.count("profile") == 2
