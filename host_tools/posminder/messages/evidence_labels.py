# SPDX-License-Identifier: MIT
"""What a pack of evidence calls its lines, columns, steps, parts and papers, and its glossary."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_LABELS: Final[Table] = {
    "acquirer": ("Acquirer", "收单机构"),
    "contact": ("The answer goes to", "答复送交"),
    "case_no": ("Case number", "案件号"),
    "answer": ("The merchant's answer", "商户答复"),
    "request": ("Request", "调单类型"),
    "reason": ("Reason", "原因"),
    "received": ("Received", "收到日期"),
    "answer_by": ("Answer by", "答复期限"),
    "merchant": ("Merchant", "商户"),
    "mid": ("Merchant number (MID)", "商户编号"),
    "tid": ("Terminal (TID)", "终端编号"),
    "board": ("Board", "守护盒"),
    "type": ("Transaction type", "交易类型"),
    "result": ("Result", "交易结果"),
    "amount": ("Amount", "交易金额"),
    "sold_at": ("Date and time (board)", "交易时间（守护盒）"),
    "terminal_time": ("Time by the terminal's clock", "终端时钟时间"),
    "trace": ("Trace number (STAN)", "凭证号"),
    "receipt_no": ("Receipt number", "签购单号"),
    "batch_no": ("Batch number", "批次号"),
    "rrn": ("Retrieval reference (RRN)", "检索参考号"),
    "auth_id": ("Authorisation code", "授权码"),
    "card": ("Card number (masked)", "卡号（屏蔽）"),
    "card_name": ("Card scheme", "卡组织"),
    "acquirer_line": ("Authorisation", "授权方式"),
    "entry": ("Entry mode", "输入方式"),
    "cvm": ("Cardholder verification", "持卡人验证方式"),
    "chip": ("Chip data (AID, TC, ATC, TVR)", "芯片数据"),
    "seen": ("How it was seen", "获知方式"),
    "counters": ("Void, refund, reversal", "撤销、退货、冲正"),
    "receipt": ("Receipt", "签购单"),
    "print": ("Print", "打印"),
    "reminder": ("Reminder", "提醒"),
    "signature": ("Cardholder's signature", "持卡人签名"),
    "sign_in": ("Terminal before the sale", "交易前终端状态"),
    "session_age": ("Age of the sign-in", "签到时长"),
    "sign_in_batch": ("Batch number given at sign-in", "签到返回批次号"),
    "operator": ("Operator", "操作员"),
    "settled": ("Settlement", "批结算"),
    "business_day": ("Business day", "营业日"),
    "total_before_settlement": ("Terminal's total before", "结算前终端合计"),
    "total_settlement": ("Settlement's total", "结算合计"),
    "total_after_settlement": ("Terminal's total after", "结算后终端合计"),
    "balanced": ("Balanced", "是否平账"),
    "acquirer_total": ("Acquirer's total", "收单机构合计"),
    "upload": ("Batch upload", "批上送"),
    "position": ("Position in the batch", "批内位置"),
    "fee": ("Fee", "手续费"),
    "own_net": ("This sale less its fee", "本笔净额"),
    "credit_of": ("Credited with", "合并到账范围"),
    "expected_net": ("Expected credit", "应到账净额"),
    "due": ("Due", "应到账日"),
    "credited": ("Credited", "到账"),
    "chain": ("Journal", "日志"),
    "seal": ("Seal", "封存"),
    "verify": ("To verify", "验证命令"),
    "firmware": ("Firmware", "固件版本"),
    "profile_hash": ("Profile in force (SHA-256)", "生效配置（SHA-256）"),
    "program": ("Made with", "生成程序"),
    "rows": ("Records of this pack", "所用记录"),
}

_COLUMNS: Final[Table] = {
    "step": ("Step", "步骤"),
    "utc": ("UTC", "UTC"),
    "local": ("Local time", "当地时间"),
    "clock": ("Clock", "时钟来源"),
    "set": ("Clock last set", "最近对时"),
    "grade": ("Grade", "等级"),
    "records": ("Record", "记录"),
    "time": ("Time", "时间"),
    "type": ("Type", "类型"),
    "result": ("Result", "结果"),
    "amount": ("Amount", "金额"),
    "card": ("Card", "卡"),
    "trace": ("Trace", "凭证号"),
}

_STEPS: Final[Table] = {
    "entered": ("Amount entered", "输入金额"),
    "card_read": ("Card read", "读卡"),
    "approved": ("Approved", "批准"),
    "declined": ("Not approved", "未批准"),
    "announced": ("Announced by a press", "按键告知"),
    "printed": ("Receipt", "签购单"),
    "taken_back": ("Taken back", "退回"),
    "settled": ("Batch", "批结算"),
    "clearing": ("Clearing date", "清算日期"),
    "expected": ("Expected credit", "应到账日"),
    "credited": ("Credited", "到账"),
}

_PARTS: Final[Table] = {
    "receipt": ("Receipt as captured", "签购单（捕获文本）"),
    "timeline": ("Timeline", "时间线"),
    "cover": ("Request and answer", "调单要求与答复"),
    "transaction": ("Transaction", "交易要素"),
    "sign_in": ("Signed in?", "是否签到"),
    "settlement": ("Settlement", "批结算"),
    "deposit": ("Deposit", "入账"),
    "nearby": (
        "Same card or amount within {minutes} minutes",
        "前后 {minutes} 分钟内同卡或同金额",
    ),
    "incidents": ("Incidents around the sale", "交易前后的异常"),
    "integrity": ("Integrity", "完整性"),
    "checklist": ("To be attached by hand", "须另附的材料"),
    "glossary": ("Words", "词汇表"),
}

_PAPERS: Final[Table] = {
    "slip": ("signed receipt, merchant's copy, legible", "持卡人签名的签购单商户存根（清晰）"),
    "invoice": ("invoice or order", "发票或订单"),
    "delivery": ("proof of delivery or service", "交货或服务证明"),
    "identity": ("note on how the cardholder was identified", "核对持卡人身份的记录"),
    "video": ("camera: place, camera, time", "监控录像：地点、机位、时间"),
    "authority": ("letter of authority", "授权委托书"),
    "correspondence": ("correspondence", "往来函件"),
}

_GLOSSARY: Final[tuple[tuple[str, str], ...]] = (
    ("retrieval request", "调单"),
    ("chargeback", "退单"),
    ("acquirer", "收单机构"),
    ("receipt", "签购单"),
    ("duplicate", "重打印"),
    ("trace number, STAN", "凭证号"),
    ("retrieval reference number, RRN", "检索参考号"),
    ("batch number", "批次号"),
    ("settlement, batch close", "批结算"),
    ("clearing date", "清算日期"),
    ("deposit, credited", "入账、到账"),
    ("terminal sign-in", "POS签到"),
    ("board", "守护盒"),
    ("seal", "封存"),
)

_GROUPS: Final[dict[str, Table]] = {
    "evidence.label": _LABELS,
    "evidence.column": _COLUMNS,
    "evidence.step": _STEPS,
    "evidence.part": _PARTS,
    "evidence.attach": _PAPERS,
    "evidence.glossary": {str(at): both for at, both in enumerate(_GLOSSARY, 1)},
    "word.request": {
        "retrieval": ("retrieval request", "调单"),
        "inquiry": ("inquiry", "查询"),
        "chargeback": ("chargeback", "退单"),
        "complaint": ("customer's complaint", "客户投诉"),
    },
    "word.print": {
        "first": ("first print", "首次打印"),
        "duplicate": ("duplicate", "重打印"),
        "unknown": ("which print is not known", "不知是否首次打印"),
        "attested": ("printed, as a person said", "已人工确认打印"),
    },
    "word.alert_state": {
        "raised": ("raised", "提出"),
        "seen": ("seen", "已确认"),
        "cleared": ("cleared", "解除"),
        "escalated": ("sounded again", "再次鸣响"),
        "again": ("shown again", "再次显示"),
        "crowded_out": ("crowded out", "被挤出"),
    },
}

MESSAGES: Final[Table] = {
    f"{group}.{name}": both for group, names in _GROUPS.items() for name, both in names.items()
}
