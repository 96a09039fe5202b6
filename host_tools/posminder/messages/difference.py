# SPDX-License-Identifier: MIT
"""What `diff` and `apply` say of a profile that a board already has."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "diff.setting": ("setting", "设置"),
    "diff.board": ("on the board", "守护盒上"),
    "diff.file": ("in the file", "文件中"),
    "diff.same": (
        "No change: the board has this profile in force.",
        "没有变化：守护盒正在使用此配置。",
    ),
    "diff.same_meaning": (
        "The board does all of this already, but stores it in an older form.",
        "守护盒已按此工作，只是存储格式较旧。",
    ),
    "diff.none_on_board": (
        "The board has no profile yet: all of this is new to it.",
        "守护盒还没有配置：以下全部为新内容。",
    ),
    "diff.next": (
        "Put it into force with: posminder apply {file}",
        "使其生效：posminder apply {file}",
    ),
    "diff.newer_sheet": (
        "The board's sheet {id} is not the newest here: version {version} holds from {day} on. "
        "Next: posminder visit",
        "守护盒使用的参数表 {id} 不是本机最新的：版本 {version} 自 {day} 起有效。"
        "下一步：posminder visit",
    ),
    "diff.none": ("none", "无"),
    "diff.no_limit": ("no limit", "不限"),
    "diff.hidden": ("****** (not shown)", "******（不显示）"),
    "diff.hidden_other": ("****** (another one)", "******（另一个）"),
    "diff.offsets": (
        "UTC{first} and {changes} changes until {last}",
        "UTC{first}，至 {last} 有 {changes} 次变更",
    ),
    "diff.offset": ("UTC{first} all year", "全年 UTC{first}"),
    "diff.minutes": ("{count} min", "{count} 分钟"),
    "diff.days": ("{count} days", "{count} 天"),
    "diff.no_bank_days": ("not known", "未知"),
    "diff.bank_days": (
        "known from {first} to {last}, {count} days off the weekly rule",
        "已知 {first} 至 {last}，其中 {count} 天不按每周规律",
    ),
    "diff.bits": ("{count} bit/s", "{count} 比特/秒"),
}
