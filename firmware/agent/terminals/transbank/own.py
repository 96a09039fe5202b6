# SPDX-License-Identifier: MIT
"""What an own command says to a Transbank terminal, and which reply ends it.

A poll is answered by a bare ACK: that says that the terminal lives in this mode, not that it has
keys. Whether it has is known from the first reply that says so: result 26. Which terminal it is all
replies tell but totals.
"""

from agent import limits
from agent.terminals.exchange import dialog, own
from agent.terminals.transbank import framing, messages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.terminals.exchange.framing import Framer
    from agent.terminals.link import Report, Sink


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
        self._ends_with = 0  # the code of the reply that ends it, 0: an ACK

    def _prepare(self, command: int) -> int:
        told = messages.own_command(command)
        if told is None:
            return 0
        self._ends_with = told[1]
        self._ack_is_all = not told[1]
        return framing.encode(told[0], self._frame)

    def _read(self, framer: "Framer") -> int:
        buffer, end = framer.buffer, framer.count
        message = messages.code(buffer, end)
        if message != self._ends_with:
            return dialog.NEWS
        if message != messages.TOTALS_REPLY:
            self._on_terminal(messages.terminal_id(buffer, end))
        if message == messages.DETAIL_REPLY:
            # One message a sale, the oldest first; the last one is empty. Ours is the newest.
            if messages.result(buffer, end) == 0 and not messages.is_empty_detail(buffer, end):
                self._detail = messages.transaction(buffer, end, message)
                return dialog.NEWS
            self._code = messages.refusal_of_details(buffer, end)
            return dialog.END
        self._code = messages.result(buffer, end)
        if message == messages.TOTALS_REPLY:
            self._detail = messages.totals(buffer, end)
        elif message == messages.LAST_SALE_REPLY and self._code == 0:
            self._detail = messages.transaction(buffer, end, message)
        return dialog.END
