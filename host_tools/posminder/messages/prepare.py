# SPDX-License-Identifier: MIT
"""What `prepare` says, its list's heads, and a board's label."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "prepare.column.id": ("id", "店铺编号"),
    "prepare.column.name": ("name", "店铺名称"),
    "prepare.column.wiring": ("wiring", "接线"),
    "prepare.column.tid": ("tid", "终端编号"),
    "prepare.column.password_variable": ("password_variable", "密码变量"),
    "prepare.column.hours": ("hours", "营业时间"),
    "prepare.column.latest": ("latest", "最晚结算"),
    "prepare.column.min": ("min", "最低金额"),
    "prepare.column.max": ("max", "最高金额"),
    "prepare.column.owner": ("owner", "店主"),
    "prepare.column.supervisor": ("supervisor", "主管"),
    "prepare.files": (
        "{count} shops, each with its site file in {folder}.",
        "共 {count} 家店铺，各店配置文件在 {folder} 中。",
    ),
    "prepare.plug": (
        "Plug in a board: the next is for {site}. {left} to go; Ctrl-C stops, and the same command "
        "goes on.",
        "请接上守护盒：下一台用于 {site}。还有 {left} 台；按 Ctrl-C 停止，重新运行即可继续。",
    ),
    "prepare.begin": (
        "{number} of {count}: {site}, board {board} on {port}",
        "第 {number}/{count} 家：{site}，守护盒 {board}，端口 {port}",
    ),
    "prepare.step.key": ("key, release key and clock", "密钥、发布密钥和时钟"),
    "prepare.step.profile": ("profile in force, {sha256}…", "配置已启用，{sha256}…"),
    "prepare.step.test": (
        "self-test (lines and button: at the counter)",
        "自检（线路和按钮在柜台再试）",
    ),
    "prepare.step.missing": ("not fitted: {parts}", "未安装：{parts}"),
    "prepare.prepared": (
        "{site}: board {board} is ready. Its label:",
        "{site}：守护盒 {board} 已备好。标签：",
    ),
    "prepare.skipped": (
        "{site}: board {board} was ready already.",
        "{site}：守护盒 {board} 之前已备好。",
    ),
    "prepare.broken": (
        "{error}. Board {board} is not ready: plug it in again, and it goes on.",
        "{error}。守护盒 {board} 尚未备好：请重新接上，会接着做。",
    ),
    "prepare.refused": (
        "Refused: {error}.",
        "拒绝：{error}。",
    ),
    "prepare.end": (
        "{done} of {count} shops have their board.",
        "{count} 家店铺中 {done} 家已有守护盒。",
    ),
    "prepare.labels": ("Labels to print: {file}", "可打印的标签：{file}"),
    "prepare.left": (
        "Without a board: {sites}. Next: the same command again",
        "尚无守护盒：{sites}。重新运行同一命令即可继续",
    ),
    "label.title": ("Labels", "标签"),
    "label.board": ("board", "守护盒"),
    "label.terminal": ("terminal", "终端编号"),
    "label.version": ("version", "版本"),
    "label.day": ("prepared", "准备日期"),
}
