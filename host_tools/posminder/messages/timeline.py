# SPDX-License-Identifier: MIT
"""What a played shop tells as it happens: `who.<who>`, and `timeline.<what>` with its values.

The steps of a scenario stand in messages/scenarios.py.
"""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "who.technician": ("technician", "技术员"),
    "who.cashier": ("cashier", "收银员"),
    "who.register": ("register", "收银机"),
    "who.terminal": ("terminal", "终端"),
    "who.acquirer": ("acquirer", "收单机构"),
    "who.board": ("board", "守护盒"),
    "who.shop": ("shop", "门店"),
    # when
    "timeline.day": ("{weekday} {date}", "{date} {weekday}"),
    "weekday.mon": ("Monday", "周一"),
    "weekday.tue": ("Tuesday", "周二"),
    "weekday.wed": ("Wednesday", "周三"),
    "weekday.thu": ("Thursday", "周四"),
    "weekday.fri": ("Friday", "周五"),
    "weekday.sat": ("Saturday", "周六"),
    "weekday.sun": ("Sunday", "周日"),
    "timeline.hours": ("{count} h", "{count} 小时"),
    "timeline.minutes": ("{count} min", "{count} 分钟"),
    "timeline.seconds": ("{count} s", "{count} 秒"),
    # what the terminal's own books say
    "timeline.signed_in": ("is signed in by its acquirer", "已由收单机构签到"),
    "timeline.sold": (
        "sells {amount} ({card}), no. {receipt_no}; receipt printed",
        "消费 {amount}（{card}），凭证 {receipt_no}；签购单已打印",
    ),
    "timeline.sold_unprinted": (
        "sells {amount} ({card}), no. {receipt_no}; NO receipt",
        "消费 {amount}（{card}），凭证 {receipt_no}；签购单未打印",
    ),
    "timeline.refunded": (
        "refunds {amount} ({card}), no. {receipt_no}; receipt printed",
        "退货 {amount}（{card}），凭证 {receipt_no}；签购单已打印",
    ),
    "timeline.refunded_unprinted": (
        "refunds {amount} ({card}), no. {receipt_no}; NO receipt",
        "退货 {amount}（{card}），凭证 {receipt_no}；签购单未打印",
    ),
    "timeline.reversed": (
        "reverses a sale of {amount}, no. {receipt_no}; receipt printed",
        "撤销 {amount}，凭证 {receipt_no}；签购单已打印",
    ),
    "timeline.reversed_unprinted": (
        "reverses a sale of {amount}, no. {receipt_no}; NO receipt",
        "撤销 {amount}，凭证 {receipt_no}；签购单未打印",
    ),
    "timeline.declined": (
        "declines {amount} ({card}), no. {receipt_no}",
        "拒绝 {amount}（{card}），凭证 {receipt_no}",
    ),
    "timeline.taken_back": (
        "takes {amount} back, no. {receipt_no}: nobody answered for it",
        "冲正 {amount}，凭证 {receipt_no}：无人应答",
    ),
    "timeline.reprinted": (
        "prints receipt no. {receipt_no} again, as a duplicate",
        "重打印签购单，凭证 {receipt_no}",
    ),
    "timeline.in_doubt": ("does not know whether {amount} was paid", "不知道 {amount} 是否已付"),
    "timeline.turned_away": ("cannot sell {amount}", "无法收取 {amount}"),
    "timeline.settled": (
        "settles its batch: {count} transactions, {total}",
        "批结算：{count} 笔，{total}",
    ),
    # what the board does at the counter
    "timeline.shows": ("shows: {text}", "显示：{text}"),
    "timeline.reminds": ("reminds: two short tones", "提醒：两声短音"),
    "timeline.alarms": ("alarms: one long tone", "报警：一声长音"),
    "timeline.sounds": ("plays sound {pattern}", "播放声音 {pattern}"),
}
