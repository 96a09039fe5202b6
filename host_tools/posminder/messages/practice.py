# SPDX-License-Identifier: MIT
"""What `practice` says: incidents, what may be done, what is seen, what it was worth."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_INCIDENTS: Final[Table] = {
    "practice.receipt_missing": ("A receipt is missing", "签购单未打印"),
    "practice.receipt_missing.task": (
        "A customer has just paid and waits for the receipt. The next customer is behind him.",
        "顾客刚付款，正等签购单，后面还有一位顾客。",
    ),
    "practice.terminal_demands": ("The terminal sells no more", "终端拒绝交易"),
    "practice.terminal_demands.task": (
        "A customer wants to pay 7.90 and the register has just said no. The card is good.",
        "顾客要付 7.90，收银机刚刚拒绝。卡没有问题。",
    ),
    "practice.above_maximum": ("The batch is above the maximum", "批次超过上限"),
    "practice.above_maximum.task": (
        "The shop is closed. You want to switch off and go home; the board shows something.",
        "已打烊。您想关机回家，守护盒有显示。",
    ),
    "practice.forgot_to_close": ("Closing time", "打烊"),
    "practice.forgot_to_close.task": (
        "The last customer has left, the lights go out in half an hour. You are alone.",
        "最后一位顾客已走，半小时后断电。只有您一人。",
    ),
    "practice.terminal_unplugged": ("The terminal does not answer", "终端无应答"),
    "practice.terminal_unplugged.task": (
        "Somebody has cleaned behind the counter. You want to close for the day.",
        "刚有人打扫过柜台后面。您准备打烊。",
    ),
    "practice.not_signed_in": ("The terminal is not signed in", "终端未签到"),
    "practice.not_signed_in.task": (
        "The shop opens. A customer already stands there and wants to pay 12.50 by card.",
        "刚开门，已有顾客要刷卡付 12.50。",
    ),
    "practice.sale_refused": ("The register is refused", "收银机交易被拒绝"),
    "practice.sale_refused.task": (
        "The shop opens; yesterday's closing was not easy. A customer wants to pay 7.90 by card.",
        "开门营业，昨天打烊不太顺利。顾客要刷卡付 7.90。",
    ),
    "practice.sale_unknown": ("Was it paid?", "付款了吗？"),
    "practice.sale_unknown.task": (
        "In the middle of a sale of 7.90 everything went dark for a moment. The customer waits.",
        "一笔 7.90 的交易进行中，突然断电片刻。顾客在等。",
    ),
}

_ACTS: Final[Table] = {
    "act.sell": ("let the customer pay by card", "让顾客刷卡付款"),
    "act.paper": ("put paper into the register's printer", "给收银机打印机装纸"),
    "act.reprint": ("repeat the last receipt at the register", "在收银机重打印上一张签购单"),
    "act.press": ("press the board's button shortly", "短按守护盒按钮"),
    "act.twice": ("press it twice", "连按两次"),
    "act.hold": ("hold it for two seconds", "按住两秒"),
    "act.look": ("look at the terminal and its cable", "查看终端和连接线"),
    "act.plug": ("put the terminal's plug in", "插好终端连接线"),
    "act.owner": ("call the owner", "打电话给店主"),
    "act.runbook": ("read the runbook: runbook ALERT", "查处理手册：runbook 警报名"),
    "act.off": ("switch everything off at the breaker", "拉闸，全部断电"),
    "act.on": ("switch everything on", "全部通电"),
    "act.wait": ("wait: wait MINUTES", "等待：wait 分钟数"),
    "act.done": ("nothing more: let time run out and see", "到此为止，看结果"),
}

_SEEN: Final[Table] = {
    "practice.lamp": ("Lamp: {lamp}", "灯：{lamp}"),
    "practice.panel": ("Panel: {text}", "屏幕：{text}"),
    "practice.panel_dark": ("Panel: dark", "屏幕：不亮"),
    "practice.sound": ("Sound: {sound}", "声音：{sound}"),
    "practice.register": (
        "Register: last sale {amount}: {state}",
        "收银机：上一笔 {amount}：{state}",
    ),
    "practice.register.running": ("running", "进行中"),
    "practice.register.approved": ("paid", "已付款"),
    "practice.register.declined": ("declined", "被拒绝"),
    "practice.register.unknown": ("no answer", "无应答"),
    "practice.register.reversed": ("taken back", "已撤销"),
    "practice.terminal.off": ("Terminal: dark", "终端：不亮"),
    "practice.terminal.unplugged": (
        "Terminal: ready, but its plug lies beside the board",
        "终端：正常，但连接线插头掉在守护盒旁",
    ),
    "practice.terminal.sign_in": ("Terminal: sign-in necessary", "终端：需要签到"),
    "practice.terminal.settle": ("Terminal: settle first", "终端：请先结算"),
    "practice.terminal.ready": ("Terminal: ready", "终端：就绪"),
    "practice.terminal.last": (
        "Last on the terminal: no. {receipt_no}, {amount}, {state}. Open batch: {count}, {total}",
        "终端最后一笔：凭证 {receipt_no}，{amount}，{state}。未结批次：{count} 笔，{total}",
    ),
    "practice.sale.pending": ("not finished", "未完成"),
    "practice.sale.approved": ("paid", "已付款"),
    "practice.sale.declined": ("declined", "被拒绝"),
    "practice.sale.reversed": ("taken back, not paid", "已冲正，未付款"),
    "practice.owner": (
        'The owner: "The total is right. Settle it, and do not switch off before it is settled."',
        "店主：“金额没错，结算吧。结算完成前不要关机。”",
    ),
    "practice.runbook": ("Alerts: {alerts}", "警报：{alerts}"),
    "practice.now": ("{time}, what do you do?", "{time}，您怎么做？"),
    "practice.help": ("What you may do, one a line:", "可做的事，每行一项："),
}

_SCORE: Final[Table] = {
    "practice.solved": ("Solved. Points: {points}.", "已解决。得分：{points}。"),
    "practice.unsolved": ("Not solved. Points: {points}.", "未解决。得分：{points}。"),
    "practice.right": (
        "First right act {seconds} s after you took over, of {limit} s [{records}].",
        "接手 {seconds} 秒后首次正确处理，限时 {limit} 秒 [{records}]。",
    ),
    "practice.no_right": (
        "The right act never came, in {limit} s.",
        "{limit} 秒内没有正确处理。",
    ),
    "practice.harm": ("Harm done: {harm} [{records}].", "造成损害：{harm} [{records}]。"),
    "practice.no_harm": ("No harm done.", "未造成损害。"),
    "harm.off_with_open_batch": (
        "switched off before the batch was settled",
        "批次未结算就断电",
    ),
    "harm.sold_not_signed_in": (
        "sold while the terminal was not signed in",
        "终端未签到时交易",
    ),
    "harm.sold_in_doubt": (
        "took money again while the sale before was in doubt",
        "上一笔存疑时再次收款",
    ),
    "harm.no_receipt": ("sold on without paper", "无纸仍继续交易"),
    "harm.paid_twice": ("took the money of one customer twice", "同一顾客被收款两次"),
    "practice.how": (
        "Judged by the board's journal and the terminal's books, not by what you typed.",
        "按守护盒日志和终端账目评分，与输入无关。",
    ),
}

MESSAGES: Final[Table] = _INCIDENTS | _ACTS | _SEEN | _SCORE
