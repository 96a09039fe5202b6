# SPDX-License-Identifier: MIT
"""What `maintenance` and the month's section of it say."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "maintenance.kept": (
        "Maintenance of {day} is kept, note {id}.",
        "{day} 的维护已记录，备注 {id}。",
    ),
    "maintenance.kept_next": (
        "Maintenance of {day} is kept, note {id}. It is due again on {next}.",
        "{day} 的维护已记录，备注 {id}。下次到期：{next}。",
    ),
    "maintenance.none": (
        "No maintenance yet. Next: posminder maintenance add WHAT --every DAYS",
        "尚无维护记录。下一步：posminder maintenance add WHAT --every DAYS",
    ),
    "maintenance.title": ("Maintenance", "维护"),
    "maintenance.note": ("note", "备注"),
    "maintenance.day": ("day", "日期"),
    "maintenance.by": ("by", "维护人"),
    "maintenance.what": ("what", "维护内容"),
    "maintenance.parts": ("parts", "更换部件"),
    "maintenance.next": ("due again", "下次到期"),
    "maintenance.state": ("state", "状态"),
    "maintenance.small": (
        "What was done in the month, and what falls due by its end and was not done again since.",
        "本月所做的维护，以及月底前到期且尚未再次进行的维护。",
    ),
    "word.maintenance.overdue": ("OVERDUE", "已过期"),
    "word.maintenance.due": ("due soon", "即将到期"),
    "word.maintenance.later": ("later", "未到期"),
    "word.maintenance.answered": ("done again", "已再次进行"),
    "word.maintenance.no_date": ("no date set", "未定日期"),
}
