# SPDX-License-Identifier: MIT
"""What `tx` says of one transaction's life."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "tx.approved": (
        "{transaction} approved: {amount}, {time}.",
        "{transaction}成功：{amount}，{time}。",
    ),
    "tx.declined": (
        "{transaction} not approved (code {code}): {amount}, {time}.",
        "{transaction}未成功（代码 {code}）：{amount}，{time}。",
    ),
    "tx.numbers": (
        "Trace {trace}, receipt {receipt_no}, authorisation {auth_id}, card {card}.",
        "凭证号 {trace}，签购单号 {receipt_no}，授权号 {auth_id}，卡 {card}。",
    ),
    "tx.batch_no": ("The terminal counts it to its batch {number}.", "终端批次号 {number}。"),
    "tx.asked": (
        "The board did not see it happen: it asked the terminal for it.",
        "守护盒未见此交易发生，系事后向终端查得。",
    ),
    "tx.error": ("The terminal's own reason: {why}.", "终端给出的原因：{why}。"),
    "tx.offline": (
        "Approved off-line: the terminal had no line to its acquirer, and sends it later.",
        "离线批准：终端当时未连接收单机构，稍后上送。",
    ),
    "tx.sign_in": ("Terminal before it: {state}, {time}.", "此前终端：{state}，{time}。"),
    "tx.sign_in_unknown": ("Terminal before it: sign-in not seen.", "此前终端：未见签到。"),
    "tx.operator": (
        "Operator: {id} had said so by name, {time} (grade C).",
        "操作员：{id} 具名确认，{time}（C 级）。",
    ),
    "tx.operator_button": (
        "Operator: somebody had said by the button that one is signed in, {time} (grade C).",
        "操作员：有人按键确认已签到，{time}（C 级）。",
    ),
    "tx.receipt": ("Receipt: {states}.", "签购单：{states}。"),
    "tx.receipt_copy": ("{state} ({copy})", "{state}（{copy}）"),
    "slip.heading": (
        "Slip text as captured on the line, not the signed original ({copy}; {state}; grade "
        "{grade}):",
        "线路上捕获的凭证文本，非签名原件（{copy}；{state}；证据等级 {grade}）：",
    ),
    "slips.none": ("No slip's text is kept here.", "没有保存的凭证文本。"),
    "tx.receipt_none": ("Receipt: nothing seen.", "签购单：未见打印。"),
    "tx.then": (", then ", "，随后"),
    "tx.reminder": ("Reminder, {alert}: {states}.", "提醒（{alert}）：{states}。"),
    "tx.raised": ("raised {time}", "{time} 提出"),
    "tx.seen": ("seen {time}", "{time} 已确认"),
    "tx.escalated": ("escalated {time}", "{time} 升级"),
    "tx.again": ("shown again {time}", "{time} 再次显示"),
    "tx.crowded_out": ("crowded out {time}", "{time} 被挤出"),
    "tx.cleared": ("cleared {time}", "{time} 解除"),
    "tx.reversed": ("Taken back by a reversal, {time}.", "已撤销，{time}。"),
    "tx.countered_alike": (
        "{transaction} of the same amount to the same card, {time} (record {seq}).",
        "同卡同金额{transaction}，{time}（记录 {seq}）。",
    ),
    "tx.doubt_open": ("Its result is in doubt since {begin}.", "自 {begin} 起交易结果存疑。"),
    "tx.doubt_ended": (
        "Its result was in doubt from {begin} to {end}.",
        "{begin} 至 {end} 交易结果存疑，已查清。",
    ),
    "tx.batch": (
        "Batch of business day {day}: {state}{reason}, {time}.",
        "营业日 {day} 批次：{state}{reason}，{time}。",
    ),
    "tx.batch_none": ("Batch: not settled yet.", "批次：尚未结算。"),
    "tx.batch_stranded": (
        "Batch: went with the terminal that was exchanged, {time}; what became of it: {fate}.",
        "批次：{time} 随更换下来的终端滞留；去向：{fate}。",
    ),
    "tx.batch_never": ("Batch: not part of one.", "批次：不计入批次。"),
    "tx.note": (
        "Note {id}, {by}, {time}: {text}{corrected}",
        "备注 {id}，{by}，{time}：{text}{corrected}",
    ),
    "tx.note_corrected": (" (corrected by note {id})", "（已由备注 {id} 更正）"),
}
