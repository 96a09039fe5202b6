# SPDX-License-Identifier: MIT
"""The commissioning checklist (R15): who does what, in order."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "checklist.title": (
        "Commissioning {name} ({id}): tick each step, write date and name beside it.",
        "{name}（{id}）开通清单：逐项打勾，并写上日期和姓名。",
    ),
    "checklist.technician": ("Technician", "技术员"),
    "checklist.cashier": ("Cashier", "收银员"),
    "checklist.owner": ("Owner", "店主"),
    "checklist.supervisor": ("Supervisor", "主管"),
    "checklist.office": ("Office", "后台"),
    "checklist.wire_in_line": (
        "Switch register and terminal off; put the board between them: register cable to REGISTER, "
        "terminal cable to TERMINAL.",
        "关闭收银机和终端；将守护盒接在两者之间：收银机线接 REGISTER，终端线接 TERMINAL。",
    ),
    "checklist.wire_beside": (
        "Switch the terminal off; connect its free serial port to TERMINAL of the board. "
        "The register stays as it is.",
        "关闭终端；将其空闲串口接到守护盒的 TERMINAL。收银机不动。",
    ),
    "checklist.password_plain": (
        "Ask the acquirer whether the terminal's ZVT password is 000000. If not, set an "
        'environment variable to it and write password: "env:NAME".',
        "向收单机构确认终端的 ZVT 密码是否为 000000；若不是，设置环境变量并写 "
        'password: "env:NAME"。',
    ),
    "checklist.password_variable": (
        "Set the environment variable {variable} to the terminal's ZVT password; write it nowhere.",
        "将环境变量 {variable} 设为终端的 ZVT 密码；不要写在任何地方。",
    ),
    "checklist.terminal": (
        "At the terminal, by hand: ZVT over serial, {baud} bit/s, 8 data bits, 2 stop bits; "
        "automatic settlement OFF (two would settle); TID {tid} as on its slips.",
        "在终端上手工设置：串口 ZVT，{baud} bit/s，8 数据位，2 停止位；"
        "关闭自动结算（避免两方结算）；核对签购单上的终端编号 {tid}。",
    ),
    "checklist.terminal_transbank": (
        "At the terminal, by hand: POS Integrado, {baud} bit/s, 8 data bits, 1 stop bit; "
        "TID {tid} as on its vouchers.",
        "在终端上手工设置：POS Integrado，{baud} bit/s，8 数据位，1 停止位；"
        "核对签购单上的终端编号 {tid}。",
    ),
    "checklist.terminal_mis": (
        "At the terminal, by hand: MIS over serial, {baud} bit/s, 8 data bits, 1 stop bit; "
        "TID {tid} as on its slips. Hold the dialect against the acquirer's interface document.",
        "在终端上手工设置：MIS 串口（收银一体化），{baud} bit/s，8 数据位，1 停止位；"
        "核对签购单上的终端编号 {tid}；将方言文件与收单机构的接口文件逐项核对。",
    ),
    "checklist.receipts_to_register": (
        "Receipts: sent to the register for printing.",
        "签购单：发送给收银机打印。",
    ),
    "checklist.receipts_on_terminal": (
        "Receipts: printed by the terminal itself.",
        "签购单：由终端自己打印。",
    ),
    "checklist.max_transactions": (
        "Check that the terminal takes {count} transactions a batch.",
        "核对终端每批最多 {count} 笔交易。",
    ),
    "checklist.signs_off": (
        "This acquirer signs the terminal off when it settles: the board must sign it in again.",
        "该收单机构结算后自动签退：守护盒须重新签到。",
    ),
    "checklist.attended_place": (
        "Put the board beside terminal {tid}, within reach and sight of the cashier: power only, "
        "no cable to the terminal.",
        "将守护盒放在终端 {tid} 旁，收银员看得见、够得着：只接电源，不接终端。",
    ),
    "checklist.attended_sign_in": (
        "In the morning: sign in at the terminal, then press the button once.",
        "早上：先在终端签到，再按一次按钮。",
    ),
    "checklist.attended_closing": (
        "At closing: settle at the terminal, see its slip, then hold the button for two seconds. "
        "Switch off when the panel says so.",
        "打烊：先在终端结算并看到结算单，再按住按钮两秒。屏幕显示可以关机后再关。",
    ),
    "checklist.attended_receipt": (
        "At each sale: press once when the amount is entered, and once more when the receipt is "
        "out; a missing press is reminded after {seconds} s.",
        "每笔交易：输入金额后按一次，签购单打印后再按一次；{seconds} 秒内未按会提醒。",
    ),
    "checklist.attended_totals": (
        "Nobody here reads the terminal's totals: take them from the acquirer's file.",
        "守护盒读不到终端合计：请以收单机构的对账文件为准。",
    ),
    "checklist.apply": (
        "posminder apply {file} --commission; compare the SHA-256 it prints with posminder check.",
        "执行 posminder apply {file} --commission；核对其 SHA-256 与 posminder check 一致。",
    ),
    "checklist.key": (
        "Copy the board's key file (apply names it) to the office's safe place: there is no other.",
        "将守护盒的密钥文件（apply 会显示路径）复制到后台安全处保存：仅此一份。",
    ),
    "checklist.enrol": (
        "Type a PIN of your own, twice, before the board leaves the technician's hands: "
        "posminder people enrol {id}{by}.",
        "在技术员交付守护盒之前，输入两次自己的密码：posminder people enrol {id}{by}。",
    ),
    "checklist.test_sale": (
        "One test sale of the smallest amount; posminder logs shows it within a minute.",
        "做一笔最小金额的测试交易；一分钟内 posminder logs 应显示该交易。",
    ),
    "checklist.test_receipt": (
        "Take the paper out, sell, see the reminder after {seconds} s, put paper in, repeat the "
        "receipt: the reminder ends.",
        "取出打印纸后交易，{seconds} 秒后应提醒；装纸重打印后提醒结束。",
    ),
    "checklist.test_receipt_observe": (
        "Take the paper out and sell: the counter hears nothing, posminder logs shows the receipt "
        "as missing after {seconds} s; put paper in and repeat the receipt.",
        "取出打印纸后交易：柜台无提示，{seconds} 秒后 posminder logs 显示签购单未打印；"
        "装纸后重打印。",
    ),
    "checklist.no_receipts": (
        "Show the cashier: the board cannot see receipts here; the slip is theirs to check.",
        "告知收银员：守护盒在此看不到签购单，须自行核对。",
    ),
    "checklist.test_settle": (
        "Hold the closing button for two seconds: the panel says settled; refund the test sale "
        "or note it for the office.",
        "按住打烊按钮两秒：屏幕显示已结算；测试交易退货或告知后台。",
    ),
    "checklist.test_settle_observe": (
        "Hold the closing button for two seconds: nothing is sent, the journal says what would "
        "have been. Settle by hand as before, as long as the pilot lasts.",
        "按住打烊按钮两秒：不发送任何指令，日志记录本应执行的操作。试点期间仍须手工结算。",
    ),
    "checklist.observe": (
        "Pilot: mode observe for two weeks; compare posminder logs with the settlement slips.",
        "试点：观察模式运行两周；将 posminder logs 与结算单核对。",
    ),
    "checklist.enforce": (
        "Then write mode: enforce, posminder diff {file}, posminder apply {file}, and repeat the "
        "test settlement.",
        "之后写 mode: enforce，执行 posminder diff {file} 和 "
        "posminder apply {file}，并再做一次结算测试。",
    ),
    "checklist.enforcing": (
        "The board settles by itself from now on: look at posminder status on the first three "
        "mornings. Were you unsure, write mode: observe first.",
        "守护盒从现在起自动结算：前三天早上查看 posminder status。如不确定，先写 mode: observe。",
    ),
    "checklist.deposits": (
        "Compare the first {count} credits with the settlements: amount, account, day.",
        "将前 {count} 笔入账与结算核对：金额、账户、日期。",
    ),
    "checklist.class_limit": (
        "The settlement account is of class II: ask its bank for the limit a day ({limit}). What "
        "is above it comes later; a class I account has none.",
        "结算卡为 II 类账户：向开户行确认每日限额（{limit}）。超出部分延迟到账；I 类账户无此限额。",
    ),
    "checklist.not_written": ("account.daily_limit is not written", "尚未填写 account.daily_limit"),
    "checklist.review": (
        "Read this profile again by {day}, then write the new reviewed_on.",
        "在 {day} 前重新审阅此配置，并更新 reviewed_on。",
    ),
}
