# SPDX-License-Identifier: MIT
"""What `explain` says. `record.<kind>[.<state>]` tells one record."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_TOPICS: Final[Table] = {
    "topic.day": ("The day", "当日"),
    "topic.cause": ("Why", "原因"),
    "topic.settlement": ("Settlement", "批结算"),
    "topic.button": ("Button", "按钮"),
    "topic.sign_in": ("Sign-in", "签到"),
    "topic.power": ("Power", "供电"),
    "topic.line": ("Line", "线路"),
    "topic.clock": ("Clock", "时钟"),
    "topic.receipt": ("Receipts", "签购单"),
    "topic.alert": ("Alerts", "警报"),
    "topic.journal": ("Journal", "日志"),
    "topic.note": ("Note", "备注"),
    "topic.sale": ("Transaction", "交易"),
    "topic.reminder": ("Reminder", "提醒"),
    "topic.doubt": ("Doubt", "存疑"),
    "topic.counter": ("Taken back", "退回"),
    "topic.chain": ("In order", "经过"),
    "topic.after": ("And then", "随后"),
    "topic.step": ("Next step", "下一步"),
}

_WORDS: Final[Table] = {
    "word.command.check_status": ("ask the terminal's status", "查询终端状态"),
    "word.command.sign_in": ("sign the terminal in", "让终端签到"),
    "word.command.read_totals": ("read the terminal's totals", "读取终端合计"),
    "word.command.settle": ("settle", "批结算"),
    "word.command.query_last": ("ask for the last sale", "查询最后一笔交易"),
    "word.command.register": ("register at the terminal", "向终端登记"),
    "word.lease.granted": ("granted", "已准许"),
    "word.lease.refused": ("refused", "已拒绝"),
    "word.lease.ended": ("ended", "已结束"),
    "word.lease.commissioned": ("given its first key", "首次设置密钥"),
    "word.approval.accepted": ("accepted", "已接受"),
    "word.approval.wrong_pin": ("refused, wrong PIN", "密码错误，拒绝"),
    "word.approval.no_right": ("refused, not his to decide", "无权限，拒绝"),
    "word.approval.twice": ("refused, the same person twice", "同一人重复，拒绝"),
    "word.approval.out_of_order": ("refused, not its turn", "次序不对，拒绝"),
    "word.approval.other_text": ("refused, another text", "文本不符，拒绝"),
    "word.approval.nothing_to_approve": ("refused, nothing was waiting", "无待批事项，拒绝"),
    "word.approval.too_early": ("refused, too early", "过早，拒绝"),
    "word.person.enrolled": ("enrolled", "已登记"),
    "word.person.removed": ("removed", "已移除"),
    "word.source.before_settlement": ("before settling", "结算前"),
    "word.source.settlement": ("of the settlement itself", "结算本身"),
    "word.source.after_settlement": ("after settling", "结算后"),
}

_RECORDS: Final[Table] = {
    "record.other": ("Other record, {kind}: {fields}", "其他记录 {kind}：{fields}"),
    "record.boot": (
        "The board started: {reason}; firmware {firmware}.",
        "守护盒启动：{reason}；固件 {firmware}。",
    ),
    "record.clock": (
        "The board's clock was set to {new_wall_s} by {source}; it had been {old_wall_s}.",
        "守护盒时钟由{source}设为 {new_wall_s}，此前为 {old_wall_s}。",
    ),
    "record.state": ("The board noted its duties' state.", "守护盒保存了工作状态。"),
    "record.loss": (
        "Records {first_seq} to {last_seq} were overwritten before anybody pulled them.",
        "记录 {first_seq} 至 {last_seq} 在导出前已被覆盖。",
    ),
    "record.damage": (
        "Sector {sector} of the journal was damaged; records read from it: {records}.",
        "日志扇区 {sector} 损坏；可读记录：{records}。",
    ),
    "record.profile": (
        "Profile {new_hash} applied ({role}); before it was {old_hash}.",
        "{role}启用站点配置 {new_hash}，此前为 {old_hash}。",
    ),
    "record.lease": (
        "Access by computer for {role}: {state}.",
        "电脑访问（{role}）：{state}。",
    ),
    "record.line": ("{line} line: {state}.", "{line}线路：{state}。"),
    "record.terminal": (
        "The terminal {tid} told its status: {status}.",
        "终端 {tid} 报告状态：{status}。",
    ),
    "record.sale_started": (
        "{transaction} begun: {amount_minor}.",
        "{transaction}开始：{amount_minor}。",
    ),
    "record.sale": (
        "{transaction} not approved (code {result}): {amount_minor}, trace {trace}.",
        "{transaction}未成功（代码 {result}）：{amount_minor}，凭证号 {trace}。",
    ),
    "record.sale.0": (
        "{transaction} approved: {amount_minor}, trace {trace}.",
        "{transaction}成功：{amount_minor}，凭证号 {trace}。",
    ),
    "record.receipt": ("Receipt of trace {trace}: {state}.", "凭证 {trace} 签购单：{state}。"),
    "record.warning": (
        "Settle soon, {cause}: {count} transactions, {total_minor}.",
        "请尽快结算，{cause}：{count} 笔，{total_minor}。",
    ),
    "record.intent": (
        "The board means to {command} ({reason}).",
        "守护盒准备{command}（{reason}）。",
    ),
    "record.outcome": (
        "To {command}: outcome {outcome}, code {code}.",
        "{command}：结果 {outcome}，代码 {code}。",
    ),
    "record.outcome.done": ("To {command}: done.", "{command}：已完成。"),
    "record.outcome.refused": (
        "To {command}: refused by the terminal, code {code}.",
        "{command}：终端拒绝，代码 {code}。",
    ),
    "record.outcome.unknown": (
        "To {command}: no answer came; whether it was done is not known.",
        "{command}：无应答，是否完成未知。",
    ),
    "record.outcome.not_sent": (
        "To {command}: not sent, nothing changed at the terminal.",
        "{command}：未发送，终端无变化。",
    ),
    "record.totals": ("Totals {source}: {books}.", "{source}合计：{books}。"),
    "record.settlement": (
        "Settlement of business day {business_day}: {state}{because}; {books}.",
        "营业日 {business_day} 批结算：{state}{because}；{books}。",
    ),
    "record.settlement.begun": (
        "Settlement of business day {business_day} begun.",
        "营业日 {business_day} 批结算开始。",
    ),
    "record.sign_in": ("Terminal: {state}.", "终端：{state}。"),
    "record.alert": ("Alert, {alert}: {state}.", "警报（{alert}）：{state}。"),
    "record.alert.raised": ("Alert raised: {alert}.", "警报提出：{alert}。"),
    "record.alert.seen": ("Somebody saw it: {alert}.", "有人确认：{alert}。"),
    "record.alert.escalated": (
        "Nobody saw it in time, it is the next person's: {alert}.",
        "无人及时确认，转给下一责任人：{alert}。",
    ),
    "record.alert.again": (
        "The shop opened and it was still open, it was shown again: {alert}.",
        "开店时仍未处理，再次显示：{alert}。",
    ),
    "record.alert.crowded_out": (
        "More alerts stood than the board can show, this one gave way: {alert}.",
        "警报过多，此项不再显示：{alert}。",
    ),
    "record.alert.cleared": ("Alert cleared: {alert}.", "警报解除：{alert}。"),
    "record.approval": (
        "{person} ({role}) put his name to: {deed}; {outcome}.",
        "{person}（{role}）签名：{deed}；{outcome}。",
    ),
    "record.person": (
        "{person} ({role}) was {state} by {vouched_by}.",
        "{person}（{role}）{state}，担保人：{vouched_by}。",
    ),
    "record.button": ("The button was pressed: {press}.", "按下按钮：{press}。"),
    "record.button.short": ("The button was pressed shortly: seen.", "短按按钮：已知。"),
    "record.button.held": ("The button was held: closing.", "按住按钮：打烊。"),
    "record.button.twice": (
        "The button was pressed twice: no sound for half an hour.",
        "连按两次按钮：半小时内不发声。",
    ),
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
    "why.clock_unset": ("The board started without a wall time.", "守护盒启动时没有时间。"),
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
    "why.two_settlers": (
        "The terminal told less than the board saw: part of the batch was settled unseen.",
        "终端报告少于守护盒所见：部分批次已在本盒之外结算。",
    ),
    "why.above_maximum": (
        "The batch's total is above the profile's maximum.",
        "批次金额超过配置上限。",
    ),
}

MESSAGES: Final[Table] = _TOPICS | _WORDS | _RECORDS | _DAY | _TRANSACTION | _ALERT
