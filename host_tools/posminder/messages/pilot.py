# SPDX-License-Identifier: MIT
"""What `report pilot` says: mode observe beside what people did."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "pilot.title": ("Pilot: what the board would have done", "试点报告：守护盒本应做什么"),
    "pilot.dates": ("{first} to {last}", "{first} 至 {last}"),
    "pilot.helped": (
        "Days on which money waited that the board would have settled: {days} ({books}, "
        "{longest} d at most).",
        "有 {days} 天守护盒本应结算却仍在等待：{books}，最长 {longest} 天。",
    ),
    "pilot.not_needed": (
        "Of {days} business days, money waited on none that the board would have settled.",
        "{days} 天内没有守护盒本应结算而等待的款项。",
    ),
    "pilot.reminded": (
        "Receipts it would have reminded of: {count}; never printed: {never}.",
        "本应提醒 {count} 张签购单，其中 {never} 张始终未打印。",
    ),
    "pilot.days": ("The days", "逐日"),
    "pilot.alerts": ("Alerts, and sounds there would have been", "警报与本应发出的声音"),
    "pilot.no_alert": ("No alert was raised.", "没有警报。"),
    "pilot.chart": ("{days} days, one a row.", "{days} 天，每天一行。"),
    # columns
    "pilot.day": ("Business day", "营业日"),
    "pilot.sold": ("Sold", "成功交易"),
    "pilot.would": ("Would have settled", "本应结算"),
    "pilot.did": ("Settled by people", "人工结算"),
    "pilot.sign_in": ("Would have signed in", "本应签到"),
    "pilot.receipts": ("Would have reminded", "本应提醒"),
    "pilot.sounds": ("Sounds", "声音"),
    "pilot.raised": ("Raised", "次数"),
    # cells
    "pilot.late": ("on a later day", "以后才结算"),
    "pilot.never": ("not at all", "始终未结算"),
    "pilot.waited": ("{books}, {days} d", "{books}，{days} 天"),
    "pilot.signed_in": (
        "signed in {time}, {sales} sales before",
        "{time} 签到，此前 {sales} 笔交易",
    ),
    "pilot.never_signed_in": ("never", "未曾"),
    "pilot.would_settle": ("{time}: the board would have settled", "{time} 守护盒本应结算"),
    "pilot.did_settle": ("{time}: settled", "{time} 已结算"),
    "pilot.would_sign_in": (
        "{time}: the board would have signed the terminal in",
        "{time} 守护盒本应让终端签到",
    ),
    "pilot.would_remind": (
        "{time}: the board would have reminded of a receipt",
        "{time} 守护盒本应提醒签购单",
    ),
    # figures
    "pilot.figure.days": ("Business days", "营业日"),
    "pilot.figure.sales": ("Transactions", "交易"),
    "pilot.figure.waited": ("Days that waited", "等待结算的天数"),
    "pilot.figure.receipts": ("Receipts to remind of", "应提醒签购单"),
    "pilot.figure.later": ("{count} printed later", "{count} 张后来打印"),
    "pilot.figure.sign_ins": ("Sign-ins not sent", "未发送的签到"),
    "pilot.figure.sounds": ("Sounds there would have been", "本应发出的声音"),
    "pilot.figure.rate": ("{rate} per 20 sales", "每 20 笔 {rate} 次"),
    # legend
    "pilot.legend.would": ("the board would have settled", "守护盒本应结算"),
    "pilot.legend.did": ("settled by people", "人工结算"),
    "pilot.legend.waited": ("not settled on the day", "当日未结算"),
    "pilot.legend.receipt": ("receipt to remind of", "应提醒签购单"),
    "pilot.legend.sign_in": ("not signed in, sign-in not sent", "未签到，签到未发送"),
    # proof
    "pilot.proof.mode": (
        "In mode observe the board sends the terminal nothing and makes no sound; it writes down "
        "what it would have done, at the moment it would have.",
        "观察模式下守护盒不向终端发送指令，也不发声；只在应动作时记录本应执行的操作。",
    ),
    "pilot.proof.totals": (
        "The terminal's totals were not read: whether a batch was below the minimum or above the "
        "maximum is not known, and a settlement that would have been held counts as one.",
        "未读取终端合计：批次是否低于下限或高于上限未知，本应暂缓的结算也计为结算。",
    ),
    "pilot.proof.seen": (
        "Settled by people means: seen on the line. What was settled where the board could not "
        "hear it counts as not settled.",
        "“人工结算”指在线路上看到的结算。守护盒听不到的结算计为未结算。",
    ),
    "pilot.proof.receipts": (
        "A receipt printed later was printed as a duplicate, without anybody being reminded.",
        "后来打印的签购单为重打印，且无人提醒。",
    ),
}
