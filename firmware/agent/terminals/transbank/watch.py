# SPDX-License-Identifier: MIT
"""What register and terminal say to each other, watched and never disturbed.

A register asks, the terminal acknowledges, tells how far it is (0900) and replies; the reply is
the outcome. The terminal prints the vouchers itself, and says of its printer only that it is
without paper (result 24): what was printed is not visible here. It sends nothing.
"""

from agent import events, limits
from agent.terminals.exchange.watch import CLOSED, DialogWatch
from agent.terminals.transbank import messages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.exchange.framing import Framer
    from agent.terminals.exchange.held import Held
    from agent.terminals.link import Report

_ACK_IS_ALL = (messages.POLL, messages.NORMAL_MODE)


class Watch(DialogWatch):
    """Reads what POS Integrado says of each dialog."""

    def __init__(self, report: "Report") -> None:
        super().__init__(report)
        # Of the newest sales, by operation number: a void tells no amount.
        self._operations = [0] * limits.TRANSBANK_AMOUNTS_KEPT
        self._amounts = [0] * limits.TRANSBANK_AMOUNTS_KEPT
        self._next = 0

    def break_off(self) -> None:
        """What was under way ends as unknown."""
        command, self._asked = self._asked, CLOSED
        if command in messages.SALES or command == messages.VOID:
            self._report((events.SALE_UNKNOWN, None))
        elif command == messages.CLOSE:
            self._report((events.SETTLEMENT_SEEN, None, None, None))

    def from_register(self, text: "Framer | Held", now_ms: int) -> None:
        """Take a command of the register. A repeated one is none: the framer knows it."""
        self.break_off()
        buffer, end = text.buffer, text.count
        self._asked = messages.code(buffer, end)
        self._amount = None
        # Even one that seems not to be acknowledged may be carried out: only its ACK was lost.
        self._deadline_ms = now_ms + limits.TRANSBANK_REPLY_MS
        if self._asked in messages.SALES:
            self._amount = messages.number(buffer, end, messages.ASKED_AMOUNT)
            self._report((events.SALE_STARTED, events.TYPE_SALE, self._amount, messages.CLP))
        elif self._asked == messages.VOID:
            self._report((events.SALE_STARTED, events.TYPE_REVERSAL, None, messages.CLP))

    def acknowledged(self, now_ms: int) -> None:
        """The terminal has taken the command: for some that is all the answer."""
        self._deadline_ms = now_ms + limits.TRANSBANK_REPLY_MS
        if self._asked in _ACK_IS_ALL:
            self._asked = CLOSED

    def from_terminal(self, framer: "Framer", now_ms: int) -> None:
        """Take a message of the terminal."""
        buffer, end = framer.buffer, framer.count
        message = messages.code(buffer, end)
        if not self.open():
            # Later than anybody waits, and what it tells is true all the same.
            if message in messages.SALE_REPLIES:
                self._sale_ends(messages.transaction(buffer, end, message))
            return
        if message < 0:
            return
        self._deadline_ms = now_ms + limits.TRANSBANK_REPLY_MS
        if message == messages.PROGRESS:
            return
        command, result = self._asked, messages.result(buffer, end)
        if message == messages.DETAIL_REPLY and not messages.is_empty_detail(buffer, end):
            return
        self._asked = CLOSED
        if message != messages.TOTALS_REPLY:
            self.note_terminal(messages.terminal_id(buffer, end))
        if command in messages.SALES or command == messages.VOID:
            self._sale_ends(messages.transaction(buffer, end, message))
        elif command == messages.CLOSE:
            self._report((events.SETTLEMENT_SEEN, None, None, result))
        elif command == messages.LOAD_KEYS and result == 0:
            self._report((events.SIGN_IN_SEEN,))
        elif result == events.KEY_MISSING:
            self._report((events.KEYS_MISSING,))

    def _sale_ends(self, transaction: "tuple[Any, ...]") -> None:
        if transaction[events.T_AMOUNT_MINOR] is None:
            reversal = transaction[events.T_TYPE] == events.TYPE_REVERSAL
            amount = self._recall(transaction[events.T_TRACE]) if reversal else self._amount
            transaction = (
                transaction[: events.T_AMOUNT_MINOR] + (amount,) + transaction[events.T_CURRENCY :]
            )
        self._report((events.SALE_ENDED, transaction))
        result = transaction[events.T_RESULT]
        if result == 0 and transaction[events.T_TYPE] == events.TYPE_SALE:
            self._remember(transaction[events.T_TRACE], transaction[events.T_AMOUNT_MINOR])
            self._report((events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None))
        elif result == events.STATUS_PRINTER:
            self._report((events.TERMINAL_STATUS, result))

    def _remember(self, operation: "int | None", amount: "int | None") -> None:
        if operation and amount:
            self._operations[self._next], self._amounts[self._next] = operation, amount
            self._next = (self._next + 1) % limits.TRANSBANK_AMOUNTS_KEPT

    def _recall(self, operation: "int | None") -> "int | None":
        """Return the amount of a sale seen since the start, None of an older one."""
        for back in range(1, limits.TRANSBANK_AMOUNTS_KEPT + 1):
            place = (self._next - back) % limits.TRANSBANK_AMOUNTS_KEPT
            if operation and self._operations[place] == operation:
                return self._amounts[place]
        return None

    def note_terminal(self, tid: "str | None") -> None:
        """Forget the numbers of another terminal."""
        if tid is not None and tid != self.tid:
            self._operations = [0] * limits.TRANSBANK_AMOUNTS_KEPT
        super().note_terminal(tid)
