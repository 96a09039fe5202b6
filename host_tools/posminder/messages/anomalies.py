# SPDX-License-Identifier: MIT
"""What `report anomalies` says: each rule with its limits, each finding with its figures."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "anomalies.title": ("Unusual at the counter", "柜台异常"),
    "anomalies.found": (
        "Findings: {count}, on {days} of {all} business days. Each is a reason to look, and proves "
        "nothing.",
        "发现 {count} 项，涉及 {all} 个营业日中的 {days} 天。每项只是查看的理由，不证明任何问题。",
    ),
    "anomalies.none": (
        "No rule found anything on {all} business days.",
        "{all} 个营业日内没有规则发现异常。",
    ),
    "anomalies.attended": (
        "This terminal speaks nothing: no sale was seen, and no rule can judge.",
        "该终端不发送任何信息：看不到交易，规则无法判断。",
    ),
    "anomalies.findings": ("Findings", "发现"),
    "anomalies.rules": ("The rules", "规则"),
    "anomalies.day": ("Business day", "营业日"),
    "anomalies.rule": ("Rule", "规则"),
    "anomalies.what": ("What was found", "发现内容"),
    "anomalies.records": ("Records", "记录号"),
    "anomalies.limit": ("Finds", "判定条件"),
    "anomalies.judged": ("Days judged", "已判断天数"),
    "anomalies.not_judged": ("Not judged", "未判断"),
    "anomalies.count": ("Found", "发现"),
    "anomalies.minutes": ("{minutes} min", "{minutes} 分钟"),
    "anomalies.figure.days": ("Business days", "营业日"),
    "anomalies.figure.found": ("Findings", "发现"),
    "anomalies.figure.touched": ("Days with one", "涉及天数"),
    "anomalies.figure.not_judged": ("Days without a usual", "尚无常值的天数"),
    "anomalies.more": ("{first} to {last}", "{first} 至 {last}"),
    "word.anomaly.total": ("day's total", "当日金额"),
    "word.anomaly.silence": ("nothing sold while open", "营业时间无交易"),
    "word.anomaly.burst": ("burst", "交易密集"),
    "word.anomaly.duplicate": ("the same twice", "重复金额"),
    "word.anomaly.card": ("one card often", "同卡多次"),
    "word.anomaly.declined": ("many refused", "多笔被拒"),
    "word.anomaly.void": ("taken back after settling", "结算后撤销或退货"),
    "word.anomaly.outside": ("outside opening hours", "非营业时间"),
    "anomaly.total": (
        "Sold {total}; usual on this weekday is {usual} (median of {days} days).",
        "当日 {total}；该星期几的常值为 {usual}（{days} 天的中位数）。",
    ),
    "anomaly.silence": (
        "Open, and nothing sold from {from} to {to}, {pause}; the longest pause of this weekday is "
        "usually {usual} (median of {days} days).",
        "营业中 {from} 至 {to} 无交易，共 {pause}；"
        "该星期几最长间隔的常值为 {usual}（{days} 天的中位数）。",
    ),
    "anomaly.burst": (
        "{count} transactions within a quarter of an hour from {from}; the busiest one of this "
        "weekday has usually {usual} (median of {days} days).",
        "{from} 起一刻钟内 {count} 笔交易；"
        "该星期几最忙一刻钟的常值为 {usual} 笔（{days} 天的中位数）。",
    ),
    "anomaly.duplicate": (
        "{amount} at {first} and again at {then}, {apart} apart, card {card}; neither is reversed.",
        "{first} 与 {then} 两次 {amount}，相隔 {apart}，卡号 {card}；均未撤销。",
    ),
    "anomaly.card": (
        "Card {card} was used {count} times from {from} to {to}.",
        "卡号 {card} 在 {from} 至 {to} 使用 {count} 次。",
    ),
    "anomaly.declined": (
        "{count} transactions not approved from {from} to {to}.",
        "{from} 至 {to} 有 {count} 笔交易未成功。",
    ),
    "anomaly.void": (
        "{kind} of {amount} at {back}, after the day's settlement at {settled}.",
        "{back} {kind} {amount}，在当日 {settled} 结算之后。",
    ),
    "anomaly.outside": (
        "{count} approved outside opening hours, from {from} to {to}: {total}.",
        "非营业时间成功 {count} 笔，{from} 至 {to}：{total}。",
    ),
    "limit.total": (
        "a total of more than {times} times that weekday's median, or of less than 1/{times}",
        "金额高于该星期几中位数的 {times} 倍，或低于其 1/{times}",
    ),
    "limit.silence": (
        "a pause within opening hours of at least {pause} and more than {times} times that "
        "weekday's median of longest pauses; none in which the board was off or the terminal "
        "silent",
        "营业时间内间隔至少 {pause}，且超过该星期几最长间隔中位数的 {times} 倍；"
        "守护盒断电或终端无应答的除外",
    ),
    "limit.burst": (
        "at least {count} transactions within {within}, and more than {times} times that weekday's "
        "median of the busiest",
        "{within} 内至少 {count} 笔，且超过该星期几最忙时段中位数的 {times} 倍",
    ),
    "limit.duplicate": (
        "two approved sales of one amount within {within}, to the same card or to none known, "
        "neither reversed on that day",
        "{within} 内两笔金额相同的成功消费，同卡或卡号均不明，且当日未撤销",
    ),
    "limit.card": (
        "one masked card number, {count} times or more within {within}; two cards may share one",
        "同一掩码卡号在 {within} 内使用 {count} 次或以上；不同的卡可能掩码相同",
    ),
    "limit.declined": (
        "{count} transactions or more not approved within {within}",
        "{within} 内 {count} 笔或以上未成功",
    ),
    "limit.void": (
        "a refund or reversal after that day's settlement",
        "当日结算之后的退货或撤销",
    ),
    "limit.outside": (
        "an approved transaction more than {outside} before opening or after closing",
        "开店前或打烊后超过 {outside} 的成功交易",
    ),
    "anomalies.proof.usual": (
        "Usual is the median of the weekday's last {max} days with all records, at least {min}; "
        "of two middle values half their sum, rounded up. With fewer days a rule does not judge.",
        "常值为该星期几最近 {max} 个记录完整之日的中位数，至少 {min} 天；"
        "两个中间值取其和的一半，进位。天数不足则不判断。",
    ),
    "anomalies.proof.inferred": (
        "What was sold is graded B, seen on the line; that it is unusual is inferred, grade D.",
        "交易本身为 B 级，在线路上看到；“异常”为推断，D 级。",
    ),
    "anomalies.proof.score": (
        "There is no score and nothing hidden: whoever has the records can count each again.",
        "没有评分，也没有隐藏的判断：任何人凭记录都能复核每一项。",
    ),
}
