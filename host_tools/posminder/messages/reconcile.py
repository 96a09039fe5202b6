# SPDX-License-Identifier: MIT
"""What is said of expected deposits and of what came of them."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "expected.column.days": ("business day", "营业日"),
    "expected.column.batch": ("batch", "批次"),
    "expected.column.clearing": ("clearing date", "清算日期"),
    "expected.column.count": ("count", "笔数"),
    "expected.column.gross": ("gross", "交易额"),
    "expected.column.refunds": ("of it refunds", "其中退货"),
    "expected.column.fee": ("fee", "手续费"),
    "expected.column.charge": ("per deposit", "每笔到账费"),
    "expected.column.net": ("expected net", "应到账净额"),
    "expected.column.due": ("due", "应到账日"),
    "expected.sum": (
        "{deposits} deposits, {count} transactions: gross {gross}, fees {fee}, charges {charge}, "
        "expected {net}.",
        "共 {deposits} 笔到账，{count} 笔交易：交易额 {gross}，手续费 {fee}，其他费用 {charge}，"
        "应到账 {net}。",
    ),
    "expected.unpriced": (
        "Unpriced: {count} transactions, {gross} ({card}): no rate fits, so the net is the most "
        "that can come. Name their cards under fees.card_names.",
        "未定价：{count} 笔，{gross}（{card}）：无适用费率，净额为上限。"
        "请在 fees.card_names 中写明卡名。",
    ),
    "expected.monthly": (
        "{month}: monthly charge {amount}, a line of its own.",
        "{month}：月费 {amount}，单独列支。",
    ),
    "expected.unsettled": (
        "Not settled: {count} transactions, {gross}. Nothing is due of them until they are.",
        "未结算：{count} 笔，{gross}。结算之前不会到账。",
    ),
    "expected.waits": ("when the minimum is reached", "达到最低划款额时"),
    "expected.none": ("No settled batch is in these days.", "这些日期内没有已结算批次。"),
    "expected.rules": ("Rules used:", "所用规则："),
    "expected.rule": (
        "{setting} = {value} [{sheet}{dates}; {place}]",
        "{setting} = {value} [{sheet}{dates}；{place}]",
    ),
    "expected.since": (", from {since}", "，自 {since} 起"),
    "expected.span": (", {since} to {until}", "，{since} 至 {until}"),
    "expected.no_sheet": ("no sheet", "无收单机构规则"),
    "expected.no_card": ("card class not known", "卡种未知"),
    "word.card.credit": ("credit", "贷记卡"),
    "word.card.debit": ("debit", "借记卡"),
    "word.card.qr_wallet": ("wallet QR code", "钱包扫码"),
    "word.card.qr_unionpay": ("UnionPay QR code", "银联二维码"),
    "word.card.foreign": ("foreign", "境外卡"),
    "word.card.prepaid": ("prepaid", "预付卡"),
    "statements.taken": (
        "{name}: {lines} entries: {new} new, {corrected} corrected, {known} known.",
        "{name}：{lines} 条记录：新增 {new}，更正 {corrected}，已有 {known}。",
    ),
    "statements.column.layout": ("layout", "版式"),
    "statements.column.kind": ("whose file", "来源"),
    "statements.column.currency": ("currency", "币种"),
    "statements.column.tried": ("tried on", "实测"),
    "statements.untried": ("no real file yet", "尚未用真实文件验证"),
    "statements.bank": ("bank", "银行"),
    "statements.acquirer": ("acquirer", "收单机构"),
    "reconcile.column.days": ("business day", "营业日"),
    "reconcile.column.batch": ("batch", "批次"),
    "reconcile.column.clearing": ("clearing date", "清算日期"),
    "reconcile.column.count": ("count", "笔数"),
    "reconcile.column.gross": ("gross", "交易额"),
    "reconcile.column.net": ("expected net", "应到账净额"),
    "reconcile.column.due": ("due", "应到账日"),
    "reconcile.column.on": ("credited on", "到账日"),
    "reconcile.column.credited": ("credited", "已到账"),
    "reconcile.column.difference": ("difference", "差额"),
    "reconcile.column.status": ("status", "状态"),
    "reconcile.ways.3": (
        "Three-way: board, acquirer and bank, {first} to {last}.",
        "三方核对：守护盒、收单机构、银行，{first} 至 {last}。",
    ),
    "reconcile.ways.bank": (
        "Two-way only: board and bank, {first} to {last}. No acquirer's file names this terminal.",
        "仅两方核对：守护盒与银行，{first} 至 {last}。没有含本终端的收单机构文件。",
    ),
    "reconcile.ways.acquirer": (
        "Two-way only: board and acquirer, {first} to {last}. No bank statement is in the store: "
        "a payout is what the acquirer says it paid.",
        "仅两方核对：守护盒与收单机构，{first} 至 {last}。没有银行对账单：划款以收单机构所述为准。",
    ),
    "reconcile.totals": (
        "Expected {expected} = credited {credited} + open {open} + differences {difference}.",
        "应到账 {expected} = 已到账 {credited} + 未到账 {open} + 差额 {difference}。",
    ),
    "reconcile.good": (
        "Everything that was due is credited.",
        "应到账款项均已到账。",
    ),
    "reconcile.impact": (
        "Not where it should be: {count} transactions, gross {gross}, expected net {net}, up to "
        "{days} days late; next credit date {next}.",
        "未到账影响：{count} 笔，交易额 {gross}，应到账净额 {net}，最长已迟 {days} 天；"
        "下一到账日 {next}。",
    ),
    "reconcile.age": (
        "{first} to {last} days late: {count}, {amount}.",
        "迟 {first} 至 {last} 天：{count} 笔，{amount}。",
    ),
    "reconcile.age_more": (
        "{first} days late or more: {count}, {amount}.",
        "迟 {first} 天及以上：{count} 笔，{amount}。",
    ),
    "reconcile.waiting": (
        "Not settled: {count} transactions of earlier days, {gross}.",
        "未结算：此前各日 {count} 笔，{gross}。",
    ),
    "reconcile.before": (
        "{count} deposits were due before the statement begins and are not on it: not judged.",
        "有 {count} 笔应到账日早于对账单起始日且不在其中：不作判断。",
    ),
    "reconcile.passed_over": (
        "{count} bookings are not the acquirer's, or of days that the records do not reach.",
        "有 {count} 笔记账并非收单机构划款，或记录未覆盖当日。",
    ),
    "reconcile.exhausted": (
        "The search for sums ended at its bound: a credit for several batches may be unseen.",
        "合并金额的搜索达到上限：可能仍有一笔到账对应多个批次而未识别。",
    ),
    "reconcile.several": ("other sums fit too", "另有其他组合也吻合"),
    "reconcile.late_by": ("{days} days late", "迟 {days} 天"),
    "reconcile.tested": ("none fits of: {causes}", "以下原因均不吻合：{causes}"),
    "reconcile.cause": ("fits: {cause}", "吻合原因：{cause}"),
    "reconcile.acquirer.differs": (
        "{day}, {batches}: the board has {board}, the acquirer {acquirer}.",
        "{day}（{batches}）：守护盒 {board}，收单机构 {acquirer}。",
    ),
    "reconcile.acquirer.missing": (
        "{day}, {batches}: the board has {board}, the acquirer's file nothing.",
        "{day}（{batches}）：守护盒 {board}，收单机构文件中没有。",
    ),
    "reconcile.acquirer.unseen": (
        "{day}, {batches}: the acquirer has {acquirer}, the board nothing.",
        "{day}（{batches}）：收单机构 {acquirer}，守护盒没有记录。",
    ),
    "reconcile.acquirer.agrees": (
        "Board and acquirer agree on {count} batches or days (grade A).",
        "守护盒与收单机构在 {count} 个批次或营业日上一致（A 级）。",
    ),
    "word.came.matched": ("credited", "已到账"),
    "word.came.matched_tolerance": ("credited, within tolerance", "已到账（容差内）"),
    "word.came.early": ("credited early", "提前到账"),
    "word.came.late": ("credited late", "迟到账"),
    "word.came.short": ("too little", "少到账"),
    "word.came.over": ("too much", "多到账"),
    "word.came.split": ("credited in parts", "分笔到账"),
    "word.came.bundled": ("credited together", "合并到账"),
    "word.came.wrong_account": ("on another account", "到账至其他账户"),
    "word.came.returned": ("returned payout", "划款失败"),
    "word.came.unexplained": ("nobody expects it", "来源不明"),
    "word.came.not_due": ("not due yet", "未到期"),
    "word.came.overdue": ("overdue", "逾期未到账"),
    "word.came.not_charged": ("charge not taken", "费用未扣"),
    "word.why.acquirer_net": ("the acquirer's own net", "收单机构自报净额"),
    "word.why.cut_over": ("cut-over: sales of another clearing date", "日切：交易计入另一清算日"),
    "word.why.rounding": ("the other rounding basis", "另一种舍入方式"),
    "word.why.fee_row": ("another rate of the sheet", "规则中的另一费率"),
    "word.why.no_fee": ("a class without its fee", "某卡种未扣手续费"),
    "word.why.per_deposit": ("the charge for a credit", "每笔到账费"),
    "word.why.refund": ("a refund not netted, or twice", "退货未抵扣或重复抵扣"),
    "word.why.refund_fee": ("the fee of a refund", "退货手续费"),
    "word.why.class_limit": ("the limit of a class II account", "II 类账户限额"),
    "word.why.calendar": ("another bank calendar", "另一银行日历"),
    "word.why.account_wrong": ("the account is wrong", "账户信息有误"),
    "word.why.account_frozen": ("the account is frozen", "账户被冻结"),
    "word.why.account_class": ("the account's class has a limit", "账户类别有限额"),
    "word.why.other": ("another reason", "其他原因"),
    "call.title": ("Call sheet: {status}", "致电单：{status}"),
    "call.whom": ("Call: {name}; contact: {contact}", "致电：{name}；联系方式：{contact}"),
    "call.shop": ("Shop: {name} ({site})", "门店：{name}（{site}）"),
    "call.ids": (
        "MID {mid}, TID {tid}, batch {batches}",
        "商户编号 {mid}，终端编号 {tid}，批次 {batches}",
    ),
    "call.days": (
        "Business day {days}, settled {settled}, clearing date {clearing}",
        "营业日 {days}，结算时间 {settled}，清算日期 {clearing}",
    ),
    "call.amounts": (
        "{count} transactions, gross {gross}, fees {fee}, expected net {net}",
        "{count} 笔，交易额 {gross}，手续费 {fee}，应到账净额 {net}",
    ),
    "call.due": (
        "Due {due}; credited {credited}; account {account}",
        "应到账日 {due}；已到账 {credited}；账户 {account}",
    ),
    "call.rule": ("Rule: {rule}", "规则：{rule}"),
    "call.first": (
        "Check first: is the account open, not frozen, of which class and limit; is the name on it "
        "the contract's?",
        "先自查：账户是否正常、未冻结，账户类别及限额，户名与协议是否一致。",
    ),
    "call.limit": (
        "The account is of class II: it takes {limit} a day, and what is above that comes later.",
        "结算卡为 II 类账户：每日限额 {limit}，超出部分将延迟到账。",
    ),
    "call.ask.overdue": (
        "Ask: did this batch arrive, on which clearing date? When was or is it paid, to which "
        "account, under which reference? Ask for the payout's status in writing.",
        "请询问：该批次是否已收到，清算日期为何？何时划款、划至哪个账户、划款流水号？"
        "请其书面告知划款状态。",
    ),
    "call.ask.returned": (
        "Ask: why did the payout come back ({reason}), what must be corrected by whom, and on "
        "which day is it paid again?",
        "请询问：划款为何失败（{reason}），应由谁更正何项资料，何日重新划款？",
    ),
    "call.ask.difference": (
        "Ask: how is this amount made up: fees by class of cards, charges, refunds, chargebacks? "
        "Ask for the list of its transactions.",
        "请询问：该笔金额如何构成：各卡种手续费、其他费用、退货、退单？请提供交易明细。",
    ),
    "call.ask.wrong_account": (
        "Ask: which account is on file, since when, and who changed it? Keep the old account open "
        "until nothing is on its way to it.",
        "请询问：登记的结算卡是哪一个、自何时起、由谁变更？在途款项到账前请勿注销旧卡。",
    ),
    "call.not_known": ("not known here", "此处未知"),
}
