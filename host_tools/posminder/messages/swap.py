# SPDX-License-Identifier: MIT
"""What `swap terminal` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "swap.terminals": (
        "Terminal {old} was exchanged. Heard on the line: {heard}; in the new profile: {new}.",
        "终端 {old} 已更换。线路上的终端编号：{heard}；新配置中：{new}。",
    ),
    "swap.stranded": (
        "Its open batch went with it: {count} transactions, {total}, since {since}. Nobody has "
        "seen it settled.",
        "未结批次随之滞留：{count} 笔，{total}，自 {since} 起。未见其结算。",
    ),
    "swap.nothing": (
        "No sale of it was open, as far as the board has seen.",
        "就守护盒所见，没有未结算的交易。",
    ),
    "swap.fate": ("What became of the old batch? Number", "旧批次去向？请输入编号"),
    "swap.sure": (
        "Put the new profile into force and end the pause?",
        "启用新配置并结束暂停？",
    ),
    "swap.done": (
        "Terminal number {epoch} is the shop's from now on; the old batch: {fate}.",
        "第 {epoch} 台终端即日起使用；旧批次：{fate}。",
    ),
}
