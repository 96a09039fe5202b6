# SPDX-License-Identifier: MIT
"""What `posminder dialect check` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "dialect.fits": (
        "The dialect {name} fits: {size} bytes on a board.",
        "方言 {name} 可用：在守护盒上占 {size} 字节。",
    ),
    "dialect.source": ("Written from: {source}", "编写依据：{source}"),
    "dialect.played": (
        "Played with the real firmware against a terminal generated from this file. That shows "
        "that the file fits together, not that the acquirer's terminals speak so.",
        "已用真实固件与由本文件生成的模拟终端对跑。这只说明文件自洽，不说明收单机构的终端确实如此。",
    ),
    "dialect.in_line": ("in line with a register", "串接在收银机与终端之间"),
    "dialect.beside": ("alone at the terminal", "单独接在终端上"),
    "dialect.sign_in": ("sign-in", "签到"),
    "dialect.sale": ("sale", "消费"),
    "dialect.query_last": ("query of the last sale", "查询上笔"),
    "dialect.reprint": ("reprint", "重打印"),
    "dialect.settlement": ("settlement", "批结算"),
    "dialect.passed": ("passed", "通过"),
    "dialect.failed": ("FAILED", "未通过"),
    "dialect.not_played": ("not played", "未测试"),
    "dialect.why.no_reprint": ("types.reprint has no code", "types.reprint 未填写"),
    "dialect.why.no_not_printed": (
        "results.not_printed is empty: no terminal of this dialect says so",
        "results.not_printed 为空：该方言的终端不会报告未打印",
    ),
    "dialect.why.not_proved": (
        "as the terminal says: no totals prove it",
        "以终端答复为准：没有汇总可以验证",
    ),
}
