# SPDX-License-Identifier: MIT
"""A receipt printer that keeps what it printed. Knows nothing of payments."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Slip:
    """One slip of paper; not `complete` when the paper or the lines ended before its last line."""

    lines: list[str] = field(default_factory=list)
    complete: bool = False


class Printer:
    """Prints line by line. `slips` is what lies in the tray.

    Scenario switches: `paper`; `lines_left`, after which the roll ends and `paper` goes off
    (None: it does not end). Setting `paper` again puts in a roll that does not end.
    """

    def __init__(self) -> None:
        self.paper = True
        self.lines_left: int | None = None
        self.slips: list[Slip] = []
        self._on_slip = False

    def print_line(self, text: str, *, last: bool = False) -> bool:
        """Print one line, on a new slip after a complete one; return False without paper."""
        if self.lines_left == 0:
            self.paper, self.lines_left = False, None
        if not self.paper:
            return False
        if self.lines_left is not None:
            self.lines_left -= 1
        if not self._on_slip:
            self.slips.append(Slip())
        slip = self.slips[-1]
        slip.lines.append(text)
        slip.complete = last
        self._on_slip = not last
        return True

    def tear_off(self) -> None:
        """End a slip whose last line will not come; the next line starts a new one."""
        self._on_slip = False

    @property
    def complete_slips(self) -> list[Slip]:
        """The slips one could hand over."""
        return [slip for slip in self.slips if slip.complete]
