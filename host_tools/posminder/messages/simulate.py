# SPDX-License-Identifier: MIT
"""What the demo says in the end: its tables, its incidents, and what the board did about each."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    # journal against the terminal's own books
    "books.title": ("The journal against the terminal's own books", "日志与终端账目核对"),
    "books.journal": ("the board's journal", "守护盒日志"),
    "books.terminal": ("the terminal's own books", "终端账目"),
    "books.sign_ins": ("terminal sign-ins", "终端签到"),
    "books.sales": ("sales that stand", "有效消费"),
    "books.refunds": ("refunds", "退货"),
    "books.reversals": ("sales taken back", "撤销与冲正"),
    "books.receipts": ("receipts printed", "已打印的签购单"),
    "books.duplicates": ("of these as duplicates", "其中重打印"),
    "books.batches": ("batches settled and proved", "已结算并核实的批次"),
    "verdict.ok": ("ok", "一致"),
    "verdict.unknowable": ("cannot be known from here", "此处无法得知"),
    "verdict.unknowable.power_cut": (
        "{count} in a power cut: cannot be known from here",
        "断电期间 {count} 笔：此处无法得知",
    ),
    "verdict.unknowable.terminal_prints": (
        "the terminal prints them itself: cannot be known from here",
        "由终端自行打印：此处无法得知",
    ),
    "verdict.unknowable.between_looks": (
        "{count} between two looks at the terminal: cannot be known from here",
        "两次查询之间 {count} 笔：此处无法得知",
    ),
    "verdict.differs": ("DIFFERS", "不一致"),
    # incidents
    "demo.incident": ("what happened", "发生了什么"),
    "demo.answer": ("what the board did", "守护盒做了什么"),
    "demo.cannot": (
        "Needs a register at the board, so not in this shop: {incidents}.",
        "需要收银机接入守护盒，本店不会发生：{incidents}。",
    ),
    "demo.and": ("; ", "；"),
    "demo.missing": ("NOT in the journal: {sign}", "日志中没有：{sign}"),
    "incident.no_keys": ("the terminal has no keys before it opens", "开门前终端没有密钥"),
    "answer.no_keys": ("signed it in, and asked whether it is", "为终端签到，并查询确认"),
    "incident.declined": ("a card is declined", "银行卡被拒"),
    "answer.declined": ("wrote it down; nothing is owed", "记入日志；无需签购单"),
    "incident.paper_out": ("the paper is out at a receipt", "打印签购单时缺纸"),
    "answer.paper_out": (
        "reminded at once, until the duplicate was printed",
        "立即提醒，直到重打印",
    ),
    "incident.paper_refused": ("the terminal sells not without paper", "终端缺纸，拒绝交易"),
    "answer.paper_refused": (
        "said so until it sold again",
        "提示，直到再次成交",
    ),
    "incident.keys_run_out": ("the terminal's keys are gone at a sale", "交易时终端密钥失效"),
    "answer.keys_run_out": ("signed it in at once", "立即为终端签到"),
    "incident.reply_lost": ("a sale's reply is lost on the line", "交易应答在线路上丢失"),
    "answer.reply_lost": ("asked the terminal which sale was its last", "向终端查询最后一笔交易"),
    "incident.muted": ("paper out again, the cashier mutes the board", "再次缺纸，收银员静音"),
    "answer.muted": ("went on without sound, until the duplicate", "静音显示，直到重打印"),
    "incident.refund": ("a customer is given money back", "顾客退货"),
    "answer.refund": ("wrote it down as a refund, with its receipt", "记为退货，并跟踪签购单"),
    "incident.reversal": ("the cashier reverses a sale", "收银员撤销交易"),
    "answer.reversal": ("knows that the sale stands no longer", "知道该交易已不成立"),
    "incident.power_cut": ("the board loses its power", "守护盒断电"),
    "answer.power_cut": ("went on where it was", "从断点继续"),
    "incident.power_cut_in_sale": ("the board loses its power in a sale", "交易中守护盒断电"),
    "answer.power_cut_in_sale": (
        "asked the terminal what became of it",
        "向终端查询该交易结果",
    ),
    "incident.noise": ("noise on the terminal's line", "终端线路受干扰"),
    "answer.noise": ("passed everything on, wrote down every sale", "全部转发，交易均已记录"),
    "incident.unplugged": ("the terminal's plug is pulled", "终端连接线被拔下"),
    "answer.unplugged": ("said so until the terminal answered", "提示，直到终端应答"),
    "incident.breaker": ("the whole shop is dark for minutes", "全店断电数分钟"),
    "answer.breaker": ("started by itself, and went on where it was", "自行启动，从断点继续"),
    "incident.clock_forgotten": ("the clock chip forgets the time", "时钟芯片丢失时间"),
    "answer.clock_forgotten": (
        "did nothing by the clock until it was set",
        "时钟设置前不按时间操作",
    ),
    "incident.button_held": ("the shop closes: button held", "打烊：按住按钮"),
    "answer.button_held": ("began the settlement", "开始批结算"),
    "incident.acquirer_refuses": ("the acquirer refuses the settlement", "收单机构拒绝批结算"),
    "answer.acquirer_refuses": ("waited, and tried again", "稍候重试"),
    "incident.breaker_in_doubt": (
        "the answer is lost, and the breaker thrown",
        "应答丢失，随后拉闸",
    ),
    "answer.breaker_in_doubt": (
        "asked in the morning: settled, exactly once",
        "次日早晨查询：已结算，且仅一次",
    ),
    # what must hold
    "invariant.title": ("what must hold of any day", "任何一天都必须成立"),
    "invariant.holds": ("holds", "成立"),
    "invariant.broken": ("DOES NOT HOLD", "不成立"),
    "invariant.journal_whole": ("no record is missing", "日志无缺失"),
    "invariant.intent_before_outcome": (
        "each command is written down before it is sent",
        "每条指令先记录后发送",
    ),
    "invariant.few_records_a_sale": ("at most eight records a sale", "每笔交易最多八条记录"),
    "invariant.acts_with_a_clock": (
        "nothing is done by an untrusted clock",
        "时钟不可信时不按时间操作",
    ),
    "invariant.batches_settled_once": ("no batch is settled twice", "批次不重复结算"),
    "invariant.asks_before_settling": ("it asks before it settles", "结算前先查询"),
    "invariant.sales_in_one_batch": (
        "each sale is in one batch, or open",
        "每笔交易只属于一个批次，或尚未结算",
    ),
    "invariant.sales_recorded": ("no approved sale is without its record", "成功的交易均有记录"),
    "invariant.sales_true": ("no sale is made up or written twice", "交易不虚构、不重复记录"),
    "invariant.exchanges_noticed": (
        "an exchanged terminal is noticed, and nothing else is taken for one",
        "更换终端必被发现，且不误判",
    ),
    "invariant.nothing_before_confirmed": (
        "nothing is done to a new terminal before a person confirms it",
        "新终端经人确认前不做任何操作",
    ),
    "invariant.stranded_apart": (
        "what an old terminal had not settled is told, and apart",
        "旧终端未结部分单独列明",
    ),
    "invariant.taken_back_is_said": (
        "what was taken back is known, or in doubt",
        "撤销与冲正均已知或存疑",
    ),
    "invariant.receipts_true": (
        "a receipt counts as printed only if it was",
        "签购单确已打印才算打印",
    ),
    "invariant.receipts_reminded": (
        "no receipt is owed without a reminder in time",
        "未出签购单均按时提醒",
    ),
    "invariant.alerts_raised": ("what calls for an alert has one", "该报警的均已报警"),
    "invariant.intents_answered": ("every order has its outcome", "每个命令都有结果"),
    "invariant.doubts_told": (
        "a sale whose end is unknown is told to somebody",
        "结果未知的交易都有警报",
    ),
    "invariant.offline_told": (
        "an off-line sale is sent in time, or somebody is told",
        "离线交易按时上送，否则有警报",
    ),
    "invariant.link_can_it": (
        "nothing is claimed that the link cannot show",
        "不声称连接无法显示的内容",
    ),
    "invariant.incomplete_told": (
        "a record without a key field is told, and no other",
        "缺少关键字段的记录才有警报",
    ),
    "invariant.unsigned_sales_told": (
        "a sale without a sign-in is told to somebody",
        "未签到时的交易都有警报",
    ),
    "invariant.alerts_escalated": (
        "an alert that nobody sees becomes the next person's",
        "无人查看的警报会转给下一责任人",
    ),
    "invariant.alarm_budget_kept": (
        "it sounds no oftener than a day's sales allow",
        "提示音不超过当日限额",
    ),
    "invariant.receipts_counted": (
        "a reminder ends printed, taken back, or counted at closing",
        "提醒以打印、撤销或日终计数结束",
    ),
    "invariant.maintenance_sat_out": (
        "nothing is settled while the acquirer is in maintenance",
        "收单机构维护期间不结算",
    ),
    "invariant.missed_once": (
        "a day without settlement is written down once",
        "未结算的营业日只记一次",
    ),
    "invariant.account_in_order": (
        "an account changes in one order, by two people's word",
        "结算卡变更依次进行，须两人同意",
    ),
    "invariant.alerts_kept": ("no alert is lost", "警报不丢失"),
    "invariant.days_ended": ("each day ends settled, or says why not", "每日均已结算或说明原因"),
    # the end
    "demo.playing": ("A shop's day", "一个营业日"),
    "demo.cost": (
        "{sales} transactions, {records} records, {bytes} bytes of journal a transaction; "
        "{hours} hours of shop in {seconds} s.",
        "{sales} 笔交易，{records} 条记录，每笔日志 {bytes} 字节；"
        "门店 {hours} 小时，用时 {seconds} 秒。",
    ),
    "demo.report": ("The day's report: {path}", "当日报告：{path}"),
    "demo.cut": ("To cut it down by hand: {command}", "手工缩减：{command}"),
    "demo.again": ("The same again: {command}", "重放：{command}"),
}
