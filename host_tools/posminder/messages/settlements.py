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
    "settlements.title": ("Settlements", "结算情况"),
    "settlements.dates": ("{first} to {last}", "{first} 至 {last}"),
    "settlements.calendar": ("Calendar", "日历"),
    "settlements.calendar_label": (
        "Calendar of {days} business days, a column a week: {told}.",
        "{days} 个营业日的日历，每列一周：{told}。",
    ),
    "settlements.times": ("When it was settled", "结算时刻"),
    "settlements.times_label": (
        "Times of {count} settlements of {days} business days.",
        "{days} 个营业日中 {count} 次批结算的时刻。",
    ),
    "settlements.latest": ("{time}, the latest time", "最晚 {time}"),
    "settlements.causes": ("Why days waited", "等待原因汇总"),
    "settlements.no_cause": ("No day waited.", "没有等待的营业日。"),
    "settlements.cause": ("Cause", "原因"),
    "settlements.cause_none": ("sold after the day's settlement", "当日结算后的交易"),
    "settlements.cause_days": ("Days", "天数"),
    "settlements.cause_sold": ("Sold on them", "当日交易"),
    "settlements.cause_longest": ("Waited at most", "最长等待"),
    "settlements.cause_dates": ("Which", "日期"),
    "settlements.more": ("and {count} more", "等 {count} 天"),
    "settlements.span": ("{days} d", "{days} 天"),
    "settlements.days": ("The days", "逐日"),
    "settlements.figure.days": ("Business days", "营业日"),
    "settlements.figure.on_time": ("Settled on the day", "当日已结算"),
    "settlements.figure.late": ("Settled late", "迟结算"),
    "settlements.figure.waiting": ("Not settled", "未结算"),
    "settlements.figure.gaps": ("Gaps", "缺口"),
    "settlements.figure.longest": ("{days} d at most", "最长 {days} 天"),
    "settlements.line_latest": ("latest time", "最晚时间"),
    "settlements.line_cut_over": ("cut-over", "日切"),
    "word.outcome.on_time": ("settled and verified on the day", "当日已结算并核实"),
    "word.outcome.said": ("said to be settled, not proved", "据答复或人工确认，未核实"),
    "word.outcome.late": ("settled on a later day", "以后才结算"),
    "word.outcome.held": ("held by a rule", "按规则暂缓"),
    "word.outcome.missed": ("not settled", "未结算"),
    "word.outcome.gap": ("gap: neither settlement nor cause", "缺口：无结算也无原因"),
    "word.outcome.mismatch": ("does not balance", "对账不平"),
    "word.outcome.empty": ("nothing sold", "无交易"),
    "word.outcome.no_records": ("no records", "无记录"),
    "word.outcome.closed": ("shop closed", "停业"),
    "word.outcome.running": ("still running", "营业中"),
    "settlements.proof.gap": (
        "A gap is a business day that is over and has neither a settlement nor a cause in the "
        "journal.",
        "缺口指已结束的营业日在日志中既无结算也无原因。",
    ),
    "settlements.proof.late": (
        "Late: a sale of the day went with the settlement of a later business day, also one made "
        "after the day's own settlement.",
        "迟：当日的交易计入以后营业日的结算，当日结算之后的交易也算在内。",
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
