# SPDX-License-Identifier: MIT
"""What a board feels of itself: its lid, its supply, parts that fail or never came."""

from __future__ import annotations

from typing import Any

import pytest

from posminder import status_sentences
from posminder.board_status import HealthPart
from posminder.messages import LANGUAGES
from posminder.simulator.health import Health
from tests.emulator.scene import Scene

WELL = Health()


def told(scene: Scene, name: str) -> list[dict[str, Any]]:
    return [record.words() for record in scene.journal().of(name)]


def felt(scene: Scene) -> HealthPart:
    """Return what the board says of itself now."""
    health = scene.status().health
    assert health is not None
    return health


def pull(scene: Scene) -> None:
    """Take the journal home, and say so."""
    last = scene.status().journal.last_seq
    assert last is not None
    scene.unlock()
    scene.session.acknowledge(last, 0)


def test_an_opened_case_stands_until_it_is_shut_and_its_record_pulled() -> None:
    with Scene(2101, health=WELL) as scene:
        assert felt(scene).case == "closed"
        scene.world.be(case_open=True)
        scene.run(1)
        assert scene.alerts() == ["case_opened"]
        assert scene.world.panel[:2] == ("Case was opened", "Tell the owner")
        assert scene.sell().code == 0  # nobody is kept from selling
        scene.press()
        pull(scene)
        scene.run(120)
        assert scene.alerts() == ["case_opened"]  # it is open yet
        scene.world.be(case_open=False)
        scene.run(120)
        assert scene.alerts() == []
        scene.world.be(case_open=True)
        scene.run(2)
        scene.world.be(case_open=False)
        scene.run(300)
        assert scene.alerts() == ["case_opened"]  # nobody knows of that yet
        pull(scene)
        scene.run(61)
        assert scene.alerts() == []
        states = [each["state"] for each in told(scene, "case")]
        assert states == ["opened", "closed", "opened", "closed"]


def test_a_case_that_is_open_at_the_start_is_said() -> None:
    with Scene(2102, health=Health(case_open=True)) as scene:
        assert "case_opened" in scene.alerts()
        assert [each["state"] for each in told(scene, "case")] == ["opened"]


def test_a_supply_that_sinks_is_an_alert_and_few_records() -> None:
    with Scene(2103, health=WELL) as scene:
        scene.world.be(supply_mv=3_900)
        scene.run(61)
        assert scene.alerts() == ["supply_low"]
        for _ in range(8):
            for supply_mv in (4_600, 3_900):
                scene.world.be(supply_mv=supply_mv)
                scene.run(61)
        found = told(scene, "measured")
        assert [each["state"] for each in found] == ["below", "within", "below", "within", "below"]
        assert found[0] == {"measure": "supply_mv", "state": "below", "value": 3_900}
        assert scene.alerts() == ["supply_low"]
        scene.world.be(supply_mv=4_700)
        scene.run(25 * 3600)
        assert "supply_low" not in scene.alerts()
        assert scene.sell().code == 0


def test_warmth_is_a_record_only_at_its_limits_and_no_alert() -> None:
    with Scene(2104, health=WELL) as scene:
        for chip_c in (45, 60, 70, 72, 71, 66, 60):
            scene.world.be(chip_c=chip_c)
            scene.run(61)
        assert told(scene, "measured") == [
            {"measure": "chip_c", "state": "above", "value": 72},
            {"measure": "chip_c", "state": "within", "value": 60},
        ]
        assert scene.alerts() == []


@pytest.mark.parametrize("part", ["clock", "panel", "button", "terminal", "register"])
def test_a_part_that_fails_is_a_record_once_and_the_duties_go_on(part: str) -> None:
    with Scene(2105, health=WELL) as scene:
        for count in (1, 5, 9):
            scene.world.be(**{part: count})
            scene.run(61)
        assert told(scene, "fault") == [{"part": "board_part", "error": part}]
        assert felt(scene).faults[part] == 9
        scene.sell()
        scene.close()
        assert scene.journal().of("settlement", state="verified")
        assert scene.status().boots == 1


def test_status_says_what_is_not_there_and_what_fails_in_both_languages() -> None:
    with Scene(
        2106, rtc=False, health=Health(panel=3, missing=("clock",), case_open=True)
    ) as scene:
        status = scene.status()
        said = {
            language: [text for text, _ in status_sentences.sentences(status, language)]
            for language in LANGUAGES
        }
        assert "The board runs on 4700 mV, at 31 °C." in said["en"]
        assert "The board's case is open." in said["en"]
        assert any("no answer" in text.lower() and "clock chip" in text for text in said["en"])
        assert any("panel: 3." in text for text in said["en"])
        assert "守护盒盒盖未合上。" in said["zh-CN"]
        assert any("显示屏，3 次" in text for text in said["zh-CN"])
        scene.sell()
        scene.close()
        assert scene.journal().of("settlement", state="verified")


def test_a_board_that_can_tell_nothing_says_null() -> None:
    with Scene(2107) as scene:
        assert scene.status().health is None


def test_each_start_says_why_and_which_of_the_day_it_is() -> None:
    with Scene(2108, health=Health(missing=("clock", "panel"))) as scene:
        assert scene.status().starts_today is None  # it started without a profile
        scene.sell()
        scene.world.cut_power()
        scene.world.start()
        scene.run(5)
        scene.unlock()
        scene.session.reset()
        scene.run(30)
        status = scene.status()
        assert (status.boot_reason, status.starts_today) == ("reset", 3)
        boots = told(scene, "boot")
        assert [each["starts_today"] for each in boots] == [None, 2, 3]  # no profile at the first
        assert boots[-1]["missing"] == "clock panel"
        assert boots[-1]["flash_faults"] == 0
        scene.until("12:00", 1)
        scene.world.cut_power()
        scene.world.start()
        scene.run(5)
        assert scene.status().starts_today == 1
        assert scene.status().boot_reason == "power"


def test_starts_are_counted_across_the_ends_of_sectors() -> None:
    """A restart reads back one sector of the journal: the day's starts are in its state."""
    with Scene(2109, health=WELL) as scene:
        for start in range(2, 5):
            for _ in range(14):
                scene.sell()
            scene.world.cut_power()
            scene.world.start()
            scene.run(5)
            assert scene.status().starts_today == start
