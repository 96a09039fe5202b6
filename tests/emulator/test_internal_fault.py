# SPDX-License-Identifier: MIT
"""Something of the board's own breaks: the bytes go on, and the shop sells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from posminder.simulator.register import SaleView
from posminder.simulator.romfs import FIRMWARE
from posminder.simulator.world import RESET, WATCHDOG
from tests.emulator import checks
from tests.emulator.scene import Scene

_FATAL = 6_666  # the amount at which the planted fault strikes

# part of the record: module, the text in front of which it is planted, what it asks
_PLACES = {
    "driver": (
        "agent/terminals/zvt/watch.py",
        "        self._transaction = transaction\n        self._report(",
        f"transaction[events.T_AMOUNT_MINOR] == {_FATAL}",
    ),
    "duties": (
        "agent/policy/ledger.py",
        None,
        f"event[0] == events.SALE_STARTED and event[2] == {_FATAL}",
    ),
}


def planted(folder: Path, part: str) -> Path:
    """Return the firmware with a fault in it."""
    firmware = folder / "firmware"
    shutil.copytree(FIRMWARE, firmware)
    module, before, when = _PLACES[part]
    path = firmware / module
    text = path.read_text()
    at = text.index(before) if before else _body_of_step(text)
    path.write_text(f"{text[:at]}        if {when}:\n            raise KeyError\n{text[at:]}")
    return firmware


def _body_of_step(text: str) -> int:
    """Return where the statements of the method `step` begin."""
    return text.index('"""\n', text.index("def step(")) + len('"""\n')


@pytest.mark.parametrize("part", list(_PLACES))
def test_the_bytes_go_on_and_the_board_starts_anew_in_the_next_pause(
    tmp_path: Path, part: str
) -> None:
    with Scene(91, firmware=planted(tmp_path, part)) as scene:
        assert scene.sell(1_000).state is SaleView.APPROVED
        assert scene.sell(_FATAL).state is SaleView.APPROVED
        assert scene.register.link_counters.naks_sent == 0
        assert scene.register.link_counters.repeats_sent == 0
        assert len(scene.world.boots) == 1, "not in the middle of what is said"
        scene.run(30)
        assert [boot.reason for boot in scene.world.boots[1:]] == [RESET]
        assert scene.sell(1_001).state is SaleView.APPROVED
        scene.close(60)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        fault = journal.of("fault")[0].words()
        assert (fault["part"], fault["error"]) == (part, "KeyError")
        assert len(scene.truth.batches) == 1


_HEART = """
            if self.journal.boot == 1 and self.clock.mono_ms() > 600_000:
                await asyncio.Event().wait()
"""


def test_a_heart_that_stands_still_is_named_before_the_watchdog_bites(tmp_path: Path) -> None:
    firmware = tmp_path / "firmware"
    shutil.copytree(FIRMWARE, firmware)
    path = firmware / "agent/app.py"
    place = "            self.turns[turns.HEART] += 1\n"
    path.write_text(path.read_text().replace(place, place + _HEART.lstrip("\n")))
    with Scene(91, firmware=firmware) as scene:
        assert scene.sell(1_000).state is SaleView.APPROVED
        scene.run(1800)  # its next deadline may be a quarter of an hour away
        assert [boot.reason for boot in scene.world.boots[1:]] == [WATCHDOG]
        assert scene.sell(1_001).state is SaleView.APPROVED
        scene.close(60)
        journal = scene.journal()
        checks.is_whole(journal, boots=2)
        (fault,) = [record.words() for record in journal.of("fault")]
        assert (fault["part"], fault["error"]) == ("stalled", "heart")
        assert len(scene.truth.batches) == 1
