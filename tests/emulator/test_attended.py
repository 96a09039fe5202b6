# SPDX-License-Identifier: MIT
"""The real firmware beside a terminal that speaks nothing: what it shows, says and keeps.

The whole days stand in scenarios/files/attended-*.yaml, each with its journal.
"""

from __future__ import annotations

import dataclasses

from posminder import board_status
from posminder.scenarios.load import load
from posminder.scenarios.play import Played, play
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.technician import Technician, seeded_desk
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.status_sentences import sentences

SIGN_IN = "attended-nobody-signs-in"


def panels(played: Played) -> list[tuple[str, ...]]:
    return [lines for _, lines in played.counter.panels]


def in_english(name: str, **settings: object) -> Scenario:
    return dataclasses.replace(load(name), settings={"site": {"locale": "en"}, **settings})


def test_the_panel_asks_and_says_whose_word_it_is() -> None:
    shown = panels(play(in_english("attended-good-day")))
    assert [lines[:2] for lines in shown if lines[0] != "No profile yet"] == [
        ("Settled? Hold button.",),
        ("Sign in at terminal,", "then press once"),
        ("Signed in as you said",),
        ("Settle at terminal,", "then hold the button"),
        ("Settled as you said.", "You may switch off."),
    ]


def test_mode_observe_makes_no_sound_and_keeps_the_same_journal() -> None:
    silent = play(in_english(SIGN_IN, mode="observe"))
    heard = play(in_english(SIGN_IN))
    assert silent.counter.sounds == []
    assert len(heard.counter.sounds) == 3, "asked, asked once more unseen, asked at closing"
    words = [each.words() for each in silent.after_commissioning]
    assert words == [each.words() for each in heard.after_commissioning]


def test_status_says_what_nobody_can_know() -> None:
    scenario = load("attended-good-day")
    profile = profile_of(scenario)
    midnight_s, zone_s = profile.midnight(scenario.date)
    with Shop(midnight_s + 9 * 3_600, 1, in_line=False, zone_s=zone_s) as shop:
        shop.world.run_for(US_PER_S)
        technician = Technician(shop, seeded_desk(1))
        technician.commission(profile.compiled, sets_clock=True)
        shop.close()
        shop.world.run_for(5 * US_PER_S)
        with technician.lease() as session:
            status = board_status.parse(session.download("/status"))
    assert status.terminal is not None
    assert status.terminal.line == "attended"
    assert status.batch is not None
    assert (status.batch.count, status.batch.total_minor) == (None, None)
    assert status.settlement is not None
    assert status.settlement.state == "attested"
    assert status.lines.terminal is None
    assert [each.rule for each in status.next or ()] == [
        "attended",
        "account",
        "alarms",
        "deposits",
        "alerts",
    ]
    said = [text for text, _ in sentences(status, "en", profile.offsets)]
    assert "Attended terminal: nothing is seen on a line. Signed in today: unknown." in said
    assert "The batch is not known." in said
    assert any(
        text.startswith("Reminders: asks whether the batch is settled at 22:30") for text in said
    )
