# SPDX-License-Identifier: MIT
"""The check of `posminder doctor` that reads cables out of the line counters since the start.

A register that is off, or a shop that has not sold yet, is no fault: only what was heard and cannot
be right is told.
"""

from __future__ import annotations

from typing import Final

from posminder.board_status import BoardStatus, LinesPart
from posminder.doctor.verdict import GOOD, Verdict
from posminder.line_findings import finding, heard

_WRONG: Final = ("garbage", "terminal_garbage", "register_garbage", "register_alone")


def wiring(board: BoardStatus) -> Verdict | None:
    """Judge a board in line; None where nothing was heard yet, or it stands beside."""
    counted = heard(LinesPart(terminal=None, register=None), board.lines)
    what = finding(counted)
    if what in ("no_line", "nothing"):
        return None
    if what not in _WRONG:
        return GOOD
    return Verdict("look", {"terminal": counted.terminal, "register": counted.register})
