# SPDX-License-Identifier: MIT
"""What `report deposits` and `report fees` say beside the words of deposits and reconciliation."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "money_pages.rules": ("Rules used", "所用规则"),
    "deposits_page.title": ("Deposits", "到账报告"),
    "deposits_page.month": ("Business days of {month}", "营业日所属月份：{month}"),
    "deposits_page.mid": ("Merchant (MID)", "商户（MID）"),
    "deposits_page.account": ("Settlement account", "结算卡"),
    "deposits_page.good": (
        "All money that was due is on the account.",
        "应到账款项均已到账。",
    ),
    "deposits_page.differs": (
        "All that was due has come, but {count} rows differ from what was expected.",
        "应到账款项均有到账，但有 {count} 行与预期不符。",
    ),
    "deposits_page.apart": (
        "Board and acquirer do not agree on: {days}.",
        "守护盒与收单机构不一致的日期：{days}。",
    ),
    "deposits_page.unpriced": (
        "{gross} have no rate: what is expected of them is the most that can come.",
        "{gross} 无适用费率：其应到账额为上限。",
    ),
    "deposits_page.late": ("Overdue or returned", "逾期或划款失败"),
    "deposits_page.flow": ("From sold to credited", "从交易到到账"),
    "deposits_page.flow.label": (
        "From gross, less refunds, fees and other charges, to what was expected; and credited, "
        "open and differences, which add up to the same.",
        "交易额减去退货、手续费与其他费用即应到账；已到账、未到账与差额之和与之相等。",
    ),
    "deposits_page.flow.sold": ("Gross", "交易额"),
    "deposits_page.flow.refunds": ("Refunds", "退货"),
    "deposits_page.flow.fees": ("Fees", "手续费"),
    "deposits_page.flow.other": ("Other", "其他费用"),
    "deposits_page.flow.expected": ("Expected", "应到账"),
    "deposits_page.flow.credited": ("Credited", "已到账"),
    "deposits_page.flow.open": ("Open", "未到账"),
    "deposits_page.flow.difference": ("Differences", "差额"),
    "deposits_page.flow.cut": (
        "The bars are cut at the foot, at the white line, so that small steps are seen.",
        "为便于看清细小变化，柱体在白线处截断。",
    ),
    "deposits_page.lines": ("Line by line", "逐笔"),
    "deposits_page.open_sum": ("open {open}", "未到账 {open}"),
    "deposits_page.refunds": ("refunds {amount}", "退货 {amount}"),
    "deposits_page.fee": ("fee + charge", "手续费+到账费"),
    "deposits_page.due": ("due {day}", "应于 {day}"),
    "deposits_page.ageing": ("How long it has been overdue", "逾期时长"),
    "deposits_page.age": ("Days late", "迟到天数"),
    "deposits_page.age.count": ("Deposits", "笔数"),
    "deposits_page.age.open": ("Open", "未到账"),
    "deposits_page.days": ("Days until credited", "到账用时"),
    "deposits_page.days.label": (
        "{count} deposits, one a row: from the clearing date to the credit.",
        "{count} 笔到账，每行一笔：从清算日期到到账日。",
    ),
    "deposits_page.days.few": (
        "Only the {count} to look after are drawn: all would not fit.",
        "只画出需处理的 {count} 笔：全部放不下。",
    ),
    "deposits_page.days.closed": ("bank closed", "银行非工作日"),
    "deposits_page.days.took": ("clearing date to credit", "清算日期至到账"),
    "deposits_page.days.due": ("due", "应到账日"),
    "deposits_page.days.good": ("credited as expected", "按预期到账"),
    "deposits_page.days.bad": ("credited, to be looked at", "已到账，需核查"),
    "deposits_page.days.overdue": ("nothing came yet", "尚未到账"),
    "deposits_page.days.not_due": ("not due yet", "未到期"),
    "deposits_page.call": ("call sheet {number} of {of}", "致电单 {number}/{of}"),
    "deposits_page.proof.rows": (
        "One row is one line of the statement, or a batch that has none yet. Expected = credited + "
        "open + differences holds for every row and was computed anew for these.",
        "每行对应对账单的一笔，或尚未到账的批次。应到账 = 已到账 + 未到账 + 差额，"
        "逐行成立，并已就本页各行重新核算。",
    ),
    "deposits_page.proof.month": (
        "A deposit is of the month of its first business day, a charge of the month it is for, a "
        "credit that nobody expects of the month it came in.",
        "到账按其首个营业日归月，费用按其所属月份，来源不明的到账按到账月份。",
    ),
    "deposits_page.proof.cause": (
        "A cause is named only where it gives the very amount or the very day; the acquirer's "
        "answer may be another.",
        "仅当金额或日期完全吻合时才列出原因；收单机构的答复可能不同。",
    ),
    "deposits_page.proof.acquirer": (
        "No bank statement is in the store: that money came is the acquirer's word.",
        "没有银行对账单：是否到账以收单机构所述为准。",
    ),
    "call.notes": (
        "Spoken to: ____________  On: ____________  Answer, and by when: ______________________",
        "接听人：____________  日期：____________  答复及期限：______________________",
    ),
}
