# SPDX-License-Identifier: MIT
"""A drill over the real host line: it sounds, waits for a press, and is timed by the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from posminder.drilling import ANSWERED, ENDED, NOBODY, Drilled, drill
from posminder.simulator.scheduler import US_PER_S
from tests.emulator.scene import Journal, Scene
from tests.emulator.test_cli import Desk
from tests.support.board_on_pty import served

ALARM: Final = 2
GREEN: Final = 1
YELLOW_BLINK: Final = 4
WORDS: Final = ("Drill:", "press the button")


def later(scene: Scene, seconds: float, act: Callable[..., Any], *values: Any) -> None:
    """Let something happen `seconds` from now, while the host waits."""
    scene.shop.scheduler.after(int(seconds * US_PER_S), act, *values)


def press_later(scene: Scene, seconds: float) -> None:
    later(scene, seconds, scene.world.press_button, 200)


def states(journal: Journal) -> list[str]:
    return [each.words()["state"] for each in journal.of("alert", alert="drill")]


def test_a_press_answers_it_and_the_journal_says_how_long_it_took() -> None:
    with Scene(261) as scene:
        scene.unlock()
        shown: list[tuple[str, ...]] = []
        press_later(scene, 40)
        later(scene, 39, lambda: shown.append(scene.world.panel))
        later(scene, 39, lambda: shown.append((str(scene.world.lamp),)))
        found = drill(scene.session, 120)
        assert found.state == ANSWERED
        assert found.took_ms is not None
        assert 38_000 < found.took_ms <= 40_300
        assert (found.sound, found.first) == ("alarm", ())
        assert shown == [WORDS, (str(YELLOW_BLINK),)]
        scene.run(5)
        assert [pattern for _, pattern in scene.sounds] == [ALARM]
        assert scene.alerts() == []
        assert scene.world.lamp == GREEN
        assert states(scene.journal()) == ["raised", "seen", "cleared"]


def test_nobody_presses() -> None:
    with Scene(262, settings={"alerts.escalate_after": "30s"}) as scene:
        scene.unlock()
        began_us = scene.now_us
        assert drill(scene.session, 90) == Drilled(NOBODY, None, "alarm")
        assert 90 <= (scene.now_us - began_us) / US_PER_S < 93
        assert scene.alerts() == []
        journal = scene.journal()
        assert states(journal) == ["raised", "cleared"], "a drill is passed to nobody"
        assert [pattern for _, pattern in scene.sounds] == [ALARM]


def test_a_real_alert_is_never_hidden_by_it() -> None:
    with Scene(263) as scene:
        scene.register.printer.paper = False
        scene.sell()
        scene.unlock()
        shown: list[tuple[str, ...]] = []
        for seconds in (10, 20):
            later(scene, seconds - 1, lambda: shown.append(scene.world.panel))
            press_later(scene, seconds)
        found = drill(scene.session, 60)
        assert shown[0][:2] == ("No receipt: 1", "Print it again")
        assert shown[1][:2] == WORDS
        assert found.state == ANSWERED
        assert found.first == ("receipt_missing",)
        assert scene.alerts() == ["receipt_missing"]


def test_in_mode_observe_there_is_no_sound() -> None:
    with Scene(264, mode="observe") as scene:
        scene.unlock()
        press_later(scene, 5)
        assert drill(scene.session, 60).state == ANSWERED
        assert scene.sounds == []
        assert scene.journal().of("alert", alert="drill", sound="alarm"), "it would have sounded"


def test_a_muted_board_says_so() -> None:
    with Scene(265) as scene:
        for _ in range(2):
            scene.world.press_button(200)
            scene.run(0.6)
        scene.unlock()
        assert drill(scene.session, 3) == Drilled(NOBODY, None, None)
        assert scene.sounds == []


def test_a_power_cut_ends_it_and_leaves_nothing_behind() -> None:
    with Scene(266) as scene:
        scene.unlock()
        later(scene, 10, scene.world.restart)
        assert drill(scene.session, 60) == Drilled(ENDED)
        scene.run(5)
        assert scene.alerts() == []


def test_it_ends_with_the_lease() -> None:
    with Scene(267) as scene:
        scene.unlock()
        scene.session.drill(True)
        assert scene.alerts() == ["drill"]
        scene.run(601)
        scene.session.hello()
        assert scene.alerts() == []


def test_interrupted_it_is_taken_off_the_board() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with Scene(268) as scene:
        scene.unlock()
        later(scene, 10, interrupt)
        with pytest.raises(KeyboardInterrupt):
            drill(scene.session, 60)
        assert scene.alerts() == []


def test_the_command(tmp_path: Path) -> None:
    def press_when_asked(panel: tuple[str, ...]) -> None:
        if panel == WORDS:
            scene.world.press_button(200)

    with Scene(269) as scene:
        desk = Desk(tmp_path)
        desk.keep_key(scene.world.board_id, scene.key)
        scene.world.on_panel = press_when_asked
        with served(scene.world) as port:
            ran = desk.run("drill", "--port", port, "--json")
        assert ran.code == 0, ran.err
        assert "Ctrl-C" in ran.err
        (found,) = ran.json()
        assert (found["state"], found["sound"], found["within_s"]) == ("answered", "alarm", 120)
        assert 100 <= found["took_ms"] < 1_000
        scene.world.on_panel = lambda _: None
        with served(scene.world) as port:
            ran = desk.run("drill", "--port", port, "--within", "1", "--lang", "zh-CN")
        assert (ran.code, ran.out.strip()) == (1, "1 秒内无人按按钮。")
