# SPDX-License-Identifier: MIT
"""The day report's own words. Coded values are in `words`, names of alerts in `alerts`."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    # what a board has no code for
    "word.receipt_end.owed": ("still missing", "仍未打印"),
    "word.receipt_end.taken_back": ("sale reversed: none is owed", "交易已撤销，无需签购单"),
    "word.receipt_end.none_owed": ("–", "–"),
    "word.try.begun": ("under way", "进行中"),
    "word.try.verified": ("settled and verified", "已结算并核实"),
    "word.try.observed": ("observed only: nothing was sent", "仅观察：未发送指令"),
    "word.try.unknown": ("result not known", "结果未知"),
    "word.try.refused": ("not settled", "未结算"),
    "word.boot.power": ("power came back", "恢复供电"),
    "word.boot.reset": ("restarted on request", "按要求重启"),
    "word.boot.watchdog": ("restarted by the watchdog", "看门狗重启"),
    # head
    "report.title": ("Day report", "营业日报告"),
    "report.date": ("{weekday}, {date}", "{date} {weekday}"),
    "report.business_day": ("Business day", "营业日"),
    "report.terminal": ("Terminal (TID)", "终端（TID）"),
    "report.board": ("Board", "守护盒"),
    "report.site": ("Site", "站点"),
    "report.mode": ("Mode", "模式"),
    "report.profile": ("Profile", "站点配置"),
    "report.journal": ("Journal", "日志"),
    "report.not_known": ("not known", "未知"),
    "report.records": ("records {first} to {last}", "记录 {first} 至 {last}"),
    "report.no_records": ("no records", "无记录"),
    "report.rules": ("Rules in force at the day's end", "当日结束时的规则"),
    "report.none_missing": ("none missing", "无缺失"),
    "report.missing": ("{count} missing", "缺失 {count} 条"),
    "report.of_another_day": ("{time}, {date}", "{date} {time}"),
    # verdict
    "verdict.verified": (
        "Settled and verified at {time}: {books}.",
        "{time} 已结算并核实：{books}。",
    ),
    "verdict.seen": (
        "Settled at {time}, as the terminal said on the line, and not verified: {books}.",
        "{time} 终端答复已结算，守护盒未能核实：{books}。",
    ),
    "verdict.stranded": (
        "The terminal was exchanged with an open batch; what became of it a person said at {time}: "
        "{books} in all.",
        "更换终端时有未结批次，{time} 有人登记其去向：共 {books}。",
    ),
    "verdict.attested": (
        "Settled, as a person said at {time} by the button; nothing of it was seen.",
        "{time} 有人按键确认已结算；守护盒未看到任何内容。",
    ),
    "verdict.unattested": (
        "Nobody has said that it is settled.",
        "无人确认已结算。",
    ),
    "verdict.unseen": (
        "The terminal speaks nothing: no sale, total or receipt of it is seen here; only the "
        "acquirer's file knows them.",
        "终端无法通信：看不到其交易、合计和签购单，只能以收单机构的文件为准。",
    ),
    "verdict.mismatch": (
        "Settled at {time}, but the totals do not balance: {books}.",
        "{time} 已结算，但对账不平：{books}。",
    ),
    "verdict.elsewhere": (
        "The terminal's batch was found empty at {time}; the journal does not show who settled "
        "{books}.",
        "{time} 终端批次为空；日志未显示由谁结算：{books}。",
    ),
    "verdict.nothing_sold": (
        "Nothing was sold, and nothing is open.",
        "当日无交易，没有未结算批次。",
    ),
    "verdict.nothing_sold_at": (
        "Nothing was sold; the terminal's batch was empty at {time}.",
        "当日无交易；{time} 终端批次为空。",
    ),
    "verdict.saw_none": (
        "The board saw none of these sales.",
        "守护盒未看到其中任何交易。",
    ),
    "verdict.saw": (
        "The board's own records of it hold {books}.",
        "守护盒自己的记录为 {books}。",
    ),
    "report.sentences": ("{first} {second}", "{first}{second}"),
    "verdict.no_records": (
        "The journal holds no record of this day: nothing is known of it.",
        "日志中没有这一天的记录：情况未知。",
    ),
    "verdict.open": ("Not settled: {books}.", "未结算：{books}。"),
    "verdict.open_unknown": ("Not settled.", "未结算。"),
    "verdict.why": ("Last try at {time}: {state}{cause}.", "最近一次尝试 {time}：{state}{cause}。"),
    "verdict.cause": (" ({cause})", "（{cause}）"),
    "verdict.no_try": (
        "No settlement was begun up to the journal's last record at {time}.",
        "截至日志最后一条记录 {time}，未开始结算。",
    ),
    "verdict.open_before": (
        "Of earlier days among them: {count}.",
        "其中以前营业日的：{count} 笔。",
    ),
    "verdict.missing": (
        "Records missing: {count}. What they said is not in this report.",
        "缺失记录：{count} 条。其内容不在本报告中。",
    ),
    "verdict.receipts": ("Receipts still missing: {count}.", "仍未打印的签购单：{count} 张。"),
    "verdict.alerts": (
        "Alerts still standing at the end of the records: {count}.",
        "记录结束时未解除的警报：{count} 个。",
    ),
    "report.comma": (", ", "，"),
    "report.and": ("; ", "；"),
    "report.books": ("{count} transactions, {total}", "{count} 笔，{total}"),
    "report.books_one": ("1 transaction, {total}", "1 笔，{total}"),
    # figures
    "figure.sales": ("Sales", "消费"),
    "figure.taken_back": ("Refunds and reversals", "退货与撤销"),
    "figure.declined": ("Not approved", "未成功"),
    "figure.receipts": ("Receipts at first print", "首次即打印的签购单"),
    "figure.alerts": ("Alerts", "警报"),
    "figure.of": ("{part} of {whole}", "{part} / {whole}"),
    "figure.unread": ("not visible", "无法看到"),
    "figure.standing": ("{count} still standing", "{count} 个未解除"),
    "figure.all_cleared": ("all ended", "均已结束"),
    "figure.late": ("{count} later as duplicate", "{count} 张后来补打"),
    "figure.owing": ("{count} still missing", "{count} 张仍缺"),
    # timeline
    "chart.title": ("The day", "全天"),
    "chart.label": (
        "Timeline of {date}: {sales} transactions, {alerts} alerts, {tries} tries to settle.",
        "{date} 时间线：{sales} 笔交易，{alerts} 个警报，{tries} 次结算尝试。",
    ),
    "chart.zone": ("local time {zone}", "当地时间 {zone}"),
    "chart.sign_in": ("Sign-in", "签到"),
    "chart.sales": ("Transactions", "交易"),
    "chart.taken_back": ("refunds", "退货"),
    "chart.receipts": ("Receipts", "签购单"),
    "chart.settlement": ("Settlement", "批结算"),
    "chart.alerts": ("Alerts", "警报"),
    "chart.line": ("Terminal line", "终端线路"),
    "chart.power": ("Board power", "守护盒供电"),
    "chart.latest": ("settled by {time} at the latest", "最晚 {time} 结算"),
    "chart.open": ("opening hours", "营业时间"),
    "chart.silent": ("silent", "无应答"),
    "chart.off": ("without power for a time in here", "此间曾断电"),
    "chart.boot": ("board starts", "守护盒启动"),
    "chart.not_approved": ("not approved", "未成功"),
    "chart.seen": ("seen by the cashier", "收银员已知"),
    "chart.escalated": ("escalated", "已升级"),
    # settlement
    "settlement.title": ("Settlement", "批结算"),
    "settlement.none": ("No settlement was tried.", "没有结算尝试。"),
    "settlement.time": ("Time", "时间"),
    "settlement.by": ("Begun by", "起因"),
    "settlement.before": ("Totals before", "结算前合计"),
    "settlement.during": ("Settlement's own", "结算合计"),
    "settlement.after": ("Totals after", "结算后合计"),
    "settlement.result": ("Result", "结果"),
    "settlement.evidence": ("Grade", "等级"),
    "settlement.given_up": ("given up after this try", "此后放弃"),
    "settlement.code": ("terminal's code {code}", "终端代码 {code}"),
    "settlement.compare": (
        "The board saw {seen} approved since the last settlement; the terminal settled {settled}. "
        "{judged}",
        "守护盒自上次批结算起看到 {seen}；终端结算 {settled}。{judged}",
    ),
    "settlement.equal": ("Both agree.", "两者一致。"),
    "settlement.differ": ("They differ.", "两者不一致。"),
    "settlement.how": (
        "Verified means: the terminal's totals before settling equal the settlement's own, and "
        "the batch is empty afterwards but for transactions made since. The clearing date is the "
        "acquirer's and not known to the board.",
        "“已核实”指：结算前终端合计与结算合计相同，且结算后批次为空（其后的新交易除外）。"
        "清算日期由收单机构决定，守护盒不知道。",
    ),
    # sign-in
    "sign_in.title": ("Sign-in", "签到"),
    "sign_in.none": ("The journal says nothing of the terminal's sign-in.", "日志未记录终端签到。"),
    "sign_in.from": ("From", "自"),
    "sign_in.until": ("Until", "至"),
    "sign_in.state": ("Terminal", "终端状态"),
    "sign_in.lasted": ("Lasted", "时长"),
    "sign_in.since_before": ("since before", "此前已如此"),
    "sign_in.to_end": ("end of records", "记录结束"),
    # receipts
    "receipts.title": ("Receipts not delivered at first print", "首次未打印的签购单"),
    "receipts.none": ("Every receipt was printed at the first try.", "所有签购单均首次打印成功。"),
    "receipts.none_owed": ("No transaction owed a receipt.", "没有应打印的签购单。"),
    "receipts.not_visible": (
        "The board stands beside the register and cannot see the print path: whether {count} "
        "receipts were printed is not known.",
        "守护盒接在收银机旁，看不到打印：{count} 张签购单是否打印未知。",
    ),
    "receipts.number": ("Receipt no.", "签购单号"),
    "receipts.trace": ("Trace", "凭证号"),
    "receipts.amount": ("Amount", "金额"),
    "receipts.first": ("First print", "首次打印"),
    "receipts.reminded": ("Reminded", "提醒"),
    "receipts.ended": ("How it ended", "结果"),
    "receipts.weaker": (
        "A duplicate is weaker evidence than a receipt at first print: it shows that paper came "
        "out, not that the customer was still there.",
        "补打的证明力弱于首次打印：它说明纸已打出，不说明顾客仍在场。",
    ),
    # transactions
    "sales.title": ("Transactions", "交易"),
    "sales.none": ("No transaction was seen.", "未见交易。"),
    "sales.time": ("Time", "时间"),
    "sales.type": ("Type", "类型"),
    "sales.card": ("Card", "卡"),
    "sales.result": ("Result", "结果"),
    "sales.receipt": ("Receipt", "签购单"),
    "sales.batch": ("Settled", "结算"),
    "sales.approved": ("approved", "成功"),
    "sales.not_approved": ("not approved ({code})", "未成功（{code}）"),
    "sales.open": ("open", "未结算"),
    "sales.asked": (
        "† Not watched as it happened: the terminal was asked for it later.",
        "† 并非当场看到：事后向终端查询得到。",
    ),
    "sales.total": ("Approved, net", "成功交易净额"),
    # incidents
    "incidents.title": ("Incidents and alerts", "事件与警报"),
    "incidents.none": ("Nothing happened that needs telling.", "没有需要说明的事件。"),
    "incidents.from": ("From", "自"),
    "incidents.what": ("What", "事件"),
    "incidents.seen": ("Seen", "已知"),
    "incidents.escalated": ("Escalated", "升级"),
    "incidents.until": ("Until", "至"),
    "incidents.stands": ("still stands", "未解除"),
    "incidents.dates": ("{text}: {dates}", "{text}：{dates}"),
    "incidents.number": ("{text}: no. {subject}", "{text}：{subject}"),
    "incidents.boot": ("Board started: {reason}", "守护盒启动：{reason}"),
    "incidents.last_before": (
        "last record before it at {time}",
        "此前最后一条记录：{time}",
    ),
    "incidents.silent": ("Terminal did not answer", "终端无应答"),
    "incidents.clock": (
        "Clock set from {old} to {new} by {source}",
        "时钟由 {old} 改为 {new}（{source}）",
    ),
    "incidents.clock_first": ("Clock set to {new} by {source}", "时钟设为 {new}（{source}）"),
    "incidents.loss": (
        "Records {first} to {last} were overwritten: the journal was full",
        "记录 {first} 至 {last} 已被覆盖：日志已满",
    ),
    "incidents.damage": (
        "{count} records in sector {sector} were damaged",
        "扇区 {sector} 中 {count} 条记录损坏",
    ),
    "incidents.profile": ("New profile {hash} ({role})", "新站点配置 {hash}（{role}）"),
    "incidents.commissioned": (
        "Board commissioned ({role}), with profile {hash}",
        "{role}启用守护盒，站点配置 {hash}",
    ),
    "incidents.gap": ("Records {first} to {last} are missing", "缺失记录 {first} 至 {last}"),
    # what still stands
    "next.title": ("What to do next", "下一步"),
    "next.alert": ("{alert} ({whose}): {steps}", "{alert}（{whose}）：{steps}"),
    "next.join": (" ", ""),
    # notes
    "notes.title": ("Notes", "备注"),
    "notes.who": ("By", "作者"),
    "notes.text": ("Note", "内容"),
    "notes.corrected": ("corrected by note {id}", "已由备注 {id} 更正"),
    "notes.what": (
        "Written by people on their computers; no part of the board's journal (grade C).",
        "由人员在电脑上填写，不属于守护盒日志（等级 C）。",
    ),
    # footer
    "proof.title": ("What this page proves, and what not", "本页证明什么，不证明什么"),
    "proof.copy": (
        "This page shows what a copy of the board's journal says. The journal is numbered, every "
        "record is checked, and missing numbers are named above. It is not sealed yet: whoever "
        "can write the board's memory could have rewritten it unseen.",
        "本页内容来自守护盒日志的一份副本。日志逐条编号、逐条校验，缺失的编号已在上文列出。"
        "日志尚未封签：能写入守护盒存储的人可以不留痕迹地改写。",
    ),
    "proof.grades": (
        "Grades of evidence: A board and acquirer agree; B the board saw the protocol; C a person "
        "attested; D inferred. This page never reaches A: nothing the acquirer says is held "
        "against the board's own records here.",
        "证据等级：A 守护盒与收单机构一致；B 守护盒看到协议数据；C 人员证明；D 推断。"
        "本页不会达到 A 级：未将收单机构的说法与守护盒自己的记录核对。",
    ),
    "proof.line": (
        "The board sees the line between register and terminal, not the acquirer's books and not "
        "the bank account. Settled does not mean credited.",
        "守护盒看到的是收银机与终端之间的线路，看不到收单机构账目和银行账户。已结算不等于已到账。",
    ),
    "proof.clock": (
        "Times are the board's clock, in the shop's local time. Where it came from: {sources}.",
        "时间为守护盒时钟的当地时间。来源：{sources}。",
    ),
    "proof.inferred": (
        "{count} records have no time of their own and are placed by their order, marked ≈ "
        "(grade D).",
        "{count} 条记录没有自己的时间，按顺序排列，以 ≈ 标出（等级 D）。",
    ),
    "proof.card": (
        "Card numbers are cut to the first six and last four digits where the board reads them; "
        "no other card data is kept.",
        "卡号在守护盒读取时即截为前六位和后四位；不保存其他卡数据。",
    ),
    "proof.profile": ("Profile in force, SHA-256: {hash}", "生效的站点配置 SHA-256：{hash}"),
}
