# SPDX-License-Identifier: MIT
"""How the steps of a scenario are told: `timeline.<action>`; `{value}` is what it was given."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    # the cashier
    "timeline.sell": ("rings up {value}", "收银 {value}"),
    "timeline.sell_by_hand": ("sells {value} by hand at the terminal", "在终端上手工消费 {value}"),
    "timeline.refund": ("refunds {value}", "退货 {value}"),
    "timeline.reverse": ("reverses the last sale", "撤销最后一笔交易"),
    "timeline.repeat_receipt": ("has the last receipt printed again", "重打印上一张签购单"),
    "timeline.register_settles": ("runs the end-of-day at the register", "在收银机上批结算"),
    "timeline.hold_button": (
        "holds the board's button: closing{value}",
        "按住守护盒按钮：打烊{value}",
    ),
    "timeline.press_button": ("presses the board's button", "按守护盒按钮"),
    "timeline.press_twice": ("presses the board's button twice: mute", "连按守护盒按钮两次：静音"),
    "timeline.register_paper": ("register printer's paper: {value}", "收银机打印纸：{value}"),
    "timeline.register_paper_ends": (
        "register printer's paper will end after {value} lines",
        "收银机打印纸将在 {value} 行后用完",
    ),
    "timeline.terminal_paper": ("terminal printer's paper: {value}", "终端打印纸：{value}"),
    # mains and cables
    "timeline.cut_power": ("the board loses its power{value}", "守护盒断电{value}"),
    "timeline.give_power": ("the board has power again", "守护盒恢复供电"),
    "timeline.restart_board": ("the board's power fails for a moment", "守护盒瞬间断电"),
    "timeline.breaker": ("the breaker is thrown{value}", "拉下电闸{value}"),
    "timeline.terminal_off": ("the terminal is switched off{value}", "终端关机{value}"),
    "timeline.terminal_on": ("the terminal is switched on{value}", "终端开机{value}"),
    "timeline.unplug_terminal": ("the terminal's plug is pulled{value}", "拔下终端连接线{value}"),
    "timeline.plug_terminal": ("the terminal's plug is put back", "插回终端连接线"),
    "timeline.unplug_register": ("the register's plug is pulled{value}", "拔下收银机连接线{value}"),
    "timeline.plug_register": ("the register's plug is put back", "插回收银机连接线"),
    "timeline.noise": ("noise on a line: {value}", "线路干扰：{value}"),
    "timeline.next_bytes": (
        "the next bytes on a line suffer: {value}",
        "线路后续字节出错：{value}",
    ),
    "timeline.flash_fault": ("a fault of the board's flash: {value}", "守护盒闪存故障：{value}"),
    # the terminal and its acquirer
    "timeline.lose_keys": ("the terminal loses its keys{value}", "终端丢失密钥{value}"),
    "timeline.demand_settlement": ("the terminal demands its settlement", "终端要求批结算"),
    "timeline.lose_settlement_answer": (
        "the answer to the next settlement will be lost",
        "下一次批结算的应答将丢失",
    ),
    "timeline.refuse_settlements": (
        "will refuse settlements: {value}",
        "将拒绝批结算：{value} 次",
    ),
    "timeline.totals_differ": ("settlements will report {value} more", "批结算总额将多报 {value}"),
    "timeline.answer_late": ("answers take {value} from now on", "应答延迟 {value}"),
    "timeline.acquirer": ("the acquirer's line is {value}", "收单机构线路：{value}"),
    "timeline.acquirer_declines": ("declines sales with code {value}", "以代码 {value} 拒绝交易"),
    # the board's clock, and the technician
    "timeline.clock_chip_forgets": ("the board's clock chip forgets", "守护盒时钟芯片丢失时间"),
    "timeline.clock_chip_steps": (
        "the board's clock chip jumps ahead by {value}",
        "守护盒时钟芯片跳快 {value}",
    ),
    "timeline.set_clock": ("sets the board's clock", "设置守护盒时钟"),
    "timeline.apply_profile": ("applies the profile with {value}", "下发站点配置：{value}"),
    "timeline.commission": (
        "commissions the board and applies its profile",
        "启用守护盒并下发站点配置",
    ),
    "timeline.pull": ("pulls the journal: {records} records", "读取日志：{records} 条记录"),
}
