# SPDX-License-Identifier: MIT
"""What `drill` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "drill.begun": (
        "Drill: the board asks for a short press of its button, for {within} s at most. "
        "Ctrl-C ends it.",
        "演练：守护盒请人短按按钮，最多等 {within} 秒。按 Ctrl-C 结束。",
    ),
    "drill.first": (
        "More urgent and acknowledged first: {alerts}.",
        "更紧急、先行确认的警报：{alerts}。",
    ),
    "drill.observe": (
        "Mode observe: the drill made no sound, only lamp and panel.",
        "观察模式：演练不发声，只有指示灯和屏幕。",
    ),
    "drill.muted": ("The board was muted: the drill made no sound.", "守护盒已静音：演练未发声。"),
    "drill.answered": ("Acknowledged after {seconds} s.", "{seconds} 秒后确认。"),
    "drill.nobody": (
        "Nobody pressed the button within {within} s.",
        "{within} 秒内无人按按钮。",
    ),
    "drill.ended": (
        "The board restarted, or the lease ended: the drill is over, and nobody had pressed.",
        "守护盒已重启或授权已结束：演练终止，此前无人按按钮。",
    ),
}
