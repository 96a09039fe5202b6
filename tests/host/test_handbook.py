# SPDX-License-Identifier: MIT
"""The handbook says what the agent does: its tables are held against the agent's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from agent import effects
from agent.alerts import desk, panel, patterns
from posminder.messages import LANGUAGES, MESSAGES, sentence
from posminder.report import handbook
from posminder.report.flow_svg import Box, wrap
from posminder_formats import records
from tests.host.technician import Run
from tests.host.test_report_day import Walker

EXAMPLE: Final = 117  # the number in the handbook's panel words
# National Day 2026: settled by 29 September, or credited on 8 October.
EXAMPLES: Final = {
    "holiday_ahead": 20725 * 100 + 9,
    "deposit_overdue": 20725,
    "payout_returned": 20725,
}


def test_every_alert_is_explained_once() -> None:
    assert sorted(alert for alert, _, _ in handbook.ALERTS) == sorted(
        filter(None, records.ALERT_WORDS)
    )


@pytest.mark.parametrize(("alert", "lamp", "sound"), handbook.ALERTS)
def test_lamp_and_sound_are_the_agent_s(alert: str, lamp: str, sound: str) -> None:
    number = records.ALERT_WORDS.index(alert)
    shown = desk.lamp_of(desk.Standing(number, None, 0))
    assert shown == getattr(patterns, f"LAMP_{lamp.upper()}")
    heard = None if sound == "none" else getattr(patterns, f"SOUND_{sound.upper()}")
    assert desk.Desk().sound_of(number, effects.RAISED, steps=0, now_ms=1) == heard


@pytest.mark.parametrize("alert", [alert for alert, _, _ in handbook.ALERTS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_s_words_are_the_agent_s(alert: str, language: str) -> None:
    said = sentence(language, f"panel.{alert}").split(" / ")
    number = records.ALERT_WORDS.index(alert)
    assert said == list(
        panel.words(LANGUAGES.index(language) + 1, number, EXAMPLES.get(alert, EXAMPLE))
    )


def test_every_pattern_of_lamp_and_buzzer_is_explained() -> None:
    names = [name for name in vars(patterns) if re.match(r"(LAMP|SOUND)_", name)]
    told = {f"LAMP_{each.upper()}" for each in handbook.LAMPS}
    assert set(names) == told | {f"SOUND_{each.upper()}" for each in handbook.SOUNDS}


@pytest.mark.parametrize("boxes", [handbook.DAY, handbook.COMMISSIONING])
def test_a_flow_chart_leads_back_only_to_a_box_it_has(boxes: tuple[Box, ...]) -> None:
    names = [box.text for box in boxes]
    assert len(set(names)) == len(names)
    assert boxes[0].end
    assert boxes[-1].end
    for box in boxes:
        assert box.ask == (box.aside is not None)
        assert box.back in (None, *names)
        assert {box.text, box.aside or box.text} <= MESSAGES.keys()


@pytest.mark.parametrize(
    ("text", "room_px", "lines"),
    [
        ("sell as always", 500, ["sell as always"]),
        ("sell as always", 50, ["sell as", "always"]),
        ("按住按钮两秒。", 13 * 6, ["按住按钮两秒。"]),  # no full stop begins a line
        ("用 posminder tx 查原因", 60, ["用", "posminder", "tx 查原", "因"]),
    ],
)
def test_lines_are_broken_where_they_may_be(text: str, room_px: int, lines: list[str]) -> None:
    assert wrap(text, room_px) == lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_loads_nothing(language: str) -> None:
    page = handbook.handbook(language)
    walker = Walker(page)
    assert not re.search(r"https?:|@import|url\((?!#)", page)
    assert {link[1:] for link in walker.links if link.startswith("#")} <= set(walker.ids)
    assert len(walker.heads) == 4
    assert "script" not in walker.tags


def test_the_command_writes_the_page(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    out = tmp_path / "book.html"
    assert run("docs", "--lang", "zh-CN", "--out", str(out)).code == 0
    assert opened == []
    assert out.read_text("utf-8") == handbook.handbook("zh-CN")
    shown = Path(run("docs").out.strip())
    assert shown.read_text("utf-8") == handbook.handbook("en")
    assert opened == [shown.as_uri()]
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert run("docs").code == 0
    assert len(opened) == 1
    assert run("docs", "--out", str(tmp_path)).code == 2
