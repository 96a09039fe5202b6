# SPDX-License-Identifier: MIT
"""Every journal record as one sentence: `record.<kind>`, or `record.<kind>.<state>`."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_WORDS: Final[Table] = {
    "word.command.check_status": ("ask the terminal's status", "查询终端状态"),
    "word.command.sign_in": ("sign the terminal in", "让终端签到"),
    "word.command.read_totals": ("read the terminal's totals", "读取终端合计"),
    "word.command.settle": ("settle", "批结算"),
    "word.command.query_last": ("ask for the last sale", "查询最后一笔交易"),
    "word.command.send_offline": ("have off-line sales sent", "上送离线交易"),
    "word.command.register": ("register at the terminal", "向终端登记"),
    "word.command.diagnose": ("have the terminal run its diagnosis", "让终端执行诊断"),
    "word.command.show_text": ("show an alert on the terminal", "在终端屏幕显示警报"),
    "word.command.set_clock": ("set the terminal's clock", "校准终端时钟"),
    "word.about.sale": ("a sale", "交易"),
    "word.about.check_status": ("its status", "状态查询"),
    "word.about.sign_in": ("signing in", "签到"),
    "word.about.read_totals": ("its totals", "合计查询"),
    "word.about.settle": ("settling", "批结算"),
    "word.about.query_last": ("its last sale", "查询上笔"),
    "word.about.register": ("registering", "注册"),
    "word.about.send_offline": ("sending off-line sales", "离线上送"),
    "word.about.diagnose": ("its diagnosis", "诊断"),
    "word.about.set_clock": ("setting its clock", "校准时钟"),
    "word.about.show_text": ("showing an alert", "显示警报"),
    "word.about.repeat_receipt": ("repeating a receipt", "重打印"),
    "word.lease.granted": ("granted", "已准许"),
    "word.lease.refused": ("refused", "已拒绝"),
    "word.lease.ended": ("ended", "已结束"),
    "word.lease.key_changed": ("given another key", "更换密钥"),
    "word.lease.release_key": ("given the key that signs its firmware", "设置固件发布密钥"),
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
    "word.command.repeat_receipt": ("have the last receipt printed again", "重打印上一张签购单"),
    "word.offline.sent": ("sent, as the board asked", "已应守护盒要求上送"),
    "word.offline.seen": ("sent, as the register asked", "已应收银机要求上送"),
    "word.offline.settled": ("settled with their batch", "已随批次结算"),
    "word.offline.stranded": ("gone with the exchanged terminal", "随被更换的终端滞留"),
    "word.by.button": ("by the button", "按键"),
    "word.by.person": ("by name", "具名"),
    "word.what.sign_in": ("signed in", "已签到"),
    "word.what.settlement": ("settled", "已结算"),
    "word.what.receipt": ("receipt printed", "签购单已打印"),
    "word.what.sale": ("a sale", "一笔交易"),
    "word.wanted.none": ("none", "不要"),
    "word.wanted.merchant": ("the merchant's copy", "商户存根"),
    "word.wanted.customer": ("the customer's copy", "持卡人存根"),
    "word.wanted.both": ("both copies", "两联"),
    "word.wanted.both_customers_first": (
        "both copies, the customer's first",
        "两联，先打持卡人存根",
    ),
    "word.exchange.noticed": ("noticed", "已发现"),
    "word.exchange.confirmed": ("confirmed", "已确认"),
    "word.source.before_settlement": ("before settling", "结算前"),
    "word.source.settlement": ("of the settlement itself", "结算本身"),
    "word.source.after_settlement": ("after settling", "结算后"),
}

_RECORDS: Final[Table] = {
    "record.other": ("Other record, {kind}: {fields}", "其他记录 {kind}：{fields}"),
    "record.boot": (
        "The board started: {reason}; firmware {firmware}; start {starts_today} of the day.",
        "守护盒启动：{reason}；固件 {firmware}；当日第 {starts_today} 次。",
    ),
    "record.clock": (
        "The board's clock was set to {new_wall_s} by {source}; it had been {old_wall_s}.",
        "守护盒时钟由{source}设为 {new_wall_s}，此前为 {old_wall_s}。",
    ),
    "record.clock_seen": (
        "The clock of {source} is {difference_s} s ahead of the board's: it agrees.",
        "{source}时钟比守护盒快 {difference_s} 秒：一致。",
    ),
    "record.clock_seen.differs": (
        "The clock of {source} is {difference_s} s ahead of the board's.",
        "{source}时钟比守护盒快 {difference_s} 秒。",
    ),
    "record.clock_seen.doubted": (
        "The clock of {source} is {difference_s} s ahead: the board's is not trusted any more.",
        "{source}时钟快 {difference_s} 秒：守护盒时钟不再可信。",
    ),
    "record.clock_seen.host_counts": (
        "The clock of {source} is {difference_s} s ahead; the board's, set by a computer, counts.",
        "{source}时钟快 {difference_s} 秒；守护盒时钟由电脑设定，以其为准。",
    ),
    "record.clock_seen.not_told": (
        "The board's clock is unset; {source} was asked for a diagnosis, and told no time.",
        "守护盒时钟未设置；已请{source}诊断，未得到时间。",
    ),
    "record.clock_seen.not_believed": (
        "The board's clock is unset; what {source} told is no time, or is before what the journal "
        "knows: not taken.",
        "守护盒时钟未设置；{source}所报不是有效时间，或早于日志已知时间：未采用。",
    ),
    "record.operator": (
        "Somebody said that the operator has signed in at the terminal ({by}): {person}.",
        "有人确认操作员已在终端签到（{by}）：{person}。",
    ),
    "record.state": ("The board noted its duties' state.", "守护盒保存了工作状态。"),
    "record.loss": (
        "Records {first_seq} to {last_seq} were overwritten, {not_pulled} of them before anybody "
        "pulled them.",
        "记录 {first_seq} 至 {last_seq} 已被覆盖，其中 {not_pulled} 条尚未导出。",
    ),
    "record.damage": (
        "Sector {sector} of the journal was damaged; records lost in it: {records}.",
        "日志扇区 {sector} 损坏；其中丢失记录：{records}。",
    ),
    "record.pulled": (
        "A computer keeps all records up to {last_seq}; damaged among them: {damaged}.",
        "电脑已保存至第 {last_seq} 条的全部记录；其中损坏：{damaged}。",
    ),
    "record.left_out": (
        "Not written down for want of room, because nobody pulls the journal: {left}, {count} "
        "records ({total_minor} sold).",
        "因日志无人导出、空间不足而未记录：{left}，{count} 条（交易额 {total_minor}）。",
    ),
    "record.profile": (
        "Profile {new_hash} applied ({role}); before it was {old_hash}.",
        "{role}启用站点配置 {new_hash}，此前为 {old_hash}。",
    ),
    "record.lease": (
        "Access by computer for {role}: {state}.",
        "电脑访问（{role}）：{state}。",
    ),
    "record.seal": (
        "Segment {epoch} of the journal sealed: {count} records from number {first_seq} on.",
        "日志第 {epoch} 段已封存：自第 {first_seq} 条起共 {count} 条记录。",
    ),
    "record.rekey": (
        "The keys that seal the journal from segment {epoch} on: {state}.",
        "自第 {epoch} 段起封存日志的密钥：{state}。",
    ),
    "record.update": (
        "Firmware {to_version} in place of {from_version}: {state}.",
        "固件 {from_version} 换为 {to_version}：{state}。",
    ),
    "record.line": ("{line} line: {state}.", "{line}线路：{state}。"),
    "record.terminal": (
        "The terminal {tid} told its status: {status}.",
        "终端 {tid} 报告状态：{status}。",
    ),
    "record.terminal_changed": (
        "Terminal exchange {state}: {old_tid} before, {new_tid} now; stranded on the old one: "
        "{books}; its fate: {fate}.",
        "终端更换（{state}）：原 {old_tid}，现 {new_tid}；滞留原终端：{books}；去向：{fate}。",
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
    "record.offline": ("Off-line sales {state}: {books}.", "离线交易{state}：{books}。"),
    "record.unseen": (
        "Sales of which no more is known, made between two questions or before the board came: "
        "{books}.",
        "两次查询之间或守护盒接入之前的交易，详情不可知：{books}。",
    ),
    "record.receipt": ("Receipt of trace {trace}: {state}.", "凭证 {trace} 签购单：{state}。"),
    "record.slip": (
        "Text of a slip, trace {trace}, {copy}, piece {part} ({state}): {text}",
        "凭证文本，凭证号 {trace}，{copy}，第 {part} 段（{state}）：{text}",
    ),
    "record.wishes": (
        "The register says which receipts it wants of a payment: {wanted}.",
        "收银机告知所需的签购单：{wanted}。",
    ),
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
    "record.terminal_error": (
        "The terminal's own reason ({about}): {words}; its code {extended}, with {code}.",
        "终端给出的原因（{about}）：{words}；内部代码 {extended}，代码 {code}。",
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
    "record.gate": ("Gate: {state}, {cause}.", "放行控制：{state}，{cause}。"),
    "record.gate.closed": (
        "From now on the register's sales are to be refused: {cause}.",
        "开始拒绝收银机交易：{cause}。",
    ),
    "record.gate.opened": (
        "The register's sales pass again; refusals not written down one by one: {count}.",
        "收银机交易恢复通过；未逐笔记录的拒绝：{count} 笔。",
    ),
    "record.gate.refused": (
        "A sale of the register's was refused, {amount_minor}: {cause}; since the last such "
        "record: {count}.",
        "拒绝一笔收银机交易（{amount_minor}）：{cause}；自上次记录以来 {count} 笔。",
    ),
    "record.gate.would_refuse": (
        "In mode enforce this sale would have been refused, {amount_minor}: {cause}.",
        "执行模式下将拒绝该笔交易（{amount_minor}）：{cause}。",
    ),
    "record.gate.overridden": (
        "Sales were let through ({by}), {count} at most, although {cause}.",
        "已放行（{by}），最多 {count} 笔，原因：{cause}。",
    ),
    "record.gate.override_ended": (
        "The override ended, {count} of its sales unused; refused again: {cause}.",
        "放行结束，剩余 {count} 笔未用；继续拒绝：{cause}。",
    ),
    "record.self_test": (
        "Somebody had the board try its parts: not fitted {missing}, bad {bad} (first: {part}).",
        "有人让守护盒自检：未安装 {missing}，异常 {bad}（首个：{part}）。",
    ),
    "record.fault": (
        "Something of the board's own broke, {part} ({error}): bytes passed untouched, then it "
        "restarted.",
        "守护盒内部故障：{part}（{error}）。数据直通，随后重启。",
    ),
    "record.fault.board_part": (
        "A part of the board's failed for the first time since its start: {error}. "
        "All else goes on.",
        "守护盒部件自启动以来首次故障：{error}。其余照常。",
    ),
    "record.case": ("The board's case: {state}.", "守护盒盒盖：{state}。"),
    "record.case.opened": ("The board's case was opened.", "守护盒盒盖被打开。"),
    "record.case.closed": ("The board's case was closed.", "守护盒盒盖已合上。"),
    "record.measured": (
        "{measure}: {value}, {state}.",
        "{measure} {value}：{state}。",
    ),
    "record.attested": (
        "Somebody said with the button: {what}, business day {business_day}.",
        "有人按钮确认：{what}，营业日 {business_day}。",
    ),
    "record.button": ("The button was pressed: {press}.", "按下按钮：{press}。"),
    "record.button.short": ("The button was pressed shortly: seen.", "短按按钮：已知。"),
    "record.button.held": ("The button was held: closing.", "按住按钮：打烊。"),
    "record.button.long": (
        "The button was held very long: sales let through.",
        "长按按钮：放行交易。",
    ),
    "record.button.twice": (
        "The button was pressed twice: no sound for half an hour.",
        "连按两次按钮：半小时内不发声。",
    ),
}

MESSAGES: Final[Table] = _WORDS | _RECORDS
