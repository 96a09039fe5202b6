# SPDX-License-Identifier: MIT
"""What `case` says: requests, deadlines, papers, and what was done."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "word.case.open": ("open", "待处理"),
    "word.case.prepared": ("prepared", "已备妥"),
    "word.case.sent": ("sent", "已提交"),
    "word.case.won": ("won", "胜诉"),
    "word.case.lost": ("lost", "败诉"),
    "word.case.expired": ("expired", "已逾期失效"),
    "case.column.case": ("case", "案件"),
    "case.column.state": ("state", "状态"),
    "case.column.request": ("request", "类型"),
    "case.column.by": ("answer by", "答复期限"),
    "case.column.left": ("left", "剩余"),
    "case.column.asked_by": ("from", "来源"),
    "case.column.contact": ("answer to", "答复至"),
    "case.column.reference": ("their number", "对方编号"),
    "case.column.received": ("received", "收到日期"),
    "case.column.counted": ("counted", "期限算法"),
    "case.column.reason": ("reason", "原因"),
    "case.column.rrn": ("RRN", "检索参考号"),
    "case.column.sale": ("sale", "交易"),
    "case.column.papers": ("papers", "附件数"),
    "case.column.answer": ("answer", "答复"),
    "case.title": ("Case {number}: {request}, {state}", "案件 {number}：{request}，{state}"),
    "case.none": (
        "No case waits. Next: posminder case open REQUEST --tx NUMBER",
        "没有待办案件。下一步：posminder case open REQUEST --tx NUMBER",
    ),
    "case.overdue": ("{days} d OVERDUE", "已逾期 {days} 天"),
    "case.today": ("today", "今天到期"),
    "case.left": ("{days} d", "{days} 天"),
    "case.no_sale": ("not found yet", "尚未查到"),
    "case.sale": ("{named} (record {seq} of {board})", "{named}（{board} 第 {seq} 条记录）"),
    "case.not_attached": ("not attached", "未附"),
    "case.lacking": ("there is none: {why}", "无法提供：{why}"),
    "case.looked": (
        "; looked at: no whole card number on it",
        "；已查看：无完整卡号",
    ),
    "case.same_state": (
        "Case {number} is in that state already; nothing was written.",
        "案件 {number} 已是该状态，未写入。",
    ),
    "case.counted.told": ("the day that the request names", "来函指定的日期"),
    "case.counted.bank_days": (
        "{days} bank days ({calendar}) after {received}",
        "{received} 之后第 {days} 个银行工作日（{calendar}）",
    ),
    "case.counted.calendar_days": (
        "{days} days after {received}, weekends too: which are bank days is not known here, so "
        "this can only be too early",
        "{received} 之后第 {days} 天（含周末）：此处不知哪些是银行工作日，只会偏早",
    ),
    "case.did.opened": ("opened: {request}", "建案：{request}"),
    "case.did.tied": (
        "is about sale {named}, record {seq} of board {board}",
        "对应交易 {named}，守护盒 {board} 第 {seq} 条记录",
    ),
    "case.did.attached": (
        "attached {file} ({paper}), was called {name}, SHA-256 {sha256}{looked}",
        "附上 {file}（{paper}），原名 {name}，SHA-256 {sha256}{looked}",
    ),
    "case.did.lacking": ("there is no {paper}: {why}", "无{paper}：{why}"),
    "case.did.answered": ("answered: {text}", "答复：{text}"),
    "case.did.made": (
        "made a pack in {folder}, SHA-256 of its manifest {manifest_sha256}",
        "已制作材料：{folder}，清单 SHA-256 {manifest_sha256}",
    ),
    "case.did.moved": ("{state}{why}", "{state}{why}"),
}
