# SPDX-License-Identifier: MIT
"""What a board's coded words are called: `word.<group>.<word>`. Asked for with messages.word."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_GROUPS: Final[dict[str, Table]] = {
    "mode": {"observe": ("observe", "观察"), "enforce": ("enforce", "执行")},
    "clock": {
        "rtc": ("the clock chip", "时钟芯片"),
        "host": ("a computer", "电脑"),
        "unset": ("unset", "未设置"),
    },
    "line": {
        "answering": ("answering", "有应答"),
        "silent": ("silent", "无应答"),
        "unknown": ("unknown", "未知"),
    },
    "role": {
        "nobody": ("nobody", "无人"),
        "technician": ("technician", "技术员"),
        "cashier": ("cashier", "收银员"),
        "supervisor": ("supervisor", "主管"),
        "owner": ("owner", "店主"),
    },
    "answer": {
        "yes": ("yes", "是"),
        "no": ("no", "否"),
        "unknown": ("unknown", "未知"),
        "attested": ("a person said so", "人工确认"),
    },
    "side": {"terminal": ("Terminal", "终端"), "register": ("Register", "收银机")},
    "transaction": {
        "sale": ("Sale", "消费"),
        "refund": ("Refund", "退货"),
        "reversal": ("Reversal", "撤销"),
        "other": ("Transaction", "其他交易"),
    },
    "receipt": {
        "delivered": ("printed", "已打印"),
        "refused": ("refused by the register's printer", "收银机打印机拒绝"),
        "missing": ("not printed in time", "未按时打印"),
        "duplicate": ("printed later as a duplicate", "已重打印"),
        "unknown": ("cannot be seen in this wiring", "此接线方式无法得知"),
        "stopped": ("printing stopped halfway", "打印中途停止"),
        "not_wanted": ("none, the register wants none", "收银机不要求打印"),
        "not_needed": ("none, nobody has to sign", "无需签名，未打印"),
    },
    "copy": {
        "merchant": ("merchant copy", "商户存根"),
        "customer": ("customer copy", "持卡人存根"),
        "both": ("both copies", "两联"),
        "unknown": ("which copy is not known", "联次未知"),
    },
    "sign_in": {
        "signed_in": ("signed in", "已签到"),
        "needed": ("not signed in", "未签到"),
        "signing_in": ("signing in", "正在签到"),
        "failed": ("not signed in, the sign-in failed", "签到失败"),
        "unknown": ("unknown", "未知"),
        "attested": ("signed in, as a person said", "已人工确认签到"),
    },
    "settlement": {
        "begun": ("begun", "已开始"),
        "verified": ("verified", "已核实"),
        "mismatch": ("does not balance", "对账不平"),
        "nothing_to_settle": ("nothing to settle", "无需结算"),
        "refused": ("refused", "被拒绝"),
        "unknown": ("result unknown", "结果未知"),
        "given_up": ("given up", "已放弃"),
        "seen": ("settled by somebody else", "由他人结算"),
        "deferred": ("deferred", "已推迟"),
        "held": ("held", "已暂缓"),
        "postponed": ("must wait", "等待中"),
        "attested": ("settled, as a person said", "已人工确认结算"),
    },
    "cause": {
        "operator": ("operator", "操作人员"),
        "device_off": ("board was off", "守护盒断电"),
        "link_down": ("line down", "线路中断"),
        "terminal_busy": ("terminal busy", "终端忙"),
        "acquirer_declined": ("declined by the acquirer", "收单机构拒绝"),
        "held_by_max": ("above the maximum", "超过上限"),
        "below_min": ("below the minimum", "低于下限"),
        "clock_untrusted": ("clock not trusted", "时钟不可信"),
        "unknown": ("unknown", "原因未知"),
        "maintenance": ("acquirer's maintenance", "收单机构维护"),
        "sale_open": ("a sale's end is not known", "有交易结果未知"),
        "journal_fault": ("journal storage faulty", "日志存储故障"),
        "nobody_there": ("nobody was there", "无人在场"),
        # what starts a command
        "closing_button": ("closing button", "打烊按钮"),
        "latest_time": ("latest time", "最晚时间"),
        "power_up": ("power-up", "开机"),
        "before_opening": ("before opening", "营业前"),
        "terminal_demands": ("the terminal demands it", "终端要求"),
        "verify": ("to verify", "核实"),
        "in_doubt": ("in doubt", "存疑"),
        "retry": ("one more try", "重试"),
        "poll": ("regular question", "定时查询"),
        "max_defer": ("deferred long enough", "推迟期满"),
        "settle_at": ("configured time", "设定时间"),
        "idle": ("no sale since closing", "打烊后无交易"),
        "cut_over": ("before the cut-over", "日切之前"),
        "approved": ("a person approved it", "专人批准"),
        "closing_time": ("closing time", "打烊时间"),
    },
    "rule": {
        "sign_in": ("Sign-in", "签到"),
        "receipts": ("Receipts", "签购单"),
        "doubt": ("Doubtful sale", "存疑交易"),
        "settlement": ("Settlement", "批结算"),
        "attended": ("Reminders", "提醒"),
        "polling": ("Asking for sales", "查询交易"),
        "account": ("Change of account", "结算卡变更"),
        "alarms": ("Alarms", "提醒"),
        "alerts": ("Alerts", "警报"),
    },
    "stage": {
        "none": ("none", "无"),
        "planned": ("planned", "已计划"),
        "handed_over": ("handed over", "已交接"),
        "approved": ("approved", "已批准"),
        "effective": ("effective", "已生效"),
        "probed": ("first small credit seen", "首笔小额已到账"),
        "watched": ("first credits seen", "前几笔已到账"),
    },
    "does": {
        "check": ("checks the terminal's status", "检查终端状态"),
        "sign_in": ("signs the terminal in", "让终端签到"),
        "remind": ("reminds of a receipt not delivered", "提醒未出签购单"),
        "ask_sign_in": ("asks whether the terminal is signed in", "询问终端是否已签到"),
        "ask_close": ("asks whether the batch is settled", "询问是否已批结算"),
        "ask_last": ("asks the terminal for its last sale", "查询终端最后一笔交易"),
        "settle": ("settles", "批结算"),
        "ask_totals": ("asks the terminal for its totals", "查询终端合计"),
        "show_open": ("shows again what is still open", "再次显示未处理事项"),
        "escalate": ("sounds an unseen alert once more", "再次鸣响未确认的警报"),
    },
}

MESSAGES: Final[Table] = {
    "span.days": ("{days} d {hours} h", "{days} 天 {hours} 小时"),
    "span.hours": ("{hours} h {minutes} min", "{hours} 小时 {minutes} 分"),
    "span.minutes": ("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒"),
} | {
    f"word.{group}.{word}": both for group, words in _GROUPS.items() for word, both in words.items()
}
