# SPDX-License-Identifier: MIT
"""The self-test on the real firmware: parts good, missing and bad, and what it must not do."""

from __future__ import annotations

from typing import Any

import pytest

from posminder import self_testing
from posminder.errors import AccessDenied
from posminder.messages import LANGUAGES
from posminder.self_testing import Trial
from posminder.simulator.flash_fault import FlashFault, Kind
from posminder.simulator.health import Health
from posminder.simulator.shop import Shop
from posminder_formats import commands
from tests.emulator.scene import Scene


def tried(scene: Scene, *, press: bool = True) -> Trial:
    """Have the board try its parts, somebody at the counter pressing when asked."""
    pressed = []

    def told(now: Trial) -> None:
        if press and now.wants_press and not pressed:
            pressed.append(scene.world.press_button(300))

    scene.unlock()
    return self_testing.run(scene.session, True, told)


def asked(scene: Scene) -> dict[Any, Any]:
    """Return the answer to one request to begin; the session itself waits for a dialog to end."""
    fields = {"press": False}
    return scene.session._raw(
        commands.OP_WRITE, commands.GROUP_POSMINDER, commands.PM_SELF_TEST, fields
    )


def states(found: Trial) -> dict[str, tuple[str, str | None]]:
    return {each.part: (each.state, each.why) for each in found.parts}


def test_every_part_of_a_board_that_is_well_is_said_to_be() -> None:
    with Scene(1901, health=Health()) as scene:
        sounds, lines = len(scene.sounds), []
        scene.world.on_panel = lines.append
        scene.sell()
        before = len(scene.journal())
        alerts = scene.alerts()
        found = tried(scene)
        assert found.state == "done"
        assert states(found) == {
            "clock": ("good", None),
            "panel": ("shown", None),
            "register": ("good", None),
            "terminal": ("good", "answered"),
            "config": ("good", None),
            "lamp": ("shown", None),
            "buzzer": ("shown", None),
            "button": ("good", None),
            "case": ("good", None),
            "supply": ("good", None),
            "journal": ("good", None),
        }
        assert len(scene.sounds) == sounds + 1
        assert scene.alerts() == alerts  # its press acknowledged nothing
        new = scene.journal()[before:]
        assert not [each for each in new if each.name == "button"]
        (record,) = [each for each in new if each.name == "self_test"]
        assert record.words() == {"missing": 0, "bad": 0, "part": None}
        assert any("OK?" in str(each) for each in lines)
        assert "OK?" not in str(lines[-1])  # the counter has its own words back


def test_an_answer_takes_no_second_while_it_runs() -> None:
    with Scene(1902) as scene:
        scene.unlock()
        scene.session.begin_self_test(True)
        assert asked(scene) == {"rc": commands.RC_BUSY}
        for _ in range(40):
            begun_us = scene.now_us
            self_testing.read(scene.session)
            assert scene.now_us - begun_us < 1_000_000
            scene.run(1)


def test_in_mode_observe_nothing_is_sent_and_nothing_sounds() -> None:
    def off(shop: Shop) -> None:
        shop.terminal.power_off()

    for wakes, told in ((None, ("good", "heard")), (off, ("skipped", "observe"))):
        with Scene(1903, mode="observe", wakes=wakes) as scene:
            sounds = len(scene.sounds)
            frames = scene.status().lines.terminal
            found = states(tried(scene))
            assert found["terminal"] == told
            assert found["buzzer"] == ("skipped", "observe")
            assert len(scene.sounds) == sounds
            assert scene.status().lines.terminal == frames


def test_a_fresh_board_tries_nothing_for_a_stranger() -> None:
    with Scene(1904, fresh=True) as scene:
        with pytest.raises(AccessDenied):
            scene.session.begin_self_test(False)
        assert self_testing.read(scene.session).state == "never"


def test_what_is_missing_or_does_not_answer_is_said_with_a_cure() -> None:
    with Scene(1905, rtc=False, health=Health(case_open=True, supply_mv=3_800)) as scene:
        scene.terminal.power_off()
        found = tried(scene, press=False)
        assert found.state == "done"
        told = states(found)
        assert told["clock"] == ("missing", None)
        assert told["terminal"] == ("bad", "no_answer")
        assert told["button"] == ("bad", "no_press")
        assert told["case"] == ("bad", "open")
        assert told["supply"] == ("bad", "low")
        (record,) = scene.journal().of("self_test")
        assert record.words() == {"missing": 1, "bad": 4, "part": "button"}
        for language in LANGUAGES:
            for each in found.parts:
                assert each.state == "good" or self_testing.cure(each, language)


def test_flash_that_does_not_keep_a_bit_is_bad_and_no_live_byte_is_touched() -> None:
    with Scene(1906) as scene:
        config = scene.world.config_path.read_bytes()
        assert states(tried(scene))["config"] == ("good", None)
        after = scene.world.config_path.read_bytes()
        changed = [at for at in range(len(config)) if config[at] != after[at]]
        scratch = [at for at in changed if at < 2 * 4096]
        assert scratch  # keys of seals lie behind, and change by themselves
        assert len({at // 256 for at in scratch}) == 1
        assert scratch[0] % 4096 >= 4096 - 256
        for kind, why in ((Kind.WEAK, "not_kept"), (Kind.FAIL, "part_fails")):
            scene.unlock()
            scene.session.begin_self_test(False)
            scene.world.plan_flash_fault(FlashFault(kind))  # the next program is the test's
            scene.run(50)
            assert states(self_testing.read(scene.session))["config"] == ("bad", why)


def test_during_a_dialog_it_does_not_begin() -> None:
    with Scene(1907) as scene:
        scene.unlock()
        scene.register.sell(1_250, lambda sale: None)
        scene.run(1)
        assert asked(scene) == {"rc": commands.RC_BUSY}
        assert self_testing.read(scene.session).state == "never"
