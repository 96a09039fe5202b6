# SPDX-License-Identifier: MIT
"""What `report receipts` says: what did not come at once, in whose shift, at what hour."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "receipts.page": ("Receipts", "签购单情况"),
    "receipts.sum": ("Sales without a receipt: {count}.", "未出签购单的交易：{count} 笔。"),
    "receipts.next": (
        "Next: reprint them while the terminal still has them, mark them as duplicates and have "
        "them signed again; keep both.",
        "下一步：趁终端仍有记录补打并注明重打印，请持卡人补签，两张都保留。",
    ),
    "receipts.hours": (
        "Not at the first print, by operator and hour",
        "首次未打印，按操作员和小时",
    ),
    "receipts.chart": (
        "{count} receipts that did not come at the first print, by {people} operators and hour.",
        "{count} 张首次未打印的签购单，按 {people} 名操作员和小时。",
    ),
    "receipts.cell": ("{count}, of these never: {never}", "{count} 张，其中始终未打印 {never} 张"),
    "receipts.legend.never": ("some of them never came", "其中有始终未打印的"),
    "receipts.legend.later": ("all came later, as duplicates", "后来均已重打印"),
    "receipts.shifts": ("Shifts, from sign-in to sign-in", "班次（签到至下次签到）"),
    "receipts.column.time": ("Sold", "交易时间"),
    "receipts.column.trace": ("Trace", "凭证号"),
    "receipts.column.receipt_no": ("Receipt no.", "签购单号"),
    "receipts.column.amount": ("Amount", "金额"),
    "receipts.column.card": ("Card", "卡号"),
    "receipts.column.state": ("Receipt", "签购单"),
    "receipts.column.copy": ("Lacks", "缺少"),
    "receipts.column.who": ("Operator, as said", "操作员（据称）"),
    "receipts.shift.day": ("Business day", "营业日"),
    "receipts.shift.from": ("From", "自"),
    "receipts.shift.until": ("Until", "至"),
    "receipts.shift.who": ("Operator, as said", "操作员（据称）"),
    "receipts.shift.grade": ("Grade", "等级"),
    "receipts.shift.owed": ("Owed", "应打印"),
    "receipts.shift.first": ("At first print", "首次打印"),
    "receipts.shift.later": ("Later", "后来打印"),
    "receipts.shift.unprinted": ("Never", "未打印"),
    "receipts.shift.not_visible": ("Not seen", "看不到"),
    "receipts.figure.owed": ("Receipts owed", "应打印签购单"),
    "receipts.figure.first": ("At first print", "首次打印"),
    "receipts.figure.later": ("Printed later", "后来打印"),
    "receipts.figure.unprinted": ("Never printed", "始终未打印"),
    "receipts.figure.not_visible": ("Not to be seen", "看不到"),
    "receipts.proof.grades": (
        "That a receipt was printed or refused is seen on the line (B); whose shift it was is "
        "somebody's word (C), and where nobody said so it is nobody's.",
        "签购单是否打印或被拒从线路上看到（B 级）；"
        "属于谁的班次凭人的确认（C 级），无人确认则不归任何人。",
    ),
}
