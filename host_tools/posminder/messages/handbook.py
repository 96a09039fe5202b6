# SPDX-License-Identifier: MIT
"""The offline handbook: what the board shows and sounds, what to do next, and two flow charts.

`panel.<alert>` is what the panel shows of it, line by line; what to do stands in runbook.py.
"""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_PANEL: Final[Table] = {
    "panel.receipt_missing": ("No receipt: 117 / Print it again", "凭证 117 未打印 / 请重打印"),
    "panel.not_signed_in": ("Not signed in / Do not sell: call", "终端未签到 / 请勿交易, 请报修"),
    "panel.settlement_open": ("Batch not settled / Do not switch off", "批次未结算 / 请勿关机"),
    "panel.settlement_mismatch": (
        "Totals differ / Keep the slips: call",
        "对账不平 / 请保留签购单",
    ),
    "panel.terminal_silent": ("Terminal is silent / Check its cable", "终端无应答 / 请检查连接线"),
    "panel.clock_unset": ("Clock not trusted / Settle by button", "时钟不可信 / 请按键结算"),
    "panel.no_profile": ("No profile yet / Call the technician", "尚未配置 / 请联系技术员"),
    "panel.uncommissioned": ("Not commissioned / Call the technician", "尚未启用 / 请联系技术员"),
    "panel.sale_not_signed_in": (
        "Sold, not signed in / Keep slip no. 117",
        "未签到已交易 / 请保留凭证 117",
    ),
    "panel.journal_fault": ("Memory fault / Call the technician", "存储故障 / 请联系技术员"),
    "panel.sale_unknown": ("Sale result unknown / Ask the terminal", "交易结果未知 / 请查询终端"),
    "panel.batch_filling": (
        "Batch open: settle / soon, or at closing",
        "批次待结算 / 请及时打烊结算",
    ),
    "panel.offline_waiting": (
        "Sales not sent / Check network",
        "离线交易未上送 / 请检查网络",
    ),
    "panel.two_settlers": (
        "Settled by another / Call the technician",
        "另有设备结算 / 请联系技术员",
    ),
    "panel.above_maximum": ("Above maximum / Ask the owner", "超过结算上限 / 请联系负责人"),
    "panel.out_of_hours": (
        "Sale out of hours / Slip no. 117",
        "非营业时间交易 / 凭证 117",
    ),
    "panel.clock_differs": ("Clocks differ / Call the technician", "时钟不一致 / 请联系技术员"),
    "panel.sign_in_refused": (
        "Board may not sign in / Sign in by hand",
        "守护盒无权签到 / 请手动签到",
    ),
    "panel.sale_incomplete": (
        "Incomplete: 117 / Keep its slip",
        "凭证 117 不完整 / 请保留签购单",
    ),
    "panel.printer_fault": (
        "Terminal's printer / Paper? Then repeat",
        "终端打印机故障 / 请装纸后重打印",
    ),
    "panel.receipts_unprinted": (
        "Unprinted: 117 / Reprint, keep both",
        "未打印 117 笔 / 补打并留存",
    ),
    "panel.holiday_ahead": (
        "Settle by 09-29, or / credited on 10-08",
        "09-29 日切前结算 / 否则 10-08 才到账",
    ),
    "panel.calendar_ending": (
        "Bank days run out / Tell the technician",
        "银行日历将到期 / 请告知技术员",
    ),
    "panel.journal_filling": (
        "Journal filling up / Call the technician",
        "日志将满 / 请联系技术员",
    ),
    "panel.journal_damaged": (
        "Journal: one damaged / Call the technician",
        "日志有损坏 / 请联系技术员",
    ),
    "panel.update_failed": (
        "Update did not run / Tell the technician",
        "固件升级未成功 / 请告知技术员",
    ),
    "panel.case_opened": (
        "Case was opened / Tell the owner",
        "盒盖被打开 / 请告知店主",
    ),
    "panel.supply_low": (
        "Supply is low / Other plug or cable",
        "供电电压偏低 / 请换电源或线",
    ),
    "panel.deposit_overdue": (
        "Not credited: 09-29 / Ask the acquirer",
        "09-29 批次未到账 / 请联系收单机构",
    ),
    "panel.operator_missing": (
        "Operator signed in? / Then press once.",
        "操作员已签到? / 已签到请按键",
    ),
    "panel.sale_refused": (
        "Sign in, then sell / or ask supervisor",
        "请先签到再交易 / 或请主管放行",
    ),
    "panel.terminal_not_ready": (
        "Terminal not ready / Read its display",
        "终端未就绪 / 请看终端屏幕",
    ),
    "panel.press_wanted": (
        "Somebody wants in: / you know? Press once",
        "有人请求解锁 / 同意请按一下",
    ),
    "panel.payout_returned": (
        "Payout back: 09-29 / Check the account",
        "09-29 划款失败 / 请核对结算卡",
    ),
    "panel.account_change": (
        "Account is changing / Press once, go on",
        "结算卡变更中 / 按一下, 照常营业",
    ),
    "panel.drill": ("Drill: / press the button", "演练 / 请按一下按钮"),
    "panel.sounds_too_often": ("Too many sounds: / lamp only today", "提示音过多 / 今日只亮灯"),
    "panel.sign_in_due": (
        "Sign in at terminal, / then press once",
        "请在终端签到 / 签到后请按键",
    ),
    "panel.terminal_changed": (
        "Another terminal / Call the technician",
        "终端已更换 / 请联系技术员",
    ),
    "panel.closing_due": (
        "Settle at terminal, / then hold the button",
        "请在终端结算 / 结算后按住按钮",
    ),
}

_SHOWS: Final[Table] = {
    "lamp.off": ("dark", "不亮"),
    "lamp.green": ("green", "绿色常亮"),
    "lamp.green_blink": ("green, blinking", "绿色闪烁"),
    "lamp.yellow": ("yellow", "黄色常亮"),
    "lamp.yellow_blink": ("yellow, blinking", "黄色闪烁"),
    "lamp.red_blink": ("red, blinking", "红色闪烁"),
    "lamp.blue": ("blue", "蓝色常亮"),
    "means.off": (
        "The board has no power, or does not know yet whether the terminal is signed in.",
        "守护盒未通电，或尚不知道终端是否已签到。",
    ),
    "means.green": ("Signed in. Sell.", "已签到，可以收款。"),
    "means.green_blink": (
        "Settled and verified, or below the minimum and put off: the panel says which. You may "
        "switch off.",
        "已结算并核实，或低于下限已推迟（见屏幕）。可以关机。",
    ),
    "means.yellow": (
        "Something is still open, and you have seen it.",
        "有事项未完成，您已知道。",
    ),
    "means.yellow_blink": (
        "Something waits for you: read the panel.",
        "有事项等您处理：请看屏幕。",
    ),
    "means.red_blink": (
        "Money or sign-in is at stake: read the panel now.",
        "涉及资金或签到：请立即看屏幕。",
    ),
    "means.blue": ("Settling or signing in. Wait.", "正在结算或签到，请稍候。"),
    "sound.none": ("none", "无"),
    "sound.reminder": ("two short", "两声短音"),
    "sound.alarm": ("one long", "一声长音"),
    "means.reminder": ("Something is missing at the counter.", "柜台有遗漏。"),
    "means.alarm": (
        "Money or sign-in is at stake, or nobody has seen a reminder for some minutes.",
        "涉及资金或签到，或提醒已数分钟无人确认。",
    ),
    "button.short": ("press shortly", "短按"),
    "button.twice": ("press twice", "连按两次"),
    "button.held": ("hold for two seconds", "按住两秒"),
    "button.long": ("hold for eight seconds", "按住八秒"),
    "means.short": ("I have seen it. The lamp becomes steady.", "我已知道。灯变为常亮。"),
    "means.twice": ("No sound for half an hour.", "半小时内不发声。"),
    "means.held": ("We close: settle now.", "打烊：现在结算。"),
    "means.long": (
        "A supervisor, while sales are refused: let a few through. Else: we close.",
        "拒绝交易期间主管使用：放行数笔。否则同打烊。",
    ),
}

_PAGE: Final[Table] = {
    "handbook.title": ("Handbook", "使用手册"),
    "handbook.sub": (
        "For the counter and for the technician. This page needs no network.",
        "供柜台和技术员使用。本页无需联网。",
    ),
    "handbook.lamp": ("What the lamp says", "指示灯含义"),
    "handbook.sound": ("What the buzzer says", "声音含义"),
    "handbook.button": ("What the button does", "按钮用法"),
    "handbook.alerts": ("Alerts, and what to do next", "警报与处理"),
    "handbook.rule": ("Who is called, how often it sounds", "找谁，响几次"),
    "handbook.rule.1": (
        "An alert that nobody has seen sounds once more after the site's escalate_after (5 minutes "
        "unless set), and the panel says: Ask supervisor. For sign-in and settlement it says Ask "
        "the owner after three times as long; it does not sound a third time.",
        "无人确认的警报在 escalate_after（默认 5 分钟）后再响一次，屏幕显示“请找主管”。"
        "签到和结算类在三倍时间后显示“请联系店主”，不再鸣响。",
    ),
    "handbook.rule.2": (
        "At opening, and after a restart, what is still open blinks again, the worst first; the "
        "last line counts what is open.",
        "开店时和重启后，未处理的警报再次闪烁，最紧急的在前；末行显示总数。",
    ),
    "handbook.rule.3": (
        "A bell that rings too often is not heard: over a day at most one sound for twenty sales, "
        "the first two are free (four beside a terminal that speaks nothing). An alert that asks "
        "for more shows its lamp only until the next day, and the panel says so. What puts money "
        "at stake now (not settled, closing due, totals differ, sold without sign-in) may always "
        "sound once.",
        "响得太多就没人听：每天每二十笔交易最多响一次，前两次不计（不通信的终端旁为四次）。"
        "超出的警报当天只亮灯，屏幕会说明。涉及资金的（未结算、该打烊、对账不平、未签到交易）"
        "每天总可响一次。",
    ),
    "handbook.rule.4": (
        "Two short presses mute; a long one never does. Between a long press and closing there "
        "would be a second at most: whoever let go too early would have muted the board and "
        "believed the shop closed. Any press under two seconds means seen.",
        "静音用连按两次，不用长按。长按与打烊最多只差一秒：松手早了会误以为已打烊。"
        "两秒以内的按压都表示已知。",
    ),
    "handbook.rule.5": (
        "At most sixteen alerts are shown at once; one more, and the least urgent is taken off "
        "the panel and written down as such.",
        "最多同时显示十六个警报；再多时，最不紧急的移出屏幕，并记入日志。",
    ),
    "handbook.rule.6": (
        "A drill (posminder drill) sounds and asks for a press. It never covers an unseen alert.",
        "演练（posminder drill）会鸣响并请按按钮，不会遮住未确认的警报。",
    ),
    "handbook.alone": ("A shop without a computer", "没有电脑的店铺"),
    "handbook.alone.1": (
        "Lamp, buzzer and panel are all that the board has to tell with. Who stands at the counter "
        "learns of an alert there, and nobody anywhere else.",
        "守护盒只有指示灯、蜂鸣器和屏幕。柜台前的人能看到警报，其他地方无人知道。",
    ),
    "handbook.alone.2": (
        "The board sends no message, no mail, no text. “Ask the owner” is a request to whoever "
        "reads it: the board has told the owner nothing.",
        "守护盒不发消息、邮件或短信。“请联系店主”是请看到的人去联系：守护盒并未告知店主。",
    ),
    "handbook.alone.3": (
        "Every alert, press and sound stands in the journal. Somebody with a computer reads it at "
        "the next visit: posminder logs, then report day.",
        "每个警报、按键和声音都记入日志。下次有人带电脑来时可读取："
        "posminder logs，然后 report day。",
    ),
    "handbook.alone.4": (
        "The terminal's own display shows nothing of the board's: the ZVT command for it (06 E0) "
        "is known here from one program only, not from the specification or a terminal, so the "
        "board does not send it.",
        "终端自己的屏幕不显示守护盒的内容：相应的 ZVT 命令（06 E0）仅见于一个程序，"
        "未经规范或实机核实，因此不发送。",
    ),
    "handbook.day": ("The day", "一天的流程"),
    "handbook.commissioning": ("Commissioning a board", "启用守护盒"),
    "handbook.observe": (
        "A board in mode observe makes no sound and sends the terminal nothing. The numbers in "
        "the panel's words are examples.",
        "观察模式的守护盒不发声，也不向终端发送任何指令。屏幕文字中的号码为示例。",
    ),
    "handbook.column.lamp": ("Lamp", "指示灯"),
    "handbook.column.sound": ("Sound", "声音"),
    "handbook.column.press": ("Press", "按法"),
    "handbook.column.means": ("It means", "含义"),
    "handbook.column.alert": ("Alert", "警报"),
    "handbook.column.panel": ("The panel says", "屏幕显示"),
    "handbook.column.next": ("What to do", "处理步骤"),
    "flow.yes": ("yes", "是"),
    "flow.no": ("no", "否"),
}

_DAY: Final[Table] = {
    "flow.day.on": ("Opening: switch on terminal and register", "开店：打开终端和收银机"),
    "flow.day.green": ("Is the lamp green?", "灯是绿色？"),
    "flow.day.wait": (
        "Wait two minutes: the board signs in. Still red: do not sell, call",
        "等两分钟：守护盒会签到。仍为红色：勿收款，报修",
    ),
    "flow.day.sell": ("Sell as always", "照常收款"),
    "flow.day.blinks": ("Does it blink yellow or red?", "黄灯或红灯闪烁？"),
    "flow.day.act": (
        "Press the button shortly, read the panel, take the next step of the table",
        "短按按钮，看屏幕，按上表处理",
    ),
    "flow.day.close": ("Closing: hold the button for two seconds", "打烊：按住按钮两秒"),
    "flow.day.settled": ("Does it blink green?", "绿灯闪烁？"),
    "flow.day.open": (
        "Do not switch off. Read the panel, hold the button again",
        "不要关机。看屏幕，再次按住按钮",
    ),
    "flow.day.off": ("Switch off and go home", "关机下班"),
}

_COMMISSIONING: Final[Table] = {
    "flow.set.init": ("posminder init: write the site's file", "posminder init：写站点文件"),
    "flow.set.check": ("posminder check: no error?", "posminder check：无错误？"),
    "flow.set.correct": ("Correct the line it names", "修改所指出的行"),
    "flow.set.wire": (
        "Wire terminal, register and power; plug in the host line",
        "接好终端、收银机和电源；插上电脑线",
    ),
    "flow.set.apply": (
        "posminder apply --commission: same hash?",
        "posminder apply --commission：哈希相同？",
    ),
    "flow.set.again": ("Apply again; nothing was changed", "再次 apply；此前未作更改"),
    "flow.set.status": (
        "posminder status: answers, signed in?",
        "posminder status：有应答、已签到？",
    ),
    "flow.set.cable": (
        "Check cables, speed and password of the terminal",
        "检查连接线、波特率和终端密码",
    ),
    "flow.set.try": (
        "Sell once with a receipt, hold the button, settle",
        "做一笔交易并打印签购单，按住按钮结算",
    ),
    "flow.set.report": (
        "posminder logs, report day: settled and verified?",
        "posminder logs、report day：已结算并核实？",
    ),
    "flow.set.stay": (
        "Stay in mode observe and find out why: posminder tx",
        "保持观察模式，用 posminder tx 查原因",
    ),
    "flow.set.done": (
        "Set mode enforce, apply, keep a copy of the key",
        "改为执行模式并 apply，保存密钥副本",
    ),
}

MESSAGES: Final[Table] = _PANEL | _SHOWS | _PAGE | _DAY | _COMMISSIONING
