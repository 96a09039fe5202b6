# SPDX-License-Identifier: MIT
"""What `check` and `apply` say of a profile."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "check.site": (
        "{name} ({id}), time zone {timezone}, amounts in {currency}.",
        "{name}（{id}），时区 {timezone}，金额币种 {currency}。",
    ),
    "check.zvt": (
        "Terminal {tid} speaks ZVT at {baud} bit/s.",
        "终端 {tid} 使用 ZVT 协议，{baud} bit/s。",
    ),
    "check.transbank": (
        "Terminal {tid} speaks Transbank POS Integrado at {baud} bit/s; the board stands between "
        "it and the register and sees every sale. It prints its vouchers itself: nobody sees them.",
        "终端 {tid} 使用 Transbank POS Integrado 协议，{baud} bit/s；守护盒接在它与收银机之间，"
        "能看到每笔交易。签购单由终端自行打印：无法看到是否打印。",
    ),
    "check.mis": (
        "Terminal {tid} speaks a MIS dialect at {baud} bit/s.",
        "终端 {tid} 使用 MIS 串口协议（收银一体化），{baud} bit/s。",
    ),
    "check.dialect": (
        "Its dialect is {name}, tried on: {tried}.",
        "协议方言为 {name}，实测：{tried}。",
    ),
    "check.dialect_experimental": (
        "Its dialect is {name}, EXPERIMENTAL: nobody has tried it on a terminal.",
        "协议方言为 {name}，实验性质（EXPERIMENTAL）：尚无人在真实终端上试过。",
    ),
    "check.mis_in_line": (
        "The board stands between register and terminal and sees every sale; the terminal prints "
        "itself, and tells at most that a receipt was not printed.",
        "守护盒接在收银机与终端之间，能看到每笔交易；签购单由终端自行打印，终端至多告知未打印。",
    ),
    "check.mis_beside": (
        "The board alone is wired to the terminal, signs it in and settles; it asks for the last "
        "sale, and sales between two questions stay unknown.",
        "终端串口只接守护盒：由它签到和结算；它会查询最后一笔交易，两次查询之间的交易无从得知。",
    ),
    "check.mis_no_totals": (
        "The dialect has no question for totals: a settlement counts as done when the terminal "
        "says so, and is not proved. Without an answer it is settled again only for new sales.",
        "该方言无法查询批次汇总：终端答复结算成功即视为已结算，但无法验证；"
        "如无答复，仅在有新交易后才再次结算。",
    ),
    "check.in_line": (
        "The board stands between register and terminal and sees every sale and receipt.",
        "守护盒接在收银机与终端之间，能看到每笔交易和签购单。",
    ),
    "check.in_line_prints_itself": (
        "The board stands between register and terminal and sees every sale; the terminal prints "
        "itself.",
        "守护盒接在收银机与终端之间，能看到每笔交易；签购单由终端自行打印。",
    ),
    "check.unknown": (
        "Nobody learns by this link: {what}.",
        "此连接无法得知：{what}。",
    ),
    "check.and": ("; ", "；"),
    "check.beside": (
        "The board stands beside the register and asks the terminal for its last sale; "
        "it cannot see whether a receipt was printed.",
        "守护盒接在收银机旁，向终端查询最后一笔交易；看不到签购单是否打印。",
    ),
    "check.attended": (
        "Terminal {tid} speaks nothing: no cable, no command. The board reminds by its clock, and "
        "the cashier's press is the answer.",
        "终端 {tid} 无法通信：不接线，不发指令。守护盒按时钟提醒，收银员按键作答。",
    ),
    "check.sign_in_again": (
        "A sign-in older than {age} counts as none: it is renewed in time, best before opening.",
        "签到超过 {age} 视为未签到：到期前自动重新签到，优先在营业前。",
    ),
    "check.clock_from_terminal": (
        "While its clock is unset it has the terminal run its diagnosis, and takes the time that "
        "the terminal's acquirer passes on. If none comes, only a held button acts.",
        "时钟未设置时，让终端执行诊断，并采用终端收单机构下发的时间；有的终端不下发时间，则只认按住按钮。",
    ),
    "check.clock_set_terminal": (
        "A terminal whose clock is off it sets, after a settlement and before the next sale, from "
        "a clock that a computer or its own chip has set.",
        "终端时钟有偏差时，于批结算之后、下一笔交易之前用守护盒时钟（由电脑或时钟芯片设定）校准终端。",
    ),
    "check.alerts_on_terminal": (
        "An alert that nobody has seen is shown on the terminal's display as well, a few times, in "
        "English, while nobody is selling.",
        "无人确认的警报也在终端屏幕显示几次（英文），仅在无交易时。",
    ),
    "check.clock": (
        "It says so when the terminal's clock is more than {skew} off; if more than 90 min, only a "
        "held button acts until the clocks agree or a computer sets the board's.",
        "终端时钟相差超过 {skew} 时报警；超过 90 分钟时只有长按按钮有效，"
        "直至两者一致或用电脑校准。",
    ),
    "check.attended_sign_in": (
        "{minutes} min before opening it asks for the sign-in; one press says that it is done.",
        "营业前 {minutes} 分钟提醒签到；签到后按一次按钮。",
    ),
    "check.attended_closing": (
        "At closing, and once more before {latest}, it asks for the settlement; a held button "
        "says that it is done. At {latest} the day counts as not settled.",
        "打烊时及 {latest} 前各提醒一次批结算；结算后按住按钮。"
        "到 {latest} 仍未确认，当天按未结算记录。",
    ),
    "check.attended_receipt": (
        "A press announces a sale; {seconds} s later its receipt is asked for, unless a second "
        "press has said that it is printed.",
        "按键表示有一笔交易；{seconds} 秒内未再次按键确认已打印，则提醒签购单。",
    ),
    "check.attended_unknown": (
        "What is pressed is recorded as attested by a person (grade C), never as verified. No "
        "sale, total or receipt is seen: they are known only from the acquirer's file.",
        "按键记录为人工确认（C 级），从不当作已核实。守护盒看不到交易、合计和签购单，"
        "只能以收单机构的文件为准。",
    ),
    "check.attended_observe": (
        "Mode observe: the board shows and records, and makes no sound.",
        "观察模式：守护盒只显示和记录，不发声。",
    ),
    "check.attended_enforce": (
        "Mode enforce: the board reminds with lamp and sound.",
        "执行模式：守护盒用灯和声音提醒。",
    ),
    "check.hours": ("Open {hours}.", "营业时间：{hours}。"),
    "check.special_days": ("Other hours on {days}.", "特殊营业时间：{days}。"),
    "check.day_to": ("-", "至"),
    "check.next_hours": (", ", "、"),
    "check.next_days": ("; ", "；"),
    "check.settle": (
        "The batch is settled when the closing button is held, at {latest} at the latest, "
        "and then verified.",
        "按住打烊按钮时批结算，最晚 {latest}；结算后核实。",
    ),
    "check.at": ("It is settled at {at} as well.", "另于 {at} 自动结算。"),
    "check.idle_after_closing": (
        "It is settled when {wait} have passed after closing without a sale.",
        "打烊后{wait}无交易时自动结算。",
    ),
    "check.warn_closing": (
        "A batch still open {wait} before closing is told.",
        "打烊前{wait}仍有未结算批次时提示。",
    ),
    "check.offline": (
        "A sale that the terminal says it approved off-line is told when it is not sent after "
        "{wait}; the board has the terminal send it before.",
        "终端告知为离线批准的交易，超过{wait}仍未上送即提示；守护盒此前会让终端上送。",
    ),
    "check.warn_age": ("A batch {wait} old is told.", "批次开启{wait}后提示。"),
    "check.warn_total": (
        "A batch that reaches {amount} is told.",
        "批次金额达到 {amount} 时提示。",
    ),
    "check.warn_at": (
        "A batch of {count} transactions is told, and settled in the next lull.",
        "批次达到 {count} 笔时提示，并在空闲时结算。",
    ),
    "check.force_at": (
        "At {count} transactions it is settled as soon as the line is quiet.",
        "批次达到 {count} 笔时，线路一空闲即结算。",
    ),
    "check.spread": (
        "This shop begins {share} s later: shops do not all call at once.",
        "本店错峰 {share} 秒，避免各店同时结算。",
    ),
    "check.cut_over": (
        "The acquirer's day ends at {time}: what is still open and can go is settled before it.",
        "收单机构日切时间 {time}：未结算且可结算的批次在此前结算。",
    ),
    "check.maintenance": (
        "The acquirer announces maintenance {windows}: nothing is settled meanwhile, but after it.",
        "收单机构维护时间 {windows}：期间不结算，结束后补结算。",
    ),
    "check.no_limits": (
        "Every total is settled, whatever its size.",
        "金额不限，每批都结算。",
    ),
    "check.below_min": (
        "A total below {amount} waits for the next settlement, {wait} after the batch's first "
        "sale at the most.",
        "金额低于 {amount} 时推迟到下次结算，最迟在本批首笔交易后{wait}。",
    ),
    "check.hold": (
        "A total above {amount} raises an alert and waits for a person, {wait} after the "
        "batch's first sale at the most.",
        "金额高于 {amount} 时告警并等待人工确认，最迟在本批首笔交易后{wait}。",
    ),
    "check.settle_and_alert": (
        "A total above {amount} is settled and raises an alert.",
        "金额高于 {amount} 时照常结算并告警。",
    ),
    "check.escalate": (
        "An alert that nobody saw sounds once more after {wait}.",
        "无人查看的告警在{wait}后再响一次。",
    ),
    "check.credited": (
        "A batch settled on {day} before {until} is credited on {due}.",
        "{day} {until} 前结算的批次于 {due} 到账。",
    ),
    "check.credited_unknown": (
        "When a batch settled on {day} before {until} is credited is not known.",
        "{day} {until} 前结算的批次何时到账未知。",
    ),
    "check.bank_days": (
        "Bank days are known until {until}.",
        "银行工作日已知至 {until}。",
    ),
    "check.closure": (
        "The bank is closed from {first} to {last}: settled by {close_by}, money comes before; "
        "settled later, on {due}.",
        "银行 {first} 至 {last} 休息：{close_by}（含）前结算可在此前到账，之后的于 {due} 到账。",
    ),
    "check.closure_unknown": (
        "The bank is closed from {first} to {last}: settled by {close_by}, money comes before.",
        "银行 {first} 至 {last} 休息：{close_by}（含）前结算可在此前到账。",
    ),
    "check.watched": (
        "The board lists the deposits; one not confirmed by {by} and grace raises an alert.",
        "守护盒记录待到账款项；到期日 {by} 加宽限后仍无人确认则告警。",
    ),
    "check.not_watched": (
        "Nobody is asked about deposits: deposit: {{watch: true}} lists them on the board.",
        "不跟踪到账：设置 deposit: {{watch: true}} 后由守护盒记录。",
    ),
    "check.sheet": (
        "Acquirer sheet {id}, version {version}, valid from {day}: {source}.",
        "收单机构参数表 {id}，版本 {version}，自 {day} 起有效：{source}。",
    ),
    "check.sign_in": (
        "Terminal sign-in is checked after power-up and {minutes} min before opening.",
        "开机后及营业前 {minutes} 分钟检查终端签到。",
    ),
    "check.receipt": (
        "{copies} not printed {seconds} s after approval or the last printed line: the counter is "
        "reminded.",
        "交易成功或最后打印 {seconds} 秒后仍未出{copies}，在柜台提醒。",
    ),
    "check.copies.both": ("Merchant and customer copy", "商户存根和持卡人存根"),
    "check.copies.merchant_copy": ("The merchant copy", "商户存根"),
    "check.copies.customer_copy": ("The customer copy", "持卡人存根"),
    "check.keep_slip_merchant": (
        "The text of merchants' and settlement slips is kept, card numbers cut, about 1 KB a sale "
        "at most.",
        "保存商户存根与结算单文本（卡号截断），每笔约 1 KB 以内。",
    ),
    "check.keep_slip_all": (
        "The text of every slip is kept, card numbers cut, about 1 KB a sale at most.",
        "保存所有凭证文本（卡号截断），每笔约 1 KB 以内。",
    ),
    "check.auto_duplicate": (
        "After each sale the terminal is asked whether its printer was ready; if not, it repeats "
        "that receipt once when it is.",
        "每笔交易后查询终端打印机是否就绪；未就绪时，待恢复后自动重打印一次。",
    ),
    "check.receipt_signed": (
        "Nobody is reminded of a sale with PIN: nobody has to sign it.",
        "输入密码的交易无需签名，不提醒。",
    ),
    "check.receipt_electronic": (
        "Receipts are sent electronically. Only where the terminal says that somebody signs, the "
        "counter is reminded of the merchant's copy, {seconds} s after approval.",
        "本店使用电子签购单。仅当终端表明需要签名时，交易成功 {seconds} 秒后提醒商户存根。",
    ),
    "check.receipt_none": (
        "This shop hands out no receipts. Only where the terminal says that somebody signs, the "
        "counter is reminded of the merchant's copy, {seconds} s after approval.",
        "本店不出签购单。仅当终端表明需要签名时，交易成功 {seconds} 秒后提醒商户存根。",
    ),
    "check.receipt_contactless": (
        "Nor of a contactless sale of {amount} or less.",
        "不高于 {amount} 的闪付交易也不提醒。",
    ),
    "check.auto_sign_off": (
        "Settling signs the terminal off: it is signed in again after it.",
        "批结算会让终端签退：结算后重新签到。",
    ),
    "check.operator": (
        "Who works at the terminal it cannot know. At the first sale of a day, or after a restart, "
        "it asks; a press or a person by name answers.",
        "守护盒无法得知操作员是谁：每天首笔或重启后首笔交易时询问，由按键或具名确认。",
    ),
    "check.gate_not_signed_in": (
        "It refuses the register's sales while the terminal is known not to be signed in; "
        "everything else passes.",
        "已知终端未签到时拒绝收银机交易；其他操作放行。",
    ),
    "check.gate_settlement_overdue": (
        "It refuses the register's sales while a batch of a business day that is over is open; "
        "everything else passes.",
        "过去营业日的批次未结算时拒绝收银机交易；其他操作放行。",
    ),
    "check.gate_button": (
        "A supervisor lets sales through, {count} at most within {time}: by the button held for "
        "eight seconds, or by name and PIN.",
        "主管可放行：{time}内最多 {count} 笔，按住按钮八秒，或用姓名和密码。",
    ),
    "check.gate_by_name": (
        "A supervisor lets sales through, {count} at most within {time}: by name and PIN only.",
        "主管可放行：{time}内最多 {count} 笔，仅限姓名和密码。",
    ),
    "check.sign_in_codes": (
        "Results {codes} of a sale mean that its keys do not fit: it signs the terminal in again, "
        "twice in a row at most.",
        "交易结果 {codes} 表示密钥不符：让终端重新签到，连续最多两次。",
    ),
    "check.idle": (
        "Own commands wait until the line was quiet for {seconds} s.",
        "线路空闲 {seconds} 秒后，守护盒才发送自己的指令。",
    ),
    "apply.in_force": (
        "Board {id} has it in force: SHA-256 {sha256}",
        "守护盒 {id} 已启用此配置：SHA-256 {sha256}",
    ),
    "apply.key": (
        "Its key is {path}, plain: whoever has this computer has the board, on every day. Keep a "
        "copy. An office keeps keys encrypted: posminder office init, then office add.",
        "其密钥为 {path}，未加密：谁拥有本机，谁就能随时控制守护盒。请保存副本。办公室可加密保存："
        "posminder office init，再 office add。",
    ),
    "apply.office": (
        "Its key is in the office's store, {path}. Tickets of it: posminder office ticket.",
        "其密钥已存入办公室密钥库 {path}。签发凭据：posminder office ticket。",
    ),
    "duration.h": ("{count} h", "{count} 小时"),
    "duration.min": ("{count} min", "{count} 分钟"),
    "duration.s": ("{count} s", "{count} 秒"),
    "check.observe": (
        "Mode observe: nothing is sent to the terminal and the counter hears nothing; "
        "the journal says what would have been done.",
        "观察模式：不向终端发送任何指令，柜台无提示；日志记录本应执行的操作。",
    ),
    "check.enforce": (
        "Mode enforce: the board signs in and settles by itself.",
        "执行模式：守护盒自动签到并结算。",
    ),
}
