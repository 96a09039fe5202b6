# SPDX-License-Identifier: MIT
"""How the steps of a scenario are told: `timeline.<action>`; `{value}` is what it was given.

A value that needs other words has a sentence of its own, `timeline.<action>.<value>`; so has a
length of time that may be left out, `timeline.<action>.for`.
"""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    # the cashier
    "timeline.sell": ("rings up {value}", "收银 {value}"),
    "timeline.sell_by_hand": ("sells {value} by hand at the terminal", "在终端上手工消费 {value}"),
    "timeline.settle_by_hand": ("settles at the terminal", "在终端上批结算"),
    "timeline.sign_in_by_hand": ("signs in at the terminal", "在终端上签到"),
    "timeline.refund": ("refunds {value}", "退货 {value}"),
    "timeline.reverse": ("reverses the last sale", "撤销最后一笔交易"),
    "timeline.repeat_receipt": ("has the last receipt printed again", "重打印上一张签购单"),
    "timeline.register_settles": ("runs the end-of-day at the register", "在收银机上批结算"),
    "timeline.sells_offline": (
        "without its acquirer, approves sales up to {value} by itself",
        "断网时自行批准 {value} 以内的交易",
    ),
    "timeline.terminal_uploads": (
        "sends by itself what it approved off-line",
        "自行上送离线交易",
    ),
    "timeline.register_uploads": (
        "has the register order the upload of off-line sales",
        "在收银机上命令上送离线交易",
    ),
    "timeline.refuse_uploads": (
        "will refuse uploads of off-line sales: {value}",
        "将拒绝离线交易上送：{value} 次",
    ),
    "timeline.terminal_settles": ("settles by itself", "自行批结算"),
    "timeline.terminal_settles.announced": (
        "will settle by itself before the next command, and say so",
        "将在下一指令前自行批结算并告知",
    ),
    "timeline.hold_button": ("holds the board's button: closing time", "按住守护盒按钮：打烊"),
    "timeline.hold_button.for": (
        "holds the board's button for {value}",
        "按住守护盒按钮 {value}",
    ),
    "timeline.press_button": ("presses the board's button", "按守护盒按钮"),
    "timeline.press_twice": ("presses the board's button twice: mute", "连按守护盒按钮两次：静音"),
    "timeline.register_paper.out": ("the register's printer is out of paper", "收银机打印机缺纸"),
    "timeline.register_paper.in": (
        "puts paper into the register's printer",
        "为收银机打印机装纸",
    ),
    "timeline.register_paper_ends": (
        "the register's paper will end after {value} lines",
        "收银机打印纸将在 {value} 行后用完",
    ),
    "timeline.terminal_paper_ends": (
        "the terminal's paper will end after {value} lines",
        "终端打印纸将在 {value} 行后用完",
    ),
    "timeline.terminal_paper.out": ("the terminal's printer is out of paper", "终端打印机缺纸"),
    "timeline.terminal_paper.in": ("puts paper into the terminal's printer", "为终端打印机装纸"),
    "timeline.receipts_wanted.none": ("sets the register to want no receipts", "收银机设为不打印"),
    "timeline.receipts_wanted.merchant_copy": (
        "sets the register to want the merchant copy",
        "收银机设为只打印商户存根",
    ),
    "timeline.receipts_wanted.customer_copy": (
        "sets the register to want the customer copy",
        "收银机设为只打印持卡人存根",
    ),
    "timeline.receipts_wanted.both": (
        "sets the register to want both copies",
        "收银机设为打印两联",
    ),
    # mains and cables
    "timeline.cut_power": ("the board loses its power", "守护盒断电"),
    "timeline.cut_power.for": ("the board is without power for {value}", "守护盒断电 {value}"),
    "timeline.give_power": ("the board has power again", "守护盒恢复供电"),
    "timeline.restart_board": ("the board's power fails for a moment", "守护盒瞬间断电"),
    "timeline.breaker": ("the breaker is thrown: the shop is dark", "拉下电闸：全店断电"),
    "timeline.breaker.for": (
        "the breaker is thrown: the shop is dark for {value}",
        "拉下电闸：全店断电 {value}",
    ),
    "timeline.terminal_off": ("the terminal is switched off", "终端关机"),
    "timeline.terminal_off.for": ("the terminal is off for {value}", "终端关机 {value}"),
    "timeline.terminal_on": ("the terminal is switched on", "终端开机"),
    "timeline.terminal_on.keys_lost": (
        "the terminal is switched on and has lost its keys",
        "终端开机，密钥已丢失",
    ),
    "timeline.unplug_terminal": ("the terminal's plug is pulled", "拔下终端连接线"),
    "timeline.unplug_terminal.for": (
        "the terminal's plug is pulled for {value}",
        "拔下终端连接线 {value}",
    ),
    "timeline.plug_terminal": ("the terminal's plug is put back", "插回终端连接线"),
    "timeline.unplug_register": ("the register's plug is pulled", "拔下收银机连接线"),
    "timeline.unplug_register.for": (
        "the register's plug is pulled for {value}",
        "拔下收银机连接线 {value}",
    ),
    "timeline.plug_register": ("the register's plug is put back", "插回收银机连接线"),
    "timeline.noise": ("something disturbs a cable", "线路受到干扰"),
    "timeline.noise.terminal": ("something disturbs the terminal's cable", "终端连接线受到干扰"),
    "timeline.noise.register": (
        "something disturbs the register's cable",
        "收银机连接线受到干扰",
    ),
    "timeline.noise.over": ("the cables are quiet again", "线路干扰消失"),
    "timeline.next_bytes": ("a short disturbance on a cable", "线路短暂干扰"),
    "timeline.next_bytes.terminal": (
        "a short disturbance on the terminal's cable",
        "终端连接线短暂干扰",
    ),
    "timeline.next_bytes.register": (
        "a short disturbance on the register's cable",
        "收银机连接线短暂干扰",
    ),
    "timeline.flash_fault": (
        "the board will lose its power while it writes",
        "守护盒将在写入时断电",
    ),
    "timeline.flash_fault.weak": ("the board's memory will write badly", "守护盒存储将写入不稳"),
    "timeline.flash_fault.fail": ("the board's memory will not write", "守护盒存储将无法写入"),
    "timeline.flash_fault.misread": (
        "the board's memory will be read wrongly",
        "守护盒存储将读取出错",
    ),
    # the terminal and its acquirer
    "timeline.exchange_terminal": (
        "another terminal takes its place: {value}",
        "终端更换为 {value}",
    ),
    "timeline.swap_terminal.settled_elsewhere": (
        "enters the new terminal; the old batch was settled elsewhere",
        "登记新终端；旧批次已在别处结算",
    ),
    "timeline.swap_terminal.called_in": (
        "enters the new terminal; the old batch was called in to the acquirer",
        "登记新终端；旧批次已报收单机构",
    ),
    "timeline.swap_terminal.lost": (
        "enters the new terminal; the old batch is lost",
        "登记新终端；旧批次已丢失",
    ),
    "timeline.swap_terminal.never_existed": (
        "enters the new terminal; there was no old batch",
        "登记新终端；没有旧批次",
    ),
    "timeline.let_in.owner": ("lets the owner in with a PIN", "为店主登记 PIN"),
    "timeline.let_in.supervisor": ("lets the supervisor in with a PIN", "为主管登记 PIN"),
    "timeline.change_account.plan": (
        "is there: the owner plans another settlement account",
        "到场：店主计划变更结算卡",
    ),
    "timeline.change_account.hand_over": (
        "is there: the supervisor records the handover",
        "到场：主管登记移交",
    ),
    "timeline.change_account.owner_approves": (
        "is there: the owner approves the account",
        "到场：店主批准结算卡变更",
    ),
    "timeline.change_account.supervisor_approves": (
        "is there: the supervisor approves the account",
        "到场：主管批准结算卡变更",
    ),
    "timeline.change_account.effective": (
        "is there: the owner says that the new account is in effect",
        "到场：店主确认新结算卡生效",
    ),
    "timeline.change_account.probe": (
        "is there: the first small credit was seen on the new account",
        "到场：新结算卡首笔小额到账",
    ),
    "timeline.change_account.deposit": (
        "is there: a deposit was seen on the new account",
        "到场：新结算卡到账一笔",
    ),
    "timeline.change_account.stray": (
        "is there: a deposit still came to the old account",
        "到场：仍有款项进入原结算卡",
    ),
    "timeline.change_account.close": (
        "is there: the owner ends the change of account",
        "到场：店主结束结算卡变更",
    ),
    "timeline.lose_keys": ("loses its keys", "丢失密钥"),
    "timeline.lose_keys.sells_on": ("loses its keys, and goes on selling", "丢失密钥，但继续收款"),
    "timeline.lose_keys.unseen": (
        "loses its keys, and says that it is ready",
        "丢失密钥，但仍显示就绪",
    ),
    "timeline.refuse_sign_ins": (
        "will refuse to be signed in by command: code {value}",
        "将拒绝命令签到：代码 {value}",
    ),
    "timeline.terminal_calls_for.diagnosis": (
        "will not sell before its diagnosis",
        "要求先诊断再收款",
    ),
    "timeline.terminal_calls_for.clock": (
        "will not sell before it has the right time",
        "要求先校准时间再收款",
    ),
    "timeline.terminal_calls_for.repair": ("is out of order", "停止服务"),
    "timeline.terminal_calls_for.nothing": ("is in order again", "恢复正常"),
    "timeline.keep_time_to_itself": ("passes no time on", "不下发时间"),
    "timeline.terminal_clock_steps": ("its clock jumps ahead: {value}", "时钟向前跳：{value}"),
    "timeline.demand_settlement": ("will not sell before it is settled", "要求先批结算再收款"),
    "timeline.lose_settlement_answer": (
        "the answer to the next settlement will be lost",
        "下一次批结算的应答将丢失",
    ),
    "timeline.refuse_settlements": (
        "will refuse settlements: {value}",
        "将拒绝批结算：{value} 次",
    ),
    "timeline.totals_differ": (
        "the next settlement will report {value} more",
        "批结算总额将多报 {value}",
    ),
    "timeline.print_slowly": ("prints a line every {value} from now on", "此后每 {value} 打印一行"),
    "timeline.pause_between_copies": (
        "waits {value} between two copies from now on",
        "此后两联之间停顿 {value}",
    ),
    "timeline.cards_verified_by.pin": ("customers enter their PIN", "持卡人输入密码"),
    "timeline.cards_verified_by.signature": ("customers sign", "持卡人签名"),
    "timeline.cards_verified_by.contactless": (
        "customers pay contactless, without PIN",
        "持卡人闪付，免密",
    ),
    "timeline.answer_late": ("answers after {value} from now on", "此后 {value} 才应答"),
    "timeline.acquirer.down": ("cannot be reached", "无法连接"),
    "timeline.acquirer.up": ("can be reached again", "恢复连接"),
    "timeline.acquirer_declines": (
        "declines every card from now on (code {value})",
        "此后拒绝所有银行卡（代码 {value}）",
    ),
    "timeline.acquirer_declines.0": ("approves again", "恢复批准交易"),
    # the board's clock, and the technician
    "timeline.clock_chip_forgets": ("the board's clock loses the time", "守护盒时钟丢失时间"),
    "timeline.clock_chip_steps": (
        "the board's clock jumps ahead by {value}",
        "守护盒时钟跳快 {value}",
    ),
    "timeline.pull_journal": ("pulls what is new in the journal", "读取新增日志"),
    "timeline.set_clock": ("sets the board's clock", "设置守护盒时钟"),
    "timeline.apply_profile": ("applies a changed profile", "下发修改后的站点配置"),
    "timeline.commission": (
        "commissions the board and applies its profile",
        "启用守护盒并下发站点配置",
    ),
    "timeline.pull": ("pulls the journal: {records} records", "读取日志：{records} 条记录"),
}
