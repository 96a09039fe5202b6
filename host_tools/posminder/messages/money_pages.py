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
    "fees_page.title": ("Fees", "手续费报告"),
    "fees_page.mcc": ("Merchant category", "商户类别（MCC）"),
    "fees_page.sheet": ("Acquirer's sheet", "收单机构规则"),
    "fees_page.verdict": (
        "Of {gross} the acquirer keeps {kept}: {share}.",
        "交易额 {gross}，收单机构扣收 {kept}，占 {share}。",
    ),
    "fees_page.nothing": ("Nothing was settled on these days.", "这些日期内没有结算。"),
    "fees_page.unpriced": (
        "No rate fits {count} transactions, {gross}: their fee is not known, not nought.",
        "{count} 笔（{gross}）无适用费率：其手续费不明，而非零。",
    ),
    "fees_page.other_basis": (
        "Credits that fit only the other rounding: {count}. Ask the acquirer what it rounds.",
        "仅与另一舍入方式吻合的到账：{count} 笔。请向收单机构确认舍入方式。",
    ),
    "fees_page.gross": ("Gross", "交易额"),
    "fees_page.share": ("{share} of gross", "占交易额 {share}"),
    "fees_page.charges": ("Fixed charges", "固定费用"),
    "fees_page.by_cap": ("Saved by caps", "封顶节省"),
    "fees_page.capped": ("{count} transactions", "{count} 笔交易"),
    "fees_page.without": ("Without a rate", "未定价交易额"),
    "fees_page.classes": ("By class of cards", "按卡种"),
    "fees_page.chart.label": (
        "By class of cards, the fee and its share of the amount, with the rate of the sheet.",
        "各卡种手续费及其占交易额的比例，并标出规则费率。",
    ),
    "fees_page.chart.rate": ("rate of the sheet", "规则费率"),
    "fees_page.promo_of": ("{card}, promotion", "{card}（活动）"),
    "fees_page.rows": ("By row of the sheet", "按规则逐条"),
    "fees_page.column.card": ("Class of cards", "卡种"),
    "fees_page.column.rule": ("Rule", "规则"),
    "fees_page.column.count": ("Count", "笔数"),
    "fees_page.column.gross": ("Gross", "交易额"),
    "fees_page.column.fee": ("Fee", "手续费"),
    "fees_page.column.effective": ("Effective rate", "实际费率"),
    "fees_page.column.cap": ("Saved by cap", "封顶节省"),
    "fees_page.column.promo": ("Saved by promotion", "活动节省"),
    "fees_page.dates": ("{since} to {until}", "{since} 至 {until}"),
    "fees_page.no_rate": ("not known", "不明"),
    "fees_page.names": ("Cards without a rate", "无费率的卡"),
    "fees_page.names.told": (
        "As the terminal calls them: {names}. Give each a class under fees.card_names, and each "
        "class a rate.",
        "终端所报卡名：{names}。请在 fees.card_names 中指定卡种，并为各卡种设定费率。",
    ),
    "fees_page.per_deposit": (
        "{count} deposits cost {total} by themselves.",
        "{count} 笔到账另收费用共 {total}。",
    ),
    "fees_page.no_charges": ("The sheet has none.", "规则中没有固定费用。"),
    "fees_page.rounding": ("What is rounded", "舍入方式"),
    "fees_page.rounding.sheet": (
        "By the sheet: half a minor unit goes up, {basis}.",
        "按规则：{basis}四舍五入至最小货币单位。",
    ),
    "fees_page.rounding.no_statement": (
        "No statement is in the store that could bear it out.",
        "没有对账单可供印证。",
    ),
    "fees_page.rounding.found": (
        "Credits that only the sheet's rounding explains: {sheet}; only the other: {other}; that "
        "tell nothing, since both give the same or neither fits: {silent}.",
        "仅与规则舍入吻合的到账：{sheet} 笔；仅与另一方式吻合：{other} 笔；"
        "无法区分（两者相同或均不吻合）：{silent} 笔。",
    ),
    "fees_page.rounding.silent": (
        "None of {silent} credits tells: both roundings give the same, or neither fits.",
        "{silent} 笔到账均无法区分：两种方式结果相同或均不吻合。",
    ),
    "fees_page.proof.rate": (
        "Fees are computed in integers: rate times amount, capped, and half a minor unit goes up. "
        "The effective rate is the fee's share of the amount in parts per million, rounded so too.",
        "手续费以整数计算：金额乘费率、封顶、四舍五入。实际费率为手续费占交易额的比例，"
        "按百万分之一计并四舍五入。",
    ),
    "fees_page.proof.day": (
        "A promotion goes by the calendar day of the sale; a month is that of a batch's first "
        "business day.",
        "活动费率按交易的自然日；月份按批次首个营业日。",
    ),
    "fees_page.proof.unpriced": (
        "What has no rate is in gross and in no fee.",
        "无费率的金额计入交易额，不计入手续费。",
    ),
    "word.basis.transaction": ("each transaction", "逐笔"),
    "word.basis.batch": ("each batch", "按批次"),
    "call.notes": (
        "Spoken to: ____________  On: ____________  Answer, and by when: ______________________",
        "接听人：____________  日期：____________  答复及期限：______________________",
    ),
}
