# SPDX-License-Identifier: MIT
"""What a register and a MIS terminal say to each other, watched and never disturbed.

A register asks, the terminal replies with a result; what has none is news. A terminal that asks for
its acquirer's traffic to be passed on is answered by the register: that belongs to the dialog under
way. Of its receipts a terminal says at most that one was not printed. It sends nothing.
"""

from agent import events
from agent.terminals.exchange.watch import CLOSED, DialogWatch
from agent.terminals.mis import messages
from posminder_formats import mis_dialect as m
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.exchange.framing import Framer
    from agent.terminals.exchange.held import Held
    from agent.terminals.link import Report
    from agent.terminals.mis.messages import Dialect

_REST = const(6)  # of a Transaction, behind trace and receipt number
BROKEN = const(-1)  # where a void's trace would stand
_OTHER = const(0)  # a command that is none of ours to know


class Watch(DialogWatch):
    """Reads what a dialect's terminal says of each dialog."""

    def __init__(self, dialect: "Dialect", currency: int, report: "Report") -> None:
        super().__init__(report)
        self._dialect = dialect
        self._currency = currency
        self._old_trace: int | None = None  # of the sale that a void takes back
        # Own trace of the newest transaction if it is a void, BROKEN if that is not known; None: a
        # sale. A terminal asked for its last one may not say of what kind it was.
        self.void_trace: int | None = None
        self._relays = False  # the terminal waits for what its acquirer says

    def break_off(self) -> None:
        """What was under way ends as unknown."""
        function, self._asked = self._asked, CLOSED
        if function == m.FN_VOID:
            self.void_trace = BROKEN
        if messages.transaction_type(function) is not None:
            self._report((events.SALE_UNKNOWN, None))
        elif function == m.FN_SETTLE:
            self._report((events.SETTLEMENT_SEEN, None, None, None))

    def from_register(self, text: "Framer | Held", now_ms: int) -> None:
        """Take a command of the register, or what it passes on to the terminal."""
        buffer, end = text.buffer, text.count
        function = self._dialect.function(buffer, end)
        if self.open() and (function == m.FN_RELAY or (function is None and self._relays)):
            self._relays = False
            self._deadline_ms = now_ms + self._dialect.reply_ms
            return
        self.break_off()
        self._asked = function or _OTHER
        self._relays = False
        # Even one that seems not to be acknowledged may be carried out: only its ACK was lost.
        self._deadline_ms = now_ms + self._dialect.reply_ms
        self._amount = self._dialect.number(buffer, end, m.F_AMOUNT)
        self._old_trace = self._dialect.number(buffer, end, m.F_OLD_TRACE)
        kind = messages.transaction_type(function)
        if kind is not None:
            self._report((events.SALE_STARTED, kind, self._amount, self._currency))

    def acknowledged(self, now_ms: int) -> None:
        """The terminal has taken the command: its reply may take its whole time."""
        self._deadline_ms = now_ms + self._dialect.reply_ms

    def from_terminal(self, framer: "Framer", now_ms: int) -> None:
        """Take a message of the terminal."""
        buffer, end = framer.buffer, framer.count
        function = self._dialect.function(buffer, end)
        self._deadline_ms = now_ms + self._dialect.reply_ms
        if function == m.FN_RELAY:
            self._relays = True
            return
        if self._dialect.meaning(buffer, end) is None:
            return
        if function is None or function == self._asked:
            function, self._asked = self._asked, CLOSED
        # Else later than anybody waited for it, and what it tells is true all the same.
        self.note_terminal(self._dialect.terminal_id(buffer, end))
        kind = messages.transaction_type(function)
        if kind is not None:
            self._sale_ends(buffer, end, kind)
        elif function == m.FN_SETTLE:
            self._settlement_ends(buffer, end)
        else:
            self._other_ends(function, self._dialect.result(buffer, end))

    def _sale_ends(self, buffer: bytearray, end: int, kind: int) -> None:
        dialect = self._dialect
        meaning = dialect.meaning(buffer, end)
        unprinted = meaning == m.RES_NOT_PRINTED or meaning == m.RES_NO_PAPER
        if unprinted:
            self._report((events.TERMINAL_STATUS, events.STATUS_PRINTER))
        transaction = dialect.transaction(buffer, end, kind, self._amount, self._currency)
        if transaction[events.T_RESULT] == 0:
            self.void_trace = None
            if kind == events.TYPE_REVERSAL:
                own = transaction[events.T_TRACE]
                self.void_trace = BROKEN if own is None else own
        if kind == events.TYPE_REVERSAL:
            old = dialect.number(buffer, end, m.F_OLD_TRACE) or self._old_trace
            if old is not None:
                transaction = transaction[: events.T_TRACE] + (old, old) + transaction[_REST:]
        self._report((events.SALE_ENDED, transaction))
        if transaction[events.T_RESULT] == 0 and kind != events.TYPE_REVERSAL:
            self._report((events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None))
        elif meaning == m.RES_DUPLICATE:  # then the first may have been approved: ask
            self._report((events.SALE_UNKNOWN, None))

    def _settlement_ends(self, buffer: bytearray, end: int) -> None:
        meaning = self._dialect.meaning(buffer, end)
        count, total = self._dialect.totals(buffer, end)
        if meaning == m.RES_NOTHING:
            return  # nothing was settled, nothing was there
        result: int | None = self._dialect.result(buffer, end)
        if meaning == m.RES_DUPLICATE:
            result = None
        self._report((events.SETTLEMENT_SEEN, count, total, result))

    def _other_ends(self, function: int | None, result: int) -> None:
        if result == events.KEY_MISSING:
            self._report((events.KEYS_MISSING,))
        elif function == m.FN_SIGN_IN and result == 0:
            self._report((events.SIGN_IN_SEEN,))
