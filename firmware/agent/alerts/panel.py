# SPDX-License-Identifier: MIT
"""The panel's words, in English and Chinese: what the board shows, as short text lines.

At most limits.PANEL_LINES of limits.PANEL_COLUMNS; a Chinese character takes two columns. The
words are data; which of them is shown is decided by the desk and by app.py.
"""

from agent import effects, limits
from posminder_formats import profile_fields as f
from posminder_formats._const import const

READY = const(100)
WORKING_SETTLE = const(101)
WORKING_SIGN_IN = const(102)
SETTLED = const(103)
NO_PROFILE = const(104)
BATCH = const(105)

# key: (first line, second line); "%s" takes the subject
_EN = {
    effects.A_RECEIPT_MISSING: ("No receipt: no. %s", "Print it again"),
    effects.A_NOT_SIGNED_IN: ("Terminal not signed in", "Do not sell: call"),
    effects.A_SETTLEMENT_OPEN: ("Batch not settled", "Do not switch off"),
    effects.A_SETTLEMENT_MISMATCH: ("Totals differ", "Keep the slips: call"),
    effects.A_TERMINAL_SILENT: ("Terminal is silent", "Check its cable"),
    effects.A_CLOCK_UNSET: ("Clock not set", "Settle by button"),
    effects.A_NO_PROFILE: ("No profile yet", "Call the technician"),
    effects.A_UNCOMMISSIONED: ("Not commissioned", "Call the technician"),
    effects.A_SOLD_NOT_SIGNED_IN: ("Sold, not signed in", "Keep slip no. %s"),
    effects.A_JOURNAL_FAULT: ("Memory fault", "Call the technician"),
    effects.A_SALE_UNKNOWN: ("Sale result unknown", "Ask the terminal"),
    READY: ("Signed in", ""),
    WORKING_SETTLE: ("Settling ...", "Please wait"),
    WORKING_SIGN_IN: ("Signing in ...", "Please wait"),
    SETTLED: ("Settled.", "You may switch off."),
    BATCH: ("Open sales: %s", ""),
}
_ZH_CN = {
    effects.A_RECEIPT_MISSING: ("凭证 %s 未打印", "请重打印"),
    effects.A_NOT_SIGNED_IN: ("终端未签到", "请勿交易, 请报修"),
    effects.A_SETTLEMENT_OPEN: ("批次未结算", "请勿关机"),
    effects.A_SETTLEMENT_MISMATCH: ("对账不平", "请保留签购单"),
    effects.A_TERMINAL_SILENT: ("终端无应答", "请检查连接线"),
    effects.A_CLOCK_UNSET: ("时钟未设置", "请按键结算"),
    effects.A_NO_PROFILE: ("尚未配置", "请联系技术员"),
    effects.A_UNCOMMISSIONED: ("尚未启用", "请联系技术员"),
    effects.A_SOLD_NOT_SIGNED_IN: ("未签到已交易", "请保留凭证 %s"),
    effects.A_JOURNAL_FAULT: ("存储故障", "请联系技术员"),
    effects.A_SALE_UNKNOWN: ("交易结果未知", "请查询终端"),
    READY: ("已签到", ""),
    WORKING_SETTLE: ("正在结算", "请稍候"),
    WORKING_SIGN_IN: ("正在签到", "请稍候"),
    SETTLED: ("已结算", "可以关机"),
    BATCH: ("未结算 %s 笔", ""),
}


def words(language: int, key: int, subject: object) -> "tuple[str, ...]":
    """Return the lines for `key` (an alert or one of this module's keys), each cut to fit."""
    lines = (_ZH_CN if language == f.LANGUAGE_ZH_CN else _EN)[key]
    shown = "?" if subject is None else str(subject)
    return tuple(fit(line.replace("%s", shown)) for line in lines if line)


def fit(line: str) -> str:
    """Cut `line` to the panel's columns, counting wide characters double."""
    columns = 0
    for index, character in enumerate(line):
        columns += 2 if ord(character) >= 0x1100 else 1
        if columns > limits.PANEL_COLUMNS:
            return line[:index]
    return line
