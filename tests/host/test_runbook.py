# SPDX-License-Identifier: MIT
"""The runbook: an entry for every alert a board can raise, and `posminder runbook` shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from agent.alerts import panel
from posminder import board_status
from posminder.messages import LANGUAGES, MESSAGES, sentence
from posminder.messages.runbook import RUNBOOK
from posminder.runbook_sentences import next_step, steps, whose
from posminder.scenarios.load import load, shipped
from posminder.status_sentences import sentences
from posminder_formats import records
from tests.host.desk_board import status_of
from tests.host.technician import Run

ALERTS = [alert for alert in records.ALERT_WORDS if alert]


def test_every_alert_has_an_entry_and_a_panel_line() -> None:
    assert set(RUNBOOK) == set(ALERTS)
    shown = {row[0] for row in panel.WORDS}
    assert {records.ALERT_WORDS.index(alert) for alert in ALERTS} <= shown


@pytest.mark.parametrize("alert", ALERTS)
def test_an_entry_names_a_known_person_and_time_and_says_its_steps(alert: str) -> None:
    entry = RUNBOOK[alert]
    assert f"runbook.role.{entry.role}" in MESSAGES
    assert f"runbook.until.{entry.until}" in MESSAGES
    assert 1 <= len(entry.steps) <= 5
    for english, chinese in entry.steps:
        assert english.endswith((".", "?"))
        assert chinese.endswith(("。", "？"))
    named = re.findall(r"posminder ([a-z]+)", " ".join(steps(alert, "en")))
    assert set(named) <= {
        "apply",
        "logs",
        "status",
        "tx",
        "swap",
        "report",
        "drill",
        "account",
        "check",
        "deposits",
        "operator",
        "approve",
    }


def _played() -> Iterator[tuple[set[object], set[object]]]:
    """Yield of each shipped scenario's journal its alerts, and its commands and settlements."""
    for name in shipped():
        alerts: set[object] = set()
        acts: set[object] = set()
        for expected in load(name).expected:
            words = dict(expected.words)
            if expected.name == "alert":
                alerts.add(words.get("alert"))
            elif expected.name == "intent":
                acts.add(words.get("command"))
            elif expected.name == "settlement":
                acts.add(words.get("state"))
        yield alerts, acts


def test_what_the_board_is_said_to_do_it_does_in_a_scenario() -> None:
    shows = {
        "signs_in": "sign_in",
        "settles": "settle",
        "diagnoses": "diagnose",
        "repeats_receipt": "repeat_receipt",
        "sends_offline": "send_offline",
    }
    played = list(_played())
    for alert, entry in RUNBOOK.items():
        for word in entry.does:
            assert f"runbook.does.{word}" in MESSAGES
            if act := shows.get(word):
                assert any(alert in alerts and act in acts for alerts, acts in played), (alert, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_says_the_first_step_of_what_stands(language: str) -> None:
    told = [{"alert": name, "subject": None, "seen": False, "age_s": 5} for name in ALERTS]
    newer = {"alert": "of_a_newer_board", "subject": None, "seen": False, "age_s": 5}
    status = board_status.parse(json.dumps(status_of(alerts=[*told, newer])).encode())
    said = [text for text, _ in sentences(status, language)]
    for name in ALERTS:
        assert next_step(name, language) in said
    assert next_step("of_a_newer_board", language) is None


def test_the_command_shows_all_or_one(run: Run) -> None:
    every = run("runbook")
    assert every.code == 0
    assert [line.split()[0] for line in every.out.splitlines()[1:]] == list(RUNBOOK)
    one = run("runbook", "settlement_open", "--lang", "zh-CN").out.splitlines()
    assert one == [
        f"{sentence('zh-CN', 'alert.settlement_open')} (settlement_open)",
        whose("settlement_open", "zh-CN"),
        "守护盒：自动结算并重试。未配置放行控制时绝不拒绝交易。",
        *(f"{number}. {step}" for number, step in enumerate(steps("settlement_open", "zh-CN"), 1)),
    ]


def test_the_command_as_json(run: Run) -> None:
    shown = run("runbook", "--json").json()
    assert [each["alert"] for each in shown] == list(RUNBOOK)
    assert run("runbook", "above_maximum", "--json").json() == [
        {
            "alert": "above_maximum",
            "role": "owner",
            "until": "closing",
            "does": ["holds_settlement", "asks_supervisor"],
            "steps": steps("above_maximum", "en"),
        }
    ]


def test_an_unknown_alert_is_a_usage_error_that_names_the_known(run: Run) -> None:
    ran = run("runbook", "no_such_alert")
    assert ran.code == 2
    assert "settlement_open" in ran.err
