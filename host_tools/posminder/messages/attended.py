# SPDX-License-Identifier: MIT
"""What is said of totals that an acquirer's file tells, where the terminal speaks nothing."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "acquirer.says": (
        "The acquirer's file says {books} ({source}).",
        "收单机构文件：{books}（{source}）。",
    ),
    "acquirer.beside": (
        "The board saw nothing that this could agree with: the day stays attested, grade C.",
        "守护盒没有可与之核对的记录：该日仍为人工确认（C 级）。",
    ),
    "acquirer.nobody": (
        "At the shop nobody has said that it was settled.",
        "门店无人确认已结算。",
    ),
    "attended.unknown": (
        "No board in the store has {name}: line {line} is not kept. "
        "Next: posminder logs --port PORT, then the file again",
        "库中没有 {name} 的守护盒：第 {line} 行未保存。"
        "下一步：posminder logs --port PORT，然后再次读取该文件",
    ),
    "attended.several": (
        "Several boards in the store have {name} on {day}: line {line} is not kept. "
        "Next: name the shop in a column site",
        "{day} 库中有多台守护盒属于 {name}：第 {line} 行未保存。下一步：用 site 列写明站点",
    ),
    "attended.speaks": (
        "{name} is a terminal that its board reads itself: line {line} is not kept, the journal "
        "has the totals.",
        "{name} 的终端由守护盒直接读取：第 {line} 行未保存，合计以日志为准。",
    ),
    "attended.no_records": (
        "The records of {name} do not reach {day}: line {line} is not kept. "
        "Next: posminder logs --port PORT, then the file again",
        "{name} 的记录未覆盖 {day}：第 {line} 行未保存。"
        "下一步：posminder logs --port PORT，然后再次读取该文件",
    ),
    "attended.not_attested": (
        "{shop}, {day}: the acquirer settled {books}, and nobody at the shop said so. "
        "Next: ask who closed that day, and posminder explain {day} --board {board}",
        "{shop}，{day}：收单机构已结算 {books}，而门店无人确认。"
        "下一步：询问当日由谁打烊，并运行 posminder explain {day} --board {board}",
    ),
    "attended.lacking": (
        "{shop}, {day}: somebody said that it was settled, and the file has nothing of that day. "
        "Next: look at the terminal's settlement slip, and ask the acquirer",
        "{shop}，{day}：有人确认已结算，而文件中没有该日。下一步：查看终端结算单，并询问收单机构",
    ),
    "attended.corrected": (
        "{shop}, {day}: {books} now, {was} before ({source}); kept as a correction.",
        "{shop}，{day}：现为 {books}，原为 {was}（{source}）；已作为更正保存。",
    ),
    "attended.sum": (
        "{rows} lines: {new} new, {corrected} corrected, {known} known, {left} not kept. "
        "Findings: {findings}.",
        "共 {rows} 行：新增 {new}，更正 {corrected}，已知 {known}，未保存 {left}。"
        "发现：{findings}。",
    ),
    "attended.grade": (
        "What people attested stays grade C: the board saw nothing that the file could agree with.",
        "人工确认的内容仍为 C 级：守护盒没有可与文件核对的记录。",
    ),
}
