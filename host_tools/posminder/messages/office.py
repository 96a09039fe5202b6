# SPDX-License-Identifier: MIT
"""What the office's store, tickets, `unlock` and `lock` say."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "office.passphrase": ("The office's passphrase", "办公室密钥库口令"),
    "office.new_passphrase": (
        "A passphrase for the office's store, at least {least} characters",
        "为办公室密钥库设置口令，至少 {least} 个字符",
    ),
    "office.again": ("The same once more", "请再输入一次"),
    "office.differ": ("The two passphrases differ; nothing was made", "两次口令不一致，未创建"),
    "office.short": (
        "A passphrase has at least {least} characters: whoever takes the file guesses at leisure",
        "口令至少 {least} 个字符：拿到文件的人可以慢慢猜",
    ),
    "office.made": (
        "The office's store is {path}. Keep copies of it, and the passphrase somewhere else: "
        "without both nobody has the boards' keys.",
        "办公室密钥库为 {path}。请备份，并另处保存口令：缺一则无人掌握守护盒密钥。",
    ),
    "office.no_plain": (
        "No plain key of {boards} on this computer",
        "本机没有 {boards} 的未加密密钥",
    ),
    "office.added": (
        "The key of board {board} is in the store; its plain file is gone.",
        "守护盒 {board} 的密钥已入库，未加密文件已删除。",
    ),
    "office.copies": (
        "Delete other plain copies too. What a disk once held can be read from it: where that "
        "matters, give the board another key (posminder office rotate).",
        "请同时删除其他未加密副本。磁盘上存过的内容可能被恢复：如有顾虑，请更换密钥"
        "（posminder office rotate）。",
    ),
    "office.board": ("Board", "守护盒"),
    "office.person": ("Person", "人员"),
    "office.role": ("Role", "角色"),
    "office.first": ("From", "自"),
    "office.last": ("Until", "至"),
    "office.state": ("State", "状态"),
    "office.good": ("good", "有效"),
    "office.over": ("over", "已过期"),
    "office.revoked": ("revoked", "已吊销"),
    "office.no_such_role": (
        "No role {role}. Roles are {roles}",
        "没有角色 {role}。角色有：{roles}",
    ),
    "office.no_id": (
        "{person} is no person's id: 1 to 16 of the small letters a to z, digits, hyphen and "
        "underscore",
        "{person} 不是人员编号：1 至 16 个小写字母 a 到 z、数字、连字符或下划线",
    ),
    "office.one_place": (
        "A ticket goes to --out FILE, or onto this computer with --keep: say one of the two",
        "凭据写入 --out 文件，或用 --keep 留在本机：请选其一",
    ),
    "office.issued": (
        "Tickets issued: {count}, for {person} as {role}, the last day {last}.",
        "已签发凭据 {count} 张，给 {person}（{role}），最后一日 {last}。",
    ),
    "office.take_along": (
        "Hand {path} over so that nobody else gets it. There: posminder tickets take FILE.",
        "请妥善转交 {path}。对方执行：posminder tickets take FILE。",
    ),
    "office.no_ticket": ("{person} was given no ticket", "{person} 没有凭据"),
    "office.to_rotate": (
        "Board {board}: a revoked ticket still opens it. Next: posminder office rotate, at the "
        "board.",
        "守护盒 {board}：已吊销的凭据仍可使用。请到现场执行 posminder office rotate。",
    ),
    "office.rotated": (
        "Board {board} has another key. All tickets of the old one are void: issue new ones.",
        "守护盒 {board} 已更换密钥，旧凭据全部作废，请重新签发。",
    ),
    "waits.lease": (
        "The board does not trust its clock: within {seconds} s somebody presses its button once, "
        "or it stays locked.",
        "守护盒的时钟不可信：须在 {seconds} 秒内有人按一下按钮，否则不解锁。",
    ),
    "waits.change": (
        "This changes {about}. Within {seconds} s the supervisor or owner holds the board's button "
        "for eight seconds, or it stays as it was. By name and PIN: --approved-by ID.",
        "此配置更改{about}。须由主管或店主在 {seconds} 秒内按住按钮八秒，否则不生效。"
        "也可凭姓名和 PIN：--approved-by ID。",
    ),
    "tickets.taken": (
        "Tickets taken: {count}. {path} can be deleted.",
        "已导入凭据 {count} 张。{path} 可以删除。",
    ),
    "tickets.none": (
        "No ticket on this computer. The office issues them: posminder office ticket.",
        "本机没有凭据。由办公室签发：posminder office ticket。",
    ),
    "tickets.unlocked": (
        "Board {board} is open for the {role}, until {span} pass unused.",
        "守护盒 {board} 已对{role}开放，闲置 {span} 后关闭。",
    ),
    "tickets.locked": ("Board {board} is locked.", "守护盒 {board} 已锁定。"),
}
