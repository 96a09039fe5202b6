# SPDX-License-Identifier: MIT
"""What `install` says and asks, what counters mean for cables, and the cashier's card."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "install.whom": (
        "Whom do the cashiers call when the lamp is red? Name and telephone",
        "指示灯变红时，收银员找谁？姓名和电话",
    ),
    "install.listen": (
        "Listening at {baud} bit/s, {seconds} s at most: sell the smallest amount at the register "
        "now, and try again if it fails.",
        "正以 {baud} bit/s 监听，最多 {seconds} 秒：请在收银机上做一笔最小金额的消费；失败请重试。",
    ),
    "install.rest": (
        "Something comes that is no frame. Let register and terminal rest for ten seconds.",
        "有数据但不是报文。请让收银机和终端停十秒。",
    ),
    "install.speed": (
        "Register and terminal are heard at {baud} bit/s.",
        "已在 {baud} bit/s 听到收银机和终端。",
    ),
    "install.other_speed": (
        "That is not the speed in {file}: write baud: {baud} there, or the next apply undoes it.",
        "与 {file} 中的速率不同：请在其中写入 baud: {baud}，否则下次 apply 会改回。",
    ),
    "install.sell": (
        "Let the sale of the smallest amount (0.01) go through; waiting {minutes} minutes at most.",
        "请完成一笔最小金额（0.01）的消费；最多等待 {minutes} 分钟。",
    ),
    "install.sold": (
        "Seen, trace number {trace}. Now void it; waiting {minutes} minutes at most.",
        "已看到，凭证号 {trace}。请撤销该笔；最多等待 {minutes} 分钟。",
    ),
    "install.voided": ("The void was seen too.", "撤销也已看到。"),
    "install.terminal": ("The terminal is {tid}, as it should be.", "终端编号为 {tid}，相符。"),
    "install.terminal_untold": (
        "The terminal told no id. Look at the slip: it must say {tid}.",
        "终端未告知编号。请看签购单，应为 {tid}。",
    ),
    "install.beside": (
        "Beside a terminal that is worked by hand nothing is heard in mode observe: cable and "
        "terminal id show once it is armed (posminder self-test).",
        "终端由人工操作，观察模式下听不到内容：启用后用 posminder self-test 检查接线和编号。",
    ),
    "install.attended": (
        "This terminal speaks nothing: there is no line to try.",
        "此终端不通信：没有线路可试。",
    ),
    "install.rules": (
        "These are the rules. The owner accepts them by pressing the button when asked.",
        "以上是规则。店主在提示时按按钮表示同意。",
    ),
    "install.press": ("Press the button now.", "请现在按按钮。"),
    "install.note": (
        "Installed at {site}: the rules were shown and accepted by a press of the board's button.",
        "已安装于 {site}：规则已出示，并按守护盒按钮接受。",
    ),
    "install.done": (
        "{site}: board {board} watches (mode observe) and sends the terminal nothing.",
        "{site}：守护盒 {board} 处于观察模式，不向终端发送任何内容。",
    ),
    "install.card": ("For the cashiers, to print: {file}", "供收银员打印：{file}"),
    "install.arm": (
        "To arm it after the pilot: posminder report pilot; then write mode: enforce into {file}, "
        "posminder diff, posminder apply.",
        "试点后启用：先看 posminder report pilot，再在 {file} 中写 mode: enforce，"
        "然后 posminder diff、posminder apply。",
    ),
    "install.line.noisy": (
        "Some frames come damaged: the cable is too long, or runs beside mains.",
        "部分报文损坏：线缆过长或靠近强电。",
    ),
    "install.line.losing": (
        "The board lost bytes: another computer's program may hold its line, or the speed is not "
        "quite the terminal's.",
        "守护盒丢失了字节：可能有其他电脑的程序占用其线路，或速率与终端略有差异。",
    ),
    "install.line.no_line": (
        "This board has no line to a register, and the shop's file says in_line. Next: another "
        "board, or wiring: beside.",
        "此守护盒没有接收银机的线路，而配置为 in_line。请换守护盒，或写 wiring: beside。",
    ),
    "install.line.nothing": (
        "Nothing was heard at any usual speed, from neither side. Next: is the terminal on, is its "
        "connection to a register switched on, are RX and TX swapped, is it the right socket?",
        "常用速率下两侧均无声音。请检查：终端是否开机，是否已开启收银机连接，RX 与 TX 是否接反，"
        "插口是否正确。",
    ),
    "install.line.garbage": (
        "Something comes, but no frame is whole, at any usual speed. Next: look up the terminal's "
        "speed, parity and stop bits, and whether another language is spoken there (driver).",
        "有数据但没有完整报文，常用速率都已试过。请核对终端的速率、校验位和停止位，以及驱动是否正确。",
    ),
    "install.line.terminal_garbage": (
        "The register is heard, and what the terminal sends is damaged. Next: set both to one "
        "speed; look at ground and level of the terminal's cable.",
        "能听到收银机，但终端发来的数据损坏。请把两者设为同一速率，并检查终端线缆的地线和电平。",
    ),
    "install.line.register_garbage": (
        "The terminal is heard, and what the register sends is damaged. Next: set both to one "
        "speed; look at ground and level of the register's cable.",
        "能听到终端，但收银机发来的数据损坏。请把两者设为同一速率，并检查收银机线缆的地线和电平。",
    ),
    "install.line.register_alone": (
        "The register is heard, and the terminal does not answer. Next: is the terminal on, are RX "
        "and TX swapped on its side, is its plug in?",
        "能听到收银机，终端不应答。请检查：终端是否开机，终端侧 RX 与 TX 是否接反，插头是否插好。",
    ),
    "install.line.terminal_alone": (
        "The terminal is heard, and the register is not. Next: are RX and TX swapped on the "
        "register's side, is its plug in?",
        "能听到终端，听不到收银机。请检查收银机侧 RX 与 TX 是否接反，插头是否插好。",
    ),
    "doctor.wiring.what": (
        "Both sides of the line in line are heard.",
        "串接线路两侧都能听到。",
    ),
    "doctor.wiring.found": (
        "Since the start {register} whole frames came from the register and {terminal} from the "
        "terminal.",
        "启动以来，收到收银机完整报文 {register} 条、终端 {terminal} 条。",
    ),
    "doctor.wiring.why": (
        "A side that is not heard is not minded, and may not be able to sell.",
        "听不到的一侧无法守护，也可能无法收款。",
    ),
    "doctor.wiring.cure": (
        "RX and TX of the silent side, its plug, its speed; posminder install says which",
        "检查无声一侧的 RX 与 TX、插头和速率；posminder install 可指出是哪一项",
    ),
    "card.title": ("The board beside the terminal", "终端旁的守护盒"),
    "card.whom": ("Red lamp, or in doubt: call", "红灯或有疑问：请联系"),
    "card.owner": ("owner", "店主"),
    "card.supervisor": ("supervisor", "主管"),
    "card.does.red": (
        "Read the words on its panel first: they say what to do. Sell on only if they do not say "
        "otherwise.",
        "先看屏幕上的字，按提示处理；没有提示停止时可以继续收款。",
    ),
    "card.does.closing": (
        "At closing: hold the button for two seconds, and wait until the panel says settled.",
        "打烊时：按住按钮两秒，等屏幕显示已结算再关机。",
    ),
    "card.does.unplug": (
        "The terminal cannot sell at all: pull the board's plug, try again, and call.",
        "终端完全不能收款时：拔掉守护盒的电源，再试一次，并联系上面的人。",
    ),
    "card.does.pilot": (
        "In the first weeks it only watches: no sound, and nothing is settled by it. Settle and "
        "sign in as before until the technician says that it is armed.",
        "最初几周只观察：不发声，也不会结算。技术员告知启用之前，请照旧签到和结算。",
    ),
}
