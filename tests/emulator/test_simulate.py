# SPDX-License-Identifier: MIT
"""`posminder simulate`: the demo in both currencies and a seeded day, as a newcomer runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

DEMO_S_MAX = 60  # wall time promised for the demo
BYTES_A_SALE_MAX = 430  # a quiet shop has a seal for nearly every sale
SALES_MIN = 30
COMMAND = (sys.executable, "-m", "posminder")
_REPOSITORY = Path(__file__).resolve().parents[2]


def simulate(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as installed, in `folder`."""
    return posminder(folder, "simulate", *words)


def posminder(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run any command, in `folder` and with a home there."""
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
    )


def environment(folder: Path) -> dict[str, str]:
    folders = os.pathsep.join(str(_REPOSITORY / each) for each in ("host_tools", "firmware"))
    ours = {"PYTHONPATH": folders, "COLUMNS": "200", "POSMINDER_HOME": str(folder / "home")}
    return os.environ | ours


def books(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return a --json summary's rows by what they are about."""
    return {row["what"]: row for row in found["books"]}


def test_the_demo_ends_well_in_time_and_leaves_its_report(tmp_path: Path) -> None:
    began_s = time.monotonic()
    ran = simulate(tmp_path, "demo")
    spent_s = time.monotonic() - began_s
    assert ran.returncode == 0, ran.stdout[-4_000:] + ran.stderr
    print(f"demo: {spent_s:.1f} s")
    assert spent_s < DEMO_S_MAX
    assert "Settled. / You may switch off." in ran.stdout
    assert "asked in the morning: settled, exactly once" in ran.stdout
    assert not [
        word for word in ("DIFFERS", "NOT in the journal", "DOES NOT HOLD") if word in ran.stdout
    ]
    assert str(tmp_path / "posminder-day.html") in ran.stdout
    page = (tmp_path / "posminder-day.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


@pytest.mark.parametrize("seed", [2, 3])
def test_the_demos_day_for_a_script(tmp_path: Path, seed: int) -> None:
    ran = simulate(tmp_path, "demo", "--seed", str(seed), "--json", "--report", "day.html")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    assert found["violations"] == []
    assert [each for each in found["incidents"] if each["missing"]] == []
    assert found["sales"] >= SALES_MIN
    assert 0 < found["bytes"] <= BYTES_A_SALE_MAX
    rows = books(found)
    for what in ("sign_ins", "sales", "refunds", "batches"):
        assert rows[what]["verdict"] == "ok", rows[what]
        assert rows[what]["journal"] == rows[what]["terminal"]
    assert rows["refunds"]["journal"].startswith("1: ")
    assert (tmp_path / "day.html").exists()


def test_the_demo_beside_a_terminal_worked_by_hand_is_chinese_and_honest(tmp_path: Path) -> None:
    ran = simulate(tmp_path, "demo", "--currency", "CNY")
    assert ran.returncode == 0, ran.stdout[-4_000:] + ran.stderr
    assert "已结算 / 可以关机" in ran.stdout
    assert "CNY" in ran.stdout
    assert "EUR" not in ran.stdout
    assert "此处无法得知" in ran.stdout, "printed receipts never show beside"
    assert 'lang="zh-CN"' in (tmp_path / "posminder-day.html").read_text(encoding="utf-8")


def test_a_seeded_day_is_saved_and_played_from_its_file(tmp_path: Path) -> None:
    saved = simulate(tmp_path, "day", "--seed", "7", "--save", "day.yaml")
    assert saved.returncode == 0, saved.stderr
    assert "posminder simulate play day.yaml" in saved.stderr
    ran = simulate(tmp_path, "play", "day.yaml", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["scenario"] == "seeded-eur-7"


def test_a_played_board_on_a_pty_is_read_with_the_commands_that_are_said(tmp_path: Path) -> None:
    play = ["simulate", "play", "sold-while-not-signed-in", "--pty", "--speed", "60"]
    with subprocess.Popen(
        [*COMMAND, *play],
        env=environment(tmp_path),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as shop:
        assert shop.stderr is not None
        said = "".join(shop.stderr.readline() for _ in range(4))
        port = re.search(r"logs --follow --port (\S+)", said)
        board = re.search(r"report day --board ([0-9a-f]{16})", said)
        assert port, said
        assert board, said
        pulled = posminder(tmp_path, "logs", "--port", port[1], "--json")
        shop.terminate()
    assert pulled.returncode == 0, pulled.stderr
    assert {json.loads(line)["board"] for line in pulled.stdout.splitlines()} == {board[1]}
    shown = posminder(tmp_path, "logs", "--no-pull", "--board", board[1], "--kind", "clock").stdout
    assert "+01:00" in shown, "the site is known"


def test_a_kept_journal_is_imported_as_is_said_and_its_shop_is_known(tmp_path: Path) -> None:
    ran = simulate(tmp_path, "play", "button-held-at-closing", "--journal", "day.pmj")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = re.search(r"posminder (logs --file day.pmj --board [0-9a-f]{16})", ran.stderr)
    assert said, ran.stderr
    shown = posminder(tmp_path, *said[1].split())
    assert shown.returncode == 0, shown.stderr
    assert "EUR" in shown.stdout
    assert posminder(tmp_path, "logs", "--no-pull", "--board", "kn-0001").returncode == 0
