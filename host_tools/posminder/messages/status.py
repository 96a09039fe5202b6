# SPDX-License-Identifier: MIT
"""What `status` says of a board."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "status.board": (
        "Board {id} ({board}), firmware {firmware}, up {uptime} since boot {boots}.",
        "守护盒 {id}（{board}），固件 {firmware}，第 {boots} 次开机，已运行 {uptime}。",
    ),
    "status.starts": (
        "Last start: {reason}, the day's number {count}.",
        "上次开机：{reason}，当日第 {count} 次。",
    ),
    "status.uncommissioned": (
        "UNCOMMISSIONED: this board has no key, anyone with a cable can take it over. "
        "Next: posminder apply FILE --commission",
        "未启用：守护盒没有密钥，任何接线的人都可接管。下一步：posminder apply FILE --commission",
    ),
    "status.no_profile": (
        "No profile: the board does nothing to the terminal. Next: posminder apply FILE",
        "没有站点配置：守护盒不操作终端。下一步：posminder apply FILE",
    ),
    "status.site": ("Site {site}, mode {mode}.", "站点 {site}，模式 {mode}。"),
    "status.clock": ("Clock {time}, from {source}.", "时钟 {time}，来源 {source}。"),
    "status.clock_unset": (
        "Clock unset: only the closing button starts anything. Next: posminder apply FILE",
        "时钟未设置：只有打烊按钮有效。下一步：posminder apply FILE",
    ),
    "status.clock_doubted": (
        "Clock {time}, and the terminal's is far from it: only the closing button starts anything. "
        "Next: posminder apply FILE",
        "时钟 {time}，与终端时钟相差过大：只有打烊按钮有效。下一步：posminder apply FILE",
    ),
    "status.terminal": (
        "Terminal {tid}: line {line}, signed in: {signed_in}, status {status}.",
        "终端 {tid}：线路 {line}，已签到：{signed_in}，状态 {status}。",
    ),
    "status.stranded": (
        "Another terminal than before: only questions are sent to it. Stranded in the old one: "
        "{count} transactions, {total}, since {since}. Next: posminder swap terminal FILE",
        "终端已更换：只发送查询。滞留于旧终端：{count} 笔，{total}，自 {since} 起。"
        "下一步：posminder swap terminal FILE",
    ),
    "status.currency_differs": (
        "The terminal works in {told}, the profile says {wanted}: have the acquirer set it, or "
        "change `currency` and apply.",
        "终端币种为 {told}，配置为 {wanted}：请收单机构更正终端，或改 currency 后重新下发。",
    ),
    "status.terminal_attended": (
        "Attended terminal: nothing is seen on a line. Signed in today: {signed_in}.",
        "人工值守终端：线路上看不到任何内容。今天已签到：{signed_in}。",
    ),
    "status.session": (" Signed in for {age} at least.", "本次签到至少已 {age}。"),
    "status.terminal_unheard": ("The terminal was not heard yet.", "尚未收到终端的消息。"),
    "status.batch": (
        "Open batch: {count} transactions, {total}, since {since}.",
        "当前批次：{count} 笔，{total}，自 {since} 起。",
    ),
    "status.capture.terminal": (
        " The money waits in the terminal until it is settled.",
        "款项在结算前留在终端。",
    ),
    "status.capture.acquirer": (
        " Sales clear anyway; the batch must be closed all the same.",
        "款项照常清算，但批次仍须结算。",
    ),
    "status.offline": (
        "Approved off-line and not sent: {count} transactions, {total}, since {since}.",
        "离线批准未上送：{count} 笔，{total}，自 {since} 起。",
    ),
    "status.next_offline": (
        "Off-line sales: nothing is due{why}.",
        "离线交易：暂无安排{why}。",
    ),
    "status.next_filling": (
        "Warnings of an open batch: nothing is due{why}.",
        "批次提示：暂无安排{why}。",
    ),
    "status.batch_empty": ("No sale seen since the last settlement.", "自上次批结算以来未见交易。"),
    "status.batch_unknown": ("The batch is not known.", "批次情况未知。"),
    "status.settlement": (
        "Last settlement: {state}, business day {day}, {time}.",
        "最近一次批结算：{state}，营业日 {day}，{time}。",
    ),
    "status.because": (" ({reason})", "（{reason}）"),
    "status.no_settlement": ("No settlement yet.", "尚无批结算。"),
    "status.receipts_unseen": (
        "Receipts: nobody sees here whether one is printed.",
        "签购单：此处看不到是否打印。",
    ),
    "status.receipts": ("Receipts owed: {count}.", "未出签购单：{count}。"),
    "status.line": (
        "{line} line: {frames} frames good, {checksum_errors} checksum errors, {repeats} repeats, "
        "{broken} broken off, {oversize} too long, {lost_bytes} bytes lost.",
        "{line}线路：正常帧 {frames}，校验错误 {checksum_errors}，重发 {repeats}，"
        "中断 {broken}，超长 {oversize}，丢失字节 {lost_bytes}。",
    ),
    "status.journal": (
        "Journal: records {first_seq} to {last_seq} in {sectors} sectors, "
        "{records_lost} overwritten, {faults} flash faults.",
        "日志：记录 {first_seq} 至 {last_seq}，{sectors} 个扇区，已覆盖 {records_lost}，"
        "存储故障 {faults}。",
    ),
    "status.fill": (
        "{percent} % of the journal wait to be pulled; pulled so far: up to record {pulled_seq}.",
        "日志 {percent}% 尚未导出；已导出至第 {pulled_seq} 条记录。",
    ),
    "status.days_left": (
        "At the rate of the last days there is room for {days} days more.",
        "按近日用量，剩余空间可用 {days} 天。",
    ),
    "status.update_trial": (
        "Firmware {to_version} is on trial: it has 10 minutes to show that it is well.",
        "固件 {to_version} 试运行中：10 分钟内须确认正常。",
    ),
    "status.update_failed": (
        "Firmware {to_version} did not run; {from_version} does.",
        "固件 {to_version} 未能运行，仍用 {from_version}。",
    ),
    "status.supply": (
        "The board runs on {supply_mv} mV, at {chip_c} °C.",
        "守护盒供电 {supply_mv} mV，温度 {chip_c} °C。",
    ),
    "status.case_open": ("The board's case is open.", "守护盒盒盖未合上。"),
    "status.part_missing": (
        "No answer at the start from this part of the board's: {part}. The duties do without it.",
        "启动时无应答的部件：{part}。其余工作照常。",
    ),
    "status.part_failed": (
        "Failures of a part of the board's since the start, {part}: {count}.",
        "自启动以来故障的部件：{part}，{count} 次。",
    ),
    "status.left_out": (
        "There is no more room for sales: only settlement, sign-in and alerts are written down. "
        "Pull the journal now.",
        "已无空间记录交易：仅记录结算、签到和警报。请立即导出日志。",
    ),
    "status.not_sealed": (
        "The journal is not sealed: the board has no key for it. Next: posminder keys rekey",
        "日志未封存：守护盒没有封存密钥。请运行 posminder keys rekey",
    ),
    "status.alert": (
        "ALERT {text}{subject}, for {age}.",
        "警报 {text}{subject}，已 {age}。",
    ),
    "status.passed_to.supervisor": (
        " Nobody has seen it in time: ask the supervisor.",
        "无人及时确认：请找主管。",
    ),
    "status.passed_to.owner": (
        " Nobody has seen it in time: ask the owner.",
        "无人及时确认：请联系店主。",
    ),
    "status.dropped": (
        "{count} events were dropped: the board was too busy.",
        "守护盒过忙，丢弃事件 {count} 个。",
    ),
    "status.no_alert": ("No alert stands.", "没有警报。"),
    "status.subject": (" ({subject})", "（{subject}）"),
    # What each rule does next: at a known moment, or what would start it.
    "status.next": ("{rule}: {does} {when}{why}.", "{rule}：{when}{does}{why}。"),
    "status.next_latest": (
        "{rule}: {does} {when} at the latest{why}, or when the closing button is held.",
        "{rule}：最晚 {when}{does}{why}，按住打烊按钮时立即进行。",
    ),
    "status.next_waits": (
        "{rule}: {does} when something calls for it{why}.",
        "{rule}：需要时{does}{why}。",
    ),
    "status.next_rests": ("{rule}: nothing is due{why}.", "{rule}：暂无安排{why}。"),
    "status.next_now": ("now", "现在"),
    "status.next_at": ("at {time}", "{time} "),
    "status.next_in": ("in {span}", "{span}后"),
    "status.next_sign_in": (
        "Sign-in: nothing is due; checked when the terminal asks for it{why}.",
        "签到：暂无安排，终端要求时检查{why}。",
    ),
    "status.next_receipts": (
        "Receipts: nothing is due until a sale is approved{why}.",
        "签购单：有成功交易前暂无安排{why}。",
    ),
    "status.next_attended": (
        "Reminders: nothing is due; while the clock is unset only the button counts{why}.",
        "提醒：暂无安排，时钟未设置时只认按钮{why}。",
    ),
    "status.next_doubt": (
        "Doubtful sale: nothing is due until a sale breaks off{why}.",
        "存疑交易：有交易中断前暂无安排{why}。",
    ),
    "status.gate_open": (
        "Gate: open, the register's sales pass.",
        "放行控制：开放，收银机交易可通过。",
    ),
    "status.gate_closed": (
        "Gate: closed, {cause}: the register's sales are refused, in mode observe they would be. "
        "Next: cure it, or a supervisor: posminder approve gate",
        "放行控制：关闭（{cause}），收银机交易被拒绝（观察模式仅记录）。"
        "下一步：先处理，或由主管运行 posminder approve gate",
    ),
    "status.gate_overridden": (
        "Gate: overridden, {count} more sales pass although {cause}.",
        "放行控制：已放行，还可通过 {count} 笔（{cause}）。",
    ),
    "status.operator": (
        "Operator: {id} said so, by name (grade C); the terminal does not tell.",
        "操作员：{id} 本人确认（C 级）；终端不提供此信息。",
    ),
    "status.operator_button": (
        "Operator: somebody pressed the button for it, no name (grade C).",
        "操作员：有人按键确认，未留姓名（C 级）。",
    ),
    "status.operator_unknown": (
        "Operator: nobody has said who signed in; the terminal does not tell. "
        "Next: posminder operator",
        "操作员：无人确认签到；终端不提供此信息。下一步：posminder operator",
    ),
    "status.next_diagnosis": (
        "Terminal's diagnosis: nothing is due until the terminal calls for it{why}.",
        "终端诊断：终端要求前暂无安排{why}。",
    ),
    "status.next_settlement": (
        "Settlement: only the closing button starts it{why}.",
        "批结算：只有按住打烊按钮才会开始{why}。",
    ),
    "status.next_account": (
        "Change of account: each step is somebody's; nothing moves by itself{why}.",
        "结算卡变更：每一步都由专人办理，不会自动进行{why}。",
    ),
    "status.account": (
        "Settlement account: change is {stage}, effective {day}, {approvals} of {approvals_wanted} "
        "approvals, {deposits} of {deposits_wanted} credits seen. "
        "Next: posminder account status",
        "结算卡变更：{stage}，生效日 {day}，批准 {approvals}/{approvals_wanted} 人，"
        "到账 {deposits}/{deposits_wanted} 笔。下一步：posminder account status",
    ),
    "status.next_deposits": (
        "Deposits: nothing is asked of the terminal; the bank's answer comes from people{why}.",
        "到账：不向终端查询，到账结果由人员告知{why}。",
    ),
    "status.rules": ("Rules in force:", "现行规则："),
    "status.rules_unknown": (
        "This computer has not seen the profile in force and cannot say its rules. "
        "Next: posminder logs",
        "本机未见过现行配置，无法说明规则。下一步：posminder logs",
    ),
    "status.next_observe": (
        "Mode observe: nothing of this is sent to the terminal.",
        "观察模式：以上均不会发送给终端。",
    ),
}
