# SPDX-License-Identifier: MIT
"""What an own command says to a Transbank terminal, and which reply ends it.

A poll is answered by a bare ACK: that says that the terminal lives in this mode, not that it has
keys. Whether it has is known from the first reply that says so: result 26. Which terminal it is all
replies tell but totals: before an empty batch is believed the terminal is asked for its sales as
well, because another one that stands there since yesterday has none either.
"""

from agent import events, limits
from agent.terminals.exchange import dialog, own
from agent.terminals.transbank import framing, messages
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from agent.terminals.exchange.framing import Framer
    from agent.terminals.link import Report, Sink

# Whose the totals are that are being read
_TOLD = const(0)  # or nobody asks
_WANTED = const(1)
_ASKED = const(2)


class OwnCommand(own.OwnCommand):
    """One command at a time, as messages.own_command has them; `on_terminal` takes the TID."""

    def __init__(
        self,
        times: "dialog.Times",
        to_terminal: "Sink",
        report: "Report",
        on_terminal: "Callable[[str | None], None]",
    ) -> None:
        super().__init__(times, limits.TRANSBANK_OWN_TEXT_BYTES_MAX, to_terminal, report)
        self._on_terminal = on_terminal
        self._who = _TOLD
        self._ends_with = 0  # the code of the reply that ends it, 0: an ACK

    def _prepare(self, command: int) -> int:
        told = messages.own_command(command)
        if told is None:
            return 0
        self._ends_with = told[1]
        self._ack_is_all = not told[1]
        return framing.encode(told[0], self._frame)

    def take(self, status: int, framer: "Framer", now_ms: int) -> None:
        """After totals of nothing, go on with the question who says so."""
        super().take(status, framer, now_ms)
        if self._who == _WANTED:
            self._who = _ASKED
            self._frame_bytes = self._prepare(events.QUERY_LAST)
            self.dialog = dialog.Dialog(self._times)
            self.dialog.on(dialog.REQUESTED, now_ms)
            self._act(self.dialog.on(dialog.LINE_IDLE, now_ms))

    def _end(self, outcome: int, code: int = 0, detail: "tuple[Any, ...] | None" = None) -> None:
        """Totals stand even if nobody says whose they are."""
        if self._who == _ASKED and outcome == events.UNKNOWN:
            outcome, detail = events.DONE, self._detail
        self._who = _TOLD
        super()._end(outcome, code, detail)

    def _read(self, framer: "Framer") -> int:
        buffer, end = framer.buffer, framer.count
        message = messages.code(buffer, end)
        if message != self._ends_with:
            return dialog.NEWS
        if message != messages.TOTALS_REPLY:
            self._on_terminal(messages.terminal_id(buffer, end))
        if message == messages.DETAIL_REPLY:
            # One message a sale, the oldest first; the last one is empty. Ours is the newest.
            last = messages.result(buffer, end) != 0 or messages.is_empty_detail(buffer, end)
            if last and self._who != _ASKED:
                self._code = messages.refusal_of_details(buffer, end)
            elif not last and self._who != _ASKED:
                self._detail = messages.transaction(buffer, end, message)
            return dialog.END if last else dialog.NEWS
        self._code = messages.result(buffer, end)
        if message == messages.TOTALS_REPLY:
            self._detail = messages.totals(buffer, end)
            if self._code == 0 and self._detail[0] == 0:
                self._who = _WANTED
                return dialog.NEWS
        if message == messages.LAST_SALE_REPLY and self._code == 0:
            self._detail = messages.transaction(buffer, end, message)
        return dialog.END
