# SPDX-License-Identifier: MIT
"""What `report settlements` says, and why a day's sales waited, wherever that is told."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "settlements.day": ("Business day", "营业日"),
    "settlements.sold": ("Sold", "成功交易"),
    "settlements.acquirer": ("Acquirer's file", "收单机构文件"),
    "settlements.state": ("State", "状态"),
    "settlements.at": ("Settled", "批结算"),
    "settlements.grade": ("Grade", "等级"),
    "settlements.why": ("Why it waited", "等待原因"),
    "settlements.late": ("{days} d late", "迟 {days} 天"),
    "settlements.gap": ("GAP", "缺口"),
    "settlements.sum": (
        "{days} business days: {settled} settled, {late} of them late; {empty} without a sale; "
        "{waiting} waiting; {gaps} gaps.",
        "{days} 个营业日：{settled} 天已结算，其中 {late} 天迟；{empty} 天无交易；"
        "{waiting} 天等待中；{gaps} 个缺口。",
    ),
    "settlements.open": ("Waiting: {books}.", "等待结算：{books}。"),
    "word.closing.verified": ("settled and verified", "已结算并核实"),
    "word.closing.seen": ("settled as the terminal said, not proved", "以终端答复为准，未核实"),
    "word.closing.stranded": ("went with an exchanged terminal", "随旧终端滞留"),
    "word.closing.attested": ("settled, as a person said", "已人工确认结算"),
    "word.closing.mismatch": ("does not balance", "对账不平"),
    "word.closing.elsewhere": ("found empty", "批次已空"),
    "word.closing.nothing_sold": ("nothing sold", "无交易"),
    "word.closing.open": ("not settled", "未结算"),
    "word.closing.no_records": ("no records", "无记录"),
    "word.closing.running": ("still running", "营业中"),
    "word.closing.closed": ("shop closed", "停业"),
    # why sales waited: `how` of a cause
    "cause.tried": (
        "The board's last try of the day, at {began}, ended as: {state}{cause}.",
        "守护盒当日最后一次尝试（{began}）结果：{state}{cause}。",
    ),
    "cause.asked": (
        "The board asked for the settlement until {began}, and nobody said that it was done: "
        "{state}{cause}.",
        "守护盒提醒批结算直到 {began}，无人确认：{state}{cause}。",
    ),
    "cause.missed": (
        "The board wrote at {began} that the day was over and not settled{cause}.",
        "守护盒于 {began} 记录：该日已结束而未结算{cause}。",
    ),
    "cause.observed": (
        "The board only watches (mode observe): at {began} it would have settled and sent nothing. "
        "Nobody was seen settling on the day.",
        "守护盒为观察模式：{began} 本应结算，但未发送指令；当日也未见他人结算。",
    ),
    "cause.watched": (
        "The board only watches (mode observe), and nobody was seen settling.",
        "守护盒为观察模式，未见任何人结算。",
    ),
    "cause.broken_off": (
        "The settlement begun at {began} was cut off: the board started again at {ended}.",
        "{began} 开始的批结算被中断：守护盒于 {ended} 重新启动。",
    ),
    "cause.under_way": (
        "A settlement was begun at {began}; the journal ends before its result.",
        "{began} 开始批结算，日志在结果之前结束。",
    ),
    "cause.sold_after": (
        "Sold from {ended} on, after the day's settlement at {began}: it goes with the next one.",
        "自 {ended} 起的交易发生在当日批结算（{began}）之后，计入下一批。",
    ),
    "cause.off": (
        "The board was without power at the latest time, some time between {began} and {ended}.",
        "最晚结算时间守护盒断电，断电在 {began} 与 {ended} 之间。",
    ),
    "cause.clock": (
        "The board's clock was not set: only a held button may begin, and nobody held it.",
        "守护盒时钟未设置：只有按住按钮才会结算，而无人按住。",
    ),
    "cause.silent": (
        "The terminal's line was silent from {began} on.",
        "自 {began} 起终端线路无应答。",
    ),
    "cause.no_profile": (
        "The board had no profile and did nothing to the terminal.",
        "守护盒没有站点配置，未操作终端。",
    ),
    "cause.unknown": (
        "The journal does not show why.",
        "日志未显示原因。",
    ),
}
