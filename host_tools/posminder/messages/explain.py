# SPDX-License-Identifier: MIT
"""What `explain` says; the sentences of single records stand in record.py."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_TOPICS: Final[Table] = {
    "topic.day": ("The day", "当日"),
    "topic.cause": ("Why", "原因"),
    "topic.settlement": ("Settlement", "批结算"),
    "topic.button": ("Button", "按钮"),
    "topic.sign_in": ("Sign-in", "签到"),
    "topic.operator": ("Operator", "操作员"),
    "topic.power": ("Power", "供电"),
    "topic.line": ("Line", "线路"),
    "topic.clock": ("Clock", "时钟"),
    "topic.receipt": ("Receipts", "签购单"),
    "topic.alert": ("Alerts", "警报"),
    "topic.journal": ("Journal", "日志"),
    "topic.note": ("Note", "备注"),
    "topic.sale": ("Transaction", "交易"),
    "topic.offline": ("Off-line", "离线"),
    "topic.reminder": ("Reminder", "提醒"),
    "topic.doubt": ("Doubt", "存疑"),
    "topic.counter": ("Taken back", "退回"),
    "topic.chain": ("In order", "经过"),
    "topic.after": ("And then", "随后"),
    "topic.step": ("Next step", "下一步"),
}

_DAY: Final[Table] = {
    "explain.not_forgotten": (
        "It was not forgotten: the day's batch was settled on the day itself.",
        "没有忘记：当日批次当日已结算。",
    ),
    "explain.nothing_to_forget": ("There was nothing to settle.", "没有需要结算的交易。"),
    "explain.running": (
        "The journal ends before the settlement was due: it cannot be said yet.",
        "日志在应结算时间之前结束：是否忘记尚不可知。",
    ),
    "explain.cause": ("Cause: {cause}. {why}", "原因：{cause}。{why}"),
    "explain.observe": (
        "The board is in mode observe: settling and signing in were the shop's own tasks.",
        "守护盒为观察模式：结算和签到由门店自己完成。",
    ),
    "explain.open": (
        "{books} wait, for {days} d by the end of the records.",
        "{books}等待结算，至记录结束已 {days} 天。",
    ),
    "explain.late": (
        "Its sales were settled {days} d after the business day.",
        "当日交易迟 {days} 天结算。",
    ),
    "explain.try": (
        "Begun at {time} ({reason}): {state}{cause}.",
        "{time} 由{reason}开始：{state}{cause}。",
    ),
    "explain.try_unknown": ("Begun at {time}: {state}{cause}.", "{time} 开始：{state}{cause}。"),
    "explain.no_try": ("No settlement was begun on this day.", "当日未开始批结算。"),
    "explain.held": (
        "Somebody held the button at {times}; the journal does not know who.",
        "有人于 {times} 按住按钮；日志不知道是谁。",
    ),
    "explain.not_held": (
        "Nobody held the button on this day: the shop did not close by hand.",
        "当日无人按住按钮：未手动打烊。",
    ),
    "explain.signed_in": (
        "The terminal was signed in from {time} on.",
        "终端自 {time} 起已签到。",
    ),
    "explain.sign_in": (
        "Terminal from {began} to {ended}: {state}.",
        "终端 {began} 至 {ended}：{state}。",
    ),
    "explain.to_end": ("the end of the records", "记录结束"),
    "explain.sign_in_unseen": (
        "The journal says nothing of the terminal's sign-in.",
        "日志未记录终端签到。",
    ),
    "explain.power": (
        "The board started at {boot} ({reason}); its last record before is of {last}.",
        "守护盒于 {boot} 启动（{reason}）；此前最后一条记录为 {last}。",
    ),
    "explain.power_whole": (
        "The board did not start anew on this day.",
        "当日守护盒未重新启动。",
    ),
    "explain.silent": (
        "The terminal's line was silent from {began} to {ended}.",
        "终端线路 {began} 至 {ended} 无应答。",
    ),
    "explain.line_whole": (
        "The terminal's line was never silent.",
        "终端线路从未中断。",
    ),
    "explain.clock": (
        "{count} records have no wall time: the clock was not set, their time is inferred.",
        "当日 {count} 条记录没有时间：时钟未设置，时间为推算。",
    ),
    "explain.receipts_all": (
        "Every receipt that was owed was printed at first print: {count}.",
        "应打印的签购单首次均已打印：{count} 张。",
    ),
    "explain.receipt": (
        "Receipt of trace {trace}: {first}; reminded {reminded}; in the end: {state} ({ended}).",
        "凭证 {trace} 签购单：{first}；提醒 {reminded}；最终：{state}（{ended}）。",
    ),
    "explain.receipts_unseen": (
        "Whether {count} receipts were printed cannot be seen in this wiring.",
        "此接线方式看不到 {count} 张签购单是否打印。",
    ),
    "explain.never": ("never", "未曾"),
    "explain.alert": (
        "{alert}: raised {raised}, seen {seen}, escalated {escalated}, ended {ended}.",
        "{alert}：提出 {raised}，确认 {seen}，再次鸣响 {escalated}，结束 {ended}。",
    ),
    "explain.no_alert": ("No alert stood on this day.", "当日没有警报。"),
    "explain.missing": (
        "{count} records of the day are missing: what they said is not in this explanation.",
        "当日缺失 {count} 条记录，其内容不在此说明中。",
    ),
    "explain.other": (
        "{count} records are of kinds that this version does not know: {kinds}.",
        "{count} 条记录的类型本版本不认识：{kinds}。",
    ),
    "explain.note": ("{by}: {text}{corrected}", "{by}：{text}{corrected}"),
}

_TRANSACTION: Final[Table] = {
    "explain.not_signed_in": (
        "It was sold while the terminal was not signed in.",
        "交易时终端未签到。",
    ),
    "explain.waited": (
        "It was sold on business day {day} and waited {days} d for its settlement.",
        "交易属于营业日 {day}，等待结算 {days} 天。",
    ),
    "explain.waits": (
        "It was sold on business day {day} and is not settled by the end of the records.",
        "交易属于营业日 {day}，至记录结束仍未结算。",
    ),
}

_ALERT: Final[Table] = {
    "explain.raised": ("{alert}: raised at {time}. {why}", "{alert}：{time} 提出。{why}"),
    "explain.before": ("{time}: {text}", "{time}：{text}"),
    "explain.seen": (
        "Seen at {time}: somebody pressed the button; the journal does not know who.",
        "{time} 有人按下按钮确认；日志不知道是谁。",
    ),
    "explain.seen_by": (
        "Seen at {time} by {person}, with name and PIN.",
        "{time} 由 {person} 凭密码确认。",
    ),
    "explain.unseen": ("Nobody said that they had seen it.", "无人确认。"),
    "explain.muted": (
        "Sounds were switched off at {time} for half an hour.",
        "{time} 起静音半小时。",
    ),
    "explain.escalated": (
        "Sounded once more at {time}: nobody had seen it in time.",
        "{time} 再次鸣响：无人及时确认。",
    ),
    "explain.cleared": ("Cleared at {time}. {text}", "{time} 解除。{text}"),
    "explain.cleared_unshown": (
        "Cleared at {time}; the journal does not show by what.",
        "{time} 解除；日志未显示原因。",
    ),
    "explain.restarted": (
        "Ended with the board's restart at {time}: it was not raised again.",
        "随守护盒 {time} 重启结束：未再提出。",
    ),
    "explain.stands": (
        "It still stands at the end of the records.",
        "至记录结束仍未解除。",
    ),
    # what raises each alert
    "why.receipt_missing": (
        "An approved sale left no receipt in time, or its printer refused.",
        "交易成功后签购单未按时打印，或打印机拒绝。",
    ),
    "why.not_signed_in": (
        "The terminal said that it must be signed in, and it was not put right at once.",
        "终端表示需要签到，且未能立即签到。",
    ),
    "why.settlement_open": (
        "A settlement was given up, or its result is not known.",
        "批结算已放弃，或结果未知。",
    ),
    "why.settlement_mismatch": (
        "The totals before, of and after the settlement do not agree.",
        "结算前、结算、结算后的合计不一致。",
    ),
    "why.terminal_silent": ("The terminal did not answer.", "终端没有应答。"),
    "why.operator_missing": (
        "A sale was approved, and since opening or a restart nobody had said that the operator "
        "signed in at the terminal; the terminal itself does not tell.",
        "交易成功，但开门或重启后无人确认操作员已在终端签到；终端本身不提供此信息。",
    ),
    "why.sale_refused": (
        "The register asked for a sale while the gate was closed; the terminal never saw it.",
        "放行控制关闭期间收银机发起交易；终端未收到该交易。",
    ),
    "why.terminal_not_ready": (
        "The terminal told a status that no command of the board's cures.",
        "终端所报状态无法由守护盒指令解除。",
    ),
    "why.press_wanted": (
        "A computer on the host line asked for what takes a press at the board.",
        "主机线路上的电脑请求了须现场按键确认的操作。",
    ),
    "why.clock_unset": (
        "The board had no wall time, or one that the terminal contradicted.",
        "守护盒没有时间，或与终端时钟矛盾。",
    ),
    "why.clock_differs": (
        "The time on a sale differs from the board's by more than clock.max_skew.",
        "交易上的时间与守护盒时间之差超过 clock.max_skew。",
    ),
    "why.out_of_hours": (
        "A sale was approved outside the profile's hours.",
        "交易发生在配置的营业时间之外。",
    ),
    "why.sign_in_refused": (
        "The terminal refused the board's sign-in: not allowed, not known, or a wrong password.",
        "终端拒绝守护盒签到：不支持、无权或密码错误。",
    ),
    "why.no_profile": ("The board has no profile.", "守护盒没有站点配置。"),
    "why.uncommissioned": ("The board has no key.", "守护盒没有密钥。"),
    "why.sale_not_signed_in": (
        "A sale was approved while the terminal was not signed in.",
        "终端未签到时交易成功。",
    ),
    "why.journal_fault": (
        "A record could not be written and read back.",
        "一条记录无法写入并读回。",
    ),
    "why.journal_filling": (
        "Four fifths of the journal hold records that nobody has pulled.",
        "日志已有五分之四的记录尚未导出。",
    ),
    "why.journal_damaged": (
        "Records of the journal no longer read as they were written.",
        "日志中有记录已无法按原样读出。",
    ),
    "why.update_failed": (
        "A new version had its three starts and was never well; the one before runs again.",
        "新固件三次启动均未正常，已恢复旧版。",
    ),
    "why.case_opened": (
        "The switch under the board's lid opened; the alert stands until that record is pulled.",
        "盒盖开关断开；日志导出该记录后警报解除。",
    ),
    "why.supply_low": (
        "The board's supply fell below its limit: a worn cable, a weak plug, or too much on it.",
        "守护盒供电低于下限：线缆老化、电源偏弱或负载过多。",
    ),
    "why.sale_unknown": (
        "A sale broke off before its result was seen.",
        "交易在结果可见之前中断。",
    ),
    "why.receipts_unprinted": (
        "The day closed with receipts that were never printed.",
        "当日打烊时仍有签购单未打印。",
    ),
    "why.account_change": (
        "A change of the settlement account waits for somebody's next step.",
        "结算卡变更等待下一步办理。",
    ),
    "why.drill": (
        "Somebody began a drill: nothing is wrong.",
        "有人发起演练：一切正常。",
    ),
    "why.sounds_too_often": (
        "A rule sounded oftener than once in twenty sales of the day: it shows its lamp only.",
        "某规则当日提示音超过每 20 笔一次：改为只亮灯。",
    ),
    "why.batch_filling": (
        "The batch has many transactions, a large total or a great age, or closing is near.",
        "批次笔数多、金额大或开启已久，或临近打烊。",
    ),
    "why.offline_waiting": (
        "The terminal said that it approved sales off-line, and they were not sent in time.",
        "终端告知离线批准了交易，且未按时上送。",
    ),
    "explain.offline_waits": (
        "The journal does not say that it was sent.",
        "日志未载明其已上送。",
    ),
    "why.two_settlers": (
        "The terminal told less than the board saw, so part of the batch was settled unseen, or it "
        "said that an end-of-day of its own begins.",
        "终端报告少于守护盒所见，部分批次已在本盒之外结算；或终端表示其自动批结算开始。",
    ),
    "why.sale_incomplete": (
        "A sale's result came without something that this link tells of every sale.",
        "交易结果缺少该连接本应报告的字段。",
    ),
    "explain.lacks": ("Its record lacks: {fields}.", "记录缺少：{fields}。"),
    "explain.and": (", ", "、"),
    "explain.field.amount_minor": ("amount", "金额"),
    "explain.field.trace": ("trace number", "凭证号"),
    "explain.field.terminal_time": ("terminal's time", "终端时间"),
    "explain.field.auth_id": ("authorisation code", "授权号"),
    "why.printer_fault": (
        "The terminal said that its own printer is not ready.",
        "终端表示其打印机未就绪。",
    ),
    "why.sign_in_due": (
        "The shop opens, and nobody has said that the terminal is signed in.",
        "已到营业时间，尚无人确认终端已签到。",
    ),
    "why.closing_due": (
        "The shop closes, and nobody has said that the batch is settled.",
        "已到打烊时间，尚无人确认批次已结算。",
    ),
    "why.terminal_changed": (
        "Another terminal answers: its number, or a trace that goes back, says so.",
        "应答的是另一台终端：终端号不同或凭证号倒退。",
    ),
    "why.above_maximum": (
        "The batch's total is above the profile's maximum.",
        "批次金额超过配置上限。",
    ),
}

MESSAGES: Final[Table] = _TOPICS | _DAY | _TRANSACTION | _ALERT
