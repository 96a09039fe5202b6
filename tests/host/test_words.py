# SPDX-License-Identifier: MIT
"""Amounts, times and spans as people read them, and where secrets lie."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

import pytest

from posminder import errors, home, output
from posminder.errors import UsageError
from posminder.money import amount_text
from posminder.wall_time import Span, day_text, local_text, span_text, utc_span
from tests.host.journal_bytes import BOARD


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (0, 978, "0.00 EUR"),
        (5, 156, "0.05 CNY"),
        (-1250, 978, "-12.50 EUR"),
        (-5, 978, "-0.05 EUR"),
        (999_999_999_999, 978, "9999999999.99 EUR"),
        (1250, 840, "1250 minor of 840"),
        (1250, None, "12.50 (currency not known)"),
        (None, 978, "?"),
    ],
)
def test_amounts(amount_minor: int | None, currency: int | None, text: str) -> None:
    assert amount_text(amount_minor, currency) == text


def test_an_amount_without_a_currency_says_so_in_chinese_too() -> None:
    assert amount_text(51_460, None, "zh-CN") == "514.60（币种未知）"


def test_local_time_follows_the_board_s_rows() -> None:
    offsets = ((0, 3600), (1_774_746_000, 7200), (1_792_890_000, 3600))
    assert local_text(1_774_745_999, offsets) == "2026-03-29 01:59:59 +01:00"
    assert local_text(1_774_746_000, offsets) == "2026-03-29 03:00:00 +02:00"
    assert local_text(0, ((0, -12_600),)) == "1969-12-31 20:30:00 -03:30"
    assert local_text(None, offsets) == "unknown"
    assert local_text(2**62, offsets) == f"@{2**62}"


def test_days_and_spans() -> None:
    assert day_text(20_779) == "2026-11-22"
    assert day_text(None) == "unknown"
    assert day_text(10**9) == f"day {10**9}"
    assert [span_text(each) for each in (5, 125, 3725, 187_200)] == [
        "0 min 5 s",
        "2 min 5 s",
        "1 h 2 min",
        "2 d 4 h",
    ]


def test_spans_in_chinese() -> None:
    assert [span_text(each, "zh-CN") for each in (125, 3725, 187_200)] == [
        "2 分 5 秒",
        "1 小时 2 分",
        "2 天 4 小时",
    ]


def test_a_local_time_is_one_second_but_where_the_clocks_change() -> None:
    offsets = ((0, 3600), (1_774_746_000, 7200), (1_792_890_000, 3600))
    for wall_s in (1_774_745_999, 1_774_746_000, 1_792_882_799, 1_792_893_600):
        local = datetime.fromisoformat(local_text(wall_s, offsets)[:19])
        assert utc_span(local, offsets) == Span(wall_s, wall_s)
    twice = utc_span(datetime(2026, 10, 25, 2, 30), offsets)
    assert twice == Span(1_792_888_200, 1_792_891_800)
    never = utc_span(datetime(2026, 3, 29, 2, 30), offsets)
    assert never == Span(1_774_744_200, 1_774_747_800)


def test_an_error_is_one_line_whatever_its_docstring() -> None:
    for error in errors.PosminderError.__subclasses__():
        text = str(error(*"abcdef"))
        assert "\n" not in text
        assert "  " not in text


def test_clean_shows_control_characters_and_keeps_words() -> None:
    assert output.clean("无锡 \x1b[31m\x00\u202e") == "无锡 \\x1b[31m\\x00\\u202e"


def test_a_key_is_made_once_and_readable_by_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path))
    key = home.load_or_make_key(BOARD)
    assert len(key) == 32
    assert home.load_or_make_key(BOARD) == home.load_key(BOARD) == key
    assert stat.S_IMODE(home.key_path(BOARD).stat().st_mode) == 0o600
    home.key_path(BOARD).write_text("abc")
    with pytest.raises(home.KeyDamaged):
        home.load_key(BOARD)


def test_a_hostile_board_id_names_no_file() -> None:
    with pytest.raises(UsageError):
        home.key_path("../../etc/passwd")


def test_without_posminder_home_the_user_s_data_folder_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("POSMINDER_HOME", raising=False)
    assert home.home().name == "posminder"
    assert home.store_path().parent == home.home()
