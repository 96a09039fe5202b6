# SPDX-License-Identifier: MIT
"""What `visit` says: `visit.<step>.<state>`, and a line above and below."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "visit.board": ("Visit at {site}, board {id}.", "巡检 {site}，守护盒 {id}。"),
    "visit.no_site": ("no profile", "无配置"),
    "visit.away": (
        "{error}. The rest goes on when the board answers within {seconds} s. "
        "Ctrl-C ends it, and posminder visit begins again.",
        "{error}。已完成的步骤有效；守护盒在 {seconds} 秒内恢复应答后继续。"
        "按 Ctrl-C 结束，可重新运行 posminder visit。",
    ),
    "visit.sure": ("Put this into force?", "使其生效？"),
    "visit.sure_update": ("Put this version on the board?", "将此版本写入守护盒？"),
    "visit.owed": ("Owed: {count}.", "待处理：{count} 项。"),
    "visit.well": ("Nothing is owed.", "没有待处理事项。"),
    "visit.pull.done": (
        "Journal: {new} new records, the newest is {last}.",
        "日志：新增 {new} 条记录，最新为第 {last} 条。",
    ),
    "visit.pull.gaps": (
        "Journal: {new} new records, and {gaps} gaps that nobody admits. "
        "Next: posminder logs verify",
        "日志：新增 {new} 条记录，有 {gaps} 处无说明的缺失。下一步：posminder logs verify",
    ),
    "visit.clock.done": (
        "Clock: set; it was {seconds} s behind.",
        "时钟：已校准，原慢 {seconds} 秒。",
    ),
    "visit.clock.was_unset": ("Clock: set; it had no time.", "时钟：已设置，原无时间。"),
    "visit.sheet.newest": (
        "Profile: in force as its file and the newest sheet here make it.",
        "配置：与站点文件及本机最新参数表一致。",
    ),
    "visit.sheet.no_site": (
        "Profile: its file was never seen here; nor is a newer sheet here.",
        "配置：本机没有其站点文件，无法重新生成；也没有更新的参数表。",
    ),
    "visit.sheet.no_profile": (
        "Profile: the board has none. Next: posminder apply FILE",
        "配置：守护盒没有配置。下一步：posminder apply FILE",
    ),
    "visit.sheet.newer_no_site": (
        "Sheet: {id} version {version}, valid from {day}, is newer than the board's; the site's "
        "file was never seen here. Next: posminder apply FILE",
        "参数表：{id} 版本 {version}（自 {day} 起有效）较新，但本机没有站点文件。"
        "下一步：posminder apply FILE",
    ),
    "visit.sheet.refused": (
        "Profile: {file} has errors, nothing was changed. Next: posminder check {file}",
        "配置：{file} 有错误，未作更改。下一步：posminder check {file}",
    ),
    "visit.sheet.other_site": (
        "Profile: {file} is another site's by now, nothing changed. Next: posminder apply FILE",
        "配置：{file} 已属于其他站点，未作更改。下一步：posminder apply FILE",
    ),
    "visit.sheet.declined": (
        "Profile: {count} settings would change ({sheet}), and nobody agreed. "
        "Next: posminder visit --yes",
        "配置：将更改 {count} 项设置（{sheet}），未获同意。下一步：posminder visit --yes",
    ),
    "visit.sheet.nobody_pressed": (
        "Profile: {count} settings would change ({sheet}); it takes a second person at the board, "
        "and nobody pressed. Next: posminder visit",
        "配置：将更改 {count} 项设置（{sheet}），需第二人在守护盒上确认，但无人按键。"
        "下一步：posminder visit",
    ),
    "visit.sheet.applied": (
        "Profile: {count} settings changed, now in force ({sheet}).",
        "配置：已更改 {count} 项设置并生效（{sheet}）。",
    ),
    "visit.firmware.same": ("Firmware: {board}.", "固件：{board}。"),
    "visit.firmware.other": (
        "Firmware: the board runs {board}, this program was made for {program}.",
        "固件：守护盒为 {board}，本程序对应 {program}。",
    ),
    "visit.firmware.declined": (
        "Firmware: the board runs {old}; version {new} is here, signed, and nobody agreed. "
        "Next: posminder update",
        "固件：守护盒为 {old}，本机有已签署的版本 {new}，未获同意。下一步：posminder update",
    ),
    "visit.firmware.updated": (
        "Firmware: {new}, healthy; it was {old}.",
        "固件：{new}，状态健康，原为 {old}。",
    ),
    "visit.firmware.fell_back": (
        "Firmware: version {new} was not healthy, {old} runs on. Next: tell whoever signed {new}",
        "固件：版本 {new} 未能健康运行，继续运行 {old}。下一步：告知签署 {new} 的人",
    ),
    "visit.firmware.refused": (
        "Firmware: {old} runs on, version {new} was not taken. {error}",
        "固件：继续运行 {old}，未接受版本 {new}。{error}",
    ),
    "visit.firmware.unknown": (
        "Firmware: whether version {new} runs instead of {old} is not known. {error}",
        "固件：无法确认版本 {new} 是否已取代 {old}。{error}",
    ),
    "visit.firmware.unusable": (
        "Firmware: nothing was changed. {error}",
        "固件：未作更改。{error}",
    ),
    "visit.batch.open": (
        "Batch: {count} sales, {total}, not settled yet.",
        "批次：{count} 笔、{total} 尚未批结算。",
    ),
    "visit.alerts.stand": (
        "Alerts: {alerts}. Next: posminder runbook",
        "警报：{alerts}。下一步：posminder runbook",
    ),
    "visit.receipts.unprinted": (
        "Receipts: {count} sales left none. Next: posminder report receipts",
        "签购单：{count} 笔交易未出单。下一步：posminder report receipts",
    ),
    "visit.deposits.awaited": (
        "Deposits: {count} awaited, none late.",
        "到账：等待 {count} 笔，没有逾期。",
    ),
    "visit.deposits.late": (
        "Deposits: {late} of {count} late or sent back. Next: posminder deposits list",
        "到账：{count} 笔中 {late} 笔逾期或划款失败。下一步：posminder deposits list",
    ),
    "visit.account.under_way": (
        "A change of settlement account is under way there, and ends with that board: plan it "
        "again. Next: posminder account plan",
        "更换结算卡的流程在该守护盒上进行中，随之终止，请重新计划：posminder account plan",
    ),
    "visit.tickets.over": (
        "Tickets: over for {boards}. Next: ask the office, posminder tickets take FILE",
        "凭据：{boards} 已过期。下一步：向办公室索取，posminder tickets take FILE",
    ),
    "visit.tickets.damaged": ("Tickets: {error}", "凭据：{error}"),
}
