# SPDX-License-Identifier: MIT
"""Whether a dialog between register and terminal is under way, and since when it is broken off."""

from agent import events
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.link import Report

CLOSED = const(-1)  # where what was asked for would stand


class DialogWatch:
    """One dialog at a time; reports through `report`, takes time as an argument."""

    def __init__(self, report: "Report") -> None:
        self._report = report
        self.tid: str | None = None  # as last told
        self._asked = CLOSED  # what the register asked for, as the driver numbers it
        self._amount: int | None = None
        self._deadline_ms = 0

    def open(self) -> bool:
        """Tell whether a dialog between register and terminal is under way."""
        return self._asked != CLOSED

    def deadline_ms(self) -> int | None:
        """Return when the dialog counts as broken off, or None."""
        return self._deadline_ms if self.open() else None

    def on_deadline(self, now_ms: int) -> None:
        """Close a dialog that nobody has gone on with."""
        if self.open() and now_ms >= self._deadline_ms:
            self.break_off()

    def note_terminal(self, tid: "str | None") -> None:
        """Take which terminal says so, if the message tells; another one's TID is reported."""
        if tid is not None and tid != self.tid:
            self.tid = tid
            self._report((events.REGISTERED, None, tid, None))

    def break_off(self) -> None:
        """What was under way ends as unknown: each driver says what that means."""
        raise NotImplementedError
