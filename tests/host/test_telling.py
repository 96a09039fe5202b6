# SPDX-License-Identifier: MIT
"""The words of a live timeline: what a shop owner reads, and nothing a program would say."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from posminder.messages import LANGUAGES
from posminder.scenarios import telling
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.load import load, shipped
from posminder.simulator.timeline import Moment, Who

EUR = 978
SPELLS = ("cut_power", "breaker", "terminal_off", "unplug_terminal", "unplug_register")
WORDS: list[tuple[str, Any, str, str]] = [
    (
        "noise",
        {"line": "terminal", "lose": 0.001, "flip": 0.002},
        "something disturbs the terminal's cable",
        "终端连接线受到干扰",
    ),
    (
        "noise",
        {"line": "terminal", "lose": 0.0, "flip": 0.0},
        "the cables are quiet again",
        "线路干扰消失",
    ),
    ("acquirer", "down", "cannot be reached", "无法连接"),
    ("acquirer_declines", 0, "approves again", "恢复批准交易"),
    (
        "acquirer_declines",
        51,
        "declines every card from now on (code 51)",
        "此后拒绝所有银行卡（代码 51）",
    ),
    ("lose_keys", "sells_on", "loses its keys, and goes on selling", "丢失密钥，但继续收款"),
    ("cut_power", 12_000, "the board is without power for 12 s", "守护盒断电 12 秒"),
    ("cut_power", None, "the board loses its power", "守护盒断电"),
    (
        "breaker",
        39_600_000,
        "the breaker is thrown: the shop is dark for 11 h",
        "拉下电闸：全店断电 11 小时",
    ),
    ("hold_button", 2_500, "holds the board's button for 2.5 s", "按住守护盒按钮 2.5 秒"),
    (
        "totals_differ",
        150,
        "the next settlement will report 1.50 EUR more",
        "批结算总额将多报 1.50 EUR",
    ),
]


def told(action: str, value: Any, language: str) -> str:
    """Return what a step with `value` is told as."""
    known = ACTIONS[action]
    moment = Moment(0, known.who, action, known.kind.tell(value))
    return telling.words(moment, language, EUR)


@pytest.mark.parametrize(("action", "value", "english", "chinese"), WORDS)
def test_a_step_is_told_in_plain_words(action: str, value: Any, english: str, chinese: str) -> None:
    assert told(action, value, "en") == english
    assert told(action, value, "zh-CN") == chinese


def test_every_step_of_every_shipped_scenario_has_words() -> None:
    steps = [step for name in shipped() for step in load(name).steps]
    assert len({step.action for step in steps}) > 20
    for step in steps:
        for language in LANGUAGES:
            words = told(step.action, step.value, language)
            assert not re.search(r"[{}_]|: (out|in|up|down)$", words), words


def test_a_length_of_time_may_be_left_out() -> None:
    for action in SPELLS:
        assert "5 min" in told(action, 300_000, "en")
        assert "5 分钟" in told(action, 300_000, "zh-CN")
        assert " min" not in told(action, None, "en")


def test_a_day_and_who_did_something() -> None:
    monday = datetime(2026, 11, 23, 7, 0)
    assert telling.day(monday, "en") == "Monday 2026-11-23"
    assert telling.day(monday, "zh-CN") == "2026-11-23 周一"
    assert telling.actor(Moment(0, Who.SHOP, "noise"), "zh-CN") == "门店"
