# SPDX-License-Identifier: MIT
"""What `init` asks and says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "init.template": ("Template (a kind of shop)", "模板（店铺类型）"),
    "init.acquirer": ("Acquirer's sheet", "收单机构参数表"),
    "init.id": ("Id of the shop, such as kn-0001", "店铺编号，例如 wx-0017"),
    "init.name": ("Name of the shop", "店铺名称"),
    "init.wiring": (
        "Wiring: in_line (between register and terminal) or beside",
        "接线：in_line（接在收银机与终端之间）或 beside（接在旁边）",
    ),
    "init.tid": ("Terminal id (TID), eight digits", "终端编号（TID），8 位数字"),
    "init.hours": (
        "Business hours, such as mon-fri 08:00-20:00; sat 09:00-14:00",
        "营业时间，例如 mon-fri 08:00-22:30; sat,sun 09:00-22:30",
    ),
    "init.latest": ("Settle at the latest, a clock time", "最晚结算时间"),
    "init.min": ("Totals below this wait (empty: no limit)", "低于此金额推迟结算（空：不限）"),
    "init.max": ("Totals above this wait (empty: no limit)", "高于此金额暂缓结算（空：不限）"),
    "init.owner": ("Owner's name", "店主姓名"),
    "init.supervisor": ("Supervisor's name (empty: none)", "主管姓名（空：无）"),
    "init.password_variable": (
        "Environment variable with the ZVT password (empty: it is 000000)",
        "存放 ZVT 密码的环境变量（空：密码为 000000）",
    ),
    "init.written": (
        "Written: {file}, and {schema} for the editor.",
        "已写入：{file}，以及供编辑器使用的 {schema}。",
    ),
}
