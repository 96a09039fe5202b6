# SPDX-License-Identifier: MIT
"""What sounds at the counter, once more if nobody looks, and not while somebody wants quiet."""

from __future__ import annotations

from typing import Final

from posminder.simulator.scheduler import US_PER_S
from tests.emulator.scene import Journal, Scene

REMINDER: Final = 1
ALARM: Final = 2
ESCALATE_S: Final = 120
MUTED_S: Final = 30 * 60
SETTINGS: Final = {"alerts.escalate_after": "2min"}
YELLOW: Final = 3
YELLOW_BLINK: Final = 4
RED_BLINK: Final = 5


def refuse_a_receipt(scene: Scene) -> None:
    """Sell without paper: a reminder at once."""
    scene.register.printer.paper = False
    scene.sell()
    scene.register.printer.paper = True


def sounds(scene: Scene) -> list[int]:
    """Return every pattern that sounded."""
    return [pattern for _, pattern in scene.sounds]


def written_sounds(journal: Journal) -> list[int]:
    """Return every sound that the journal knows of."""
    heard = [each.words()["sound"] for each in journal.of("alert")]
    return [{"reminder": REMINDER, "alarm": ALARM}[sound] for sound in heard if sound]


def presses(journal: Journal) -> list[str]:
    """Return every press of the button."""
    return [each.words()["press"] for each in journal.of("button")]


def states(journal: Journal, alert: str = "receipt_missing") -> list[str]:
    """Return what became of an alert."""
    return [each.words()["state"] for each in journal.of("alert", alert=alert)]


def press_twice(scene: Scene, gap_s: float = 0.6) -> None:
    """Press shortly, and again: `gap_s` from end to end."""
    scene.world.press_button(200)
    scene.run(gap_s)
    scene.world.press_button(200)
    scene.run(1)


def test_a_cashier_who_ignores_it_hears_it_once_more_and_only_once() -> None:
    with Scene(221, settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        scene.run(3 * 3600)
        assert sounds(scene) == [REMINDER, ALARM]
        (raised_us, _), (again_us, _) = scene.sounds
        assert abs(again_us - raised_us - ESCALATE_S * US_PER_S) < US_PER_S
        assert states(scene.journal()) == ["raised", "escalated"]
        assert scene.world.lamp == YELLOW_BLINK


def test_one_who_has_seen_it_is_left_alone() -> None:
    with Scene(222, settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        scene.run(30)
        scene.press()
        scene.run(3600)
        assert sounds(scene) == [REMINDER]
        journal = scene.journal()
        assert states(journal) == ["raised", "seen"]
        assert presses(journal) == ["short"]


def test_status_says_when_it_will_sound_again() -> None:
    with Scene(223, settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        plans = scene.status().next
        assert plans is not None
        last = plans[-1]
        assert (last.rule, last.does, last.why) == ("alerts", "escalate", None)
        assert last.in_s is not None
        assert ESCALATE_S - 15 < last.in_s <= ESCALATE_S
        scene.press()
        plans = scene.status().next
        assert plans is not None
        assert (plans[-1].does, plans[-1].in_s) == (None, None)


def test_two_short_presses_mute_and_hide_nothing() -> None:
    with Scene(224, settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        press_twice(scene)
        refuse_a_receipt(scene)
        assert scene.world.lamp == YELLOW_BLINK
        assert scene.world.panel[0] == "No receipt: 2"
        scene.run(ESCALATE_S + 60)
        assert sounds(scene) == [REMINDER]
        scene.run(MUTED_S)
        refuse_a_receipt(scene)
        assert sounds(scene) == [REMINDER, REMINDER]
        journal = scene.journal()
        assert presses(journal) == ["short", "twice"]
        assert states(journal) == ["raised", "seen", "raised", "escalated", "raised"]


def test_two_presses_far_apart_are_two_acknowledgements() -> None:
    with Scene(225, settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        refuse_a_receipt(scene)
        press_twice(scene, gap_s=1.8)
        journal = scene.journal()
        assert presses(journal) == ["short", "short"]
        assert states(journal) == ["raised", "raised", "seen", "seen"]


def test_a_held_button_is_closing_whatever_was_pressed_before() -> None:
    with Scene(226, "20:00", settings=SETTINGS) as scene:
        scene.sell()
        scene.world.press_button(200)
        scene.run(0.3)
        scene.close()
        assert len(scene.truth.batches) == 1
        assert presses(scene.journal()) == ["short", "held"]


def test_mode_observe_records_the_escalation_and_stays_silent() -> None:
    with Scene(227, mode="observe", settings=SETTINGS) as scene:
        refuse_a_receipt(scene)
        scene.run(3600)
        assert sounds(scene) == []
        journal = scene.journal()
        assert states(journal) == ["raised", "escalated"]
        assert written_sounds(journal) == [REMINDER, ALARM], "what would have sounded"


def test_after_its_share_of_sounds_an_alert_shows_its_lamp_only() -> None:
    with Scene(228, settings=SETTINGS) as scene:
        for _ in range(4):
            refuse_a_receipt(scene)
        assert sounds(scene) == [REMINDER, REMINDER]
        assert scene.world.lamp == YELLOW_BLINK
        assert scene.world.panel == ("No receipt: 1", "Print it again", "Alerts open: 5")
        scene.world.restart()
        scene.run(ESCALATE_S + 30)
        assert "sounds_too_often" in scene.alerts()
        assert len(sounds(scene)) == 2, "a restart forgets nothing"
        journal = scene.journal()
        assert written_sounds(journal) == sounds(scene)
        told = journal.of("alert", alert="sounds_too_often", state="raised")
        assert {each.words()["subject"] for each in told} == {1}, "receipt_missing"


def test_a_day_of_more_sales_has_more_sounds() -> None:
    with Scene(229, settings=SETTINGS) as scene:
        for _ in range(60):
            scene.sell()
        for _ in range(4):
            refuse_a_receipt(scene)
        assert sounds(scene) == [REMINDER] * 3
        assert written_sounds(scene.journal()) == sounds(scene)


def test_the_morning_begins_with_what_is_open_and_then_goes_from_person_to_person() -> None:
    with Scene(230, "19:30", settings=SETTINGS) as scene:
        scene.sell()
        scene.shop.acquirer.down = True
        scene.close(480)
        scene.press()
        assert scene.world.lamp == YELLOW
        scene.until("07:59", day=1)
        assert scene.world.lamp == YELLOW
        heard = len(scene.sounds)
        scene.until("08:00:30", day=1)
        assert scene.world.lamp == RED_BLINK
        words = ("Batch not settled", "Do not switch off")
        assert scene.world.panel == words
        assert len(scene.sounds) == heard, "the lamp calls; the bell waits"
        scene.run(ESCALATE_S)
        assert scene.world.panel == (*words, "Ask supervisor")
        scene.run(2 * ESCALATE_S)
        assert scene.world.panel == (*words, "Ask the owner")
        (standing,) = scene.status().alerts
        assert (standing.seen, standing.passed_to) == (False, "owner")
        scene.press()
        journal = scene.journal()
        told = states(journal, "settlement_open")
        assert told[-4:] == ["again", "escalated", "escalated", "seen"]
        called = [each.words()["passed_to"] for each in journal.of("alert", state="escalated")]
        assert called[-2:] == ["supervisor", "owner"]
        assert written_sounds(journal) == sounds(scene)
        assert len(scene.sounds) == heard + 1
