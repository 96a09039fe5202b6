# SPDX-License-Identifier: MIT
"""A terminal's codes have words in both languages, wherever a person reads them."""

from __future__ import annotations

import pytest

from posminder.alert_text import subject_text
from posminder.messages import LANGUAGES
from posminder.terminal_code import result_text, status_text

_RESULTS = bytes.fromhex(
    "00 64 65 6A 6B 6C 6F 77 7D 83 85 9A 9B 9C A0 A1 A3 B1 B2 B4 B5 BF C2 C3 C4 C5 CC DF E0 E4"
    "F0 F5 F6 FA FB FD FF"
)
_STATES = bytes.fromhex("00 51 62 9C B1 B2 BF C0 C1 C2 C4 CC DC DF E0 E1 E2 E3 E4 F0 F6")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({*_RESULTS, *_STATES, 0x102, 0x103}))
def test_every_code_of_the_specification_has_words(code: int, language: str) -> None:
    number = f"0x{code:02X}"
    assert len(status_text(language, code)) > len(number) + 2
    assert result_text(language, code).startswith(number)


def test_an_answer_of_the_acquirer_is_his_and_no_number_is_hidden() -> None:
    assert result_text("en", 0x05) == "0x05, the acquirer's answer"
    assert result_text("zh-CN", 0x33) == "0x33，收单机构应答码"
    assert result_text("en", 0x6C) == "0x6C, ended at the terminal by a key or by time"
    assert result_text("en", 0xAB) == "0xAB"
    assert result_text("en", None) == "\N{EN DASH}"


def test_the_alert_that_a_terminal_is_not_ready_says_why() -> None:
    assert subject_text("en", "terminal_not_ready", 0xB2) == "0xB2, merchant journal full"
    assert subject_text("zh-CN", "terminal_not_ready", 259) == "0x103，设备被拆动"
