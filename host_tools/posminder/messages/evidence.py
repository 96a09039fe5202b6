# SPDX-License-Identifier: MIT
"""What a pack of evidence says; its labels stand in evidence_labels.py, its limits apart."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_PAGES: Final[Table] = {
    "evidence.title": ("Evidence of one transaction", "单笔交易举证材料"),
    "evidence.written": ("{count} files in {folder}.", "已写入 {folder}，共 {count} 个文件。"),
    "evidence.lacks.typst": (
        "No pack.pdf: typst is not installed. Next: pip install 'posminder[evidence]', or print "
        "pack.html from a browser",
        "未生成 pack.pdf：未安装 typst。下一步：pip install 'posminder[evidence]'，"
        "或用浏览器打印 pack.html",
    ),
    "evidence.lacks.font": (
        "No pack.pdf: no font here has Chinese. Next: install one, such as Noto Sans CJK SC (on "
        "Debian: apt install fonts-noto-cjk), or print pack.html from a browser",
        "未生成 pack.pdf：本机没有中文字体。下一步：安装一种，如 Noto Sans CJK SC"
        "（Debian：apt install fonts-noto-cjk），或用浏览器打印 pack.html",
    ),
    "evidence.join": (" ", ""),
    "evidence.not_available": ("not available: {why}", "无法提供：{why}"),
    "evidence.not_on_page_1": (
        "not stated on this page: known only at grade {grade}; see the annex",
        "本页不列：证据等级仅为 {grade}，见附件",
    ),
    "evidence.nothing_seen": (
        "This terminal speaks nothing to the board. Nothing of this sale was seen; what the annex "
        "has is people's word (grade C), so page 1 states nothing of it.",
        "该终端不与守护盒通信，守护盒未见此交易；附件所列均为人员陈述（C 级），第 1 页不作陈述。",
    ),
    "evidence.by_hand": ("to be added by hand", "须另附纸质材料"),
    "evidence.counted": ("{day} ({how})", "{day}（{how}）"),
    "evidence.reply": ("Reply of the merchant", "商户答复"),
    "evidence.limits": ("What this proves, and what not", "本材料证明什么、不证明什么"),
    "evidence.grades": (
        "Grades: A board and acquirer agree · B the board saw the protocol · C a person attested "
        "· D inferred · – nothing claimed. Page 1 has A and B only.",
        "证据等级：A 守护盒与收单机构一致 · B 守护盒看到协议数据 · C 人员证明 · D 推断 · "
        "– 不作主张。第 1 页只列 A、B。",
    ),
    "evidence.handler": ("Prepared by", "经办人"),
    "evidence.signed_on": ("Date", "日期"),
    "evidence.stamp_here": ("Signature and stamp", "签章"),
    "evidence.beside": ("Enclosed", "随附"),
    "evidence.asked": ("Asked", "要求事项"),
    "evidence.answer": ("Answer", "答复"),
    "evidence.shown_in": ("Shown in", "见"),
    "evidence.part_no": ("part {number}", "第 {number} 部分"),
    "evidence.on_page": ("page {number}", "第 {number} 页"),
    "evidence.original": ("Signed original", "签名原件"),
    "evidence.original_tick": (
        "The scan of the signed original is attached here.",
        "已在此处粘贴或附上签名原件扫描件。",
    ),
    "evidence.original_space": (
        "Space for the scan of the merchant's copy that the cardholder signed. The captured text "
        "does not replace it.",
        "此处粘贴持卡人签名的商户存根扫描件。捕获文本不能代替原件。",
    ),
    "evidence.slip_is_not": (
        "Text captured on the line as the slip was printed. It is not the signed original and does "
        "not replace it (grade B).",
        "打印时在线路上捕获的文本，不是签名原件，不能代替原件（B 级）。",
    ),
    "evidence.slip_heading": (
        "{copy}; {which}; {time}; {state}; grade {grade}",
        "{copy}；{which}；{time}；{state}；{grade} 级",
    ),
    "evidence.identity": (
        "Lines without a grade name whom the reply is about, as the request or the site's profile "
        "has it: they are no evidence.",
        "无等级的各行仅说明所涉对象，取自调单要求或站点配置，不作为证据。",
    ),
    "evidence.form_basis": ("Form {id}: {basis}", "表格 {id}：{basis}"),
    "evidence.no_account": (
        "Fees and days are computed by the acquirer's sheet (grade D); no board sees a bank "
        "account. Grade A: the bank's statement has just the sum that was expected.",
        "手续费与日期按收单机构规则计算（D 级）；守护盒看不到银行账户。"
        "A 级：银行对账单金额与应到账金额完全一致。",
    ),
    "evidence.proof_is": (
        "proof.json proves, to anybody and without us, that the record of this transaction stood "
        "in the journal as it is here when its seal was made; rows.jsonl has the records in words.",
        "proof.json 可供任何人独立验证：封存之时本交易记录即如此存在于日志中；"
        "rows.jsonl 为记录内容。",
    ),
    "evidence.proof_is_not": (
        "It does not prove that the terminal told the truth, who held the card, or that goods were "
        "handed over.",
        "它不证明终端所报属实、持卡人身份或商品已交付。",
    ),
}

_VALUES: Final[Table] = {
    "evidence.announced": (
        "a sale, announced by somebody's press of the button",
        "有人按键告知的一笔消费",
    ),
    "evidence.approved": ("approved (code {code})", "批准（应答码 {code}）"),
    "evidence.declined": ("not approved (code {code})", "未批准（应答码 {code}）"),
    "evidence.acquirer.on_line": ("approved on-line by the acquirer", "收单机构联机批准"),
    "evidence.acquirer.off_line": (
        "approved off-line by the terminal, sent later",
        "终端离线批准，稍后上送",
    ),
    "evidence.seen.on_line": ("as it happened, on the line", "交易发生时在线路上看到"),
    "evidence.seen.asked": (
        "not as it happened: the board asked the terminal for it",
        "非发生时看到：守护盒事后向终端查得",
    ),
    "evidence.seen.None": ("on the line", "在线路上看到"),
    "evidence.seen.announced": ("by nobody: somebody pressed the button", "未看到：有人按键告知"),
    "evidence.counter": ("{kind} of {amount}, {time}", "{kind} {amount}，{time}"),
    "evidence.counter_alike": (
        "{kind} of {amount} to the same card, {time}: no number ties the two",
        "同卡{kind} {amount}，{time}：无号码可直接关联",
    ),
    "evidence.none_found": (
        "none found in records #{first} to #{last} (up to {time})",
        "在记录 #{first} 至 #{last} 中未发现（截至 {time}）",
    ),
    "evidence.print": ("{state}, {time}", "{state}，{time}"),
    "evidence.reminder": ("{state}, {time}", "{state}，{time}"),
    "evidence.sign_in": ("{state}, since {time}", "{state}，自 {time}"),
    "evidence.sold_unsigned": (
        "{told}. It was sold while the terminal was not signed in.",
        "{told}。交易时终端未签到。",
    ),
    "evidence.operator": ("{id}, by name, {time}", "{id}，具名，{time}"),
    "evidence.operator_button": (
        "somebody said so by the button, {time}; the journal does not know who",
        "有人按键确认，{time}；日志不知何人",
    ),
    "evidence.settled": ("{state}, {time}", "{state}，{time}"),
    "evidence.balanced": (
        "yes: the board saw {seen}, the settlement says {settled}",
        "平：守护盒看到{seen}，结算为{settled}",
    ),
    "evidence.not_balanced": (
        "not shown: the board saw {seen}, the settlement says {settled}",
        "未证明平账：守护盒看到{seen}，结算为{settled}",
    ),
    "evidence.agrees": ("{books}: as the board saw it", "{books}：与守护盒一致"),
    "evidence.differs": ("{books}: not as the board saw it", "{books}：与守护盒不一致"),
    "evidence.position": (
        "number {at} of {count} that the board saw in it ({books})",
        "守护盒所见批内第 {at} 笔，共 {count} 笔（{books}）",
    ),
    "evidence.fee": ("{fee}: {card}, {rate}", "{fee}：{card}，{rate}"),
    "evidence.credit_of": (
        "batch {batches}, {count} transactions together",
        "批次 {batches}，共 {count} 笔合并到账",
    ),
    "evidence.expected_net": (
        "{net}: gross {gross}, fees {fee}, fixed charge {charge}",
        "{net}：交易额 {gross}，手续费 {fee}，固定费用 {charge}",
    ),
    "evidence.credit": (
        "{amount} on {day}, account {account}",
        "{day} 到账 {amount}，账户 {account}",
    ),
    "evidence.credited": ("{credits} ({status})", "{credits}（{status}）"),
    "evidence.none_nearby": (
        "None in records #{first} to #{last}: {minutes} minutes before and after.",
        "前后 {minutes} 分钟内（记录 #{first} 至 #{last}）没有。",
    ),
    "evidence.no_incident": (
        "None in records #{first} to #{last}.",
        "记录 #{first} 至 #{last} 中没有。",
    ),
    "evidence.card.same": ("the same", "同一卡"),
    "evidence.card.other": ("another", "其他卡"),
    "evidence.alert": (
        "Alert, {name}: from {raised} to {ended}",
        "警报（{name}）：{raised} 至 {ended}",
    ),
    "evidence.silence": (
        "The terminal's line was silent from {began} to {ended}",
        "终端线路 {began} 至 {ended} 无应答",
    ),
    "evidence.stands": ("the end of the records", "记录结束"),
    "evidence.sign": ("{time}: {text}", "{time}：{text}"),
    "evidence.step_more": ("{step}: {more}", "{step}：{more}"),
    "evidence.not_set_in_boot": ("not set since the board started", "本次启动后未设置"),
    "evidence.set_ago": ("{ago} before, by {source}", "{ago}之前，由{source}"),
    "evidence.chain": (
        "records #{first} to #{last} of this board are in the store; this one is #{own}",
        "本守护盒记录 #{first} 至 #{last} 已入库，本交易为 #{own}",
    ),
    "evidence.seal": (
        "record #{seq} seals segment {segment}; root {root}",
        "第 #{seq} 条记录封存第 {segment} 段；根 {root}",
    ),
}

_SOURCES: Final[Table] = {
    "evidence.source.request": ("the request", "调单要求"),
    "evidence.source.profile": ("the site's profile", "站点配置"),
    "evidence.source.store": ("the office's store", "后台存储"),
    "evidence.source.sheet": ("computed by the acquirer's sheet", "按收单机构规则计算"),
    "evidence.source.statement": ("the statement in the store", "已入库对账单"),
    "evidence.file": ("file {file}…, line {line}", "文件 {file}… 第 {line} 行"),
    "evidence.source.journal": ("the journal", "日志"),
    "evidence.source.program": ("this program", "本程序"),
    "evidence.source.rows": ("SHA-256 of rows.jsonl", "rows.jsonl 的 SHA-256"),
}

_MISSING: Final[Table] = {
    "evidence.missing.no_case": ("no case file says it", "案件资料未载明"),
    "evidence.missing.no_acquirer": (
        "neither case nor profile names the acquirer",
        "案件与站点配置均未写明收单机构",
    ),
    "evidence.missing.no_contact": (
        "neither case nor profile says where to",
        "案件与站点配置均未写明",
    ),
    "evidence.missing.no_profile": (
        "the site's profile was not named (--profile)",
        "未指定站点配置（--profile）",
    ),
    "evidence.missing.no_site": (
        "the board's profile was never seen here",
        "此处未见守护盒的配置",
    ),
    "evidence.missing.no_boot": (
        "the records have no start of the board before it",
        "记录中没有此前的守护盒启动",
    ),
    "evidence.missing.no_tid": (
        "neither the terminal nor the board's profile tells it",
        "终端与守护盒配置均未告知",
    ),
    "evidence.missing.no_mid": ("the profile has no terminal.mid", "站点配置没有 terminal.mid"),
    "evidence.missing.no_terms": (
        "the profile names no deposit terms of the acquirer",
        "站点配置没有收单机构到账规则",
    ),
    "evidence.missing.announced": (
        "the terminal speaks nothing; the board saw none of it",
        "终端不通信，守护盒未看到",
    ),
    "evidence.missing.not_told": (
        "the terminal did not tell it for this sale",
        "终端未就本交易告知",
    ),
    "evidence.missing.not_on_the_line": (
        "no terminal tells it on this line; see the captured slip",
        "线路上不传送此项，参见捕获的签购单",
    ),
    "evidence.missing.rrn": (
        "it is the acquirer's number, and no captured slip was searched for it; see the slip",
        "属收单机构编号，未据以检索签购单文本；参见签购单",
    ),
    "evidence.missing.rrn_asked": (
        "the request says {rrn}; no captured slip of this sale shows it",
        "调单要求为 {rrn}；本交易的捕获签购单未见此号",
    ),
    "evidence.missing.no_print": (
        "no print of it was seen on this line",
        "此线路上未见打印",
    ),
    "evidence.missing.no_slip": (
        "no slip's text was captured: the profile keeps none (receipts.keep_slip), the terminal "
        "prints itself, or there was no room",
        "未捕获签购单文本：站点配置不保存（receipts.keep_slip）、终端自行打印或存储已满",
    ),
    "evidence.missing.no_start": (
        "the board saw the result only",
        "守护盒只看到结果",
    ),
    "evidence.missing.no_sign_in": (
        "no sign-in state was seen before this sale",
        "本交易之前未见签到状态",
    ),
    "evidence.missing.not_signed_in": (
        "the terminal was not signed in",
        "终端未签到",
    ),
    "evidence.missing.no_operator": (
        "nobody told the board who was signed in; the line does not show it",
        "无人告知守护盒操作员，线路上不显示",
    ),
    "evidence.missing.not_settled": ("its batch is not settled yet", "所在批次尚未结算"),
    "evidence.missing.not_settled_by": (
        "not settled by the end of the records (#{seq}, {time})",
        "至记录结束（#{seq}，{time}）尚未结算",
    ),
    "evidence.missing.no_batch": (
        "not approved: part of no batch",
        "未批准，不计入批次",
    ),
    "evidence.missing.no_totals": (
        "the terminal told no such total",
        "终端未报此合计",
    ),
    "evidence.missing.no_acquirer_file": (
        "no acquirer's file in the store has this batch",
        "已入库的收单机构文件中没有此批次",
    ),
    "evidence.missing.no_deposit": (
        "no deposit of the settled batch can be computed",
        "无法计算该批次的到账",
    ),
    "evidence.missing.no_rate": (
        "no rate fits ({card}): counted without a fee",
        "无适用费率（{card}），按无手续费计",
    ),
    "evidence.missing.no_calendar": (
        "the bank days known here end before",
        "银行日历不足",
    ),
    "evidence.missing.no_statement": (
        "no statement of bank or acquirer is in the store",
        "没有已入库的银行或收单机构对账单",
    ),
    "evidence.missing.not_reached": (
        "no statement in the store reaches its days",
        "已入库对账单未覆盖相应日期",
    ),
    "evidence.missing.not_due": ("not yet due: due {day}", "未到期，应到账日 {day}"),
    "evidence.missing.not_credited": (
        "the statement has no credit of it ({status})",
        "对账单中无此到账（{status}）",
    ),
    "evidence.missing.taken_back": (
        "it was taken back: no money of it is due",
        "已撤销或冲正，不会到账",
    ),
    "evidence.missing.see_notice": ("see above", "见上"),
    "evidence.missing.unproved": ("not proved: {why}", "无法证明：{why}"),
}

MESSAGES: Final[Table] = _PAGES | _VALUES | _SOURCES | _MISSING
