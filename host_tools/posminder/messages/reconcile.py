# SPDX-License-Identifier: MIT
"""What is said of expected deposits and of what came of them."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "expected.column.days": ("business day", "营业日"),
    "expected.column.batch": ("batch", "批次"),
    "expected.column.clearing": ("clearing date", "清算日期"),
    "expected.column.count": ("count", "笔数"),
    "expected.column.gross": ("gross", "交易额"),
    "expected.column.refunds": ("of it refunds", "其中退货"),
    "expected.column.fee": ("fee", "手续费"),
    "expected.column.charge": ("per deposit", "每笔到账费"),
    "expected.column.net": ("expected net", "应到账净额"),
    "expected.column.due": ("due", "应到账日"),
    "expected.sum": (
        "{deposits} deposits, {count} transactions: gross {gross}, fees {fee}, charges {charge}, "
        "expected {net}.",
        "共 {deposits} 笔到账，{count} 笔交易：交易额 {gross}，手续费 {fee}，其他费用 {charge}，"
        "应到账 {net}。",
    ),
    "expected.unpriced": (
        "Unpriced: {count} transactions, {gross} ({card}): no rate fits, so the net is the most "
        "that can come. Name their cards under fees.card_names.",
        "未定价：{count} 笔，{gross}（{card}）：无适用费率，净额为上限。"
        "请在 fees.card_names 中写明卡名。",
    ),
    "expected.monthly": (
        "{month}: monthly charge {amount}, a line of its own.",
        "{month}：月费 {amount}，单独列支。",
    ),
    "expected.unsettled": (
        "Not settled: {count} transactions, {gross}. Nothing is due of them until they are.",
        "未结算：{count} 笔，{gross}。结算之前不会到账。",
    ),
    "expected.none": ("No settled batch is in these days.", "这些日期内没有已结算批次。"),
    "expected.rules": ("Rules used:", "所用规则："),
    "expected.rule": (
        "{setting} = {value} [{sheet}{dates}; {place}]",
        "{setting} = {value} [{sheet}{dates}；{place}]",
    ),
    "expected.since": (", from {since}", "，自 {since} 起"),
    "expected.span": (", {since} to {until}", "，{since} 至 {until}"),
    "expected.no_sheet": ("no sheet", "无收单机构规则"),
    "expected.no_card": ("card class not known", "卡种未知"),
    "word.card.credit": ("credit", "贷记卡"),
    "word.card.debit": ("debit", "借记卡"),
    "word.card.qr_wallet": ("wallet QR code", "钱包扫码"),
    "word.card.qr_unionpay": ("UnionPay QR code", "银联二维码"),
    "word.card.foreign": ("foreign", "境外卡"),
    "word.card.prepaid": ("prepaid", "预付卡"),
    "statements.taken": (
        "{name}: {lines} entries: {new} new, {corrected} corrected, {known} known.",
        "{name}：{lines} 条记录：新增 {new}，更正 {corrected}，已有 {known}。",
    ),
    "statements.column.layout": ("layout", "版式"),
    "statements.column.kind": ("whose file", "来源"),
    "statements.column.currency": ("currency", "币种"),
    "statements.column.tried": ("tried on", "实测"),
    "statements.untried": ("no real file yet", "尚未用真实文件验证"),
    "statements.bank": ("bank", "银行"),
    "statements.acquirer": ("acquirer", "收单机构"),
}
