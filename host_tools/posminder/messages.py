# SPDX-License-Identifier: MIT
"""Sentences that exist in English and Chinese (zh-CN), by name. The only place with both."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "zh-CN")

# name: (English, Chinese). Both have the same {placeholders}; a test compares them.
MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "day.mon": ("Mon", "周一"),
    "day.tue": ("Tue", "周二"),
    "day.wed": ("Wed", "周三"),
    "day.thu": ("Thu", "周四"),
    "day.fri": ("Fri", "周五"),
    "day.sat": ("Sat", "周六"),
    "day.sun": ("Sun", "周日"),
    "closed": ("closed", "休息"),
    "check.site": (
        "{name} ({id}), time zone {timezone}, amounts in {currency}.",
        "{name}（{id}），时区 {timezone}，金额币种 {currency}。",
    ),
    "check.terminal": (
        "Terminal {tid} speaks ZVT at {baud} bit/s.",
        "终端 {tid} 使用 ZVT 协议，{baud} bit/s。",
    ),
    "check.in_line": (
        "The board stands between register and terminal and sees every sale and receipt.",
        "守护盒接在收银机与终端之间，能看到每笔交易和签购单。",
    ),
    "check.beside": (
        "The board stands beside the register and asks the terminal for its last sale; "
        "it cannot see whether a receipt was printed.",
        "守护盒接在收银机旁，向终端查询最后一笔交易；看不到签购单是否打印。",
    ),
    "check.hours": ("Open {hours}.", "营业时间：{hours}。"),
    "check.settle": (
        "The batch is settled when the closing button is held, at {latest} at the latest, "
        "and then verified.",
        "按住打烊按钮时批结算，最晚 {latest}；结算后核实。",
    ),
    "check.sign_in": (
        "Terminal sign-in is checked after power-up and {minutes} min before opening.",
        "开机后及营业前 {minutes} 分钟检查终端签到。",
    ),
    "check.receipt": (
        "A receipt not delivered {seconds} s after approval is reminded at the counter.",
        "交易成功 {seconds} 秒后仍未出签购单，在柜台提醒。",
    ),
    "check.idle": (
        "Own commands wait until the line was quiet for {seconds} s.",
        "线路空闲 {seconds} 秒后，守护盒才发送自己的指令。",
    ),
    "check.observe": (
        "Mode observe: nothing is sent to the terminal and the counter hears nothing; "
        "the journal says what would have been done.",
        "观察模式：不向终端发送任何指令，柜台无提示；日志记录本应执行的操作。",
    ),
    "check.enforce": (
        "Mode enforce: the board signs in and settles by itself.",
        "执行模式：守护盒自动签到并结算。",
    ),
    "status.board": (
        "Board {id} ({board}), firmware {firmware}, up {uptime}, {boots} boots.",
        "守护盒 {id}（{board}），固件 {firmware}，已运行 {uptime}，开机 {boots} 次。",
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
    "status.terminal": (
        "Terminal {tid}: line {line}, signed in: {signed_in}, status {status}.",
        "终端 {tid}：线路 {line}，已签到：{signed_in}，状态 {status}。",
    ),
    "status.batch": (
        "Open batch: {count} transactions, {total}, since {since}.",
        "当前批次：{count} 笔，{total}，自 {since} 起。",
    ),
    "status.batch_empty": ("No sale seen since the last settlement.", "自上次批结算以来未见交易。"),
    "status.batch_unknown": ("The batch is not known.", "批次情况未知。"),
    "status.settlement": (
        "Last settlement: {state}, business day {day}, {time}.",
        "最近一次批结算：{state}，营业日 {day}，{time}。",
    ),
    "status.no_settlement": ("No settlement yet.", "尚无批结算。"),
    "status.receipts": ("Receipts owed: {count}.", "未出签购单：{count}。"),
    "status.line": (
        "{line} line: {frames} frames good, {checksum_errors} checksum errors, {repeats} repeats, "
        "{broken} broken off, {oversize} too long, {lost_bytes} bytes lost.",
        "{line} 线路：正常帧 {frames}，校验错误 {checksum_errors}，重发 {repeats}，"
        "中断 {broken}，超长 {oversize}，丢失字节 {lost_bytes}。",
    ),
    "status.journal": (
        "Journal: records {first_seq} to {last_seq} in {sectors} sectors, "
        "{records_lost} overwritten, {faults} flash faults.",
        "日志：记录 {first_seq} 至 {last_seq}，{sectors} 个扇区，已覆盖 {records_lost}，"
        "存储故障 {faults}。",
    ),
    "status.alert": (
        "ALERT {text}{subject}, for {age}.",
        "警报 {text}{subject}，已 {age}。",
    ),
    "status.dropped": (
        "{count} events were dropped: the board was too busy.",
        "守护盒过忙，丢弃事件 {count} 个。",
    ),
    "status.no_alert": ("No alert stands.", "没有警报。"),
    "alert.receipt_missing": ("receipt not delivered", "签购单未打印"),
    "alert.not_signed_in": ("terminal is not signed in", "终端未签到"),
    "alert.settlement_open": ("batch is not settled", "批次未结算"),
    "alert.settlement_mismatch": ("settlement does not balance", "批结算对账不平"),
    "alert.terminal_silent": ("terminal does not answer", "终端无应答"),
    "alert.clock_unset": ("clock is not set", "时钟未设置"),
    "alert.no_profile": ("no profile", "没有站点配置"),
    "alert.uncommissioned": ("board has no key", "守护盒未启用"),
    "alert.sale_not_signed_in": ("sale while not signed in", "未签到时发生交易"),
    "alert.journal_fault": ("journal storage faulty", "日志存储故障"),
    "alert.sale_unknown": ("result of a sale is not known", "交易结果未知"),
}


def sentence(language: str, name: str, /, **values: object) -> str:
    """Return message `name` in `language`, one of LANGUAGES, with its placeholders filled."""
    return MESSAGES[name][LANGUAGES.index(language)].format(**values)
