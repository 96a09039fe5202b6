# SPDX-License-Identifier: MIT
"""What each alert is called."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "alert.receipt_missing": ("receipt not delivered", "签购单未打印"),
    "alert.not_signed_in": ("terminal is not signed in", "终端未签到"),
    "alert.settlement_open": ("batch is not settled", "批次未结算"),
    "alert.settlement_mismatch": ("settlement does not balance", "批结算对账不平"),
    "alert.terminal_silent": ("terminal does not answer", "终端无应答"),
    "alert.clock_unset": ("clock is not set, or not trusted", "时钟未设置或不可信"),
    "alert.no_profile": ("no profile", "没有站点配置"),
    "alert.uncommissioned": ("board has no key", "守护盒未启用"),
    "alert.sale_not_signed_in": ("sale while not signed in", "未签到时发生交易"),
    "alert.journal_fault": ("journal storage faulty", "日志存储故障"),
    "alert.sale_unknown": ("result of a sale is not known", "交易结果未知"),
    "alert.batch_filling": ("batch should be settled soon", "批次待结算"),
    "alert.offline_waiting": ("off-line sales not sent", "离线交易未上送"),
    "alert.two_settlers": ("somebody else settles too", "另有设备结算"),
    "alert.above_maximum": ("batch is above the maximum", "批次超过上限"),
    "alert.sale_incomplete": (
        "a sale's record lacks its amount, trace, time or authorisation",
        "交易记录缺少金额、凭证号、时间或授权号",
    ),
    "alert.printer_fault": ("the terminal's printer is not ready", "终端打印机未就绪"),
    "alert.out_of_hours": ("sale out of hours", "非营业时间交易"),
    "alert.clock_differs": (
        "the board's and the terminal's clocks differ",
        "守护盒与终端时钟不一致",
    ),
    "alert.sign_in_refused": (
        "the terminal does not let the board sign it in",
        "终端不允许守护盒签到",
    ),
    "alert.receipts_unprinted": ("receipts left unprinted at closing", "打烊时仍有签购单未打印"),
    "alert.sale_refused": ("a sale was refused", "交易被拒绝"),
    "alert.terminal_not_ready": ("terminal is not ready", "终端未就绪"),
    "alert.operator_missing": (
        "nobody has said that the operator signed in",
        "尚未确认操作员签到",
    ),
    "alert.count": ("{count} of them", "{count} 张"),
    "alert.holiday_ahead": ("bank closed for days ahead", "银行即将连休"),
    "alert.calendar_ending": ("bank days known only for two months more", "银行日历即将到期"),
    "alert.journal_filling": ("journal filling up: pull it", "日志将满，请导出"),
    "alert.journal_damaged": ("records of the journal damaged", "日志记录损坏"),
    "alert.update_failed": (
        "a new firmware did not run, the one before does",
        "新固件未能运行，仍用旧版",
    ),
    "alert.case_opened": ("the board's case was opened", "守护盒盒盖被打开"),
    "alert.supply_low": ("the board's supply is low", "守护盒供电电压偏低"),
    "alert.deposit_overdue": ("deposit not confirmed in time", "到账未按时确认"),
    "alert.payout_returned": ("payout was returned", "划款失败"),
    "alert.account_change": ("settlement account is changing", "结算卡变更中"),
    "alert.drill": ("drill", "演练"),
    "alert.sounds_too_often": ("sounds too often, lamp only today", "提示音过多，今日只亮灯"),
    "alert.sign_in_due": ("nobody has said that the terminal is signed in", "尚未确认终端签到"),
    "alert.terminal_changed": ("another terminal than before", "终端已更换"),
    "alert.press_wanted": ("somebody's yes is wanted at the board", "等待现场确认"),
    "alert.closing_due": ("nobody has said that the batch is settled", "尚未确认批结算"),
}

_DAYS: Final = ("deposit_overdue", "payout_returned")
_CLOSURE: Final = "holiday_ahead"


def dated_subject(alert: str, subject: object) -> str | None:
    """Return the dates that an alert is about, None where its subject is a plain number.

    Of a closure, its last good day and the day on which what is settled later is credited.
    """
    if not isinstance(subject, int):
        return None
    if alert in _DAYS:
        return str(_date(subject))
    if alert == _CLOSURE:
        day, days = divmod(subject, 100)
        return f"{_date(day)} / {_date(day + days)}"
    return None


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
