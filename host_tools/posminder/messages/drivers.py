# SPDX-License-Identifier: MIT
"""What `drivers` says: capabilities, how far each was checked, ports and cables."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "drivers.never": (
        "None of this was ever tried on a terminal.",
        "以上均未在真实终端上试过。",
    ),
    "drivers.column.capability": ("what the board can know or do", "守护盒能知道或能做的"),
    "drivers.column.state": ("state", "状态"),
    "drivers.column.checked": ("checked against", "核对依据"),
    "drivers.column.note": ("note", "说明"),
    "drivers.column.kind": ("terminal", "终端"),
    "drivers.column.port": ("port and cable", "接口与接线"),
    "drivers.column.driver": ("driver", "驱动"),
    "drivers.column.attach": ("can a board be attached", "能否接守护盒"),
    "drivers.link": ("{driver}, {place}", "{driver}，{place}"),
    "drivers.and": (", ", "、"),
    "drivers.place.in_line": ("in line with the register", "串接在收银机与终端之间"),
    "drivers.place.beside": ("beside a terminal used by hand", "接在手动操作的终端旁"),
    "drivers.place.no_line": ("without a line", "不接线"),
    "drivers.state.yes": ("yes", "是"),
    "drivers.state.some": ("in part", "部分"),
    "drivers.state.people": ("by a person's word", "由人确认"),
    "drivers.state.unbuilt": ("not built", "未实现"),
    "drivers.state.no": ("no", "否"),
    "drivers.check.vectors": ("published byte strings", "公开字节串"),
    "drivers.check.tshark": ("Wireshark's dissector", "Wireshark 解析器"),
    "drivers.check.sdk": ("its vendor's SDK", "厂商 SDK"),
    "drivers.check.simulator": ("our own simulator", "自有模拟器"),
    "drivers.attach.unverified": ("should, nobody tried", "应可，未试过"),
    "drivers.attach.no": ("no", "否"),
    "drivers.attach.no_cable": ("needs no cable", "无需接线"),
    "drivers.can.sales": ("each sale and its result, as it happens", "每笔交易及其结果（实时）"),
    "drivers.can.newest_sale": ("asks for the newest sale", "查询最后一笔交易"),
    "drivers.can.taken_back": (
        "when asked, that the newest sale was taken back",
        "查询时得知最后一笔已撤销或冲正",
    ),
    "drivers.can.amount": ("a sale's amount", "交易金额"),
    "drivers.can.trace": ("a sale's trace number", "凭证号"),
    "drivers.can.terminal_clock": ("a sale's time by the terminal's clock", "终端时钟的交易时间"),
    "drivers.can.authorisation": ("a sale's authorisation code", "授权号"),
    "drivers.can.batch": ("a sale's batch number", "批次号"),
    "drivers.can.terminal_id": ("the terminal's id", "终端编号"),
    "drivers.can.offline": ("that a sale was approved off-line", "交易是否离线批准"),
    "drivers.can.send_offline": ("has off-line sales sent", "令终端上送离线交易"),
    "drivers.can.receipts": ("whether a receipt was printed", "签购单是否打印"),
    "drivers.can.copies": (
        "which copy it was, the merchant's or the customer's",
        "是商户联还是持卡人联",
    ),
    "drivers.can.slip_text": ("the text of slips", "签购单文字"),
    "drivers.can.duplicate": ("has a receipt repeated", "令终端重打印签购单"),
    "drivers.can.printer": ("that the terminal's printer is not ready", "终端打印机未就绪"),
    "drivers.can.paper_low": ("that paper runs low", "纸张将尽"),
    "drivers.can.status": ("asks for the terminal's status", "查询终端状态"),
    "drivers.can.signed_in": ("whether the terminal is signed in", "终端是否已签到"),
    "drivers.can.sign_in": ("signs the terminal in", "令终端签到"),
    "drivers.can.operator": ("that an operator signed in", "操作员是否已签到"),
    "drivers.can.totals": ("asks for the batch's totals", "查询批次合计"),
    "drivers.can.settle": ("settles", "批结算"),
    "drivers.can.others_settle": ("a settlement that others begin", "他人发起的结算"),
    "drivers.can.diagnose": ("has the terminal run its diagnosis", "令终端自检"),
    "drivers.can.acquirer_clock": (
        "the acquirer's time by way of the terminal",
        "经终端得到收单机构时间",
    ),
    "drivers.can.set_clock": ("sets the terminal's clock", "设置终端时钟"),
    "drivers.can.settings": ("the terminal's settings", "终端设置"),
    "drivers.can.display": ("shows words on the terminal", "在终端屏幕显示文字"),
    "drivers.can.gate": ("holds a sale back", "拦住交易"),
}
