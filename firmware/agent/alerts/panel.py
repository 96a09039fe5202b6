# SPDX-License-Identifier: MIT
"""The panel's words, in English and Chinese: what the board shows, as short text lines.

At most limits.PANEL_LINES of limits.PANEL_COLUMNS; a Chinese character takes two columns. A test
measures with the panel's own font whether each fits 128 pixels (test_panel_font.py). The words are
data; which of them is shown is decided by the desk and by app.py.
"""

from agent import effects, limits
from posminder_formats import commands, people, tables, wall_text
from posminder_formats import profile_fields as f
from posminder_formats._const import const

_DAY_S = const(86400)
_OVERDUE = const(2)  # a sale was refused for it: events.GATE_OVERDUE
_MONTH_AND_DAY = const(5)  # in yyyy-MM-ddT
_TIME = const(10)
_WIDE = const(0xE1)  # first byte of a character from U+1000 on: Chinese, and what is as wide

READY = const(100)
WORKING_SETTLE = const(101)
WORKING_SIGN_IN = const(102)
SETTLED = const(103)
BATCH = const(104)
DEFERRED = const(105)
NOT_YET = const(110)
NOT_YET_MAINTENANCE = const(111)
OPEN = const(106)  # how many alerts stand
ASK = const(120)  # and a role: whose an alert is by now
COUNTDOWN = const(112)
OPEN_CLEARS = const(113)
ATTESTED = const(160)  # settled, as somebody said
SIGN_IN_ATTESTED = const(161)
HOLD_TO_CLOSE = const(162)
RECEIPT_ASKED = const(163)
REFUSED_OVERDUE = const(164)
CHANGE = const(170)  # and what changes: profile_fields.CHANGES_*

# key, two lines in English, two in Chinese; "%s" takes the subject, "%d" the
# date of a subject that is a day; "%m" and "%n" those of a closure (policy/deposits.py).
WORDS = (
    (
        effects.A_RECEIPT_MISSING,
        "No receipt: %s",
        "Print it again",
        "凭证 %s 未打印",
        "请重打印",
    ),
    (
        effects.A_NOT_SIGNED_IN,
        "Not signed in",
        "Do not sell: call",
        "终端未签到",
        "请勿交易, 请报修",
    ),
    (effects.A_SETTLEMENT_OPEN, "Batch not settled", "Do not switch off", "批次未结算", "请勿关机"),
    (
        effects.A_SETTLEMENT_MISMATCH,
        "Totals differ",
        "Keep the slips: call",
        "对账不平",
        "请保留签购单",
    ),
    (
        effects.A_TERMINAL_SILENT,
        "Terminal is silent",
        "Check its cable",
        "终端无应答",
        "请检查连接线",
    ),
    (effects.A_CLOCK_UNSET, "Clock not trusted", "Settle by button", "时钟不可信", "请按键结算"),
    (effects.A_NO_PROFILE, "No profile yet", "Call the technician", "尚未配置", "请联系技术员"),
    (
        effects.A_UNCOMMISSIONED,
        "Not commissioned",
        "Call the technician",
        "尚未启用",
        "请联系技术员",
    ),
    (
        effects.A_SOLD_NOT_SIGNED_IN,
        "Sold, not signed in",
        "Keep slip no. %s",
        "未签到已交易",
        "请保留凭证 %s",
    ),
    (effects.A_JOURNAL_FAULT, "Memory fault", "Call the technician", "存储故障", "请联系技术员"),
    (
        effects.A_SALE_UNKNOWN,
        "Sale result unknown",
        "Ask the terminal",
        "交易结果未知",
        "请查询终端",
    ),
    (effects.A_ABOVE_MAXIMUM, "Above maximum", "Ask the owner", "超过结算上限", "请联系负责人"),
    (
        effects.A_OUT_OF_HOURS,
        "Sale out of hours",
        "Slip no. %s",
        "非营业时间交易",
        "凭证 %s",
    ),
    (
        effects.A_CLOCK_DIFFERS,
        "Clocks differ",
        "Call the technician",
        "时钟不一致",
        "请联系技术员",
    ),
    (
        effects.A_SIGN_IN_REFUSED,
        "Board may not sign in",
        "Sign in by hand",
        "守护盒无权签到",
        "请手动签到",
    ),
    (
        effects.A_SALE_INCOMPLETE,
        "Incomplete: %s",
        "Keep its slip",
        "凭证 %s 不完整",
        "请保留签购单",
    ),
    (
        effects.A_PRINTER_FAULT,
        "Terminal's printer",
        "Paper? Then repeat",
        "终端打印机故障",
        "请装纸后重打印",
    ),
    (
        effects.A_RECEIPTS_UNPRINTED,
        "Unprinted: %s",
        "Reprint, keep both",
        "未打印 %s 笔",
        "补打并留存",
    ),
    (
        effects.A_BATCH_FILLING,
        "Batch open: settle",
        "soon, or at closing",
        "批次待结算",
        "请及时打烊结算",
    ),
    (
        effects.A_ACCOUNT_CHANGE,
        "Account is changing",
        "Press once, go on",
        "结算卡变更中",
        "按一下, 照常营业",
    ),
    (
        effects.A_TWO_SETTLERS,
        "Settled by another",
        "Call the technician",
        "另有设备结算",
        "请联系技术员",
    ),
    (effects.A_OFFLINE_WAITING, "Sales not sent", "Check network", "离线交易未上送", "请检查网络"),
    (COUNTDOWN, "%s more sales,", "then settling", "再 %s 笔后结算", ""),
    (OPEN_CLEARS, "Batch not settled", "Sales clear anyway", "批次未结算", "款项照常清算"),
    (effects.A_DRILL, "Drill:", "press the button", "演练", "请按一下按钮"),
    (
        effects.A_SOUNDS_TOO_OFTEN,
        "Too many sounds:",
        "lamp only today",
        "提示音过多",
        "今日只亮灯",
    ),
    (ASK + people.SUPERVISOR, "Ask supervisor", "", "请找主管", ""),
    (ASK + people.OWNER, "Ask the owner", "", "请联系店主", ""),
    (OPEN, "Alerts open: %s", "", "未处理 %s 项", ""),
    (
        effects.A_SIGN_IN_DUE,
        "Sign in at terminal,",
        "then press once",
        "请在终端签到",
        "签到后请按键",
    ),
    (
        effects.A_TERMINAL_CHANGED,
        "Another terminal",
        "Call the technician",
        "终端已更换",
        "请联系技术员",
    ),
    (
        effects.A_CLOSING_DUE,
        "Settle at terminal,",
        "then hold the button",
        "请在终端结算",
        "结算后按住按钮",
    ),
    (
        effects.A_HOLIDAY_AHEAD,
        "Settle by %m, or",
        "credited on %n",
        "%m 日切前结算",
        "否则 %n 才到账",
    ),
    (
        effects.A_CALENDAR_ENDING,
        "Bank days run out",
        "Tell the technician",
        "银行日历将到期",
        "请告知技术员",
    ),
    (
        effects.A_JOURNAL_FILLING,
        "Journal filling up",
        "Call the technician",
        "日志将满",
        "请联系技术员",
    ),
    (
        effects.A_JOURNAL_DAMAGED,
        "Journal: one damaged",
        "Call the technician",
        "日志有损坏",
        "请联系技术员",
    ),
    (
        effects.A_UPDATE_FAILED,
        "Update did not run",
        "Tell the technician",
        "固件升级未成功",
        "请告知技术员",
    ),
    (
        effects.A_CASE_OPENED,
        "Case was opened",
        "Tell the owner",
        "盒盖被打开",
        "请告知店主",
    ),
    (
        effects.A_SUPPLY_LOW,
        "Supply is low",
        "Other plug or cable",
        "供电电压偏低",
        "请换电源或线",
    ),
    (
        effects.A_DEPOSIT_OVERDUE,
        "Not credited: %d",
        "Ask the acquirer",
        "%d 批次未到账",
        "请联系收单机构",
    ),
    (
        effects.A_PAYOUT_RETURNED,
        "Payout back: %d",
        "Check the account",
        "%d 划款失败",
        "请核对结算卡",
    ),
    (
        effects.A_SALE_REFUSED,
        "Sign in, then sell",
        "or ask supervisor",
        "请先签到再交易",
        "或请主管放行",
    ),
    (
        REFUSED_OVERDUE,
        "Settle, then sell",
        "or ask supervisor",
        "请先结算再交易",
        "或请主管放行",
    ),
    (
        effects.A_TERMINAL_NOT_READY,
        "Terminal not ready",
        "Read its display",
        "终端未就绪",
        "请看终端屏幕",
    ),
    (
        effects.A_OPERATOR_MISSING,
        "Operator signed in?",
        "Then press once.",
        "操作员已签到?",
        "已签到请按键",
    ),
    (
        effects.A_PRESS_WANTED,
        "Somebody wants in:",
        "you know? Press once",
        "有人请求解锁",
        "同意请按一下",
    ),
    (
        CHANGE + f.CHANGES_LIMITS,
        "New money limits?",
        "Hold 8 s to agree",
        "更改结算限额?",
        "同意请按住8秒",
    ),
    (
        CHANGE + f.CHANGES_ACCOUNT,
        "New account rules?",
        "Hold 8 s to agree",
        "更改结算卡规则?",
        "同意请按住8秒",
    ),
    (
        CHANGE + f.CHANGES_PEOPLE,
        "New people or roles?",
        "Hold 8 s to agree",
        "更改人员角色?",
        "同意请按住8秒",
    ),
    (
        CHANGE + f.CHANGES_CUT_OVER,
        "New cut-over?",
        "Hold 8 s to agree",
        "更改日切时间?",
        "同意请按住8秒",
    ),
    (
        CHANGE + commands.WAITS_DOWNGRADE,
        "Older firmware?",
        "Hold 8 s to agree",
        "装回旧版固件?",
        "同意请按住8秒",
    ),
    (
        CHANGE + commands.WAITS_RELEASE_KEY,
        "New release key?",
        "Hold 8 s to agree",
        "更换发布密钥?",
        "同意请按住8秒",
    ),
    (READY, "Signed in", "", "已签到", ""),
    (WORKING_SETTLE, "Settling ...", "Please wait", "正在结算", "请稍候"),
    (WORKING_SIGN_IN, "Signing in ...", "Please wait", "正在签到", "请稍候"),
    (SETTLED, "Settled.", "You may switch off.", "已结算", "可以关机"),
    (
        DEFERRED,
        "Below minimum: later",
        "You may switch off.",
        "低于下限稍后结算",
        "可以关机",
    ),
    (NOT_YET, "Not settled yet.", "Tries again soon.", "尚未结算", "稍后自动重试"),
    (NOT_YET_MAINTENANCE, "Maintenance now", "Settles later.", "收单机构维护", "稍后自动结算"),
    (ATTESTED, "Settled as you said.", "You may switch off.", "已按您确认结算", "可以关机"),
    (SIGN_IN_ATTESTED, "Signed in as you said", "", "已按您确认签到", ""),
    (HOLD_TO_CLOSE, "Settled? Hold button.", "", "结算后请按住按钮", ""),
    (RECEIPT_ASKED, "Receipt printed?", "Then press once.", "签购单已打印?", "打印后请按键"),
    (BATCH, "Open sales: %s", "", "未结算 %s 笔", ""),
)


def words(language: int, key: int, subject: object) -> "tuple[str, ...]":
    """Return the lines for `key` (an alert or one of this module's keys), each cut to fit."""
    if key == effects.A_RECEIPT_MISSING and subject is None:
        key = RECEIPT_ASKED  # of a sale whose number nobody told
    if key == effects.A_SALE_REFUSED and subject == _OVERDUE:
        key = REFUSED_OVERDUE
    if (
        key == effects.A_PRESS_WANTED
        and isinstance(subject, int)
        and f.CHANGES_LIMITS <= subject <= commands.WAITS_RELEASE_KEY
    ):
        key = CHANGE + subject
    first = 3 if language == f.LANGUAGE_ZH_CN else 1
    row = tables.keyed(WORDS, key)
    if row is None:
        raise ValueError(key)
    lines = row[first : first + 2]
    return tuple(fit(_filled(str(line), subject)) for line in lines if line)


def _filled(line: str, subject: object) -> str:
    """Put the subject into `line`, and its dates where it says one."""
    line = line.replace("%s", "?" if subject is None else str(subject))
    if "%" in line and isinstance(subject, int):
        closes, days = divmod(subject, 100)
        for mark, day in (("%d", subject), ("%m", closes), ("%n", closes + days)):
            line = line.replace(mark, wall_text.to_text(day * _DAY_S)[_MONTH_AND_DAY:_TIME])
    return line


def fit(line: str) -> str:
    """Cut `line` to the panel's columns, counting wide characters double."""
    columns = 0
    data = line.encode()
    # By its bytes: a character taken out of a text is a name to MicroPython, for good.
    for index, byte in enumerate(data):
        if byte & 0xC0 != 0x80:  # a character's first
            columns += 2 if byte >= _WIDE else 1
            if columns > limits.PANEL_COLUMNS:
                return str(data[:index], "utf-8")
    return line
