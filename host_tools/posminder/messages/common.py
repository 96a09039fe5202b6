# SPDX-License-Identifier: MIT
"""Words that several pages share."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "day.mon": ("Mon", "周一"),
    "day.tue": ("Tue", "周二"),
    "day.wed": ("Wed", "周三"),
    "day.thu": ("Thu", "周四"),
    "day.fri": ("Fri", "周五"),
    "day.sat": ("Sat", "周六"),
    "day.sun": ("Sun", "周日"),
    "no_currency": ("{amount} (currency not known)", "{amount}（币种未知）"),
    "closed": ("closed", "休息"),
}
