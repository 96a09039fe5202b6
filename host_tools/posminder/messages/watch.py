# SPDX-License-Identifier: MIT
"""What the watch writes to people, and what `watch` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "watch.severity.urgent": ("URGENT", "紧急"),
    "watch.severity.warning": ("Warning", "警告"),
    "watch.severity.notice": ("Notice", "提示"),
    "watch.shop": ("{name} ({site})", "{name}（{site}）"),
    "watch.here": ("this computer", "本机"),
    "watch.head": ("{severity}: {shop}", "【{severity}】{shop}"),
    "watch.about": ("{what}: {subject}", "{what}：{subject}"),
    "watch.since": (", since {at}", "（自 {at} 起）"),
    "watch.seen": (", seen by {by} {at}", "，{by} 于 {at} 已确认"),
    "watch.by_board": ("somebody at the board", "守护盒旁的人员"),
    "watch.because": (" (cause: {cause})", "（原因：{cause}）"),
    "watch.changed": ("It has changed since the last message.", "与上次消息相比有变化。"),
    "watch.came_back": (
        "It was over for a while since the last message.",
        "上次消息之后曾一度解除。",
    ),
    "watch.passed_on": (
        "Nobody who was told before has seen it: now it is yours.",
        "之前收到通知的人尚未确认，现转给您处理。",
    ),
    "watch.ended": ("Over: {shop}: {what}", "已解除：{shop}：{what}"),
    "watch.more": (
        "and {count} more: posminder watch list",
        "另有 {count} 条：posminder watch list",
    ),
    "watch.foot": ("Posminder, message {id}", "Posminder 守护盒，消息 {id}"),
    "watch.title.new": ("{shop}: {what}", "{shop}：{what}"),
    "watch.title.changed": ("{shop}, changed: {what}", "{shop} 有变化：{what}"),
    "watch.title.passed_on": ("{shop}, nobody has seen: {what}", "{shop} 无人确认：{what}"),
    "watch.title.ended": ("{shop}, over: {what}", "{shop} 已解除：{what}"),
    "watch.title.many": (
        "Posminder: {count} messages, shops: {shops}",
        "守护盒：{shops} 家店 {count} 条消息",
    ),
    "watch.title.many_urgent": (
        "Posminder: {urgent} urgent of {count} messages, shops: {shops}",
        "守护盒：{shops} 家店 {count} 条消息，其中 {urgent} 条紧急",
    ),
    "watch.digest.title": ("Posminder {day}: {count} open", "守护盒 {day} 日报：{count} 项未处理"),
    "watch.digest.head": ("What stands at {at}:", "截至 {at} 未解除的事项："),
    "watch.digest.nothing": ("Nothing.", "无。"),
    "watch.digest.shop": (
        "{shop}: last settled day {day}, pulled {pulled}",
        "{shop}：最近已结算营业日 {day}，最近导出 {pulled}",
    ),
    "watch.digest.never": ("none yet", "尚无"),
    "watch.found.day_not_settled": (
        "business day {day} is not settled: {count} transactions, {total}{cause}",
        "营业日 {day} 未结算：{count} 笔，{total}{cause}",
    ),
    "watch.found.day_unknown": (
        "business day {day} has no settlement, and nothing says why",
        "营业日 {day} 没有批结算，原因不明",
    ),
    "watch.found.case_due": (
        "the answer to case {number} is due by {day}",
        "案件 {number} 应于 {day} 前答复",
    ),
    "watch.found.journal_tampered": (
        "the journal here is not what the board sealed (TAMPERED)",
        "本机日志与守护盒封存的内容不符（TAMPERED）",
    ),
    "watch.found.journal_incomplete": (
        "not all of the journal here is proved (INCOMPLETE)",
        "本机日志未能全部证明（INCOMPLETE）",
    ),
    "watch.found.records_missing": (
        "records {first} to {last} are missing",
        "缺少记录 {first} 至 {last}",
    ),
    "watch.found.clock_off": (
        "the board's clock is {seconds} s off this computer's",
        "守护盒时钟与本机相差 {seconds} 秒",
    ),
    "watch.found.not_pulled": (
        "nothing was heard of the board since {since}",
        "自 {since} 起未收到守护盒数据",
    ),
    "watch.found.not_let_in": (
        "the board does not let this computer in: {error}",
        "守护盒拒绝本机：{error}",
    ),
    "watch.found.backup_failed": ("no backup could be made: {error}", "备份失败：{error}"),
    "watch.found.route_failing": (
        "messages to {subject} wait since {since}: {problem}",
        "发往 {subject} 的消息自 {since} 起未送达：{problem}",
    ),
    "watch.next.day_not_settled": (
        "Next: hold the board's button to settle; posminder report settlements --board {board}",
        "下一步：长按守护盒按钮结算，然后 posminder report settlements --board {board}",
    ),
    "watch.next.day_unknown": (
        "Next: posminder report settlements --board {board}, and ask the acquirer",
        "下一步：posminder report settlements --board {board}，并询问收单机构",
    ),
    "watch.next.case_due": (
        "Next: posminder case list; posminder evidence check says what is missing",
        "下一步：posminder case list；posminder evidence check 会说明还缺什么",
    ),
    "watch.next.journal_tampered": (
        "Next: keep this computer as it is; posminder logs verify --board {board}",
        "下一步：保持本机现状；posminder logs verify --board {board}",
    ),
    "watch.next.journal_incomplete": (
        "Next: posminder logs verify --board {board} says what is not proved",
        "下一步：posminder logs verify --board {board} 会说明哪些未证明",
    ),
    "watch.next.records_missing": (
        "Next: pull the board again, or take the records from another computer's backup",
        "下一步：重新导出，或从另一台电脑的备份中取得这些记录",
    ),
    "watch.next.clock_off": (
        "Next: posminder visit sets it; if it comes again, look at the clock chip's battery",
        "下一步：posminder visit 会校时；若再次发生，检查时钟芯片电池",
    ),
    "watch.next.not_pulled": (
        "Next: look whether the board has power and its cable is in this computer",
        "下一步：检查守护盒是否通电、数据线是否接在本机",
    ),
    "watch.next.not_let_in": (
        "Next: have the office issue a ticket: posminder office ticket {board}",
        "下一步：请办公室签发凭据：posminder office ticket {board}",
    ),
    "watch.next.backup_failed": (
        "Next: look at the folder of the backups; it is tried again within the hour",
        "下一步：检查备份文件夹；一小时内会重试",
    ),
    "watch.next.route_failing": (
        "Next: posminder watch check sends a test message; nothing is lost meanwhile",
        "下一步：posminder watch check 会发送测试消息；期间消息不会丢失",
    ),
    "watch.test.title": ("Posminder: a test", "守护盒：测试消息"),
    "watch.test.body": (
        "This is a test of the route {route} from {at}. Nothing is wrong.",
        "这是 {at} 对通知线路 {route} 的测试，一切正常。",
    ),
    "watch.log.begins": (
        "Watching: every {every}, routes {routes}. Ctrl-C ends it.",
        "开始值守：每 {every} 一次，线路 {routes}。按 Ctrl-C 结束。",
    ),
    "watch.log.ends": (
        "Ended: {count} messages wait to be sent.",
        "已结束：{count} 条消息待发送。",
    ),
    "watch.log.plugged": ("{port} is there", "{port} 已接入"),
    "watch.log.unplugged": ("{port} is gone", "{port} 已拔出"),
    "watch.log.pulled": (
        "{port}: {shop}: {new} new records, the newest is {last}",
        "{port}：{shop}：新增 {new} 条记录，最新 {last}",
    ),
    "watch.log.no_board": ("{port}: {problem}", "{port}：{problem}"),
    "watch.log.no_case": ("Cases: {problem}", "案件：{problem}"),
    "watch.log.found": ("{shop}: {what}", "{shop}：{what}"),
    "watch.log.ended": ("Over: {shop}: {what}", "已解除：{shop}：{what}"),
    "watch.log.sent": ("Sent to {route}: {title}", "已发送至 {route}：{title}"),
    "watch.log.failed": (
        "Not sent to {route}, tried again at {at}: {problem}",
        "未能发送至 {route}，{at} 重试：{problem}",
    ),
    "watch.log.backup": (
        "Backup {file}: made, read back and whole",
        "备份 {file}：已生成、读回并核对完好",
    ),
    "watch.list.none": ("Nothing stands, nothing waits.", "没有未解除的事项，也没有待发消息。"),
    "watch.list.column.number": ("number", "编号"),
    "watch.list.column.severity": ("severity", "级别"),
    "watch.list.column.shop": ("shop", "店铺"),
    "watch.list.column.what": ("what", "事项"),
    "watch.list.column.since": ("since", "开始"),
    "watch.list.column.seen": ("seen by", "确认人"),
    "watch.list.waiting": (
        "Waits for {route} since {at}, tried {tries} times: {title}",
        "待发至 {route}（{at} 起，已试 {tries} 次）：{title}",
    ),
    "watch.seen.kept": ("Seen by {by}: it is passed on to nobody.", "{by} 已确认：不再转发。"),
    "watch.check.good": (
        "{file}: {routes} routes, nothing wrong.",
        "{file}：{routes} 条线路，没有问题。",
    ),
    "watch.check.sent": (
        "{route}: taken. Look whether it came: {id}",
        "{route}：已被接收。请确认是否收到：{id}",
    ),
    "watch.check.failed": ("{route}: not taken: {problem}", "{route}：未被接收：{problem}"),
}
