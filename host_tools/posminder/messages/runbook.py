# SPDX-License-Identifier: MIT
"""The runbook (R13, R83): for each alert whose it is, until when, what to do, what the board does.

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
    """Whose an alert is first, until when, its steps: (English, Chinese), in order; and what the
    board does about it besides telling, words of `runbook.does.*`.
    """

    role: str
    until: str
    steps: tuple[tuple[str, str], ...]
    does: tuple[str, ...]


def _load() -> dict[str, Entry]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {
        alert: Entry(
            row["role"],
            row["until"],
            tuple(zip(row["en"], row["zh-CN"], strict=True)),
            tuple(row.get("does", ())),
        )
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
    "runbook.does.signs_in": ("signs the terminal in", "让终端签到"),
    "runbook.does.settles": ("settles, and tries again", "自动结算并重试"),
    "runbook.does.holds_settlement": ("holds settlement back", "暂缓结算"),
    "runbook.does.asks_supervisor": ("waits for supervisor or owner", "等待主管或店主决定"),
    "runbook.does.waits": ("only asks, until it is cured", "解除前只查询，不操作"),
    "runbook.does.asks_terminal": ("asks the terminal", "查询终端"),
    "runbook.does.diagnoses": (
        "has it call its acquirer, if allowed",
        "配置允许时让其联系收单机构",
    ),
    "runbook.does.repeats_receipt": (
        "has it printed once more, if allowed",
        "配置允许时重打印一次",
    ),
    "runbook.does.sends_offline": ("has the terminal send them", "让终端上送"),
    "runbook.does.refuses_sales": (
        "refuses the register's sales, as the profile wants it",
        "按配置拒绝收银机交易",
    ),
    "runbook.does.and": ("; ", "；"),
    "runbook.does.tells": ("tells", "仅提醒"),
    "runbook.board": (
        "The board: {does}. It refuses no sale, but where the profile has a gate.",
        "守护盒：{does}。未配置放行控制时绝不拒绝交易。",
    ),
    "runbook.whose": ("{role}, {until}", "{role}，{until}"),
    "runbook.next": (
        "Next ({whose}): {step} All steps: posminder runbook {alert}",
        "下一步（{whose}）：{step} 全部步骤：posminder runbook {alert}",
    ),
    "runbook.column.alert": ("alert", "警报"),
    "runbook.column.means": ("it means", "含义"),
    "runbook.column.whose": ("whose, until when", "责任人与时限"),
    "runbook.column.first": ("first step", "第一步"),
    "runbook.column.board": ("the board itself", "守护盒自动处理"),
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
