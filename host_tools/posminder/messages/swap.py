# SPDX-License-Identifier: MIT
"""What `swap terminal` and `swap board` say."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "swap.terminals": (
        "Terminal {old} was exchanged. Heard on the line: {heard}; in the new profile: {new}.",
        "终端 {old} 已更换。线路上的终端编号：{heard}；新配置中：{new}。",
    ),
    "swap.stranded": (
        "Its open batch went with it: {count} transactions, {total}, since {since}. Nobody has "
        "seen it settled.",
        "未结批次随之滞留：{count} 笔，{total}，自 {since} 起。未见其结算。",
    ),
    "swap.nothing": (
        "No sale of it was open, as far as the board has seen.",
        "就守护盒所见，没有未结算的交易。",
    ),
    "swap.fate": ("What became of the old batch? Number", "旧批次去向？请输入编号"),
    "swap.sure": (
        "Put the new profile into force and end the pause?",
        "启用新配置并结束暂停？",
    ),
    "swap.done": (
        "Terminal number {epoch} is the shop's from now on; the old batch: {fate}.",
        "第 {epoch} 台终端即日起使用；旧批次：{fate}。",
    ),
    "swap.board.pulled": (
        "Board {old} of {site} was pulled to its last record, {last}. Open there:",
        "守护盒 {old}（{site}）的日志已读取到最后一条记录 {last}。未完成事项：",
    ),
    "swap.board.stored": (
        "Board {old} of {site} is known here up to record {last}; what came later is lost unless "
        "the board answers again. Open then:",
        "守护盒 {old}（{site}）在本机的记录到 {last} 为止；之后的记录如该守护盒不再应答则已丢失。"
        "当时未完成事项：",
    ),
    "swap.board.nothing_open": ("nothing", "无"),
    "swap.board.done": (
        "Board {new} stands in for {old} at {site}, with the same profile.",
        "守护盒 {new} 接替 {old}（{site}），配置相同。",
    ),
    "swap.board.unplug": (
        "Take the old one off the terminal: two would both settle. What was open there is people's "
        "now: the new board asks the terminal for its batch and knows nothing else of before.",
        "请把旧守护盒从终端上取下，否则两台都会结算。旧守护盒上的未完成事项由人员处理："
        "新守护盒只向终端查询批次，其余一概不知。",
    ),
    "swap.board.people": (
        "PINs stay with the old board. Next: posminder people enrol, the owner first",
        "PIN 留在旧守护盒上。下一步：posminder people enrol，先登记店主",
    ),
    "swap.board.boards": (
        "Boards bound to this terminal in the store: {boards}",
        "本机记录中绑定此终端的守护盒：{boards}",
    ),
    "swap.board.note_old": (
        "Replaced by board {new}. Open: {open}",
        "由守护盒 {new} 接替。未完成：{open}",
    ),
    "swap.board.note_new": (
        "Stands in for board {old}. Open there: {open}",
        "接替守护盒 {old}。该处未完成：{open}",
    ),
}
