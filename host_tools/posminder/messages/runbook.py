# SPDX-License-Identifier: MIT
"""The runbook (R13): for each alert whose it is, until when, and what to do, step by step.

The entries are runbook.toml; status, handbook and `posminder runbook` show them, the panel has
their shortest form.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posminder.messages.table import Table


@dataclass(frozen=True, slots=True)
class Entry:
    """Whose an alert is first, until when, and its steps: (English, Chinese), in order."""

    role: str
    until: str
    steps: tuple[tuple[str, str], ...]


def _load() -> dict[str, Entry]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {
        alert: Entry(row["role"], row["until"], tuple(zip(row["en"], row["zh-CN"], strict=True)))
        for alert, row in tomllib.loads(text).items()
    }


RUNBOOK: Final = _load()

_WORDS: Final[Table] = {
    "runbook.role.cashier": ("cashier", "收银员"),
    "runbook.role.supervisor": ("supervisor", "主管"),
    "runbook.role.owner": ("owner", "店主"),
    "runbook.role.technician": ("technician", "技术员"),
    "runbook.until.at_once": ("at once", "立即"),
    "runbook.until.customer": ("while the customer is there", "顾客离开前"),
    "runbook.until.next_sale": ("before the next card sale", "下一笔刷卡前"),
    "runbook.until.closing": ("before you switch off", "关机前"),
    "runbook.until.today": ("today", "当天"),
    "runbook.until.week": ("within a week", "一周内"),
    "runbook.whose": ("{role}, {until}", "{role}，{until}"),
    "runbook.next": (
        "Next ({whose}): {step} All steps: posminder runbook {alert}",
        "下一步（{whose}）：{step} 全部步骤：posminder runbook {alert}",
    ),
    "runbook.column.alert": ("alert", "警报"),
    "runbook.column.means": ("it means", "含义"),
    "runbook.column.whose": ("whose, until when", "责任人与时限"),
    "runbook.column.first": ("first step", "第一步"),
}


def _name(alert: str, number: int) -> str:
    return f"runbook.step.{alert}.{number}"


def step_names(alert: str) -> list[str]:
    """Return the messages that are an alert's steps, in order. Raises KeyError."""
    return [_name(alert, number) for number in range(1, len(RUNBOOK[alert].steps) + 1)]


MESSAGES: Final[Table] = _WORDS | {
    _name(alert, number): step
    for alert, entry in RUNBOOK.items()
    for number, step in enumerate(entry.steps, 1)
}
