# SPDX-License-Identifier: MIT
"""What one dialog prints: slip after slip, whose copy each is, and of which sale.

Whether the dialog's sale owes a receipt at all is watch's business.
"""

from agent import events, limits
from agent.terminals.zvt import fields, messages, receipt_fields
from agent.terminals.zvt.slip import Slip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.zvt.framing import Framer
    from agent.terminals.zvt.slip_text import SlipText


class Printing:
    """`wanted`: the copies that the register has registered with (wanted_copies), or None.

    The merchant's copy comes first, unless the register asked for the customer's first. Of a repeat
    that asked for no copy by name nobody can tell, unless its blocks say it. `text` takes what is
    printed.
    """

    def __init__(self, wanted: int | None, text: "SlipText") -> None:
        self.slip = Slip()
        self.text = text
        text.clear()
        self.is_receipt = True  # what is repeated, for all that was told
        self.receipt_no: int | None = None  # whose it is; None: the newest sale's
        self.wanted = wanted
        self._order: tuple[int, ...] = (events.COPY_MERCHANT, events.COPY_CUSTOMER)
        self._before = 0  # slips that ended with a mark
        self._told_ms = 0  # when the slip under way was last spoken of

    def wish(self, wanted: int | None) -> None:
        """Take what a payment's own command asked for; None: nothing but the usual."""
        if wanted is not None:
            self.wanted = wanted
        wanted = self.wanted
        if wanted is None:
            return
        if wanted & events.COPY_CUSTOMERS_FIRST:
            self._order = (events.COPY_CUSTOMER, events.COPY_MERCHANT)
        self._order = tuple(copy for copy in self._order if copy & wanted)

    def repeat(
        self, control: int, buffer: bytearray, start: int, end: int, newest: int | None
    ) -> None:
        """Take a command to print again; `newest` is the newest receipt's number."""
        self._order = ()
        if control == messages.REPEAT_RECEIPT:
            copy = receipt_fields.repeated_copy(buffer, start, end)
            self.is_receipt = copy is not None
            if copy:
                self._order = (copy,)
            return
        first, last = receipt_fields.reprints(buffer, start, end)
        if first is not None and first == last:
            self.receipt_no = first
        elif first is not None and last is not None and newest is not None:
            self.is_receipt = first <= newest <= last

    def repeats(self, transaction: "tuple[Any, ...] | None") -> None:
        """The terminal tells whose receipt it repeats."""
        if transaction is None:
            return
        if transaction[events.T_RESULT] != fields.RESULT_OK:
            self.is_receipt = False
        elif transaction[events.T_RECEIPT_NO] is not None:
            self.receipt_no = transaction[events.T_RECEIPT_NO]

    def line(self, control: int, framer: "Framer", start: int) -> bool:
        """Take a print line or text block; False: of no receipt, an administrative one."""
        buffer, end = framer.buffer, framer.count
        cut, copy = framer.length > end, 0
        if control == messages.PRINT_LINE:
            last = receipt_fields.is_last_line(buffer, start, end)
        else:
            copy = receipt_fields.block_kind(buffer, start, end)
            if copy == receipt_fields.ADMIN_BLOCK:
                return False
            last = not cut and receipt_fields.is_last_block(buffer, start, end)
        self.slip.told |= copy
        if self.slip.line(last, framer.crc):
            self.text.take(control, buffer, start, end, cut)
        return True

    def copies(self, state: int) -> int | None:
        """Return whose copies (events.COPY_*) the slip is that came to `state`; 0: unknown.

        None for what follows the last mark of a terminal that sets marks: no slip of its own.
        """
        slip = self.slip
        if slip.told:
            return slip.told
        if state == events.RECEIPT_DELIVERED and not slip.ends:
            return None if self._before else 0
        copies = 0
        for copy in self._order[self._before : self._before + max(slip.ends, 1)]:
            copies |= copy
        return copies

    def next(self) -> None:
        """The slip is over: the next line begins the next copy."""
        self._before += self.slip.ends
        self.slip = Slip()
        self.text.clear()

    def is_news(self, now_ms: int) -> bool:
        """Tell whether the slip under way is worth a word: at its first line, then now and then."""
        lines = self.slip.lines
        if not lines or (lines > 1 and now_ms - self._told_ms < limits.ZVT_PRINT_NEWS_MS):
            return False
        self._told_ms = now_ms
        return True
