# SPDX-License-Identifier: MIT
"""What a pack of evidence does not prove: on its first page, always in both languages."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "evidence.limit.proves": (
        "Proves the order of records and that none was altered since its seal ({sealed}); not that "
        "terminal, acquirer or any person told the truth.",
        "证明记录次序及封存后未被改动（{sealed}）；不证明终端、收单机构或任何人所述属实。",
    ),
    "evidence.limit.rewriting": (
        "Before the first outside time stamp whoever held the board's memory and keys could have "
        "written it anew. {seen} {stamp}",
        "在首个外部时间戳之前，掌握守护盒存储与密钥者可能重写记录。{seen}{stamp}",
    ),
    "evidence.limit.cable": (
        "The board hears a cable: whoever feeds the cable can play it a sale.",
        "守护盒只听线路：能向线路注入数据者可伪造交易。",
    ),
    "evidence.limit.clock": (
        "Times are the board's clock ({source}; last set: {set}). {error}",
        "时间为守护盒时钟（{source}；最近设置：{set}）。{error}",
    ),
    "evidence.limit.gaps": ("Gaps in the day's records: {gaps}.", "当日记录缺口：{gaps}。"),
    "evidence.limit.capability": (
        "Driver that saw it: {link}.{sees} No driver was ever tried on a real terminal by its "
        "maker.",
        "所用驱动：{link}。{sees}驱动作者未在真实终端上试过。",
    ),
    "evidence.limit.original": (
        "Captured text and duplicates are not the signed original and do not replace it.",
        "捕获文本和重打印件不是签名原件，不能代替原件。",
    ),
    "evidence.limit.masked": (
        "Card numbers are cut to six and four digits where the board reads them: there is no full "
        "number anywhere here.",
        "卡号在守护盒读取时即截为前六后四，此处任何地方均无完整卡号。",
    ),
    "evidence.limit.boards": (
        "Other boards bound to this terminal: {boards}.",
        "绑定同一终端的其他守护盒：{boards}。",
    ),
    "evidence.sealed_by": ("segment {segment}, record #{seq}", "第 {segment} 段，记录 #{seq}"),
    "evidence.unsealed": ("here without a proof of it", "本材料未附封存证明"),
    "evidence.checkpoint": (
        "A computer first saw the seal at {time} (key {signer}…).",
        "电脑首次见到该封存：{time}（密钥 {signer}…）。",
    ),
    "evidence.no_checkpoint": (
        "No checkpoint of the seal is in this store.",
        "本存储没有该封存的检查点。",
    ),
    "evidence.stamp": ("First stamp: {time}, {authority}.", "首个时间戳：{time}，{authority}。"),
    "evidence.no_stamp": (
        "No time stamp of an authority is known here.",
        "此处没有已知的第三方时间戳。",
    ),
    "evidence.clock_compared": (
        "The clock it was held against was {seconds} s ahead (record #{seq}).",
        "与之核对的时钟快 {seconds} 秒（记录 #{seq}）。",
    ),
    "evidence.clock_not_compared": (
        "Its error was not measured on the day.",
        "当日未测误差。",
    ),
    "evidence.no_gap": ("none", "无"),
    "evidence.gap": ("{runs} are missing", "缺 {runs}"),
    "evidence.no_link": ("not known: its profile was never seen here", "未知：此处未见其配置"),
    "evidence.sees_not": (" It cannot see: {what}.", "看不到：{what}。"),
    "evidence.sees_all": (
        " It sees sales, receipts and totals as they pass.",
        "可看到经过线路的交易、签购单与合计。",
    ),
    "evidence.no_other_board": ("none in this store", "本存储中没有"),
    "evidence.other_boards": ("{boards}; their journals are not here", "{boards}；其日志不在此内"),
}
