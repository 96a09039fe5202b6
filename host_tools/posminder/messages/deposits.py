# SPDX-License-Identifier: MIT
"""What is said of deposits: of their records and alerts, and by `posminder deposits`."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "record.expected": (
        "Deposit {deposit} is expected: {books} of business day {business_day}, due {due_day}.",
        "待到账第 {deposit} 笔：营业日 {business_day}，{books}，应到账日 {due_day}。",
    ),
    "record.credit": (
        "Deposit {deposit} of business day {business_day}, as somebody says: {state}.",
        "第 {deposit} 笔到账（营业日 {business_day}），据告知：{state}。",
    ),
    "record.credit.returned": (
        "Deposit {deposit} of business day {business_day} was sent back, they say: {reason}.",
        "第 {deposit} 笔（营业日 {business_day}）据告知划款失败：{reason}。",
    ),
    "record.credit.let_go": (
        "Deposit {deposit} of business day {business_day} was never confirmed and is let go: "
        "the list was full.",
        "第 {deposit} 笔（营业日 {business_day}）一直未确认，因清单已满不再跟踪。",
    ),
    "why.holiday_ahead": (
        "The bank is closed for three days or more, and money settled too late waits until after.",
        "银行将连休三天或更久，结算过晚的款项要等到连休之后。",
    ),
    "why.calendar_ending": (
        "The bank days in the profile are known for less than sixty days more.",
        "配置中的银行日历不足六十天。",
    ),
    "why.deposit_overdue": (
        "Nobody has confirmed the credit by its due time; the board sees no bank account.",
        "已过应到账时间，仍无人确认到账；守护盒看不到银行账户。",
    ),
    "why.payout_returned": (
        "Somebody said that the acquirer's payout was sent back.",
        "有人告知收单机构的划款被退回。",
    ),
    "deposits.none": ("No deposit is awaited.", "没有待到账款项。"),
    "deposits.grade": (
        "What is credited is somebody's word: the board sees no bank account (grade C).",
        "是否到账以人员告知为准：守护盒看不到银行账户（C 级）。",
    ),
    "deposits.told_credited": (
        "Deposit {number} of {day}: credited, on your word.",
        "第 {number} 笔（{day}）：据您告知已到账。",
    ),
    "deposits.told_returned": (
        "Deposit {number} of {day}: returned, on your word.",
        "第 {number} 笔（{day}）：据您告知划款失败。",
    ),
    "deposits.not_known": ("not known", "未知"),
    "deposits.waits": ("awaited", "待到账"),
    "deposits.today": ("due today", "今日应到账"),
    "deposits.late": ("late, not confirmed", "已过期，未确认"),
    "deposits.returned": ("returned", "划款失败"),
    "deposits.unknown": ("awaited, due day not known", "待到账，应到账日未知"),
    "deposits.column.number": ("no.", "序号"),
    "deposits.column.day": ("business day", "营业日"),
    "deposits.column.count": ("count", "笔数"),
    "deposits.column.total": ("total", "金额"),
    "deposits.column.due": ("due", "应到账日"),
    "deposits.column.state": ("state", "状态"),
    "not_closed.shop": ("shop", "门店"),
    "not_closed.board": ("board", "守护盒"),
    "not_closed.open": ("open", "未结算"),
    "not_closed.since": ("since", "始于"),
    "not_closed.until": ("records until", "记录截至"),
    "not_closed.none": (
        "Of {count} boards none has an open sale of before {day}, as far as the records reach.",
        "{count} 台守护盒在 {day} 之前均无未结算交易（以已读取的记录为准）。",
    ),
}
