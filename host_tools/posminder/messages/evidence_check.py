# SPDX-License-Identifier: MIT
"""What `evidence check` says is missing, and what a customer's extract says of itself."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "lack.must": ("MISSING", "缺少"),
    "lack.remark": ("note   ", "提示"),
    "lack.ready": ("Ready to be sent.", "可以提交。"),
    "lack.not_ready": ("Not ready: see above.", "尚不可提交：见上。"),
    "lack.sale": (
        "the sale that the case is about. Next: posminder case tie CASE NUMBER",
        "本案对应的交易。下一步：posminder case tie CASE NUMBER",
    ),
    "lack.slip": (
        "the signed original of the slip. Next: posminder case attach CASE FILE --as slip; where "
        "there is none: posminder case lacks CASE slip WHY",
        "持卡人签名的签购单原件。下一步：posminder case attach CASE FILE --as slip；"
        "如确无原件：posminder case lacks CASE slip 原因",
    ),
    "lack.slip_none": (
        "there is no signed original, and the pack says why: {why}",
        "无签名原件，材料中已说明原因：{why}",
    ),
    "lack.reason": (
        "the case has no reason as received: what is answered to?",
        "案件未记录来函原因：答复针对什么？",
    ),
    "lack.answer": (
        "the answer to the reason. Next: posminder case answer CASE TEXT",
        "对原因的答复。下一步：posminder case answer CASE 内容",
    ),
    "lack.overdue": ("the last day was {what}", "答复期限 {what} 已过"),
    "lack.no_pack": (
        "no pack was made yet. Next: posminder evidence make --case CASE",
        "尚未制作材料。下一步：posminder evidence make --case CASE",
    ),
    "lack.line": ("page 1, {what}: {why}", "第 1 页，{what}：{why}"),
    "lack.no_text": (
        "the text of the slip was not captured: the pack has when it was printed, not what",
        "未截取签购单文本：材料只有打印时间，没有内容",
    ),
    "lack.unsigned": (
        "a signature. Next: posminder office evidence-key, and make the pack again",
        "签名。下一步：posminder office evidence-key，再重新制作材料",
    ),
    "lack.no_proof": (
        "the journal's proof. Next: posminder logs --port PORT, which has the board seal the rest",
        "流水证明。下一步：posminder logs --port PORT，守护盒会封存未封存的记录",
    ),
    "lack.broken": (
        "the pack is not as it was made: posminder evidence verify names the files. Next: make it "
        "again",
        "材料与制作时不一致。下一步：posminder evidence verify 会指出文件；请重新制作",
    ),
    "lack.stale": (
        "what was added to the case since the pack was made. Next: make it again",
        "制作材料之后案件新增的内容。下一步：重新制作",
    ),
    "lack.other_pack": (
        "this is not the newest pack of that case. Next: posminder evidence make --case CASE",
        "这不是该案最新的材料。下一步：posminder evidence make --case CASE",
    ),
    "extract.approved": ("approved", "批准"),
    "extract.sold_at": ("Date and time", "交易时间"),
    "extract.title": ("Extract of one card sale", "单笔刷卡交易摘录"),
    "extract.settled": ("with the business day {day}", "随营业日 {day} 结算"),
    "extract.not_taken_back": ("none was seen until {until}", "截至 {until} 未见"),
    "extract.what": (
        "As the shop's device recorded it on the line of the card terminal. Of the card it keeps "
        "the first six and last four digits of its number only.",
        "本页为店内设备在刷卡终端线路上的记录。卡号仅保存前六位与后四位。",
    ),
    "extract.not": (
        "This is no receipt and no invoice, and proves nothing of goods or services. Credits are "
        "shown by your bank.",
        "本页不是签购单或发票，不证明商品或服务情况。款项进出以发卡行为准。",
    ),
    "extract.written": (
        "{path} is for the customer of this sale only.",
        "{path} 仅供该笔交易的持卡人。",
    ),
}
