# SPDX-License-Identifier: MIT
"""What `self-test` says: of each part how it did, and the cure where it did not."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "self_test.column.part": ("part", "部件"),
    "self_test.column.state": ("state", "状态"),
    "self_test.column.next": ("what it means, what to do", "含义与处理"),
    "self_test.state.good": ("good", "正常"),
    "self_test.state.missing": ("not fitted", "未安装"),
    "self_test.state.bad": ("BAD", "异常"),
    "self_test.state.shown": ("look", "请目视"),
    "self_test.state.skipped": ("not tried", "未检"),
    "self_test.press": (
        "Press the button on the board now, shortly.",
        "请现在短按守护盒按钮。",
    ),
    "self_test.well": ("Nothing is bad.", "没有异常部件。"),
    "self_test.faults": ("Bad parts: {count}.", "异常部件：{count} 个。"),
    "self_test.stopped": (
        "The self-test did not end: the board restarted, or a dialog took its time. "
        "Next: posminder self-test",
        "自检未完成：守护盒重启，或线路被占用。下一步：posminder self-test",
    ),
    "self_test.cure.clock.missing": (
        "After a power cut the time comes from a computer or the acquirer. Fit a DS3231.",
        "断电后只能由电脑或收单机构提供时间。请安装 DS3231。",
    ),
    "self_test.cure.clock.forgot": (
        "It has no time: set it (posminder apply FILE). Lost again tomorrow: change its battery.",
        "没有时间：请设置（posminder apply FILE）。再次丢失请换电池。",
    ),
    "self_test.cure.clock.stands": (
        "It does not run: check its wires and its battery, then exchange it.",
        "时钟不走：检查接线和电池，仍异常则更换。",
    ),
    "self_test.cure.case.missing": (
        "Nobody sees the board opened. Nothing to do where no switch is wanted.",
        "盒盖打开不会被发现。不需要开关则无须处理。",
    ),
    "self_test.cure.case.open": (
        "Shut the lid. It is shut: check the switch and its two wires.",
        "请合上盒盖。已合上则检查开关及其两根线。",
    ),
    "self_test.cure.supply.missing": (
        "This board cannot measure its supply.",
        "此守护盒无法测量供电电压。",
    ),
    "self_test.cure.supply.low": (
        "Below 4 V: another plug, another cable, nothing else on them.",
        "低于 4 V：更换电源或线缆，不与其他设备共用。",
    ),
    "self_test.cure.supply.high": (
        "Above 5.5 V: take it off the plug at once, and use a USB plug of 5 V.",
        "高于 5.5 V：立即拔下，改用 5 V USB 电源。",
    ),
    "self_test.cure.panel.missing": (
        "Lamp and buzzer tell alone. Nothing to do where none is wanted.",
        "仅由指示灯和蜂鸣器提示。不需要显示屏则无须处理。",
    ),
    "self_test.cure.panel.shown": (
        "It showed four lines, the last OK?. Nothing there: check its wires and address.",
        "应显示四行，末行为 OK?。没有显示则检查接线和地址。",
    ),
    "self_test.cure.register.missing": (
        "The board stands beside the terminal: no sale is seen while it happens.",
        "守护盒旁接终端：看不到交易过程。",
    ),
    "self_test.cure.register.quiet": (
        "Nothing came from the register since the start. Sell once; still nothing: RX and TX.",
        "开机以来未收到收银机数据。做一笔交易，仍没有则检查 RX/TX。",
    ),
    "self_test.cure.terminal.no_answer": (
        "It was asked and did not answer: its power, the cable (RX and TX), the speed, "
        "and that its serial port is switched on.",
        "已询问但无应答：检查终端电源、线缆（RX/TX）、波特率及串口是否启用。",
    ),
    "self_test.cure.terminal.observe": (
        "Nothing heard yet, and in mode observe nothing is asked. Sell once and try again.",
        "尚未收到数据；观察模式不主动询问。做一笔交易后重试。",
    ),
    "self_test.cure.terminal.not_possible": (
        "Nothing heard yet, and it takes no question. Sell once and try again.",
        "尚未收到数据，且终端不接受询问。做一笔交易后重试。",
    ),
    "self_test.cure.config.used_up": (
        "The place to try it is used up until the next profile. What is kept is read as ever.",
        "试写位置已用完，下次写入站点配置后恢复。已存内容读取正常。",
    ),
    "self_test.cure.config.not_kept": (
        "It did not read back what was written: swap the board.",
        "写入与读回不一致：请更换守护盒。",
    ),
    "self_test.cure.config.part_fails": (
        "The part reports an error: check its wires, then swap the board.",
        "存储芯片报错：检查接线，仍异常则更换守护盒。",
    ),
    "self_test.cure.lamp.shown": (
        "It went through its six patterns, blue last. Dark: check its wires.",
        "应依次显示六种状态，最后为蓝色。不亮则检查接线。",
    ),
    "self_test.cure.buzzer.shown": (
        "It sounded twice, shortly. Silent: check its wires.",
        "应短响两声。没有声音则检查接线。",
    ),
    "self_test.cure.buzzer.observe": (
        "In mode observe nothing sounds at the counter.",
        "观察模式下柜台不发声。",
    ),
    "self_test.cure.button.no_press": (
        "No press came within 20 s: press again; still none: check its wires.",
        "20 秒内没有按键：重试，仍没有则检查接线。",
    ),
    "self_test.cure.button.not_asked": (
        "Leave --no-button out to try it.",
        "去掉 --no-button 即可检测。",
    ),
    "self_test.cure.journal.not_kept": (
        "A record was not kept: pull what there is (posminder logs), then swap the board.",
        "记录未能保存：先导出（posminder logs），再更换守护盒。",
    ),
    "self_test.cure.journal.full": (
        "The journal is nearly full: posminder logs",
        "日志将满：运行 posminder logs",
    ),
    "self_test.cure.dialog": (
        "A dialog with the terminal ran. Next: posminder self-test",
        "当时终端正在通信。下一步：posminder self-test",
    ),
    "self_test.cure.no_profile": (
        "Without a profile nothing is known of this line. Next: posminder apply FILE",
        "没有站点配置，无法判断线路。下一步：posminder apply FILE",
    ),
    "self_test.cure.not_used": (
        "This shop's profile does not use it.",
        "本店配置不使用此部件。",
    ),
}
