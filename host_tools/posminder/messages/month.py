# SPDX-License-Identifier: MIT
"""What `report month` says. Names of columns that other reports have too are theirs."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "month.title": ("Month report", "月报"),
    "month.all": ("All shops", "全部门店"),
    "month.date": ("{first} to {last}", "{first} 至 {last}"),
    # verdict
    "month.good": (
        "All {of} business days on which settling was due were settled on time.",
        "应结算的 {of} 个营业日均按时结算。",
    ),
    "month.mixed": (
        "{good} of {of} business days on which settling was due were settled on time.",
        "应结算的 {of} 个营业日中，{good} 天按时结算。",
    ),
    "month.none": (
        "Settling was due on no business day of this month, as far as the records reach.",
        "以已读取的记录为准，本月没有应结算的营业日。",
    ),
    "month.more.missed": ("Not settled: {days}.", "未结算：{days}。"),
    "month.more.mismatch": ("Does not balance: {days}.", "对账不平：{days}。"),
    "month.more.unknown": (
        "Not known, no or unclear records: {days}. These days are in no rate.",
        "情况不明（无记录或记录不清）：{days}。不计入任何比率。",
    ),
    "month.more.gaps": (
        "Records missing from the journal: {count}. Figures of {days} may be too low.",
        "日志缺失 {count} 条记录：{days} 的数字可能偏低。",
    ),
    "month.more.amounts": (
        "Transactions whose amount is not known: {count}. The totals are without them.",
        "金额不明的交易：{count} 笔，未计入合计。",
    ),
    "month.more.standing": ("Alerts that still stand: {count}.", "仍有 {count} 条警报未解除。"),
    # the four rates
    "month.rate.settled": ("Settled on time", "按时结算率"),
    "month.rate.signed_in": ("Sold while signed in", "已签到交易率"),
    "month.rate.printed": ("Printed at once", "首次出票率"),
    "month.rate.resolved": ("Alerts resolved", "警报解除率"),
    "month.of.settled": ("{good} of {of} days", "{of} 天中 {good} 天"),
    "month.of.signed_in": ("{good} of {of} transactions", "{of} 笔交易中 {good} 笔"),
    "month.of.printed": ("{good} of {of} receipts", "{of} 张签购单中 {good} 张"),
    "month.of.resolved": ("{good} of {of} alerts", "{of} 条警报中 {good} 条"),
    "month.of.nothing": ("nothing to count", "无可统计"),
    "month.of.unknown": ("{count} not known", "{count} 项不明"),
    "month.not_known": ("not known", "不明"),
    "month.total": ("Total of the batches", "批次合计"),
    "month.count": ("{count} transactions", "{count} 笔交易"),
    # sections
    "month.calendar": ("Settlement calendar", "结算日历"),
    "month.calendar.label": ("{days} days, a square each.", "{days} 天，每天一格。"),
    "month.times": ("When it was settled", "结算时间"),
    "month.times.none": ("Nothing was settled in this month.", "本月没有结算。"),
    "month.totals": ("Totals by day", "逐日合计"),
    "month.column.day": ("Business day", "营业日"),
    "month.column.clearing": ("Clearing date", "清算日期"),
    "month.column.batch": ("Batch", "批次"),
    "month.column.count": ("Count", "笔数"),
    "month.column.sales": ("Sales", "消费"),
    "month.column.refunds": ("Taken back", "退货与撤销"),
    "month.column.total": ("Total", "合计"),
    "month.column.settled": ("Settled", "批结算"),
    "month.column.how": ("How it went", "结果"),
    "month.amounts_unknown": ("{count} without an amount", "{count} 笔金额不明"),
    "month.days_late": ("{days} d late", "迟 {days} 天"),
    "month.after_cut_over": ("after the cut-over", "日切之后"),
    "month.records_missing": ("{count} records missing", "缺失 {count} 条记录"),
    "month.saw": (
        "{day}: the terminal settled {settled}, the board saw {saw}.",
        "{day}：终端结算 {settled}，守护盒看到 {saw}。",
    ),
    "month.sum": ("Sum", "合计"),
    "month.clearing_sum": ("By clearing date", "按清算日期"),
    "month.not_settled": ("not settled", "未结算"),
    "month.clearing_unknown": ("not known", "不明"),
    "month.attended": (
        "The terminal speaks nothing: count and total are the acquirer's, where its file was "
        "entered.",
        "终端无法通信：笔数与合计以录入的收单机构文件为准。",
    ),
    # alerts
    "month.alerts": ("Alerts: raised, seen, resolved", "警报：发出、已看、解除"),
    "month.alerts.none": ("No alert was raised.", "没有警报。"),
    "month.alerts.label": (
        "By kind of alert, how long it took until it was seen and until it was resolved.",
        "按警报种类：从发出到有人看到、到解除所用的时间。",
    ),
    "month.alerts.alert": ("Alert", "警报"),
    "month.alerts.raised": ("Raised", "发出"),
    "month.alerts.seen": ("Seen", "已看"),
    "month.alerts.resolved": ("Resolved", "解除"),
    "month.alerts.unknown": ("End not known", "结局不明"),
    "month.alerts.standing": ("Standing", "未解除"),
    "month.alerts.to_seen": ("To seen, median", "到已看（中位数）"),
    "month.alerts.to_resolved": ("To resolved, median", "到解除（中位数）"),
    "month.alerts.longest": ("Longest", "最长"),
    "month.alerts.span": ("fastest to slowest resolved", "最快至最慢解除"),
    "month.alerts.restart": (
        "An alert that was not raised again after a restart of the board has no known end. Times "
        "are of alerts whose both ends the board's clock knew; practice alerts are left out.",
        "守护盒重启后未再发出的警报，其结局不明。时间只统计两端均有可信时钟的警报；演练不计入。",
    ),
    "month.axis.s1": ("1 s", "1 秒"),
    "month.axis.s10": ("10 s", "10 秒"),
    "month.axis.m1": ("1 min", "1 分"),
    "month.axis.m10": ("10 min", "10 分"),
    "month.axis.h1": ("1 h", "1 小时"),
    "month.axis.h8": ("8 h", "8 小时"),
    "month.axis.d1": ("1 d", "1 天"),
    "month.axis.d7": ("7 d", "7 天"),
    # trend, shops, journal
    "month.trend": ("Trend", "趋势"),
    "month.trend.month": ("Month", "月份"),
    "month.shops": ("Shops", "门店"),
    "month.shops.shop": ("Shop", "门店"),
    "month.shops.label": (
        "{shops} shops, one a row; {days} days.",
        "{shops} 家门店，每店一行；{days} 天。",
    ),
    "month.shops.days": ("Shops and days", "门店与日期"),
    "month.journal": ("What the records do not tell", "记录未能说明的"),
    "month.journal.whole": (
        "The journal has no gap in this month.",
        "本月日志没有缺口。",
    ),
    "month.journal.reach": (
        "The store's records of this board reach from {first} to {last}; other days are not known.",
        "本机所存该守护盒的记录为 {first} 至 {last}；其他日期不明。",
    ),
    "month.journal.no_reach": (
        "The store holds no record of this board.",
        "本机没有该守护盒的记录。",
    ),
    "month.journal.gap": (
        "Records {first} to {last} ({count}) are missing, between {after} and {before}.",
        "记录 {first} 至 {last}（{count} 条）缺失，在 {after} 与 {before} 之间。",
    ),
    "month.journal.lost": (
        "{day}: the board says that it lost records, or found them damaged (record {seq}).",
        "{day}：守护盒报告记录丢失或损坏（第 {seq} 条记录）。",
    ),
    "month.journal.unseen": (
        "{day}: the board says of {books} that it has no record of their own (record {seq}); "
        "they are in no total here.",
        "{day}：守护盒报告 {books} 没有单独记录，未计入合计（第 {seq} 条记录）。",
    ),
    "month.journal.of": ("{name}: {text}", "{name}：{text}"),
    # what it rests on
    "month.proof.settled": (
        "Settled on time: of the business days with something to settle, those whose sales were "
        "all settled on that day and before the cut-over. Days still running, closed, without a "
        "sale, or not known are in neither number.",
        "按时结算率：有交易需结算的营业日中，全部交易于当日、日切之前结算的天数。"
        "进行中、停业、无交易或不明的日子不计入。",
    ),
    "month.proof.signed_in": (
        "Sold while signed in: of approved transactions, those for which the terminal had said "
        "that it is signed in. Where it had not been asked, it is not known.",
        "已签到交易率：成功交易中，终端已表明处于签到状态的笔数。尚未询问时为不明。",
    ),
    "month.proof.printed": (
        "Printed at once: of receipts owed, those that came with the first print. A duplicate "
        "later is not one; what the board cannot see is not known.",
        "首次出票率：应出签购单中，首次打印即完成的张数。事后重打印不算；守护盒看不到的为不明。",
    ),
    "month.proof.resolved": (
        "Alerts resolved: of alerts raised in the month, those whose cause went away.",
        "警报解除率：本月发出的警报中，起因已消除的条数。",
    ),
    "month.proof.clearing": (
        "The clearing date is the business day of the settlement, or the next after the cut-over, "
        "by the profile in the store.",
        "清算日期为结算当日；日切之后结算则为下一日，以本机所存站点配置为准。",
    ),
    # the letter of a day in the calendar
    "word.month_letter.on_time": ("✓", "✓"),
    "word.month_letter.said": ("S", "称"),
    "word.month_letter.late": ("L", "迟"),
    "word.month_letter.held": ("H", "缓"),
    "word.month_letter.missed": ("M", "漏"),
    "word.month_letter.gap": ("G", "缺"),
    "word.month_letter.mismatch": ("≠", "≠"),
    "word.month_letter.empty": ("0", "无"),
    "word.month_letter.running": ("…", "…"),
    "word.month_letter.closed": ("–", "休"),
    "word.month_letter.no_records": ("?", "?"),
}
