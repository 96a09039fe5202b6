# SPDX-License-Identifier: MIT
"""What register and terminal say to each other, watched and never disturbed.

Pairs commands with answers and completions, and reports sales, receipts, sign-in state and
settlements. The outcome of a sale is its status information (04 0F), not the completion; but a
sale that breaks off before its completion is in doubt, even if its approval was seen. A receipt's
proof is the register's 80 00 to its lines. It sends nothing. Repeats are the framer's business
and do not come here.
"""

from agent import events, limits
from agent.terminals.zvt import enquiry, fields, messages, reason, receipt_fields
from agent.terminals.zvt.printing import Printing
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.link import Report
    from agent.terminals.zvt.framing import Framer
    from agent.terminals.zvt.slip_text import SlipText

# Where a watched dialog stands.
_CLOSED = const(0)
_ASKED = const(1)  # command seen
_SERVED = const(2)  # answered 80 00: the terminal is master
_ENDED = const(3)  # completed; the last answer is not yet said
_SIGNING_OFF = const(4)  # only the last acknowledgement is missing

# What a command is to us: records' transaction numbers (1..4), or one of these.
_PLAIN = const(0)
_REGISTRATION = const(10)
_ENQUIRY = const(11)
_SETTLEMENT = const(12)
_DUPLICATE = const(13)
_NO_COMPLETION = const(14)
_SIGN_IN = const(15)
_UPLOAD = const(16)

_PASSWORD_BYTES = const(3)
_REGISTRATION_HEAD_BYTES = const(3)  # config byte, and the currency without a tag
_MINUTE_MS = const(60000)
# Bits of a registration's config byte: payment receipts by the register, as ready-made lines.
_LINES_TO_REGISTER = const(0x82)

# control field, what it is, bytes before its fields
_COMMANDS = (
    (messages.AUTHORISATION, fields.SALE, 0),
    (messages.REVERSAL, fields.REVERSED, _PASSWORD_BYTES),
    (messages.REFUND, fields.REFUND_GIVEN, _PASSWORD_BYTES),
    (messages.STATUS_ENQUIRY, _ENQUIRY, _PASSWORD_BYTES),
    (messages.REGISTRATION, _REGISTRATION, _PASSWORD_BYTES),
    (messages.END_OF_DAY, _SETTLEMENT, _PASSWORD_BYTES),
    (messages.SEND_OFFLINE, _UPLOAD, _PASSWORD_BYTES),
    (messages.REPEAT_RECEIPT, _DUPLICATE, _PASSWORD_BYTES),
    (messages.REPRINT, _DUPLICATE, _PASSWORD_BYTES),
    (messages.INITIALISATION, _SIGN_IN, _PASSWORD_BYTES),
    (messages.LOG_OFF, _NO_COMPLETION, 0),
)


class Watch:
    """Follows one dialog at a time; reports through `report`, takes time as an argument."""

    def __init__(self, report: "Report", text: "SlipText") -> None:
        self._report = report
        self._text = text  # of the slip under way
        self._state = _CLOSED
        # Whether the register gets print lines: by its registration, or because they were seen.
        # Not known, as after a restart, counts as no: nobody misses what he could not have seen.
        self._lines_come = False
        self._newest: int | None = None  # receipt number of the newest sale that owes a receipt
        self.usually_wanted: int | None = None  # copies, from the register's registration
        self.away_until_ms = 0  # the terminal has said that it updates itself or restarts
        self._begin(0, _PLAIN)

    def _begin(self, what: int, deadline_ms: int) -> None:
        self._what = what
        self._state = _CLOSED if deadline_ms == 0 else _ASKED
        self._deadline_ms = deadline_ms
        self._t4_ms = limits.ZVT_T4_MS
        self._to_answer = 0  # the terminal's command that waits for the register's answer
        self._terminal_signs_off = False
        self._printing = Printing(self.usually_wanted, self._text)
        self._config: int | None = None
        self._amount: int | None = None
        self._currency: int | None = None
        self._reverses: int | None = None  # a reversal's command names the sale's receipt number
        self._transaction: tuple[Any, ...] | None = None
        self._goods_refused = False
        self._count: int | None = None
        self._total: int | None = None
        self._result: int | None = None

    def open(self) -> bool:
        """Tell whether a dialog between register and terminal is under way."""
        return self._state != _CLOSED

    def deadline_ms(self) -> int | None:
        """Return when the dialog counts as broken off, or None."""
        return self._deadline_ms if self.open() else None

    def on_deadline(self, now_ms: int) -> None:
        """Close a dialog that nobody has gone on with."""
        if self.open() and now_ms >= self._deadline_ms:
            self._break_off()

    def break_off(self) -> None:
        """The line is taken away: what was under way ends as unknown."""
        if self.open():
            self._break_off()

    def acknowledged(self, by_terminal: bool) -> None:
        """A lone ACK went by: the last one closes the dialog."""
        if self._state == _SIGNING_OFF and by_terminal == self._terminal_signs_off:
            self._state = _CLOSED

    # The register speaks ----------------------------------------------------------------------

    def from_register(self, framer: "Framer", now_ms: int) -> None:
        """Take a new APDU of the register."""
        buffer, end = framer.buffer, framer.count
        start = messages.body(buffer, framer.length)
        if start < 0:
            return
        control = messages.control(buffer, end)
        if buffer[0] in (messages.POSITIVE_CLASS, messages.NEGATIVE_CLASS):
            if self.open():
                self._register_answers(control, now_ms)
        elif control != messages.ABORT_REQUEST or not self.open():
            self._register_commands(control, buffer, start, end, now_ms)

    def _register_commands(
        self, control: int, buffer: bytearray, start: int, end: int, now_ms: int
    ) -> None:
        if self.open():
            self._break_off()
        what, skipped = _PLAIN, 0
        for row in _COMMANDS:
            if row[0] == control:
                _, what, skipped = row
        self._begin(what, now_ms + limits.ZVT_WATCHED_ANSWER_MS)
        start = min(start + skipped, end)
        if _is_money(what):
            self._amount = fields.digits(buffer, start, end, fields.AMOUNT)
            self._currency = fields.digits(buffer, start, end, fields.CURRENCY)
            self._reverses = fields.digits(buffer, start, end, fields.RECEIPT_NO)
            self._report((events.SALE_STARTED, what, self._amount, self._currency))
            self._printing.wish(receipt_fields.wanted_copies(buffer, start, end))
        elif what == _REGISTRATION:
            self._config = buffer[start] if start < end else None
            start = min(start + _REGISTRATION_HEAD_BYTES, end)
            self._printing.wanted = receipt_fields.wanted_copies(buffer, start, end)
        elif what == _DUPLICATE:
            self._printing.repeat(control, buffer, start, end, self._newest)

    def _register_answers(self, control: int, now_ms: int) -> None:
        asked, self._to_answer = self._to_answer, 0
        code = control & 0xFF
        positive = control >> 8 == messages.POSITIVE_CLASS or code == fields.RESULT_OK
        if asked in (messages.PRINT_LINE, messages.PRINT_BLOCK):
            self._slip_ends(self._printing.slip.answered(positive), False)
            if self._prints_receipt() and self._printing.is_news(now_ms):
                lines, number = self._printing.slip.lines, self._printing.receipt_no
                self._report((events.RECEIPT_PRINTING, lines, number))
        elif asked == messages.STATUS_INFORMATION and not positive:
            if code not in (fields.PLEASE_WAIT, fields.PARTIAL_GOODS):
                self._goods_refused = True
        elif self._state == _ENDED:
            self._sign_off(True, now_ms)

    # The terminal speaks ------------------------------------------------------------------------

    def from_terminal(self, framer: "Framer", now_ms: int) -> None:
        """Take a new APDU of the terminal."""
        buffer, end = framer.buffer, framer.count
        start = messages.body(buffer, framer.length)
        if start < 0 or not self.open():
            return
        control = messages.control(buffer, end)
        if buffer[0] in (messages.POSITIVE_CLASS, messages.NEGATIVE_CLASS):
            self._terminal_answers(control, now_ms)
            return
        if self._state in (_ENDED, _SIGNING_OFF):
            return
        self._to_answer = control
        if self._state == _ASKED:
            self._serve(now_ms)  # its 80 00 was lost
        if control == messages.INTERMEDIATE_STATUS:
            minutes = fields.new_timeout_minutes(buffer, start, end)
            if minutes:
                self._t4_ms = minutes * _MINUTE_MS
            self._deadline_ms = now_ms + self._t4_ms
            step = fields.told_step(buffer, start, end)
            if step is not None and self._what not in (_SETTLEMENT, _SIGN_IN):
                self._report(step)
        elif control == messages.STATUS_INFORMATION:
            self._deadline_ms = now_ms + self._t4_ms
            self._take_status(buffer, start, end)
        elif control in (messages.PRINT_LINE, messages.PRINT_BLOCK):
            if self._printing.line(control, framer, start) and _is_money(self._what):
                self._lines_come = True
        elif control == messages.SET_CLOCK:
            told_clock = fields.told_clock(buffer, start, end)
            if told_clock is not None:
                self._report(told_clock)
        elif control == messages.COMPLETION:
            self._complete(buffer, start, end)
            if fields.leaves(fields.completion_code(buffer, start, end)):
                self.away_until_ms = now_ms + limits.ZVT_AWAY_MS
            self._end(now_ms)
        elif control == messages.ABORT:
            told = buffer[start] if start < end else fields.RESULT_OK
            self._abort(told or fields.SYSTEM_ERROR)
            self._tell_reason(buffer, start + 1, end, told or fields.SYSTEM_ERROR)
            self._end(now_ms)

    def _terminal_answers(self, control: int, now_ms: int) -> None:
        if self._state != _ASKED:
            return
        code = control & 0xFF
        if control >> 8 == messages.NEGATIVE_CLASS and code != fields.RESULT_OK:
            self._abort(code)
            self._sign_off(False, now_ms)
        elif self._what == _NO_COMPLETION:
            self._sign_off(False, now_ms)
        else:
            self._serve(now_ms)

    def _take_status(self, buffer: bytearray, start: int, end: int) -> None:
        if self._what == _SETTLEMENT:
            self._count, self._total = fields.totals(buffer, start, end)
            self._result = fields.coded(buffer, start, end, fields.RESULT)
        elif _is_money(self._what) and self._transaction is None:
            seen = fields.transaction(buffer, start, end, self._what)
            if seen is not None:
                self._tell_terms(receipt_fields.verification(buffer, start, end))
                self._sale_ends(fields.completed(seen, self._amount, self._currency))
                self._tell_reason(buffer, start, end, seen[events.T_RESULT])
        elif self._what == _DUPLICATE:
            self._printing.repeats(fields.transaction(buffer, start, end, None))

    def _complete(self, buffer: bytearray, start: int, end: int) -> None:
        what = self._what
        if what == _REGISTRATION:
            self._report((events.REGISTERED,) + fields.registration(buffer, start, end))
            if self._printing.wanted != self.usually_wanted:
                self.usually_wanted = self._printing.wanted
                self._report((events.RECEIPT_WISHES, self.usually_wanted))
            if self._config is not None:
                self._lines_come = self._config & _LINES_TO_REGISTER == _LINES_TO_REGISTER
        elif what == _ENQUIRY:
            for told in enquiry.told(buffer, start, end):
                self._report(told)
        elif what in (_SIGN_IN, _UPLOAD):
            if fields.completion_code(buffer, start, end) == fields.RESULT_OK:
                self._report((events.SIGN_IN_SEEN if what == _SIGN_IN else events.OFFLINE_SENT,))
        elif what == _SETTLEMENT:
            code = fields.completion_code(buffer, start, end)
            self._settlement_ends(self._result or (0 if fields.leaves(code) else code))
        elif _is_money(what):
            self._take_status(buffer, start, end)  # a few terminals tell the result only here
            if self._transaction is None:
                self._report((events.SALE_UNKNOWN, None))
            self._reverse()
            if what == fields.REVERSED and self._transaction is not None:
                self._reversal_ends()
            elif self._owes_receipt() and not self._lines_come:
                self._report((events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None))

    def _abort(self, code: int) -> None:
        """The terminal ended the command with `code`, by 06 1E or by 84 xx."""
        if self._what == _SETTLEMENT:
            self._settlement_ends(code)
        elif _is_money(self._what):
            if self._transaction is None:
                blank = (None,) * (events.T_AUTH_ID - events.T_RESULT)
                ended = (self._what, code) + blank
                self._sale_ends(fields.completed(ended, self._amount, self._currency))
            elif not self._declined() and not self._goods_refused:
                self._report((events.SALE_UNKNOWN, self._transaction))  # approved, then aborted
            self._reverse()

    # How things end -----------------------------------------------------------------------------

    def _sale_ends(self, transaction: "tuple[Any, ...]") -> None:
        self._transaction = transaction
        self._report((events.SALE_ENDED, transaction))
        if self._owes_receipt():
            self._newest = transaction[events.T_RECEIPT_NO]

    def _reverse(self) -> None:
        """The register did not issue the goods, so the terminal has taken a payment back.

        Reported as a transaction of its own, a reversal with result 0 and the sale's fields: so
        that whoever adds up what was approved comes to the terminal's total. What becomes of a
        refund or a reversal that the register did not take, no specification says: in doubt.
        """
        sale = self._transaction
        if not self._goods_refused or sale is None or self._declined():
            return
        if self._what == fields.SALE:
            self._report((events.SALE_ENDED, (fields.REVERSED,) + sale[1:]))
        else:
            self._report((events.SALE_UNKNOWN, sale))

    def _reversal_ends(self) -> None:
        """A reversal of the register's has a number of its own: tell which sale it undid."""
        if self._reverses is not None and not self._declined() and not self._goods_refused:
            self._report((events.SALE_REVERSED, self._reverses))

    def _settlement_ends(self, result: int | None) -> None:
        self._report((events.SETTLEMENT_SEEN, self._count, self._total, result))

    def _slip_ends(self, state: int | None, over: bool) -> None:
        """Report a decided slip, if somebody is owed it."""
        if state is None:
            return
        printing = self._printing
        if self._prints_receipt():
            copies = printing.copies(state)
            if copies is not None:
                delivered = state == events.RECEIPT_DELIVERED
                text = self._text.event(copies, printing.receipt_no) if delivered else None
                if text is not None:
                    self._report(text)
                duplicate = int(self._what == _DUPLICATE)
                ended = (state, printing.slip.lines, duplicate, copies, printing.receipt_no)
                self._report((events.RECEIPT_ENDED,) + ended)
        elif self._transaction is None and not over:
            return  # a few terminals print before they tell the result
        if over or state == events.RECEIPT_DELIVERED:
            printing.next()

    def _tell_reason(self, buffer: bytearray, start: int, end: int, code: int) -> None:
        """Report why it failed, where the terminal says more than `code`."""
        about = events.SETTLE if self._what == _SETTLEMENT else None
        why = reason.told(buffer, start, end, 0 if _is_money(self._what) else about, code)
        if why is not None:
            self._report(why)

    def _tell_terms(self, verification: "tuple[int | None, int | None]") -> None:
        """Report what was told that decides about the next sale's receipt, if anything was."""
        wanted = self._printing.wanted
        terms = (None if wanted is None else wanted & events.COPY_BOTH,) + verification
        if terms != (None, None, None):
            self._report((events.RECEIPT_TERMS,) + terms)

    def _prints_receipt(self) -> bool:
        """Tell whether what this dialog prints is a receipt, or repeats one."""
        return self._owes_receipt() or (self._what == _DUPLICATE and self._printing.is_receipt)

    def _owes_receipt(self) -> bool:
        """Tell whether this dialog's slips are receipts: not a declined sale's, nor a reversal's.

        A sale without a result has none yet, and must not lend its slip to the sale before it.
        """
        settled = self._transaction is not None and not self._declined()
        return settled and self._what != fields.REVERSED and not self._goods_refused

    def _declined(self) -> bool:
        sale = self._transaction
        return sale is not None and sale[events.T_RESULT] != fields.RESULT_OK

    def _break_off(self) -> None:
        """The dialog ended without its end: silence, or the register began something else."""
        state, self._state = self._state, _CLOSED
        if state in (_ENDED, _SIGNING_OFF):
            return
        if self._what == _SETTLEMENT:
            self._settlement_ends(None)
        elif _is_money(self._what) and not self._declined():
            self._report((events.SALE_UNKNOWN, self._transaction))
        self._slip_ends(self._printing.slip.ended(), True)

    def _serve(self, now_ms: int) -> None:
        self._state = _SERVED
        self._deadline_ms = now_ms + self._t4_ms

    def _end(self, now_ms: int) -> None:
        self._slip_ends(self._printing.slip.ended(), True)
        self._state = _ENDED
        self._deadline_ms = now_ms + limits.ZVT_T2_MS + limits.ZVT_T3_MS

    def _sign_off(self, by_terminal: bool, now_ms: int) -> None:
        self._state = _SIGNING_OFF
        self._terminal_signs_off = by_terminal
        self._deadline_ms = now_ms + limits.ZVT_T2_MS * limits.ZVT_SENDS_MAX


def _is_money(what: int) -> bool:
    return fields.SALE <= what <= fields.OTHER
