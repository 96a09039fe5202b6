# SPDX-License-Identifier: MIT
"""/status as people read it: what each rule does next, in both languages, known word or not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from agent import limits
from posminder import board_status, status_sentences
from posminder.alert_text import subject_text
from posminder.messages import word
from posminder.status_sentences import sentences
from posminder_formats import record_words as words
from posminder_formats import records as r
from tests.host.desk_board import status_of

BERLIN = ((0, 3600),)


def said(language: str, **changes: Any) -> list[str]:
    status = board_status.parse(json.dumps(status_of(**changes)).encode())
    return [text for text, _ in sentences(status, language, BERLIN)]


def plan(rule: str, does: str | None, why: str | None, in_s: int | None) -> dict[str, Any]:
    return {"next": [{"rule": rule, "does": does, "why": why, "in_s": in_s}]}


@pytest.mark.parametrize(
    ("each", "english", "chinese"),
    [
        (
            ("settlement", "settle", "latest_time", 45_900),
            "Settlement: settles at 20:45:00 at the latest (latest time), "
            "or when the closing button is held.",
            "批结算：最晚 20:45:00 批结算（最晚时间），按住打烊按钮时立即进行。",
        ),
        (
            ("settlement", "ask_totals", "in_doubt", 0),
            "Settlement: asks the terminal for its totals now (in doubt).",
            "批结算：现在查询终端合计（存疑）。",
        ),
        (
            ("settlement", None, "held_by_max", None),
            "Settlement: only the closing button starts it (above the maximum).",
            "批结算：只有按住打烊按钮才会开始（超过上限）。",
        ),
        (
            ("sign_in", "check", "before_opening", 85_500),
            "Sign-in: checks the terminal's status at 2026-11-23 07:45:00 (before opening).",
            "签到：2026-11-23 07:45:00 检查终端状态（营业前）。",
        ),
        (
            ("doubt", None, None, None),
            "Doubtful sale: nothing is due until a sale breaks off.",
            "存疑交易：有交易中断前暂无安排。",
        ),
        (
            ("polling", None, None, None),
            "Asking for sales: nothing is due.",
            "查询交易：暂无安排。",
        ),
        (
            ("alerts", "escalate", None, None),
            "Alerts: sounds an unseen alert once more when something calls for it.",
            "警报：需要时再次鸣响未确认的警报。",
        ),
        (
            ("tea", "brews", "four", 5),
            "tea: brews at 08:00:05 (four).",
            "tea：08:00:05 brews（four）。",
        ),
    ],
)
def test_what_a_rule_does_next(
    each: tuple[str, str | None, str | None, int | None], english: str, chinese: str
) -> None:
    assert english in said("en", **plan(*each))
    assert chinese in said("zh-CN", **plan(*each))


def test_without_a_clock_the_time_is_a_span() -> None:
    unset = {"wall_s": None, "clock": "unset"}
    plan_ = plan("receipts", "remind", None, 12)
    assert "Receipts: reminds of a receipt not delivered in 0 min 12 s." in said(
        "en", **unset, **plan_
    )
    assert "签购单：0 分 12 秒后提醒未出签购单。" in said("zh-CN", **unset, **plan_)


def test_off_line_sales_are_counted_while_they_wait() -> None:
    waits = {"count": 2, "total_minor": 2_040, "since_s": None}
    told = "\n".join(said("en", offline=waits))
    assert "Approved off-line and not sent: 2 transactions, 20.40" in told
    assert "离线批准未上送：2 笔" in "\n".join(said("zh-CN", offline=waits))
    assert "off-line" not in "\n".join(said("en", offline=waits | {"count": 0})).lower()


def test_a_terminal_that_was_not_heard_yet_is_one_sentence() -> None:
    silent = {"line": "unknown", "signed_in": "unknown", "status": None, "tid": None}
    assert "The terminal was not heard yet." in said("en", terminal=silent)
    assert "尚未收到终端的消息。" in said("zh-CN", terminal=silent)
    heard = "\n".join(said("en", terminal=silent | {"line": "silent"}))
    assert "Terminal ?: line silent" in heard
    assert "not heard yet" not in heard


def test_mode_observe_says_that_nothing_is_sent_and_an_older_board_tells_no_plans() -> None:
    plan_ = plan("sign_in", "check", None, 5)
    observing = "Mode observe: nothing of this is sent to the terminal."
    assert observing in said("en", mode="observe", **plan_)
    assert observing not in said("en", **plan_)
    assert observing not in said("en", mode="observe")


def test_a_chinese_status_has_no_english_word_left() -> None:
    text = "\n".join(
        said(
            "zh-CN",
            id="0",
            board="0",
            site="0",
            wall_s=None,
            settlement={
                "state": "held",
                "reason": "held_by_max",
                "business_day": None,
                "last_s": 1,
            },
            alerts=[{"alert": "sale_unknown", "subject": None, "seen": True, "age_s": 90_000}],
            **plan("settlement", "settle", "max_defer", 90_061),
        )
    )
    assert "已暂缓（超过上限），营业日 未知" in text
    assert "1 天 1 小时后批结算（推迟期满）" in text
    assert set(re.findall(r"[A-Za-z_]{2,}", text)) <= {
        *("EUR", "posminder", "apply", "FILE", "x00", "runbook", "sale_unknown", "mV"),
    }


@pytest.mark.parametrize(
    ("group", "known"),
    [
        ("settlement", words.STATES[r.R_SETTLEMENT, "state"]),
        ("cause", {k: v for k, v in words.STATES[r.R_SETTLEMENT, "cause"].items() if k}),
        ("cause", words.STATES[r.R_INTENT, "reason"]),
        ("receipt", words.STATES[r.R_RECEIPT, "state"]),
        ("sign_in", words.STATES[r.R_SIGN_IN, "state"]),
        ("transaction", words.VALUES["transaction"]),
    ],
)
def test_every_word_that_a_board_can_say_has_a_chinese_one(
    group: str, known: dict[int, str]
) -> None:
    for coded in known.values():
        assert re.search("[\u4e00-\u9fff]", word("zh-CN", group, coded)), coded
        assert "_" not in word("en", group, coded)
    assert word("zh-CN", group, "newer_word") == "newer_word"


def test_what_sounds_too_often_is_named_and_not_numbered() -> None:
    assert subject_text("en", "sounds_too_often", 1) == "receipt not delivered"
    assert subject_text("zh-CN", "sounds_too_often", 11) == "交易结果未知"
    assert subject_text("en", "sounds_too_often", 10_000) is None, "a newer board's"
    assert subject_text("en", "receipts_unprinted", 2) == "2 of them"
    assert subject_text("zh-CN", "receipts_unprinted", 2) == "2 张"
    assert subject_text("en", "account_change", 2) == "handed over"
    assert subject_text("en", "receipt_missing", 17) is None


@pytest.mark.parametrize(
    ("language", "words_"), [("en", "nobody sees here"), ("zh-CN", "此处看不到是否打印")]
)
def test_where_nobody_sees_receipts_none_owed_is_not_said(language: str, words_: str) -> None:
    assert any("0" in text for text in said(language, receipts_open=0) if _on_receipts(text))
    (text,) = [text for text in said(language, receipts_open=None) if _on_receipts(text)]
    assert words_ in text
    assert not [each for each in said(language, terminal=None) if words_ in each]


def _on_receipts(text: str) -> bool:
    return text.startswith(("Receipts owed", "Receipts:", "未出签购单", "签购单："))


def test_a_currency_that_is_not_the_profile_s_is_said_and_the_same_one_is_not() -> None:
    heard = {"line": "answering", "signed_in": "yes", "status": 0, "tid": "29001234"}
    texts = said("en", terminal=heard | {"currency": 756})
    assert [
        text for text in texts if text.startswith("The terminal works in 756, the profile says")
    ]
    assert any(
        "EUR" in text and "756" in text
        for text in said("zh-CN", terminal=heard | {"currency": 756})
    )
    for same in (978, None):
        assert not [t for t in said("en", terminal=heard | {"currency": same}) if "works in" in t]


def test_the_shares_are_the_board_s() -> None:
    assert status_sentences.ALERT_PERCENT == limits.JOURNAL_ALERT_PERCENT
    assert status_sentences.SALES_PERCENT == limits.JOURNAL_SALES_PERCENT


def test_how_full_the_journal_is_and_for_how_many_days_there_is_room() -> None:
    journal = status_of()["journal"]

    def told(**changes: Any) -> str:
        return " ".join(said("en", journal=journal | changes))

    assert "of the journal wait" not in told()  # an older board
    assert "41 % of the journal wait to be pulled; pulled so far: up to record 300." in told(
        fill_percent=41, pulled_seq=300, days_left=12
    )
    assert "room for 12 days more" in told(fill_percent=41, pulled_seq=300, days_left=12)
    assert "days more" not in told(fill_percent=41, pulled_seq=300, days_left=None)
    full = told(fill_percent=90, pulled_seq=300, days_left=0)
    assert "no more room for sales" in full
    assert "days more" not in full
