# SPDX-License-Identifier: MIT
"""What `posminder learn` and a replay say."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "learn.begin": (
        "Everything passes through this computer now: register and terminal work as before. "
        "Card numbers are masked before anything is kept. Use a card of your own.",
        "现在所有数据都经过本电脑：收银机与终端照常工作。卡号在保存之前即被遮蔽。请用自己的卡。",
    ),
    "learn.amount": (
        "Amount of the sale, in the smallest unit and no round one, such as 1237",
        "消费金额，以最小货币单位（分）填写，勿用整数金额，例如 1237",
    ),
    "learn.how": (
        "Each step from the register, to its end; then Enter. s and Enter: it cannot be done.",
        "每一步都在收银机上操作，完成后按回车。做不到的步骤：输入 s 再按回车。",
    ),
    "learn.do.sign_in": ("Sign in.", "签到。"),
    "learn.do.sale": ("Sell {amount}.", "消费 {amount}。"),
    "learn.do.query_last": ("Ask for the last transaction.", "查询上一笔交易。"),
    "learn.do.reprint": ("Print the last receipt once more.", "重打印上一张签购单。"),
    "learn.do.totals": ("Ask for the totals.", "查询汇总。"),
    "learn.do.void": ("Void that sale.", "撤销该笔消费。"),
    "learn.do.settle": ("Settle.", "批结算。"),
    "learn.heard": ("Heard: {asked} and {told} bytes.", "已记录：{asked} 字节与 {told} 字节。"),
    "learn.not_heard": (
        "No command and reply were heard: the step is left out.",
        "未听到命令及其答复：此步略去。",
    ),
    "learn.nothing": (
        "Neither sign-in nor sale was heard, and nothing was written. Look at the cables, the two "
        "ports and the speed.",
        "未听到签到或消费，未写入任何文件。请检查电缆、两个端口与速率。",
    ),
    "learn.broken": (
        "The line broke and nothing was written: {why}",
        "线路中断，未写入任何文件：{why}",
    ),
    "learn.exists": (
        "{file} is there already and was not touched: name another",
        "{file} 已存在，未改动：请换一个文件名",
    ),
    "learn.name": (
        "{file}: a dialect's name has 1 to 32 of a-z, 0-9 and -; name the file so",
        "{file}：方言名称为 1 至 32 个 a-z、0-9 或 -；请如此命名文件",
    ),
    "learn.ports": (
        "Name both ports, --register and --terminal, or a record with --file",
        "请给出两个端口 --register 与 --terminal，或用 --file 给出记录文件",
    ),
    "learn.written": (
        "Drafted {file}, EXPERIMENTAL: {unknown} lines are unknown, each marked so.",
        "已起草 {file}（实验性）：有 {unknown} 行未知，均已标明。",
    ),
    "learn.record": ("The masked record: {file}", "已遮蔽的记录：{file}"),
    "learn.missing": (
        "The draft does not pass yet. Fill in what is said above, then: posminder dialect check "
        "{file} --replay {record}",
        "草稿尚不完整。请补上以上所述，然后执行：posminder dialect check {file} --replay {record}",
    ),
    "learn.held": ("{step}, recorded: {outcome}", "{step}（记录）：{outcome}"),
    "learn.step.sign_in": ("sign-in", "签到"),
    "learn.step.sale": ("sale", "消费"),
    "learn.step.query_last": ("query of the last sale", "查询上笔"),
    "learn.step.reprint": ("reprint", "重打印"),
    "learn.step.totals": ("totals", "查询汇总"),
    "learn.step.void": ("void", "撤销"),
    "learn.step.settle": ("settlement", "批结算"),
    "learn.as_done": ("read as what was done", "解读与实际操作一致"),
    "learn.otherwise": ("READ OTHERWISE: {wrong}", "解读不符：{wrong}"),
    "learn.wrong.body": ("the body is not built so", "报文结构不符"),
    "learn.wrong.command": ("the command's type", "命令类型"),
    "learn.wrong.reply": ("the reply's type", "答复类型"),
    "learn.wrong.result": ("the result is not approved", "结果不是成功"),
    "learn.wrong.amount": ("the amount asked for", "命令中的金额"),
    "learn.wrong.reply_amount": ("the amount in the reply", "答复中的金额"),
}
