# SPDX-License-Identifier: MIT
"""What `posminder audit` says of an acquirer's file."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "audit.column.shop": ("shop", "商户"),
    "audit.column.lines": ("lines", "行数"),
    "audit.column.gross": ("gross", "交易额"),
    "audit.column.returned": ("came back", "划款失败"),
    "audit.column.not_paid": ("not paid", "逾期未划款"),
    "audit.column.not_settled": ("not settled", "未结算"),
    "audit.column.paid_late": ("paid late", "划款迟"),
    "audit.column.settled_late": ("settled late", "结算迟"),
    "audit.column.waiting": ("waiting", "未到账"),
    "audit.returned": (
        "{shop}, {terminal}, {day}, batch {batch}: {amount} came back: {reason} (line {line}).",
        "{shop}，{terminal}，{day}，批次 {batch}：{amount} 划款失败：{reason}（第 {line} 行）。",
    ),
    "audit.not_paid": (
        "{shop}, {terminal}, {day}, batch {batch}: {amount} was due on {due} and is not paid, "
        "{days} days late (line {line}).",
        "{shop}，{terminal}，{day}，批次 {batch}：{amount} 应于 {due} 到账，尚未划款，"
        "已迟 {days} 天（第 {line} 行）。",
    ),
    "audit.not_settled": (
        "{shop}, {terminal}, {day}, batch {batch}: {amount} is not settled, {days} days after "
        "(line {line}).",
        "{shop}，{terminal}，{day}，批次 {batch}：{amount} 未结算，"
        "已过 {days} 天（第 {line} 行）。",
    ),
    "audit.paid_late": (
        "{shop}, {terminal}, {day}, batch {batch}: {amount} was due on {due} and paid on {paid}, "
        "{days} days late (line {line}).",
        "{shop}，{terminal}，{day}，批次 {batch}：{amount} 应于 {due} 到账，{paid} 划款，"
        "迟 {days} 天（第 {line} 行）。",
    ),
    "audit.settled_late": (
        "{shop}, {terminal}, {day}, batch {batch}: {amount} was settled {days} days late "
        "(line {line}).",
        "{shop}，{terminal}，{day}，批次 {batch}：{amount} 迟 {days} 天结算（第 {line} 行）。",
    ),
    "audit.sum": (
        "{shops} shops up to {last}: {not_settled} not settled, {settled_late} settled late, "
        "{not_paid} not paid, {paid_late} paid late, {returned} came back; {waiting} waiting.",
        "截至 {last} 共 {shops} 家商户：未结算 {not_settled}，结算迟 {settled_late}，"
        "逾期未划款 {not_paid}，划款迟 {paid_late}，划款失败 {returned}；未到账 {waiting}。",
    ),
    "audit.unjudged.settled_late": (
        "Whether a batch was settled late is not judged: the file has no time and no batch number.",
        "文件没有结算时间和批次号，无法判断结算是否迟。",
    ),
    "audit.unjudged.not_settled": (
        "Whether a batch was settled at all is not judged: the file says no time of it.",
        "文件没有结算时间，无法判断是否未结算。",
    ),
    "audit.unjudged.paid_late": (
        "Whether money is late is not judged: the file has no day of payouts, or no --sheet is "
        "named.",
        "文件没有划款日期，或未用 --sheet 指明到账周期，无法判断划款是否迟。",
    ),
    "audit.unjudged.not_paid": (
        "Nor whether it is missing.",
        "亦无法判断是否逾期未划款。",
    ),
    "audit.unjudged.returned": (
        "Whether payouts came back is not judged: the file has no status.",
        "文件没有划款状态，无法判断是否划款失败。",
    ),
    "audit.grade": (
        "All of this is the acquirer's word: no board saw these shops.",
        "以上均以收单机构文件为准：没有守护盒记录可佐证。",
    ),
}
