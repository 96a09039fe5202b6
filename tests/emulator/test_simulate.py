# SPDX-License-Identifier: MIT
"""`posminder simulate`: the demo's first path and the evening beside, as a newcomer runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from posminder.simulator.day import CLOSING_S, DemoDay
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Moment, Timeline
from tests.emulator import checks
from tests.emulator.scene import MIDNIGHT_S, Scene

DEMO_S_MAX = 60  # wall time promised for the demo
FLASH_BYTES_A_SALE_MAX = 400
_REPOSITORY = Path(__file__).resolve().parents[2]


def simulate(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as installed."""
    command = [sys.executable, "-m", "posminder", "simulate", *words]
    folders = os.pathsep.join(str(_REPOSITORY / each) for each in ("host_tools", "firmware"))
    environment = {**os.environ, "PYTHONPATH": folders, "COLUMNS": "200"}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def rows(ran: subprocess.CompletedProcess[str], key: str) -> dict[str, dict[str, Any]]:
    """Return a --json summary's rows by what they are about."""
    return {row["what"]: row for row in json.loads(ran.stdout)[key]}


def programmed_bytes(flash: bytes) -> int:
    """Return how many bytes of a flash image are not as erased."""
    return len(flash) - flash.count(0xFF)


def test_the_demo_command_ends_well_and_in_time() -> None:
    began = time.monotonic()
    ran = simulate("demo")
    assert ran.returncode == 0, ran.stderr
    assert time.monotonic() - began < DEMO_S_MAX
    assert "Settled. / You may switch off." in ran.stdout
    assert "DIFFERS" not in ran.stdout


def test_the_demos_first_path_in_the_journal_and_in_the_terminals_books() -> None:
    moments: list[Moment] = []

    def demo_day(shop: Shop) -> None:
        assert shop.register is not None
        DemoDay(shop, shop.register, Timeline(shop, moments.append), MIDNIGHT_S)

    with Scene(2, "07:00", wakes=demo_day) as scene:
        scene.until("08:00")
        before = programmed_bytes(scene.world.journal_path.read_bytes())
        scene.until("20:00")
        spent = programmed_bytes(scene.world.journal_path.read_bytes()) - before
        scene.world.run_until_wall(MIDNIGHT_S + CLOSING_S + 300)
        journal = scene.journal()
        checks.is_whole(journal, boots=1)
        checks.sales_agree(journal, scene.truth)
        checks.receipts_agree(journal, scene.truth)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        checks.each_sale_in_one_batch(scene.truth)
        checks.intent_goes_before_outcome(journal)
        checks.few_records_a_sale(journal)
        sign_ins = [record.words()["state"] for record in journal.of("sign_in")]
        assert sign_ins == ["needed", "signed_in"], "put right; asked again at 07:45 it was no news"
        assert len(scene.truth.sign_ins) == 1
        states = [record.words()["state"] for record in journal.of("receipt")]
        assert states.count("refused") == states.count("duplicate") == 1
        assert scene.truth.batches[0].count == len(scene.truth.sales) == 10
        bytes_a_sale = spent // len(scene.truth.sales)
        print(f"journal: {bytes_a_sale} bytes of flash a sale, {len(journal)} records a day")
        assert bytes_a_sale <= FLASH_BYTES_A_SALE_MAX
        assert [moment.at_s for moment in moments] == sorted(moment.at_s for moment in moments)


def test_the_evening_beside_says_what_cannot_be_known() -> None:
    ran = simulate("beside", "--json")
    assert ran.returncode == 0, ran.stderr
    found = rows(ran, "rows")
    gaps = found["sales known by a gap in receipt numbers"]
    assert gaps["verdict"] == "ok"
    assert gaps["journal"] == gaps["terminal"] != "none"
    for what in ("sales known in full", "the amount of each of those", "receipts printed"):
        assert found[what]["verdict"] == "cannot be known beside"
    assert found["batches settled and proved"]["verdict"] == "ok"
