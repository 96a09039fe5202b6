# SPDX-License-Identifier: MIT
"""What `report sign-in` says. The states' names are in `words`."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "sign_in.page": ("Sign-in", "签到情况"),
    "sign_in.unsigned": (
        "Sold while the terminal was not signed in: {books}.",
        "终端未签到时的成功交易：{books}。",
    ),
    "sign_in.all_signed": (
        "Nothing was sold while the terminal was known not to be signed in.",
        "没有在已知终端未签到时的成功交易。",
    ),
    "sign_in.unknown": (
        "Sold while nobody knows whether the terminal was signed in: {count}.",
        "{count} 笔成功交易时终端是否签到未知。",
    ),
    "sign_in.attended": (
        "This terminal speaks nothing: no sale was seen, and its sign-in is a person's word.",
        "该终端不发送任何信息：看不到交易，签到仅凭人工确认。",
    ),
    "sign_in.chart": (
        "{days} days, a strip each; {count} transactions while not signed in.",
        "{days} 天，每天一条；未签到时成功交易 {count} 笔。",
    ),
    "sign_in.newest": ("the newest {count} days", "最近 {count} 天"),
    "sign_in.strips": ("The days", "逐日"),
    "sign_in.sold_unsigned": ("Sold while not signed in", "未签到时的成功交易"),
    "sign_in.by_day": ("Day by day", "按日统计"),
    "sign_in.terminal": ("The terminal's sign-in", "终端签到（POS签到）"),
    "sign_in.operators": ("The operators' sign-in", "操作员签到"),
    "sign_in.no_operator": (
        "Nobody has said who signed in as operator; no line tells.",
        "无人确认操作员签到；线路上看不到。",
    ),
    "sign_in.day": ("Business day", "营业日"),
    "sign_in.sold": ("Approved", "成功交易"),
    "sign_in.signed": ("Signed in", "已签到"),
    "sign_in.not_signed": ("Not signed in", "未签到"),
    "sign_in.not_known": ("Not known", "未知"),
    "sign_in.operator": ("Operators, as said", "操作员（据称）"),
    "sign_in.who": ("Who said so", "确认人"),
    "sign_in.how": ("How", "方式"),
    "sign_in.since": ("Not signed in since", "未签到始于"),
    "sign_in.grade": ("Grade", "等级"),
    "sign_in.amount": ("Amount", "金额"),
    "sign_in.time": ("Time", "时间"),
    "sign_in.nobody": ("nobody had said", "无人确认"),
    "sign_in.unnamed": ("not named", "未具名"),
    "sign_in.by.button": ("by the button", "按键确认"),
    "sign_in.by.person": ("by name and PIN", "姓名和密码"),
    "sign_in.day_end": ("day's end", "当日结束"),
    "sign_in.figure.sold": ("Approved", "成功交易"),
    "sign_in.figure.signed": ("While signed in", "已签到时"),
    "sign_in.figure.unsigned": ("While not signed in", "未签到时"),
    "sign_in.figure.unknown": ("Not known", "未知"),
    "sign_in.figure.operator": ("With an operator's word", "有操作员确认"),
    "sign_in.legend.good": ("terminal signed in (B)", "终端已签到（B）"),
    "sign_in.legend.said": ("signed in, as a person said (C)", "人工确认已签到（C）"),
    "sign_in.legend.bad": ("terminal not signed in (B)", "终端未签到（B）"),
    "sign_in.legend.unknown": ("not known", "未知"),
    "sign_in.legend.operator": ("operator signed in, as said (C)", "操作员已签到（据称，C）"),
    "sign_in.legend.unsigned": ("sold while not signed in", "未签到时的成功交易"),
    "sign_in.proof.two": (
        "The terminal's sign-in is its own with the acquirer, shown by its status (B). An operator "
        "signs in at the terminal off-line; no line tells, and somebody's word is all there is "
        "(C).",
        "终端签到（POS签到）由终端与收单机构完成，从终端状态看到（B 级）。"
        "操作员签到为脱机，线路上看不到，仅凭人的确认（C 级）。",
    ),
    "sign_in.proof.word": (
        "That word holds until the next, the business day's end, or until board or terminal was "
        "away.",
        "该确认有效至下一次确认、当日结束，或守护盒或终端离线为止。",
    ),
    "sign_in.proof.unknown": (
        "Not known: the board had just started, or the terminal had not answered since.",
        "未知：守护盒刚启动，或终端此后尚未应答。",
    ),
}
