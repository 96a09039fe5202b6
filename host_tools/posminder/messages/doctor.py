# SPDX-License-Identifier: MIT
"""What `doctor` says: of each check what was looked at, what was found, why it matters, the cure.

Names are `doctor.<check>.<part>`; the checks are those of doctor/checks.py.
"""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_TAKE_TICKET: Final = (
    "At the office: posminder office ticket BOARD --person YOU --out FILE; here: "
    "posminder tickets take FILE",
    "在办公室：posminder office ticket BOARD --person YOU --out FILE；"
    "在本机：posminder tickets take FILE",
)
_PARTS: Final = ("what", "found", "why", "cure")

# check: the four parts in order, each (English, Chinese)
_CHECKS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "commissioned": (
        ("The board has a key.", "守护盒已有密钥。"),
        ("The board has no key.", "守护盒没有密钥。"),
        (
            "Without one, whoever holds a cable can take it over.",
            "没有密钥，任何接线的人都可接管。",
        ),
        ("posminder apply FILE --commission", "运行 posminder apply FILE --commission"),
    ),
    "profile": (
        ("The board has a profile.", "守护盒已有站点配置。"),
        ("The board has no profile.", "守护盒没有站点配置。"),
        ("Without one it does nothing to the terminal.", "没有站点配置，守护盒不操作终端。"),
        ("posminder apply FILE", "运行 posminder apply FILE"),
    ),
    "clock": (
        ("The board trusts its clock.", "守护盒的时钟可信。"),
        ("The board's clock is unset or not trusted.", "守护盒的时钟未设置或不可信。"),
        (
            "Without a clock it trusts, only a held button settles.",
            "时钟不可信时，只有按住按钮才会批结算。",
        ),
        ("posminder apply FILE: it sets the clock", "运行 posminder apply FILE，会设置时钟"),
    ),
    "alerts": (
        ("No alert stands.", "当前无警报。"),
        ("Alerts that stand: {count}.", "当前警报：{count} 个。"),
        ("An alert says that money or receipts may wait.", "警报表示资金或签购单可能滞留。"),
        (
            "posminder status names them, posminder runbook has the steps",
            "用 posminder status 查看，用 posminder runbook 查步骤",
        ),
    ),
    "line": (
        ("The terminal answers.", "终端有应答。"),
        ("The terminal's line is silent.", "终端线路无应答。"),
        ("Nothing is seen or settled on a silent line.", "线路无应答时看不到交易，也无法批结算。"),
        (
            "Check the terminal's power, its cable, and the speed in the profile.",
            "检查终端电源、接线以及站点配置中的速率。",
        ),
    ),
    "signed_in": (
        ("The terminal is signed in.", "终端已签到。"),
        ("The terminal is not signed in.", "终端未签到。"),
        ("Until it is, the acquirer declines sales.", "未签到时收单机构会拒绝交易。"),
        (
            "Sign it in by hand; posminder runbook not_signed_in",
            "手动签到；见 posminder runbook not_signed_in",
        ),
    ),
    "flash": (
        ("The board's flash reads back what was written.", "守护盒闪存读写一致。"),
        ("Flash operations that failed: {count}.", "闪存操作失败：{count} 次。"),
        ("When flash fails, records are lost next.", "闪存出错后，接着会丢失记录。"),
        ("posminder logs now, then exchange the board", "立即运行 posminder logs，然后更换守护盒"),
    ),
    "settlement": (
        ("No batch is open from an earlier business day.", "没有前一营业日遗留的未结批次。"),
        (
            "A batch is open from an earlier business day, transactions: {count}.",
            "前一营业日的批次尚未结算，交易 {count} 笔。",
        ),
        ("A batch's money is credited only after settlement.", "批结算后资金才会到账。"),
        (
            "posminder status says why; hold the closing button, or settle at the terminal",
            "用 posminder status 查原因；按住打烊按钮或在终端上批结算",
        ),
    ),
    "filling": (
        ("The journal has room.", "日志空间充足。"),
        (
            "The journal is full to {percent} % with records no computer keeps.",
            "日志中无电脑保存的记录已占 {percent} %。",
        ),
        ("When it is full, records are left out.", "写满后会略去记录。"),
        ("posminder logs", "运行 posminder logs"),
    ),
    "pulled": (
        ("A computer has pulled records.", "已有电脑拉取过记录。"),
        ("No computer has ever pulled this board's records.", "从未有电脑拉取过此盒的记录。"),
        ("If the board breaks, its history is gone.", "守护盒一坏，历史即丢失。"),
        ("posminder logs", "运行 posminder logs"),
    ),
    "records_here": (
        ("This computer's copy of the records is at most a week old.", "本机记录副本不超过一周。"),
        (
            "Records that this computer lacks, its copy being a week old or none: {count}.",
            "本机副本已超过一周或不存在，缺少记录：{count} 条。",
        ),
        ("Reports on this computer end where its copy ends.", "本机报表只到副本为止。"),
        ("posminder logs", "运行 posminder logs"),
    ),
    "terminal_clock": (
        (
            "No difference between the terminal's clock and the board's stands.",
            "终端与守护盒时钟未见偏差警报。",
        ),
        ("The terminal's clock differs from the board's.", "终端时钟与守护盒时钟不一致。"),
        ("By a wrong clock slips fall on a wrong day.", "时钟有误，签购单会记到错误的日期。"),
        (
            "Set the terminal's clock by hand, or clock.set_terminal in the profile",
            "手动设置终端时钟，或在站点配置中设 clock.set_terminal",
        ),
    ),
    "line_quality": (
        ("The terminal's line is clean.", "终端线路质量正常。"),
        (
            "Frames damaged or broken off: {bad} of {all} since boot.",
            "开机以来损坏或中断的帧：{all} 帧中 {bad} 帧。",
        ),
        ("A bad line makes doubtful sales.", "线路不良会造成存疑交易。"),
        ("Exchange the cable, or lead it away from power lines.", "更换线缆，或使其远离电源线。"),
    ),
    "watchdog": (
        ("No start by the watchdog in the records here.", "本机记录中没有看门狗重启。"),
        (
            "Starts by the watchdog in the last 30 days of the records here: {count}.",
            "本机记录最近 30 天内看门狗重启：{count} 次。",
        ),
        ("It starts a firmware that hung and minded nothing.", "看门狗重启停止响应的固件。"),
        (
            "posminder logs --kind boot shows when; tell whoever keeps the firmware",
            "用 posminder logs --kind boot 查时间；告知固件维护者",
        ),
    ),
    "starts": (
        ("The board starts as often as a shop does.", "守护盒开机次数正常。"),
        ("The board started {count} times today.", "守护盒今天开机 {count} 次。"),
        ("Each start is a minute in which nobody minds.", "每次开机都有片刻无人看管。"),
        ("posminder logs --kind boot says why; look at its plug", "查 boot 记录的原因与电源"),
    ),
    "parts": (
        ("Every part of the board answers.", "守护盒各部件均有应答。"),
        ("Parts of the board that failed: {parts}.", "发生故障的部件：{parts}。"),
        ("The duties go on with fewer parts.", "工作照常，但缺少这些部件。"),
        ("posminder self-test says what to do", "运行 posminder self-test 查看处理办法"),
    ),
    "busy": (
        ("No event was dropped since boot.", "开机以来没有丢弃事件。"),
        ("Events dropped since boot: {count}.", "开机以来丢弃事件：{count} 个。"),
        ("The duties never see an event that was dropped.", "被丢弃的事件，各项工作无从得知。"),
        (
            "posminder tx of the latest sales; tell whoever keeps the firmware",
            "用 posminder tx 核对最近交易；告知固件维护者",
        ),
    ),
    "sheet": (
        ("The acquirer's sheet is the newest here.", "收单机构参数表是本机最新的。"),
        (
            "The board holds version {board} of {id}; here is {version}, valid from {day}.",
            "守护盒使用 {id} 的版本 {board}；本机有版本 {version}，自 {day} 起有效。",
        ),
        (
            "What the acquirer announced holds whether the board knows it or not.",
            "无论守护盒是否知道，收单机构的通知都已生效。",
        ),
        ("posminder visit", "运行 posminder visit"),
    ),
    "mode": (
        ("Mode enforce: the board acts.", "执行模式：守护盒会动作。"),
        ("Mode observe is still on.", "仍处于观察模式。"),
        (
            "In mode observe it signs nothing in and settles nothing.",
            "观察模式下不签到、不批结算。",
        ),
        (
            "posminder report pilot, then mode: enforce in FILE and posminder apply FILE",
            "先看 posminder report pilot，再在 FILE 中设 mode: enforce 并运行 posminder apply FILE",
        ),
    ),
    "same_profile": (
        ("The board has the profile of FILE.", "守护盒的站点配置与 FILE 一致。"),
        ("The board has another profile than FILE.", "守护盒的站点配置与 FILE 不同。"),
        (
            "What is said of the profile here is said of FILE's.",
            "以下关于站点配置的结论以 FILE 为准。",
        ),
        (
            "posminder diff FILE, then posminder apply FILE",
            "先 posminder diff FILE，再 posminder apply FILE",
        ),
    ),
    "profile_known": (
        ("This computer knows the board's profile.", "本机知道守护盒的站点配置。"),
        ("This computer does not know the board's profile.", "本机不知道守护盒的站点配置。"),
        ("Settings are looked at only where it is known.", "知道站点配置才能检查其设置。"),
        (
            "posminder doctor FILE, or first posminder logs",
            "运行 posminder doctor FILE，或先运行 posminder logs",
        ),
    ),
    "approver": (
        ("Somebody is named who may approve above the maximum.", "已指定可批准超限结算的人。"),
        ("Nobody is named who may approve above the maximum.", "未指定可批准超限结算的人。"),
        ("A batch above it is held until a person decides.", "超限批次会暂缓，等人决定。"),
        (
            "people: owner or supervisor in FILE, posminder apply FILE, posminder people enrol",
            "在 FILE 的 people 中写 owner 或 supervisor，"
            "再运行 posminder apply FILE 和 posminder people enrol",
        ),
    ),
    "password": (
        ("The terminal's password is not the default.", "终端密码不是默认值。"),
        ("The profile carries the terminal's default password.", "站点配置中的终端密码是默认值。"),
        ("A default is no secret on the line.", "默认密码在线路上不是秘密。"),
        (
            "Change it at the terminal, then zvt.password: env:NAME in FILE",
            "在终端上修改，然后在 FILE 中设 zvt.password: env:NAME",
        ),
    ),
    "calendar": (
        ("The bank calendar reaches beyond 60 days.", "银行日历 60 天内不会到期。"),
        ("The bank calendar ends on {last}.", "银行日历于 {last} 到期。"),
        ("After its end no deposit's day is known.", "到期后无法得知到账日。"),
        (
            "Update posminder or calendar.complete_until, then posminder apply FILE",
            "更新 posminder 或 calendar.complete_until，再运行 posminder apply FILE",
        ),
    ),
    "files": (
        ("Tickets and seal keys on this computer can be read.", "本机的票据和封存密钥可读取。"),
        ("Not readable on this computer: {error}", "本机无法读取：{error}"),
        ("A damaged file cannot be used.", "损坏文件中的内容无法再使用。"),
        ("Take the file from its copy, or ask the office.", "从备份恢复文件，或联系办公室。"),
    ),
    "access": (
        ("This computer has a key or a ticket for the board.", "本机有此盒的密钥或票据。"),
        ("This computer has neither key nor ticket for the board.", "本机没有此盒的密钥或票据。"),
        (
            "Without one it cannot pull records or apply a profile.",
            "两者皆无，则无法拉取记录或下发站点配置。",
        ),
        _TAKE_TICKET,
    ),
    "ticket": (
        ("The tickets are good for a week and more.", "票据还有一周以上有效期。"),
        (
            "The last day of the ticket for board {board}: {last}.",
            "守护盒 {board} 的票据最后有效日：{last}。",
        ),
        ("After a ticket's last day the board opens no more.", "票据过期后无法再打开守护盒。"),
        _TAKE_TICKET,
    ),
    "plain_key": (
        ("No board's key lies plain on this computer.", "本机没有明文存放的守护盒密钥。"),
        (
            "A board's key lies plain on this computer: {boards}.",
            "本机明文存放着守护盒密钥：{boards}。",
        ),
        (
            "A thief of the computer has every key that lies plain.",
            "电脑失窃，明文密钥随之失窃。",
        ),
        (
            "posminder office init, then posminder office add",
            "先 posminder office init，再 posminder office add",
        ),
    ),
    "sealed": (
        ("The journal is sealed.", "日志已封存。"),
        ("The journal is not sealed.", "日志未封存。"),
        ("Without seals nobody can prove what it held.", "未封存则无法证明其内容。"),
        (
            "posminder keys rekey; if it stays so, exchange the board",
            "运行 posminder keys rekey；若无效则更换守护盒",
        ),
    ),
    "seal_keys": (
        ("This computer keeps the board's seal keys.", "本机保存着此盒的封存密钥。"),
        ("This computer keeps no seal keys of the board.", "本机没有此盒的封存密钥。"),
        (
            "Without them posminder logs verify proves less.",
            "没有它们，posminder logs verify 能证明的较少。",
        ),
        (
            "Verify where the board was commissioned, or posminder keys rekey",
            "在启用守护盒的电脑上验证，或运行 posminder keys rekey",
        ),
    ),
    "first_key": (
        ("The first key of the seals is kept.", "封存的首个密钥已保存。"),
        ("The first key of the seals was not kept: {boards}.", "封存的首个密钥未保存：{boards}。"),
        ("Without it nobody can ever check the seals.", "没有它，封存永远无法核对。"),
        (
            "Put company.pem in its place, then posminder keys rekey",
            "放好 company.pem，再运行 posminder keys rekey",
        ),
    ),
    "first_key_locked": (
        ("No first key of seals lies plain here.", "本机没有明文的封存首个密钥。"),
        (
            "The first key of the seals lies plain here: {boards}.",
            "本机明文存放着封存的首个密钥：{boards}。",
        ),
        ("Whoever has it can make any seal of that board.", "持有者可伪造该盒的任何封存。"),
        (
            "Put company.pem in its place, then posminder keys rewrap --company-key FILE",
            "放好 company.pem，再运行 posminder keys rewrap --company-key FILE",
        ),
    ),
    "company": (
        ("The company's public key is here (company.pem).", "本机有公司公钥（company.pem）。"),
        ("There is no company.pem on this computer.", "本机没有 company.pem。"),
        ("Without it a new board's first key is not kept.", "没有它，新盒的首个密钥不会保存。"),
        (
            "Put the company's public key into POSMINDER_HOME as company.pem.",
            "把公司公钥放入 POSMINDER_HOME，命名为 company.pem。",
        ),
    ),
    "office": (
        (
            "The office's list of checkpoint keys is here (office.pem).",
            "本机有办公室的检查点公钥列表（office.pem）。",
        ),
        ("There is no office.pem on this computer.", "本机没有 office.pem。"),
        (
            "Without it checkpoints are each laptop's own word.",
            "没有它，检查点只是各台电脑自己的说法。",
        ),
        (
            "Have the office enrol this computer's public key, and keep its office.pem here.",
            "请办公室登记本机公钥，并将其 office.pem 放在本机。",
        ),
    ),
    "firmware": (
        ("Board and program have the same version.", "守护盒与程序版本一致。"),
        (
            "Firmware {board} on the board, {program} with this program.",
            "守护盒固件 {board}，本程序附带 {program}。",
        ),
        (
            "Of two versions one may know what the other does not.",
            "版本不同时，一方可能不懂另一方的功能。",
        ),
        ("Update the older of the two.", "更新两者中较旧的一个。"),
    ),
    "deposits": (
        ("The board watches deposits.", "守护盒跟踪到账。"),
        ("The board does not watch deposits.", "守护盒不跟踪到账。"),
        ("Unwatched, a missing deposit is told to nobody.", "不跟踪则款项未到账时无人得知。"),
        (
            "deposit: {{watch: true}} in FILE, if it is wanted",
            "如有需要，在 FILE 中设 deposit: {{watch: true}}",
        ),
    ),
    "slips": (
        ("The board keeps slips' text.", "守护盒保存签购单文字。"),
        ("The board keeps no slips' text.", "守护盒不保存签购单文字。"),
        ("Without it only paper answers a retrieval request.", "不保存则调单只能靠纸质签购单。"),
        (
            "receipts: {{keep_slip: merchant}} in FILE, if it is wanted",
            "如有需要，在 FILE 中设 receipts: {{keep_slip: merchant}}",
        ),
    ),
}

MESSAGES: Final[Table] = {
    "doctor.no_board": (
        "No board was looked at; what follows is FILE's and this computer's. {error}",
        "未检查守护盒，以下仅为 FILE 与本机的情况。{error}",
    ),
    "doctor.column.state": ("state", "状态"),
    "doctor.column.what": ("what", "检查内容"),
    "doctor.column.why": ("why it matters", "为何重要"),
    "doctor.column.cure": ("cure", "处理办法"),
    "doctor.state.good": ("good", "正常"),
    "doctor.state.info": ("note", "提示"),
    "doctor.state.look": ("look", "需留意"),
    "doctor.state.wrong": ("WRONG", "有问题"),
    "doctor.well": ("Nothing to look at.", "没有需要处理的事项。"),
    "doctor.faults": ("To look at: {count}.", "需要处理：{count} 项。"),
} | {
    f"doctor.{check}.{part}": both
    for check, parts in _CHECKS.items()
    for part, both in zip(_PARTS, parts, strict=True)
}
